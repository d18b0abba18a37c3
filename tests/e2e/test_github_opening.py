"""An office opens on GitHub as docs/github.md says: from "Use this template" to the first article and the first report,
with the guide's own commands in the guide's own order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import yaml
from tests.github.guided import PREVIEW, Runner, Terminal, commands, promised, said, template
from tests.support.github import FakeGitHub, Pull, User, world

from terbit.git import Repo
from terbit.records import book

pytestmark = pytest.mark.npm
SITE, RECORDS = "balai-contoh/situs", "balai-contoh/catatan"
MORNING = datetime.fromisoformat("2026-11-23T08:00:00+07:00")  # a Monday
NEXT_MONTH = datetime.fromisoformat("2026-12-01T08:07:00+07:00")
APP = 123456
# what the guide says is shown at one of the levels
ONLY_AT = {
    1: ("persetujuan gugur bila isinya berubah",),
    2: (
        "pemeriksaan terbit / persetujuan diwajibkan untuk main",
        "pemeriksaan itu hanya diterima dari Aplikasi GitHub 123456",
    ),
}


class Opening:
    """The template on the fake, and the people with their accounts."""

    def __init__(self, folder: Path) -> None:
        self.fake = FakeGitHub(folder / "github", clock=MORNING)
        self.fake.organization("balai-contoh")
        self.people: dict[str, User] = {
            key: self.fake.user(f"{key}-contoh", person["name"], person["email"])
            for key, person in yaml.safe_load(template()["sop.yml"])["people"].items()
        }
        self.agus = self.people["agus"]
        self.site = self.fake.repository(SITE, files=template(), roles={self.agus: "admin"}, by=self.agus)
        self.terminal = Terminal(self.fake, self.agus, folder / "komputer")
        self.folder = folder

    def written(self, **github: object) -> str:
        """sop.yml as the administrator writes it: his people's accounts, a second administrator, his address."""
        text = (self.fake.read(self.site, "sop.yml") or b"").decode()
        for key in self.people:
            text = re.sub(rf"(  {key}:\n(?:    .*\n)*?    login: )\S+", rf"\1{key}-contoh", text)
        second = "    login: dewi-contoh\n    roles: [{role: penulis}"
        text = text.replace(f"{second}]", f"{second}, {{role: administrator}}]")
        text = re.sub(r"^  address: .*", f"  address: {self.fake.pages_url(self.site)}", text, count=1, flags=re.M)
        for key, value in github.items():
            text = text.rstrip("\n") + f"\n  {key}: {value}\n"
        return text

    def doctor(self) -> dict[str, str]:
        """Every line's mark, by its text; under "" the last sentence."""
        done = self.terminal.terbit("doctor", "github")
        lines = re.findall(r"^  ([✓✗?]) [^:]+: (.+)$", done.stdout, re.MULTILINE)
        self.screen = done.stdout
        return {**{text: mark for mark, text in lines}, "": done.stdout.splitlines()[-1]}

    def shown(self, part: int, *, but: Sequence[str] = ()) -> None:
        """What the guide promises after a part is on the screen."""
        lines = {**self.doctor(), **dict.fromkeys(but, "✓")}
        address = self.fake.pages_url(self.site)
        wanted = [line.replace("https://balai-contoh.example/", address) for line in promised(part)]
        assert [(lines.get(line), line) for line in wanted if lines.get(line) != "✓"] == [], self.screen

    def tick(self, hours: float = 1) -> None:
        self.fake.clock += timedelta(hours=hours)

    def page(self, path: str) -> httpx.Response:
        return httpx.get(self.fake.pages_url(self.site) + path, trust_env=False)

    def events(self, pull: Pull) -> list[str]:
        """What the second repository's records say of a proposal, in order."""
        with Repo(self.fake.find(RECORDS).store.path) as repo:
            return [f"{event.event} {event.actor}".strip() for event in book.read(repo).for_change(pull.number)]


@pytest.fixture
def opening(tmp_path: Path) -> Iterator[Opening]:
    made = Opening(tmp_path)
    yield made
    made.fake.close()


def test_from_use_this_template_to_the_first_article_and_the_first_report(opening: Opening, tmp_path: Path) -> None:
    app = _set_up(opening)
    assert app is not None
    runner = Runner(opening.fake, opening.site, app, tmp_path / "runners")
    assert runner.publish() == 0, runner.printed
    assert "Balai" in opening.page("").text
    pull = _first_article(opening, runner)
    _published(opening, runner, pull)
    _procedure_changed(opening, runner)
    _reported(opening, runner)


