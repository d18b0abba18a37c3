"""Offices with something live, published once a worker and copied for each test that begins there."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.office import Office

from terbit.pipeline import worker


@pytest.fixture(scope="session")
def waiting_template(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose first site is live, and an article that is merged and not published."""
    made = Office(tmp_path_factory.mktemp("waiting") / "kantor", office_template)
    worker.once(made.server)
    made.clock("2026-09-02T09:00")
    made.publishable("sari", made.article("panen-padi"))
    made.close()
    return made.top
