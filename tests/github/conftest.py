"""Offices on the fake GitHub that are published as their workflows do it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.github.publisher import Publisher


@pytest.fixture
def publisher(office_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A public office, with its records in a second repository."""
    made = Publisher(tmp_path, office_template, monkeypatch)
    yield made
    made.office.close()


@pytest.fixture
def private(office_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """An office that has one repository, a private one."""
    made = Publisher(tmp_path, office_template, monkeypatch, public=False)
    yield made
    made.office.close()
