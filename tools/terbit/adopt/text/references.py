"""The links and pictures of a Markdown text, each handed to a function that says what stands there afterwards."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from terbit.adopt.text.shielded import CLOSE, OPEN

_TARGET = (
    r"\([ \t\n]*(?:<([^<>\n]{0,2000})>|((?:[^()\s<>]|\([^()\s]{0,500}\)){0,4000}))"
    r"(?:[ \t\n]+(?:\"([^\"]{0,500})\"|'([^']{0,500})'))?[ \t\n]*\)"
)
_PICTURE = re.compile(r"!\[([^\[\]]{0,1000})\]" + _TARGET)
_TEXT = r"((?:[^\[\]]|\\[\[\]]|\[[^\[\]]{0,300}\]){0,1500})"
_LINK = re.compile(r"(?<![!\\])\[" + _TEXT + r"\]" + _TARGET)
_DEFINITION = re.compile(
    r"^ {0,3}\[([^\[\]\^][^\[\]\n]{0,200})\]:[ \t]*<?(\S{1,2000}?)>?"
    r"(?:[ \t]+(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'|\([^()\n]{0,300}\)))?[ \t]*$",
    re.MULTILINE,
)
_BY_NAME = re.compile(r"(!?)\[([^\[\]]{1,500})\](?:[ ]?\[([^\[\]\n]{0,200})\])?(?![\[(:])")
_WRITTEN = re.compile(
    r"<(https?://[^<>\s]{1,2000})>|(?<![\w\"'<=/:\](\[])(https?://[^\s<>\"'`\\{}|^\[\]" + OPEN + CLOSE + r"]{1,2000})"
)
_BARE = re.compile(r"(?<![\w\"'<=/:\]])(https?://[^\s<>\"'`\\{}|^\[\]" + OPEN + CLOSE + r"]{1,2000})")


def inlined(text: str) -> str:
    """`[text][name]` and its definition as `[text](address)`: one form for the steps that follow."""
    found = _DEFINITION.findall(text)
    if not found:
        return text
    addresses = {" ".join(name.casefold().split()): address for name, address in found}

    def use(match: re.Match[str]) -> str:
        name = " ".join((match[3] or match[2]).casefold().split())
        address = addresses.get(name)
        if address is None:
            return match[0]
        return f"{match[1]}[{match[2]}]({address.replace('(', '%28').replace(')', '%29')})"

    return _BY_NAME.sub(use, _DEFINITION.sub("", text))


def pictures(text: str, made: Callable[[str, str, str], str]) -> str:
    """Every picture replaced by `made(alternative text, address, title)`."""
    return _PICTURE.sub(lambda m: made(m[1], _address(m[2] or m[3] or ""), m[4] or m[5] or ""), text)


def links(text: str, made: Callable[[str, str], str]) -> str:
    """Every link replaced by `made(text, address)`."""
    return _LINK.sub(lambda m: made(m[1], _address(m[2] or m[3] or "")), text)


def bare(text: str, made: Callable[[str], str | None]) -> str:
    """Every address that stands in a text as such, in `<…>` or bare, replaced by `made(address)`; None: left."""

    def use(match: re.Match[str]) -> str:
        address = match[1] or match[2].rstrip(".,;:!?*_~)")
        found = made(html.unescape(address))
        return match[0] if found is None else found + (match[2][len(address) :] if match[2] else "")

    return _WRITTEN.sub(use, text)


def autolinked(text: str) -> str:
    """Bare addresses as links, as Goldmark shows them."""

    def link(match: re.Match[str]) -> str:
        address = match[1].rstrip(".,;:!?*_~")
        while address.endswith(")") and address.count("(") < address.count(")"):
            address = address[:-1].rstrip(".,;:!?*_~")
        rest = match[1][len(address) :]
        return f"<{address}>{rest}" if re.match(r"https?://[^/?#]+", address) else match[0]

    return _BARE.sub(link, text)


def _address(written: str) -> str:
    return html.unescape(written.strip()).replace("\\", "")
