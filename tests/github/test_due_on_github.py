"""`terbit due` and `terbit run-due` on GitHub: what is due is said cheaply, and done once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.github.publisher import Publisher
from tests.support.github import Pull

from terbit import cli
from terbit.commands import edge
from terbit.git import Repo
from terbit.records import book
from terbit.records.event import Event, identity

pytestmark = pytest.mark.npm
OCTOBER = datetime(2026, 9, 30, 23, 0, tzinfo=UTC)  # the office's first of October, 06:00
FOLDER = "reports/2026-09/"


@pytest.fixture
def private(private: Publisher) -> Publisher:
    private.rights = {"contents": "write", "pull_requests": "write", "checks": "read"}
    return private


@pytest.fixture
def over(publisher: Publisher) -> Publisher:
    """September is over, and its last day was published."""
    publisher.merged()
    publisher.publish()
    publisher.fake.clock = OCTOBER
    return publisher


def reports(publisher: Publisher) -> list[Pull]:
    home = publisher.catatan if publisher.public else publisher.site
    pulls = [pull for pull in home.issues.values() if isinstance(pull, Pull)]
    return [pull for pull in pulls if pull.head.startswith("laporan/")]


# -- due ---------------------------------------------------------------------------------------------------------------


def test_what_is_due_is_said_and_handed_on(publisher: Publisher, capsys) -> None:
    publisher.merged(publish_at="2026-09-03 09:00")
    assert publisher.due() == 0
    assert capsys.readouterr().out.splitlines() == [
        "situs belum pernah diterbitkan",
        "bukti di GitHub belum dibandingkan dengan catatan hari ini",
    ]
    assert publisher.said() == {"due": "true", "report": "true", "links": "false", "next": "", "wait": ""}
    publisher.publish()
    publisher.run_due()
    capsys.readouterr()
    assert publisher.due() == 0
    assert capsys.readouterr().out == "tautan ke luar belum diperiksa 7 hari terakhir\n"
    expected = {"due": "false", "report": "false", "links": "true", "next": "2026-09-02T17:00:00Z", "wait": ""}
    assert publisher.said() == expected
    at = publisher.fake.clock
    checked = Event(identity("links-checked", "external", "2026-09-02"), "links-checked", at, "github", data={"ok": 1})
    book.append(publisher.kept, [checked], at=at, reason="uji")
    capsys.readouterr()
    assert publisher.due() == 0
    assert capsys.readouterr().out == "Belum ada yang jatuh waktu.\n"
    assert publisher.said() == {**expected, "links": "false"}
    publisher.fake.clock = datetime(2026, 9, 2, 17, 0, tzinfo=UTC)
    publisher.publish()
    for hours, wait in ((-5, ""), (-4, "14400"), (-1, "3600")):  # a runner sleeps until then, where it is near
        publisher.fake.clock = datetime(2026, 9, 3, 2, 0, tzinfo=UTC) + timedelta(hours=hours)
        publisher.due()
        assert publisher.said() == {**expected, "links": "false", "next": "2026-09-03T02:00:00Z", "wait": wait}
    publisher.fake.clock = datetime(2026, 9, 3, 2, 0, tzinfo=UTC)
    capsys.readouterr()
    publisher.due("--format", "json")
    said = json.loads(capsys.readouterr().out)
    assert said["publish"] == ["sejak 2026-09-03 09:00 ada yang harus tayang, turun atau ditegur"]
    assert publisher.said()["due"] == "true"
    publisher.publish()
    assert publisher.page("berita/2026/09/panen-padi/").status_code == 200


def test_to_ask_what_is_due_costs_github_next_to_nothing(publisher: Publisher) -> None:
    publisher.merged()
    publisher.publish()
    publisher.fake.requests.clear()
    publisher.due()
    assert publisher.fake.count("rest") == publisher.fake.count("graphql") == 0
    assert publisher.fake.count("git") <= 8


@pytest.mark.parametrize("place", ["situs", "catatan"])
def test_what_cannot_be_asked_is_not_undue(publisher: Publisher, place: str, capsys) -> None:
    publisher.publish()
    publisher.fake.fail("502", path=f"/{place}.git/", times=99)
    capsys.readouterr()
    assert publisher.due() == 3
    assert publisher.said() == {}
    assert capsys.readouterr().err.startswith("server tidak dapat dihubungi: ")


# -- run-due: reports --------------------------------------------------------------------------------------------------


def test_a_month_that_is_over_is_proposed_once_to_whom_it_is_for(over: Publisher, capsys) -> None:
    assert over.run_due() == 0
    (pull,) = reports(over)
    assert (pull.title, pull.head, pull.base, pull.state) == (
        "Laporan bulanan September 2026",
        "laporan/2026-09",
        "main",
        "open",
    )
    assert pull.body == (
        "Laporan ini dibuat dari catatan kantor. Yang menerimanya: Koordinator Evaluasi dan Pelaporan. "
        "Catatan tertulis ditambahkan di notes.md."
    )
    assert [user.login for user in pull.requested] == ["wayan-sudarma-contoh"]
    assert f"Laporan 2026-09 diajukan: permintaan gabung {pull.number}." in capsys.readouterr().out
    made = json.loads(over.fake.read(over.catatan, FOLDER + "figures.json", pull.head) or b"")
    assert (made["month"], made["complete"]) == ("2026-09", True)
    assert b"Panen padi" in (over.fake.read(over.catatan, FOLDER + "index.md", pull.head) or b"")
    head = over.fake.head(over.catatan, pull.head)
    over.fake.clock += timedelta(days=3)  # late, and twice
    for _ in range(2):
        assert over.run_due() == 0
        assert f"Laporan 2026-09 menunggu: permintaan gabung {pull.number}." in capsys.readouterr().out
    assert over.fake.head(over.catatan, pull.head) == head
    assert len(reports(over)) == 1
    assert len([r for r in over.fake.requests if r.path.endswith("/requested_reviewers")]) == 1
    assert not any(ref.startswith("refs/heads/laporan") for ref in Repo(over.site.store.path).refs("refs/heads/"))


def test_a_private_office_finds_it_among_its_other_changes(private: Publisher) -> None:
    private.merged()
    private.publish()
    private.fake.clock = OCTOBER
    assert private.run_due() == 0
    (pull,) = reports(private)
    assert private.fake.read(private.site, FOLDER + "SHA256SUMS", pull.head) is not None
    private.publish()
    assert private.run_due() == 0
    assert len(reports(private)) == 1


def test_figures_that_changed_are_brought_to_the_open_one(over: Publisher, capsys) -> None:
    over.run_due()
    (pull,) = reports(over)
    notes = b"## Kendala\n\nHujan.\n"
    over.fake.edit(over.people["wayan"], over.catatan, pull.head, {FOLDER + "notes.md": notes})
    over.fake.approve(over.people["wayan"], pull)
    head = over.fake.head(over.catatan, pull.head)
    # an event of September that was found late: GitHub did not answer then
    at = datetime(2026, 9, 20, 3, 0, tzinfo=UTC)
    late = Event(identity("deployed", "x", "y"), "deployed", at, "github", data={"deployment": "0009-x"})
    book.append(over.kept, [late], at=at, reason="susulan")
    capsys.readouterr()
    assert over.run_due() == 0
    assert f"Laporan 2026-09 diperbarui: permintaan gabung {pull.number}." in capsys.readouterr().out
    fresh = over.fake.head(over.catatan, pull.head)
    assert fresh != head
    assert Repo(over.catatan.store.path).is_ancestor(head, fresh)  # nothing is pushed away
    assert over.fake.read(over.catatan, FOLDER + "notes.md", pull.head) == notes
    assert b"Hujan." in (over.fake.read(over.catatan, FOLDER + "index.md", pull.head) or b"")
    assert [user.login for user in pull.requested] == ["wayan-sudarma-contoh"]  # what he approved is another now
    over.run_due()
    assert over.fake.head(over.catatan, pull.head) == fresh


@pytest.mark.parametrize("how", ["closed", "merged"])
def test_what_people_settled_stays_settled(over: Publisher, how: str, capsys) -> None:
    over.run_due()
    (pull,) = reports(over)
    if how == "closed":
        over.fake.close_pull_request(over.people["wayan"], pull)
        over.fake.delete_branch(over.people["wayan"], over.catatan, pull.head)
    else:
        over.fake.merge(over.people["wayan"], pull)
    capsys.readouterr()
    assert over.run_due() == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Laporan 2026-09 ditutup tanpa digabung; tidak diajukan lagi."
        if how == "closed"
        else "Laporan 2026-09 sudah digabung."
    )
    over.run_due()
    assert capsys.readouterr().out == "Belum ada yang jatuh waktu.\n"
    assert reports(over) == [pull]
    assert pull.state == "closed"


def test_one_that_somebody_opened_and_closed_himself_has_settled_nothing(over: Publisher) -> None:
    sari = over.people["sari"]
    over.fake.permit(sari, over.catatan, "write")
    over.fake.edit(sari, over.catatan, "laporan/2026-09", {"catatan.md": "Bukan laporan.\n"})
    over.fake.close_pull_request(sari, over.fake.open_pull_request(sari, over.catatan, "laporan/2026-09"))
    assert over.run_due() == 0
    assert [pull.state for pull in reports(over)] == ["closed", "open"]


def test_months_that_nobody_ran_in_are_made_good(over: Publisher) -> None:
    over.fake.clock = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)
    over.publish()
    over.run_due()
    assert sorted(pull.head for pull in reports(over)) == [f"laporan/2026-{month}" for month in ("09", "10", "11")]


def test_an_account_that_cannot_be_asked_is_named(over: Publisher, capsys) -> None:
    over.fake.permit(over.people["wayan"], over.catatan, "none")
    assert over.run_due() == 0
    (pull,) = reports(over)
    assert capsys.readouterr().out.splitlines()[0] == (
        "::warning file=sop.yml,title=RQ001::GitHub tidak mau meminta tinjauan kepada wayan "
        f"undang akunnya ke repositori, atau mintalah sendiri pada permintaan gabung {pull.number}"
    )


def test_github_goes_down_at_any_request_and_one_report_is_proposed(over: Publisher) -> None:
    """From the n-th request on nothing answers; and the answer to each writing request alone is lost."""
    step, ended = 0, 3
    while ended == 3:
        over.fake.heal()
        over.fake.fail("502", after=step, times=999)
        ended = over.run_due()
        assert ended in (0, 3), step
        step += 1
    assert step > 8
    (pull,) = reports(over)
    assert [user.login for user in pull.requested] == ["wayan-sudarma-contoh"]
    assert over.names("merged") == ["merged"]


@pytest.mark.parametrize("path", ["/pulls$", "/requested_reviewers$", "/git-receive-pack$"])
def test_an_answer_that_is_lost_proposes_nothing_twice(over: Publisher, path: str) -> None:
    over.fake.fail("refused", method="POST", path=path, done=True, times=1)
    assert over.run_due() in (0, 3)
    over.fake.heal()
    assert over.run_due() == 0
    (pull,) = reports(over)
    assert [user.login for user in pull.requested] == ["wayan-sudarma-contoh"]


# -- run-due: evidence -------------------------------------------------------------------------------------------------


def test_all_evidence_is_compared_once_a_day(publisher: Publisher, capsys) -> None:
    publisher.merged()
    publisher.publish()
    capsys.readouterr()
    assert publisher.run_due() == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "Bukti dibandingkan; ditambahkan: 0 catatan"
    assert told[1].startswith("Diperiksa lewat HTTP: ") and told[1].endswith(" baik, 0 salah, 0 tidak diketahui")
    publisher.fake.requests.clear()
    assert publisher.run_due() == 0
    assert capsys.readouterr().out == "Belum ada yang jatuh waktu.\n"
    assert publisher.fake.count("graphql") == 0
    publisher.fake.clock += timedelta(days=1)
    assert publisher.run_due() == 0
    assert publisher.fake.count("graphql") > 0


def test_a_defaced_site_is_found_within_a_day_and_put_right_by_the_next_publish(publisher: Publisher, capsys) -> None:
    publisher.merged()
    publisher.publish()
    publisher.run_due()
    (page,) = (publisher.folder / "github/pages").rglob("panen-padi/index.html")
    page.write_text("<title>Slot gacor</title>")
    publisher.fake.clock += timedelta(days=1)
    publisher.publish()  # by itself a publish does not look: a new day's page of the month is what it puts live
    page.write_text("<title>Slot gacor</title>")
    publisher.fake.requests.clear()
    capsys.readouterr()
    assert publisher.run_due() == 1
    assert 'title=LV003::judulnya "Slot gacor"' in capsys.readouterr().out
    publisher.due()
    assert "yang tayang belum terbukti sama dengan yang diterbitkan" in capsys.readouterr().out
    assert publisher.said()["due"] == "true"
    assert publisher.publish() == 0
    assert "Padi dipanen" in publisher.page("berita/2026/09/panen-padi/").text
    assert [e.data["outcome"] for e in publisher.book.of("verified")] == ["good", "good", "bad", "good"]
    publisher.due()
    assert publisher.said()["due"] == "false"


def test_what_records_claim_and_github_does_not_know_is_found(publisher: Publisher, capsys) -> None:
    pull = publisher.merged()
    publisher.publish()
    forged = Event(
        identity("approved", str(pull.number), "PRR_x"), "approved", publisher.fake.clock, "github",
        actor="ratna", role="kepala", change=pull.number, commit=pull.head_sha,
        data={"roles": ["kepala"], "witness": "PRR_x"},
    )  # fmt: skip
    book.append(publisher.kept, [forged], at=forged.at, reason="palsu")
    capsys.readouterr()
    assert publisher.run_due() == 1
    assert "title=RC004" in capsys.readouterr().out


def test_the_server_of_an_office_on_plain_git_is_no_place_for_due(office, capsys, monkeypatch) -> None:
    monkeypatch.setattr(edge, "HERE", edge.Place(office.bare))
    office.reform((office_github(office), ""))
    assert edge.guarded(lambda: cli._run(["due"], "due")) == 2
    assert capsys.readouterr().err.splitlines() == [
        "sop.yml tidak menyebut di mana kantor ini berada di GitHub",
        "Saran: isi bagian github di sop.yml",
    ]


def office_github(office) -> str:
    text = (office.repo.file(office.main, "sop.yml") or b"").decode()
    return text[text.index("github:\n") :]
