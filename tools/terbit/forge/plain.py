"""Plain git as a forge, seen from a clone: hand in, say what one thinks, merge. Each takes an identity, so that a
desk or another program can act for a person; only the server decides what counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from terbit.findings import Refused, Unverified
from terbit.forge import Opinion, approvals
from terbit.forge.revisions import APPROVALS, CHANGES, MAIN, Refs, clone_refs, numbers
from terbit.git import EMPTY_TREE, NOTHING, GitError, Repo
from terbit.messages import msg

REMOTE = "origin"
STALE = "SV011"  # the server's word for a ref that somebody else moved first
ATTEMPTS = 20  # so many people may be faster before we give up
_RACED = re.compile(
    r"stale info|fetch first|non-fast-forward|already exists|cannot lock ref|failed to update ref|incorrect old value"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who acts: name and e-mail as commits show them, and the private key that signs."""

    name: str
    email: str
    key: Path


@dataclass(frozen=True, slots=True)
class PlainDesk:
    """Acting for one person on plain git, from a clone (`who` None: as its own configuration says)."""

    repo: Repo
    who: Identity | None

    def submit(self, files: Mapping[str, bytes | None], title: str, number: int | None = None) -> int:
        return submit(self.repo, self.who, files, title, number)

    def decide(self, number: int, verdict: Opinion, reason: str = "", commit: str | None = None) -> str:
        return decide(self.repo, self.who, number, verdict, reason, commit=commit)

    def merge(self, number: int, title: str) -> str:
        return merge(self.repo, self.who, number, title)


class Declined(Refused):
    """The server refused; `answer` holds its own words, in its own language, one finding a line."""

    def __init__(self, answer: str) -> None:
        super().__init__(msg("server menolak: {answer}", answer=" ".join(answer.splitlines())))
        self.answer = answer


class Raced(Exception):
    """Somebody else moved the ref first; fetch and try again."""


def acting(repo: Repo, who: Identity | None) -> Repo:
    """The clone, acting as a person; None: as its own configuration says."""
    if who is None:
        return repo
    return repo.configured(
        {
            "user.name": who.name,
            "user.email": who.email,
            "user.signingkey": str(who.key),
            "gpg.format": "ssh",
            "gpg.ssh.program": "ssh-keygen",
        }
    )


def fetch(repo: Repo) -> dict[str, str]:
    """Fetch everything and return the server's refs by the server's names. Raises Unverified without a connection."""
    try:
        repo.run("fetch", "--quiet", "--prune", "--no-tags", REMOTE)
    except GitError as error:
        raise Unverified(
            msg("server tidak dapat dihubungi: {error}", error=why(error.stderr)),
            msg("periksa jaringan, lalu coba lagi"),
        ) from None
    return clone_refs(repo)


def main_of(refs: Refs) -> str:
    """The present main. Raises Refused where the server has none."""
    if MAIN not in refs:
        raise Refused(msg("server ini belum berisi kantor"), msg("minta administrator menjalankan terbit server init"))
    return refs[MAIN]


def tip_of(refs: Refs, number: int) -> str:
    """The present tip of a change. Raises Refused for a number that is not there."""
    tip = refs.get(f"{CHANGES}{number}")
    if tip is None:
        raise Refused(msg("usulan {number} tidak ada", number=number), msg("lihat daftar usulan dengan terbit status"))
    return tip


def push(repo: Repo, new: str, ref: str, old: str) -> str:
    """Push a commit to a ref that still is `old`; returns what the server said.

    Raises Raced when the ref moved meanwhile, Declined with the server's own words when it refuses, Unverified
    when the server cannot be reached.
    """
    expected = "" if old == NOTHING else old
    done = repo.run(
        "push", "--porcelain", f"--force-with-lease={ref}:{expected}", REMOTE, f"{new}:{ref}", check=False
    )  # fmt: skip
    heard = done.stderr.decode("utf-8", "replace")
    said = "\n".join(_remote_lines(heard))
    if done.returncode == 0:
        return said
    answer = done.stdout.decode("utf-8", "replace") + heard
    if f"error[{STALE}]" in said:
        raise Raced
    if "pre-receive hook declined" in answer:
        raise Declined(said)
    if _RACED.search(answer):
        raise Raced
    if "[remote rejected]" in answer or said:
        raise Declined(said or why(heard))
    raise Unverified(
        msg("server tidak dapat dihubungi: {error}", error=why(heard)), msg("periksa jaringan, lalu coba lagi")
    )


