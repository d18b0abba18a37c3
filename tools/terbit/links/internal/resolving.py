"""Which file an address means, seen from a page of the site. Pure, and blind to which files there are: see `file`."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import NamedTuple

from terbit.articles import webaddress as address
from terbit.links.internal.site import NOBODY, root_of

# Most links: a path without scheme, host, query or escape. They need no full reading of an address.
_PLAIN = re.compile(r"((?!//)[A-Za-z0-9._~/-]+)(?:#([A-Za-z0-9._~-]*))?\Z")
# And most of these walk down only, from a folder that is written as it is named.
_SIMPLE = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*+(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)*+/?(?:#[A-Za-z0-9._~-]*+)?")
_UPWARDS = re.compile(r"(?:\.\./)+")
_FOLDERS = re.compile(r"(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*+/)*+[A-Za-z0-9._~-]*+")
_DEEP = 200  # folders above a page that are walked to; a `<base href>` may name a million
_NOWHERE = "/"  # no file has this name
_OF_THE_HOST = frozenset({"", "index.html", "favicon.ico", "robots.txt", "sitemap.xml"})


class Target(NamedTuple):
    """Where an address of this site leads. `name`: of a file, or of a folder when there is no slash at its end.

    `outside`: the address left the site's folder; whether that is a mistake is seen by what is in it.
    """

    name: str
    fragment: str
    outside: bool = False


class Resolver:
    """Addresses of one site, which is served at `site_url`. Raises Malformed when that is no web address."""

    def __init__(self, site_url: str) -> None:
        self.url = root_of(site_url)
        root = address.web(self.url, "")
        if root is None:
            raise address.Malformed(site_url)
        self._root = root
        self.path = root.path
        self._anywhere = self.url == NOBODY

    def folders(self, base: str) -> list[str]:
        """The folder of a page at `base` and those above it, up to the site's root; none for one that is elsewhere."""
        folder = base[: base.rfind("/") + 1]
        if not folder.startswith(self.url):
            return []
        found = [folder]
        while len(folder) > len(self.url):
            if len(found) == _DEEP:
                return found
            folder = folder[: folder.rfind("/", 0, -1) + 1]
            found.append(folder)
        if self.path == "/" and not self._anywhere:  # `..` past the root stays there
            found += [self.url] * 20
        return found

    def target(self, base: str, written: str) -> Target | None:
        """What an address leads to, seen from a page at `base`; None when it is not this site's. Raises Malformed."""
        if self._anywhere and written.startswith("../") and base.startswith(self.url):
            up = len(_UPWARDS.match(written)[0]) // 3  # type: ignore[index]
            if up > base.count("/", len(self.url)):
                return None  # its neighbour, if the site is served in a folder
        if base.startswith(self.url) and _SIMPLE.fullmatch(written) and _FOLDERS.fullmatch(base, len(self.url)):
            path, _, fragment = written.partition("#")
            return Target(_index(base[len(self.url) : base.rfind("/") + 1] + path), fragment)
        if (plain := _PLAIN.match(written)) and base.startswith(self.url):
            folder = self.path + base[len(self.url) :].rpartition("/")[0] + "/"
            return self._target(written[: plain.end(1)], folder, plain[2] or "", written.startswith("/"))
        seen = address.web(base, written)
        if seen is None or seen.origin != self._root.origin:
            return None
        return self._target(seen.path, "/", seen.fragment, written.lstrip()[:1] in ("/", "."))

    def _target(self, written: str, folder: str, fragment: str, within: bool) -> Target | None:
        """What a path leads to, seen from a folder's path. `within`: it was written as one of this site."""
        path, prefix = address.name_of(written if written.startswith("/") else folder + written), self.path.strip("/")
        if path is None:
            return Target(_NOWHERE, fragment) if written.startswith(self.path) else None
        if not prefix:
            return Target(_index(path), fragment)
        if (path + "/").startswith(prefix + "/"):
            return Target(_index(path[len(prefix) + 1 :]), fragment)
        return Target(_index(path), fragment, outside=True) if within and path not in _OF_THE_HOST else None


def _index(path: str) -> str:
    return path + "index.html" if not path or path.endswith("/") else path


def file(name: str, files: Set[str]) -> str:
    """The file that a name means: itself, or the index of the folder of that name."""
    index = name + "/index.html"
    return index if name not in files and index in files else name
