"""What the merge of a change would make of main: only what main does not break already stands against it.

The rules run on the merge result, not only on the change: two good changes can make one bad tree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terbit import rules
from terbit import sop as procedure
from terbit.articles.tree import GitTree
from terbit.findings import Finding, has_errors
from terbit.gate import PROCEDURE, refusal
from terbit.git import Repo
from terbit.messages import Message, msg
from terbit.sop import Sop


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody needs who is to act here. `has`: whether a person has it at a moment (aware); `lost`: what is said
    where nobody of a role (its name) would have it any more."""

    has: Callable[[Sop, str, datetime], bool]
    lost: Callable[[str], Message]


def _key(sop: Sop, person: str, at: datetime) -> bool:
    keys = sop.people[person].keys
    return any(sop.key_counts(person, procedure.fingerprint_of(key.key), at) == "good" for key in keys)


BY_KEY = Access(_key, lambda role: msg("sesudah ini tidak ada lagi {role} dengan kunci yang berlaku", role=role))
BY_LOGIN = Access(
    lambda sop, person, at: sop.people[person].login is not None,
    lambda role: msg("sesudah ini tidak ada lagi {role} dengan nama akun (login)", role=role),
)


@dataclass(frozen=True, slots=True)
class Merging:
    """The merge that is judged: `result` (its commit or tree) on `base`, the present main, as of a moment (aware).

    `sop` is the base's procedure. `records` gives the present records (None: there are none); it is asked only where a
    report changes. `cache`: a folder where what the rules found out about blobs is kept; it may be lost.
    """

    repo: Repo
    base: str
    result: str
    sop: Sop
    at: datetime
    access: Access
    records: Callable[[], str | None]
    cache: Path | None = None


def judge_result(merging: Merging) -> list[Finding]:
    """The errors that the merge result has and main has not: of the rules, of the procedure, of reports."""
    repo, sop, at = merging.repo, merging.sop, merging.at
    before_tree, after_tree = GitTree(repo, merging.base), GitTree(repo, merging.result)
    findings = list[Finding]()
    changed = before_tree.files.get(procedure.PATH) != after_tree.files.get(procedure.PATH)
    if changed:
        fresh, findings = _procedure(merging, after_tree)
        if fresh is None:
            return findings
        sop = fresh
    # articles' own files: what else may steer the rules makes all of it worth another look
    paths = [delta.path for delta in repo.diff(merging.base, merging.result)]
    findings += _reports(merging, after_tree, paths)
    only = paths if all(path.startswith("content/") for path in paths) else None
    before = rules.check(before_tree, merging.sop, at, only=only, cache=merging.cache)
    after = rules.check(after_tree, sop, at, only=only, cache=merging.cache)
    brought = rules.introduced(before, after) + rules.changed(before_tree, after_tree, sop, at, cache=merging.cache)
    return findings + [finding for finding in brought if has_errors([finding])]


def judge_frame(merging: Merging) -> list[Finding]:
    """A broken menu, template or style would stop the whole site, not only itself: it is tried before it comes in.

    Only of what may come in otherwise: a template is a program.
    """
    from terbit.gate.trial import concerns, trial  # few merges need it

    repo = merging.repo
    if not concerns(delta.path for delta in repo.diff(merging.base, merging.result)):
        return []
    sop = procedure.read(repo.file(merging.result, procedure.PATH) or b"")[0] or merging.sop
    after = trial(repo, merging.result, sop, merging.at)
    return rules.introduced(trial(repo, merging.base, merging.sop, merging.at), after) if after else []


def _reports(merging: Merging, tree: GitTree, paths: list[str]) -> list[Finding]:
    """A report's files must be what the forge's own records give; only notes.md is people's text."""
    if not any(path.startswith("reports/") for path in paths):
        return []
    from terbit.reporting import source  # few merges need it

    records = merging.records()
    return [
        finding
        for month in source.touched(paths)
        for finding in source.matches(merging.repo, tree, month, main=merging.base, records=records, now=merging.at)
    ]


def _procedure(merging: Merging, tree: GitTree) -> tuple[Sop | None, list[Finding]]:
    """The new procedure must be one, and must leave somebody who can change it again."""
    try:
        content = tree.read(procedure.PATH)
    except KeyError:
        return None, [refusal(PROCEDURE, procedure.PATH, msg("sop.yml tidak boleh dihapus"))]
    sop, findings = procedure.read(content)
    if sop is None:
        return None, findings
    roles = (sop.floor.administrator, sop.floor.head)
    locked = [role for role in roles if not _able(sop, role, merging)]
    return sop, [refusal(PROCEDURE, procedure.PATH, merging.access.lost(sop.roles[role])) for role in locked]


def _able(sop: Sop, role: str, merging: Merging) -> bool:
    return any(merging.access.has(sop, person, merging.at) for person in sop.holders(role, merging.at))
