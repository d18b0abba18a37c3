"""Mutation tests of what decides: `make mutants`.

mutmut changes the source of the verdict, the demand and the identity of events in every small way it knows, and runs
the tests on each change in this process's children. A mutant that survives is a rule that no test holds. Those that
may survive stand in docs/mutants.md with their reason; any other one fails the run.

mutmut wants sources below `src/`, so it works on a copy in build/mutants/.
"""

from __future__ import annotations

import os
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
only_mutate = ["src/terbit/review/verdict.py", "src/terbit/review/demand.py", "src/terbit/records/event.py"]
pytest_add_cli_args_test_selection = [
    "tests/review/test_verdict.py", "tests/review/test_demand.py", "tests/records/test_event.py",
]
also_copy = ["sop.yml", "mkdocs.yml"]

[tool.pytest.ini_options]
addopts = "-q -p no:cacheprovider --import-mode=importlib"
pythonpath = ["."]
"""


def main() -> int:
    """Run mutmut; 0 when every survivor is explained."""
    prepare()
    mutmut("run", *sys.argv[1:])
    survivors = [
        line.split(":")[0].strip()
        for line in mutmut("results", capture=True).splitlines()
        if re.search(r": (survived|no tests|suspicious|timeout)\s*$", line)
    ]
    known = set(re.findall(r"`(terbit\.[^`]+__mutmut_\d+)`", EXPLAINED.read_text("utf-8")))
    unknown = [name for name in survivors if name not in known]
    for name in unknown:
        print(mutmut("show", name, capture=True))
    print(f"{len(survivors)} survive, {len(unknown)} of them unexplained (docs/mutants.md)")
    return 1 if unknown else 0


def prepare() -> None:
    """A fresh copy; what mutmut found earlier is kept, it looks again only at what has changed."""
    for source, copy in (
        (CHECKOUT / "tools" / "terbit", ROOM / "src" / "terbit"),
        (CHECKOUT / "tests", ROOM / "tests"),
    ):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("sop.yml", "mkdocs.yml"):
        if (CHECKOUT / name).exists():
            shutil.copy2(CHECKOUT / name, ROOM / name)
    (ROOM / "pyproject.toml").write_text(CONFIGURATION, "utf-8")


def mutmut(*arguments: str, capture: bool = False) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=ROOM, env=os.environ, text=True, check=False, capture_output=capture)
    return done.stdout if capture else ""


if __name__ == "__main__":
    sys.exit(main())
