"""WordPress shortcodes as HTML: those of WordPress itself, and of others what readers saw of them.

https://codex.wordpress.org/Shortcode. A plugin's shortcode cannot be run here. Its marker goes, and is named in the
notes; the words between its tags stay, and so do the titles, pictures and links that page builders (WPBakery, Divi,
Avada) write as its attributes. `[sic]` is no shortcode but a word in brackets, and stays.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from terbit.adopt.html.spans import elements
from terbit.adopt.notes import Notes
from terbit.adopt.wordpress.marks import MARK, attributes_of, pairs_of, within
from terbit.adopt.wordpress.wxr.item import Item
from terbit.messages import msg

RULE = "SL003"
_OWN = frozenset({"caption", "wp_caption", "gallery", "audio", "video", "embed", "playlist"})
_VIDEOS = {
    "youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/", "dailymotion":
    "https://www.dailymotion.com/video/", "wpvideo": "https://videopress.com/v/", "videopress":
    "https://videopress.com/v/",
}  # fmt: skip
_BUILDERS = re.compile(
    r"(?:vc|et_pb|fusion|su|mk|av|kc|cs|tatsu|nectar|ult|dt|qode|tm|eltd|mkdf|bsf|wpb|fl|siteorigin|x|rev|the|stm|"
    r"thim|elementor)_|(?:column|row|one|two|three|tab|toggle|accordion|section|spoiler|box|button|heading|title)"
)
_VISIBLE = (
    "title", "heading", "tab_title", "question", "h2", "h4", "primary_title", "text", "subtitle", "subheading",
    "label", "button_text", "btn_text", "author", "name", "position", "job_position", "caption", "answer", "description"
)  # fmt: skip
_ADDRESSES = ("url", "href", "link", "file", "src", "source", "pdf", "button_url", "btn_link", "video", "image_url")
_IDS = ("image", "images", "img", "photo", "ids", "include", "attachment_id", "image_id")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)(?:[?#]|\Z)", re.IGNORECASE)
_SOUNDS = re.compile(r"\.(?:mp3|m4a|ogg|oga|wav|wma|flac)(?:[?#]|\Z)", re.IGNORECASE)
_FILMS = re.compile(r"\.(?:mp4|m4v|webm|ogv|mov|wmv|flv|avi|mpe?g|3gp)(?:[?#]|\Z)", re.IGNORECASE)


@dataclass(frozen=True)
class Uploads:
    """The attachments of an export: by id, and by the post that they were uploaded to."""

    by_number: dict[int, Item] = field(default_factory=dict)
    by_mother: dict[int, list[Item]] = field(default_factory=dict)


@dataclass
class Shortcodes:
    """Turns the shortcodes in one post's text into HTML."""

    post: Item
    uploads: Uploads
    notes: Notes

    def html(self, text: str) -> str:
        """The text without shortcodes. In `<pre>` and `<code>` they are shown, not run."""
        kept = list(elements(text, "pre|code"))
        marks = [found for found in MARK.finditer(text) if not within(found.start(), kept)]
        pairs = pairs_of(marks)
        closers = frozenset(pairs.values())
        frames: list[tuple[int, list[str]]] = [(-1, [])]
        position = 0
        for index, mark in enumerate(marks):
            if not self.is_marker(mark, index in pairs or index in closers):
                continue
            frames[-1][1].append(text[position : mark.start()])
            position = mark.end()
            if mark[1] and mark[6]:
                frames[-1][1].append(mark[0][1:-1])  # [[gallery]] shows the shortcode
            elif mark[2]:
                if frames[-1][0] >= 0 and pairs.get(frames[-1][0]) == index:
                    opened, inner = frames.pop()
                    frames[-1][1].append(self._made(marks[opened], "".join(inner)))
            elif index in pairs:
                frames.append((index, []))
            else:
                frames[-1][1].append(self._made(mark, None))
        frames[-1][1].append(text[position:])
        return "".join(part for _, inner in frames for part in inner)

    def is_marker(self, mark: re.Match[str], paired: bool) -> bool:
        """Whether brackets are a shortcode. `paired`: it has a closing one, or is one."""
        name, attributes = mark[3].lower(), mark[4]
        return bool(
            paired
            or name in _OWN
            or (name in _VIDEOS and attributes)
            or "=" in attributes
            or "_" in name
            or mark[5]
            or (mark[2] and "-" in name)
        )

    def _made(self, mark: re.Match[str], inner: str | None) -> str:
        name, given = mark[3].lower(), attributes_of(mark[4])
        own: dict[str, Callable[[dict[str, str], str | None], str]] = {
            "caption": self._caption, "wp_caption": self._caption, "gallery": self._gallery, "embed": self._embed,
            "audio": self._sound, "video": self._film, "playlist": self._playlist,
        }  # fmt: skip
        if name in own:
            return own[name](given, inner)
        if name in _VIDEOS:
            address = given.get("0") or given.get("id") or (inner or "").strip()
            address = address.lstrip("=:").split("&")[0]
            return _link(address if "/" in address else _VIDEOS[name] + address, "") if address else ""
        return self._unknown(name, given, inner)

    # -- WordPress's own -----------------------------------------------------------------------------------------

    def _caption(self, given: dict[str, str], inner: str | None) -> str:
        found = re.match(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)\Z", inner or "", re.DOTALL)
        picture, words = (found[1], found[2]) if found else (inner or "", "")
        words = words.strip() or given.get("caption", "")
        return f"\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n" if words else f"\n\n{picture}\n\n"

    def _gallery(self, given: dict[str, str], inner: str | None) -> str:
        chosen = self._chosen(given) or [
            item
            for item in self.uploads.by_mother.get(_number(given.get("id", "")) or self.post.number, [])
            if _PICTURE.search(item.file) and str(item.number) not in re.split(r"[,\s]+", given.get("exclude", ""))
        ]
        if not chosen:
            self.notes.warn(
                RULE,
                msg("gambar galeri tidak ada di ekspor"),
                msg("ekspor semua isi, bukan hanya tulisan"),
                at="[gallery",
            )
        return self.pictures(chosen) + (inner or "")

    def pictures(self, items: Iterable[Item]) -> str:
        """Attachments as one gallery."""
        shown = "".join(picture(item) for item in items)
        return f'\n\n<div class="wp-block-gallery">{shown}</div>\n\n' if shown else ""

    def _chosen(self, given: dict[str, str]) -> list[Item]:
        numbers = [number for key in _IDS for number in re.split(r"[,\s]+", given.get(key, "")) if number.isdigit()]
        return [self.uploads.by_number[int(n)] for n in numbers[:500] if int(n) in self.uploads.by_number]

    def _embed(self, given: dict[str, str], inner: str | None) -> str:
        return _link((inner or "").strip() or given.get("src", "") or given.get("0", ""), "")

    def _sound(self, given: dict[str, str], inner: str | None) -> str:
        return self._medium(given, inner, ("src", "mp3", "m4a", "ogg", "wav", "wma", "0"), _SOUNDS)

    def _film(self, given: dict[str, str], inner: str | None) -> str:
        return self._medium(given, inner, ("src", "mp4", "m4v", "webm", "ogv", "wmv", "flv", "0"), _FILMS)

    def _medium(self, given: dict[str, str], inner: str | None, keys: tuple[str, ...], kind: re.Pattern[str]) -> str:
        address = next((given[key] for key in keys if given.get(key)), "")
        if not address:
            beside = self.uploads.by_mother.get(self.post.number, [])
            address = next((item.file for item in beside if kind.search(item.file)), "")
        return _link(address, "") + (inner or "")

    def _playlist(self, given: dict[str, str], inner: str | None) -> str:
        kind = _FILMS if given.get("type") == "video" else _SOUNDS
        beside = self.uploads.by_mother.get(self.post.number, [])
        chosen = self._chosen(given) or [item for item in beside if kind.search(item.file)]
        items = "".join(f"<li>{_anchor(item.file, item.title)}</li>" for item in chosen)
        return f"\n\n<ul>{items}</ul>\n\n" if items else ""

    # -- others --------------------------------------------------------------------------------------------------

    def _unknown(self, name: str, given: dict[str, str], inner: str | None) -> str:
        self.notes.changed(msg("penanda [{name}] dihapus; kata-kata di dalamnya tetap", name=name))
        if name in ("vc_raw_js", "et_pb_code") or name.endswith("_js"):
            return ""
        if name == "vc_raw_html":
            return "\n\n" + _decoded(inner or "") + "\n\n"
        builder = bool(_BUILDERS.match(name))
        parts = [self.pictures(self._chosen(given))]
        label, address = "", _address(given)
        if builder or inner is not None:
            words = {" ".join(given[key].split()): key for key in _VISIBLE if given.get(key, "").strip()}
            label = next(iter(words), "") if address else ""
            parts += [_words(text, name if key == "text" else key) for text, key in words.items() if text != label]
        if address:
            parts.append(f'\n\n<img src="{html.escape(address)}" alt="">\n\n' if _PICTURE.search(address)
                         else _link(address, label))  # fmt: skip
        elif not builder and inner is None:
            self.notes.warn(
                RULE,
                msg("[{name}] tidak dapat ditampilkan di situs ini", name=name),
                msg("tulis isinya dengan Markdown biasa, atau hapus"),
                at=f"[{name}",
            )
        made = "".join(parts)
        if inner is None:
            return made
        block = builder or made or "\n" in inner
        return f"{made}\n\n{inner}\n\n" if block else inner


