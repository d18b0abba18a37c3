"""HTML that `cleaning` has cleaned, as the Markdown that a writer of ours would write.

Markdownify walks the tree; what Python-Markdown (with our extensions) reads differently from other dialects is said
here: four spaces for each level of a list, tables only as grids, `{…}` that would be attributes, and no `~~`.
"""

from __future__ import annotations

import html
import re
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from markdownify import ATX, MarkdownConverter

from terbit.adopt.html.cleaning import Page
from terbit.adopt.html.letters import at_line_start, escaped, picture, tidied, written
from terbit.adopt.html.spans import is_too_deep
from terbit.adopt.html.tables import grid, html_table, span

_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\{}|^\[\]]+")
_ROWS = ("td", "th")
_RUNNING = frozenset({"a", "strong", "em", "del", "sub", "sup", "code", "kbd", "q", "img"})
_CAPTION = 400  # letters; a longer one is a paragraph below its picture


def markdown(cleaned: str) -> str:
    """The Markdown of a clean body, with addresses as they are in it. Raises RecursionError on absurd nesting."""
    text: str = _Writer(
        heading_style=ATX, bullets="-", sub_symbol="<sub>", sup_symbol="<sup>", escape_underscores=False
    ).convert(cleaned)
    return tidied(text)


def markdown_of(page: Page, html: str) -> str | None:
    """The Markdown of a text's HTML, cleaned by `page`; None where elements lie deeper within each other than anybody
    writes."""
    if is_too_deep(html):
        return None
    try:
        return markdown(page.clean(html))
    except RecursionError:
        return None


_Converter: Any = MarkdownConverter  # its stubs leave out most of its methods


