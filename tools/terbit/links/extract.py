"""What a built file refers to, and which anchors it offers. Pure: bytes in, facts out, addresses as they are written.

Pages are parsed by lexbor as a browser parses them: what stands in a `<template>` is inert and not seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser


class Kind(StrEnum):
    """What a reference is for: a link leads readers, a resource is loaded, a listing is for machines."""

    LINK = "link"
    RESOURCE = "resource"
    LISTING = "listing"
    REFRESH = "refresh"


class Reference(NamedTuple):
    kind: Kind
    address: str


class Facts(NamedTuple):
    """A file's references (each once, in order), its anchors, ids that stand twice, and its `<base href>`."""

    references: tuple[Reference, ...] = ()
    anchors: frozenset[str] = frozenset()
    repeated: tuple[tuple[str, int], ...] = ()
    base: str = ""


class Unreadable(ValueError):
    """A sitemap or feed that is no well-formed XML."""


# -- pages -------------------------------------------------------------------------------------------------------

# An element whose `src` or `href` is loaded rather than followed.
_LOADED = frozenset({"img", "script", "iframe", "embed", "source", "audio", "video", "track", "input", "use", "image"})
_LOADED_LINKS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "apple-touch-icon"}
)
_META = frozenset({"og:image", "og:image:url", "og:image:secure_url", "og:audio", "og:video", "twitter:image"})
_REFRESH = re.compile(r"\s*[0-9.]*\s*[;,]?\s*(?:url\s*=\s*)(?:\"([^\"]*)|'([^']*)|(.*))", re.IGNORECASE | re.DOTALL)


def html(content: bytes) -> Facts:
    """The facts of a page."""
    tree = LexborHTMLParser(content)
    base = tree.css_first("base[href]")
    identifiers = Counter(value for node in tree.css("[id]") if (value := node.attributes.get("id")))
    names = {value for node in tree.css("a[name]") if (value := node.attributes.get("name"))}
    return Facts(
        tuple(dict.fromkeys(_page(tree))),
        frozenset(identifiers) | names,
        tuple((value, count) for value, count in identifiers.items() if count > 1),
        (base.attributes.get("href") or "").strip() if base else "",
    )


def _page(tree: LexborHTMLParser) -> Iterator[Reference]:
    for name in ("href", "src"):
        for attributes, tag in _having(tree, f"[{name}]:not(base, link[rel=preconnect], link[rel=dns-prefetch])"):
            if (address := attributes.get(name)) is not None:  # `xlink:href` matches the selector too
                yield _element(tag, (attributes.get("rel") or "").lower(), address)
    for selector, name, kind in _OTHERS:
        for attributes, _ in _having(tree, selector):
            if address := attributes.get(name):
                yield Reference(kind, address)
    for attributes, _ in _having(tree, "[srcset], [imagesrcset]"):
        for candidate in srcset(attributes.get("srcset") or attributes.get("imagesrcset") or ""):
            yield Reference(Kind.RESOURCE, candidate)
    for attributes, _ in _having(tree, "meta[content]"):
        yield from _metadata(attributes)
    for text in (
        *(node.text() for node in tree.css("style")),
        *(attributes.get("style") or "" for attributes, _ in _having(tree, "[style]")),
    ):
        yield from css(text)


def _having(tree: LexborHTMLParser, selector: str) -> Iterator[tuple[dict[str, str | None], str]]:
    for node in tree.css(selector):
        yield node.attributes, node.tag or ""


_OTHERS = (
    ("[data-versionurl]", "data-versionurl", Kind.LINK),  # Robust Links 1.0: the archived version of a link
    ("form[action]", "action", Kind.LINK),
    ("blockquote[cite], q[cite], del[cite], ins[cite]", "cite", Kind.LINK),
    ("object[data]", "data", Kind.RESOURCE),
    ("video[poster]", "poster", Kind.RESOURCE),
    ("body[background]", "background", Kind.RESOURCE),
    ("use, image", "xlink:href", Kind.RESOURCE),
)


