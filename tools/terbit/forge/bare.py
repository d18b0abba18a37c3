"""The server's own folder `BARE/terbit/`: its facts, its clock and where its files lie. No push reaches it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from terbit.findings import Refused, Unverified
from terbit.forge import Source
from terbit.messages import Language, msg

FOLDER = "terbit"


@dataclass(frozen=True, slots=True)
class Facts:
    """`server.json`. `anchor` is the root commit, which nobody had to approve; `live` the folder that is served."""

    anchor: str
    live: str
    check_url: str | None
    language: Language
    python: str


@dataclass(frozen=True, slots=True)
class Bare:
    """A plain-git server: a bare repository with Terbit's folder in it."""

    path: Path

    @property
    def folder(self) -> Path:
        return self.path / FOLDER

    @property
    def receipts(self) -> Path:
        return self.folder / "receipts.jsonl"

    @property
    def queue(self) -> Path:
        return self.folder / "queue"

    @property
    def status(self) -> Path:
        return self.folder / "status.json"

    @property
    def demo_clock(self) -> Path:
        return self.folder / "clock"

    def facts(self) -> Facts:
        """Raises Refused where this is no server of ours, Unverified where its facts cannot be read."""
        file = self.folder / "server.json"
        try:
            body = json.loads(file.read_bytes())
            language: Language = "en" if body["language"] == "en" else "id"
            return Facts(body["anchor"], body["live"], body.get("check_url"), language, body["python"])
        except FileNotFoundError:
            raise Refused(
                msg("{path}: bukan server Terbit", path=self.path), msg("buat dahulu dengan terbit server init")
            ) from None
        except (ValueError, KeyError, TypeError):
            raise Unverified(msg("{path}: tidak dapat dibaca", path=file)) from None

    def write_facts(self, facts: Facts) -> None:
        replace(self.folder / "server.json", json.dumps(asdict(facts), indent=1, sort_keys=True).encode() + b"\n")

    def now(self) -> tuple[datetime, Source]:
        """The server's time (UTC) and whose it is: the machine's, or the demo clock's where the server has one."""
        try:
            stamp = self.demo_clock.read_text("ascii").strip()
        except FileNotFoundError:
            return datetime.now(UTC).replace(microsecond=0), "git"
        try:
            return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC), "demo"
        except ValueError:
            raise Unverified(msg("{path}: tidak dapat dibaca", path=self.demo_clock)) from None

    def set_demo_clock(self, moment: datetime) -> None:
        replace(self.demo_clock, moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ\n").encode("ascii"))


def replace(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, durably."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    with fresh.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
