"""What the tags of a page refer to (HTML Standard; SVG 2; Open Graph; Robust Links 1.0; JSON-LD), and its anchors."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from terbit.links.extract import tokens
from terbit.links.extract.facts import Facts, Kind, Reference
from terbit.links.extract.style import css


class Said(NamedTuple):
    """What one tag says of its page."""

    references: tuple[Reference, ...] = ()
    id: str = ""
    name: str = ""
    map: str = ""
    base: str | None = None
    titled: bool = False
    kept_out: bool = False
    canonical: str = ""


def html(content: bytes, *, parts: bool = False) -> Facts:
    """The facts of a page; with `parts` only of the tags that may name a part of a page (and its base)."""
    references: dict[Reference, None] = {}
    ids: list[str] = []
    names: list[str] = []
    maps: list[str] = []
    base = None
    canonical = ""
    titled = kept_out = False
    found = tokens.tokens(content)
    if parts:
        found = [one for one in found if b"#" in one or b"&" in one or one[:5].lower().startswith(b"base")]
    for said in map(said_by, found):
        if said is None:
            continue
        for reference in said.references:
            references[reference] = None
        if said.id:
            ids.append(said.id)
        if said.name:
            names.append(said.name)
        if said.map:
            maps.append(said.map)
        if base is None and said.base is not None:
            base = said.base
        canonical = canonical or said.canonical
        titled = titled or said.titled
        kept_out = kept_out or said.kept_out
    anchors = frozenset(ids)
    repeated = () if len(anchors) == len(ids) else tuple((id, n) for id, n in Counter(ids).items() if n > 1)
    return Facts(
        tuple(references),
        anchors.union(names),
        repeated,
        (base or "").strip(),
        frozenset(maps),
        titled and not kept_out,
        canonical,
    )


@functools.lru_cache(maxsize=16384)
def said_by(token: bytes) -> Said | None:
    """What a tag says; None for most. Pages of a site share most of their tags."""
    name, attributes, held = tokens.read(token)
    said = Said(
        tuple(dict.fromkeys(_references(name, attributes, held))),
        attributes.get("id", ""),
        attributes.get("name", "") if name == "a" else "",
        attributes.get("name", "") if name == "map" else "",
        attributes.get("href") if name == "base" else None,
        name == "title",
        name == "meta" and _kept_out(attributes),
        attributes.get("href", "")
        if name == "link" and "canonical" in attributes.get("rel", "").lower().split()
        else "",
    )
    return None if said == _NOTHING else said


_NOTHING = Said()


def _kept_out(attributes: Mapping[str, str]) -> bool:
    """Whether nobody is to find a page: it leads on to another, or is not for search engines."""
    robots = attributes.get("name", "").lower() == "robots" and "noindex" in attributes.get("content", "").lower()
    return robots or attributes.get("http-equiv", "").lower() == "refresh"


# -- elements and their attributes -------------------------------------------------------------------------------

_SVG_USES = ("use", "image", "feimage", "mpath", "textpath", "script", "lineargradient", "radialgradient", "pattern")
_ATTRIBUTES: dict[str, tuple[tuple[str, Kind], ...]] = {
    "a": (("href", Kind.LINK), ("xlink:href", Kind.LINK), ("data-versionurl", Kind.LINK)),
    "area": (("href", Kind.LINK),),
    "script": (("src", Kind.RESOURCE),),
    "img": (("src", Kind.RESOURCE), ("longdesc", Kind.MENTION)),
    "image": (("src", Kind.RESOURCE),),  # outside SVG it is an `<img>` (HTML, "in body")
    "iframe": (("src", Kind.RESOURCE), ("longdesc", Kind.MENTION)),
    "frame": (("src", Kind.RESOURCE),),
    "embed": (("src", Kind.RESOURCE),),
    "source": (("src", Kind.RESOURCE),),
    "track": (("src", Kind.RESOURCE),),
    "audio": (("src", Kind.RESOURCE),),
    "video": (("src", Kind.RESOURCE), ("poster", Kind.RESOURCE)),
    "object": (("data", Kind.RESOURCE),),
    "body": (("background", Kind.RESOURCE),),
    "table": (("background", Kind.RESOURCE),),
    "td": (("background", Kind.RESOURCE),),
    "th": (("background", Kind.RESOURCE),),
    "blockquote": (("cite", Kind.MENTION),),
    "q": (("cite", Kind.MENTION),),
    "del": (("cite", Kind.MENTION),),
    "ins": (("cite", Kind.MENTION),),
}


def _references(name: str, attributes: Mapping[str, str], held: bytes) -> Iterator[Reference]:
    for attribute, kind in _ATTRIBUTES.get(name, ()):
        if address := attributes.get(attribute, ""):
            yield Reference(kind, address)
    special = _SPECIAL.get(name)
    if special is not None:
        yield from special(attributes, held)
    if name in ("img", "source"):
        for candidate in srcset(attributes.get("srcset", "")):
            yield Reference(Kind.RESOURCE, candidate)
    if name in ("img", "object") and "usemap" in attributes:
        yield Reference(Kind.MAP, attributes["usemap"])
    if name in _SVG_USES and (address := attributes.get("href", attributes.get("xlink:href", ""))):
        yield Reference(Kind.RESOURCE, address)
    if style := attributes.get("style"):
        yield from css(style)


def _shown(attributes: Mapping[str, str], held: bytes) -> Iterator[Reference]:
    """A picture without an address loads its own page; one that a program fills in later names it elsewhere."""
    if attributes.get("src") == "" and not any(
        name.startswith(("data-", "srcset", ":", "v-bind")) for name in attributes
    ):
        yield Reference(Kind.RESOURCE, "")


def _link(attributes: Mapping[str, str], held: bytes) -> Iterator[Reference]:
    relations = set(attributes.get("rel", "").lower().split())
    item = attributes.get("itemprop", "").lower()
    loaded = bool(relations & _LOADED) or item in _META
    told = loaded or relations & _PAGES or item == "url"
    if not relations & _ENDPOINTS and (address := attributes.get("href", "")) and told:
        yield Reference(Kind.RESOURCE if loaded else Kind.MENTION, address)
    for candidate in srcset(attributes.get("imagesrcset", "")):
        yield Reference(Kind.RESOURCE, candidate)


_LOADED = frozenset(
    [
        "stylesheet",
        "icon",
        "preload",
        "modulepreload",
        "prefetch",
        "prerender",
        "manifest",
        "apple-touch-icon",
        "apple-touch-icon-precomposed",
        "apple-touch-startup-image",
        "mask-icon",
        "image_src",
    ]
)
_PAGES = frozenset(
    [
        "canonical",
        "alternate",
        "next",
        "prev",
        "previous",
        "first",
        "last",
        "start",
        "home",
        "up",
        "index",
        "contents",
        "toc",
        "search",
        "author",
        "license",
        "help",
        "amphtml",
        "bookmark",
        "appendix",
        "chapter",
        "section",
        "glossary",
        "copyright",
        "privacy-policy",
        "terms-of-service",
    ]
)
_ENDPOINTS = frozenset({"preconnect", "dns-prefetch", "pingback", "webmention", "micropub", "edituri"})


def _form(attributes: Mapping[str, str], held: bytes) -> Iterator[Reference]:
    """A form that is fetched like a link; what is posted goes to a program, not to a file."""
    if attributes.get("method", "get").lower() == "get" and (address := attributes.get("action")):
        yield Reference(Kind.LINK, address)


def _button(attributes: Mapping[str, str], held: bytes) -> Iterator[Reference]:
    if attributes.get("formmethod", "").lower() == "get" and (address := attributes.get("formaction")):
        yield Reference(Kind.LINK, address)


def _input(attributes: Mapping[str, str], held: bytes) -> Iterator[Reference]:
    if attributes.get("type", "").lower() == "image" and (address := attributes.get("src")):
        yield Reference(Kind.RESOURCE, address)
    yield from _button(attributes, held)


_META = frozenset(
    [
        "og:image",
        "og:image:url",
        "og:image:secure_url",
        "og:audio",
        "og:audio:url",
        "og:video",
        "og:video:url",
        "twitter:image",
        "twitter:image:src",
        "twitter:player:stream",
        "msapplication-tileimage",
        "thumbnail",
        "image",
        "thumbnailurl",
    ]
)
_REFRESH = re.compile(
    r"\s*+(?=[0-9.])([0-9]*+)[0-9.]*+(?=[\s;,])\s*+[;,]?\s*+(?:url\s*+=\s*+)?+(?:\"([^\"]*)|'([^']*)|(.+))",
    re.IGNORECASE | re.DOTALL,
)


_AT_ONCE = 1  # seconds after which a page leads its readers on


def _meta(attributes: Mapping[str, str], held: bytes) -> Iterator[Reference]:
    content = attributes.get("content", "").strip()
    name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
    if not content:
        return
    if name in _META:
        yield Reference(Kind.RESOURCE, content)
    elif name == "og:url":
        yield Reference(Kind.MENTION, content.partition("#")[0])
    elif attributes.get("http-equiv", "").lower() == "refresh" and (found := _REFRESH.match(content)):
        seconds, *addresses = found.groups()
        kind = Kind.REFRESH if int(seconds[-3:] or "0") <= _AT_ONCE else Kind.LINK  # else it is a show that goes on
        yield Reference(kind, next(part for part in addresses if part is not None))


def _style(attributes: Mapping[str, str], held: bytes) -> Iterator[Reference]:
    if attributes.get("type", "text/css").lower() in ("", "text/css"):
        yield from css(held.decode("utf-8", "replace"))


def _frame(attributes: Mapping[str, str], held: bytes) -> Iterator[Reference]:
    """A document within an attribute is read from where its page stands; its `#part` is a part of itself."""
    for one in html(attributes.get("srcdoc", "").encode("utf-8", "replace")).references:
        if one.kind is not Kind.MAP and not one.address.startswith("#"):
            yield one


# -- JSON-LD -----------------------------------------------------------------------------------------------------

_NAMED = frozenset({"url", "image", "logo", "contentUrl", "thumbnailUrl", "embedUrl", "item"})
_FILES = frozenset({"image", "logo", "contentUrl", "thumbnailUrl"})


def _script(attributes: Mapping[str, str], held: bytes) -> Iterator[Reference]:
    if attributes.get("type", "").strip().lower() != "application/ld+json":
        if attributes.get("src") == "":
            yield Reference(Kind.RESOURCE, "")
        return
    try:
        body = json.loads(held)
    except (ValueError, RecursionError):
        return
    waiting = [("", body)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(str(name), inner) for name, inner in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(key, inner) for inner in reversed(value)]
        elif isinstance(value, str) and key in _NAMED and value.lower().startswith(("http://", "https://")):
            yield Reference(Kind.RESOURCE if key in _FILES else Kind.MENTION, value.partition("#")[0])


_SPECIAL = {
    "img": _shown,
    "link": _link,
    "form": _form,
    "button": _button,
    "input": _input,
    "meta": _meta,
    "style": _style,
    "script": _script,
    "iframe": _frame,
}


def srcset(value: str) -> Iterator[str]:
    """The addresses of a `srcset` (HTML, "parse a srcset attribute"): an address may itself hold commas."""
    position = 0
    while found := _CANDIDATE.match(value, position):
        address, position = found[1], found.end()
        if address.endswith(","):
            address = address.rstrip(",")
        else:  # descriptors, up to a comma outside parentheses
            depth = 0
            while position < len(value) and (value[position] != "," or depth):
                depth += {"(": 1, ")": -1 if depth else 0}.get(value[position], 0)
                position += 1
        yield address


_CANDIDATE = re.compile(r"[\s,]*+([^\s,]\S*+)")