def _element(tag: str, rel: str, address: str) -> Reference:
    loaded = bool(set(rel.split()) & _LOADED_LINKS) if tag == "link" else tag in _LOADED
    return Reference(Kind.RESOURCE if loaded else Kind.LINK, address)


def _metadata(attributes: dict[str, str | None]) -> Iterator[Reference]:
    content = attributes.get("content") or ""
    name = (attributes.get("property") or attributes.get("name") or "").lower()
    if name in _META:
        yield Reference(Kind.RESOURCE, content)
    elif name == "og:url":
        yield Reference(Kind.LINK, content)
    elif (attributes.get("http-equiv") or "").lower() == "refresh" and (found := _REFRESH.match(content)):
        yield Reference(Kind.REFRESH, next(part for part in found.groups() if part is not None))


def srcset(value: str) -> Iterator[str]:
    """The addresses of a `srcset` (HTML, "parse a srcset attribute"): an address may itself hold commas."""
    position = 0
    while found := re.compile(r"[\s,]*([^\s,]\S*)").match(value, position):
        address, position = found[1], found.end()
        if address.endswith(","):
            address = address.rstrip(",")
        else:  # descriptors, up to a comma outside parentheses
            depth = 0
            while position < len(value) and (value[position] != "," or depth):
                depth += {"(": 1, ")": -1 if depth else 0}.get(value[position], 0)
                position += 1
        yield address


# -- style sheets ------------------------------------------------------------------------------------------------

_CSS = re.compile(
    r"/\*.*?(?:\*/|\Z)"
    r"|@import\s+(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)')"
    r"|url\(\s*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|((?:[^\"'()\\\s]|\\.)*))\s*\)"
    r"|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'",  # any other string, so that "url(x)" in a text is no address
    re.IGNORECASE | re.DOTALL,
)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)


def css(text: str) -> Iterator[Reference]:
    """The addresses of a style sheet: `url()` and `@import`. An empty one and a bare `#part` name nothing to load."""
    if "url(" not in text and "@import" not in text and "URL(" not in text:
        return
    for found in _CSS.finditer(text):
        address = next((part for part in found.groups() if part), "")
        if address and not address.startswith("#"):
            yield Reference(Kind.RESOURCE, _CSS_ESCAPE.sub(_unescaped, address))


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        code = int(found[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return found[2]


# -- sitemaps, feeds, robots.txt ---------------------------------------------------------------------------------


def xml(content: bytes) -> Facts:
    """What a sitemap lists or a feed links to; nothing for other XML. Raises Unreadable."""
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 (our own build; expat ≥ 2.4 stops entity bombs)
    except (ElementTree.ParseError, ValueError) as error:
        raise Unreadable(str(error)) from error
    kind = _local(root.tag)
    if kind in ("urlset", "sitemapindex"):
        found = [Reference(Kind.LISTING, (e.text or "").strip()) for e in root.iter() if _local(e.tag) == "loc"]
        return Facts(tuple(dict.fromkeys(found)))
    return Facts(tuple(dict.fromkeys(_feed(root)))) if kind in ("rss", "feed", "RDF") else Facts()


_LOADED_BY_FEEDS = (("enclosure", "url"), ("content", "url"), ("thumbnail", "url"))  # RSS 2.0, Media RSS


def _feed(root: ElementTree.Element) -> Iterator[Reference]:
    for element in root.iter():
        name, text = _local(element.tag), (element.text or "").strip()
        permanent = name == "guid" and element.get("isPermaLink", "true") == "true"
        if text and (permanent or name == "link"):
            yield Reference(Kind.LINK, text)
        elif name == "link" and (address := element.get("href")):  # Atom, RFC 4287
            yield Reference(Kind.LINK, address)
        for owner, attribute in _LOADED_BY_FEEDS:
            if name == owner and (address := element.get(attribute)):
                yield Reference(Kind.RESOURCE, address)


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def robots(text: str) -> Facts:
    """The sitemaps that `robots.txt` names (RFC 9309 leaves them to sitemaps.org)."""
    found = re.findall(r"^sitemap:[ \t]*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    return Facts(tuple(Reference(Kind.LISTING, address) for address in dict.fromkeys(found)))
