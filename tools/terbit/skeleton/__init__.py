"""The files of an office that has nothing yet, as they lie in the package."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable

from terbit.messages import Language

# name in the package → name in the office (a packaged `.gitignore` would work on this repository)
_FILES = {"sop.yml": "sop.yml", "mkdocs.yml": "mkdocs.yml", "gitignore": ".gitignore"}


def files() -> dict[str, bytes]:
    """Path in the office folder → content: a procedure with people to be named, the site's settings."""
    packaged = resources.files(__name__)
    return {name: (packaged / own).read_bytes() for own, name in _FILES.items()}


def texts(language: Language, words: Mapping[str, str]) -> dict[str, bytes]:
    """The office's first pages and its README, in its language. `words` fill the places `«name»`, `«address»` …"""

    def filled(text: str) -> str:
        return re.sub(r"«(\w+)»", lambda place: words[place[1]], text)

    made = {}
    for path, content in _below(resources.files(__name__) / language, ""):
        # in front matter a filled value is quoted: a JSON string is a YAML string, whatever the office's name is
        text = re.sub(
            r"^(\w+): (.*«.*)$", lambda line: f"{line[1]}: {_quoted(filled(line[2]))}", content.decode(), flags=re.M
        )
        made[path] = filled(text).encode()
    return made


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _below(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _below(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()
