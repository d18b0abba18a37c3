"""The report's files: golden, deterministic, and safe to open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.reporting.an_office import Office, moment, october, sample_sop

from terbit.reporting import report
from terbit.reporting.figures import Figures, figures
from terbit.reporting.report import Origin

ORIGIN = Origin("a" * 40, "b" * 40)
END = moment("2026-12-01 00:00")


def made(office: Office) -> Figures:
    return figures(office.events, sample_sop(), "2026-10", office.article_of, END)


@pytest.mark.parametrize("name", ["index.md", "figures.json", "releases.csv"])
def test_the_files_are_the_golden_ones(name: str, golden: Callable[[str, bytes], None]) -> None:
    files = report.files(made(october()), sample_sop(), ORIGIN)
    assert sorted(files) == [f"reports/2026-10/{one}" for one in sorted(report.GENERATED)]
    golden(name, files[f"reports/2026-10/{name}"])
