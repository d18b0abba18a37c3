"""What files for machines name: sitemaps, feeds, robots.txt, web app manifests. Pure."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

from terbit.links.extract.facts import Facts, Kind, Reference, Unreadable
from terbit.links.extract.markup import html

_SITEMAP = 50 * 1024 * 1024  # bytes: a sitemap may not be longer (sitemaps.org)


def packed(content: bytes) -> Facts:
    """A sitemap in gzip. Raises Unreadable, also where it is longer unpacked than a sitemap may be."""
    try:
        reader = zlib.decompressobj(31)
        text = reader.decompress(content, _SITEMAP)
    except zlib.error as error:
        raise Unreadable(str(error)) from error
    if not reader.eof:
        raise Unreadable("cut off, or too long")
    return xml(text)


def xml(content: bytes) -> Facts:
    """What a sitemap lists or a feed links to; nothing for other XML. Raises Unreadable."""
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 (our own build; expat ≥ 2.4 stops entity bombs)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable(str(error)) from error
    reader = {
        "urlset": _listed,
        "sitemapindex": _listed,
        "rss": _feed,
        "feed": _feed,
        "RDF": _feed,
        "browserconfig": _tiles,
        "OpenSearchDescription": _search,
    }.get(_local(root.tag))
    found = [
        Reference(Kind.RESOURCE, unescape(address)) for address in _SHEET.findall(content.decode("utf-8", "replace"))
    ]
    if reader is not None:
        found += reader(root)
    return Facts(tuple(dict.fromkeys(found)), base=root.get(_BASE, ""))


# A browser that cannot load a feed's style sheet shows an error or nothing (Associating Style Sheets with XML, 1.0).
_SHEET = re.compile(r"<\?xml-stylesheet\s[^>]*?\bhref\s*=\s*[\"']([^\"'#>][^\"'>]*)[\"'][^>]*\?>")


def _listed(root: ElementTree.Element) -> Iterator[Reference]:
    space = str(root.tag).rpartition("}")[0]
    for element in root.iter():
        name, text = _local(element.tag), (element.text or "").strip()
        if name == "loc" and text:  # of an extension: a picture or film of the page
            own = str(element.tag).rpartition("}")[0] == space
            yield Reference(Kind.LISTING if own else Kind.RESOURCE, text)
        elif name == "link" and (address := element.get("href")):
            yield Reference(Kind.MENTION, address)


_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_PAGES = "{http://www.w3.org/1999/xhtml}"
_TOLD = {"link": Kind.MENTION, "comments": Kind.MENTION, "icon": Kind.RESOURCE, "logo": Kind.RESOURCE}
_LOADED = (("enclosure", "url"), ("content", "url"), ("thumbnail", "url"), ("content", "src"))  # the last is Atom's
_TEXTS = frozenset({"description", "encoded", "content", "summary"})


def _feed(root: ElementTree.Element) -> Iterator[Reference]:
    waiting = [(root, "")]
    while waiting:
        element, base = waiting.pop()
        if element is not root and (own := element.get(_BASE)):  # the root's is that of the whole file
            base = _joined(base or root.get(_BASE, ""), own)
        for kind, address in _of_entry(element):
            yield Reference(kind, _joined(base, address) if base else address)
        waiting += [(inner, base) for inner in reversed(element)]


def _of_entry(element: ElementTree.Element) -> Iterator[Reference]:
    name, text = _local(element.tag), (element.text or "").strip()
    permanent = name == "guid" and element.get("isPermaLink", "true") == "true"
    if text and (permanent or name in _TOLD):
        yield Reference(_TOLD.get(name, Kind.MENTION), text)
    elif name == "link" and (address := element.get("href")):  # Atom, RFC 4287
        yield Reference(Kind.MENTION, address)
    elif name in _TEXTS and "<" in text:
        yield from _text(text)
    elif str(element.tag).startswith(_PAGES):
        yield from _of_page(element)
    for owner, attribute in _LOADED:
        if name == owner and (address := element.get(attribute)):
            yield Reference(Kind.RESOURCE, address)
    if name == "image" and (address := (element.findtext("{*}url") or "").strip()):  # RSS 2.0 and 1.0
        yield Reference(Kind.RESOURCE, address)


def _joined(base: str, address: str) -> str:
    """An address seen from an `xml:base` (XML Base)."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _text(text: str) -> Iterator[Reference]:
    """The addresses in full of an entry's HTML: a relative one is read differently by each reader of feeds."""
    for kind, address in html(text.encode("utf-8", "replace")).references:
        if address.strip().lower().startswith(_WHOLE):
            yield Reference(Kind.MENTION if kind is Kind.LINK else kind, address)


