"""What a push brings, commit by commit: signatures, sizes, names and modes of files, and what must never be stored.

History cannot be mended later, so every new commit is looked at, not only the last one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from terbit import rules
from terbit.articles.tree import GitTree
from terbit.findings import Finding, has_errors
from terbit.forge.revisions import signers_file
from terbit.git import Entry, Repo
from terbit.messages import Message, msg
from terbit.server.push import SIGNATURE, TOO_MUCH, Push, refusal

MOST_COMMITS = 500
MOST_BYTES = 50 * 1024 * 1024  # a file: a printed publication as PDF
MOST_OTHER_BYTES = 5 * 1024 * 1024  # a commit's text, a folder's list
MOST_PATHS = 300_000
MOST_CHANGES = 500_000  # over all commits of a push, and against each parent
DEEPEST = 30


def judge_objects(push: Push) -> list[Finding]:
    """What is wrong with the new commits of a push, whatever ref they are for."""
    repo = push.repo
    tips = list(dict.fromkeys(update.new for update in push.updates if not update.deleted))
    for update in push.updates:
        if not update.deleted and repo.object(update.new)[0] != "commit":
            return [refusal(TOO_MUCH, update.ref, msg("bukan sebuah commit"))]
    commits = repo.commits(*tips, "--not", "--all") if tips else []
    if len(commits) > MOST_COMMITS:
        message = msg("terlalu banyak commit dalam satu kiriman: {count}", count=len(commits))
        return [refusal(TOO_MUCH, "refs", message, msg("paling banyak {most}", most=MOST_COMMITS))]
    findings = _sizes(repo, tips)
    findings = findings or _breadth(repo, commits)
    findings = findings or judge_signatures(push, commits, push.at)
    if findings:
        return findings
    try:
        findings = _contents(push, commits)
    except _TooMany:
        message = msg("terlalu banyak berkas berubah dalam satu kiriman")
        return [refusal(TOO_MUCH, "refs", message, msg("paling banyak {most}", most=MOST_CHANGES))]
    texts = {update.new for update in push.updates if update.kind != "approvals" and not update.deleted}
    return list(dict.fromkeys([*findings, *_shape(push, sorted(texts))]))


def _sizes(repo: Repo, tips: list[str]) -> list[Finding]:
    """Files that are too large."""
    if not tips:
        return []
    listing = repo.run("rev-list", "--objects", *tips, "--not", "--all", "--").stdout
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


def judge_signatures(push: Push, commits: list[str], at: datetime) -> list[Finding]:
    """Commits that no key vouches for: of nobody in the office, or one that did not count at a moment (aware)."""
    findings = []
    with signers_file(push.sop) as signers:
        signatures = push.repo.signatures(commits, signers)
    for oid in commits:
        signature = signatures[oid]
        problem = None
        if not signature.key:
            problem = msg("commit ini tidak ditandatangani"), msg("buat salinan kerja dengan terbit server join")
        elif not signature.good:
            problem = msg("ditandatangani dengan kunci yang tidak dikenal: {key}", key=signature.key), _ask()
        else:
            answer = push.sop.key_counts(signature.signer, signature.key, at)
            if answer == "expired":
                problem = msg("kunci {person} tidak berlaku pada hari penerimaan", person=signature.signer), _ask()
            elif answer == "revoked":
                problem = msg("kunci {person} sudah dicabut", person=signature.signer), _ask()
            elif answer == "unknown":
                problem = msg("ditandatangani dengan kunci yang tidak dikenal: {key}", key=signature.key), _ask()
        if problem:
            findings.append(refusal(SIGNATURE, oid[:12], *problem))
    return findings


def _ask() -> Message:
    return msg("minta administrator mendaftarkan kunci Anda di sop.yml")


class _TooMany(Exception):
    """More changed paths than a push may bring."""


def _contents(push: Push, commits: list[str]) -> list[Finding]:
    """Per commit: names and modes of what it sets, and what must never be in history."""
    findings: list[Finding] = []
    seen: set[tuple[str, Entry]] = set()
    for entries in _changed(push.repo, commits):
        fresh = {path: entry for path, entry in entries.items() if (path, entry) not in seen}
        seen.update(fresh.items())
        findings += rules.shape(fresh)
        for path, entry in fresh.items():
            if entry.mode.startswith("100"):
                findings += rules.sensitive(path, push.repo.blob(entry.oid), push.sop)
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


def _shape(push: Push, tips: list[str]) -> list[Finding]:
    """Names and modes in the whole trees, as far as main does not have the same fault already."""
    findings: list[Finding] = []
    total, before = 0, rules.shape(_files(push, push.main)) if tips else []
    for tip in tips:
        files = _files(push, tip)
        total += len(files)
        if total > MOST_CHANGES:
            hint = msg("kirim lebih sedikit cabang sekaligus")
            return [refusal(TOO_MUCH, "refs", msg("terlalu banyak berkas dalam satu kiriman"), hint)]
        findings += rules.introduced(before, rules.shape(files))
    return [finding for finding in findings if has_errors([finding])]


def _files(push: Push, revision: str) -> Mapping[str, Entry]:
    return GitTree(push.repo, revision).files
