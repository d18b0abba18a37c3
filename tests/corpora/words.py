"""Visible words, as a multiset, of a source file and of a served page: two readings that share no code with terbit.

A word is a run of letters, digits and marks, in NFKC and lower case. What readers never see is left out of both sides:
front matter but for the title, tags with their attributes, comments, shortcodes' own parameters, addresses of links,
alternative texts of pictures, scripts, styles and iframes.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from html.parser import HTMLParser

_FRONT = re.compile(
    r"\A\ufeff?(?:---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$|\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$)", re.S | re.M
)
_TITLE = re.compile(r"^title\s*[:=]\s*(.*?)\s*$", re.MULTILINE)
_ADDRESS = re.compile(
    r"(?:https?|ftp|file|mailto):/{0,3}[^\s\"<>\]]*[^\s\"<>\].,;:!?]|www\.[^\s\"<>\])]+", re.IGNORECASE
)
_WORD = re.compile(r"\w+")


def words(text: str) -> Counter[str]:
    """The words of a plain text; addresses are no words."""
    text = unicodedata.normalize("NFKC", _ADDRESS.sub(" ", html.unescape(text))).lower()
    return Counter(word for word in _WORD.findall(text.replace("_", " ")))


def of_source(content: bytes) -> Counter[str]:
    """The visible words of a Markdown file with front matter."""
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    front = _FRONT.match(text)
    title = ""
    if front is not None:
        found = _TITLE.search(front[1] or front[2] or "")
        title = found[1].strip("\"'") if found else ""
        text = text[front.end() :]
    text = re.sub(r"<!--.*?-->", " ", text, flags=re.DOTALL)
    text = re.sub(r"<(script|style)\b.*?</\1\s*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    text = re.sub(r"\{\{[<%].*?[%>]\}\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"^ {0,3}\[[^\]\n^]+\]:[ \t]*\S.*$", " ", text, flags=re.MULTILINE)
    text = re.sub(r"!\[[^\]]*\]\([^)\s]*(?:\s+\"[^\"\n]*\")?\s*\)", " ", text)
    # a link's address ends at a space or a quotation mark: what an earlier conversion left behind it is text
    text = re.sub(r"\]\(\s*<?[^\s\"()<>]*(?:\([^\s\"()<>]*\)[^\s\"()<>]*)*", "] ", text)
    text = re.sub(r"(?<=\] )\s*\"[^\"\n]{0,300}\"\s*\)", " ", text)  # a link's title shows on hovering only
    text = re.sub(r"(?<=\])[ ]?\[[^\]\n]{0,100}\]", " ", text)
    text = re.sub(r"^[ \t]*(?:```|~~~).*$", " ", text, flags=re.MULTILINE)
    text = _ADDRESS.sub(" ", text)
    text = re.sub(r"</?[a-zA-Z][^<>]*(?:>|\Z)|</[a-zA-Z]*\Z", " ", text)
    # numbers of list items are the browser's, not the text's
    text = re.sub(r"^[ \t>]*\d+[.)][ \t]+", " ", text, flags=re.MULTILINE)
    return words(title) + words(text)


def of_page(page: str) -> Counter[str]:
    """The visible words of a served page: of its title, and of its article where it marks one."""
    parser = _Page()
    parser.feed(page)
    parser.close()
    return words(" ".join(parser.article or parser.body))


class _Page(HTMLParser):
    """Collects the text of `<article>`, and of the whole body for pages without one."""

    _SILENT = frozenset({"script", "style", "template", "noscript", "svg", "nav", "head", "iframe", "button"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.article: list[str] = []
        self.body: list[str] = []
        self._silent = 0
        self._within = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        self._within += tag == "article"
        if tag not in _RUNNING:
            self._text(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self._SILENT))
        self._within = max(0, self._within - (tag == "article"))
        if tag not in _RUNNING:
            self._text(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text(data)

    def _text(self, data: str) -> None:
        # a tag within a word does not end it
        for kept in ([self.article] if self._within else []) + [self.body]:
            if kept and not data.isspace() and not kept[-1].isspace():
                kept[-1] += data
            else:
                kept.append(data)


_RUNNING = frozenset({"a", "b", "strong", "em", "i", "span", "sub", "sup", "code", "mark", "u", "small", "abbr"})


def kept(source: Counter[str], served: Counter[str]) -> int:
    """How many of the source's words are served, each as often as it was written."""
    return (source & served).total()
