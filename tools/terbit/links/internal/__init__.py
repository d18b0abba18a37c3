"""The links of a built site, judged before anybody sees it: pages, anchors, files, sitemap and feeds.

Every file is read once (`read`); the judgement (`judge`) is pure. What leads to another host is not looked at here:
see `external`. A site is a folder of files served as they are, `x/` being `x/index.html`.
"""

from __future__ import annotations

import functools
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote

from terbit.articles import webaddress as address
from terbit.findings import Finding, Severity, sorted_findings
from terbit.links import extract
from terbit.links.extract import Facts, Kind, Reference
from terbit.messages import Message, msg
from terbit.schema import suggestion

PAGE, ANCHOR, FILE, SPELLING = "LB001", "LB002", "LB003", "LB004"
MALFORMED, LOOP, REPEATED_ID, LISTED, UNREADABLE, OUTSIDE = "LB005", "LB006", "LB007", "LB008", "LB009", "LB010"


@dataclass(frozen=True, slots=True)
class Site:
    """A built site: all its file names (below its root, with `/`), and the facts of those that refer to others."""

    files: frozenset[str]
    facts: Mapping[str, Facts]
    unreadable: tuple[str, ...] = ()


def check(site: Path, site_url: str, source_of: Callable[[str], str]) -> list[Finding]:
    """All findings of a built site that will be served at `site_url` ("https://kantor.go.id/").

    `source_of` names the source file of a page by its address ("berita/2026/11/panen/", "" for the front page) or of
    another file by its name ("assets/site.css"); findings stand at what it answers.
    """
    return judge(read(site), site_url, source_of)


# -- reading -----------------------------------------------------------------------------------------------------


def read(site: Path) -> Site:
    """Read a built tree, each file at most once. Symbolic links are not followed."""
    files = sorted(_names(site))
    facts: dict[str, Facts] = {}
    unreadable = []
    for name in files:
        reader = _reader(name)
        if reader is not None:
            try:
                facts[name] = reader((site / name).read_bytes())
            except extract.Unreadable:
                unreadable.append(name)
    return Site(frozenset(files), facts, tuple(unreadable))


def _reader(name: str) -> Callable[[bytes], Facts] | None:
    if name == "robots.txt":
        return lambda content: extract.robots(content.decode("utf-8", "replace"))
    if name.endswith(".css"):
        return lambda content: Facts(tuple(dict.fromkeys(extract.css(content.decode("utf-8", "replace")))))
    return {".html": extract.html, ".htm": extract.html, ".xml": extract.xml}.get(PurePosixPath(name).suffix.lower())


def _names(site: Path) -> Iterator[str]:
    for folder, _, files in os.walk(site):
        inner = os.path.relpath(folder, site).replace(os.sep, "/")
        for name in files:
            yield name if inner == "." else f"{inner}/{name}"


def address_of(name: str) -> str:
    """The address at which a file is served: `x/` for `x/index.html`, "" for the front page, else its name."""
    return name[: -len("index.html")] if name == "index.html" or name.endswith("/index.html") else name


def root_of(site_url: str) -> str:
    """A site's address with the slash at its end."""
    return site_url if site_url.endswith("/") else site_url + "/"


def base_of(root: str, name: str, facts: Facts) -> str:
    """The address against which a file's own addresses are read: its own, or what its `<base href>` says."""
    own = root + quote(os.fsencode(address_of(name)))
    try:
        seen = address.web(own, facts.base) if facts.base else None
    except address.Malformed:
        return own
    return own if seen is None else seen.text


# -- judging -----------------------------------------------------------------------------------------------------


def judge(site: Site, site_url: str, source_of: Callable[[str], str]) -> list[Finding]:
    """All findings of a site that was read. Pure."""
    judgement = _Judgement(site, site_url)
    found = []
    for name in site.unreadable:
        found.append(_finding(UNREADABLE, source_of(name), msg("berkas XML ini tidak dapat dibaca")))
    for name, facts in site.facts.items():
        place = source_of(address_of(name))
        for rule, message, hint in judgement.of(name, facts):
            found.append(_finding(rule, place, message, hint))
    return sorted_findings(found)


