"""What is due, by a few files of the records: each reason by itself, and none where nothing is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.pipeline.pages import Pages, pages_of
from tests.support.office import Office

from terbit.git import Repo
from terbit.pipeline import due
from terbit.pipeline.due import Due
from terbit.records import book
from terbit.records.event import Event, identity

NOON = datetime(2026, 9, 2, 5, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def published(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that published a scheduled article and compared its evidence, made once."""
    made = Office(tmp_path_factory.mktemp("terbit") / "kantor", office_template)
    made.clock("2026-09-02T09:00")
    made.publishable("sari", made.article("panen-padi", publish_at="2026-09-02 15:00"))
    pages = pages_of(made)
    pages.publish()
    write(pages, due.compared(NOON))
    made.close()
    return made.top


@pytest.fixture
def office(request: pytest.FixtureRequest, office_template: Path, published: Path, tmp_path: Path) -> Iterator[Office]:
    """A fresh office: the published one for whoever looks at its pages."""
    made = Office(tmp_path / "kantor", published if "pages" in request.fixturenames else office_template)
    yield made
    made.close()


@pytest.fixture
def pages(office: Office) -> Pages:
    return pages_of(office)


def write(pages: Pages, files: dict[str, bytes]) -> None:
    book.append(pages.records, [], files=files, at=NOON, reason="uji")


def look(pages: Pages, now: datetime = NOON) -> Due:
    """As a job sees it: main and records in one clone."""
    with Repo(pages.server.path) as repo:
        repo.run("fetch", "--quiet", str(pages.records.path), "+refs/heads/records:refs/terbit/look")
        main = repo.resolve("refs/heads/main")
        assert main is not None
        from terbit import sop as procedure

        sop, _ = procedure.read(repo.file(main, procedure.PATH) or b"")
        assert sop is not None
        return due.due(repo, main, repo.resolve("refs/terbit/look"), sop, now)


def why(found: Due) -> list[str]:
    return [message.text() for message in found.publish]


def work(found: Due) -> list[str]:
    return [message.text() for message in found.work]


def test_nothing_is_due_after_a_publish(pages: Pages) -> None:
    found = look(pages)
    assert (why(found), work(found), found.months, found.compare) == ([], [], (), False)
    assert found.next == datetime(2026, 9, 2, 8, 0, tzinfo=UTC)


def test_an_office_that_was_never_published(office: Office) -> None:
    pages = pages_of(office)
    with Repo(pages.server.path) as repo:
        main = repo.resolve("refs/heads/main") or ""
        found = due.due(repo, main, None, office.sop, NOON)
    assert why(found) == ["situs belum pernah diterbitkan"]
    assert found.publish[0].text("en") == "the site was never published"
    assert work(found) == ["bukti di GitHub belum dibandingkan dengan catatan hari ini"]
    assert (found.months, found.next) == ((), None)


def test_a_publish_at_that_has_come(pages: Pages) -> None:
    assert why(look(pages, datetime(2026, 9, 2, 7, 59, 59, tzinfo=UTC))) == []
    found = look(pages, datetime(2026, 9, 2, 8, 0, tzinfo=UTC))
    assert why(found) == ["sejak 2026-09-02 15:00 ada yang harus tayang, turun atau ditegur"]
    pages.now = datetime(2026, 9, 2, 8, 5, tzinfo=UTC)
    pages.publish()
    found = look(pages, pages.now)
    assert why(found) == []
    assert found.next == datetime(2026, 9, 2, 17, 0, tzinfo=UTC)  # midnight: a page of the running month is public


def test_an_expiry_and_an_urgent_deadline(office: Office) -> None:
    office.clock("2026-09-02T09:00")
    office.publishable("sari", office.article("lelang", expires_at="2026-09-02 18:00"))
    number = office.submit("sari", office.article("banjir", title="Banjir", information="serta-merta", policy="true"))
    office.approve("budi", number)
    office.merge("agus", number)
    office.reform(("  public: summary", "  public: none"))
    pages = pages_of(office)
    pages.publish()
    assert look(pages).next == datetime(2026, 9, 2, 11, 0, tzinfo=UTC)
    pages.now = datetime(2026, 9, 2, 11, 0, tzinfo=UTC)
    pages.publish()
    assert look(pages).next == datetime(2026, 9, 4, 2, 0, tzinfo=UTC)  # 48 hours after it was merged
    pages.now = datetime(2026, 9, 4, 2, 0, tzinfo=UTC)
    pages.publish()
    assert look(pages).next is None


