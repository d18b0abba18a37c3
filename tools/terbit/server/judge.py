"""Whether a push is accepted: everything in it together, by the procedure of main as it is now.

The judging itself is review's and rules'; here it is asked about each ref in turn. An empty list accepts.
"""

from __future__ import annotations

from pathlib import Path

from terbit.findings import Finding, has_errors
from terbit.forge import Approval, Change, approvals
from terbit.forge.revisions import CHANGES, MAIN, RECORDS, Merged, base_of, merges, own_of, read_change, signers_file
from terbit.gate.result import BY_KEY, Merging, judge_frame, judge_result
from terbit.git import Commit, GitError
from terbit.messages import msg
from terbit.review.demand import Demand, demand
from terbit.review.verdict import STATES, judge, objection
from terbit.server.objects import judge_objects, judge_signatures
from terbit.server.push import APPROVAL, CHANGE, MERGE, REWRITTEN, Push, Update, refusal


def judge_push(push: Push, cache: Path | None = None) -> list[Finding]:
    """Why the push is refused; nothing where it is accepted. `cache` keeps what the rules found about blobs."""
    findings = judge_objects(push)
    if findings:
        return findings
    merged = merges(push.repo, push.main)
    order = ("change", "approvals", "main")
    for update in sorted((u for u in push.updates if u.kind in order), key=lambda u: (order.index(u.kind), u.number)):
        if update.kind == "change":
            findings += _change(push, update, merged)
        elif update.kind == "approvals":
            findings += _approvals(push, update, merged)
        elif not findings:  # what is wrong above it would only be repeated
            findings += _main(push, update, cache)
    return findings


# -- a change ----------------------------------------------------------------------------------------------------


def _change(push: Push, update: Update, merged: dict[int, Merged]) -> list[Finding]:
    repo = push.repo
    if not update.created and not repo.is_ancestor(update.old, update.new):
        message = msg("nomor {number} sudah dipakai dan riwayatnya hanya boleh bertambah", number=update.number)
        return [refusal(REWRITTEN, update.ref, message, msg("kirim dengan terbit submit"))]
    if update.created:
        known = [u.number for u in push.updates if u.kind == "change" and u.created]
        highest = max((_number(ref) for ref in push.before if ref.startswith(CHANGES)), default=0)
        if update.number > highest + len(known):
            message = msg("nomor {number} bukan nomor berikutnya", number=update.number)
            return [refusal(CHANGE, update.ref, message, msg("nomor berikutnya: {next}", next=highest + 1))]
    if not repo.is_ancestor(push.anchor, update.new) or base_of(repo, push.main, update.new) is None:
        return [refusal(CHANGE, update.ref, msg("usulan {number} tidak berasal dari situs ini", number=update.number))]
    if repo.is_ancestor(update.new, push.main) or not own_of(repo, push.main, update.new):
        return [refusal(CHANGE, update.ref, msg("usulan {number} tidak mengubah apa pun", number=update.number))]
    return [] if update.created else _still_open(push, update, merged)


def _number(ref: str) -> int:
    return int(ref.rpartition("/")[2])


def _still_open(push: Push, update: Update, merged: dict[int, Merged]) -> list[Finding]:
    """A change that is merged, rejected or abandoned takes no further revision."""
    change = read_change(push.repo, update.number, push.sop, push.main, push.receipts, push.before, merged)
    if change is None or not change.revisions:
        return []
    state = judge(change, _demand(push, change, merged), push.sop, push.at).state
    if state not in ("merged", "rejected", "abandoned"):
        return []
    message = msg("usulan {number} sudah selesai: {state}", number=update.number, state=STATES[state])
    return [refusal(CHANGE, update.ref, message, msg("kirim sebagai usulan baru dengan terbit submit --new"))]


def _demand(push: Push, change: Change, merged: dict[int, Merged]) -> Demand:
    """Who is asked: of what the merge would do to main, or did, where it is merged."""
    done = merged.get(change.number)
    if done is not None:
        return demand(push.repo, done.base, done.commit, done.tip, push.sop)
    try:
        tree, conflicts = push.repo.merge_tree(push.main, change.tip)
    except GitError:
        tree, conflicts = change.tip, ()
    return demand(push.repo, push.main, change.tip if conflicts else tree, change.tip, push.sop)


# -- approvals ---------------------------------------------------------------------------------------------------


def _approvals(push: Push, update: Update, merged: dict[int, Merged]) -> list[Finding]:
    repo, number = push.repo, update.number
    if f"{CHANGES}{number}" not in push.refs:
        return [refusal(APPROVAL, update.ref, msg("usulan {number} tidak ada", number=number))]
    span = [update.new] if update.created else [update.new, f"^{update.old}"]
    fresh = [repo.commit(oid) for oid in repo.commits(*span)]
    if not _appends(fresh, update):
        return [
            refusal(
                REWRITTEN,
                update.ref,
                msg("persetujuan yang sudah ada tidak boleh diubah, hanya ditambah"),
                msg("kirim dengan terbit approve, terbit return atau terbit reject"),
            )
        ]
    findings = []
    for commit in fresh:
        said = approvals.read(commit)
        if said is None or said.change != number:
            message = msg("{commit} bukan persetujuan untuk usulan {number}", commit=commit.oid[:12], number=number)
            findings.append(refusal(APPROVAL, update.ref, message, msg("kirim dengan terbit approve")))
        elif said.verdict in ("returned", "rejected") and not said.reason:
            message = msg("alasan wajib ditulis")
            findings.append(refusal(APPROVAL, update.ref, message, msg('tambahkan --reason "…"')))
    if findings:
        return findings
    change = read_change(repo, number, push.sop, push.main, push.receipts, push.refs, merged)
    return [] if change is None else _objections(push, change, {commit.oid for commit in fresh}, merged)