def unmarked(text: str) -> str:
    """A text without the markers of shortcodes: what readers saw of it, whoever ran them."""
    marks = list(MARK.finditer(text))
    plain = Shortcodes(Item("", 0), Uploads(), Notes())
    pairs = pairs_of(marks)
    closers = frozenset(pairs.values())
    out, position = [], 0
    for index, mark in enumerate(marks):
        if plain.is_marker(mark, index in pairs or index in closers):
            out.append(text[position : mark.start()])
            position = mark.end()
            coded = mark[3].lower() in ("vc_raw_html", "vc_raw_js")
            if coded and index in pairs:
                position = marks[pairs[index]].start()
    return " ".join([*out, text[max(position, 0) :]])


def picture(item: Item) -> str:
    """An attachment as an `<img>`, with its alternative text, and its caption as the title."""
    alternative = html.escape(item.first("_wp_attachment_image_alt"))
    caption = html.escape(re.sub(r"<[^<>]{0,500}>", "", item.excerpt))
    return f'<img src="{html.escape(item.file)}" alt="{alternative}" data-terbit-caption="{caption}">'


def _words(text: str, key: str) -> str:
    tag = "h3" if key in ("question", "h2") or key.endswith(("title", "heading")) else "p"
    return f"\n\n<{tag}>{text}</{tag}>\n\n"


def _address(given: dict[str, str]) -> str:
    """The address in an attribute; WPBakery writes `url:https%3A%2F%2Fx|title:Baca`."""
    for key in _ADDRESSES:
        value = given.get(key, "").strip()
        if value.startswith("url:"):
            value = unquote(value[4:].split("|")[0])
        value = html.unescape(value)
        if re.match(r"(?:https?:)?//\S|/\w|\S+/wp-content/", value):
            return value
    return ""


def _anchor(address: str, words: str) -> str:
    shown = words or unquote(html.unescape(address)).split("?")[0].rstrip("/").rpartition("/")[2] or address
    if not words and not re.search(r"\.\w{2,4}\Z", shown):
        shown = address
    return f'<a href="{html.escape(html.unescape(address))}">{shown}</a>'


def _link(address: str, words: str) -> str:
    return f"\n\n<p>{_anchor(address, words)}</p>\n\n" if re.match(r"(?:https?:)?//|/|\S+\.\w", address) else ""


def _decoded(text: str) -> str:
    try:
        return unquote(base64.b64decode(re.sub(r"\s+", "", text), validate=True).decode("utf-8"))
    except (binascii.Error, ValueError):
        return ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0
