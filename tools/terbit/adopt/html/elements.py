"""What HTML's elements are in our terms: which of them say something, what they say, which attributes count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SILENT = frozenset(
    """script style template svg canvas math head title meta link base input select textarea xml param source track
    area map frameset noframes applet progress meter datalist""".split()  # noqa: SIM905
)
_BLOCKS = frozenset(
    """address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4
    h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul caption""".split()  # noqa: SIM905
)
KEPT = frozenset(
    """a blockquote br code dd del dl dt em figcaption figure h2 h3 h4 h5 h6 hr img kbd li ol p pre q strong sub
    sup table tbody td tfoot th thead tr ul caption div""".split()  # noqa: SIM905
)
_AS = {
    "b": "strong", "i": "em", "cite": "em", "var": "em", "dfn": "em", "strike": "del", "s": "del", "h1": "h2", "tt":
    "code", "samp": "code", "center": "div", "address": "div", "section": "div", "article": "div", "aside": "div",
    "main": "div", "header": "div", "footer": "div", "nav": "div", "fieldset": "div", "form": "div", "details": "div",
    "summary": "p", "legend": "p",
    "label": "div", "button": "div", "menu": "ul", "dir": "ul", "xmp": "pre", "listing": "pre", "plaintext": "pre",
}  # fmt: skip
INLINE = frozenset({"strong", "em", "del", "sub", "sup", "code", "kbd", "q", "a"})
LAZY = ("data-orig-file", "data-large-file", "data-src", "data-lazy-src", "data-original", "data-lazy", "src")


def around_blocks(body: Any) -> frozenset[int]:
    """The elements of running text that hold a paragraph: their tags would break in Markdown."""
    found: set[int] = set()
    for node in body.traverse(include_text=False):
        if node.tag in _BLOCKS:
            parent = node.parent
            while parent is not None and parent.tag not in _BLOCKS and parent.tag != "body":
                if parent.mem_id in found:
                    break
                found.add(parent.mem_id)
                parent = parent.parent
    return frozenset(found)


def as_ours(tag: str, given: Mapping[str, str | None]) -> str:
    """What an element is in our terms; a word processor says bold and italic by style."""
    style = re.sub(r"\s", "", given.get("style") or "").lower()
    if tag in ("b", "strong", "i", "em") and re.search(r"(?:^|;)font-(?:weight:(?:normal|400)|style:normal)", style):
        return "span"
    if tag in ("span", "font") and re.search(r"font-weight:(?:bold|[6-9]00)", style):
        return "strong"
    if tag in ("span", "font") and "font-style:italic" in style:
        return "em"
    if tag == "div" and re.search(r"\b(?:wp-block-gallery|gallery|tiled-gallery)\b", given.get("class") or ""):
        return "div"
    return _AS.get(tag, tag)


def attributes_of(tag: str, given: Mapping[str, str | None]) -> str:
    """The attributes that mean something to `markdown`, as they are written behind a tag's name; "" for none."""
    classes = given.get("class") or ""
    if tag == "ol" and (given.get("start") or "").isdigit():
        return f' start="{given["start"]}"'
    if tag in ("td", "th"):
        return "".join(f' {key}="{given[key]}"' for key in ("colspan", "rowspan") if (given.get(key) or "").isdigit())
    if tag in ("div", "ul", "figure", "dl") and re.search(r"gallery", classes):
        return ' class="gallery"'
    if tag == "pre":
        if re.search(r"\bverse\b", classes):
            return ' class="verse"'
        language = re.search(r"(?:language-|brush:\s{0,3}|lang[:-])([a-z0-9+]{1,20})", classes)
        return f' class="{language[1]}"' if language else ""
    return ""


def stands_in(node: Any) -> bool:
    """Whether a `<noscript>` repeats the picture in front of it, which a script would have loaded."""
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return (
        before is not None
        and before.tag == "img"
        and any(key.startswith("data-") and key in LAZY for key in before.attributes)
    )


def is_address(value: str | None) -> bool:
    """Whether a picture's attribute leads to it: no blank, nothing that stands in until a script loads it."""
    return bool(value and value.strip() and not re.match(r"data:image/(?:gif|svg)|about:", value.strip()))
