"""An office that is published by GitHub's runners, without GitHub: evidence from a plain server, two remotes, and a
folder behind a web server that stands for Pages. Every run begins on a machine without a memory.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.support.office import Office

from terbit.forge.bare import Bare
from terbit.forge.server import PlainGit
from terbit.git import Repo
from terbit.pipeline.pages_host import PagesHost
from terbit.pipeline.publish import publish
from terbit.pipeline.run import Run, nothing
from terbit.publishing import live
from terbit.publishing.deploy import Seam
from terbit.records import book
from terbit.records.remote import Remote


class Pages:
    """`top` holds the office's server, the records' repository (`catatan.git`) and what is public (`public`)."""

    def __init__(self, top: Path, now: datetime = datetime(2026, 9, 2, 3, 0, tzinfo=UTC)) -> None:
        self.top, self.now = top, now
        self.server = Bare(top / "server.git")
        self.public = top / "public"
        self.records = Repo(top / "catatan.git")
        if not self.records.path.exists():
            self.records.path.mkdir()
            self.records.run("init", "--quiet", "--bare")

    @property
    def anchor(self) -> str:
        return self.server.facts().anchor

    @contextmanager
    def host(self, url: str, *, finish: bool = False, pauses: tuple[float, ...] = ()) -> Iterator[PagesHost]:
        """A fresh runner."""
        folder = self.top / "runners" / uuid.uuid4().hex[:8]
        folder.mkdir(parents=True)
        with Repo(folder / "repo") as repo:
            repo.path.mkdir()
            repo.run("init", "--quiet")
            repo.run(
                "fetch", "--quiet", str(self.server.path), "+refs/heads/*:refs/from/*", "+refs/approvals/*:refs/a/*"
            )
            with Repo(self.server.path) as there:
                yield PagesHost(
                    repo,
                    folder / "work",
                    self.anchor,
                    now=self.now,
                    language="id",
                    cache=self.top / "cache",
                    main=Remote(f"file://{self.server.path}", pauses=()),
                    records=Remote(f"file://{self.records.path}", pauses=()),
                    forge=lambda sop: PlainGit(there, self.server),
                    url=url,
                    finish=finish,
                    pauses=pauses,
                )
        shutil.rmtree(folder)

    def deploy(self, host: PagesHost) -> None:
        """What the action does between our two runs."""
        shutil.rmtree(self.public, ignore_errors=True)
        shutil.copytree(host.site, self.public)

    def prepare(self, *, seam: Seam = nothing, thorough: bool = False, deploy: bool = True) -> Run:
        with self.served() as url, self.host(url) as host:
            run = publish(host, thorough=thorough, seam=seam)
            if deploy and run.handed:
                self.deploy(host)
            return run

    def finish(self, *, seam: Seam = nothing, pauses: tuple[float, ...] = ()) -> Run:
        with self.served() as url, self.host(url, finish=True, pauses=pauses) as host:
            return publish(host, thorough=False, seam=seam)

    def publish(self) -> Run:
        run = self.prepare()
        return self.finish() if run.handed else run

    @contextmanager
    def served(self) -> Iterator[str]:
        self.public.mkdir(exist_ok=True)
        with live.served(self.public) as url:
            yield url

    def events(self) -> list[bytes]:
        found = book.read(self.records)
        assert found.findings == ()
        return sorted(event.line() for event in found.events)

    def names(self, *wanted: str) -> list[str]:
        return [event.event for event in book.read(self.records).events if event.event in wanted]


def pages_of(office: Office) -> Pages:
    return Pages(office.top)
