"""The rules' cases: folders of files that are judged as an office, with the finding that each must give.

`tests/cases/valid/<RULE>/` gives none, `tests/cases/invalid/<RULE>/` exactly one, written down in `expected.txt`
(Indonesian, then English). `tree.json` adds entries that no folder can hold; `besar.json` says to how many bytes a
file is filled up with blanks; a case that needs another procedure than `tests/cases/sop.yml` brings its own; one that
is a change has the tree before it in `main/`. `python -m tests.rules.cases` writes every `expected.txt` again; read the
difference before it is committed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from terbit import rules
from terbit import sop as procedure
from terbit.articles.tree import blob_id
from terbit.findings import Finding
from terbit.git import Entry
from terbit.sop import Sop

CASES = Path(__file__).parents[1] / "cases"
AS_OF = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
EXPECTED = "expected.txt"
PROCEDURE = "sop.yml"
MAIN = "main/"
GROW = "besar.json"
_NOT_IN_TREE = (EXPECTED, "tree.json", GROW, PROCEDURE)


class Files:
    """A tree in memory: path → bytes."""

    def __init__(self, content: Mapping[str, bytes | str], modes: Mapping[str, str] | None = None) -> None:
        self._content = {path: text.encode() if isinstance(text, str) else text for path, text in content.items()}
        self.files: Mapping[str, Entry] = {
            path: Entry((modes or {}).get(path, "100644"), blob_id(found))
            for path, found in sorted(self._content.items())
        }
        self.reads = 0

    def read(self, path: str) -> bytes:
        self.reads += 1
        return self._content[path]


def sop(case: Path = CASES) -> Sop:
    """The procedure of the cases, or a case's own."""
    own = case / PROCEDURE
    found, findings = procedure.read((own if own.exists() else CASES / PROCEDURE).read_bytes())
    assert found is not None, findings
    return found


def folder(case: Path) -> Files:
    """The tree of a case."""
    content = {
        name: file.read_bytes()
        for file in case.rglob("*")
        if file.is_file()
        and file.name not in _NOT_IN_TREE
        and not (name := str(file.relative_to(case))).startswith(MAIN)
    }
    grow = case / GROW
    for name, size in json.loads(grow.read_text("utf-8")).items() if grow.exists() else ():
        content[name] = content[name].ljust(size)
    modes = {}
    extra = case / "tree.json"
    if extra.exists():
        for entry in json.loads(extra.read_text("utf-8")):
            content[entry["path"]] = b""
            modes[entry["path"]] = entry["mode"]
    return Files(content, modes)


def findings(case: Path) -> list[Finding]:
    """What the rules say of a case; one with a folder `main/` is a change to that tree."""
    tree, procedure = folder(case), sop(case)
    found = rules.check(tree, procedure, AS_OF)
    if (case / MAIN).is_dir():
        found += rules.changed(folder(case / MAIN), tree, procedure, AS_OF)
    return found


def text(found: list[Finding]) -> str:
    """Findings as `expected.txt` holds them."""
    return "".join(f"{finding.text('id')}\n{finding.text('en')}\n" for finding in found)


if __name__ == "__main__":
    for case in sorted((CASES / "invalid").iterdir()):
        (case / EXPECTED).write_text(text(findings(case)), "utf-8")
