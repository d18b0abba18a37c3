"""An office on the fake GitHub that is published as its workflows do it: every job on a fresh clone, with the tokens
that the workflow gives it, and the action's part done by the fake.
"""

from __future__ import annotations

import itertools
import json
import shutil
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.forge.github.office import QUICK, SITE, OfficeOnGitHub
from tests.support.github import Pull

from terbit import cli
from terbit.commands import edge, pages
from terbit.forge.github import client
from terbit.forge.github.transport import Transport
from terbit.git import Repo
from terbit.pipeline.pages_host import PagesHost
from terbit.records import book
from terbit.records.remote import Remote

RECORDS = "balai-contoh/catatan"


class Publisher:
    """`site` is public and `records` the second, private repository; with `public=False` there is only the first."""

    def __init__(self, folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch, *, public: bool = True) -> None:
        self.folder, self._monkeypatch, self.public = folder, monkeypatch, public
        self.office = OfficeOnGitHub(folder, template)
        self.fake, self.site, self.people = self.office.fake, self.office.site, self.office.people
        if not public:
            written = (self.fake.read(self.site, "sop.yml") or b"").decode()
            changed = written.replace("  public: true\n  records: balai-contoh/catatan\n", "  public: false\n")
            assert changed != written
            self.fake.edit(self.people["agus"], self.site, "main", {"sop.yml": changed})
            self.site.private = True
        self.anchor = self.fake.head(self.site)
        self.catatan = self.fake.repository(RECORDS, private=True, files={"README.md": "Catatan\n"})
        self.fake.permit(self.people["wayan"], self.catatan, "write")
        self.app = self.fake.app("penerbit", {"contents": "write", "pull_requests": "write"}, install=[self.catatan])
        self.fake.enable_pages(self.site)
        self.url = self.fake.pages_url(self.site)
        self.output, self.summary = folder / "output", folder / "summary"
        self.rights = {"contents": "read" if public else "write", "pull_requests": "read", "checks": "read"}
        self._runs = itertools.count()
        self.limits = QUICK
        monkeypatch.setattr(client, "Limits", lambda: self.limits)
        monkeypatch.setattr(edge, "now", lambda: self.fake.clock)
        monkeypatch.setitem(PagesHost.__init__.__kwdefaults__, "pauses", (0.01, 0.01))
        monkeypatch.setattr(
            pages, "remote", lambda url, token: Remote(url, Transport(url, token).settings(), pauses=(0.01,))
        )
        self.fake.clock += timedelta(days=1)

    # -- the workflows ---------------------------------------------------------------------------------------------

    def job(self, *words: str, **environment: str | None) -> int:
        """A verb on a machine without a memory."""
        self.work = self.folder / "runs" / str(next(self._runs))
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        checkout = self.work / "repo"
        # the checkout is an action of GitHub's: its own failures are not ours
        Repo(self.folder).run("clone", "--quiet", str(self.site.store.path), str(checkout))
        given = {
            "GITHUB_REPOSITORY": SITE,
            "GITHUB_API_URL": self.fake.api_url,
            "GITHUB_SERVER_URL": self.fake.web_url,
            "GITHUB_TOKEN": self.fake.actions_token(self.site, **self.rights),
            "TERBIT_RECORDS_TOKEN": self.fake.app_token(self.app, self.catatan) if self.public else None,
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            **environment,
        }
        self.tokens = [value for name, value in given.items() if name.endswith("TOKEN") and value]
        for name, value in given.items():
            if value is None:
                self._monkeypatch.delenv(name, raising=False)
            else:
                self._monkeypatch.setenv(name, value)
        for file in (self.output, self.summary):
            file.write_bytes(b"")
        self._monkeypatch.setattr(edge, "HERE", edge.Place(checkout))
        return edge.guarded(lambda: cli._run(list(words), words[0]))

    def prepare(self, *more: str, **environment: str | None) -> int:
        words = ("--github", str(self.folder / "terbit"), "--anchor", self.anchor, "--url", self.url)
        return self.job("publish", *words, *more, **environment)

    def deploy(self) -> None:
        """The action."""
        self.fake.deploy_pages(self.site, self.folder / "terbit" / "site")

    def finish(self, **environment: str | None) -> int:
        words = ("--github", str(self.folder / "finish"), "--anchor", self.anchor, "--live", self.url)
        return self.job("publish", *words, **environment)

    def publish(self) -> int:
        """The whole workflow; its exit code is that of the job that failed."""
        ended = self.prepare()
        if self.said().get("deploy") == "true":
            self.deploy()
            ended = ended or self.finish()
        return ended

    def due(self, *more: str) -> int:
        return self.job("due", "--github", *more)

    def run_due(self, *more: str) -> int:
        words = ("--github", str(self.folder / "due"), "--anchor", self.anchor, "--url", self.url)
        return self.job("run-due", *words, *more)

    def said(self) -> dict[str, str]:
        """What the last job handed on."""
        return dict(line.split("=", 1) for line in self.output.read_text().splitlines())

    # -- looking ---------------------------------------------------------------------------------------------------

    @property
    def kept(self) -> Repo:
        """The repository of the records."""
        return Repo((self.catatan if self.public else self.site).store.path)

    @property
    def book(self) -> book.Book:
        found = book.read(self.kept)
        assert found.findings == ()
        return found

    def names(self, *wanted: str) -> list[str]:
        return [event.event for event in self.book.events if event.event in wanted]

    def file(self, path: str) -> bytes | None:
        return self.kept.file(book.REF, path) if self.kept.resolve(book.REF) else None

    def report(self, section: str, month: str = "2026-09") -> str:
        text = (self.file(f"laporan/{month}/index.md") or b"").decode()
        return text.partition(f"## {section}\n")[2].partition("\n## ")[0]

    def status(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.file("publish.json") or b"{}")
        return found

    def page(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, trust_env=False)

    # -- people ----------------------------------------------------------------------------------------------------

    def merged(self, slug: str = "panen-padi", *, approve: bool = True, method: str = "merge", **front: str) -> Pull:
        """An article from the first draft to main."""
        pull = self.office.propose("sari", slug, **front)
        if approve:
            self.office.approve("budi", pull)
        self.office.tick()
        self.fake.merge(self.people["agus"], pull, method)
        return pull
