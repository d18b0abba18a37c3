"""GitHub: a runner without a memory builds, an action deploys, and another run of ours finishes.

Between the two nothing of ours runs, so what is about to go live is written down first (the *intent*: `pages/` on the
records branch), and the site itself says which intent it is (`deployed.json` at its root: name and time, nothing else,
for everybody can read it). Whoever comes next, the run that finishes or one after a crash, asks the site what is live
and writes the events of exactly that; what never arrived leaves no event.

    prepare: … → build → links → intent → DIR/site      (an action deploys DIR/site)      finish: … → verify → records
"""

from __future__ import annotations

import json
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from terbit.findings import Refused, Unverified
from terbit.forge import Forge, Source
from terbit.git import Repo
from terbit.messages import Language, msg
from terbit.pipeline.host import Standing
from terbit.publishing import live
from terbit.publishing.deploy import Deployed, Seam, deployed_of
from terbit.publishing.edition import Edition
from terbit.publishing.live import LiveCheck
from terbit.publishing.manifest import Manifest, parse
from terbit.records import remote
from terbit.records.book import Book
from terbit.records.event import Event, canonical, stamp
from terbit.records.remote import Remote
from terbit.sop import Sop

MAIN = "refs/terbit/main"  # the remote's main as this run took it; what is checked out may be older
INTENT = "pages/"
REPORTS = "laporan/"
TOLD = "deployed.json"
PAUSES = (5.0, 10.0, 20.0, 40.0, 60.0)  # seconds: how long an edge of Pages' network may show the site before
TIMEOUT = 10.0  # seconds
_LARGEST = 4096  # bytes of a deployed.json
_OLDEST = 50  # intents that are looked through
_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Intent:
    """A release that was prepared, as a commit of the records holds it."""

    repo: Repo = field(repr=False)
    commit: str
    deployed: Deployed
    look: Callable[[Intent], LiveCheck] = field(repr=False, compare=False)

    def edition(self) -> dict[str, Any]:
        found = json.loads(self._file("edition.json"))
        assert isinstance(found, dict)  # noqa: S101 (we wrote it)
        return found

    def manifest(self) -> Manifest:
        return parse(self._file("manifest.json"))

    def inputs(self) -> dict[str, Any]:
        found = json.loads(self._file("build.json"))
        return found if isinstance(found, dict) else {}

    def intact(self) -> bool:
        # what cannot be asked is not mended by deploying it again; that it is unknown the live check says
        return self.look(self).outcome != "bad"

    def _file(self, name: str) -> bytes:
        return self.repo.file(self.commit, INTENT + name) or b"{}"


