"""`tools/setup.sh npm`: what is unpacked is what the lock names, or nothing is."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from tests.support.github import FakeGitHub, published

SETUP = published.CHECKOUT / "tools" / "setup.sh"
PROGRAMS = ("sh", "sed", "mktemp", "rm", "mkdir", "cmp", "id", "env", "cat", "cp", "git", "ssh-keygen")
SKIPPED = "terbit: the tests that need npm's packages will be skipped\n"


def archive(where: Path, name: str, **files: str) -> str:
    """An npm archive; its sha512 as npm writes it."""
    with tarfile.open(where / f"{name}.tgz", "w:gz") as packed:
        for inner, text in files.items():
            entry = tarfile.TarInfo(f"package/{inner.replace('__', '/')}")
            entry.size = len(text)
            packed.addfile(entry, io.BytesIO(text.encode()))
    return base64.b64encode(hashlib.sha512((where / f"{name}.tgz").read_bytes()).digest()).decode()


class Checkout:
    def __init__(self, folder: Path) -> None:
        self.folder, self.registry, self.bin = folder / "checkout", folder / "registry", folder / "bin"
        for made in (self.folder / "tools" / "lock", self.registry, self.bin):
            made.mkdir(parents=True)
        shutil.copy(SETUP, self.folder / "tools")
        shutil.copy(SETUP.parent / "lock" / "npm.py", self.folder / "tools" / "lock")
        for program in PROGRAMS:
            (self.bin / program).symlink_to(str(shutil.which(program)))
        (self.bin / "python3").symlink_to(sys.executable)

    def npm(self, script: str) -> None:
        (self.bin / "npm").write_text(f"#!{shutil.which('sh')}\n{script}\n")
        (self.bin / "npm").chmod(0o755)

    def lock(self, text: str) -> None:
        (self.folder / "tools" / "lock" / "npm.txt").write_text(text)

    def run(self, **environment: str) -> tuple[int, str]:
        done = subprocess.run(
            ["tools/setup.sh", "npm"],
            cwd=self.folder,
            env={"PATH": str(self.bin), "HOME": str(self.folder), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    @property
    def unpacked(self) -> dict[str, str]:
        top = self.folder / ".venv" / "share" / "npm" / "node_modules"
        return {file.relative_to(top).as_posix(): file.read_text() for file in top.rglob("*") if file.is_file()}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path)
    # a registry that notes down what was asked of it
    asked = tmp_path / "asked"
    made.npm(f'echo "$@" >> {asked}; cp {made.registry}/*.tgz "$5"')
    return made


def test_what_the_lock_names_is_unpacked_once(checkout: Checkout, tmp_path: Path) -> None:
    one = archive(checkout.registry, "scope-satu-1.0.0", index="1", other="2")
    two = archive(checkout.registry, "dua-2.0.0", index="3", lib__deep="4")
    checkout.lock(f"# a comment\n@scope/satu 1.0.0 {one} index\ndua 2.0.0 {two}\n")
    assert checkout.run() == (0, "terbit: fetching what the tests need of npm (60 MB, once)\n")
    assert checkout.unpacked == {"@scope/satu/index": "1", "dua/index": "3", "dua/lib/deep": "4"}
    asked = (tmp_path / "asked").read_text()
    assert asked.startswith("pack --silent --ignore-scripts --pack-destination ")
    assert asked.endswith(" @scope/satu@1.0.0 dua@2.0.0\n")
    assert checkout.run() == (0, "")
    assert (tmp_path / "asked").read_text() == asked


def test_another_archive_than_the_locked_one(checkout: Checkout) -> None:
    one = archive(checkout.registry, "satu-1.0.0", index="1")
    two = archive(checkout.registry, "dua-2.0.0", index="3")
    checkout.lock(f"satu 1.0.0 {one}\ndua 2.0.0 {two}\n")
    archive(checkout.registry, "dua-2.0.0", index="jahat")
    code, said = checkout.run()
    assert (code, said.splitlines()[1:]) == (
        0,
        ["terbit: dua 2.0.0 is not the archive that tools/lock/npm.txt names", SKIPPED.strip()],
    )
    assert checkout.unpacked == {}
    assert checkout.run(CI="true")[0] == 1


def test_a_name_that_leads_out_of_the_folder_is_not_written(checkout: Checkout) -> None:
    one = archive(checkout.registry, "satu-1.0.0", index="1", **{"../../../../keluar": "2"})
    checkout.lock(f"satu 1.0.0 {one}\n")
    checkout.run()
    assert checkout.unpacked == {"satu/index": "1"}
    assert not list(checkout.folder.parent.rglob("keluar"))


def test_npm_that_fetches_nothing(checkout: Checkout) -> None:
    checkout.lock("satu 1.0.0 xxxx\n")
    checkout.npm("exit 1")
    code, said = checkout.run()
    assert (code, said.splitlines()[1:]) == (0, ["terbit: satu 1.0.0 could not be fetched", SKIPPED.strip()])


def test_no_npm_is_said_in_a_line_and_in_ci_a_failure(checkout: Checkout) -> None:
    checkout.lock("satu 1.0.0 xxxx\n")
    (checkout.bin / "npm").unlink()
    line = "terbit: npm is not here and could not be installed: the tests that need npm will be skipped\n"
    assert checkout.run() == (0, line + SKIPPED)
    assert checkout.run(CI="true") == (1, line)


def test_the_lock_names_no_registry_and_what_is_here_is_what_it_names() -> None:
    published.needed()
    text = (SETUP.parent / "lock" / "npm.txt").read_text("utf-8")
    assert "://" not in text
    assert (published.PACKAGES.parent / "npm.txt").read_text("utf-8") == text


def test_without_the_descriptions_tests_are_skipped_but_not_in_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "REST", tmp_path / "tiada.json")
    monkeypatch.delitem(os.environ, "CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"run tools/setup\.sh npm"):
        FakeGitHub(tmp_path)
    monkeypatch.setitem(os.environ, "CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"run tools/setup\.sh npm"):
        FakeGitHub(tmp_path)
