"""What `warm.python()` starts behaves as what `sys.executable` starts: tests may take one for the other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.support import warm, warm_server
from tests.support.office import CHECKOUT

pytestmark = pytest.mark.skipif(not warm_server.POSSIBLE, reason="forks out of a warm process are for Linux")
KNOWN = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


@pytest.mark.parametrize(
    "words",
    [
        ("-I", "-m", "terbit", "--help"),
        ("-m", "terbit", "--lang", "en", "submit", "--help"),
        ("-I", "-m", "terbit", "-C", "tak-ada", "status"),
        ("-I", "-m", "terbit", "tak-ada"),
        ("-I", "-m", "terbit.server.hook", "pre-receive", "/nonexistent"),
        ("-c", "import os, sys; print(sys.argv, os.getcwd(), sorted(os.environ)); sys.exit(3)", "a b"),
    ],
)
def test_a_warm_program_prints_and_ends_as_a_cold_one(words: tuple[str, ...], tmp_path: Path) -> None:
    cold, hot = (
        subprocess.run([python, *words], cwd=tmp_path, env=KNOWN, capture_output=True, check=False)
        for python in (sys.executable, warm.python())
    )
    assert (hot.returncode, hot.stdout, hot.stderr) == (cold.returncode, cold.stdout, cold.stderr)
    assert hot.stdout + hot.stderr


def test_the_language_of_one_is_not_the_language_of_the_next() -> None:
    first, other, again = (
        subprocess.run(
            [warm.python(), "-m", "terbit", "--lang", lang, "merge", "--help"], capture_output=True, check=True
        )
        for lang in ("id", "en", "id")
    )
    assert first.stdout == again.stdout != other.stdout


def test_other_modules_are_loaded_where_somebody_names_them(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise SystemExit(7)")
    environment = {**KNOWN, "PYTHONPATH": str(tmp_path)}
    plain, isolated = (
        subprocess.run([warm.python(), *words, "--help"], env=environment, capture_output=True, check=False).returncode
        for words in (("-m", "terbit"), ("-I", "-m", "terbit"))
    )
    assert (plain, isolated) == (7, 0)


def test_it_reads_what_it_is_given_and_writes_to_what_it_is_given(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with out.open("wb") as file:
        done = subprocess.run(
            [warm.python(), "-I", "-m", "terbit", "-C", str(CHECKOUT), "check", "--format", "json"],
            stdout=file,
            check=False,
        )
    assert done.returncode in (0, 1)
    assert out.read_bytes().startswith(b"[")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGALRM])
def test_it_ends_by_the_signal_that_ended_the_program(number: signal.Signals) -> None:
    command = [warm.python(), "-m", "terbit", "-C", str(CHECKOUT), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as client:
        assert client.stdout is not None and client.stdout.readline()
        os.kill(forked(), number)
        assert client.wait(30) == -number


def forked() -> int:
    """The process that does what the client asked for: a child of the warm one, with its command line."""
    line = os.fsencode(Path(warm.python()).with_name("socket"))
    found = [int(file.parent.name) for file in Path("/proc").glob("[0-9]*/cmdline") if line in file.read_bytes()]
    (child,) = (
        pid for pid in found if int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) in found
    )
    return child


def test_it_is_killed_with_the_one_who_started_it(tmp_path: Path) -> None:
    command = [warm.python(), "-m", "terbit", "-C", str(CHECKOUT), "serve", "--port", "0"]
    client = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert client.stdout is not None and client.stdout.readline()
    client.send_signal(signal.SIGKILL)
    client.wait()
    until = time.monotonic() + 30
    while client.stdout.readline() and time.monotonic() < until:  # the end comes when nobody holds the other side
        pass
    assert time.monotonic() < until
    client.stdout.close()