class PagesHost:
    """See host.Host. `folder` is the runner's: `site` in it is what the action is to deploy.

    `main` and `records` are the repositories that hold them, `forge` makes the office's pull requests readable by a
    procedure, `guard` raises where the records must not go there, `url` stands for the office's address where the site
    is asked elsewhere. `finish` is the run after the deployment: it waits for it as long as `pauses` (seconds) say,
    and puts nothing live.
    """

    patient = True
    source: Source = "github"

    def __init__(
        self,
        repo: Repo,
        folder: Path,
        anchor: str,
        *,
        now: datetime,
        language: Language,
        cache: Path,
        main: Remote,
        records: Remote,
        forge: Callable[[Sop], Forge],
        guard: Callable[[], None] = lambda: None,
        url: str = "",
        finish: bool = False,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self.repo, self.folder, self.anchor = repo, folder, anchor
        self.now, self.language, self.cache = now, language, cache
        self.looks_only = finish
        self._main, self._records, self._forge, self._guard = main, records, forge, guard
        self._url, self._pauses = url, pauses
        self._book = Book(None)
        self._looked: dict[Deployed, LiveCheck] = {}

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def begin(self) -> str | None:
        if self.folder.is_dir():
            for left in (self.site, *self.folder.glob(".building-*")):
                shutil.rmtree(left, ignore_errors=True)
        self._guard()
        main = self._main.fetch(self.repo, "refs/heads/main", MAIN)
        if self.repo.resolve(self.anchor) is None:
            raise Refused(
                msg("jangkar kepercayaan {anchor} tidak ada di repositori ini", anchor=self.anchor[:40]),
                msg(
                    "isi variabel TERBIT_ANCHOR dengan ujung main saat kantor selesai disiapkan, dan ambil seluruh "
                    "riwayat (docs/github.md, bagian 10)"
                ),
            )
        return main

    def forge(self, sop: Sop) -> Forge:
        return self._forge(sop)

    def book(self) -> Book:
        self._book = remote.fetch(self.repo, self._records)
        return self._book

    def record(
        self, events: list[Event], reason: str, *, at: datetime, files: Mapping[str, bytes] | None = None
    ) -> Book:
        self._book = remote.append(self.repo, self._records, events, files=files, at=at, reason=reason)
        return self._book

    def received(self, commit: str) -> datetime | None:
        return next((event.at for event in self._book.of("merged") if event.commit == commit), None)

    # -- what is live ----------------------------------------------------------------------------------------------

    def live(self, book: Book, sop: Sop) -> Intent | None:
        self._url = self._url or sop.office.address
        last = next(self._intents(), None)
        if last is None:
            return None
        if self.looks_only:
            return self._arrived(last)
        try:
            told = self._told()
        except Unverified:
            if _went_live(book, last.deployed):
                return last  # nothing is pending: the site is what records say that it is, and its check says the rest
            raise
        return self._named(told)

    def _arrived(self, wanted: Intent) -> Intent:
        """The intent, as soon as the site says that it is live; `at` is the one that the site names."""
        for pause in (*self._pauses, None):
            try:
                found = self._named(self._told())
            except Unverified:
                if pause is None:
                    raise
                found = None
            if found is not None and found.deployed.deployment == wanted.deployed.deployment:
                return found
            if pause is not None:
                time.sleep(pause)
        raise Unverified(
            msg("Pages belum menayangkan terbitan {deployment}", deployment=wanted.deployed.deployment),
            msg("jalankan lagi alur publish; yang sudah tayang tidak berubah"),
        )

    def _told(self) -> tuple[str, str] | None:
        """The name and time that the site gives for itself; None where it gives none. Raises Unverified where that
        cannot be found out."""
        import httpx

        url, until = live.below(self._url, TOLD), time.monotonic() + 3 * TIMEOUT
        # a copy that Pages' network kept of it would speak of the site before
        query = {"terbit": uuid.uuid4().hex}
        body = b""
        try:
            with (
                httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=True) as client,
                client.stream("GET", url, params=query, headers={"Cache-Control": "no-cache"}) as response,
            ):
                status, where = response.status_code, response.url
                for part in response.iter_bytes():
                    body += part
                    if len(body) > _LARGEST or time.monotonic() > until:
                        break
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            kind = type(error).__name__
            raise Unverified(
                msg("{url}: tidak bisa dihubungi ({error})", url=url, error=kind),
                msg("periksa jaringan, lalu coba lagi"),
            ) from None
        if where.host != urlsplit(url).hostname:
            raise Unverified(msg("{url}: pembaca dialihkan ke {target}", url=url, target=where.copy_with(query=None)))
        if status in _GONE:
            return None
        if status != 200:
            raise Unverified(msg("{url}: server menjawab {status}", url=url, status=status))
        try:
            found = json.loads(body)
            return str(found["deployment"]), str(found["at"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return None  # somebody else's site

    def _named(self, told: tuple[str, str] | None) -> Intent | None:
        """The intent that the site names, where we wrote such a one: what it says by itself makes no records."""
        intents = self._intents() if told is not None else ()
        return next((i for i in intents if (i.deployed.deployment, stamp(i.deployed.at)) == told), None)

    def _intents(self) -> Iterator[Intent]:
        """What was prepared, newest first."""
        path = f"{INTENT}{TOLD}"
        if self._book.commit is None or path not in self._book.files:
            return
        limit = f"--max-count={_OLDEST}"
        commits = self.repo.text("log", limit, "--format=%H", "--first-parent", self._book.commit, "--", path)
        for commit in commits.split():
            content = self.repo.file(commit, path)
            if content is not None:
                yield Intent(self.repo, commit, deployed_of(content), self.check)

    def check(self, standing: Standing) -> LiveCheck:
        """Once a run: it fetches everything. After a deployment what is not good yet is asked again."""
        known = self._looked.get(standing.deployed)
        if known is not None:
            return known
        for pause in (*(self._pauses if self.looks_only else ()), None):
            checked = live.verify(self._url, standing.manifest())
            if checked.outcome == "good" or pause is None:
                break
            time.sleep(pause)
        self._looked[standing.deployed] = checked
        return checked

    # -- putting live ----------------------------------------------------------------------------------------------

    def room(self) -> Path:
        folder = self.folder / f".building-{uuid.uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        return folder

    def put(self, room: Path, edition: Edition, manifest: Manifest, seam: Seam) -> str:
        name = f"{_number(self._book) + 1:04d}-{edition.digest[:12]}"
        facts = Deployed(name, self.now, edition.digest, edition.main, edition.as_of, self.source)
        told = {"deployment": name, "at": stamp(self.now)}
        (room / "site" / TOLD).write_bytes(canonical(told) + b"\n")
        intent = {
            TOLD: facts.content(),
            "edition.json": canonical(edition.record()),
            "manifest.json": manifest.content(),
            "build.json": (room / "build.json").read_bytes(),
        }
        files = {INTENT + path: content for path, content in intent.items()}
        self.record([], f"Siapkan terbitan {name}", at=self.now, files=files)
        seam("deploy:placed")
        # only what is written down can be handed over
        (room / "site").rename(self.site)
        shutil.rmtree(room, ignore_errors=True)
        return name

    def roll_back(self, main: str, seam: Seam) -> Standing:
        raise Refused(
            msg("di GitHub terbitan lama tidak dikembalikan dengan --rollback"),
            msg("batalkan perubahannya: tekan Revert pada permintaan gabungnya, lalu setujui seperti biasa"),
        )

    # -- reports ---------------------------------------------------------------------------------------------------

    def origin(self, book: Book) -> str:
        # the last commit that brought an event: the report's own commits would make a new report of every run
        return self.repo.text("log", "-1", "--format=%H", book.commit, "--", "events") if book.commit else ""

    def keep(self, report: Mapping[str, bytes], at: datetime) -> None:
        files = {REPORTS + path.partition("/")[2]: content for path, content in report.items()}
        self.record([], "Susun laporan bulan berjalan", at=at, files=files)


def _went_live(book: Book, deployed: Deployed) -> bool:
    return any(event.data.get("deployment") == deployed.deployment for event in book.of("deployed"))


def _number(book: Book) -> int:
    """The number of the last release that went live."""
    names = [str(event.data.get("deployment", "")).partition("-")[0] for event in book.of("deployed")]
    return max((int(name) for name in names if name.isdecimal()), default=0)
