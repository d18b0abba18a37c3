"""Deploying is one step for readers, whatever dies in between."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from terbit.findings import Refused
from terbit.publishing import deploy
from terbit.publishing.edition import Edition
from terbit.publishing.manifest import Manifest

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def edition(text: str) -> Edition:
    return Edition(text * 40, AT, "", {"mkdocs.yml": text * 40}, ())


def put(tmp_path: Path, text: str, seam: deploy.Seam = lambda name: None) -> deploy.Release:
    room = deploy.room(tmp_path / "releases")
    (room / "site").mkdir()
    (room / "site" / "index.html").write_text(text)
    return deploy.deploy(
        room, tmp_path / "releases", tmp_path / "live", edition(text), Manifest({"index.html": text}), AT, "git", seam
    )


def shown(tmp_path: Path) -> str:
    return (tmp_path / "live" / "index.html").read_text()


def test_a_release_is_numbered_and_says_what_it_is(tmp_path: Path) -> None:
    first, second = put(tmp_path, "a"), put(tmp_path, "b")
    assert first.folder.name == f"0001-{edition('a').digest[:12]}"
    assert second.folder.name == f"0002-{edition('b').digest[:12]}"
    assert shown(tmp_path) == "b"
    assert json.loads((second.folder / "deployed.json").read_text()) == {
        "deployment": second.folder.name,
        "at": "2026-11-20T03:00:00Z",
        "digest": edition("b").digest,
        "main": "b" * 40,
        "as_of": "2026-11-20T03:00:00Z",
        "source": "git",
        "rollback": "",
    }
    assert deploy.current(tmp_path / "live") == second
    assert second.manifest().files == {"index.html": "b"}
    assert second.edition()["config"] == {"mkdocs.yml": "b" * 40}


def test_nothing_is_live_before_the_first(tmp_path: Path) -> None:
    assert deploy.current(tmp_path / "live") is None
    assert deploy.history(tmp_path / "releases") == []
    deploy.sweep(tmp_path / "releases", tmp_path / "live")


def test_the_live_link_survives_moving_the_server(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    put(tmp_path / "old", "a")
    (tmp_path / "old").rename(tmp_path / "new")
    assert shown(tmp_path / "new") == "a"


def test_a_roll_back_is_a_deployment_of_its_own(tmp_path: Path) -> None:
    first, _, third = put(tmp_path, "a"), put(tmp_path, "b"), put(tmp_path, "c")
    back = deploy.roll_back(tmp_path / "releases", tmp_path / "live", AT, "git", "m" * 40, lambda name: None)
    assert shown(tmp_path) == "b"
    assert back.folder.name == f"0004-{edition('b').digest[:12]}"
    assert back.deployed.rollback == f"0002-{edition('b').digest[:12]}"
    assert back.deployed.main == "m" * 40
    again = deploy.roll_back(tmp_path / "releases", tmp_path / "live", AT, "git", "m" * 40, lambda name: None)
    assert shown(tmp_path) == "a"
    assert again.deployed.rollback == first.folder.name
    with pytest.raises(Refused, match="tidak ada terbitan sebelumnya yang bisa dikembalikan"):
        deploy.roll_back(tmp_path / "releases", tmp_path / "live", AT, "git", "m" * 40, lambda name: None)
    assert third.folder.is_dir()


def test_old_releases_are_pruned_and_the_live_one_stays(tmp_path: Path) -> None:
    for text in "abcde":
        put(tmp_path, text)
    deploy.prune(tmp_path / "releases", tmp_path / "live", keep=2)
    assert [release.folder.name[:4] for release in deploy.history(tmp_path / "releases")] == ["0004", "0005"]
    assert shown(tmp_path) == "e"
    assert put(tmp_path, "f").folder.name.startswith("0006")


def test_a_folder_that_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "index.html").write_text("punya orang")
    with pytest.raises(Refused) as refusal:
        deploy.current(tmp_path / "live")
    assert refusal.value.message.text() == f"{tmp_path}/live sudah ada dan bukan buatan terbit"
    assert refusal.value.message.text("en") == f"{tmp_path}/live is there already and was not made by terbit"


def test_a_link_to_a_release_that_is_gone_is_refused(tmp_path: Path) -> None:
    release = put(tmp_path, "a")
    (release.folder / "deployed.json").unlink()
    with pytest.raises(Refused) as refusal:
        deploy.current(tmp_path / "live")
    assert refusal.value.message.text() == f"{tmp_path}/live tidak menunjuk ke terbitan yang utuh"


KILLED_IN_PLACE = """
    import os, signal, sys
    from pathlib import Path
    sys.path.insert(0, {tests!r})
    from publishing.test_deploy import put
    put(Path({folder!r}), "b", lambda name: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_release_that_was_never_switched_to_is_swept_and_its_number_used_again(tmp_path: Path) -> None:
    put(tmp_path, "a")
    script = textwrap.dedent(KILLED_IN_PLACE).format(tests=str(Path(__file__).parent.parent), folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == -signal.SIGKILL
    assert shown(tmp_path) == "a"
    assert len(list((tmp_path / "releases").iterdir())) == 2
    (tmp_path / "releases" / ".building-dead").mkdir()
    (tmp_path / ".live.12345678").symlink_to("nowhere")
    deploy.sweep(tmp_path / "releases", tmp_path / "live")
    assert [path.name[:4] for path in (tmp_path / "releases").iterdir()] == ["0001"]
    assert not (tmp_path / ".live.12345678").is_symlink()
    assert put(tmp_path, "b").folder.name.startswith("0002")
    assert shown(tmp_path) == "b"
