"""One story told twice: by signed approvals on a plain server, and by buttons on GitHub. Whoever reads the report
cannot tell which it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from tests.forge.github.office import OfficeOnGitHub
from tests.support.office import Office

from terbit.articles.article import address_of
from terbit.forge import Desk
from terbit.forge.github import GitHub
from terbit.forge.github.client import Client
from terbit.forge.github.transport import Transport
from terbit.forge.plain import PlainDesk
from terbit.git import Repo
from terbit.pipeline import worker
from terbit.pipeline.pages_host import PagesHost
from terbit.pipeline.publish import publish
from terbit.pipeline.summary import exit_code
from terbit.records import book
from terbit.records.book import Book
from terbit.records.remote import Remote
from terbit.reporting import source
from terbit.sop import Sop

pytestmark = pytest.mark.npm
MONTH = "2026-09"
ENDED = datetime.fromisoformat("2026-10-01T06:00:00+07:00")
HOURS = b"---\ntitle: Layanan\ndescription: Jam layanan Balai Contoh.\n---\n\nSenin sampai Jumat, 08.00 sampai 15.00.\n"


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something at an hour of the office's clock."""

    at: str
    who: str
    does: Callable[[Desk], object]


def article(slug: str, **front: str) -> Mapping[str, bytes | None]:
    return dict(Office.article(slug, **front))


def submit(files: Mapping[str, bytes | None], title: str, number: int | None = None) -> Callable[[Desk], object]:
    return lambda desk: desk.submit(files, title, number)


def approve(number: int) -> Callable[[Desk], object]:
    return lambda desk: desk.decide(number, "approved")


def send_back(number: int, reason: str) -> Callable[[Desk], object]:
    return lambda desk: desk.decide(number, "returned", reason)


def reject(number: int, reason: str) -> Callable[[Desk], object]:
    return lambda desk: desk.decide(number, "rejected", reason)


def merge(number: int, title: str) -> Callable[[Desk], object]:
    return lambda desk: desk.merge(number, title)


