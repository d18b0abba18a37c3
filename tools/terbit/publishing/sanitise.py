"""What an article's HTML may be on the page: a closed list of elements and attributes, parsed as a browser parses.

The rules refuse active content before it is merged; this is the second wall, on the way out. Besides scripts it keeps
out what is only harmful together with the theme: `class="mermaid"` makes Material load a program from a foreign
server, `data-md-component="source"` makes it ask one, an `id` such as `__config` replaces its configuration, a class
such as `md-overlay` covers the page; and unbalanced tags, which would break out of the page's layout.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from terbit.messages import Language, msg


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TAGS = _words(
    """a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub
    summary sup table tbody td tfoot th thead time tr u ul var """
)
_VOID = _words("br col hr img")
# whose text is program, style or a fallback, never something to read
_SILENT = _words(
    """script style template iframe object embed applet noscript noembed noframes svg math form input button select
    textarea option title head meta link base frame frameset xmp plaintext canvas dialog portal"""
)
_GLOBAL = _words("id title lang dir")
_ATTRIBUTES = {
    "a": _words("href name download"),
    "img": _words("src alt width height loading"),
    "ol": _words("start type reversed"),
    "li": _words("value"),
    "td": _words("colspan rowspan"),
    "th": _words("colspan rowspan scope"),
    "col": _words("span"),
    "colgroup": _words("span"),
    "time": _words("datetime"),
    "blockquote": _words("cite"),
    "details": _words("open"),
}
_CLASSES = _words(
    """admonition admonition-title note abstract info tip success question warning failure danger bug example quote
    footnote footnote-ref footnote-backref attention hint caution error important bagan"""
)
_ALIGN = re.compile(r"\s*text-align:\s*(left|right|center);?\s*\Z")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LINKS = _words("http https mailto tel geo whatsapp ftp")
# what browsers skip while they look for a scheme (https://url.spec.whatwg.org/#url-parsing)
_SKIPPED = re.compile(r"[\x00-\x20]+")

Shown = Callable[[str], None]


def clean(html: str, shown: Shown, language: Language = "id") -> str:
    """The HTML of an article's body, cleaned and balanced. `shown` is told every local address that it refers to.

    What Markdown itself writes comes out as it went in. Broken HTML can make a tree that, written down, is parsed as
    another tree, so what was changed is read again until it stays; what never does becomes plain text.
    """
    for _ in range(4):
        told: list[str] = []
        cleaned = _once(html, told.append, language)
        if cleaned == html:
            for address in told:
                shown(address)
            return cleaned
        html = cleaned
    return f"<p>{escape(text(html), quote=False)}</p>"


def framed(html: str) -> str:
    """Cleaned HTML with every table in a box of its own, which scrolls where the table is wider than the screen."""
    return html.replace("<table", '<div class="tb-sheet"><table').replace("</table>", "</table></div>")


def text(html: str) -> str:
    """The words of HTML, without its tags."""
    body = _parsed(html)
    return str(body.text(separator=" ")) if body is not None else ""


def _parsed(html: str) -> Any:
    # as in the page: with a doctype (without one a <p> may hold a <table>) and in its body
    return LexborHTMLParser(f"<!doctype html><body>{html}").body


def _once(html: str, shown: Shown, language: Language) -> str:
    body = _parsed(html)
    parts: list[str] = []
    # (node, closing tag): a stack rather than recursion, for nesting is the writer's
    stack: list[tuple[Any, str]] = _children(body) if body is not None else []
    while stack:
        node, closing = stack.pop()
        if node is None:
            parts.append(closing)
        elif node.is_text_node:
            parts.append(escape(node.text_content or "", quote=False))
        elif node.is_element_node and node.tag not in _SILENT:
            stack += _element(node, parts, shown, language)
    return "".join(parts)


def _children(node: Any) -> list[tuple[Any, str]]:
    """The children of a node as the stack wants them: the first on top."""
    found = []
    child = node.child
    while child is not None:
        found.append((child, ""))
        child = child.next
    return found[::-1]


def _element(node: Any, parts: list[str], shown: Shown, language: Language) -> list[tuple[Any, str]]:
    tag = node.tag
    if tag not in _TAGS:
        return _children(node)
    attributes = _attributes(tag, node.attributes, shown)
    if tag == "img" and "src" not in attributes:
        parts.append(_remote_picture(node.attributes, language))
        return []
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    parts.append(f"<{tag}{written}>")
    if tag in _VOID:
        return []
    # a <pre> loses one line feed after its tag whenever it is parsed
    first = node.child if tag == "pre" else None
    if first is not None and first.is_text_node and (first.text_content or "").startswith("\n"):
        parts.append("\n")
    return [(None, f"</{tag}>"), *_children(node)]


def _attributes(tag: str, given: dict[str, str | None], shown: Shown) -> dict[str, str]:
    known = _GLOBAL | _ATTRIBUTES.get(tag, frozenset())
    kept: dict[str, str] = {}
    for name, raw in given.items():
        value = _value(name, raw or "", known)
        if value is not None:
            kept[name] = value
            if name in ("href", "src") and _is_local(value):
                shown(value)
    if tag == "img":
        kept.setdefault("alt", "")
    return kept


def _value(name: str, value: str, known: frozenset[str]) -> str | None:
    """An attribute's value as it may stay, None where the attribute may not."""
    if name == "class":
        return " ".join(word for word in value.split() if word in _CLASSES) or None
    if name == "style":
        aligned = _ALIGN.match(value)
        return f"text-align: {aligned[1]};" if aligned else None
    if name not in known:
        return None
    if name in ("id", "name") and value.startswith(("__", "terbit-")):
        return None
    if name in ("href", "src", "cite") and not _allowed(value, link=name != "src"):
        return None
    return value


def _is_local(address: str) -> bool:
    bare = _SKIPPED.sub("", address)
    return not _SCHEME.match(bare) and not re.match(r"[/\\]{2}", bare)


def _allowed(address: str, *, link: bool) -> bool:
    """A link may lead anywhere but into a program; what a page loads by itself comes from this site alone."""
    scheme = _SCHEME.match(_SKIPPED.sub("", address))
    if link:
        return scheme is None or scheme[1].lower() in _LINKS
    return _is_local(address)


def _remote_picture(given: dict[str, str | None], language: Language) -> str:
    """A picture of another site becomes a link to it: readers are not sent there without being asked."""
    address, words = given.get("src") or "", (given.get("alt") or "").strip()
    label = msg("Gambar: {words}", words=words) if words else msg("Gambar")
    text = escape(label.text(language))
    if re.match(r"https?:", _SKIPPED.sub("", address), re.IGNORECASE):
        return f'<a href="{escape(address)}">{text}</a>'
    return f"<span>{text}</span>"
