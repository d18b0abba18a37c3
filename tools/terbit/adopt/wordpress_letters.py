"""Plain letters, addresses and pictures as Markdown in which nothing else can be read."""

from __future__ import annotations

import html
import re
from typing import Any


def escaped(text: str) -> str:
    """A plain text in which Markdown and HTML see nothing but letters."""
    text = re.sub(r"&(?=#?\w{1,40};)", "&amp;", text)
    text = re.sub(r"<(?=[a-zA-Z/!?])", "&lt;", text)
    text = re.sub(r"([\\`*])", r"\\\1", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)  # within a word it is only a letter
    text = re.sub(r"\[(?=\^|[^\[\]]{0,1000}\](?:[(\[:]| \[))", r"\\[", text)
    return re.sub(r"\{(?=[^{}\n]{0,1000}\})", r"\\{", text)


def written(address: str) -> str:
    clean = "".join(c for c in address if c.isprintable() and c not in '<>"`\\')
    for letter, code in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("[", "%5B"), ("]", "%5D"), ("*", "%2A")):
        clean = clean.replace(letter, code)
    return clean.replace("&", "&amp;") if html.unescape(clean) != clean else clean


def picture(el: Any, caption: str) -> str:
    alternative = " ".join((el.get("alt") or "").split()).replace("[", "(").replace("]", ")")
    alternative = re.sub(r"([\\`*<])", "", alternative)
    words = " ".join(caption.split()).replace('"', "”").replace("\\", "").replace("<", "‹")
    title = f' "{words}"' if words else ""
    return f"![{alternative}]({written(el.get('src') or '')}{title})"