STORY = (
    # an opinion: the team head returns it, then two roles approve
    Act("2026-09-02T09:00", "sari", submit(article("menjaga-benih", category="opini"), "Menjaga benih")),
    Act("2026-09-02T11:00", "budi", send_back(1, "Sebut sumbernya.")),
    Act(
        "2026-09-03T08:30",
        "sari",
        submit(article("menjaga-benih", category="opini", title="Menjaga benih lokal"), "Sumber ditambah", 1),
    ),
    Act("2026-09-03T10:00", "budi", approve(1)),
    Act("2026-09-04T08:15", "ratna", approve(1)),
    Act("2026-09-04T09:00", "agus", merge(1, "Menjaga benih")),
    # news
    Act("2026-09-08T09:00", "dewi", submit(article("panen-padi"), "Panen padi")),
    Act("2026-09-08T13:00", "budi", approve(2)),
    Act("2026-09-08T13:30", "agus", merge(2, "Panen padi")),
    # no news
    Act("2026-09-10T09:00", "dewi", submit(article("iklan-pupuk"), "Iklan pupuk")),
    Act("2026-09-10T09:30", "budi", reject(3, "Ini iklan.")),
    # a page
    Act("2026-09-15T10:00", "agus", submit({"content/layanan.md": HOURS}, "Jam layanan")),
    Act("2026-09-15T14:00", "budi", approve(4)),
    Act("2026-09-15T14:20", "agus", merge(4, "Jam layanan")),
    # a head of office who is away: nothing is missing, but nobody merges before the month ends
    Act("2026-09-29T15:00", "sari", submit(article("rapat-akhir-bulan"), "Rapat akhir bulan")),
    Act("2026-09-30T15:30", "budi", approve(5)),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is left of the story: the records, the month's report, and the pages of the news."""

    book: Book
    report: Mapping[str, bytes]
    pages: Mapping[str, str]


@pytest.fixture(scope="module")
def on_plain_git(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    office = Office(tmp_path_factory.mktemp("plain") / "kantor", office_template)
    for act in STORY:
        office.clock(act.at)
        act.does(PlainDesk(office.clone(act.who), office.identity(act.who)))
        assert worker.exit_code(worker.once(office.server, thorough=False)) == 0
    made = source.make(
        office.repo, MONTH, main=office.main, records=office.repo.resolve(book.REF), as_of=ENDED
    )  # fmt: skip
    yield Told(book.read(office.repo), made.files(None), pages(office.live))
    office.close()


@pytest.fixture(scope="module")
def on_github(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    place = OfficeOnGitHub(tmp_path_factory.mktemp("github"), office_template)
    fake = place.fake
    fake.enable_pages(place.site)
    private = fake.repository("balai-contoh/catatan", private=True)
    secret = fake.token(place.people["agus"])
    fake.permit(place.people["agus"], private, "admin")
    runner = Runner(place, place.main, secret, tmp_path_factory.mktemp("runners"))
    for act in STORY:
        fake.clock = datetime.fromisoformat(act.at + "+07:00")
        act.does(place.desk(act.who))
        runner.publish()
    records = book.read(Repo(private.store.path))
    repo = runner.repo()
    made = source.make(repo, MONTH, main=place.main, records=records.commit, as_of=ENDED)
    yield Told(records, made.files(None), pages(runner.public))
    place.close()


class Runner:
    """What the workflow `publish` does after each act, each time on a machine without a memory."""

    def __init__(self, place: OfficeOnGitHub, anchor: str, records_token: str, folder: Path) -> None:
        self.place, self.anchor, self.folder = place, anchor, folder
        self.records_token = records_token
        self.public = folder / "public"
        self.runs = 0

    def repo(self) -> Repo:
        """A fresh clone that holds main and the records."""
        self.runs += 1
        path = self.folder / f"{self.runs:03}" / "repo"
        path.mkdir(parents=True)
        repo = Repo(path)
        repo.run("init", "--quiet")
        for where in (self.place.site, "balai-contoh/catatan"):
            repo.run("fetch", "--quiet", self.place.fake.git_url(self.records_token, where), "+refs/heads/*:refs/a/*")
        return repo

    def publish(self) -> None:
        url = self.place.fake.pages_url(self.place.site)
        prepared = self._host(url, finish=False)
        run = publish(prepared, thorough=False)
        assert exit_code(run) == 0, run.findings
        if run.handed:
            self.place.fake.deploy_pages(self.place.site, prepared.site)
            self.public = prepared.site
            done = publish(self._host(url, finish=True), thorough=False)
            assert (exit_code(done), done.findings) == (0, [])

    def _host(self, url: str, *, finish: bool) -> PagesHost:
        place, fake = self.place, self.place.fake
        robot = fake.actions_token(place.site, contents="read", pull_requests="read", checks="read")
        repo = self.repo()

        def remote(where: str, token: str) -> Remote:
            address = fake.git_url("", where)
            return Remote(address, Transport(address, token).settings(), pauses=())

        def forge(sop: Sop) -> GitHub:
            client = Client(robot, fake.api_url, place.limits)
            return GitHub(client, place.site.full_name, repo, Transport(fake.git_url("", place.site), robot), sop)

        return PagesHost(
            repo,
            repo.path.parent / "work",
            self.anchor,
            now=fake.clock,
            language="id",
            cache=self.folder / "cache",
            main=remote(place.site.full_name, robot),
            records=remote("balai-contoh/catatan", self.records_token),
            forge=forge,
            url=url,
            finish=finish,
            pauses=(),
        )


def pages(site: Path) -> dict[str, str]:
    """The news as readers see it, without the name of the generator's inputs."""
    slugs = ("menjaga-benih", "panen-padi")
    found = [address_of(path) for slug in slugs for path in Office.article(slug)]
    return {address: (site / address / "index.html").read_text("utf-8") for address in found}


def happened(told: Told) -> list[tuple[object, ...]]:
    """The events without what only the forge gives: ids, commits, names of releases, whose word it is."""
    return sorted(
        (
            event.at.isoformat(),
            event.event,
            event.change,
            event.actor,
            event.role,
            event.article,
            str(event.data.get("roles", "")),
            str(event.data.get("kinds", "")),
            str(event.data.get("address", "")),
            str(event.data.get("blob", "")),
            str(event.data.get("outcome", "")),
        )
        for event in told.book.events
    )


def test_the_same_happened(on_plain_git: Told, on_github: Told) -> None:
    assert happened(on_github) == happened(on_plain_git)
    assert {event.source for event in on_github.book.events} == {"github"}
    assert on_github.book.findings == ()
    names = [event.event for event in on_github.book.events]
    assert {name: names.count(name) for name in ("submitted", "approved", "returned", "rejected", "merged")} == {
        "submitted": 6,
        "approved": 5,
        "returned": 1,
        "rejected": 1,
        "merged": 3,
    }


# the plain server of tests has a clock of its own, and its reports say so
DEMO = (("\n\nCatatan ini memakai jam peraga: waktunya bukan waktu sebenarnya.", ""), ('"demo":true', '"demo":false'))


def plain(told: Told) -> dict[str, str]:
    """A report without the commits that it was made from, and their checksums."""
    found = {path: content.decode() for path, content in told.report.items() if not path.endswith("SHA256SUMS")}
    return {path: re.sub(r"\b[0-9a-f]{40}\b", "…", text) for path, text in found.items()}


def test_the_report_is_the_same(on_plain_git: Told, on_github: Told) -> None:
    expected = plain(on_plain_git)
    for there, here in DEMO:
        assert any(there in text for text in expected.values())
        expected = {path: text.replace(there, here) for path, text in expected.items()}
    assert plain(on_github) == expected
    assert "Menjaga benih lokal" in expected[f"reports/{MONTH}/index.md"]


def test_readers_see_the_same(on_plain_git: Told, on_github: Told) -> None:
    assert on_github.pages == on_plain_git.pages
    assert "Menjaga benih lokal" in "".join(on_github.pages.values())
