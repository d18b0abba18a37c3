"""The publisher is killed, with SIGKILL, at every boundary: the next run loses nothing and doubles nothing."""

from __future__ import annotations

import shutil
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support import warm
from tests.support.office import Office

from terbit.forge.bare import Bare
from terbit.pipeline import worker
from terbit.pipeline.stages import BOUNDARIES, STAGES
from terbit.publishing import deploy
from terbit.records import book


@pytest.fixture(scope="module")
def prepared(waiting_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with one deployment, and a merge that waits to be published."""
    office = Office(tmp_path_factory.mktemp("prepared") / "kantor", waiting_template)
    office.server.queue.write_text("refs/heads/main\n")
    office.clock("2026-09-02T10:00")
    office.close()
    return office.top


def copy(prepared: Path, folder: Path) -> Bare:
    shutil.copytree(prepared, folder, symlinks=True)
    server = Bare(folder / "server.git")
    server.write_facts(replace(server.facts(), live=str(folder / "live")))
    return server


def recorded(server: Bare) -> list[bytes]:
    from terbit.git import Repo

    with Repo(server.path) as repo:
        found = book.read(repo)
        assert found.findings == ()
        return sorted(event.line() for event in found.events)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def released(server: Bare) -> list[str]:
    return sorted(path.name for path in (server.folder / "releases").iterdir())


@pytest.fixture(scope="module")
def reference(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[bytes], list[str]]:
    """What a run that nobody kills leaves."""
    server = copy(prepared, tmp_path_factory.mktemp("reference") / "kantor")
    worker.work(server)
    assert not worker.pending(server)
    return recorded(server), released(server)


def test_every_stage_has_its_boundaries() -> None:
    assert {name.partition(":")[0] for name in BOUNDARIES} == {stage.name for stage in STAGES}
    assert [stage.name for stage in STAGES] == [
        "reconcile",
        "check",
        "build",
        "links",
        "deploy",
        "verify",
        "records",
        "report",
    ]


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_run_killed_here_is_made_good_by_the_next(
    boundary: str, prepared: Path, reference: tuple[list[bytes], list[str]], tmp_path: Path
) -> None:
    server = copy(prepared, tmp_path / "kantor")
    before = deploy.current(tmp_path / "kantor" / "live")
    assert before is not None
    killed = subprocess.run([warm.python(), "-I", warm.KILLED, "worker", str(server.path), boundary], check=False)
    assert killed.returncode == -signal.SIGKILL
    live = deploy.current(tmp_path / "kantor" / "live")
    assert live is not None and live.intact()
    assert (live.folder.name == before.folder.name) == (not _deployed(boundary))
    found = worker.status(server)
    assert found is not None and found["state"] == "interrupted"
    assert worker.pending(server)
    worker.work(server)
    assert not worker.pending(server)
    assert (recorded(server), released(server)) == reference
    assert names(tmp_path / "kantor") == names(prepared)
    assert (tmp_path / "kantor/live/berita/2026/09/panen-padi/index.html").is_file()


def _deployed(boundary: str) -> bool:
    order = [name for stage in STAGES for name in (f"{stage.name}:before", f"{stage.name}:after")]
    return boundary in order[order.index("deploy:after") :]


def test_what_went_live_keeps_its_time_however_late_it_is_recorded(prepared: Path, tmp_path: Path) -> None:
    server = copy(prepared, tmp_path / "kantor")
    killed = subprocess.run([warm.python(), "-I", warm.KILLED, "worker", str(server.path), "deploy:after"], check=False)
    assert killed.returncode == -signal.SIGKILL
    server.demo_clock.write_text("2026-09-02T05:30:00Z\n")
    worker.work(server)
    from terbit.git import Repo

    with Repo(server.path) as repo:
        event = book.read(repo).last_at_address("berita/2026/09/panen-padi/")
    assert event is not None
    assert (event.event, event.at.isoformat()) == ("released", "2026-09-02T03:00:00+00:00")


def test_a_run_that_finds_nothing_new_writes_nothing(prepared: Path, tmp_path: Path) -> None:
    server = copy(prepared, tmp_path / "kantor")
    worker.work(server)
    first = recorded(server), released(server)
    worker.once(server)
    assert (recorded(server), released(server)) == first