class _Writer(_Converter):  # type: ignore[misc]
    """Markdownify in our dialect. Each method gives the Markdown of one element; `text` is that of its children."""

    def convert(self, html: str) -> Any:
        soup = BeautifulSoup(html, "html.parser")
        for numbered in soup.find_all("ol"):
            given = str(numbered.get("start") or "1")
            first = int(given) if len(given) < 9 else 1
            for number, each in enumerate(numbered.find_all("li", recursive=False), first):
                each["value"] = str(number)
        for inner in soup.find_all(["ul", "ol"]):  # a list right within a list belongs to the item before it
            parent = inner.parent
            if parent is not None and parent.name in ("ul", "ol"):
                before = inner.find_previous_sibling("li")
                if before is not None:
                    before.append(inner.extract())
                else:
                    inner.wrap(soup.new_tag("li"))
        return self.convert_soup(soup)

    def process_tag(self, node: Any, parent_tags: Any = None) -> Any:
        if node.name == "table":
            return self._table(node, parent_tags or set())
        if "gallery" in (node.get("class") or []) if isinstance(node, Tag) and node.attrs else False:
            shown = self._gallery(node)
            if shown:
                return shown
        return super().process_tag(node, parent_tags)

    # -- words ---------------------------------------------------------------------------------------------------

    def process_text(self, el: Any, parent_tags: Any = None) -> Any:
        if "pre" not in (parent_tags or ()):
            flat = re.sub(r"[ \t\r\n\f]+", " ", str(el))
            if flat != str(el):
                fresh = NavigableString(flat)
                el.replace_with(fresh)
                el = fresh
        text = super().process_text(el, parent_tags)
        if "_noformat" not in (parent_tags or ()) and _begins_line(el):
            text = at_line_start(text)
        before = el.previous_sibling
        return text.lstrip(" ") if isinstance(before, Tag) and before.name == "br" else text

    def escape(self, text: Any, parent_tags: Any) -> Any:
        out, position = [], 0
        for found in _ADDRESS.finditer(text):
            out += [escaped(text[position : found.start()]), found[0].replace("&", "&amp;") if "&" in found[0] and
                    html.unescape(found[0]) != found[0] else found[0]]  # fmt: skip
            position = found.end()
        made = "".join([*out, escaped(text[position:])])
        return made.replace("|", "\\|") if not parent_tags.isdisjoint(_ROWS) else made

    def _emphasised(self, text: str, mark: str, parent_tags: Any) -> str:
        """Marks around the words of each paragraph, not around the space beside them."""
        if "_noformat" in parent_tags or not text.strip():
            return text
        end = mark.replace("<", "</")
        parts = re.split(r"(\s*\n\s*\n\s*)", text)
        return "".join(
            re.sub(r"\A(\s*)(.*?)(\s*)\Z", lambda m: f"{m[1]}{mark}{m[2]}{end}{m[3]}", part, flags=re.DOTALL)
            if part.strip() else part
            for part in parts
        )  # fmt: skip

    def convert_strong(self, el: Any, text: str, parent_tags: Any) -> str:
        return self._emphasised(text, "**", parent_tags)

    def convert_em(self, el: Any, text: str, parent_tags: Any) -> str:
        return self._emphasised(text, "*", parent_tags)

    def convert_del(self, el: Any, text: str, parent_tags: Any) -> str:
        return self._emphasised(text, "<del>", parent_tags)

    def convert_q(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"“{text}”"

    def convert_kbd(self, el: Any, text: str, parent_tags: Any) -> str:
        return str(self.convert_code(el, text, parent_tags))

    def convert_br(self, el: Any, text: str, parent_tags: Any) -> str:
        if not parent_tags.isdisjoint(_ROWS):
            return "<br>"
        return " " if "_inline" in parent_tags else "  \n"

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        if el.get("id"):
            return f'<a id="{html.escape(el["id"])}"></a>'
        address = el.get("href") or ""
        words = text.strip()
        if not address or not words or "_noformat" in parent_tags:
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        if html.unescape(words.replace("\\", "")) == address and re.match(r"https?://", address):
            return f"{before}<{written(address)}>{after}"
        if "[" in words.replace("![", "") and "\\[" not in words and "![" not in words:
            words = words.replace("[", "\\[").replace("]", "\\]")
        words = re.sub(r"\s*\n\s*", " ", words)
        return f"{before}[{words}]({written(address)}){after}"

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
        return picture(el, el.get("data-terbit-caption") or el.get("title") or "")

    # -- blocks --------------------------------------------------------------------------------------------------

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: Any) -> str:  # noqa: N802 (markdownify's name)
        anchor = re.search(r'<a id="([^"]*)"></a>', text)
        words = " ".join(re.sub(r'<a id="[^"]*"></a>', "", text).split())
        pictures = "".join(re.findall(r"!\[[^\]]*\]\([^)]*\)", words))
        words = " ".join(re.sub(r"!\[[^\]]*\]\([^)]*\)", "", words).split())
        if not words or "_inline" in parent_tags:
            return f"\n\n{pictures}\n\n" if pictures else words
        words = words.rstrip("#") if words.endswith(" #") else words
        identity = f" {{#{anchor[1]}}}" if anchor else ""
        return f"\n\n{'#' * n} {words}{identity}\n\n" + (f"{pictures}\n\n" if pictures else "")

    def convert_li(self, el: Any, text: str, parent_tags: Any) -> str:
        text = text.strip()
        if not text:
            return "\n"
        parent, mark = el.parent, "- "
        if parent is not None and parent.name == "ol":
            mark = f"{el.get('value') or 1}. "
        inner = "\n".join(f"    {line}" if line.strip() else "" for line in text.split("\n"))
        return f"{mark}{inner[4:]}\n"

    def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:
        classes = el.get("class") or []
        if "verse" in classes:
            return (
                "\n\n" + "  \n".join(escaped(line.strip()) for line in el.get_text().strip("\n").split("\n")) + "\n\n"
            )
        text = el.get_text().strip("\n")
        if not text.strip():
            return ""
        if not parent_tags.isdisjoint({"li", "blockquote", "dd"}) or "_inline" in parent_tags:
            return "\n\n" + "\n".join(f"    {line}" for line in text.split("\n")) + "\n\n"
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
        return f"\n\n{fence}{classes[0] if classes else ''}\n{text}\n{fence}\n\n"

    def convert_figure(self, el: Any, text: str, parent_tags: Any) -> str:
        """A picture with its caption as Markdown's title; a caption that holds a link stands below."""
        caption = el.find("figcaption")
        pictures = el.find_all("img")
        if caption is None or not caption.get_text().strip():
            return f"\n\n{text.strip()}\n\n"
        short = len(caption.get_text()) <= _CAPTION
        if (
            short
            and len(pictures) == 1
            and not caption.find(["a", "img"])
            and not el.find("a")
            and not el.find("table")
        ):
            others = el.get_text().replace(caption.get_text(), "", 1).strip()
            if not others:
                return f"\n\n{picture(pictures[0], caption.get_text())}\n\n"
        return f"\n\n{text.strip()}\n\n"

    def convert_figcaption(self, el: Any, text: str, parent_tags: Any) -> str:
        words = " ".join(text.split())
        return f"\n\n*{words}*\n\n" if words and "*" not in words else f"\n\n{words}\n\n"

    def _gallery(self, node: Any) -> str:
        """Pictures in one paragraph, each with its caption; "" where the element holds words besides."""
        pictures = node.find_all("img")
        captions = node.find_all(["figcaption", "dd"])
        rest = node.get_text()
        for caption in captions:
            rest = rest.replace(caption.get_text(), "", 1)
        if not pictures or rest.strip():
            return ""
        shown = []
        own = [caption for caption in captions if caption.parent is node]
        if any(len(caption.get_text()) > _CAPTION for caption in captions):
            return ""
        for each in pictures:
            holder = each.find_parent(["figure", "dl", "li"])
            near = holder.find(["figcaption", "dd"]) if holder is not None and holder is not node else None
            shown.append(picture(each, near.get_text() if near and near not in own else each.get("title") or ""))
        below = "".join(
            f"\n\n*{' '.join(escaped(each.get_text()).split())}*" for each in own if each.get_text().strip()
        )
        return "\n\n" + "\n".join(shown) + below + "\n\n"

    # -- tables --------------------------------------------------------------------------------------------------

    def _table(self, node: Any, parent_tags: Any) -> str:
        """A grid as a Markdown table; one with joined cells as HTML; one that only placed things as paragraphs."""
        rows = [row.find_all(_ROWS, recursive=False) for row in node.find_all("tr") if row.find_parent("table") is node]
        rows = [row for row in rows if row]
        title = node.find("caption")
        above = (
            f"\n\n**{' '.join(escaped(title.get_text()).split())}**\n\n" if title and title.get_text().strip() else ""
        )
        widest = max((sum(span(cell, "colspan") for cell in row) for row in rows), default=0)
        placed = node.find("table") is not None or widest == 1 or (len(rows) == 1 and node.find(["img", "p", "ul"]))
        if not rows or placed:
            cells = [self._cell(cell, parent_tags | {"div"}, block=True) for row in rows for cell in row]
            return above + "\n\n" + "\n\n".join(cell.strip() for cell in cells if cell.strip()) + "\n\n"
        joined = any(span(cell, key) > 1 for row in rows for cell in row for key in ("colspan", "rowspan"))
        if joined and not node.find(["a", "img", "pre", "ul", "ol"]) and "://" not in node.get_text():
            return above + html_table(rows)
        lines = [[self._cell(cell, parent_tags, block=False) for cell in row] for row in grid(rows)]
        head = [re.sub(r"\*\*", "", cell) for cell in lines[0]]
        table = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *lines[1:])]
        return above + "\n\n" + "\n".join(table) + "\n\n"

    def _cell(self, cell: Any, parent_tags: Any, *, block: bool) -> str:
        if cell is None:
            return ""
        if block:
            cell.name = "div"
            return str(self.process_tag(cell, parent_tags))
        for item in cell.find_all("li"):
            item.insert_before(NavigableString("• "))
        for part in cell.find_all(["p", "li", "div", "blockquote"]):
            part.append(part.find_parent().__class__(name="br"))
        cell.name = "td"
        text = "".join(
            str(self.process_element(child, parent_tags | {"td", "_inline"})) for child in list(cell.children)
        )
        text = " ".join(text.split())
        return re.sub(r"(?:\s*<br>\s*)+\Z|\A(?:\s*<br>\s*)+", "", re.sub(r"(?:\s*<br>\s*)+", "<br>", text))


def _begins_line(el: Any) -> bool:
    """Whether a text stands where a line of Markdown begins."""
    while el is not None:
        before = el.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if before is not None:
            return isinstance(before, Tag) and before.name not in _RUNNING
        el = el.parent
        if el is None or el.name not in _RUNNING:
            return True
    return True
