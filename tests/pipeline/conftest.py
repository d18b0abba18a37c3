"""Offices with something live, published once a worker and copied for each test that begins there."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pipeline.pages import pages_of
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


@pytest.fixture(scope="session")
def merged_template(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in which an article is merged, and nothing was ever published."""
    made = Office(tmp_path_factory.mktemp("merged") / "kantor", office_template)
    made.clock("2026-09-02T09:00")
    made.publishable("sari", made.article("panen-padi"))
    made.close()
    return made.top


@pytest.fixture(scope="session")
def prepared_template(merged_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, and a runner of GitHub's prepared and deployed it."""
    made = Office(tmp_path_factory.mktemp("prepared") / "kantor", merged_template)
    pages_of(made).prepare()
    made.close()
    return made.top


@pytest.fixture(scope="session")
def published_template(prepared_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, and the run that finishes came too."""
    made = Office(tmp_path_factory.mktemp("published") / "kantor", prepared_template)
    pages_of(made).finish()
    made.close()
    return made.top
