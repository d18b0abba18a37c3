"""The two runs on GitHub are killed, with SIGKILL, at every boundary: a full run later the records are those of runs
that nobody disturbed, line for line.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.pipeline.pages import Pages
from tests.support import warm
from tests.support.office import Office

from terbit.pipeline.stages import STAGES
from terbit.records import book

FIRST = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
ARTICLE = "berita/2026/09/panen-padi/index.html"
IN_ORDER = tuple(f"{stage.name}:{side}" for stage in STAGES for side in ("before", "after"))
PREPARING = (*IN_ORDER[: IN_ORDER.index("deploy:after") + 1], "deploy:placed")


@pytest.fixture(scope="module")
def waiting(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with one deployment, and a merge that waits to be published."""
    top = tmp_path_factory.mktemp("waiting") / "kantor"
    office = Office(top, office_template)
    Pages(top, FIRST).publish()
    office.clock("2026-09-02T09:00")
    office.publishable("sari", office.article("panen-padi"))
    office.close()
    return top


@pytest.fixture(scope="module")
def deployed(waiting: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, and the merge is prepared and deployed, and not finished."""
    top = copy(waiting, tmp_path_factory.mktemp("deployed") / "kantor").top
    Pages(top).prepare()
    return top


@pytest.fixture(scope="module")
def reference(waiting: Path, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What runs leave that nobody kills."""
    pages = copy(waiting, tmp_path_factory.mktemp("reference") / "kantor")
    pages.publish()
    assert (pages.public / ARTICLE).is_file()
    return pages.events()


def copy(office: Path, folder: Path) -> Pages:
    shutil.copytree(office, folder, symlinks=True)
    made = Pages(folder)
    made.server.write_facts(replace(made.server.facts(), live=str(folder / "live")))
    return made


def killed(pages: Pages, half: str, boundary: str) -> None:
    command = [warm.python(), "-I", warm.KILLED, half, str(pages.top), boundary]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL


@pytest.mark.parametrize("boundary", PREPARING)
def test_killed_while_it_prepares(boundary: str, waiting: Path, reference: list[bytes], tmp_path: Path) -> None:
    pages = copy(waiting, tmp_path / "kantor")
    killed(pages, "prepare", boundary)
    assert not (pages.public / ARTICLE).exists()
    assert pages.names("deployed") == ["deployed"]
    pages.publish()
    assert pages.events() == reference
    assert (pages.public / ARTICLE).is_file()


@pytest.mark.parametrize("boundary", IN_ORDER)
def test_killed_while_it_finishes(boundary: str, deployed: Path, reference: list[bytes], tmp_path: Path) -> None:
    pages = copy(deployed, tmp_path / "kantor")
    killed(pages, "finish", boundary)
    run = pages.publish()
    assert run.handed == ""  # it is live already: nothing is deployed twice
    assert pages.events() == reference
    before = pages.records.resolve(book.REF)
    pages.publish()
    assert pages.records.resolve(book.REF) == before


def test_killed_between_the_two(deployed: Path, reference: list[bytes], tmp_path: Path) -> None:
    """The run that finishes never came: the next one, however late, writes when it went live."""
    pages = copy(deployed, tmp_path / "kantor")
    late = Pages(pages.top, datetime(2026, 9, 2, 8, 0, tzinfo=UTC))
    late.publish()
    assert late.events() == reference
