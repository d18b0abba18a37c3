"""Mutation tests of what decides: `make mutants`.

mutmut changes the source of the verdict, the demand and the identity of events in every small way it knows, and runs
the tests on each change, in children of one process. A mutant that survives is a rule that no test holds. Those that
may survive stand in docs/mutants.md with their reason; any other one fails the run.

mutmut wants sources below `src/`, so it works on a copy in build/mutants/.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
ROOM = CHECKOUT / "build" / "mutants"
EXPLAINED = CHECKOUT / "docs" / "mutants.md"

CONFIGURATION = """\
[tool.mutmut]
source_paths = ["src/"]
only_mutate = [
    "src/terbit/review/case.py", "src/terbit/review/reasons.py", "src/terbit/review/verdict.py",
    "src/terbit/review/demand.py", "src/terbit/records/event.py",
]
pytest_add_cli_args_test_selection = [
    "tests/review/test_verdict.py", "tests/review/test_demand.py", "tests/records/test_event.py",
]
also_copy = ["sop.yml", "mkdocs.yml"]

[tool.pytest.ini_options]
addopts = "-q -p no:cacheprovider --import-mode=importlib"
pythonpath = ["."]
"""


KILLED = (1, 3, 24, 36, 152, 255, -24)  # failed, failed inside pytest, or ran out of time


def main() -> int:
    """Run mutmut on a fresh copy; 0 when every mutant was tried and every survivor is explained."""
    prepare()
    subprocess.run([sys.executable, "-m", "mutmut", "run", "--max-children", "2"], cwd=ROOM, check=False)
    results = outcomes()
    explained = set(re.findall(r"`(terbit\.[^`]+__mutmut_[0-9]+)`", EXPLAINED.read_text("utf-8")))
    untried = [name for name, code in results.items() if code is None]
    survivors = [name for name, code in results.items() if code is not None and code not in KILLED]
    unexplained = [name for name in survivors if name not in explained]
    for name in unexplained:
        print(f"\n{name}", flush=True)
        subprocess.run([sys.executable, "-m", "mutmut", "show", name], cwd=ROOM, check=False)
    print(
        f"{len(results)} mutants, {len(survivors)} survive, {len(unexplained)} of them unexplained"
        f" (docs/mutants.md), {len(untried)} not tried"
    )
    return 1 if unexplained or untried or not results else 0


def outcomes() -> dict[str, int | None]:
    """Mutant → the exit code of its tests, None where they did not run."""
    found: dict[str, int | None] = {}
    for file in (ROOM / "mutants").rglob("*.py.meta"):
        found.update(json.loads(file.read_text("utf-8"))["exit_code_by_key"])
    return found


def prepare() -> None:
    """A fresh copy of sources and tests."""
    shutil.rmtree(ROOM, ignore_errors=True)
    for source, copy in (
        (CHECKOUT / "tools" / "terbit", ROOM / "src" / "terbit"),
        (CHECKOUT / "tests", ROOM / "tests"),
    ):
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("sop.yml", "mkdocs.yml"):
        shutil.copy2(CHECKOUT / name, ROOM / name)
    (ROOM / "pyproject.toml").write_text(CONFIGURATION, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
