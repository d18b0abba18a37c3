"""The documents of an existing site by all that a link may call them, so that each link finds what it leads to."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from terbit.adopt.document import Document
from terbit.adopt.existing import Existing
from terbit.rules.body.page import scheme_of


class Index:
    """Made once for a site: a link costs the same whatever the number of documents."""

    def __init__(self, existing: Existing, documents: Sequence[Document]) -> None:
        self._existing = existing
        self._by_source = {document.source: document for document in documents}
        self._by_address = {old: document for document in documents for old in (*document.old, document.address)}
        self._known_as = {name: document for document in documents for name in document.draft.known_as}
        self._by_slug = {document.slug: document for document in reversed(documents)}
        self._by_file: dict[str, list[Document]] = {}
        for document in documents:
            self._by_file.setdefault(document.draft.place.name, []).append(document)

    def of_slug(self, slug: str) -> Document | None:
        """The document of a slug of ours."""
        return self._by_slug.get(slug) if slug else None

    def found(self, local: str, document: Document) -> Document | None:
        """The document that an address below the site's root means, or a path as `document` means it."""
        path = unquote(local.partition("#")[0].partition("?")[0])
        return self._known_as.get(local.partition("#")[0]) or self._by_path(path, document)

    def is_own(self, address: str) -> bool:
        """Whether an address with a host is one of the existing site itself."""
        try:
            return (urlsplit(address).hostname or "") in self._existing.hosts
        except ValueError:
            return False

    def local(self, address: str) -> str:
        """An address of the existing site as one below its root; another's as it is."""
        if scheme_of(address) in ("http", "https", "//"):
            if not self.is_own(address):
                return address
            parts = urlsplit(address)
            query = f"?{parts.query}" if parts.query else ""
            address = (parts.path or "/") + query + (f"#{parts.fragment}" if parts.fragment else "")
        prefix = self._existing.prefix
        return "/" + address[len(prefix) :] if prefix != "/" and address.startswith(prefix) else address

    def _by_path(self, path: str, document: Document) -> Document | None:
        content = self._existing.content
        here = posixpath.dirname(document.source)
        starts = [content] if path.startswith("/") else [here + "/", content]
        for start in starts:
            joined = posixpath.normpath(
                start + path.lstrip("/") if path.startswith("/") else posixpath.join(start, path)
            )
            for name in (joined, f"{joined}.md", f"{joined}/index.md", f"{joined}/_index.md"):
                if name in self._by_source:
                    return self._by_source[name]
        bases = ["", *(old if old.endswith("/") else posixpath.dirname(old) + "/" for old in document.old[:1])]
        for base in bases[:1] if path.startswith("/") else bases[::-1]:
            joined = posixpath.normpath(
                "/" + base + path.lstrip("/") if path.startswith("/") else f"/{base}{path}"
            ).lstrip("/")
            index = joined.removesuffix("/index.html") + "/"
            for name in (joined + "/", joined, joined.lower() + "/", index, joined + ".html"):
                if name in self._by_address:
                    return self._by_address[name]
        return self._by_name(path)

    def _by_name(self, path: str) -> Document | None:
        """Hugo's `ref` also finds a document by its file name alone, where only one has it."""
        if "/" in path.strip("/") and not path.endswith(".md"):
            return None
        wanted = path.rpartition("/")[2].removesuffix(".md")
        found = self._by_file.get(wanted, []) if wanted else []
        return found[0] if len(found) == 1 else None
