"""Addresses in a text as MkDocs should see them, resolved while Markdown makes the page."""

from __future__ import annotations

import logging
import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from terbit.publishing.site import Entry, Site

_log = logging.getLogger("mkdocs.plugins.terbit")  # below "mkdocs", so that strict counts what is said here

At = Callable[[str], Entry | None]  # path below content/ → what a writer wrote there


def resolved(url: str, here: str, site: Site, at: At) -> str:
    """An address out of the text at `here` (its path below content/): `artikel:slug` as the path of that article's
    file, and no fragment where a placeholder stands, for the anchor is gone with the text."""
    try:
        scheme, netloc, path, query, fragment = urlsplit(url)
    except ValueError:  # `http://[`: MkDocs would stop at it
        return re.sub(r"[\[\]]", lambda found: "%5B" if found[0] == "[" else "%5D", url)
    folder = posixpath.dirname(here)
    if scheme == "artikel":
        entry = site.by_slug.get(path)
        if entry is None:
            _log.warning("Doc file '%s': '%s' names no article.", here, url)
            return url
        path = posixpath.relpath(entry.src_uri, folder or ".")
    elif scheme or netloc or not path:
        return url
    target = at(posixpath.normpath(posixpath.join(folder, unquote(path))))
    if target is not None and not target.shown:
        fragment = ""
    return path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


class Resolving(Extension):
    """Resolves addresses after Markdown has made its elements (priority 20) and before MkDocs looks at them (0)."""

    def __init__(self, resolve: Callable[[str], str]) -> None:
        super().__init__()
        self._resolve = resolve

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's name)
        md.treeprocessors.register(_Resolve(md, self._resolve), "terbit_links", 2)


class _Resolve(Treeprocessor):
    def __init__(self, md: Markdown, resolve: Callable[[str], str]) -> None:
        super().__init__(md)
        self._resolve = resolve

    def run(self, root: Element) -> None:
        for element in root.iter():
            name = {"a": "href", "img": "src"}.get(element.tag)
            address = element.get(name or "") or ""
            # `<a@b.id>`: Python-Markdown hides the letters of a mail address behind marks until it writes the page
            if name is not None and not address.startswith(AMP_SUBSTITUTE):
                element.set(name, self._resolve(address))
            if name == "src":
                element.set("loading", "lazy")
            elif element.tag == "h1":  # the page's own title is its only one
                element.tag = "h2"
