"""A post's text as WordPress would have shown it: blocks taken out of their comments, paragraphs put into old texts.

https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/#delimiters-and-parsing-expression-grammar:
a block is HTML between two comments that carry its settings as JSON. The HTML is what readers saw, but for blocks that
the server makes at each visit (latest posts, menus): those have nothing to adopt and are named in the notes.
Texts of the classic editor have no paragraphs: an empty line is one (WordPress's `wpautop`).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping

from terbit.adopt.html.spans import elements, replaced, without_comments
from terbit.adopt.notes import Notes
from terbit.messages import msg

_BLOCK = re.compile(r"<!--\s{1,9}(/?)wp:([a-z][a-z0-9_-]{0,60}(?:/[a-z][a-z0-9_-]{0,60})?)(?=\s)")
_DEPTH = 5  # reusable blocks within each other
_SILENT = frozenset(
    {"spacer", "separator", "more", "nextpage", "block", "social-link", "social-links", "navigation-link"}
)


def as_html(text: str, reusable: Mapping[int, str], notes: Notes) -> str:
    """The HTML of a text without shortcodes. `reusable`: id → text of a block that posts share (`wp_block`)."""
    if "<!-- wp:" not in text:
        return paragraphs(text)
    return _blocks(text, reusable, notes, ())


def _blocks(text: str, reusable: Mapping[int, str], notes: Notes, within: tuple[int, ...]) -> str:
    out: list[str] = []
    position = depth = 0
    for found in _BLOCK.finditer(text):
        if found.start() < position:
            continue  # within another's settings
        end = text.find("-->", found.end())
        if end < 0:
            break
        part = text[position : found.start()]
        # what stands between blocks was written in the classic editor
        out.append(part if depth else paragraphs(part))
        position = end + 3
        closing, name = found.groups()
        given = text[found.end() : end].strip()
        alone = given.endswith("/")
        name = name.removeprefix("core/")
        if closing:
            depth = max(0, depth - 1)
        elif not alone:
            depth += 1
        else:
            out.append(_alone(name, _settings(given.removesuffix("/")), reusable, notes, within))
    out.append(text[position:] if depth else paragraphs(text[position:]))
    return "".join(out)


def _alone(
    name: str, settings: Mapping[str, object], reusable: Mapping[int, str], notes: Notes, within: tuple[int, ...]
) -> str:
    """A block without HTML of its own."""
    reference = settings.get("ref")
    if name == "block" and isinstance(reference, int) and reference in reusable:
        if reference in within or len(within) >= _DEPTH:
            return ""
        return _blocks(reusable[reference], reusable, notes, (*within, reference))
    address = settings.get("url")
    if isinstance(address, str) and re.match(r"https?://", address):
        words = settings.get("label") or settings.get("service") or ""
        return f'\n<p><a href="{html.escape(address)}">{html.escape(str(words) or address)}</a></p>\n'
    if name not in _SILENT:
        notes.changed(msg("blok {name} tidak berisi teks dan tidak dibawa", name=name))
    return "\n"


def _settings(written: str) -> Mapping[str, object]:
    try:
        data = json.loads(written) if written else {}
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


# -- the classic editor ------------------------------------------------------------------------------------------

_BOXES = (
    "address|article|aside|blockquote|caption|center|col|colgroup|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|"
    "form|h[1-6]|header|hr|iframe|legend|li|main|map|nav|object|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|"
    "tr|ul"
)
_BOX = re.compile(rf"(</?(?:{_BOXES})\b[^<>]*>)", re.IGNORECASE)
_INNER = re.compile(r"<(?:p|h[1-6]|li|td|th|dt|dd|figcaption|caption|summary|legend|figure|tr|pre)\b[^<>]*>\s*\Z", re.I)
_AS_IT_IS = "pre|script|style|textarea|svg|select"
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")


def paragraphs(text: str) -> str:
    """HTML out of a text in which an empty line parts paragraphs and a line's end is one."""
    if not text.strip():
        return "\n"
    kept: list[str] = []

    def keep(part: str) -> str:
        kept.append(part)
        return f"\n\n\x02{len(kept) - 1}\x03\n\n"

    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x02", "").replace("\x03", "")
    text = replaced(text, elements(text, _AS_IT_IS), keep)
    text = without_comments(text) if "<!--" in text else text
    text = _TAG.sub(lambda found: " ".join(found[0].split("\n")), text)
    text = re.sub(r"<br\s*/?>[ \t]*\n?", "\n", text, flags=re.IGNORECASE)
    text = _BOX.sub(r"\n\n\1\n\n", text)
    text = re.sub(r"[ \t]+\n", "\n", text)
    out: list[str] = []
    before = ""
    for piece in re.split(r"\n{2,}", text):
        piece = piece.strip("\n")
        if not piece.strip():
            continue
        if _BOX.fullmatch(piece.strip()) or piece.startswith("\x02"):
            out.append(piece)
            before = piece
            continue
        inner = piece.replace("\n", "<br>\n")
        out.append(inner if _INNER.search(before) else f"<p>{inner}</p>")
        before = ""
    joined = "\n".join(out)
    return re.sub("\x02(\\d+)\x03", lambda found: kept[int(found[1])], joined)
