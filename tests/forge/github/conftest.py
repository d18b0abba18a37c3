"""An office on GitHub, fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.forge.github.office import OfficeOnGitHub


@pytest.fixture
def github(office_template: Path, tmp_path: Path) -> Iterator[OfficeOnGitHub]:
    made = OfficeOnGitHub(tmp_path, office_template)
    yield made
    made.close()
