"""The manifest of a built site: what every address must serve, for the live check, the ledger and the audit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files`: path of a built file ("berita/2026/11/panen/index.html") → SHA-256 of its bytes, hexadecimal.

    `titles`: path of a built page → its <title> as readers see it. `sources`: address ("berita/2026/11/panen/") → the
    Markdown file it was made from; generated pages have none.
    """

    files: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """The manifest as manifest.json holds it: sorted, so that equal sites give equal bytes."""
        body = {"files": dict(self.files), "titles": dict(self.titles), "sources": dict(self.sources)}
        return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=0).encode() + b"\n"


def parse(content: bytes) -> Manifest:
    """The manifest out of manifest.json. Raises ValueError when it is none."""
    body: Any = json.loads(content)
    if not isinstance(body, dict):
        raise ValueError("no manifest")
    parts: list[dict[str, str]] = []
    for name in ("files", "titles", "sources"):
        part = body.get(name, {})
        if not isinstance(part, dict) or not all(isinstance(value, str) for value in part.values()):
            raise ValueError(name)
        parts.append(part)
    return Manifest(*parts)


def url_path(file: str) -> str:
    """Where a built file is served, below the site's root, percent-encoded: index.html is its folder's address."""
    path = file.removesuffix("index.html") if file == "index.html" or file.endswith("/index.html") else file
    return quote(path)
