"""`terbit check --changed-since` for one changed article, as a process with start-up, in a large office.

The index is warm: everything but the changed article was judged once before. Prints the median and the budget, and the
seconds of processor, which alone say something on a busy machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import office

BUDGET = 1.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="terbit-bench-") as room:
        measure(Path(room) / "office", asked.articles, asked.rounds)


def measure(top: Path, articles: int, rounds: int) -> None:
    """Change one article after the other and time the check of each."""
    files = office.make(top, articles)
    _run(["git", "init", "-q", "-b", "main"], top)
    _run(["git", "add", "-A"], top)
    _run(["git", "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "-m", "Isi"], top)
    cold, _ = _check(top)
    taken, used = [], []
    for turn in range(rounds):
        changed = files[len(files) * turn // rounds]
        before = changed.read_text("utf-8")
        changed.write_text(before + f"\nKalimat baru ke-{turn}.\n", "utf-8")
        seconds, processor = _check(top, "--changed-since", "HEAD")
        taken.append(seconds)
        used.append(processor)
        changed.write_text(before, "utf-8")
    print(f"{articles} articles, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"all of it, cold index: {cold:.2f} s")
    print("one changed article, warm index: " + ", ".join(f"{seconds:.2f}" for seconds in taken) + " s")
    verdict = "within" if median(taken) <= BUDGET else "over"
    print(f"median {median(taken):.2f} s ({median(used):.2f} s of processor), {verdict} the budget of {BUDGET:.2f} s")


def _check(top: Path, *options: str) -> tuple[float, float]:
    begin, used = time.perf_counter(), _children()
    _run([sys.executable, "-m", "terbit", "-C", str(top), "check", *options], top)
    return time.perf_counter() - begin, _children() - used


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


if __name__ == "__main__":
    main()
