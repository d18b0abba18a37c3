"""Plain letters, addresses and pictures as Markdown in which nothing else can be read."""

from __future__ import annotations

import html
import re
from typing import Any

_BULLET = re.compile("^( *)(?:[·•●▪◦‣⁃∙\uf0a7\uf0b7\uf0d8\uf0fc]|§(?= )) *(?=\\S)", re.MULTILINE)
# what begins a line as Markdown: a heading, an item, a quotation, a definition, a box, a ruler, a list of contents
_BEGINS = re.compile(r"\A(\s*)(#{1,6}(?=\s)|[-+](?=\s|\Z)|>|!!!|-{2,}\s*\Z|={2,}\s*\Z|:(?=\s)|\[TOC\])", re.IGNORECASE)
_NUMBER = re.compile(r"\A(\s*\d{1,9})([.)])(?=\s|\Z)")


def escaped(text: str) -> str:
    """A plain text in which Markdown and HTML see nothing but letters."""
    text = re.sub(r"&(?=#?\w{1,40};)", "&amp;", text)
    text = re.sub(r"<(?=[a-zA-Z/!?])", "&lt;", text)
    text = re.sub(r"([\\`*])", r"\\\1", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)  # within a word it is only a letter
    text = re.sub(r"\[(?=\^|[^\[\]]{0,1000}\](?:[(\[:]| \[))", r"\\[", text)
    return re.sub(r"\{(?=[^{}\n]{0,1000}\})", r"\\{", text)


def at_line_start(text: str) -> str:
    """An escaped text that begins a line, as nothing but letters there either."""
    text = _BEGINS.sub(lambda m: m[1] + _named(m[2][0]) + m[2][1:], text)
    return _NUMBER.sub(r"\1\\\2", text)


def _named(letter: str) -> str:
    """A letter that begins a line as a letter; Python-Markdown lets not all be escaped."""
    return f"&#{ord(letter)};" if letter in ":=" else "\\" + letter


def written(address: str) -> str:
    """An address as it can stand between the parentheses of a link."""
    clean = "".join(c for c in address if c.isprintable() and c not in '<>"`\\')
    for letter, code in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("[", "%5B"), ("]", "%5D"), ("*", "%2A")):
        clean = clean.replace(letter, code)
    return clean.replace("&", "&amp;") if html.unescape(clean) != clean else clean


def picture(el: Any, caption: str) -> str:
    """An `<img>` as a Markdown picture, with its caption as the title."""
    alternative = " ".join((el.get("alt") or "").split()).replace("[", "(").replace("]", ")")
    alternative = re.sub(r"([\\`*<])", "", alternative)
    words = " ".join(caption.split()).replace('"', "”").replace("\\", "").replace("<", "‹")
    title = f' "{words}"' if words else ""
    return f"![{alternative}]({written(el.get('src') or '')}{title})"


def tidied(text: str) -> str:
    """Lines that a bullet sign begins as a list; no space at a line's end but for a line break; few empty lines."""
    text = _BULLET.sub(r"\1• ", text)
    lines = text.split("\n")
    out: list[str] = []
    bullets: set[str] = set()
    fence = ""
    for index, line in enumerate(lines):
        mark = re.match(r"`{3,}", line)
        if mark and (not fence or line.strip() == fence):
            fence = "" if fence else mark[0]
        if fence or (mark and not fence):
            out.append(line)
            continue
        bare = line.rstrip()
        if bare.startswith("• "):
            if out[-1:] == [""] and out[-2:-1] and out[-2] in bullets:
                out.pop()
            elif out and out[-1].strip() and out[-1] not in bullets:
                out.append("")
            bullets.add("- " + bare[2:].lstrip())
            out.append("- " + bare[2:].lstrip())
            continue
        following = lines[index + 1].strip() if index + 1 < len(lines) else ""
        out.append(bare + "  " if line.endswith("  ") and bare and following else bare)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n") + "\n"
