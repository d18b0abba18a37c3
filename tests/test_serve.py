"""`make serve`: the throw-away office's site on this machine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

SERVE = Path(__file__).parents[1] / "tools" / "demo" / "serve.py"


def test_pages_and_what_is_missing(tmp_path: Path) -> None:
    live = tmp_path / "live"
    live.mkdir()
    (live / "index.html").write_text("depan", "utf-8")
    (live / "404.html").write_text("tidak ada", "utf-8")
    command = [sys.executable, "-u", str(SERVE), str(tmp_path), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        address = re.match(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert address is not None
        try:
            assert httpx.get(address[0]).text == "depan"
            missing = httpx.get(address[0] + "tidak/ada/")
            assert (missing.status_code, missing.text) == (404, "tidak ada")
        finally:
            process.terminate()


@pytest.mark.parametrize("folder", ["", "kosong"])
def test_nothing_to_serve(tmp_path: Path, folder: str) -> None:
    done = subprocess.run(
        [sys.executable, str(SERVE), str(tmp_path / folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path / folder / 'live'}: nothing is live yet; run make publish first\n"
