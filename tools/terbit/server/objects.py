"""What a push brings, commit by commit: signatures, sizes, names and modes of files, and what must never be stored.

History cannot be mended later, so every new commit is looked at, not only the last one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime

from terbit import rules
from terbit.articles.tree import GitTree
from terbit.findings import Finding, has_errors
from terbit.forge.revisions import signers_file
from terbit.git import Commit, Entry, Repo
from terbit.messages import Message, msg
from terbit.server.push import SIGNATURE, TOO_MUCH, Push, refusal

MOST_COMMITS = 500
MOST_BYTES = 50 * 1024 * 1024  # a file: a printed publication as PDF
MOST_OTHER_BYTES = 5 * 1024 * 1024  # a commit's text, a folder's list
MOST_PATHS = 300_000
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
    findings, fresh = _sizes(repo, tips)
    findings = findings or _breadth(repo, commits)
    findings = findings or judge_signatures(push, commits, push.at)
    if findings:
        return findings
    findings = _contents(push, commits, fresh)
    for update in push.updates:
        if update.kind in ("main", "change", "draft") and not update.deleted:
            findings += _shape(push, update.new)
    return list(dict.fromkeys(findings))


def _sizes(repo: Repo, tips: list[str]) -> tuple[list[Finding], set[str]]:
    """Files that are too large, and the ids of all new blobs."""
    if not tips:
        return [], set()
    listing = repo.run("rev-list", "--objects", *tips, "--not", "--all", "--").stdout
    named = dict(_object_line(line) for line in listing.split(b"\n") if line)
    checked = repo.run(
        "cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", input="\n".join(named).encode() + b"\n"
    ).stdout.decode()
    findings, blobs = [], set()
    for line in checked.splitlines():
        oid, kind, size = line.split(" ") if line.count(" ") == 2 else (line, "", "0")
        if kind == "blob":
            blobs.add(oid)
        most = MOST_BYTES if kind == "blob" else MOST_OTHER_BYTES
        if int(size) > most:
            message = msg("berkas terlalu besar: {size} MB", size=-(-int(size) // 2**20))
            hint = msg("paling besar {most} MB", most=most // 2**20)
            findings.append(refusal(TOO_MUCH, named[oid] or oid[:12], message, hint))
    return findings, blobs


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


def _contents(push: Push, commits: list[str], fresh: set[str]) -> list[Finding]:
    """Per commit: names and modes of what it sets, and what must never be in history."""
    findings: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for commit, entries in _changed(push.repo, commits):
        if len(commit.parents) > 1:  # what a merge brings from its parents was, or is, judged there
            entries = {path: entry for path, entry in entries.items() if entry.oid in fresh}
        findings += rules.shape(entries)
        for path, entry in entries.items():
            if (path, entry.oid) in seen or not entry.mode.startswith("100"):
                continue
            seen.add((path, entry.oid))
            findings += rules.sensitive(path, push.repo.blob(entry.oid), push.sop)
    return [finding for finding in findings if has_errors([finding])]


def _changed(repo: Repo, commits: list[str]) -> Iterator[tuple[Commit, dict[str, Entry]]]:
    """Each commit with the files that it sets, against any of its parents. One process for all commits."""
    if not commits:
        return
    done = repo.run(
        "diff-tree", "--stdin", "-r", "-m", "--root", "-z", "--raw", "--no-renames", "--no-abbrev", "--always",
        input="".join(f"{oid}\n" for oid in commits).encode(),
    )  # fmt: skip
    found: dict[str, dict[str, Entry]] = {oid: {} for oid in commits}
    current: dict[str, Entry] = {}
    fields = iter(done.stdout.split(b"\0"))
    for field in fields:
        token = field.lstrip(b"\n")
        if token.startswith(b":"):
            _, mode, _, oid, _ = token[1:].decode().split(" ")
            path = os.fsdecode(next(fields))
            if mode != "000000":
                current[path] = Entry(mode, oid)
        elif token:
            current = found[token[:40].decode()]
    for oid, entries in found.items():
        yield repo.commit(oid), entries


def _shape(push: Push, tip: str) -> list[Finding]:
    """Names and modes in the whole tree, as far as main does not have the same fault already."""
    before = rules.shape(_files(push, push.main))
    after = rules.shape(_files(push, tip))
    return [finding for finding in rules.introduced(before, after) if has_errors([finding])]


def _files(push: Push, revision: str) -> Mapping[str, Entry]:
    return GitTree(push.repo, revision).files
