"""From a change to its events and back: what the server holds is copied into records, and judged from there.

The edition judges by records alone, the hook by the server's refs and receipts; both use the same verdict, and a
change read from its own events gets the same one. `reconcile` finds what records lack: after a crash, or because it
has just happened. It needs no clock: every `at` is a receipt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from terbit import sop as procedure
from terbit.findings import Finding, Severity, Unverified
from terbit.forge import Approval, Change, Forge, Landing, Opinion, Revision, Source, approvals
from terbit.forge.revisions import APPROVALS, CHANGES, MAIN, own_of, signers_file, writers_of
from terbit.git import GitError, Repo
from terbit.messages import msg
from terbit.records.book import Book
from terbit.records.event import Event, identity
from terbit.review.demand import Kind, demand, ordered
from terbit.sop import Sop

DIFFERS = "RC001"
UNDATED = "RC002"
UNWITNESSED = "RC003"
UNPROVEN = "RC004"
DISMISSED = "dismissed"
WITNESSED = (*get_args(Opinion), "submitted", "merged", DISMISSED)  # the forge has a witness of each of these


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


def events_of(
    change: Change,
    source: Source,
    sop: Sop,
    merge: Merge | None = None,
    refs: tuple[str, str] | None = None,
    unsettled: Collection[str] = (),
) -> list[Event]:
    """The events of a change: handed in, judged, taken back, merged. Reasons stay with the forge, in what they name.

    `refs` are the forge's names for the change and for what was said of it. Revisions that are `unsettled` get none.
    """
    subject, previous = str(change.number), ""
    kept, judged = refs or (f"{CHANGES}{change.number}", f"{APPROVALS}{change.number}")
    events = []
    for number, revision in enumerate(change.revisions, 1):
        data: dict[str, Any] = {"revision": number, "previous": previous}
        if source == "github":  # accounts stand in no commit: what the forge made of them is evidence
            data |= {"writers": sorted(revision.writers), "strangers": revision.strangers}
        previous = revision.commit
        if revision.commit in unsettled:
            continue
        events.append(
            Event(
                identity("submitted", subject, revision.commit),
                "submitted",
                revision.at,
                source,
                actor=revision.submitter,
                change=change.number,
                commit=revision.commit,
                ref=kept,
                data=data,
            )
        )
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
                ref=judged,
                data={"roles": sorted(opinion.roles), "witness": opinion.witness},
            )
        )
        if opinion.until is not None:
            events.append(
                Event(
                    identity(DISMISSED, subject, f"{opinion.undone} {opinion.witness}"),
                    DISMISSED,
                    opinion.until,
                    source,
                    change=change.number,
                    commit=opinion.commit,
                    ref=judged,
                    data={"witness": opinion.witness, "undone": opinion.undone},
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
    commits that records name (and, for accounts on a forge, from records too). `base` is main before the change (the
    merge's first parent), `sop` the procedure there, `merged` the merge commit where there is one. Raises Unverified
    where a commit is gone.
    """
    events = book.for_change(number)
    handed_in = sorted((e for e in events if e.event == "submitted"), key=lambda e: _number(e.data.get("revision")))
    if not handed_in:
        return None
    tip = next((str(e.data.get("tip")) for e in events if e.event == "merged"), handed_in[-1].commit)
    taken_back = {str(e.data.get("witness")): e for e in events if e.event == DISMISSED}
    try:
        revisions = tuple(_revisions(repo, handed_in, sop, base, tip))
        said = tuple(_opinion(repo, e, taken_back) for e in events if e.event in get_args(Opinion))
        title = repo.commit(next((revision.commit for revision in revisions if revision.own), tip)).subject
    except (KeyError, GitError) as error:
        raise Unverified(
            msg("usulan {number}: isi yang tercatat tidak ada lagi di server", number=number),
            msg("pulihkan repositori dari cadangan"),
        ) from error
    return Change(number, title, revisions, said, merged)


def _revisions(repo: Repo, handed_in: Iterable[Event], sop: Sop, base: str, tip: str) -> Iterator[Revision]:
    """Revisions that a forced push took away come first: what they hold is gone, who wrote it still counts."""
    present = []
    for event in handed_in:
        if event.source == "github" and event.commit != tip and not repo.is_ancestor(event.commit, tip):
            yield Revision(event.commit, event.at, _people(event), event.actor, gone=True)
        else:
            present.append((event, repo.commits(event.commit, f"^{base}")))
    present.sort(key=lambda known: len(known[1]))  # each stands on the one before it
    seen: set[str] = set()
    with signers_file(sop) as signers:
        for event, commits in present:
            fresh = [oid for oid in commits if oid not in seen]
            seen.update(fresh)
            signatures = repo.signatures(fresh, signers)
            writers = _people(event).union(
                *(writers_of(repo, repo.commit(oid), signatures.get(oid), sop, base) for oid in fresh)
            )
            own = own_of(repo, base, event.commit)
            strangers = _number(event.data.get("strangers"))
            yield Revision(event.commit, event.at, writers, event.actor, own, strangers)


def _people(event: Event) -> frozenset[str]:
    """Who wrote a revision, where that stands in records."""
    return frozenset(str(person) for person in event.data.get("writers", ()))


