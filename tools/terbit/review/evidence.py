"""From a change to its events and back: what the server holds is copied into records, and judged from there.

The edition judges by records alone, the hook by the server's refs and receipts; both use the same verdict, and a
change read from its own events gets the same one. `reconcile` finds what records lack: after a crash, or because it
has just happened. It needs no clock: every `at` is a receipt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from terbit import sop as procedure
from terbit.findings import Finding, Severity, Unverified
from terbit.forge import Approval, Change, Opinion, Revision, approvals
from terbit.forge.bare import Bare
from terbit.forge.receipts import Receipts, Source
from terbit.forge.receipts import read as read_receipts
from terbit.forge.revisions import (
    APPROVALS,
    CHANGES,
    MAIN,
    Merged,
    Refs,
    merges,
    numbers,
    own_of,
    read_change,
    server_refs,
    signers_file,
    writers_of,
)
from terbit.git import GitError, Repo
from terbit.messages import msg
from terbit.records.book import Book
from terbit.records.event import Event, identity
from terbit.review.demand import Kind, demand, ordered
from terbit.sop import Sop

DIFFERS = "RC001"
UNDATED = "RC002"
UNWITNESSED = "RC003"


@dataclass(frozen=True, slots=True)
class Merge:
    """How a change came into main. `at` is the receipt of the push, `merger` who signed the merge ("": unknown)."""

    commit: str
    at: datetime
    merger: str
    tip: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What records lack, oldest first, and where they say something else than the server's own evidence."""

    events: tuple[Event, ...]
    findings: tuple[Finding, ...]


def events_of(change: Change, source: Source, sop: Sop, merge: Merge | None = None) -> list[Event]:
    """The events of a change: handed in, judged, merged. Reasons stay in the approval commits, which they name."""
    subject, previous = str(change.number), ""
    events = []
    for number, revision in enumerate(change.revisions, 1):
        events.append(
            Event(
                identity("submitted", subject, revision.commit),
                "submitted",
                revision.at,
                source,
                actor=revision.submitter,
                change=change.number,
                commit=revision.commit,
                ref=f"{CHANGES}{change.number}",
                data={"revision": number, "previous": previous},
            )
        )
        previous = revision.commit
    for opinion in change.approvals:
        events.append(
            Event(
                identity(opinion.verdict, subject, opinion.witness),
                opinion.verdict,
                opinion.at,
                source,
                actor=opinion.reviewer,
                role=next(iter(ordered(opinion.roles, sop)), ""),
                change=change.number,
                commit=opinion.commit,
                ref=f"{APPROVALS}{change.number}",
                data={"roles": sorted(opinion.roles), "witness": opinion.witness},
            )
        )
    if merge is not None:
        events.append(
            Event(
                identity("merged", subject, merge.commit),
                "merged",
                merge.at,
                source,
                actor=merge.merger,
                change=change.number,
                commit=merge.commit,
                ref=MAIN,
                data={"tip": merge.tip, "kinds": list(merge.kinds)},
            )
        )
    return events


def change_of(book: Book, repo: Repo, number: int, sop: Sop, base: str, *, merged: str = "") -> Change | None:
    """The change that records tell of, or None where they tell of none.

    Who handed in and judged what, when and in which role comes from records; who wrote it and what it changes from the
    commits that records name. `base` is main before the change (the merge's first parent), `sop` the procedure there,
    `merged` the merge commit where there is one. Raises Unverified where a commit is gone.
    """
    events = book.for_change(number)
    handed_in = sorted((e for e in events if e.event == "submitted"), key=lambda e: _number(e.data.get("revision")))
    if not handed_in:
        return None
    try:
        revisions = tuple(_revisions(repo, handed_in, sop, base))
        said = tuple(_opinion(repo, event) for event in events if event.event in get_args(Opinion))
    except (KeyError, GitError) as error:
        raise Unverified(
            msg("usulan {number}: isi yang tercatat tidak ada lagi di server", number=number),
            msg("pulihkan repositori dari cadangan"),
        ) from error
    title = repo.commit(handed_in[0].commit).subject
    return Change(number, title, revisions, said, merged)


def _revisions(repo: Repo, handed_in: Iterable[Event], sop: Sop, base: str) -> Iterator[Revision]:
    seen: set[str] = set()
    with signers_file(sop) as signers:
        for event in handed_in:
            fresh = [oid for oid in repo.commits(event.commit, f"^{base}") if oid not in seen]
            seen.update(fresh)
            signatures = repo.signatures(fresh, signers)
            writers = frozenset[str]().union(
                *(writers_of(repo, repo.commit(oid), signatures.get(oid), sop, base) for oid in fresh)
            )
            yield Revision(event.commit, event.at, writers, event.actor, own_of(repo, base, event.commit))


def _opinion(repo: Repo, event: Event) -> Approval:
    verdict: Opinion = next(known for known in get_args(Opinion) if known == event.event)
    witness = str(event.data["witness"])
    statement = approvals.read(repo.commit(witness))
    roles = frozenset(str(role) for role in event.data["roles"])
    return Approval(verdict, event.actor, roles, event.commit, event.at, witness, statement.reason if statement else "")


