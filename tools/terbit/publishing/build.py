"""Building: an edition in, a folder of files out, through MkDocs and Material.

The output is a function of the edition, the procedure and the events: same inputs, same bytes, on any day and in any
folder. Strict in earnest: what MkDocs warns about stops the build, and nothing half made is left at `out`.
"""

from __future__ import annotations

import hashlib
import html
import json
import logging
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from terbit.findings import Refused
from terbit.messages import Message, msg
from terbit.publishing import search
from terbit.publishing.edition import Edition
from terbit.publishing.manifest import Manifest
from terbit.publishing.pictures.renditions import Renditions
from terbit.publishing.robust import Copies
from terbit.publishing.search import bundles
from terbit.publishing.search.documents import bundles as searched
from terbit.publishing.search.pagefind import Unindexed
from terbit.publishing.site import Site
from terbit.publishing.site import site as site_of
from terbit.records.event import Event, stamp
from terbit.rules.settings import CONFIG, OVERRIDES, configuration
from terbit.sop import Sop

BUILT = "site"  # below a build's work folder

_VALIDATION = {
    "nav": {"omitted_files": "ignore", "not_found": "warn", "absolute_links": "warn"},
    "links": {"not_found": "warn", "absolute_links": "warn", "unrecognized_links": "warn", "anchors": "warn"},
}


class Unbuildable(Exception):
    """MkDocs refused or warned: a fault of ours, for the rules let it through (exit 4). Nothing was written."""

    def __init__(self, warnings: Sequence[str]) -> None:
        super().__init__("\n".join(warnings))
        self.warnings = tuple(warnings)

    @property
    def message(self) -> Message:
        return msg("situs tidak dapat dibangun: {warning}", warning="; ".join(self.warnings))


def render(
    edition: Edition,
    read: Callable[[str], bytes],
    sop: Sop,
    events: Sequence[Event],
    out: Path,
    room: Path,
    *,
    inputs: Mapping[str, str] | None = None,
    cache: Path | None = None,
    pictures: bool = True,
    copies: Copies | None = None,
) -> Manifest:
    """Build an edition into `out`, a folder that must not exist yet; beside it `build.json` names what it was made of.

    `read` gives a blob's bytes by its id; `room` is a work folder that is made fresh and removed. `inputs` are further
    names for build.json (the records' commit, the lock file's hash). `cache` is a folder where search indexes and what
    was made of pictures stay for the next build, or may be lost. Without `pictures` nothing is made of them (a trial).
    `copies`: of dead links, as the records that `inputs` names have them.
    Raises Unbuildable with every warning; then neither `out` nor a part of it is left.
    """
    out, room = out.absolute(), room.absolute()  # MkDocs takes a relative path from its own configuration's folder
    if out.exists():
        raise Refused(msg("{path} sudah ada", path=out), msg("pilih folder lain atau hapus dahulu"))
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(parents=True)
    built = room / BUILT
    try:
        with warned() as warnings, epoch(edition.as_of):
            config = configured(edition, read, sop, room)
            kept = cache / "gambar" if cache is not None else None
            config.plugins["terbit"].renditions = Renditions(read, kept, make=pictures)
            config.plugins["terbit"].copies = copies or {}
            _run(config, site_of(edition, read, sop, events), warnings)
        _index(config.plugins["terbit"], built / search.INDEX, cache)
        manifest = _manifest(built, edition)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.with_name("build.json").write_bytes(_inputs(edition, events, inputs or {}))
        shutil.move(built, out)  # a rename where both are on one disk
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return manifest