def test_at_level_1_without_an_app(opening: Opening) -> None:
    _set_up(opening, level=1)


def _set_up(opening: Opening, level: int = 2) -> world.App | None:
    """Parts 1 to 11, without part 9 at level 1. After each, the doctor shows what the guide promises."""
    fake, site, terminal = opening.fake, opening.site, opening.terminal
    shown = terminal.part(1, terbit=1)
    assert shown["terbit doctor github"].splitlines()[-1] == "Gerbang belum mengikat."

    (terminal.office / "sop.yml").write_text(opening.written(), "utf-8")
    assert terminal.part(2)["terbit check"] == "Tidak ada temuan.\n"
    opening.shown(2)

    assert terminal.type("terbit github files --check", ends=1)  # other people, so other code owners
    terminal.part(3)
    assert terminal.type("terbit github files --check") == "Tidak ada temuan.\n"
    opening.shown(3)

    fake.permit(opening.people["sari"], site, "read")
    for key in ("dewi", "budi", "ratna", "wayan"):
        fake.permit(opening.people[key], site, "write")
    opening.shown(4)

    site.allow_squash_merge = site.allow_rebase_merge = False
    opening.shown(5)

    site.workflow_permissions["can_approve_pull_request_reviews"] = True
    fake.enable_pages(site)
    assert terminal.terbit("build").returncode == 0
    opening.shown(6)

    fake.environment(site, "terbit", ["main"])
    opening.shown(7)

    create, token = commands(8)
    terminal.type(create)
    fake.permit(opening.people["wayan"], RECORDS, "read")
    if level == 1:
        terminal.type(token)
    opening.shown(8)
    app = _with_app(opening) if level == 2 else None

    pull, tip, keep = commands(10)
    terminal.type(pull)
    anchor = terminal.type(tip).strip()
    assert anchor == fake.head(site)
    terminal.type(re.sub(r"--body \w+", f"--body {anchor}", keep))
    opening.shown(10)

    terminal.part(11)
    lines = opening.doctor()
    opening.shown(11, but=ONLY_AT[3 - level])
    assert lines[""] == f"Gerbang mengikat: tingkat {level}."
    assert {line for line, mark in lines.items() if mark in "✗?"} == set()
    return app


def _with_app(opening: Opening) -> world.App:
    """Part 9."""
    site, terminal = opening.site, opening.terminal
    rights = {"checks": "write", "pull_requests": "write", "contents": "write"}
    homes = [site, opening.fake.find(RECORDS)]
    app = opening.fake.app("terbit-balai-contoh", rights, owner=site.owner, install=homes, number=APP)
    (terminal.office / "sop.yml").write_text(opening.written(app=APP), "utf-8")
    terminal.part(9)
    for line in commands(3):
        terminal.type(line)
    opening.shown(9)
    return app


def _first_article(opening: Opening, runner: Runner) -> Pull:
    """Parts 12 and 13: a writer without the right to write begins with a link, is sent back, mends, and is approved."""
    fake, site, sari, budi = opening.fake, opening.site, opening.people["sari"], opening.people["budi"]
    opening.tick()
    link = urlsplit(opening.terminal.type(said(r"`(terbit github link [^`]+)`")).strip())
    assert (link.netloc, link.path) == ("github.com", f"/{SITE}/new/main")
    begun = parse_qs(link.query)
    (path,), (text,) = begun["filename"], begun["value"]
    assert path == said(r"`(content/\S+/index\.md)`")

    fork = fake.fork(sari, site)  # what GitHub does by itself where somebody may only read
    fake.edit(sari, fork, "patch-1", {path: text + BODY})
    pull = fake.open_pull_request(sari, site, "patch-1", title="Panen raya padi gogo", fork=fork)
    assert budi in pull.requested
    assert runner.check(pull) == 1
    assert runner.ended.pop("Rules") == 1
    assert set(runner.ended.values()) == {0}
    assert "FM005" in runner.summary
    (comment,) = fake.comments(pull)
    assert "1 kesalahan pada isi" in comment
    assert PREVIEW in comment
    _held(opening, pull)

    opening.tick()
    fake.request_changes(budi, pull, "Tulis ringkasannya. Ini menyangkut kebijakan benih: isi policy.")
    runner.report_back(pull)
    assert "dikembalikan" in fake.comments(pull)[0] or "kesalahan" in fake.comments(pull)[0]

    opening.tick()
    mended = re.sub(
        r'description: ""', "description: Petani memanen padi gogo dua pekan lebih awal.\npolicy: true", text
    )
    fake.edit(sari, fork, "patch-1", {path: mended + BODY})
    assert runner.check(pull) == 0
    assert "menunggu Ketua Tim menilai ulang" in fake.comments(pull)[0]
    _held(opening, pull)

    for who, then in (("budi", "menunggu persetujuan Kepala Balai"), ("ratna", "disetujui: boleh digabung")):
        opening.tick()
        fake.approve(opening.people[who], pull)
        _held(opening, pull)  # until the check says so too
        runner.report_back(pull)
        (comment,) = fake.comments(pull)
        assert then in comment
    return pull


