"""Values of an existing site as plain text on one line: what a title, a name or a description may hold."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable


def line(value: object, limit: int = 300) -> str:
    """A value as one line of plain text: no tags, no control characters, cut at a word."""
    if value is None or isinstance(value, dict | list):
        return ""
    text = str(value).encode("utf-8", "ignore").decode()
    for _ in range(3):
        text = html.unescape(text)
        text = re.sub(r"<[!?/]?[a-zA-Z][^<>]{0,500}>", "", text)
    text = re.sub(r"<(?=\s*[a-zA-Z/!?])", "‹", text)
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return shortened(text, limit)


def shortened(text: str, limit: int) -> str:
    """A text cut at a word, with an ellipsis, to at most `limit` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:–-") + "…"


def several(value: object, limit: int = 300) -> list[str]:
    """A list of lines out of a list, a text with commas, or an author's table with a name; each once."""
    values: Iterable[object]
    if isinstance(value, dict):
        values = [value.get("name") or value.get("nama") or value.get("title")]
    elif isinstance(value, list):
        values = [item for part in value for item in (several(part, limit) if isinstance(part, dict) else [part])]
    else:
        values = [value]
    return list(dict.fromkeys(text for text in (line(item, limit) for item in values) if text))
