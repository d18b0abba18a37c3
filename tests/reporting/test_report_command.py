"""`terbit report` against a real server: printed, proposed as a change, approved by its recipient, merged."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.reporting.an_office import Office as Story
from tests.reporting.an_office import moment, october
from tests.support.office import Office

from terbit.articles.tree import GitTree
from terbit.forge import plain
from terbit.git import Repo
from terbit.records import book
from terbit.reporting import source

HERE = "reports/2026-10/"
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def record(office: Office, story: Story) -> str:
    """The story's events in the server's records, its texts in the server's object store."""
    blobs = {blob: office.repo.write_blob(text) for blob, text in story.texts.items()}
    for event in story.events:
        if event.data.get("blob") in blobs:
            event.data["blob"] = blobs[event.data["blob"]]  # type: ignore[index]
    made = book.append(office.repo, story.events, at=moment("2026-11-03 00:00"), reason="cerita")
    assert made.commit is not None
    return made.commit


@pytest.fixture
def told(office: Office) -> Office:
    """An office with the records of an October; the clock stands in November."""
    record(office, october())
    office.clock("2026-11-02T08:30:00+07:00")
    return office


def submit(office: Office) -> int:
    done = office.type("agus", "report", "2026-10", "--submit")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "Laporan 2026-10 diajukan sebagai usulan 1.\nYang menyetujui: Koordinator Evaluasi dan Pelaporan.\n"
    )
    return 1


def findings(office: Office, revision: str, now: datetime = LATER) -> list[str]:
    records = office.repo.resolve("refs/heads/records")
    with Repo(office.bare) as repo:
        tree = GitTree(repo, revision)
        found = source.matches(repo, tree, "2026-10", main=office.main, records=records, now=now)
    return [one.text() for one in found]


def test_it_prints_the_month_as_markdown_and_as_json(told: Office) -> None:
    text = told.type("agus", "report", "2026-10")
    assert text.returncode == 0, text.stderr
    assert text.stdout.startswith("# Laporan bulanan Oktober 2026\n\n## Identitas\n")
    assert "[Peringatan dini wereng](<https://balai-contoh.example/berita/2026/10/wereng/>)" in text.stdout
    data = json.loads(told.type("agus", "report", "2026-10", "--format", "json").stdout)
    assert (data["month"], data["findings"]) == ("2026-10", [])
    assert [one["day"] for one in data["sections"]["news"]["items"]] == ["2026-10-13", "2026-10-22"]


def test_it_is_approved_by_its_recipient_and_merged(told: Office) -> None:
    number = submit(told)
    with pytest.raises(plain.Declined):
        told.merge("agus", number)
    told.approve("wayan", number)
    merged = told.merge("agus", number)
    names = sorted(path for path in told.repo.tree(merged) if path.startswith("reports/"))
    assert names == [HERE + name for name in ("SHA256SUMS", "figures.json", "index.md", "releases.csv")]
    body = json.loads(told.repo.file(merged, HERE + "figures.json") or b"")
    assert body["made_from"]["records"] == told.repo.resolve("refs/heads/records")
    assert findings(told, merged) == []


def test_what_people_wrote_goes_with_it(told: Office) -> None:
    notes = told.clone("agus").path / HERE / "notes.md"
    notes.parent.mkdir(parents=True)
    notes.write_text("## Kendala\n\nListrik padam.\n", "utf-8")
    tip = told.tip(submit(told))
    assert told.repo.file(tip, HERE + "notes.md") == notes.read_bytes()
    assert b"Listrik padam." in (told.repo.file(tip, HERE + "index.md") or b"")
    assert findings(told, tip) == []


def test_nothing_is_written_into_the_work_folder(told: Office) -> None:
    before = told.clone("agus").text("status", "--porcelain", "--ignored")
    submit(told)
    assert told.clone("agus").text("status", "--porcelain", "--ignored") == before


HINT = " Saran: buat lagi dengan terbit report 2026-10 --submit"


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        (
            "index.md",
            b"# Semua target tercapai\n",
            "error[RP001] isi berkas tidak sama dengan yang dihasilkan dari catatan.",
        ),
        ("releases.csv", None, "error[RP001] berkas laporan ini tidak ada."),
        ("tambahan.csv", b"a\n", "error[RP003] berkas ini bukan bagian laporan."),
        ("figures.json", b"{}", "error[RP002] asal angka laporan tidak dapat dibaca."),
        ("figures.json", b"[" * 100_000, "error[RP002] asal angka laporan tidak dapat dibaca."),
        ("figures.json", b"\xff\0", "error[RP002] asal angka laporan tidak dapat dibaca."),
    ],
)
def test_a_report_that_its_records_do_not_give_is_found(
    told: Office, path: str, content: bytes | None, expected: str
) -> None:
    tip = told.tip(submit(told))
    forged = told.commit("agus", {HERE + path: content}, [tip])
    told.push("agus", f"{forged}:refs/heads/draft/palsu")
    assert f"{HERE}{path}: {expected}{HINT}" in findings(told, forged)


def test_changed_notes_need_a_new_page(told: Office) -> None:
    tip = told.tip(submit(told))
    changed = told.commit("agus", {HERE + "notes.md": b"## Kendala\n\nBaru.\n"}, [tip])
    told.push("agus", f"{changed}:refs/heads/draft/catatan")
    assert [line.partition(": ")[0] for line in findings(told, changed)] == [HERE + "SHA256SUMS", HERE + "index.md"]


