"""A built site as files: which there are, at which addresses they are served, and what stands in them.

A site is a folder of files served as they are, `x/` being `x/index.html`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from terbit.articles import webaddress as address
from terbit.links import extract
from terbit.links.extract import Facts

NOBODY = "http://situs.invalid/"  # nobody's address (RFC 2606), for a site of which it is not known where it is served


@dataclass(frozen=True, slots=True)
class Site:
    """A built site: all its file names (below its root, with `/`), and the facts of those that refer to others."""

    files: frozenset[str]
    facts: Mapping[str, Facts]
    unreadable: tuple[str, ...] = ()


def read(site: Path) -> Site:
    """Read a built tree, each file at most once."""
    files = sorted(names(site))
    facts: dict[str, Facts] = {}
    unreadable = []
    for name in files:
        reader = extract.reader(name)
        if reader is not None:
            try:
                facts[name] = reader((site / name).read_bytes())
            except extract.Unreadable:
                unreadable.append(name)
    return Site(frozenset(files), facts, tuple(unreadable))


def names(site: Path) -> Iterator[str]:
    """The names of all files below a folder."""
    return (name for name, _ in entries(site))


def entries(site: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All files below a folder, by their names with `/`. A folder that cannot be read is an OSError.

    A symbolic link is what it leads to, as servers have it; but to a folder only within the site, once, and never back
    to one that it stands in.
    """
    waiting = [("", os.fspath(site), True)]
    while waiting:
        inner, folder, own = waiting.pop()
        with os.scandir(folder) as found:
            for entry in found:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{inner}{entry.name}/", entry.path, own))
                elif not entry.is_symlink():
                    if entry.is_file():
                        yield inner + entry.name, entry
                elif os.path.isfile(entry.path):  # noqa: PTH113 (false for links that go in circles, whoever's Python)
                    yield inner + entry.name, entry
                elif own and _leads_within(site, entry):
                    waiting.append((f"{inner}{entry.name}/", entry.path, False))


def _leads_within(site: Path, link: os.DirEntry[str]) -> bool:
    """Whether a symbolic link leads to a folder of the site that it does not itself stand in."""
    if not os.path.isdir(link.path):  # noqa: PTH112 (as above)
        return False
    to, at = Path(link.path).resolve(), Path(link.path).parent.resolve()
    return site.resolve() in to.parents and to != at and to not in at.parents


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
