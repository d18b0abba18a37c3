"""Each planted defect is found, once, under its rule, with its address and line; no trap is a finding."""

from collections import Counter
from pathlib import Path

import pytest
from tests.links import planted

from terbit.findings import Finding
from terbit.links import internal


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    top = tmp_path_factory.mktemp("planted")
    planted.make(top)

    def name(address: str) -> str:
        return address + "index.html" if address == "" or address.endswith("/") else address

    findings: dict[str, list[Finding]] = {}
    for finding in internal.check(top, planted.URL, name, lambda path: None):
        findings.setdefault(finding.path, []).append(finding)
    return findings


@pytest.mark.parametrize("defect", planted.DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_is_found(found: dict[str, list[Finding]], defect: planted.Defect) -> None:
    [finding] = found.get(defect.name, [None])
    assert finding is not None
    assert (finding.rule, defect.address in finding.message.text("id")) == (defect.rule, True), finding.text()
    if isinstance(defect.content, str) and defect.rule not in ("LB006", "LB009", "LB011"):  # of whole files
        line = defect.content.split("\n")[finding.line - 1]
        assert finding.line > 0 and finding.column > 0, finding.text()
        assert _as_written(defect) in line[finding.column - 1 :], finding.text()


def _as_written(defect: planted.Defect) -> str:
    odd = {"cacat/entitas/index.html": "a href=", "rss-5.xml": "/t.xsl?a&amp;b", "aset/lolos.css": "\\74 .png"}
    return odd.get(defect.name, defect.address)


def test_nothing_else_is_found(found: dict[str, list[Finding]]) -> None:
    names = {defect.name for defect in planted.DEFECTS}
    assert [finding.text() for name, each in found.items() if name not in names for finding in each] == []


def test_each_defect_stands_on_a_page_of_its_own() -> None:
    assert max(Counter(defect.name for defect in planted.DEFECTS).values()) == 1


def test_the_same_is_found_again_from_what_was_kept(tmp_path: Path) -> None:
    planted.make(tmp_path / "site")
    kept = internal.Kept(tmp_path / "kept")
    first, again = (internal.check(tmp_path / "site", planted.URL, str, None, kept) for _ in range(2))
    assert first == again == internal.check(tmp_path / "site", planted.URL, str)
