"""A new office out of answers: what its files hold, and that its own rules find nothing wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from terbit import lock, rules
from terbit import sop as procedure
from terbit.articles.tree import FolderTree
from terbit.findings import Refused
from terbit.founding.answers import Answers, Member, members
from terbit.founding.files import files
from terbit.github import files as github
from terbit.lock import Package
from terbit.sop import Sop

NOW = datetime(2026, 11, 20, tzinfo=UTC)
PACKAGE = Package("0.1.0", "ab" * 32)
PEOPLE = members(
    [
        ("administrator", "Agus Pratama <agus@uji.go.id> @agus-uji"),
        ("kepala", "Ratna Kusuma"),
        ("ketua-tim", "Agus Pratama"),
        ("penulis", "Agus Salim <salim@uji.go.id>"),
    ]
)
ANSWERS = Answers("Balai Uji", "https://uji.go.id", PEOPLE, postal="Jalan Uji 1", zone="Asia/Makassar")


def sop_of(made: dict[str, bytes]) -> Sop:
    sop, findings = procedure.read(made[procedure.PATH])
    assert sop is not None, findings
    return sop


def found_in(made: dict[str, bytes], folder: Path) -> list[str]:
    for path, content in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    tree = FolderTree(folder)
    return [f.text() for f in rules.check(tree, sop_of(made), datetime(2026, 11, 20, tzinfo=UTC))]


def test_the_procedure_holds_what_was_answered() -> None:
    sop = sop_of(files(ANSWERS, PACKAGE, NOW))
    assert (sop.office.name, sop.office.address, sop.office.zone) == (
        "Balai Uji",
        "https://uji.go.id/",
        "Asia/Makassar",
    )
    assert {key: [held.role for held in person.roles] for key, person in sop.people.items()} == {
        "agus": ["administrator", "ketua-tim", "pengelola"],
        "ratna": ["kepala"],
        "agus-2": ["penulis"],
    }
    assert sop.people["agus"].login == "agus-uji"


def test_the_calendars_of_this_year_and_the_next_are_frozen() -> None:
    sop = sop_of(files(ANSWERS, PACKAGE, NOW))
    assert sorted(sop.calendar) == [2026, 2027]
    assert sop.calendar[2026].holidays[date(2026, 3, 20)] == "Cuti Bersama Hari Raya Idul Fitri"
    assert len(sop.calendar[2027].holidays) > 15


def test_the_year_is_the_offices_own() -> None:
    eve = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # half past one in Makassar
    assert sorted(sop_of(files(ANSWERS, PACKAGE, eve)).calendar) == [2027, 2028]


def test_its_own_rules_find_nothing_wrong(tmp_path: Path) -> None:
    for number, answers in enumerate(
        (
            ANSWERS,
            replace(ANSWERS, language="en"),
            replace(ANSWERS, name='Kantor: "Desa" \\ #1 – {a}', unit="- x", postal=None, email="surat@uji.go.id"),
        )
    ):
        assert found_in(files(answers, PACKAGE, NOW), tmp_path / str(number)) == []


def test_a_plain_office_has_nothing_for_github_and_no_source_of_the_tool() -> None:
    assert sorted(files(ANSWERS, PACKAGE, NOW)) == [
        ".gitignore",
        "README.md",
        "content/index.md",
        "content/kontak.md",
        "content/layanan.md",
        "content/ppid.md",
        "content/profil/index.md",
        "content/profil/struktur.md",
        "mkdocs.yml",
        "requirements.lock",
        "sop.yml",
    ]


def test_the_lock_names_one_package() -> None:
    made = files(ANSWERS, PACKAGE, NOW)[lock.PATH].decode()
    assert made.splitlines()[1:] == [PACKAGE.line]
    assert lock.version(made.encode()) == "0.1.0"


def test_an_office_on_github_has_its_generated_files() -> None:
    made = files(replace(ANSWERS, repository="uji/situs", records="uji/catatan"), PACKAGE, NOW)
    assert github.differing(sop_of(made), made.get) == []
    assert ".github/workflows/publish.yml" in made


def test_a_wrong_answer_is_refused_in_the_words_of_the_procedure() -> None:
    with pytest.raises(Refused) as refusal:
        files(replace(ANSWERS, zone="Asia/Makasar"), PACKAGE, NOW)
    assert refusal.value.message.text("id") == 'zona waktu "Asia/Makasar" tidak dikenal'


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ([("administrator", "Agus")], "belum ada orang untuk peran kepala"),
        ([("kepala", "Agus")], "belum ada orang untuk peran administrator"),
        (
            [("administrator", "Agus  Pratama"), ("kepala", "agus pratama <a@b.id>")],
            "administrator dan pimpinan harus dua orang: perubahan prosedur disetujui keduanya",
        ),
        ([("administrator", "<a@b.id>")], '"<a@b.id>" bukan nama orang'),
        ([("administrator", "a@b.id")], '"a@b.id" bukan nama orang'),
    ],
)
def test_people_who_cannot_be(said: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(Refused) as refusal:
        members(said)
    assert refusal.value.message.text("id") == message


def test_one_person_may_hold_several_roles() -> None:
    found = members([("administrator", "Agus <a@b.id>"), ("kepala", "Ratna"), ("penulis", "AGUS @agus")])
    assert found == (
        Member("Agus", ("administrator", "penulis"), "a@b.id", "agus"),
        Member("Ratna", ("kepala",)),
    )
