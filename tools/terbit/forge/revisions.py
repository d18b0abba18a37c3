"""A change as plain git holds it: its revisions from `refs/heads/change/<n>`, what was said of them from
`refs/approvals/<n>`, and times from the server's receipts.

On a server refs have these names and receipts are there. In a clone `clone_refs` gives the same names, and without
receipts everything is read leniently (times as the commits claim them, every role a person ever held): good enough
to tell people what is still missing, never a judgement. Only the server judges.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terbit.findings import Unverified
from terbit.forge import Approval, Change, Revision, approvals
from terbit.forge.receipts import Receipts
from terbit.git import NOTHING, Commit, GitError, Repo, Signature
from terbit.messages import msg
from terbit.sop import Sop

MAIN = "refs/heads/main"
RECORDS = "refs/heads/records"
CHANGES = "refs/heads/change/"
APPROVALS = "refs/approvals/"
DRAFTS = "refs/heads/draft/"
_TRACKING = "refs/remotes/origin/"

Refs = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """How a change came into main: the merge, main before it, and the tip that was merged."""

    commit: str
    base: str
    tip: str


def server_refs(repo: Repo) -> dict[str, str]:
    """All refs of a server that this system knows."""
    return {**repo.refs("refs/heads/"), **repo.refs(APPROVALS)}


def clone_refs(repo: Repo) -> dict[str, str]:
    """The server's refs as a clone last fetched them, under the server's names."""
    tracked = repo.refs(_TRACKING)
    heads = {"refs/heads/" + ref.removeprefix(_TRACKING): oid for ref, oid in tracked.items()}
    heads.pop("refs/heads/HEAD", None)
    return {**heads, **repo.refs(APPROVALS)}


def numbers(refs: Refs) -> list[int]:
    """The numbers of all changes, ascending."""
    return sorted(int(ref.removeprefix(CHANGES)) for ref in refs if ref.startswith(CHANGES))


def merges(repo: Repo, main: str) -> dict[int, Merged]:
    """The merge of every change in main, by the change's number."""
    found: dict[int, Merged] = {}
    listing = repo.text("log", "--first-parent", "--merges", "--reverse", "--format=%H", main, "--")
    for oid in listing.split():
        commit = repo.commit(oid)
        number = approvals.change_of_merge(commit)
        if number is not None and len(commit.parents) == 2:
            found.setdefault(number, Merged(oid, commit.parents[0], commit.parents[1]))
    return found


def read_change(
    repo: Repo,
    number: int,
    sop: Sop,
    main: str,
    receipts: Receipts | None = None,
    refs: Refs | None = None,
    merged: Mapping[int, Merged] | None = None,
) -> Change | None:
    """A change with its whole history, or None when there is no such change.

    `sop` is the procedure that judges (main's own). `main` is the present main; a change that is in it already is read
    against main as it was before its merge. `refs` stands for refs that are not there yet (a push being judged).
    `merged` saves the walk over main where many changes are read. Raises Unverified where the receipts of the change
    are lost.
    """
    refs = server_refs(repo) if refs is None else refs
    tip = refs.get(f"{CHANGES}{number}")
    if tip is None:
        return None
    done = (merges(repo, main) if merged is None else merged).get(number)
    base = done.base if done else main
    if done:
        tip = done.tip  # a revision that came in while the merge was being pushed is no part of it
    with signers_file(sop) as signers:
        said = _approvals(repo, number, refs, sop, receipts, signers)
        own = repo.commits(tip, f"^{base}")
        commits = {oid: repo.commit(oid) for oid in own}
        signatures = repo.signatures(own, signers)
    revisions = tuple(_revisions(repo, number, tip, base, sop, receipts, commits, signatures, said))
    return Change(number, title_of(commits, tip), revisions, tuple(said), done.commit if done else "")


def title_of(commits: Mapping[str, Commit], tip: str) -> str:
    """The subject of a change's first own commit."""
    first = next((commit for commit in commits.values() if len(commit.parents) < 2), None)
    return first.subject if first else (commits[tip].subject if tip in commits else "")


@contextmanager
def signers_file(sop: Sop) -> Iterator[Path]:
    """The office's keys as a file that ssh-keygen reads."""
    with tempfile.TemporaryDirectory(prefix="terbit-") as folder:
        file = Path(folder) / "allowed_signers"
        file.write_text(sop.allowed_signers(), encoding="ascii")
        yield file


def base_of(repo: Repo, main: str, revision: str) -> str | None:
    """The newest commit of main's own line that a revision contains, or None where they share no history.

    `git merge-base` may answer with any of several; this one is unique, so two revisions compare alike.
    """
    missing = repo.text("rev-list", "--first-parent", main, f"^{revision}", "--").split()
    if not missing:
        return main
    oldest = repo.commit(missing[-1])
    return oldest.parents[0] if oldest.parents else None


