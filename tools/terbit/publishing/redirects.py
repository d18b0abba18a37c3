"""Old addresses that lead to where an article stands now: static pages that any host can serve.

A short address (`/?p=12`) reaches the front page whatever stands after the question mark, which no host of files reads.
So the front page looks it up by its own program, in a file that is fetched only then.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Collection
from html import escape
from urllib.parse import quote, unquote, urlsplit

from terbit.messages import msg
from terbit.publishing.site import Site, absolute

_PAGE = re.compile(r".*\.html?\Z", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")
SHORT = "alamat-pendek.json"  # short address → the address where it leads, below the site's root
_SEGMENT = 255  # bytes that file systems allow in a name


def file_of(old: str) -> str | None:
    """The file that answers at an old address (a path or a whole address), below the site's root.

    None where a folder of files cannot answer: a query, a path out of the site, a name that no file may have.
    """
    try:
        parts = urlsplit(old.strip())
    except ValueError:
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if parts.query or not path.strip("/") or _UNSAFE.search(path):
        return None
    segments = [segment for segment in path.split("/") if segment]
    try:
        if any(s in (".", "..") or len(s.encode()) > _SEGMENT - len(".part") for s in segments):
            return None
    except UnicodeEncodeError:  # bytes that are no UTF-8
        return None
    file = "/".join(segments)
    return file if _PAGE.match(file) and not path.endswith("/") else posixpath.join(file, "index.html")


def files(site: Site, taken: Collection[str]) -> dict[str, bytes]:
    """Path of a file → its bytes, for all old addresses, and `SHORT` where there are short ones.

    What is `taken` by a page or a file stays as it is; of two articles that claim an address the first by address has
    it.
    """
    folders = {parent for path in taken for parent in _parents(path)}
    known = set(taken)
    made: dict[str, bytes] = {}
    for item in site.edition.items:
        for old in item.redirects if item.page else ():
            path = file_of(old)
            # a file cannot stand where a folder is needed, nor the other way round
            if path is None or path in known or path in folders or not known.isdisjoint(_parents(path)):
                continue
            made[path] = page(site, path, item.address)
            known.add(path)
            folders.update(_parents(path))
    if (short := shorts(site)) and SHORT not in known:
        made[SHORT] = json.dumps(short, sort_keys=True, separators=(",", ":")).encode()
    return made


def shorts(site: Site) -> dict[str, str]:
    """Short address (`?p=12`) → the address where it leads."""
    items = [item for item in site.edition.items if item.page]
    return {old: item.address for item in reversed(items) for old in item.redirects if old.startswith("?")}


def page(site: Site, path: str, address: str) -> bytes:
    """The page at an old address: canonical address, refresh, and a link for whoever sees it.

    It leads on by a relative address, so that a copy of the site on another host stays within itself.
    """
    canonical = escape(absolute(site, address))
    target = escape(("../" * path.count("/") or "./") + quote(address))
    language = site.sop.office.language
    title = escape(msg("Halaman ini telah pindah").text(language))
    link = escape(msg("Buka alamat yang baru").text(language))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<link rel="canonical" href="{canonical}">\n<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<meta name="robots" content="noindex">\n<meta name="viewport" content="width=device-width">\n'
        f'<link rel="icon" href="data:,">\n</head>\n'
        f'<body>\n<h1>{title}</h1>\n<p><a href="{target}">{link}</a></p>\n</body>\n</html>\n'
    ).encode()


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]