def test_a_merge_that_no_run_has_published(pages: Pages, office: Office) -> None:
    office.publishable("sari", office.article("panen-jagung", title="Panen jagung"))
    assert why(look(pages)) == ["ada yang digabung dan belum diterbitkan"]


def test_a_release_of_which_nobody_knows_whether_it_arrived(pages: Pages, office: Office) -> None:
    office.publishable("sari", office.article("panen-jagung", title="Panen jagung"))
    name = pages.prepare().handed
    assert why(look(pages))[-1] == f"terbitan {name} disiapkan dan belum tercatat tayang"
    pages.finish()
    assert why(look(pages)) == []


def test_a_publish_that_failed_and_a_check_that_was_not_good(pages: Pages) -> None:
    said = json.loads(pages.records.file(book.REF, "publish.json"))
    write(pages, {"publish.json": json.dumps({**said, "state": "failed"}).encode()})
    assert why(look(pages)) == ["penerbitan terakhir gagal"]
    write(pages, {"publish.json": json.dumps({**said, "live": "unknown"}).encode()})
    assert why(look(pages)) == ["yang tayang belum terbukti sama dengan yang diterbitkan"]


@pytest.mark.parametrize("nonsense", [b"", b"[]", b"{", b"\xff", b'{"next":"besok","main":7}'])
def test_what_cannot_be_read_is_due(pages: Pages, nonsense: bytes) -> None:
    write(pages, {"publish.json": nonsense})
    assert why(look(pages)) != []


def test_the_evidence_is_compared_once_a_day(pages: Pages) -> None:
    assert not look(pages, NOON + timedelta(hours=23, minutes=59)).compare
    found = look(pages, NOON + timedelta(days=1))
    assert found.compare
    assert work(found) == ["bukti di GitHub belum dibandingkan dengan catatan hari ini"]


def test_a_month_that_is_over_asks_for_its_report(pages: Pages) -> None:
    end = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)  # the office's midnight
    write(pages, due.compared(end))
    assert look(pages, end - timedelta(seconds=1)).months == ()
    found = look(pages, end)
    assert (found.months, work(found)) == (("2026-09",), ["laporan 2026-09 belum diajukan"])
    late = datetime(2026, 12, 3, tzinfo=UTC)
    assert look(pages, late).months == ("2026-09", "2026-10", "2026-11")  # runs were missed: all are made good


def test_a_report_that_waits_is_looked_at_and_one_that_people_settled_is_not(pages: Pages) -> None:
    end = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)
    write(pages, due.compared(end))
    write(pages, due.asked(pages.records, pages.records.resolve(book.REF), {"2026-09": (7, "open")}))
    found = look(pages, end)
    assert (found.months, work(found)) == (("2026-09",), [])  # it goes along with the next day's comparison
    for state in ("closed", "merged"):
        write(pages, due.asked(pages.records, pages.records.resolve(book.REF), {"2026-09": (7, state)}))
        assert look(pages, end).months == ()


def test_a_report_in_main_is_not_asked_for_again(pages: Pages, office: Office) -> None:
    commit = office.commit("agus", {"reports/2026-09/index.md": b"# Laporan\n"})
    office.clone("agus").run("push", "--quiet", "origin", f"{commit}:refs/heads/draft/x")
    office.repo.update_ref("refs/heads/main", commit)
    assert look(pages, datetime(2026, 10, 1, tzinfo=UTC)).months == ()


# -- outside links ---------------------------------------------------------------------------------------------------


def checked(pages: Pages, at: datetime) -> None:
    made = Event(identity("links-checked", "external", f"{at:%Y-%m-%d}"), "links-checked", at, "github", data={"ok": 1})
    book.append(pages.records, [made], at=at, reason="uji")


def test_links_are_checked_first_when_something_is_live(pages: Pages, office: Office) -> None:
    assert look(pages).links
    with Repo(pages.server.path) as repo:
        assert not due.due(repo, repo.resolve("refs/heads/main") or "", None, office.sop, NOON).links


def test_links_are_checked_again_after_the_days_of_the_procedure(pages: Pages) -> None:
    checked(pages, NOON)
    assert not look(pages, NOON).links
    assert not look(pages, NOON + timedelta(days=6, hours=18)).links
    assert look(pages, NOON + timedelta(days=6, hours=19)).links  # by days: a look that is a little early is no miss
    checked(pages, NOON + timedelta(days=30))  # another month's file
    assert not look(pages, NOON + timedelta(days=36)).links
    assert look(pages, NOON + timedelta(days=37)).links
