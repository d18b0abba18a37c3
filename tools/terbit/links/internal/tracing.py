"""From a broken reference of a built page back to where a person wrote it."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from terbit.articles import webaddress as address
from terbit.articles.article import ROOT, address_of
from terbit.links.extract import Kind, Reference
from terbit.links.internal.asking import Asked
from terbit.links.internal.resolving import Resolver
from terbit.links.places import Place, places


def traced(path: str, text: str, reference: Reference, asked: Asked | None, resolver: Resolver) -> list[Place]:
    """The places in a page's Markdown (`path`: below the office, "content/…") at which a reference of it is written.

    The build writes addresses anew: `../lain/index.md` and `artikel:lain` become `../lain/`. So two addresses are one
    when they lead to the same place, seen each from its own side.
    """
    shown = reference.address.strip()
    base = resolver.url + quote(address_of(path)) if path.startswith(ROOT) else resolver.url

    def is_it(written: str) -> bool:
        if written.strip() == shown or unquote(written.strip()) == unquote(shown):
            return True
        return asked is not None and _leads(written, base, path, resolver) == (asked.name, asked.fragment)

    found = places(text, is_it)
    if not found and asked is not None and asked.fragment:  # the build gives the own page's name to `#part`
        found = places(text, lambda written: written == "#" + asked.fragment)
    if not found and asked is not None and asked.kind == Kind.RESOURCE:  # a picture of the front matter
        last = PurePosixPath(asked.name).name
        found = places(text, lambda written: PurePosixPath(unquote(written)).name == last)
    if not found and asked is not None:
        slug = asked.name.removesuffix("/index.html").rpartition("/")[2]
        found = places(text, lambda written: written.partition("#")[0] == f"artikel:{slug}")
    return found


def _leads(written: str, base: str, path: str, resolver: Resolver) -> tuple[str, str] | None:
    """The file and part that an address of a Markdown file leads to."""
    body, mark, fragment = written.partition("#")
    if body.endswith(".md") and ":" not in body:
        folder = path.removeprefix(ROOT).rpartition("/")[0]
        name = address.name_of(body if body.startswith("/") else f"{folder}/{body}")
        return (address_of(ROOT + name) + "index.html", fragment) if name is not None else None
    try:
        target = resolver.target(base, body + mark + fragment)
    except address.Malformed:
        return None
    return (target.name, target.fragment) if target is not None else None
