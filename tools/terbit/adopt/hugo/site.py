"""How a Hugo site is laid out: where its content and static files lie, and what its configuration says of addresses."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from terbit import schema
from terbit.adopt.reading.source import Source

_CONFIG = re.compile(r"(?:config/_default/)?(?:hugo|config|permalinks|languages)\.(toml|ya?ml|json)\Z")
_MAX_CONFIG = 256 * 1024


@dataclass(frozen=True)
class Layout:
    """`content` is the prefix of the content folder ("" or "content/"); `static` those that are served from the root.

    `permalinks` are Hugo's patterns by section; `hosts` the names under which the site was served,
    `prefix` the path below them. `languages` are those that the site has (name → its own folder of contents or ""),
    `language` is the one whose addresses begin at the root ("" where none does).
    """

    content: str
    static: tuple[str, ...]
    permalinks: Mapping[str, str] = field(default_factory=dict)
    ugly: bool = False
    hosts: frozenset[str] = frozenset()
    configuration: frozenset[str] = frozenset()
    prefix: str = "/"
    languages: Mapping[str, str] = field(default_factory=dict)
    language: str = ""

    def language_of(self, path: str) -> tuple[str, str]:
        """(the language of a file by its folder or "", its path below that language's contents)."""
        for name, folder in self.languages.items():
            if folder and path.startswith(folder):
                return name, path.removeprefix(folder)
        return "", path.removeprefix(self.content)

    def below(self, language: str) -> str:
        """The path below which the addresses of a language lie: "" or "en/"."""
        return f"{language}/" if language in self.languages and language != self.language else ""

    def pattern(self, section: str) -> str | None:
        return self.permalinks.get(section) or self.permalinks.get("")


def layout(source: Source, pattern: str | None = None) -> Layout:
    """The layout of a site. `pattern` is what the caller says of its permalinks; it goes before the configuration."""
    whole = any(path.startswith("content/") for path in source.files)
    content = "content/" if whole else ""
    permalinks: dict[str, str] = {}
    hosts: set[str] = set()
    ugly = False
    read: set[str] = set()
    prefix = "/"
    languages: dict[str, str] = {}
    default, below = "en", False
    for path in source.files:
        found = _CONFIG.match(path) if whole else None
        if found is None or source.files[path] > _MAX_CONFIG:
            continue
        data = _read(source, path, found[1])
        if data is None:
            continue
        read.add(path)
        data = {str(key).casefold(): value for key, value in data.items()}
        if path.startswith("config/_default/permalinks"):
            data = {"permalinks": data}
        if path.startswith("config/_default/languages"):
            data = {"languages": data}
        languages |= _languages(data.get("languages"), content)
        default = str(data.get("defaultcontentlanguage") or default).casefold()
        below = below or data.get("defaultcontentlanguageinsubdir") is True
        permalinks |= _patterns(data.get("permalinks"))
        ugly = ugly or data.get("uglyurls") is True
        host, path_below = _base(data.get("baseurl"))
        prefix = path_below or prefix
        if host:
            hosts |= {host, host.removeprefix("www."), "www." + host.removeprefix("www.")}
    if pattern:
        permalinks = {"": pattern}
    static = tuple(dict.fromkeys(("static/", "assets/", "public/", content, "")))
    language = "" if below else default
    return Layout(content, static, permalinks, ugly, frozenset(hosts), frozenset(read), prefix, languages, language)


def _read(source: Source, path: str, kind: str) -> Mapping[str, Any] | None:
    try:
        text = source.read(path).decode("utf-8-sig")
        if kind == "toml":
            data: object = tomllib.loads(text)
        elif kind == "json":
            data = json.loads(text)
        else:
            data = schema.parse(text).data
    except (OSError, ValueError, RecursionError, schema.YAMLFault):
        return None  # a configuration that nobody can read says nothing
    return data if isinstance(data, dict) else None


def _patterns(value: object) -> dict[str, str]:
    """`[permalinks] posts = "/:year/:slug/"`, also in the newer form with `page` in between."""
    if not isinstance(value, dict):
        return {}
    page = value.get("page")
    inner = page if isinstance(page, dict) else value
    return {str(key): pattern for key, pattern in inner.items() if isinstance(pattern, str)}


def _languages(value: object, content: str) -> dict[str, str]:
    """`[languages.en] contentDir = "content/en"`: name → folder with its slash, or ""."""
    found = {}
    for name, given in value.items() if isinstance(value, dict) else ():
        own = (
            next((v for k, v in given.items() if str(k).casefold() == "contentdir"), "")
            if isinstance(given, dict)
            else ""
        )
        folder = str(own).strip("/") + "/" if isinstance(own, str) and own.strip("/") else ""
        found[str(name).casefold()] = "" if folder == content else folder
    return found


def _base(value: object) -> tuple[str, str]:
    """Host and path of `baseURL`; the path begins and ends with a slash."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        host = (parts.hostname or "") if parts else ""
    except ValueError:
        return "", ""
    inner = parts.path.strip("/") if parts and host else ""
    return host, f"/{inner}/" if inner else ""