def test_a_report_out_of_records_of_ones_own_is_found(told: Office) -> None:
    tip = told.tip(submit(told))
    body = json.loads(told.repo.file(tip, HERE + "figures.json") or b"")
    body["made_from"]["records"] = tip
    forged = told.commit("agus", {HERE + "figures.json": json.dumps(body).encode()}, [tip])
    told.push("agus", f"{forged}:refs/heads/draft/palsu")
    assert findings(told, forged) == [
        f"{HERE}figures.json: error[RP002] laporan menyebut asal yang tidak ada di server ini.{HINT}"
    ]


def test_a_month_that_is_not_over_is_no_report_yet(told: Office) -> None:
    tip = told.tip(submit(told))
    early = findings(told, tip, moment("2026-10-31 23:59"))
    assert early == [f"{HERE}figures.json: error[RP001] bulan 2026-10 belum berakhir.{HINT}"]


def test_a_tree_without_the_report_has_nothing_to_find(told: Office) -> None:
    assert findings(told, told.main) == []


def test_the_next_report_lists_what_came_late(told: Office) -> None:
    number = submit(told)
    told.approve("wayan", number)
    told.merge("agus", number)
    story = Story()
    story.decide("approved", "2026-10-23 11:00", 14, "ratna", "kepala")
    record(told, story)
    text = told.type("agus", "report", "2026-11").stdout
    assert "## Susulan dari bulan sebelumnya\n\n| Tanggal | Kejadian | Mengenai |\n" in text
    assert "| 23 Oktober 2026 | disetujui | &#35;14 |" in text
    assert "2026-10-23" not in json.dumps(json.loads(told.type("agus", "report", "2026-11", "--format", "json").stdout)["sections"]["decisions"])  # fmt: skip  # noqa: E501


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["report", "kapan"], '"kapan" bukan bulan\nSaran: tulis tahun-bulan, misalnya 2026-10\n'),
        (["report", "2026-13"], '"2026-13" bukan bulan\nSaran: tulis tahun-bulan, misalnya 2026-10\n'),
        (
            ["report", "2099-01", "--submit"],
            "bulan 2099-01 belum berakhir\nSaran: lihat angka sementaranya dengan terbit report 2099-01\n",
        ),
    ],
)
def test_what_cannot_be_reported_is_said_in_words(told: Office, words: list[str], expected: str) -> None:
    done = told.type("agus", *words)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)


def test_without_records_it_says_that_there_is_no_data_and_proposes_nothing(office: Office) -> None:
    printed = office.type("agus", "report", "2026-10")
    assert printed.returncode == 0, printed.stderr
    assert "## Daftar berita\n\nTidak ada data.\n" in printed.stdout
    refused = office.type("agus", "report", "2026-10", "--submit")
    assert (refused.returncode, refused.stderr) == (
        2,
        "belum ada catatan di server\nSaran: laporan dibuat dari catatan: tunggu penayangan pertama\n",
    )


def test_without_its_server_it_prints_what_it_fetched_last_and_says_so(told: Office) -> None:
    assert told.type("agus", "report", "2026-10").returncode == 0
    told.bare.rename(told.bare.with_name("hilang.git"))
    try:
        done = told.type("agus", "report", "2026-10")
        assert done.returncode == 0
        assert done.stderr == "Server tidak menjawab: memakai catatan yang terakhir diambil.\n"
        assert "Peringatan dini wereng" in done.stdout
        assert told.type("agus", "report", "2026-10", "--submit").returncode == 3
    finally:
        told.bare.with_name("hilang.git").rename(told.bare)


def test_the_server_refuses_to_merge_a_report_that_its_records_do_not_give(told: Office) -> None:
    number = told.submit("agus", {HERE + "index.md": b"# Semua target tercapai\n"}, "Laporan 2026-10")
    told.approve("wayan", number)
    with pytest.raises(plain.Declined) as refused:
        told.merge("agus", number)
    assert f"{HERE}figures.json: error[RP002] asal angka laporan tidak dapat dibaca.{HINT}" in refused.value.answer


def test_the_server_refuses_a_month_that_is_not_over_by_its_own_clock(told: Office) -> None:
    told.clock("2026-11-02T09:00:00+07:00")
    submit(told)
    files = {path: told.repo.file(told.tip(1), path) for path in told.repo.tree(told.tip(1), "reports/")}
    early = {path.replace("2026-10", "2026-11"): content for path, content in files.items()}
    number = told.submit("agus", early, "Laporan 2026-11")
    told.approve("wayan", number)
    with pytest.raises(plain.Declined) as refused:
        told.merge("agus", number)
    assert "bulan 2026-11 belum berakhir" in refused.value.answer


def test_on_a_demo_clock_the_machines_clock_says_nothing(office: Office) -> None:
    story = october()
    story.events = [replace(event, source="demo") for event in story.events]
    record(office, story)
    office.clock("2031-01-02T08:30:00+07:00")
    running = json.loads(office.type("agus", "report", "2026-11", "--format", "json").stdout)
    assert running["complete"] is False  # the records end on 2 November, whatever this machine believes
    assert office.type("agus", "report", "2026-10", "--submit").returncode == 0


def test_a_report_out_of_records_as_they_were_before_is_found(office: Office) -> None:
    story = october()
    office.clock("2026-11-02T08:30:00+07:00")
    all_events = story.events
    story.events = [event for event in all_events if event.event not in ("rejected", "alarm")]
    nicer = record(office, story)
    story.events = [event for event in all_events if event.event in ("rejected", "alarm")]
    record(office, story)
    with Repo(office.bare) as repo:
        files = source.make(repo, "2026-10", main=office.main, records=nicer, as_of=LATER).files(None)
    number = office.submit("agus", dict(files), "Laporan 2026-10")
    assert findings(office, office.tip(number)) == [
        f"{HERE}figures.json: error[RP001] catatan bulan ini bertambah sesudah laporan dibuat.{HINT}"
    ]
