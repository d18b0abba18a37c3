"""How many of the words that readers saw on the existing site are in what was adopted: counted, never estimated.

Both sides are rendered, the old text as it was and the new one, and read as a browser shows them. A word is a run of
letters and digits in NFKC and lower case; addresses, alternative texts of pictures, scripts and the numbers of lists
are none. Words are counted as multisets: one that was said twice and is said once now is one lost.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from terbit.articles import markdown
from terbit.rules.body.bounds import beyond

_ADDRESS = re.compile(r"(?:https?|ftp|file|mailto|artikel):/{0,3}[^\s\"<>\])]*|www\.[^\s\"<>\])]+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SILENT = "script, style, template, noscript, svg, math, canvas, iframe, noembed, textarea, head, title"
_RUNNING = "a|abbr|b|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var"
_BLOCK = re.compile(rf"<(?=/?[a-z])(?!/?(?:{_RUNNING})[\s>/])", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*(?:>|\Z)|</?[a-zA-Z]*\Z")
# a link's address ends at a space or a quotation mark: what an earlier conversion left behind it was seen as text
_PLACE = r"[ \t]*<?[^\s\"()<>]*(?:\([^\s\"()<>]*\)[^\s\"()<>]*)*>?"
_TARGET = re.compile(rf"\]\((?:{_PLACE}(?:[ \t]+(?:\"[^\"\n]{{0,300}}\"|'[^'\n]{{0,300}}'))?[ \t]*\)|{_PLACE})")
_NUMBER = re.compile(r"^[ \t>]*\d+[.)][ \t]+", re.MULTILINE)
_PICTURE = re.compile(r"!\[[^\[\]]{0,1000}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])")
_CAPTION = re.compile(r"!\[[^\[\]]{0,1000}\]\([^()\s\"]{1,2000} \"([^\"\n]{1,1000})\"\)")
_LOST = 12  # lost words that are named


@dataclass(frozen=True, slots=True)
class Measured:
    """The visible words of one document: there, and still here. `lost` are the first of those that are not."""

    source: str
    total: int
    kept: int
    lost: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        return self.kept / self.total if self.total else 1.0


def measured(source: str, before: str, after: str) -> Measured:
    """The words of a text as it was (Markdown or HTML) that are in the Markdown that it became."""
    # a picture's title, which the adopter writes for captions only, is shown below it
    old, new = words(before), words(_CAPTION.sub(r" \1 ", after))
    lost = old - new
    return Measured(source, old.total(), (old & new).total(), tuple(list(lost.elements())[:_LOST]))


def words(text: str) -> Counter[str]:
    """The visible words of a Markdown or HTML text."""
    plain = _ADDRESS.sub(" ", _TAG.sub(" ", _shown(_TARGET.sub("] ", _NUMBER.sub("", _PICTURE.sub(" ", text))))))
    plain = unicodedata.normalize("NFKC", html.unescape(plain)).lower().replace("_", " ")
    return Counter(_WORD.findall(plain))


def _shown(text: str) -> str:
    """The text that a browser shows of a page, with a space wherever a block begins or ends."""
    from selectolax.lexbor import LexborHTMLParser

    rendered = text
    if beyond(text) is None:
        try:
            rendered = markdown.html(text)
        except RecursionError:
            rendered = text
    tree = LexborHTMLParser(_BLOCK.sub(" <", rendered))
    for node in tree.css(_SILENT):
        node.decompose()
    return tree.body.text(deep=True) if tree.body else ""
