"""`tools/setup.sh`: one clear line where the machine lacks something, and nothing half done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
PROGRAMS = ("sh", "sed", "mktemp", "rm", "touch", "tail", "id", "env")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """All that is on PATH: what the script itself needs, and a fitting Python, git and ssh-keygen."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in (*PROGRAMS, "git", "ssh-keygen"):
        (programs / name).symlink_to(str(shutil.which(name)))
    (programs / "python3").symlink_to(sys.executable)
    return programs


def put(programs: Path, name: str, script: str) -> None:
    (programs / name).unlink(missing_ok=True)
    (programs / name).write_text(f"#!{shutil.which('sh')}\n{script}\n")
    (programs / name).chmod(0o755)


def set_up(programs: Path, what: str = "publish", **environment: str) -> tuple[int, str]:
    folder = programs.parent / "checkout"
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        [str(CHECKOUT / "tools" / "setup.sh"), what],
        cwd=folder,
        env={"PATH": str(programs), "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not (folder / ".venv" / ".ready").exists()
    return done.returncode, done.stdout + done.stderr


def test_no_python(machine: Path) -> None:
    (machine / "python3").unlink()
    assert set_up(machine) == (
        2,
        "terbit: Python is missing; install Python 3.11 or newer (Debian: apt install python3 python3-venv)\n",
    )


def test_an_old_python(machine: Path) -> None:
    put(machine, "python3", '[ "$1" = --version ] && echo Python 3.9.2 && exit 0; exit 1')
    assert set_up(machine) == (
        2,
        "terbit: Python 3.9.2 is too old; Python 3.11 or newer is needed (PYTHON=/path/to/python3.12 make …)\n",
    )


def test_a_python_without_venv(machine: Path) -> None:
    put(machine, "python3", 'case "$2" in *venv*) exit 1;; esac; exit 0')
    assert set_up(machine) == (2, "terbit: Python's venv is missing (Debian: apt install python3-venv)\n")


def test_no_git(machine: Path) -> None:
    (machine / "git").unlink()
    assert set_up(machine) == (2, "terbit: git is missing; install git 2.38 or newer\n")


@pytest.mark.parametrize("version", ["2.37.9", "1.9.1"])
def test_an_old_git(machine: Path, version: str) -> None:
    put(machine, "git", f"echo git version {version}")
    short = ".".join(version.split(".")[:2])
    assert set_up(machine) == (
        2,
        f"terbit: git {short} is too old; git 2.38 or newer is needed (merge-tree --write-tree)\n",
    )


def test_no_ssh_keygen(machine: Path) -> None:
    (machine / "ssh-keygen").unlink()
    assert set_up(machine) == (
        2,
        "terbit: ssh-keygen is missing; install OpenSSH's client (Debian: apt install openssh-client)\n",
    )


def test_a_browser_that_cannot_be_had_is_one_line_and_in_ci_a_failure(machine: Path) -> None:
    line = "terbit: chromium is not here and could not be installed: the tests that need chromium will be skipped"
    code, said = set_up(machine, "browser")
    assert (code, said.splitlines()[0]) == (0, line)
    assert set_up(machine, "browser", CI="true") == (1, line + "\n")


def test_packages_that_cannot_be_installed(machine: Path) -> None:
    """No lock file in this folder: pip says so, and the set-up is not called ready."""
    (machine / "python3").unlink()
    put(machine, "python3", f'exec {sys.executable} "$@"')
    code, said = set_up(machine)
    assert code == 2
    assert said.splitlines()[-1] == (
        "terbit: the packages in requirements.lock could not be installed; the lines above are pip's"
    )
    assert not os.path.lexists(machine.parent / "checkout" / ".venv" / ".ready-dev")


def test_a_java_that_cannot_be_had_is_one_line(machine: Path) -> None:
    line = (
        "terbit: default-jre-headless is not here and could not be installed: the tests that need java will be skipped"
    )
    assert set_up(machine, "java") == (0, line + "\n")