def _appends(fresh: list[Commit], update: Update) -> bool:
    """Whether the new commits are one chain that goes on where the ref ended."""
    last: tuple[str, ...] = () if update.created else (update.old,)
    for commit in fresh:
        if commit.parents != last:
            return False
        last = (commit.oid,)
    return bool(fresh)


def _objections(push: Push, change: Change, fresh: set[str], merged: dict[int, Merged]) -> list[Finding]:
    """What the verdict has against each new opinion, said one after another."""
    asked = _demand(push, change, merged)
    findings: list[Finding] = []
    before = tuple(a for a in change.approvals if a.witness not in fresh)
    for opinion in (a for a in change.approvals if a.witness in fresh):
        so_far = Change(change.number, change.title, change.revisions, before, change.merged)
        found = _stale(opinion, change) or objection(opinion, so_far, asked, push.sop)
        if found is not None:
            findings.append(found)
        before = (*before, opinion)
    return findings


def _stale(opinion: Approval, change: Change) -> Finding | None:
    """Only what is proposed now can be approved: a reviewer who read something older is told so."""
    if opinion.verdict != "approved" or opinion.commit == change.tip:
        return None
    if opinion.commit not in {revision.commit for revision in change.revisions}:
        return None  # the verdict's own words say so
    message = msg("isi usulan {number} sudah berubah sejak {commit}", number=change.number, commit=opinion.commit[:12])
    hint = msg("baca isi yang sekarang ({tip}), lalu setujui lagi", tip=change.tip[:12])
    return refusal(APPROVAL, f"perubahan/{change.number}", message, hint)


# -- main --------------------------------------------------------------------------------------------------------


def _main(push: Push, update: Update, cache: Path | None) -> list[Finding]:
    repo = push.repo
    merge = repo.commit(update.new)
    wrong = _no_merge(push, update, merge)
    if wrong is not None:
        return [wrong]
    number = approvals.change_of_merge(merge)
    change = None if number is None else read_change(repo, number, push.sop, push.main, push.receipts, push.refs)
    if number is None or change is None:
        message = msg("penggabungan ini tidak menyebut usulan yang ada")
        return [refusal(MERGE, MAIN, message, msg("gabungkan dengan terbit merge"))]
    if change.merged:
        return [refusal(MERGE, MAIN, msg("usulan {number} sudah digabung", number=number))]
    if merge.parents[1] != push.refs[f"{CHANGES}{number}"]:
        message = msg("yang digabung bukan isi terakhir usulan {number}", number=number)
        return [refusal(MERGE, MAIN, message, msg("gabungkan dengan terbit merge {number}", number=number))]
    asked = demand(repo, push.main, merge.oid, merge.parents[1], push.sop)
    verdict = judge(change, asked, push.sop, push.at, merger=_signer(push, merge.oid))
    findings = [finding for finding in verdict.reasons if has_errors([finding])]
    merging = _merging(push, merge, cache)
    findings = _vouched(push, change) + findings + judge_result(merging)
    return findings or judge_frame(merging)


def _vouched(push: Push, change: Change) -> list[Finding]:
    """Every commit of the change is still signed by a key that the procedure knows and that counted at its receipt.

    A key may have been revoked, or struck out, since the commit came in; then nobody knows who wrote it.
    """
    findings: list[Finding] = []
    seen: set[str] = set()
    for revision in change.revisions:
        fresh = [oid for oid in push.repo.commits(revision.commit, f"^{push.main}") if oid not in seen]
        seen.update(fresh)
        findings += judge_signatures(push, fresh, revision.at)
    return findings


def _no_merge(push: Push, update: Update, merge: Commit) -> Finding | None:
    """Main moves by exactly one merge of a change into main as it is now, with the tree that git makes of both."""
    hint = msg("kirim usulan dengan terbit submit")
    if update.created or update.old != push.main or not merge.parents:
        return refusal(MERGE, MAIN, msg("situs hanya berubah lewat usulan yang disetujui"), hint)
    if len(merge.parents) == 1:
        return refusal(MERGE, MAIN, msg("situs hanya berubah lewat usulan yang disetujui"), hint)
    again = msg("gabungkan lagi dengan terbit merge")
    if merge.parents[0] != push.main or len(merge.parents) != 2:
        return refusal(MERGE, MAIN, msg("penggabungan ini tidak bertolak dari situs yang sekarang"), again)
    try:
        tree, conflicts = push.repo.merge_tree(*merge.parents)
    except GitError:
        return refusal(MERGE, MAIN, msg("penggabungan ini tidak bertolak dari situs yang sekarang"), again)
    if conflicts:
        message = msg("usulan bertabrakan dengan situs: {paths}", paths=", ".join(conflicts))
        return refusal(MERGE, MAIN, message, msg("penulis usulan menjalankan terbit submit"))
    if tree != merge.tree:
        message = msg("isi penggabungan bukan gabungan dari situs dan usulan")
        return refusal(MERGE, MAIN, message, again)
    return None


def _signer(push: Push, oid: str) -> str:
    with signers_file(push.sop) as signers:
        return push.repo.signatures([oid], signers)[oid].signer


def _merging(push: Push, merge: Commit, cache: Path | None) -> Merging:
    def records() -> str | None:
        return push.before.get(RECORDS)

    return Merging(push.repo, push.main, merge.oid, push.sop, push.at, BY_KEY, records, cache)
