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
from terbit.adopt.source import Source

_CONFIG = re.compile(r"(?:config/_default/)?(?:hugo|config|permalinks)\.(toml|ya?ml|json)\Z")
_MAX_CONFIG = 256 * 1024


@dataclass(frozen=True)
class Layout:
    """`content` is the prefix of the content folder ("" or "content/"); `static` those that are served from the root.

    `permalinks` are Hugo's patterns by section; `hosts` the names under which the site was served,
    `prefix` the path below them.
    """

    content: str
    static: tuple[str, ...]
    permalinks: Mapping[str, str] = field(default_factory=dict)
    ugly: bool = False
    hosts: frozenset[str] = frozenset()
    configuration: frozenset[str] = frozenset()
    prefix: str = "/"

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
        permalinks |= _patterns(data.get("permalinks"))
        ugly = ugly or data.get("uglyurls") is True
        host, path_below = _base(data.get("baseurl"))
        prefix = path_below or prefix
        if host:
            hosts |= {host, host.removeprefix("www."), "www." + host.removeprefix("www.")}
    if pattern:
        permalinks = {"": pattern}
    static = tuple(dict.fromkeys(("static/", "assets/", "public/", content, "")))
    return Layout(content, static, permalinks, ugly, frozenset(hosts), frozenset(read), prefix)


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


def _base(value: object) -> tuple[str, str]:
    """Host and path of `baseURL`; the path begins and ends with a slash."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        host = (parts.hostname or "") if parts else ""
    except ValueError:
        return "", ""
    inner = parts.path.strip("/") if parts and host else ""
    return host, f"/{inner}/" if inner else ""
