"""An office on this machine for the proof: keys, a server with its real hooks, a work folder for everybody, and HTTP.

Everything that people would type is typed, as `terbit` and `git` commands in processes of their own.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PEOPLE = ("admin", "kepala", "ketua", "penulis", "koordinator")


class Failed(Exception):
    """A command of the proof ended otherwise than it must."""


def terbit(*words: str | Path, expect: int | None = 0) -> str:
    """Run `terbit …`; what it prints. Raises Failed at another exit code than expected (None: any)."""
    return _run([sys.executable, "-m", "terbit", *map(str, words)], expect)


def git(folder: Path, *words: str) -> str:
    """Run git in a folder; what it prints."""
    return _run(["git", "-C", str(folder), *words], 0).strip()


def _run(command: list[str], expect: int | None) -> str:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if expect is not None and done.returncode != expect:
        raise Failed(f"{' '.join(command[1:])}: exit {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def people_with_keys(office: Path, keys: Path) -> None:
    """Put a fresh key of everybody into the `sop.yml` of a new office, and commit that to its main."""
    keys.mkdir(parents=True)
    text = (office / "sop.yml").read_text("utf-8")
    for person in PEOPLE:
        _run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", str(keys / person)], 0)
        kind, blob, *_ = (keys / f"{person}.pub").read_text("utf-8").split()
        entry = re.compile(rf"^(  {person}:\n    name: .*\n)", re.MULTILINE)
        text, count = entry.subn(
            rf"\1    email: {person}@kantor.example\n    keys:\n      - {{key: {kind} {blob}}}\n", text
        )
        if count != 1:
            raise Failed(f"sop.yml of the new office has no {person}")
    (office / "sop.yml").write_text(text, "utf-8")
    git(office, "-c", "user.name=Admin", "-c", "user.email=admin@kantor.example", "commit", "-qam", "Isi kantor")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A web server on the loopback for a folder (which may not be there yet); its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