def _opinion(repo: Repo, event: Event, taken_back: Mapping[str, Event]) -> Approval:
    verdict: Opinion = next(known for known in get_args(Opinion) if known == event.event)
    witness = str(event.data["witness"])
    statement = approvals.read(repo.commit(witness)) if event.source != "github" else None
    roles = frozenset(str(role) for role in event.data["roles"])
    undone = taken_back.get(witness)
    return Approval(
        verdict,
        event.actor,
        roles,
        event.commit,
        event.at,
        witness,
        statement.reason if statement else "",
        undone.at if undone else None,
        str(undone.data.get("undone", "")) if undone else "",
    )


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


def reconcile(book: Book, repo: Repo, forge: Forge, sop: Sop, *, every: bool = False) -> Missing:
    """The events that records lack, by what the forge holds.

    `repo` has the office's commits, `sop` is the procedure of its main. With `every` also changes that records know
    to their end are read again and compared; without it only those where something has happened since. Appending what
    is found and asking again finds nothing. A change whose evidence is lost is a finding and is not recorded, so it
    counts as not approved; the others go on. Raises Unverified where the forge as a whole cannot be asked.
    """
    events: list[Event] = []
    findings: list[Finding] = []

    def seen(event: str, change: int, cause: str) -> bool:
        return identity(event, str(change), cause) in book.by_id

    for number in forge.news(seen, every=every):
        try:
            change, merge = _told(repo, forge, number, sop, findings)
            unsettled = forge.unsettled(number)
        except Unverified as lost:
            findings.append(Finding(UNWITNESSED, Severity.ERROR, f"perubahan/{number}", lost.message, lost.hint))
            continue
        if change is None or change.draft:
            continue
        told = events_of(change, forge.source(number), sop, merge, forge.refs(number), unsettled)
        for event in told:
            recorded = book.by_id.get(event.id)
            if recorded is None:
                events.append(event)
            elif not _same(recorded, event):
                text = msg("catatan {id} ({event}) berbeda dari bukti di server", id=event.id[:12], event=event.event)
                findings.append(Finding(DIFFERS, Severity.ERROR, f"perubahan/{number}", text))
        findings += _unproven(book.for_change(number), told, sop)
    return Missing(tuple(sorted(events, key=lambda event: event.at)), tuple(findings))


def _unproven(recorded: Iterable[Event], told: Iterable[Event], sop: Sop) -> Iterator[Finding]:
    """What records tell of a change and the forge does not: nobody but us writes there, so somebody did.

    Whoever is no longer in sop.yml cannot be told from a stranger; what he did stays as it was recorded.
    """
    known = {event.id for event in told}
    for event in recorded:
        if event.event in WITNESSED and event.id not in known and (not event.actor or event.actor in sop.people):
            text = msg("catatan {id} ({event}) tidak punya bukti di server", id=event.id[:12], event=event.event)
            yield Finding(UNPROVEN, Severity.ERROR, f"perubahan/{event.change}", text)


def _told(
    repo: Repo, forge: Forge, number: int, sop: Sop, findings: list[Finding]
) -> tuple[Change | None, Merge | None]:
    """A change as the forge judged it: one that is in main by the procedure before its merge, whatever keys and roles
    a later one strikes out. What was said only afterwards (of urgent matters) is read by the present one."""
    now, landing = forge.change(number, sop), forge.landing(number, sop)
    if now is None or landing is None:
        return now, None
    then = _procedure(repo, landing.base, sop)
    was = now if then == sop else forge.change(number, then)
    landing = landing if then == sop else forge.landing(number, then)
    if was is None or landing is None:
        return None, None
    known = {opinion.witness for opinion in was.approvals}
    change = replace(was, approvals=(*was.approvals, *(o for o in now.approvals if o.witness not in known)))
    return change, _merge(repo, number, landing, then, findings)


def _procedure(repo: Repo, commit: str, present: Sop) -> Sop:
    """The procedure at a commit; the present one where that cannot be read."""
    return procedure.read(repo.file(commit, procedure.PATH) or b"")[0] or present


def _merge(repo: Repo, number: int, landing: Landing, then: Sop, findings: list[Finding]) -> Merge | None:
    if landing.at is None:  # main was moved past the hook: there is no witness of when, and none is made up
        text = msg("penggabungan {commit} tidak punya catatan penerimaan", commit=landing.commit[:12])
        findings.append(Finding(UNDATED, Severity.WARNING, f"perubahan/{number}", text))
        return None
    kinds = demand(repo, landing.base, landing.commit, landing.tip or landing.commit, then).kinds
    return Merge(landing.commit, landing.at, landing.merger, landing.tip, kinds)


def _same(recorded: Event, event: Event) -> bool:
    """Whether a record tells what the evidence tells. Roles and names are not compared: they were taken from the
    procedure as it was then, and people leave."""
    return _facts(recorded) == _facts(event)


def _facts(event: Event) -> Mapping[str, Any]:
    compared = {"witness", "tip"}
    if event.source != "github":  # there a forced push takes revisions away, and the others move up
        compared |= {"revision", "previous"}
    return {
        "event": event.event,
        "at": event.at,
        "change": event.change,
        "commit": event.commit,
        "ref": event.ref,
        "data": {key: value for key, value in event.data.items() if key in compared},
    }
