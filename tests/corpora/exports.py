"""WordPress exports as the proof reads them: by Python's own XML parser and HTML parser, nothing of terbit.

Visible words of a post: its title, and its text without tags, comments, scripts, the parameters of shortcodes, and what
a style hides. A file's own "Download" button counts as words like any other.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from tests.corpora import words

_WP = "{https://wordpress.org/export/1.2/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_SHORTCODE = re.compile(
    r"\[/[a-z][\w-]*\]|\[[a-z][\w-]*[ =][^\[\]]*\]|\[(?:gallery|audio|video|playlist|embed|caption)\]"
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905


class Post:
    """One item of an export. `path` is its old address below the host, "" where it had only a query."""

    def __init__(self, element: ElementTree.Element) -> None:
        def text(name: str) -> str:
            return (element.findtext(name) or "").strip()

        self.kind, self.status = text(_WP + "post_type"), text(_WP + "status")
        self.name = f"{self.kind} {text(_WP + 'post_id')}"
        self.public = self.status == "publish" and not text(_WP + "post_password") and self.kind in ("post", "page")
        self.path = unquote(urlsplit(text("link")).path)
        self._title, self._text = text("title"), element.findtext(_CONTENT) or ""

    def words(self) -> Counter[str]:
        """The words that its readers saw."""
        title = re.sub(r"<[^<>]*>", "", html.unescape(self._title))
        parser = _Seen()
        parser.feed(_SHORTCODE.sub(" ", self._text))
        parser.close()
        return words.words(title) + words.words("".join(parser.texts))


class _Seen(HTMLParser):
    """The text that is shown, with a space where an element begins or ends that is not within a line."""

    _SILENT = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "select", "textarea"})
    _RUNNING = frozenset({"a", "b", "strong", "em", "i", "span", "sub", "sup", "code", "mark", "u", "small", "font"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        style = re.sub(r"\s", "", dict(attrs).get("style") or "")
        if self._hidden or tag in self._SILENT or re.search(r"display:none|left:-\d{3,}", style):
            if tag not in _VOID:
                self._hidden.append(tag)
        elif tag not in self._RUNNING:
            self.texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        elif tag not in self._RUNNING:
            self.texts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


def posts(folder: Path) -> list[Post]:
    """Every item of the exports in a folder, each once."""
    found: dict[str, Post] = {}
    for path in sorted(folder.glob("*.xml")):
        for element in ElementTree.parse(path).iter("item"):
            post = Post(element)
            found.setdefault(post.name, post)
    return list(found.values())
