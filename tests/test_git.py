"""Reading git's objects from several threads, as a build does with pictures."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from terbit.git import Repo


def test_threads_that_read_at_once_each_get_their_own_object(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path)], check=True)
    contents = [f"{number}\n".encode() * (1 + number * 97) for number in range(60)]
    for number, content in enumerate(contents):
        (tmp_path / f"isi{number}").write_bytes(content)
    names = "\n".join(str(tmp_path / f"isi{number}") for number in range(len(contents)))
    made = subprocess.run(
        ["git", "-C", str(tmp_path), "hash-object", "-w", "--stdin-paths"],
        input=names.encode(),
        capture_output=True,
        check=True,
    ).stdout.split()
    oids = [oid.decode() for oid in made] * 10

    with Repo(tmp_path) as repo, ThreadPoolExecutor(4) as threads:
        assert list(threads.map(repo.blob, oids)) == contents * 10
