"""A post's HTML, read as a browser reads it and written again with nothing but what a text is made of.

What goes: scripts, styles, forms, colours, sizes, Word's own elements; what is hidden from readers, which in an old
site is mostly what an intruder put there for search engines (it is named in the notes); pictures that only count
readers. What changes: frames of videos, maps and documents become links; a small picture that links to its large one
becomes the large one. The words stay.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from terbit.adopt.notes import Notes
from terbit.adopt.wordpress_addresses import full, key_of, shown, watched
from terbit.adopt.wordpress_hidden import hidden_names, is_hidden
from terbit.adopt.wxr_item import Item
from terbit.messages import msg

HIDDEN = "SL007"
_DEPTH = 60  # elements within each other; deeper ones lose their tags
_SILENT = frozenset(
    """script style template svg canvas math head title meta link base input select textarea xml param source track
    area map frameset noframes applet progress meter datalist""".split()  # noqa: SIM905
)
_BLOCKS = frozenset(
    """address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4
    h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul caption""".split()  # noqa: SIM905
)
_KEPT = frozenset(
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
_INLINE = frozenset({"strong", "em", "del", "sub", "sup", "code", "kbd", "q", "a"})
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\ufffc\ufffd\x00-\x08\x0b-\x1f]")
_LAZY = ("data-orig-file", "data-large-file", "data-src", "data-lazy-src", "data-original", "data-lazy", "src")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|heic|svg)\Z", re.IGNORECASE)
_COUNTER = re.compile(
    r"(?:pixel|feeds)\.wordpress\.com|stats\.wp|feedburner|doubleclick|google-analytics|facebook\.com/tr|"
    r"/(?:spacer|blank|pixel|trans(?:parent)?|clear)\.gif|s\.w\.org/images/core/emoji|"
    r"fbcdn\.net/images/emoji", re.IGNORECASE
)  # fmt: skip


@dataclass
class Page:
    """One post's HTML while it is cleaned. `base`: its old address. `uploads`: an attachment page's address → item.

    `keep(bytes, suffix)` keeps a picture that is written into the text itself and says its address; `best(address)` is
    the address of a picture's largest version, `words(address)` what the site's own library says of it.
    """

    base: str
    notes: Notes
    uploads: Mapping[str, Item]
    keep: Callable[[bytes, str], str]
    best: Callable[[str], str]
    words: Callable[[str], str]
    wanted: frozenset[str] = frozenset()
    out: list[str] = field(default_factory=list)
    level: int = 1
    parting: frozenset[int] = frozenset()
    hidden: frozenset[str] = frozenset()

    def clean(self, html: str) -> str:
        """The HTML of the body."""
        from selectolax.lexbor import LexborHTMLParser

        body = LexborHTMLParser(f"<!doctype html><body>{html}").body
        if body is None:
            return ""
        self.parting = _around_blocks(body)
        self.hidden = hidden_names(html)
        self.wanted = frozenset(
            unquote((link.attributes.get("href") or "")[1:]) for link in body.css('a[href^="#"]')
        ) - {""}
        stack: list[tuple[Any, str, tuple[str, ...]]] = _children(body, ())
        while stack:
            node, closing, above = stack.pop()
            if node is None:
                self.out.append(closing)
            elif node.is_text_node:
                text = _INVISIBLE.sub("", (node.text_content or "").replace("\xa0", " "))
                self.out.append(escape(text, quote=False))
            elif node.is_element_node:
                stack += self._element(node, above)
        return re.sub(r"</(strong|em|del)>(\s*)<\1>", r"\2", "".join(self.out))

    def _element(self, node: Any, above: tuple[str, ...]) -> list[tuple[Any, str, tuple[str, ...]]]:
        tag, given = node.tag, node.attributes
        if tag in _SILENT or (tag == "noscript" and _stands_in(node)):
            return []
        if is_hidden(given, self.hidden):
            self._hide(node)
            return []
        special = _SPECIAL.get(tag)
        if special is not None:
            return special(self, node, above)
        tag = _as(tag, given)
        name = next((given[key] for key in ("id", "name") if given.get(key) in self.wanted), None)
        anchor = f'<a id="{escape(name)}"></a>' if name and re.fullmatch(r"[\w-]{1,80}", name) else ""
        if "wp-block-embed__wrapper" in (given.get("class") or ""):
            address = (node.text(deep=True) or "").strip()
            if re.match(r"https?://\S+\Z", address):
                self.out.append(f'<p><a href="{escape(address)}">{escape(address, quote=False)}</a></p>')
                return []
        if (given.get("class") or "").find("wp-block-file__button") >= 0:
            return []  # the name beside it leads to the same file
        self._background(given)
        if tag not in _KEPT or not self._stays(tag, node, above):
            self.out.append(anchor)
            return _children(node, above)
        if tag in ("h2", "h3", "h4", "h5", "h6"):
            tag = self._heading(tag)
        self.out.append(f"<{tag}{_attributes(tag, given)}>{anchor}")
        if tag in ("br", "hr"):
            return []
        return [(None, f"</{tag}>", ()), *_children(node, (*above, tag))]

    def _stays(self, tag: str, node: Any, above: tuple[str, ...]) -> bool:
        """Whether an element says something here: not one within itself, around paragraphs, or around nothing."""
        if len(above) > _DEPTH:
            return False
        if tag in _INLINE and tag != "code":
            if tag in above or node.mem_id in self.parting:
                return False
            if not (node.text(deep=True) or "").strip("\xa0 \t\r\n\u200b"):
                return False
            return not (tag == "strong" and any(each in ("h2", "h3", "h4", "h5", "h6", "th") for each in above))
        if tag in ("h2", "h3", "h4", "h5", "h6"):
            return bool((node.text(deep=True) or "").strip("\xa0 \t\r\n\u200b")) and "li" not in above
        return True

    def _heading(self, tag: str) -> str:
        """No level is skipped: readers with a screen reader move by them."""
        self.level = min(int(tag[1]), self.level + 1)
        return f"h{self.level}"

    def _background(self, given: Mapping[str, str | None]) -> None:
        """A cover's picture stands in its style."""
        found = re.search(r"background(?:-image)?:[^;]{0,80}url\(\s*['\"]?([^'\")]{4,2000})", given.get("style") or "")
        if found is not None and "wp-block" in (given.get("class") or ""):
            self.out.append(f'<p><img src="{escape(urljoin(self.base, found[1]))}" alt=""></p>')

    def _hide(self, node: Any) -> None:
        words = " ".join((node.text(deep=True, separator=" ") or "").split())
        if words:
            self.notes.warn(
                HIDDEN,
                msg(
                    'teks tersembunyi tidak diadopsi: "{words}"', words=words[:120] + ("…" if len(words) > 120 else "")
                ),
                msg("periksa apakah situs lama pernah disusupi"),
                at=words[:40],
            )

    # -- pictures ------------------------------------------------------------------------------------------------

    def picture(self, node: Any, large: str = "") -> str:
        """An `<img>` with its address in full; "" for one that shows nothing, its words for a smiley."""
        given = node.attributes
        address = large or next((given[key] for key in _LAZY if _is_address(given.get(key))), "") or ""
        words = (given.get("alt") or "").strip()
        if "wp-smiley" in (given.get("class") or "") or _COUNTER.search(address):
            return escape(words, quote=False)
        if given.get("width") in ("0", "1") and given.get("height") in ("0", "1"):
            return ""
        if address.startswith("data:"):
            address = self._inline(address)
        elif address:
            address = self.best(full(self.base, address))
            words = words or self.words(address)
        title = given.get("data-keterangan") or ""  # a title of old shows on hovering, and mostly is a file's name
        return f'<img src="{escape(address)}" alt="{escape(words)}" title="{escape(title)}">' if address else ""

    def _inline(self, address: str) -> str:
        found = re.match(r"data:image/(jpe?g|png|gif|webp);base64,", address, re.IGNORECASE)
        if found is None:
            return ""
        try:
            content = base64.b64decode(re.sub(r"\s+", "", unquote(address[found.end() :])), validate=True)
        except (binascii.Error, ValueError):
            return ""
        return self.keep(content, found[1].lower()) if len(content) > 200 else ""

    def _image(self, node: Any, above: tuple[str, ...]) -> list[Any]:
        self.out.append(self.picture(node))
        return []

    # -- links ---------------------------------------------------------------------------------------------------

    def _anchor(self, node: Any, above: tuple[str, ...]) -> list[tuple[Any, str, tuple[str, ...]]]:
        given = node.attributes
        name = next((given[key] for key in ("id", "name") if given.get(key) in self.wanted), None)
        if name and re.fullmatch(r"[\w-]{1,80}", name):
            self.out.append(f'<a id="{escape(name)}"></a>')
        if "wp-block-file__button" in (given.get("class") or ""):
            return []
        address = (given.get("href") or "").strip()
        whole = address if address.startswith("#") else full(self.base, address)
        pictures = node.css("img")
        words = (node.text(deep=True) or "").strip()
        item = self.uploads.get(key_of(whole))
        if pictures and not words:
            large = item.file if item is not None else whole
            if item is not None or _PICTURE.search(urlsplit(whole).path):
                large = large if len(pictures) == 1 and _PICTURE.search(large) else ""
                self.out += [self.picture(each, large) for each in pictures]
                return []
        if item is not None:
            whole = item.file or whole
        leads = re.match(r"https?://|mailto:|tel:|#.", whole, re.IGNORECASE)
        if not leads or "a" in above or node.mem_id in self.parting or (not words and not pictures):
            return _children(node, above)
        self.out.append(f'<a href="{escape(whole)}">')
        return [(None, "</a>", ()), *_children(node, (*above, "a"))]

    # -- what other programmes show ------------------------------------------------------------------------------

    def _frame(self, node: Any, above: tuple[str, ...]) -> list[Any]:
        given = node.attributes
        address = next((given[key] for key in ("src", "data-src", "data-lazy-src", "data") if given.get(key)), "") or ""
        whole = watched(full(self.base, address)) if address and not address.startswith("about:") else ""
        if not re.match(r"https?://", whole):
            return _children(node, above) if node.tag == "object" else []
        self.notes.changed(msg("bingkai dari situs lain menjadi tautan"))
        words = (given.get("title") or "").strip() or shown(whole)
        self.out.append(f'<p><a href="{escape(whole)}">{escape(words, quote=False)}</a></p>')
        return []

    def _player(self, node: Any, above: tuple[str, ...]) -> list[Any]:
        sources = [node.attributes.get("src"), *(each.attributes.get("src") for each in node.css("source"))]
        address = next((each for each in sources if each), "")
        if address:
            whole = full(self.base, address)
            words = unquote(urlsplit(whole).path).rpartition("/")[2] or whole
            self.out.append(f'<p><a href="{escape(whole)}">{escape(words, quote=False)}</a></p>')
        return []