def vouched(repo: Repo, change: Change, sop: Sop, base: str, merge: str, merger: str, at: datetime) -> Change | None:
    """A merged change without the approvals that no key of their reviewer vouches for, or None where somebody unknown
    wrote part of it or the merge is not its merger's.

    Records took the names from the procedure on main, and somebody may have put one there past the hook: `sop` is the
    last approved one. What was received after `at`, the merge's receipt (late approvals of urgent matters), stays.
    """
    early = [o for o in change.approvals if o.verdict == "approved" and o.at <= at]
    written = repo.commits(change.tip, f"^{base}")
    with signers_file(sop) as signers:
        signatures = repo.signatures([merge, *written, *(opinion.witness for opinion in early)], signers)

    def by(person: str, commit: str, moment: datetime) -> bool:
        found = signatures[commit]
        return found.good and found.signer == person and sop.key_counts(person, found.key, moment) == "good"

    def says(opinion: Approval) -> bool:
        said = approvals.read(repo.commit(opinion.witness))
        told = None if said is None else (said.change, said.verdict, said.commit)
        return told == (change.number, opinion.verdict, opinion.commit)

    if not by(merger, merge, at) or not all(signatures[oid].good for oid in written):
        return None
    kept = (o for o in change.approvals if o not in early or (by(o.reviewer, o.witness, o.at) and says(o)))
    return replace(change, approvals=tuple(kept))


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def reconcile(book: Book, repo: Repo, server: Bare, sop: Sop, *, every: bool = False) -> Missing:
    """The events that records lack, by the server's refs, merges and receipts.

    `repo` is the server's bare repository, `sop` the procedure of its main. With `every` also changes that records know
    to their end are read again and compared; without it only those where something has happened since. Appending what
    is found and asking again finds nothing. A change whose receipts are lost is a finding and is not recorded, so it
    counts as not approved; the others go on.
    """
    refs = server_refs(repo)  # before the receipts: a receipt is written before its ref moves, so none is missing
    receipts = read_receipts(server.receipts)
    main = refs.get(MAIN)
    if main is None:
        return Missing((), ())
    merged = merges(repo, main)
    events: list[Event] = []
    findings: list[Finding] = []
    for number in numbers(refs):
        if not every and _known(book, number, refs, merged.get(number)):
            continue
        try:
            change = _change(repo, number, sop, main, receipts, refs, merged)
        except Unverified as lost:
            findings.append(Finding(UNWITNESSED, Severity.ERROR, f"perubahan/{number}", lost.message, lost.hint))
            continue
        if change is None:
            continue
        merge = _merge(repo, number, merged.get(number), receipts, sop, findings)
        receipt = receipts.of(f"{CHANGES}{number}", change.tip)
        for event in events_of(change, receipt.source if receipt else "git", sop, merge):
            recorded = book.by_id.get(event.id)
            if recorded is None:
                events.append(event)
            elif not _same(recorded, event):
                text = msg("catatan {id} ({event}) berbeda dari bukti di server", id=event.id[:12], event=event.event)
                findings.append(Finding(DIFFERS, Severity.ERROR, f"perubahan/{number}", text))
    return Missing(tuple(sorted(events, key=lambda event: event.at)), tuple(findings))


def _change(
    repo: Repo, number: int, sop: Sop, main: str, receipts: Receipts, refs: Refs, merged: Mapping[int, Merged]
) -> Change | None:
    """A change as the server judged it: one that is in main by the procedure before its merge, whatever keys and roles
    a later one strikes out. What was said only afterwards (of urgent matters) is read by the present one."""
    now = read_change(repo, number, sop, main, receipts, refs, merged)
    done = merged.get(number)
    then = sop if done is None else _procedure(repo, done.base, sop)
    if now is None or then == sop:
        return now
    was = read_change(repo, number, then, main, receipts, refs, merged)
    if was is None:
        return None
    known = {opinion.witness for opinion in was.approvals}
    return replace(was, approvals=(*was.approvals, *(o for o in now.approvals if o.witness not in known)))


def _procedure(repo: Repo, commit: str, present: Sop) -> Sop:
    """The procedure at a commit; the present one where that cannot be read."""
    return procedure.read(repo.file(commit, procedure.PATH) or b"")[0] or present


def _known(book: Book, number: int, refs: Refs, merge: Merged | None) -> bool:
    """Whether records hold the last thing of each kind that happened to a change."""
    subject = str(number)
    wanted = [identity("submitted", subject, refs[f"{CHANGES}{number}"])]
    if merge is not None:
        wanted.append(identity("merged", subject, merge.commit))
    last = refs.get(f"{APPROVALS}{number}")
    judged = last is None or any(identity(verdict, subject, last) in book.by_id for verdict in get_args(Opinion))
    return judged and all(known in book.by_id for known in wanted)


def _merge(
    repo: Repo, number: int, merge: Merged | None, receipts: Receipts, sop: Sop, findings: list[Finding]
) -> Merge | None:
    if merge is None:
        return None
    receipt = receipts.of(MAIN, merge.commit)
    if receipt is None:  # main was moved past the hook: there is no witness of when, and none is made up
        text = msg("penggabungan {commit} tidak punya catatan penerimaan", commit=merge.commit[:12])
        findings.append(Finding(UNDATED, Severity.WARNING, f"perubahan/{number}", text))
        return None
    then = _procedure(repo, merge.base, sop)
    with signers_file(then) as signers:
        signature = repo.signatures([merge.commit], signers).get(merge.commit)
    kinds = demand(repo, merge.base, merge.commit, merge.tip, then).kinds
    return Merge(merge.commit, receipt.at, signature.signer if signature else "", merge.tip, kinds)


def _same(recorded: Event, event: Event) -> bool:
    """Whether a record tells what the evidence tells. Roles and names are not compared: they were taken from the
    procedure as it was then, and people leave."""
    return _facts(recorded) == _facts(event)


def _facts(event: Event) -> Mapping[str, Any]:
    return {
        "event": event.event,
        "at": event.at,
        "change": event.change,
        "commit": event.commit,
        "ref": event.ref,
        "data": {key: value for key, value in event.data.items() if key in ("revision", "previous", "witness", "tip")},
    }
