"""Every case of the corpus: exactly what is said of it, within its bounds."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from tests.hostile.judge import CASES, EXPECTED, cases


@pytest.fixture(scope="module")
def said() -> dict[str, list[str]]:
    """What is said of each case: in one process, whose children are bounded."""
    command = [sys.executable, "-m", "tests.hostile.judge"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CASES.parents[2])
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(line) for line in done.stdout.splitlines())


@pytest.mark.parametrize("name", cases())
def test_what_is_said(said: dict[str, list[str]], name: str) -> None:
    assert not any(line.startswith("GAGAL") for line in said[name]), said[name]
    assert said[name] == (CASES / name / EXPECTED).read_text("utf-8").splitlines()
