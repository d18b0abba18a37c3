"""How a Jekyll (or Eleventy) site is laid out: its root, its configuration, what each file in it is for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from terbit import schema
from terbit.adopt.reading.source import Source

_MAX = 1024 * 1024  # bytes of a settings or data file
_TEXTS = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown", ".mdown", ".html", ".htm")
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-[^/]+\Z")
_ELEVENTY = re.compile(r"(?:\.eleventy|eleventy\.config)\.[cm]?js\Z")


@dataclass(frozen=True)
class Layout:
    """`root` is the prefix of the site in the folder ("" or "docs/"), `settings` is `_config.yml`.

    `posts` is True where posts lie in `_posts`; Eleventy keeps them anywhere, with the date in the file's name.
    """

    root: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    read: frozenset[str] = frozenset()
    posts: bool = True
    eleventy: bool = False
    pattern: str = ""
    hosts: frozenset[str] = frozenset()
    prefix: str = "/"
    authors: Mapping[str, str] = field(default_factory=dict)

    @property
    def collections(self) -> Mapping[str, Mapping[str, Any]]:
        """The collections that the settings name, without the posts."""
        given = self.settings.get("collections")
        if isinstance(given, list):
            given = {str(name): {} for name in given}
        found = given if isinstance(given, dict) else {}
        return {str(k): v if isinstance(v, dict) else {} for k, v in found.items() if k not in ("posts", "drafts")}

    def zone(self, office: ZoneInfo) -> ZoneInfo:
        """The time zone of dates without an offset."""
        try:
            return ZoneInfo(str(self.settings["timezone"]))
        except (KeyError, ValueError, OSError):
            return office

    def defaults(self, inner: str, kind: str) -> dict[str, Any]:
        """The front matter that the settings give to a file (its path below the root) of a kind; the closest wins."""
        given = self.settings.get("defaults")
        found: list[tuple[tuple[int, bool], dict[str, Any]]] = []
        for one in given if isinstance(given, list) else []:
            scope, values = (one.get("scope"), one.get("values")) if isinstance(one, dict) else (None, None)
            if not isinstance(scope, dict) or not isinstance(values, dict):
                continue
            path, wanted = str(scope.get("path") or "").strip("/"), scope.get("type")
            if wanted not in (None, "", kind) or not _covers(path, inner):
                continue
            found.append(((len(path), bool(wanted)), values))
        merged: dict[str, Any] = {}
        for _, values in sorted(found, key=lambda entry: entry[0]):
            merged |= values
        return merged

    def is_excluded(self, inner: str) -> bool:
        """Whether the settings leave a file out of the site."""
        given = self.settings.get("exclude")
        names = [str(name).strip("/") for name in given] if isinstance(given, list) else []
        return any(_covers(name, inner) for name in names if name)


def _covers(path: str, inner: str) -> bool:
    if not path or inner == path or inner.startswith(path + "/"):
        return True
    return "*" in path and (fnmatch(inner, path) or fnmatch(inner, path + "/*"))


def is_text(path: str) -> bool:
    return path.lower().endswith(_TEXTS)


def is_html(path: str) -> bool:
    return path.lower().endswith((".html", ".htm"))


def layout(source: Source, pattern: str | None) -> Layout:
    """The layout of a site. `pattern` is what the caller says of its permalinks; it goes before the configuration."""
    root = _root(source)
    read: set[str] = set()
    settings: dict[str, Any] = {}
    for name in ("_config.yml", "_config.yaml"):
        data = data_of(source, root + name)
        if isinstance(data, dict):
            settings |= data
        if isinstance(data, dict) or not source.files.get(root + name, 1):
            read.add(root + name)
    posts = any("_posts/" in path for path in source.files)
    eleventy = not posts and (any(_ELEVENTY.search(path) for path in source.files) or not read)
    hosts, prefix = _served(settings)
    given = pattern or settings.get("permalink")
    return Layout(
        root,
        settings,
        frozenset(read),
        posts,
        eleventy,
        given if isinstance(given, str) else "/:path/:title/" if eleventy else "date",
        hosts,
        prefix,
        _authors(source, root, settings),
    )


def _root(source: Source) -> str:
    """Where the site begins: beside its settings, else around its posts."""
    folders = [
        path.removesuffix(path.rpartition("/")[2])
        for path in source.files
        if re.search(r"(?:\A|/)_config\.ya?ml\Z", path)
    ]
    if not folders:
        folders = [path[: path.index("_posts/")] for path in source.files if re.search(r"(?:\A|/)_posts/", path)]
    if not folders:
        folders = [
            path[: -len(found[0])]
            for path in source.files
            if is_text(path) and (found := re.search(r"(?:[\w-]+/)?\d{4}-\d{1,2}-\d{1,2}-[^/]+\Z", path))
        ]
    folders = [folder for folder in folders if not re.search(r"(?:\A|/)(?:_site|vendor|test|spec)/", folder)]
    return min(folders, key=lambda folder: (folder.count("/"), folder), default="")


def _served(settings: Mapping[str, Any]) -> tuple[frozenset[str], str]:
    """(the hosts of `url`, the path of `baseurl` between slashes)."""
    hosts: set[str] = set()
    try:
        host = urlsplit(str(settings.get("url") or "")).hostname or ""
    except ValueError:
        host = ""
    if host:
        hosts = {host, host.removeprefix("www."), "www." + host.removeprefix("www.")}
    base = str(settings.get("baseurl") or "").strip("/")
    return frozenset(hosts), f"/{base}/" if base else "/"


def _authors(source: Source, root: str, settings: Mapping[str, Any]) -> dict[str, str]:
    """The names behind the keys that posts give for their authors."""
    folder = str(settings.get("data_dir") or "_data").strip("/")
    found: dict[str, str] = {}
    for name in ("authors.yml", "authors.yaml", "authors.json", "members.yml", "people.yml"):
        data = data_of(source, f"{root}{folder}/{name}")
        entries = data.items() if isinstance(data, dict) else []
        if isinstance(data, list):
            entries = [
                (one.get("id") or one.get("slug") or one.get("username"), one) for one in data if isinstance(one, dict)
            ]
        for key, value in entries:
            shown = value if isinstance(value, str) else ""
            if isinstance(value, dict):
                shown = str(value.get("name") or value.get("full_name") or value.get("display_name") or "")
            if key and shown:
                found[str(key)] = shown
    return found


def data_of(source: Source, path: str) -> object:
    """What a settings or data file says, or None: one that nobody can read says nothing."""
    if source.files.get(path, _MAX + 1) > _MAX:
        return None
    try:
        text = source.read(path).decode("utf-8-sig")
        data: object = json.loads(text) if path.endswith(".json") else schema.parse(text).data
    except (OSError, ValueError, RecursionError, schema.YAMLFault):
        return None
    return data


def is_dated(inner: str) -> bool:
    """Whether a file's name begins with a date, as posts' names do."""
    return _DATED.search(inner) is not None
