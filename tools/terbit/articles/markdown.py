"""Markdown as the site renders it: one list of extensions for the rules, the build and the preview.

Each extension widens what an article can do, so each has its reason here and its hostile case in tests:
tables, fenced_code (MkDocs always adds both), footnotes, def_list and sane_lists print text only; attr_list can set any
attribute (rules look at the rendered HTML, so `{: onclick=… }` is seen); toc gives headings their ids and takes
`data-toc-label` for the table of contents (rules look at those labels too); admonition prints a box. None reads a
file, includes one or runs anything. Raw HTML passes through Markdown, which is why the rules judge the rendered page,
not the source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

EXTENSIONS: tuple[str, ...] = (
    "tables",
    "fenced_code",
    "footnotes",
    "def_list",
    "admonition",
    "attr_list",
    "sane_lists",
    "toc",
)
EXTENSION_CONFIGS: dict[str, dict[str, Any]] = {"toc": {"permalink": False}}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered body. `links` are (element, address) of what Markdown itself made: `a` and `img`, in order.

    What the body holds as raw HTML is in `html` alone: neither MkDocs nor we resolve addresses there. `labels` are the
    headings as the table of contents prints them.
    """

    html: str
    links: tuple[tuple[str, str], ...]
    labels: tuple[str, ...]


def html(body: str) -> str:
    """The HTML of a body, `artikel:slug` links left as they are. Raises RecursionError on absurd nesting."""
    return render(body).html


def render(body: str) -> Rendered:
    """The HTML of a body with what the rules judge beside it. Raises RecursionError on absurd nesting."""
    from markdown import Markdown
    from markdown.treeprocessors import Treeprocessor

    links: list[tuple[str, str]] = []

    class Links(Treeprocessor):
        def run(self, root: Element) -> None:
            for element in root.iter():
                address = {"a": element.get("href"), "img": element.get("src")}.get(str(element.tag))
                if address is not None:
                    links.append((str(element.tag), address))

    converter = Markdown(extensions=list(EXTENSIONS), extension_configs=EXTENSION_CONFIGS, tab_length=4)
    converter.treeprocessors.register(Links(converter), "terbit-links", 0)  # after all others, where MkDocs resolves
    return Rendered(converter.convert(body), tuple(links), tuple(_labels(converter)))


def _labels(converter: Markdown) -> list[str]:
    found: list[str] = []
    waiting = list(getattr(converter, "toc_tokens", []))
    while waiting:
        token = waiting.pop(0)
        found.append(str(token["name"]))
        waiting[:0] = token["children"]
    return found
