"""What every new commit of a change must satisfy: sizes, names and modes of files, and what must never be stored.

History cannot be mended later, so every new commit is looked at, not only the last one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence

from terbit import rules
from terbit.articles.tree import GitTree
from terbit.findings import Finding, has_errors
from terbit.gate import TOO_MUCH, refusal
from terbit.git import Entry, Repo
from terbit.messages import msg
from terbit.sop import Sop

MOST_COMMITS = 500
MOST_BYTES = 50 * 1024 * 1024  # a file: a printed publication as PDF
MOST_OTHER_BYTES = 5 * 1024 * 1024  # a commit's text, a folder's list
MOST_PATHS = 300_000
MOST_CHANGES = 500_000  # over all commits, and against each parent
DEEPEST = 30


def judge_history(repo: Repo, base: str, tip: str, sop: Sop, place: str) -> list[Finding]:
    """What is wrong with the commits that `tip` has and `base` (the present main) lacks. `place`: of what concerns the
    whole. Raises GitError or KeyError where the repository does not hold them."""
    commits = repo.commits(tip, f"^{base}")
    return too_much(repo, [tip], [f"^{base}"], commits, place) or judge_contents(repo, commits, [tip], base, sop, place)


def too_much(repo: Repo, tips: Sequence[str], known: Sequence[str], commits: list[str], place: str) -> list[Finding]:
    """What is too large to be judged, before anything walks over it. `commits` are those of `tips` without `known`, a
    span as `git rev-list` takes it."""
    if len(commits) > MOST_COMMITS:
        message = msg("terlalu banyak commit dalam satu kiriman: {count}", count=len(commits))
        return [refusal(TOO_MUCH, place, message, msg("paling banyak {most}", most=MOST_COMMITS))]
    return _sizes(repo, tips, known) or _breadth(repo, commits)


def judge_contents(
    repo: Repo, commits: list[str], texts: Sequence[str], base: str, sop: Sop, place: str
) -> list[Finding]:
    """What the commits set, one by one, and the names and modes in the whole trees of `texts`, as far as `base` does
    not have the same fault already. Not before `too_much`."""
    try:
        findings = _contents(repo, commits, sop)
    except _TooMany:
        message = msg("terlalu banyak berkas berubah dalam satu kiriman")
        return [refusal(TOO_MUCH, place, message, msg("paling banyak {most}", most=MOST_CHANGES))]
    return list(dict.fromkeys([*findings, *_shape(repo, base, texts, place)]))


def _sizes(repo: Repo, tips: Sequence[str], known: Sequence[str]) -> list[Finding]:
    """Files that are too large."""
    if not tips:
        return []
    listing = repo.run("rev-list", "--objects", *tips, *known, "--").stdout
    named = dict(_object_line(line) for line in listing.split(b"\n") if line)
    checked = repo.run(
        "cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", input="\n".join(named).encode() + b"\n"
    ).stdout.decode()
    findings = []
    for line in checked.splitlines():
        oid, kind, size = line.split(" ") if line.count(" ") == 2 else (line, "", "0")
        most = MOST_BYTES if kind == "blob" else MOST_OTHER_BYTES
        if int(size) > most:
            message = msg("berkas terlalu besar: {size} MB", size=-(-int(size) // 2**20))
            hint = msg("paling besar {most} MB", most=most // 2**20)
            findings.append(refusal(TOO_MUCH, named[oid] or oid[:12], message, hint))
    return findings


def _object_line(line: bytes) -> tuple[str, str]:
    oid, _, path = line.partition(b" ")
    return oid.decode(), os.fsdecode(path)


def _breadth(repo: Repo, commits: list[str]) -> list[Finding]:
    """Commits with more files than any office has. A few objects can make a tree of 10¹⁰ paths ("git bomb"): each
    folder is counted once, however often it occurs, before anything walks over the paths."""
    counted: dict[str, int] = {}
    for oid in commits:
        if _paths(repo, repo.commit(oid).tree, counted) > MOST_PATHS:
            message = msg("terlalu banyak berkas atau folder yang terlalu dalam")
            return [refusal(TOO_MUCH, oid[:12], message, msg("paling banyak {most}", most=MOST_PATHS))]
    return []


def _paths(repo: Repo, tree: str, counted: dict[str, int], depth: int = 0) -> int:
    """How many files are below a tree; more than allowed where folders are nested too deep."""
    if tree not in counted:
        total = 0
        for mode, oid in _entries(repo.object(tree)[1]):
            if mode != b"40000":
                total += 1
            elif depth >= DEEPEST:
                total = MOST_PATHS + 1
            elif total <= MOST_PATHS:
                total += _paths(repo, oid, counted, depth + 1)
        counted[tree] = total
    return counted[tree]


def _entries(content: bytes) -> Iterator[tuple[bytes, str]]:
    """(mode, object) of each entry of a raw tree."""
    position = 0
    while position < len(content):
        end = content.index(b"\0", position)
        yield content[position : content.index(b" ", position)], content[end + 1 : end + 21].hex()
        position = end + 21


class _TooMany(Exception):
    """More changed paths than one change or push may bring."""


def _contents(repo: Repo, commits: list[str], sop: Sop) -> list[Finding]:
    """Per commit: names and modes of what it sets, and what must never be in history."""
    findings: list[Finding] = []
    seen: set[tuple[str, Entry]] = set()
    for entries in _changed(repo, commits):
        fresh = {path: entry for path, entry in entries.items() if (path, entry) not in seen}
        seen.update(fresh.items())
        findings += rules.shape(fresh)
        for path, entry in fresh.items():
            if entry.mode.startswith("100"):
                findings += rules.sensitive(path, repo.blob(entry.oid), sop)
    return [finding for finding in findings if has_errors([finding])]


def _changed(repo: Repo, commits: list[str]) -> Iterator[dict[str, Entry]]:
    """What each commit sets: the files that none of its parents has so. What a merge takes over from a parent was, or
    is, judged there.

    One process for all commits, read as it goes: a few small objects can change 10⁸ paths. Raises _TooMany.
    """
    if not commits:
        return
    differs: Counter[tuple[str, Entry]] = Counter()
    current, total = "", 0
    with repo.lines(
        "diff-tree", "--stdin", "-r", "-m", "--root", "-z", "--raw", "--no-renames", "--no-abbrev", "--always",
        input="".join(f"{oid}\n" for oid in commits).encode(), end=b"\0",
    ) as fields:  # fmt: skip
        for field in fields:
            token = field.lstrip(b"\n")
            if token.startswith(b":"):
                _, mode, _, oid, _ = token[1:].decode().split(" ")
                path = os.fsdecode(next(fields))
                total += 1
                if total > MOST_CHANGES:
                    raise _TooMany
                if mode != "000000":
                    differs[path, Entry(mode, oid)] += 1
            elif token:
                commit = token[:40].decode()
                if commit != current and current:
                    yield _set_by(repo, current, differs)
                    differs = Counter()
                current = commit
    yield _set_by(repo, current, differs)


def _set_by(repo: Repo, commit: str, differs: Counter[tuple[str, Entry]]) -> dict[str, Entry]:
    """Those that differ from every parent; a root has none, and is compared with nothing."""
    sides = len(repo.commit(commit).parents) or 1
    return {path: entry for (path, entry), count in differs.items() if count == sides}


def _shape(repo: Repo, base: str, texts: Sequence[str], place: str) -> list[Finding]:
    """Names and modes in the whole trees, as far as the base does not have the same fault already."""
    findings: list[Finding] = []
    total, before = 0, rules.shape(GitTree(repo, base).files) if texts else []
    for tip in texts:
        files = GitTree(repo, tip).files
        total += len(files)
        if total > MOST_CHANGES:
            hint = msg("kirim lebih sedikit cabang sekaligus")
            return [refusal(TOO_MUCH, place, msg("terlalu banyak berkas dalam satu kiriman"), hint)]
        findings += rules.introduced(before, rules.shape(files))
    return [finding for finding in findings if has_errors([finding])]
