"""Deploying: every release in a folder of its own, and one symlink that says which of them is live.

    releases/0007-3f9a0c1d22ab/{site/, deployed.json, edition.json, manifest.json}
    live → releases/0007-3f9a0c1d22ab/site

The symlink is replaced in one step, so readers see the old site or the new one, never half of either. A release
folder above the live one never went live (the process died before the switch) and is swept away by the next run;
a roll-back is a deployment of its own, so that whatever was live is still there, and its folder says why it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from terbit.findings import Refused
from terbit.messages import msg
from terbit.publishing.edition import Edition
from terbit.publishing.manifest import Manifest, parse
from terbit.records.event import canonical, parse_stamp, stamp

KEEP = 5  # releases that stay to roll back to
_NAME = re.compile(r"(\d{4,9})-([0-9a-f]{12})\Z")
_ROOM = ".building-"
_TRASH = ".trash-"

Seam = Callable[[str], None]  # called with the name of a boundary; tests kill the process there


@dataclass(frozen=True, slots=True)
class Deployed:
    """A release folder's deployed.json. `at` is when it was put in place (aware, UTC) and `source` whose clock said so
    ("git": the server's, "demo"). `rollback` names the deployment whose site was put back, "" otherwise."""

    deployment: str
    at: datetime
    digest: str
    main: str
    as_of: datetime
    source: str
    rollback: str = ""

    def content(self) -> bytes:
        body = {
            "deployment": self.deployment,
            "at": stamp(self.at),
            "digest": self.digest,
            "main": self.main,
            "as_of": stamp(self.as_of),
            "source": self.source,
            "rollback": self.rollback,
        }
        return canonical(body) + b"\n"


@dataclass(frozen=True, slots=True)
class Release:
    """A release folder that is complete."""

    folder: Path
    deployed: Deployed

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def edition(self) -> dict[str, Any]:
        """What edition.json holds: the record of the edition that was built (see Edition.record)."""
        found = json.loads((self.folder / "edition.json").read_bytes())
        assert isinstance(found, dict)  # noqa: S101 (we wrote it)
        return found

    def manifest(self) -> Manifest:
        return parse((self.folder / "manifest.json").read_bytes())

    def inputs(self) -> dict[str, Any]:
        """What build.json says that it was built from; nothing where there is none."""
        try:
            found = json.loads((self.folder / "build.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def intact(self) -> bool:
        """Whether the folder still holds what was built, to the byte, and nothing else."""
        wanted = self.manifest().files
        found = {path.relative_to(self.site).as_posix() for path in self.site.rglob("*") if not path.is_dir()}
        return found == wanted.keys() and all(
            hashlib.sha256((self.site / name).read_bytes()).hexdigest() == digest for name, digest in wanted.items()
        )


def current(live: Path) -> Release | None:
    """The release that is live, None before the first. Raises Refused when `live` is something else than our link."""
    if not live.is_symlink():
        if live.exists():
            raise Refused(
                msg("{path} sudah ada dan bukan buatan terbit", path=live),
                msg("pindahkan folder itu, atau pilih tempat lain untuk situsnya"),
            )
        return None
    folder = (live.parent / live.readlink()).parent
    if not _NAME.match(folder.name) or not (folder / "deployed.json").is_file():
        raise Refused(
            msg("{path} tidak menunjuk ke terbitan yang utuh", path=live),
            msg("kembalikan folder terbitan itu dari cadangan, atau hapus tautannya lalu terbitkan lagi"),
        )
    return _release(folder)


def history(releases: Path) -> list[Release]:
    """All releases that are kept, oldest first."""
    folders = sorted(
        (folder for folder in releases.iterdir() if _NAME.match(folder.name)) if releases.is_dir() else (),
        key=_number,
    )
    return [_release(folder) for folder in folders if (folder / "deployed.json").is_file()]


def sweep(releases: Path, live: Path) -> None:
    """Remove what a killed run left: rooms, trash and releases that never went live."""
    if not releases.is_dir():
        return
    now = current(live)
    newest = _number(now.folder) if now is not None else 0
    for folder in sorted(releases.iterdir()):
        unfinished = _NAME.match(folder.name) and _number(folder) > newest
        if unfinished or folder.name.startswith((_ROOM, _TRASH)):
            # a killed build's helpers may still be writing into its room: then the next run removes the rest
            shutil.rmtree(folder, ignore_errors=not unfinished)
    for link in live.parent.glob(f".{live.name}.*"):
        if link.is_symlink():
            link.unlink()


def room(releases: Path) -> Path:
    """A fresh folder to build in, on the file system of the releases."""
    folder = releases / f"{_ROOM}{uuid.uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    return folder


def deploy(
    built: Path, releases: Path, live: Path, edition: Edition, manifest: Manifest, at: datetime, source: str, seam: Seam
) -> Release:
    """Put a built site live. `built` is a room that holds `site`; it becomes the release folder."""
    return _put(built, releases, live, edition.digest, canonical(edition.record()), manifest.content(),
                Deployed("", at, edition.digest, edition.main, edition.as_of, source), seam)  # fmt: skip


def roll_back(releases: Path, live: Path, at: datetime, source: str, main: str, seam: Seam) -> Release:
    """Put the site live that was live before the present one, as a deployment of its own.

    `main` is the commit that publishing stays away from until it moves on. Raises Refused when nothing older is kept.
    """
    now = current(live)
    older = [] if now is None else [found for found in history(releases) if _older(found, now)]
    if now is None or not older:
        raise Refused(msg("tidak ada terbitan sebelumnya yang bisa dikembalikan"))
    back = older[-1]
    built = room(releases)
    # copied, not linked: whoever defaces one release must not reach the others
    shutil.copytree(back.site, built / "site")
    if (back.folder / "build.json").is_file():
        shutil.copy2(back.folder / "build.json", built / "build.json")
    record, manifest = (back.folder / "edition.json").read_bytes(), (back.folder / "manifest.json").read_bytes()
    facts = Deployed("", at, back.deployed.digest, main, back.deployed.as_of, source, back.deployed.deployment)
    return _put(built, releases, live, facts.digest, record, manifest, facts, seam)


def _older(found: Release, now: Release) -> bool:
    """Whether a release is one that the present one can be rolled back to: before it, and before what it put back."""
    before = now.deployed.rollback or now.deployed.deployment
    return _number(found.folder) < int(before.partition("-")[0]) and not found.deployed.rollback


def _put(
    built: Path, releases: Path, live: Path, digest: str, edition: bytes, manifest: bytes, facts: Deployed, seam: Seam
) -> Release:
    kept = history(releases)
    name = f"{(_number(kept[-1].folder) if kept else 0) + 1:04d}-{digest[:12]}"
    facts = Deployed(name, facts.at, digest, facts.main, facts.as_of, facts.source, facts.rollback)
    _write(built / "edition.json", edition)
    _write(built / "manifest.json", manifest)
    _write(built / "deployed.json", facts.content())
    folder = releases / name
    built.rename(folder)
    _sync(releases)
    seam("deploy:placed")
    live.parent.mkdir(parents=True, exist_ok=True)
    link = live.parent / f".{live.name}.{uuid.uuid4().hex[:8]}"
    link.symlink_to(os.path.relpath(folder / "site", live.parent))
    link.replace(live)
    _sync(live.parent)
    return Release(folder, facts)


def prune(releases: Path, live: Path, keep: int = KEEP) -> None:
    """Remove the oldest releases beyond `keep`; the live one always stays."""
    now = current(live)
    for release in history(releases)[:-keep]:
        if now is None or release.folder != now.folder:
            trash = releases / f"{_TRASH}{release.folder.name}"
            release.folder.rename(trash)
            # the new site is live by now; what stays of the old one is the next run's to sweep
            shutil.rmtree(trash, ignore_errors=True)


def _release(folder: Path) -> Release:
    return Release(folder, deployed_of((folder / "deployed.json").read_bytes()))


def deployed_of(content: bytes) -> Deployed:
    """What a deployed.json of ours says."""
    body = json.loads(content)
    return Deployed(
        body["deployment"],
        parse_stamp(body["at"]),
        body["digest"],
        body["main"],
        parse_stamp(body["as_of"]),
        body["source"],
        body["rollback"],
    )


def _number(folder: Path) -> int:
    return int(folder.name.partition("-")[0])


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