def _of_page(element: ElementTree.Element) -> Iterator[Reference]:
    """The same of an entry in XHTML."""
    for kind, attribute in ((Kind.MENTION, "href"), (Kind.RESOURCE, "src")):
        if (address := element.get(attribute, "")).strip().lower().startswith(_WHOLE):
            yield Reference(kind, address)


_WHOLE = ("http://", "https://")


def _tiles(root: ElementTree.Element) -> Iterator[Reference]:
    for element in root.iter():
        if address := element.get("src"):
            yield Reference(Kind.RESOURCE, address)


def _search(root: ElementTree.Element) -> Iterator[Reference]:
    """The pictures of a search engine's description (OpenSearch 1.1); where it asks is a program's business."""
    for element in root.iter():
        if _local(element.tag) == "Image" and (address := (element.text or "").strip()):
            yield Reference(Kind.RESOURCE, address)


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def robots(text: str) -> Facts:
    """The sitemaps that `robots.txt` names (RFC 9309 leaves them to sitemaps.org)."""
    found = re.findall(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    return Facts(tuple(Reference(Kind.LISTING, address) for address in dict.fromkeys(found)))


def data(content: bytes) -> Facts:
    """What a web app manifest or a JSON feed names; nothing for other JSON."""
    if b'"icons"' not in content and b"jsonfeed.org/version" not in content[:1000]:
        return Facts()
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return Facts()
    if not isinstance(body, dict):
        return Facts()
    feed = "jsonfeed.org/version" in str(body.get("version"))
    found = _entries(body) if feed else _app(body) if _is_app(body) else iter(())
    return Facts(tuple(dict.fromkeys(reference for reference in found if reference.address)))


def _is_app(body: dict[str, Any]) -> bool:
    return isinstance(body.get("icons"), list) and bool({"name", "short_name", "start_url", "display"} & body.keys())


def _app(body: dict[str, Any]) -> Iterator[Reference]:
    if isinstance(body.get("start_url"), str):
        yield Reference(Kind.MENTION, body["start_url"])
    for name in ("icons", "screenshots"):
        for picture in _objects(body.get(name)):
            yield Reference(Kind.RESOURCE, _string(picture, "src"))
    for shortcut in _objects(body.get("shortcuts")):
        yield Reference(Kind.MENTION, _string(shortcut, "url"))
        for picture in _objects(shortcut.get("icons")):
            yield Reference(Kind.RESOURCE, _string(picture, "src"))


def _entries(body: dict[str, Any]) -> Iterator[Reference]:
    """JSON Feed 1.1."""
    for name in ("home_page_url", "feed_url", "next_url"):
        yield Reference(Kind.MENTION, _string(body, name))
    for name in ("icon", "favicon"):
        yield Reference(Kind.RESOURCE, _string(body, name))
    for item in _objects(body.get("items")):
        yield Reference(Kind.MENTION, _string(item, "url"))
        for name in ("image", "banner_image"):
            yield Reference(Kind.RESOURCE, _string(item, name))
        yield from _text(_string(item, "content_html"))
        for attachment in _objects(item.get("attachments")):
            yield Reference(Kind.RESOURCE, _string(attachment, "url"))


def _objects(value: object) -> Iterator[dict[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _string(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""
