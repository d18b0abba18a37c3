"""GitHub's way of publishing: prepared by one run, deployed by somebody else, finished by a third. Each on a machine
without a memory; what is live is what the site says of itself.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.pipeline.pages import Pages, pages_of
from tests.support.office import Office

from terbit.findings import Unverified
from terbit.git import Repo
from terbit.messages import msg
from terbit.pipeline.publish import publish
from terbit.pipeline.run import Stopped
from terbit.pipeline.summary import exit_code, outcome
from terbit.records import book
from terbit.records.remote import Remote

ARTICLE = "berita/2026/09/panen-padi/"


PREPARED = pytest.mark.usefixtures("prepared_template")
PUBLISHED = pytest.mark.usefixtures("published_template")


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """A copy of the office that the test is marked with; else one whose article is merged, if it looks at `pages`.

    The furthest comes first: a template has those that it was made from among its own fixtures.
    """
    templates = [name for name in ("published_template", "prepared_template") if name in request.fixturenames]
    templates.append("merged_template" if "pages" in request.fixturenames else "office_template")
    made = Office(tmp_path / "kantor", request.getfixturevalue(templates[0]))
    yield made
    made.close()


@pytest.fixture
def pages(office: Office) -> Pages:
    return pages_of(office)


def sentence(run) -> str:
    return outcome(run).text()


def told(pages: Pages) -> dict[str, str]:
    return json.loads((pages.public / "deployed.json").read_bytes())


def test_a_site_is_prepared_deployed_and_finished(pages: Pages) -> None:
    run = pages.prepare(deploy=False)
    assert (run.handed[:5], exit_code(run)) == ("0001-", 0)
    assert sentence(run) == f"siap ditayangkan: terbitan {run.handed}"
    assert outcome(run).text("en") == f"ready to go live: release {run.handed}"
    assert pages.names("deployed", "released", "verified") == []  # nothing is live yet
    assert pages.names("approved", "merged") == ["approved", "merged"]
    run = pages.prepare()
    done = pages.finish()
    assert (exit_code(done), sentence(done)) == (0, f"tayang: terbitan {run.handed}")
    assert (pages.public / ARTICLE / "index.html").is_file()
    assert told(pages) == {"at": "2026-09-02T03:00:00Z", "deployment": run.handed}
    held = book.read(pages.records)
    (deployed,) = held.of("deployed")
    assert (deployed.source, deployed.at) == ("github", pages.now)
    assert held.last_at_address(ARTICLE).event == "released"
    (verified,) = held.of("verified")
    assert verified.data["outcome"] == "good"
    said = json.loads(pages.records.file(book.REF, "publish.json"))
    assert (said["state"], said["deployment"], said["next"]) == ("published", run.handed, "2026-09-02T17:00:00Z")


@PUBLISHED
def test_running_again_adds_nothing_and_deploys_nothing(pages: Pages) -> None:
    before = pages.records.resolve(book.REF)
    for run in (pages.prepare(), pages.finish(), pages.prepare(thorough=True)):
        assert (run.handed, exit_code(run)) == ("", 0)
    assert pages.records.resolve(book.REF) == before
    run = pages.prepare()
    assert sentence(run) == f"tidak ada yang baru: terbitan {told(pages)['deployment']} tetap tayang"


@PUBLISHED
def test_what_never_arrived_leaves_no_event(pages: Pages, office: Office) -> None:
    before = pages.events()
    office.publishable("sari", office.article("panen-jagung", title="Panen jagung"))
    first = pages.prepare(deploy=False).handed
    assert [line for line in pages.events() if line not in before and b'"event":"deployed"' in line] == []
    with pytest.raises(Stopped) as stopped:
        pages.finish(pauses=(0.01, 0.01))
    assert (stopped.value.stage, stopped.value.code) == ("reconcile", 3)
    assert stopped.value.message.text() == f"Pages belum menayangkan terbitan {first}"
    assert stopped.value.message.text("en") == f"Pages does not show release {first} yet"
    assert stopped.value.hint.text() == "jalankan lagi alur publish; yang sudah tayang tidak berubah"
    pages.now = datetime(2026, 9, 3, 3, 0, tzinfo=UTC)
    run = pages.publish()
    (_, second) = book.read(pages.records).of("deployed")
    assert second.at == pages.now  # the second attempt is what readers got
    assert exit_code(run) == 0
    assert pages.names("released").count("released") == 5


@PUBLISHED
def test_a_deployment_that_arrives_late_is_recorded_as_what_it_was(pages: Pages, office: Office) -> None:
    """The first attempt comes through after a second one was prepared: what the site names counts."""
    office.publishable("sari", office.article("panen-jagung", title="Panen jagung"))
    with pages.served() as url, pages.host(url) as late:
        first = publish(late, thorough=False).handed
        at = pages.now
        pages.now = datetime(2026, 9, 3, 3, 0, tzinfo=UTC)
        pages.prepare(deploy=False)
        pages.deploy(late)
    pages.prepare(deploy=False)
    (_, second) = book.read(pages.records).of("deployed")
    assert (second.data["deployment"], second.at) == (first, at)


@PUBLISHED
def test_what_somebody_else_put_at_the_address_makes_no_record(pages: Pages) -> None:
    before = pages.events()
    (pages.public / "deployed.json").write_text('{"deployment":"0009-aaaaaaaaaaaa","at":"2026-09-02T03:00:00Z"}')
    run = pages.prepare(deploy=False)
    assert run.handed.startswith("0002-")  # not ours: it is put right
    assert pages.events() == before


@pytest.mark.parametrize("body", [b"<html>Situs lama</html>", b"[]", b'{"deployment":1}', b"\xff\xfe", b"{" * 5000])
def test_an_older_site_at_the_address_is_no_release_of_ours(pages: Pages, body: bytes) -> None:
    pages.prepare(deploy=False)
    pages.public.mkdir(exist_ok=True)
    (pages.public / "deployed.json").write_bytes(body)
    assert pages.publish().outcome == "good"


@PREPARED
def test_nothing_is_prepared_over_an_intent_of_which_nobody_knows(pages: Pages, office: Office) -> None:
    before = pages.records.resolve(book.REF)
    with pages.host("http://127.0.0.1:1/") as host, pytest.raises(Stopped) as stopped:
        publish(host)
    assert (stopped.value.stage, stopped.value.code) == ("reconcile", 3)
    assert stopped.value.message.text() == "http://127.0.0.1:1/deployed.json: tidak bisa dihubungi (ConnectError)"
    assert pages.records.file(before, "pages/deployed.json") == pages.records.file(book.REF, "pages/deployed.json")
    assert exit_code(pages.prepare()) == 0  # the next one sees that it arrived
    assert pages.names("deployed") == ["deployed"]


@PUBLISHED
def test_a_site_that_cannot_be_asked_does_not_keep_the_next_from_being_prepared(pages: Pages, office: Office) -> None:
    office.publishable("sari", office.article("panen-jagung", title="Panen jagung"))
    with pages.host("http://127.0.0.1:1/") as host:
        assert publish(host).handed.startswith("0002-")


@PUBLISHED
def test_a_defaced_site_is_found_by_a_thorough_run_and_put_right(pages: Pages) -> None:
    (pages.public / "index.html").write_text("<title>Slot gacor</title>")
    assert pages.prepare(thorough=True).handed.startswith("0002-")
    assert exit_code(pages.finish()) == 0
    assert "Slot gacor" not in (pages.public / "index.html").read_text()


@PREPARED
def test_old_copies_in_the_network_of_pages_are_waited_for(pages: Pages) -> None:
    page = pages.public / ARTICLE / "index.html"
    fresh = page.read_bytes()
    page.write_bytes(b"<title>yang dulu</title>")
    threading.Timer(1.0, lambda: page.write_bytes(fresh)).start()
    run = pages.finish(pauses=(0.7,) * 10)
    assert run.outcome == "good"


@PREPARED
def test_what_stays_wrong_is_said(pages: Pages) -> None:
    (pages.public / ARTICLE / "index.html").write_bytes(b"<title>lain</title>")
    run = pages.finish(pauses=(0.01,))
    assert (run.outcome, exit_code(run)) == ("bad", 1)


@PREPARED
def test_what_came_in_between_is_left_to_the_next_run_and_not_forgotten(pages: Pages, office: Office) -> None:
    """Main moved on, or a moment came, after the site was prepared: the run that finishes leaves it due."""
    before = office.main
    office.publishable("sari", office.article("panen-jagung", title="Panen jagung", publish_at="2026-09-02 15:00"))
    run = pages.finish()
    assert (exit_code(run), run.behind) == (0, True)
    said = json.loads(pages.records.file(book.REF, "publish.json"))
    assert (said["main"], said["next"]) == (before, "2026-09-02T02:00:00Z")  # due already
    pages.prepare()
    pages.now = datetime(2026, 9, 2, 8, 0, 30, tzinfo=UTC)  # 15:00:30 at the office
    pages.finish()
    said = json.loads(pages.records.file(book.REF, "publish.json"))
    assert said["next"] == "2026-09-02T08:00:00Z"
    pages.publish()
    assert (pages.public / "berita/2026/09/panen-jagung/index.html").is_file()
    said = json.loads(pages.records.file(book.REF, "publish.json"))
    assert (said["main"], said["next"]) == (office.main, "2026-09-02T17:00:00Z")


def test_an_embargoed_address_is_in_nothing_public(office: Office) -> None:
    office.clock("2026-09-02T09:00")
    office.publishable("sari", office.article("rahasia-besok", title="Rahasia besok", publish_at="2026-09-10 09:00"))
    pages = pages_of(office)
    pages.publish()
    for file in pages.public.rglob("*"):
        if file.is_file():
            assert b"rahasia" not in file.read_bytes().lower(), file
    assert b"rahasia-besok" in pages.records.file(book.REF, "pages/edition.json")
    assert json.loads(pages.records.file(book.REF, "publish.json"))["next"] == "2026-09-02T17:00:00Z"


def test_a_direct_push_is_held_back_and_named(pages: Pages, office: Office) -> None:
    commit = office.commit("agus", {"content/judi.md": b"---\ntitle: Judi\n---\n\nJudi.\n"})
    office.clone("agus").run("push", "--quiet", "origin", f"{commit}:refs/heads/draft/x")
    office.repo.update_ref("refs/heads/main", commit)
    prepared = pages.prepare()
    assert (exit_code(prepared), [f.rule for f in prepared.findings]) == (0, ["ED001"])  # the rest goes live
    run = pages.finish()
    assert exit_code(run) == 1
    assert not (pages.public / "judi").exists()
    assert (pages.public / ARTICLE / "index.html").is_file()
    (alarm,) = book.read(pages.records).of("alarm")
    assert (alarm.commit, dict(alarm.data)) == (commit, {"path": "content/judi.md", "rule": "ED001"})
    report = pages.records.file(book.REF, "laporan/2026-09/index.md").decode()
    section = report.partition("## Yang melewati pemeriksaan atau ditahan")[2].partition("\n## ")[0]
    assert "ED001 content/judi.md" in section
    assert pages.prepare().handed == ""


@PUBLISHED
def test_evidence_that_cannot_be_read_is_no_alarm(pages: Pages, office: Office) -> None:
    """GitHub does not answer for one change: what it brought waits, nothing false is recorded, the next finds it."""
    office.publishable("sari", office.article("panen-jagung", title="Panen jagung"))
    with pages.served() as url, pages.host(url) as host:
        real = host.forge

        def deaf(sop):
            forge = real(sop)
            known = forge.change

            def change(number, sop):
                if number == 2:
                    raise Unverified(msg("GitHub tidak menjawab"))
                return known(number, sop)

            forge.change = change
            return forge

        host.forge = deaf
        run = publish(host)
    assert (run.handed, exit_code(run)) == ("", 3)
    assert pages.names("alarm") == []
    assert exit_code(pages.publish()) == 0
    assert (pages.public / "berita/2026/09/panen-jagung/index.html").is_file()
    assert pages.names("alarm") == []


def test_a_dead_remote_stops_before_anything_is_handed_over(pages: Pages) -> None:
    with pages.served() as url, pages.host(url) as host:
        host._records = Remote("http://127.0.0.1:1/x.git", pauses=())
        with pytest.raises(Stopped) as stopped:
            publish(host)
        assert not host.site.exists()
    assert (stopped.value.stage, stopped.value.code) == ("reconcile", 3)
    with pages.served() as url, pages.host(url) as host:

        def seam(boundary: str) -> None:
            if boundary == "deploy:before":
                host._records = Remote("http://127.0.0.1:1/x.git", pauses=())

        with pytest.raises(Stopped) as stopped:
            publish(host, seam=seam)
        assert not host.site.exists()
        assert list(host.folder.glob(".building-*")) == []
    assert (stopped.value.stage, stopped.value.code) == ("deploy", 3)
    assert exit_code(pages.publish()) == 0


def test_an_anchor_that_is_not_there_is_told(pages: Pages) -> None:
    with pages.served() as url, pages.host(url) as host:
        host.anchor = "f" * 40
        with pytest.raises(Stopped) as stopped:
            publish(host)
    assert stopped.value.code == 2
    assert stopped.value.message.text() == f"jangkar kepercayaan {'f' * 40} tidak ada di repositori ini"
    assert stopped.value.hint.text() == (
        "isi variabel TERBIT_ANCHOR dengan ujung main saat kantor selesai disiapkan, dan ambil seluruh riwayat "
        "(docs/github.md, bagian 10)"
    )


@PUBLISHED
def test_a_roll_back_is_a_change_like_any_other(pages: Pages) -> None:
    with pages.served() as url, pages.host(url) as host, pytest.raises(Stopped) as stopped:
        publish(host, rollback=True)
    assert stopped.value.message.text() == "di GitHub terbitan lama tidak dikembalikan dengan --rollback"
    assert stopped.value.hint.text() == (
        "batalkan perubahannya: tekan Revert pada permintaan gabungnya, lalu setujui seperti biasa"
    )


@PUBLISHED
def test_the_report_of_the_running_month_makes_no_report_of_itself(pages: Pages) -> None:
    made = json.loads(pages.records.file(book.REF, "laporan/2026-09/figures.json"))["made_from"]
    assert made["records"] == pages.records.text("log", "-1", "--format=%H", book.REF, "--", "events")
    assert made["main"] == Repo(pages.server.path).resolve("refs/heads/main")