def _finding(rule: str, path: str, message: Message, hint: Message | None = None) -> Finding:
    return Finding(rule, Severity.WARNING if rule == REPEATED_ID else Severity.ERROR, path, message, hint)


# Most links: a path without scheme, host, query or escape. They need no full reading of an address.
_PLAIN = re.compile(r"((?!//)[A-Za-z0-9._~/-]+)(?:#([A-Za-z0-9._~-]*))?\Z")

Said = tuple[str, Message, Message | None]


class Target(NamedTuple):
    """Where an address of this site leads. `name` is a file's, or what was asked for when there is none.

    `outside`: the address left the site's folder, though the file is in it.
    """

    name: str
    fragment: str
    outside: bool = False


class _Judgement:
    """What is known of the whole site while its files are judged one by one."""

    def __init__(self, site: Site, site_url: str) -> None:
        self._site = site
        self._url = root_of(site_url)
        root = address.web(self._url, "")
        if root is None:
            raise address.Malformed(site_url)
        self._root = root
        self._base = root.path
        self._resolved = functools.lru_cache(maxsize=65536)(self._resolve)
        self._refreshes = dict(self._moves())

    def of(self, name: str, facts: Facts) -> Iterator[Said]:
        base = base_of(self._url, name, facts)
        for reference in facts.references:
            yield from self._reference(name, base, reference)
        for value, count in facts.repeated:
            yield REPEATED_ID, msg('id "{id}" dipakai {count} kali di satu halaman', id=value, count=count), None
        yield from self._loop(name)

    # -- one reference -----------------------------------------------------------------------------------------

    def _reference(self, name: str, base: str, reference: Reference) -> Iterator[Said]:
        kind, written = reference
        shown = written.strip()
        if not shown:  # an empty link leads to its own page, an empty picture loads that page as a picture
            if kind is Kind.RESOURCE:
                yield FILE, msg("ada gambar atau berkas tanpa alamat"), None
            return
        if shown.startswith("#") and not self._site.facts[name].base:  # the most frequent kind
            yield from self._anchor(name, shown[1:])
            return
        try:
            target = self._resolved(base, written)
        except address.Malformed:
            yield MALFORMED, msg('alamat "{address}" tidak dapat dibaca', address=shown), None
            return
        if target is None:
            if kind is Kind.LISTING:  # a sitemap may only list its own site (sitemaps.org, "Location")
                yield self._missing(kind, shown, "")
        elif target.outside or target.name not in self._site.files:
            yield self._outside(shown, target.name) if target.outside else self._missing(kind, shown, target.name)
        elif target.fragment:
            yield from self._anchor(target.name, target.fragment)

    def _resolve(self, base: str, written: str) -> Target | None:
        """What an address leads to; None when it is not this site's. Raises Malformed."""
        if (plain := _PLAIN.match(written)) and base.startswith(self._url):
            folder = self._base + base[len(self._url) :].rpartition("/")[0] + "/"
            return self._target(written[: plain.end(1)], folder, plain[2] or "")
        seen = address.web(base, written)
        if seen is None or seen.origin != self._root.origin:
            return None
        return self._target(seen.path, "/", seen.fragment)

    def _target(self, written: str, folder: str, fragment: str) -> Target | None:
        """What a path leads to, seen from a folder's path."""
        path, prefix = address.name_of(written if written.startswith("/") else folder + written), self._base.strip("/")
        if path is None:
            return Target("", fragment) if written.startswith(self._base) else None
        if not prefix:
            return Target(self._file(path), fragment)
        if (path + "/").startswith(prefix + "/"):
            return Target(self._file(path[len(prefix) + 1 :]), fragment)
        here = self._file(path)
        return Target(here, fragment, outside=True) if here in self._site.files else None

    def _file(self, path: str) -> str:
        if path in self._site.files:
            return path
        folder = path if not path or path.endswith("/") else path + "/"
        index = folder + "index.html"
        return index if folder == path or index in self._site.files else path

    # -- what is wrong with it ---------------------------------------------------------------------------------

    def _outside(self, shown: str, name: str) -> Said:
        return (
            OUTSIDE,
            msg('alamat "{address}" keluar dari folder situs "{base}"', address=shown, base=self._base),
            msg('tulis "{address}"', address=self._base + address_of(name)),
        )

    def _missing(self, kind: Kind, shown: str, wanted: str) -> Said:
        if same := self._spellings.get(_folded(wanted)) or self._spellings.get(_folded(wanted) + "/index.html"):
            return (
                SPELLING,
                msg('ejaan alamat "{address}" berbeda dari nama berkasnya', address=shown),
                msg('tulis "{address}"', address=self._base + address_of(same)),
            )
        if kind is Kind.LISTING:
            return LISTED, msg('"{address}" terdaftar di sini tetapi tidak ada di situs', address=shown), None
        if kind is Kind.RESOURCE:
            return FILE, msg('berkas "{address}" tidak ada', address=shown), None
        return PAGE, msg('tautan "{address}" menuju halaman yang tidak ada', address=shown), self._near(wanted)

    def _near(self, wanted: str) -> Message | None:
        """The one page of that last name elsewhere: an article that moved, a month that was mistaken."""
        slug = wanted.removesuffix("/index.html").rpartition("/")[2]
        pages = self._slugs.get(slug, ())
        return msg('maksud Anda "{word}"?', word=self._base + address_of(pages[0])) if len(pages) == 1 else None

    def _anchor(self, target: str, fragment: str) -> Iterator[Said]:
        anchor = address.anchor_of(fragment)
        target = self._arrival(target)
        if not anchor or anchor.lower() == "top" or not target.endswith((".html", ".htm")):
            return  # a fragment of a PDF or a picture is that program's own business
        anchors = self._site.facts[target].anchors
        if anchor not in anchors and address.decoded(anchor) not in anchors:
            yield (
                ANCHOR,
                msg(
                    'bagian "#{anchor}" tidak ada di halaman "{page}"',
                    anchor=anchor,
                    page=self._base + address_of(target),
                ),
                suggestion(anchor, sorted(anchors)),
            )

    @functools.cached_property
    def _spellings(self) -> dict[str, str]:
        return {_folded(name): name for name in sorted(self._site.files)}

    @functools.cached_property
    def _slugs(self) -> dict[str, list[str]]:
        slugs: dict[str, list[str]] = {}
        for name in sorted(self._site.files):
            if name.endswith("/index.html"):
                slugs.setdefault(name.removesuffix("/index.html").rpartition("/")[2], []).append(name)
        return slugs

    # -- pages that lead on by themselves ----------------------------------------------------------------------

    def _moves(self) -> Iterator[tuple[str, str]]:
        for name, facts in self._site.facts.items():
            for reference in facts.references:
                if reference.kind is Kind.REFRESH:
                    try:
                        found = self._resolve(base_of(self._url, name, facts), reference.address)
                    except address.Malformed:
                        continue
                    if found is not None and not found.outside and found.name in self._site.files:
                        yield name, found.name

    def _arrival(self, name: str) -> str:
        """The page on which a reader ends who is led on from `name`."""
        seen = {name}
        while (following := self._refreshes.get(name)) is not None and following not in seen:
            seen.add(following)
            name = following
        return name

    def _loop(self, name: str) -> Iterator[Said]:
        chain = [name]
        while (following := self._refreshes.get(chain[-1])) is not None:
            chain.append(following)
            if following == name:
                shown = " → ".join(self._base + address_of(step) for step in chain)
                yield LOOP, msg("halaman ini mengalihkan pembaca berputar-putar: {chain}", chain=shown), None
            if following in chain[:-1]:
                return


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
