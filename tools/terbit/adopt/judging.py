"""What the office's own rules say of texts that would come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from terbit import rules
from terbit.adopt.document import Document
from terbit.articles.tree import Tree, blob_id
from terbit.findings import Finding, Severity
from terbit.git import Entry
from terbit.sop import Sop

# rules of links, pictures and HTML: a text that breaks them can still come in as plain words
_OF_FORM = frozenset({"AC", "LK", "PG"})


class _Proposed:
    """The office's tree with the new files in it."""

    def __init__(self, tree: Tree, files: Mapping[str, bytes]) -> None:
        self._tree, self._new = tree, files
        added = {path: Entry("100644", blob_id(content)) for path, content in files.items()}
        self.files: Mapping[str, Entry] = dict(sorted({**tree.files, **added}.items()))

    def read(self, path: str) -> bytes:
        return self._new[path] if path in self._new else self._tree.read(path)


def judged(files: Mapping[str, bytes], tree: Tree, sop: Sop, as_of: datetime, cache: Path | None) -> list[Finding]:
    """What the rules say of new files (path → bytes), on the tree that they make together with the office's own."""
    proposed = _Proposed(tree, files)
    found = rules.check(proposed, sop, as_of, only=frozenset(files), cache=cache)
    found += rules.shape({path: proposed.files[path] for path in files})
    for path, content in files.items():
        found += rules.sensitive(path, content, sop)
    return found


def refused(found: Iterable[Finding], files: Mapping[str, bytes], documents: Iterable[Document]) -> dict[str, Finding]:
    """Path of each document that the office's rules would refuse → the first reason."""
    owners = {document.folder: document.path for document in documents}
    reasons: dict[str, Finding] = {}
    for finding in found:
        if finding.severity is Severity.ERROR:
            owner = (
                finding.path
                if finding.path.endswith("/index.md")
                else owners.get(finding.path.rpartition("/")[0] + "/")
            )
            if owner is not None and owner in files:
                reasons.setdefault(owner, finding)
    return reasons


def is_of_form(finding: Finding) -> bool:
    """Whether a text that breaks this rule can still come in as plain words."""
    return finding.rule[:2] in _OF_FORM
