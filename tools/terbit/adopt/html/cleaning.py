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

from terbit.adopt.frames import page_of
from terbit.adopt.html.addresses import full, key_of, shown
from terbit.adopt.html.elements import (
    INLINE,
    KEPT,
    LAZY,
    SILENT,
    around_blocks,
    as_ours,
    attributes_of,
    is_address,
    stands_in,
)
from terbit.adopt.html.hidden import hidden_names, is_hidden
from terbit.adopt.notes import Notes
from terbit.messages import msg
from terbit.rules.body.page import scheme_of

HIDDEN = "SL007"
_DEPTH = 60  # elements within each other; deeper ones lose their tags
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\ufffc\ufffd\x00-\x08\x0b-\x1f]")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|heic|svg)\Z", re.IGNORECASE)
_COUNTER = re.compile(
    r"(?:pixel|feeds)\.wordpress\.com|stats\.wp|feedburner|doubleclick|google-analytics|facebook\.com/tr|"
    r"/(?:spacer|blank|pixel|trans(?:parent)?|clear)\.gif|s\.w\.org/images/core/emoji|"
    r"fbcdn\.net/images/emoji", re.IGNORECASE
)  # fmt: skip


@dataclass
class Page:
    """One text's HTML while it is cleaned. `base`: its old address ("": addresses stay as they are). `files`: the
    address of a file's own page → the file's address ("" where nobody knows it).

    `keep(bytes, suffix)` keeps a picture that is written into the text itself and says its address; `best(address)` is
    the address of a picture's largest version, `words(address)` what the site's own library says of it;
    `label(address)` is what readers see of a frame without a title.
    """

    base: str
    notes: Notes
    files: Mapping[str, str] = field(default_factory=dict)
    keep: Callable[[bytes, str], str] = lambda content, suffix: "data:"
    best: Callable[[str], str] = lambda address: address
    words: Callable[[str], str] = lambda address: ""
    label: Callable[[str], str] = shown
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
        self.parting = around_blocks(body)
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
        if tag in SILENT or (tag == "noscript" and stands_in(node)):
            return []
        if is_hidden(given, self.hidden):
            self._hide(node)
            return []
        special = _SPECIAL.get(tag)
        if special is not None:
            return special(self, node, above)
        tag = as_ours(tag, given)
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
        if tag not in KEPT or not self._stays(tag, node, above):
            self.out.append(anchor)
            return _children(node, above)
        if tag in ("h2", "h3", "h4", "h5", "h6"):
            tag = self._heading(tag)
        self.out.append(f"<{tag}{attributes_of(tag, given)}>{anchor}")
        if tag in ("br", "hr"):
            return []
        return [(None, f"</{tag}>", ()), *_children(node, (*above, tag))]

    def _stays(self, tag: str, node: Any, above: tuple[str, ...]) -> bool:
        """Whether an element says something here: not one within itself, around paragraphs, or around nothing."""
        if len(above) > _DEPTH:
            return False
        if tag in INLINE and tag != "code":
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
        address = large or next((given[key] for key in LAZY if is_address(given.get(key))), "") or ""
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
        title = given.get("data-terbit-caption") or ""  # a title of old shows on hovering, and mostly is a file's name
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
        file = self.files.get(key_of(whole))
        if pictures and not words:
            large = file if file is not None else whole
            if file is not None or _PICTURE.search(urlsplit(whole).path):
                large = large if len(pictures) == 1 and _PICTURE.search(large) else ""
                self.out += [self.picture(each, large) for each in pictures]
                return []
        whole = file or whole
        if not _leads(whole) or "a" in above or node.mem_id in self.parting or (not words and not pictures):
            return _children(node, above)
        self.out.append(f'<a href="{escape(whole)}">')
        return [(None, "</a>", ()), *_children(node, (*above, "a"))]

    # -- what other programmes show ------------------------------------------------------------------------------

    def _frame(self, node: Any, above: tuple[str, ...]) -> list[Any]:
        given = node.attributes
        address = next((given[key] for key in ("src", "data-src", "data-lazy-src", "data") if given.get(key)), "") or ""
        whole = page_of(full(self.base, address)) or _own_file(full(self.base, address))
        if not whole:
            return _children(node, above) if node.tag == "object" else []
        self.notes.changed(msg("bingkai dari situs lain menjadi tautan"))
        words = (given.get("title") or "").strip() or self.label(whole) or shown(whole)
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


def _leads(address: str) -> bool:
    """Whether an address leads anywhere: on the web, to a person, or within the site."""
    if scheme_of(address) == "":
        return address not in ("", "#")
    return re.match(r"(?:https?:)?//|mailto:|tel:", address, re.IGNORECASE) is not None


def _own_file(address: str) -> str:
    """The address of a file of the site itself as it is, "" for any other."""
    return address if scheme_of(address) == "" and "." in address.rpartition("/")[2] else ""