def own_of(repo: Repo, main: str, revision: str) -> tuple[tuple[str, str], ...]:
    """What a revision itself does: path → blob, "" for a removed one."""
    base = base_of(repo, main, revision)
    if base is None:
        return ()
    return tuple((delta.path, delta.new.oid if delta.new else "") for delta in repo.diff(base, revision))


def is_base_merge(repo: Repo, commit: Commit, main: str) -> bool:
    """Whether a commit only brings main in: two parents, one of main, and exactly the tree that git makes of them."""
    if len(commit.parents) != 2 or not any(repo.is_ancestor(parent, main) for parent in commit.parents):
        return False
    try:
        tree, conflicts = repo.merge_tree(*commit.parents)
    except GitError:
        return False
    return not conflicts and tree == commit.tree


def writers_of(repo: Repo, commit: Commit, signature: Signature | None, sop: Sop, main: str) -> frozenset[str]:
    """Who wrote a commit: its signer and whomever its author and committer e-mails name. A base merge: nobody."""
    if is_base_merge(repo, commit, main):
        return frozenset()
    claimed = (sop.person_of_email(commit.author_email), sop.person_of_email(commit.committer_email))
    signed = signature.signer if signature is not None and signature.good else None
    return frozenset(person for person in (*claimed, signed) if person)


def _revisions(
    repo: Repo,
    number: int,
    tip: str,
    base: str,
    sop: Sop,
    receipts: Receipts | None,
    commits: Mapping[str, Commit],
    signatures: Mapping[str, Signature],
    said: list[Approval],
) -> Iterator[Revision]:
    seen: set[str] = set()
    for commit, at in _moments(repo, number, tip, receipts, commits, said):
        fresh = [oid for oid in repo.commits(commit, f"^{base}") if oid not in seen]
        seen.update(fresh)
        writers: frozenset[str] = frozenset()
        for oid in fresh:
            writers |= writers_of(repo, commits[oid], signatures.get(oid), sop, base)
        signature = signatures.get(commit)
        submitter = signature.signer if signature is not None and signature.good else ""
        yield Revision(commit, at, writers, submitter, own_of(repo, base, commit))


def _moments(
    repo: Repo,
    number: int,
    tip: str,
    receipts: Receipts | None,
    commits: Mapping[str, Commit],
    said: list[Approval],
) -> list[tuple[str, datetime]]:
    """(commit, when it was handed in) of every revision. Without receipts: the tip and what somebody judged."""
    if receipts is not None:
        history = receipts.history(f"{CHANGES}{number}", tip)
        if not history:
            raise Unverified(msg("usulan {number}: catatan penerimaannya tidak ada", number=number))
        return [(receipt.new, receipt.at) for receipt in history]
    judged = {approval.commit for approval in said} | {tip}
    known = [oid for oid in commits if oid in judged]
    return [(oid, repo.commit(oid).committed) for oid in known or [tip]]


def _approvals(
    repo: Repo, number: int, refs: Refs, sop: Sop, receipts: Receipts | None, signers: Path
) -> list[Approval]:
    head = refs.get(f"{APPROVALS}{number}")
    if head is None:
        return []
    chain = repo.commits(head)
    signatures = repo.signatures(chain, signers)
    times = _approval_times(chain, f"{APPROVALS}{number}", head, receipts)
    found = []
    for oid in chain:
        commit = repo.commit(oid)
        statement = approvals.read(commit)
        signature = signatures.get(oid)
        if statement is None or statement.change != number or signature is None or not signature.good:
            continue
        if receipts is not None and oid not in times:
            raise Unverified(msg("usulan {number}: catatan penerimaannya tidak ada", number=number))
        at = times.get(oid, commit.committed)
        if receipts is not None and sop.key_counts(signature.signer, signature.key, at) != "good":
            continue
        held = sop.roles_of(signature.signer, at) if receipts is not None else ever_held(sop, signature.signer)
        roles = held & statement.roles if statement.roles else held
        found.append(Approval(statement.verdict, signature.signer, roles, statement.commit, at, oid, statement.reason))
    return found


def ever_held(sop: Sop, person: str) -> frozenset[str]:
    """Every role that a person has, had or will have."""
    return frozenset(holding.role for holding in sop.people[person].roles) if person in sop.people else frozenset()


def _approval_times(chain: list[str], ref: str, head: str, receipts: Receipts | None) -> dict[str, datetime]:
    """Commit of the chain → the receipt by which it came."""
    if receipts is None:
        return {}
    place = {oid: index for index, oid in enumerate(chain)}
    times: dict[str, datetime] = {}
    start = 0
    for receipt in receipts.history(ref, head):
        if receipt.new == NOTHING or receipt.new not in place:
            continue
        end = place[receipt.new] + 1
        times.update(dict.fromkeys(chain[start:end], receipt.at))
        start = max(start, end)
    return times