BODY = "\nPetani di lereng timur memanen padi gogo dua pekan lebih awal daripada tahun lalu.\n"


def _held(opening: Opening, pull: Pull) -> None:
    """The button does not work, for the web manager as little as for anybody."""
    with pytest.raises(world.Refusal):
        opening.fake.merge(opening.agus, pull)


def _published(opening: Opening, runner: Runner, pull: Pull) -> None:
    """Part 14."""
    address = "berita/2026/11/panen-raya-padi-gogo/"
    before = opening.page(address).status_code
    opening.tick()
    opening.fake.merge(opening.agus, pull)
    assert runner.publish() == 0, runner.printed
    served = opening.page(address)
    assert (before, served.status_code) == (404, 200)
    assert "dua pekan lebih awal" in served.text
    told = ["submitted sari", "returned budi", "submitted sari", "approved budi", "approved ratna", "merged agus"]
    assert opening.events(pull) == told
    assert opening.terminal.terbit("github", "edit", "panen-raya-padi-gogo").returncode == 2  # not in this clone yet


def _procedure_changed(opening: Opening, runner: Runner) -> None:
    """After the gate was closed: the administrator proposes, the head and the second administrator approve."""
    opening.tick()
    file = opening.terminal.office / "sop.yml"
    for line in commands("Bila orang atau prosedur berubah"):
        if line == "terbit check":
            leaves = file.read_text("utf-8").replace("{role: ketua-tim}", "{role: ketua-tim, until: 2027-06-30}")
            file.write_text(leaves, "utf-8")
        opening.terminal.type(line)
    pull = opening.site.pulls[-1]
    assert pull.head == "prosedur-baru"
    assert runner.check(pull) == 0, runner.printed
    for who, then in (("ratna", "menunggu persetujuan Administrator"), ("dewi", "disetujui: boleh digabung")):
        _held(opening, pull)
        opening.tick()
        opening.fake.approve(opening.people[who], pull)
        runner.report_back(pull)
        assert then in opening.fake.comments(pull)[0]
    opening.fake.merge(opening.agus, pull)
    assert runner.publish() == 0, runner.printed
    assert b"until: 2027-06-30" in (opening.fake.read(opening.site, "sop.yml") or b"")


def _reported(opening: Opening, runner: Runner) -> None:
    """Part 15. What the first job looks for is done by the second, once."""

    def due() -> tuple[str, str]:
        assert runner.job("due", "look") == 0, runner.printed
        return runner.outputs["due"], runner.outputs["report"]

    assert due() == ("false", "true")  # the evidence is compared once a day
    assert runner.job("due", "report") == 0, runner.printed
    assert due() == ("false", "false")
    assert opening.fake.find(RECORDS).pulls == []

    opening.fake.clock = NEXT_MONTH
    assert due() == ("true", "true")  # the page about the month changes, too
    assert "laporan 2026-11 belum diajukan" in runner.printed
    assert runner.publish() == 0, runner.printed
    assert runner.job("due", "report") == 0, runner.printed
    (pull,) = opening.fake.find(RECORDS).pulls
    assert pull.requested == [opening.people["wayan"]]
    text = (opening.fake.read(RECORDS, "reports/2026-11/index.md", pull.head_sha) or b"").decode()
    assert "Panen raya padi gogo" in text
    assert due() == ("false", "false")