_SPECIAL: Mapping[str, Callable[[Page, Any, tuple[str, ...]], list[Any]]] = {
    "img": Page._image, "a": Page._anchor, "iframe": Page._frame, "embed": Page._frame, "object": Page._frame,
    "frame": Page._frame, "audio": Page._player, "video": Page._player,
}  # fmt: skip


def _children(node: Any, above: tuple[str, ...]) -> list[tuple[Any, str, tuple[str, ...]]]:
    found = []
    child = node.child
    while child is not None:
        found.append((child, "", above))
        child = child.next
    return found[::-1]


def _around_blocks(body: Any) -> frozenset[int]:
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


def _as(tag: str, given: Mapping[str, str | None]) -> str:
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


def _attributes(tag: str, given: Mapping[str, str | None]) -> str:
    classes = given.get("class") or ""
    if tag == "ol" and (given.get("start") or "").isdigit():
        return f' start="{given["start"]}"'
    if tag in ("td", "th"):
        return "".join(f' {key}="{given[key]}"' for key in ("colspan", "rowspan") if (given.get(key) or "").isdigit())
    if tag in ("div", "ul", "figure", "dl") and re.search(r"gallery", classes):
        return ' class="galeri"'
    if tag == "pre":
        if re.search(r"\bverse\b", classes):
            return ' class="sajak"'
        language = re.search(r"(?:language-|brush:\s{0,3}|lang[:-])([a-z0-9+]{1,20})", classes)
        return f' class="{language[1]}"' if language else ""
    return ""


def _stands_in(node: Any) -> bool:
    """Whether a `<noscript>` repeats the picture in front of it, which a script would have loaded."""
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return (
        before is not None
        and before.tag == "img"
        and any(key.startswith("data-") and key in _LAZY for key in before.attributes)
    )


def _is_address(value: str | None) -> bool:
    return bool(value and value.strip() and not re.match(r"data:image/(?:gif|svg)|about:", value.strip()))
