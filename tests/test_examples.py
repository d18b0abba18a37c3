"""The written procedures A, B and D as data: the same tool, other roles, and a whole change through each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.office import CHECKOUT, Office, make_template

from terbit import sop as procedure
from terbit.forge import plain
from terbit.sop import Sop

EXAMPLES = CHECKOUT / "docs" / "examples"
NAMES = ("a", "b", "d")

# REQUIREMENTS, column "Standard"; a step that sets none has none
STANDARD = {
    "a": {"A2": None, "A3": None, "A4": None, "A5": None, "A6": None, "A7": None, "A8": None, "A9": None},
    "b": {
        "B1": "3 jam",
        "B2": "1 jam",
        "B3": "1 jam",
        "B4": "30 menit",
        "B5": "30 menit",
        "B6": "30 menit",
        "B7": "30 menit",
    },
    "d": {
        "D1": "1 hari",
        "D2": "1 jam",
        "D3": "1 jam",
        "D4": "1 jam",
        "D5": "10 menit",
        "D6": "5 menit",
        "D7": "1 jam",
    },
}
ASKED = {"a": ("ketua-tim",), "b": ("kasubbag", "pimpinan"), "d": ("sub-koordinator",)}


def read(name: str) -> Sop:
    sop, findings = procedure.read((EXAMPLES / f"{name}.yml").read_bytes())
    assert sop is not None, [finding.text() for finding in findings]
    return sop


@pytest.mark.parametrize("name", NAMES)
def test_the_steps_are_those_of_the_source_with_their_standard_times(name: str) -> None:
    found = {step.source: str(step.waktu_baku) if step.waktu_baku else None for step in read(name).steps.values()}
    assert found == STANDARD[name]


def test_the_totals_are_those_of_the_sources() -> None:
    spans = {name: [step.waktu_baku for step in read(name).steps.values() if step.waktu_baku] for name in NAMES}
    minutes = {name: sum(span.minutes or 0 for span in found) for name, found in spans.items()}
    assert minutes == {"a": 0, "b": 7 * 60, "d": 4 * 60 + 15}
    assert [str(span) for span in spans["d"] if span.minutes is None] == ["1 hari"]


def test_the_targets_and_the_form_of_a_are_data() -> None:
    sop = read("a")
    targets = sop.targets
    assert (targets.news_gap_days, targets.page_updates_per_week, targets.report) == (14, 3, "monthly")
    assert sop.forms[sop.steps["lapor-gangguan"].form or ""].code == "FM.Balittas.TU.2.6.05"
    assert sop.roles[sop.report.recipient] == "Koordinator Evaluasi dan Pelaporan"
    assert [c.name for c in sop.categories.values() if not c.publication] == [
        "Hasil penelitian",
        "Teknologi",
        "Opini",
        "Feature",
        "Kegiatan balai",
        "Perkembangan komoditas",
    ]


def test_the_same_article_asks_other_people_in_each() -> None:
    asked = {name: read(name).deciding_roles(read(name).steps_for(["kegiatan"])) for name in NAMES}
    assert asked == ASKED
    assert len(set(asked.values())) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_role_that_decides_or_publishes_is_held_by_somebody(name: str) -> None:
    sop = read(name)
    moment = procedure.month_bounds("2026-10", sop.zone)[0]
    for step in sop.steps.values():
        assert sop.holders(step.role, moment), step.role


def test_nothing_of_a_procedure_is_code() -> None:
    package = Path(procedure.__file__).parents[1]
    code = "".join(file.read_text("utf-8") for file in package.rglob("*.py"))
    for example in NAMES:
        sop = read(example)
        for own in (name for name in (*sop.roles, *sop.steps) if "-" in name):
            assert not re.search(rf"[\"']{re.escape(own)}[\"']", code), own


# -- on a real server --------------------------------------------------------------------------------------------

PEOPLE = {  # who writes, who decides in order, who merges
    "a": ("ani", ("bambang",), "dedi"),
    "b": ("fitri", ("hasan", "indah"), "gede"),
    "d": ("joko", ("lukas",), "kartika"),
}


@pytest.fixture(scope="module", params=NAMES)
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """An example's procedure on a server of its own, made once."""
    content = (EXAMPLES / f"{request.param}.yml").read_bytes()
    return request.param, make_template(tmp_path_factory.mktemp(f"contoh-{request.param}"), content)


def test_a_whole_change_is_returned_approved_and_merged_and_another_one_rejected(
    example: tuple[str, Path], tmp_path: Path
) -> None:
    name, template = example
    office = Office(tmp_path / "kantor", template)
    writer, deciders, merger = PEOPLE[name]
    try:
        number = office.submit(writer, office.article("panen"))
        office.decide(deciders[0], number, "returned", "Sumber data belum ada.")
        with pytest.raises(plain.Declined):
            office.merge(merger, number)
        office.submit(writer, office.article("panen", body="Padi dipanen. Sumber: kebun.\n"), number=number)
        with pytest.raises(plain.Declined):
            office.merge(merger, number)
        for decider in deciders:
            with pytest.raises(plain.Declined):
                office.merge(merger, number)  # not before all have approved
            office.approve(decider, number)
        merged = office.merge(merger, number)
        assert office.main == merged
        assert office.repo.file(merged, "content/berita/2026/09/panen/index.md") is not None

        refused = office.submit(writer, office.article("iklan", title="Pupuk merek unggul"))
        office.decide(deciders[0], refused, "rejected", "Ini iklan.")
        with pytest.raises(plain.Declined):
            office.merge(merger, refused)
        for decider in deciders:
            with pytest.raises(plain.Declined):
                office.approve(decider, refused)  # a rejection is final
        assert office.main == merged
    finally:
        office.close()


def test_in_a_policy_matter_needs_the_head_of_office_too(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    template = make_template(tmp_path_factory.mktemp("kebijakan"), (EXAMPLES / "a.yml").read_bytes())
    office = Office(tmp_path / "kantor", template)
    try:
        number = office.submit("ani", office.article("tarif", policy="true"))
        office.approve("bambang", number)
        with pytest.raises(plain.Declined):
            office.merge("dedi", number)
        office.approve("citra", number)
        assert office.merge("dedi", number) == office.main
    finally:
        office.close()
