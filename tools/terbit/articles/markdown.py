"""Markdown as the site renders it: one list of extensions for the rules, the build and the preview.

Each extension widens what an article can do, so each has its reason here and its hostile case in tests:
tables, footnotes, def_list, sane_lists print text only; attr_list can set any attribute (rules look at the rendered
HTML, so `{: onclick=… }` is seen); toc gives headings their ids; admonition prints a box. None reads a file, includes
one or runs anything. Raw HTML passes through Markdown, which is why the rules judge the rendered page, not the source.
"""

from __future__ import annotations

from typing import Any

EXTENSIONS: tuple[str, ...] = ("tables", "footnotes", "def_list", "admonition", "attr_list", "sane_lists", "toc")
EXTENSION_CONFIGS: dict[str, dict[str, Any]] = {"toc": {"permalink": False}}


def html(body: str) -> str:
    """The HTML of a body, `artikel:slug` links left as they are. Raises RecursionError on absurd nesting."""
    from markdown import Markdown

    return Markdown(extensions=list(EXTENSIONS), extension_configs=EXTENSION_CONFIGS, tab_length=4).convert(body)