def hand_in(repo: Repo, commit: str, number: int | None, refs: Refs) -> tuple[int, str]:
    """Push a commit as a new change (`number` None: the next free one) or as a further revision of one.

    Returns the number and what the server said. Raises Refused, Unverified, and Raced where somebody else revised
    the same change meanwhile.
    """
    if number is not None:
        return number, push(repo, commit, f"{CHANGES}{number}", tip_of(refs, number))
    for _ in range(ATTEMPTS):
        following = max(numbers(refs), default=0) + 1
        try:
            return following, push(repo, commit, f"{CHANGES}{following}", NOTHING)
        except Raced:
            refs = fetch(repo)
    raise Refused(msg("terlalu banyak orang mengirim bersamaan"), msg("coba lagi sebentar lagi"))


def submit(
    repo: Repo,
    who: Identity | None,
    files: Mapping[str, bytes | None],
    title: str,
    number: int | None = None,
) -> int:
    """Propose files (None: removed) as a change, without a work folder; returns the change's number.

    A further revision (`number`) stands on the change's tip, a new change on main.
    """
    refs = fetch(repo)
    parent = main_of(refs) if number is None else tip_of(refs, number)
    tree = repo.write_tree(parent, files)
    commit = acting(repo, who).write_commit(tree, [parent], title + "\n", sign=True)
    return hand_in(repo, commit, number, refs)[0]


def decide(
    repo: Repo,
    who: Identity | None,
    number: int,
    verdict: Opinion,
    reason: str = "",
    roles: Iterable[str] = (),
    commit: str | None = None,
) -> str:
    """Say what one thinks of a change's tip (or of the revision `commit`); returns the approval's own commit."""
    named = list(roles)
    for _ in range(ATTEMPTS):
        refs = fetch(repo)
        judged = commit or tip_of(refs, number)
        ref = f"{APPROVALS}{number}"
        old = refs.get(ref, NOTHING)
        text = approvals.message(number, verdict, judged, reason, named)
        parents = [] if old == NOTHING else [old]
        said = acting(repo, who).write_commit(_empty_tree(repo), parents, text, sign=True)
        try:
            push(repo, said, ref, old)
        except Raced:
            continue
        return said
    raise Refused(msg("terlalu banyak orang mengirim bersamaan"), msg("coba lagi sebentar lagi"))


def merge(repo: Repo, who: Identity | None, number: int, title: str) -> str:
    """Merge a change's tip into main and push it; returns the merge commit.

    Raises Refused where both changed the same text (with the files), or where the server refuses.
    """
    for _ in range(ATTEMPTS):
        refs = fetch(repo)
        main, tip = main_of(refs), tip_of(refs, number)
        tree = merged_tree(repo, main, tip, number)
        message = f"Gabungkan usulan {number}: {title}\n\n{approvals.CHANGE}: {number}\n"
        commit = acting(repo, who).write_commit(tree, [main, tip], message, sign=True)
        try:
            push(repo, commit, MAIN, main)
        except Raced:
            continue
        return commit
    raise Refused(msg("terlalu banyak orang mengirim bersamaan"), msg("coba lagi sebentar lagi"))


def merged_tree(repo: Repo, main: str, tip: str, number: int) -> str:
    """The tree of a merge. Raises Refused with the files that both changed."""
    try:
        tree, conflicts = repo.merge_tree(main, tip)
    except GitError:
        raise Refused(msg("usulan {number} tidak berasal dari situs ini", number=number)) from None
    if conflicts:
        raise Refused(
            msg("usulan {number} bertabrakan dengan situs: {paths}", number=number, paths=", ".join(conflicts)),
            msg("penulis usulan menjalankan terbit submit --change {number}", number=number),
        )
    return tree


def _empty_tree(repo: Repo) -> str:
    repo.run("hash-object", "-w", "-t", "tree", "--stdin")
    return EMPTY_TREE


def _remote_lines(stderr: str) -> list[str]:
    lines = [line.removeprefix("remote:") for line in stderr.splitlines() if line.startswith("remote:")]
    return [line.replace("\x1b[K", "").strip() for line in lines if line.strip()]


def why(stderr: str) -> str:
    """Git's first line that says why: what follows it is advice, what precedes it warnings."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return next((line for line in lines if not line.startswith(("Warning:", "warning:", "To "))), "")