def configured(edition: Edition, read: Callable[[str], bytes], sop: Sop, room: Path) -> Any:
    """MkDocs' configuration for an edition. `room`, an empty folder, holds the office's templates from now on; what
    is rendered goes below `room / BUILT`. Raises Unbuildable."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # a banner of Material's about its own future
    from mkdocs.config.defaults import MkDocsConfig

    for folder in ("store", "docs"):
        (room / folder).mkdir()
    for path, oid in edition.config.items():
        if path.startswith(OVERRIDES):
            file = room / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(read(oid))
    office = configuration(read(edition.config[CONFIG]) if CONFIG in edition.config else b"nav: []")
    config = MkDocsConfig(config_file_path=str(room / CONFIG))
    config.load_dict(_settings(office, sop, room, room / BUILT))
    errors, doubts = config.validate()
    if errors or doubts:
        raise Unbuildable([f"{CONFIG}: {name}: {problem}" for name, problem in (*errors, *doubts)])
    plugin: Any = config.plugins["terbit"]
    plugin.store = room / "store"
    return config


def _settings(office: Mapping[str, Any], sop: Sop, room: Path, built: Path) -> dict[str, Any]:
    theme = {**office["theme"], "name": "material", "language": sop.office.language, "font": False}
    if (room / OVERRIDES).is_dir() and "custom_dir" in theme:
        theme["custom_dir"] = str(room / OVERRIDES)
    else:
        theme.pop("custom_dir", None)
    return {
        **office,
        "theme": theme,
        "site_name": sop.office.name,
        "site_url": sop.office.address,
        "site_description": office.get("site_description") or sop.office.name,
        "docs_dir": str(room / "docs"),
        "site_dir": str(built),
        "use_directory_urls": True,
        "strict": True,
        "validation": _VALIDATION,
        "plugins": [{"terbit": {}}],
        "extra_css": ["assets/stylesheets/terbit.css", *(office.get("extra_css") or [])],
        "extra": {"generator": False},
    }


def _run(config: Any, site: Site, warnings: list[str]) -> None:
    from mkdocs.commands.build import build
    from mkdocs.exceptions import MkDocsException

    config.plugins["terbit"].site = site
    try:
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    except (MkDocsException, SystemExit) as error:
        raise Unbuildable(warnings or [str(error)]) from error
    except Exception as error:
        if warnings:  # MkDocs names the page before it lets the error go on
            raise Unbuildable([*warnings, f"{type(error).__name__}: {error}"]) from error
        raise
    finally:
        config.plugins.on_shutdown()
    if warnings:
        raise Unbuildable(warnings)


def _index(made: Any, out: Path, cache: Path | None) -> None:
    """Write what the page cari/ searches. Raises Unbuildable."""
    documents = searched(made.site, made.bodies)
    language = made.site.sop.office.language
    try:
        bundles.write(documents, out, language, cache)
    except Unindexed as fault:
        raise Unbuildable([fault.message.text(language)]) from None


@contextmanager
def warned() -> Iterator[list[str]]:
    """Everything that MkDocs and its plugins warn about, in order, each once. Nothing is printed."""
    found: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = " ".join(record.getMessage().split())
            if text not in found:
                found.append(text)

    logger, handler = logging.getLogger("mkdocs"), Collect(logging.WARNING)
    level, propagate = logger.level, logger.propagate
    # above INFO MkDocs warns of nothing, at DEBUG it looks at no anchor: the level decides what strict means
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate


@contextmanager
def epoch(as_of: datetime) -> Iterator[None]:
    """The build's time, of an aware moment, for what reads SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/)."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(as_of.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


_TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)


def _manifest(built: Path, edition: Edition) -> Manifest:
    files: dict[str, str] = {}
    titles: dict[str, str] = {}
    for file in sorted(built.rglob("*")):
        if file.is_file():
            path, content = file.relative_to(built).as_posix(), file.read_bytes()
            files[path] = hashlib.sha256(content).hexdigest()
            title = _TITLE.search(content) if path.endswith((".html", ".htm")) else None
            if title is not None:
                titles[path] = " ".join(html.unescape(title[1].decode()).split())
    return Manifest(files, titles, {item.address: item.path for item in edition.items if item.page})


def _inputs(edition: Edition, events: Sequence[Event], further: Mapping[str, str]) -> bytes:
    seen = hashlib.sha256("".join(f"{event.id}\n" for event in events).encode()).hexdigest()
    body = {
        "as_of": stamp(edition.as_of),
        "edition": edition.digest,
        "events": seen,
        "main": edition.main,
        "sop": edition.sop_blob,
        **further,
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
