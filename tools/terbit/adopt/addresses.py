"""Where a document lies in an existing site, and where it stands here: sections, slugs, old addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from terbit.articles import library

SLUG_BYTES = 80
_UNTITLED = "tanpa-judul"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document lies in `content/`: its sections as folders, its name without date, language and suffix.

    `bundle` is a page bundle (`x/index.md`): its folder's other files belong to it. `branch` is `_index.md`.
    """

    sections: tuple[str, ...]
    name: str
    language: str
    bundle: bool
    branch: bool

    @property
    def section(self) -> str:
        """Hugo's section: the first folder below `content/`."""
        return self.sections[0] if self.sections else ""


_LANGUAGE = re.compile(r"\.(id|en|ms|jv|su|fr|de|nl|ja|zh|ar|es|pt|ru|ko)\Z")


def place_of(path: str) -> Place:
    """The place of a path relative to `content/`."""
    *folders, file = path.split("/")
    stem = re.sub(r"\.(md|markdown|mdown)\Z", "", file, flags=re.IGNORECASE)
    found = _LANGUAGE.search(stem)
    language = found[1] if found else ""
    stem = stem[: found.start()] if found else stem
    if stem == "_index":
        return Place(tuple(folders), folders[-1] if folders else "", language, False, True)
    if stem == "index" and folders:
        return Place(tuple(folders[:-1]), folders[-1], language, True, False)
    return Place(tuple(folders), stem, language, False, False)


def slugged(text: str) -> str:
    """`[a-z0-9-]`, at most 80 bytes, cut between words; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("æ", "ae").replace("ø", "o"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"['’`]", "", plain)
    slug = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "replace").decode().replace("?", " ")).strip("-")
    if len(slug) <= SLUG_BYTES:
        return slug
    cut = slug[: SLUG_BYTES + 1]
    return cut[: cut.rfind("-")] if "-" in cut[20:] else slug[:SLUG_BYTES]


def slug_for(place: Place, title: str, given: object) -> str:
    """The slug of a document: what its front matter gives, else its file's name (less a date), else its title."""
    named = re.sub(r"\A\d{4}-\d\d?-\d\d?[-_]?", "", place.name)
    for candidate in (given if isinstance(given, str) else "", named, title, place.name):
        slug = slugged(candidate)
        if slug:
            return slug
    return _UNTITLED


def numbered(slug: str, taken: Mapping[str, object] | set[str]) -> str:
    """The slug, or its first free twin `…-2`, `…-3`."""
    if slug not in taken:
        return slug
    number = 2
    while True:
        tail = f"-{number}"
        twin = slug[: SLUG_BYTES - len(tail)].rstrip("-") + tail
        if twin not in taken:
            return twin
        number += 1


def folders_for(place: Place, date: datetime | None) -> tuple[str, ...]:
    """The sections as folders of ours, without those that only repeat the date (`berita/2016/09/…`)."""
    parts = []
    for part in place.sections:
        if date is not None and re.fullmatch(r"\d{4}|\d\d?", part):
            continue
        slug = slugged(part)
        if slug:
            parts.append(slug)
    return tuple(parts)


def old_address(address: str) -> str | None:
    """An alias or `url` as a path below the root (`2016/09/x/`), or None for what can be no page's address.

    A short address (`/?p=12`) is one too.
    """
    try:
        cut = urlsplit(address.strip())
    except ValueError:
        return None
    if cut.path in ("", "/"):
        return library.old_address("?" + cut.query)
    path = unquote(cut.path)
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or not parts or any(not part.isprintable() or "\\" in part for part in parts):
        return None
    joined = "/".join(parts)
    if re.search(r"\.[a-z0-9]{1,5}\Z", joined, re.IGNORECASE):
        return joined if joined.lower().endswith((".html", ".htm", ".php", ".aspx")) else None
    return joined + "/"
