"""From what GitHub tells of a pull request to a Change: people and roles by the procedure, commits by git.

Nothing here asks GitHub. Whoever has no account in sop.yml is nobody: what he says is not heard, what he writes counts
as a stranger's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from terbit.findings import Unverified
from terbit.forge import Approval, Change, Landing, Opinion, Revision
from terbit.forge.github.client import unknown
from terbit.forge.github.heads import BASE, Head, heads, line_of
from terbit.forge.github.pull import Authored, Happening, PullRequest, Review
from terbit.forge.revisions import is_base_merge, own_of
from terbit.git import Commit, GitError, Repo
from terbit.messages import msg
from terbit.sop import Sop

WEB_FLOW = "noreply@github.com"  # whom GitHub names as committer of what was made in the browser
_NOREPLY = re.compile(r"(?:[0-9]+\+)?([A-Za-z0-9_-]+)@users\.noreply\.github\.com\Z", re.IGNORECASE)
_CO_AUTHOR = re.compile(r"^co-authored-by:[^<\n]*<([^>\n]*)>\s*$", re.IGNORECASE | re.MULTILINE)
_OPINIONS: Mapping[str, Opinion] = {"APPROVED": "approved", "CHANGES_REQUESTED": "returned"}


def change_of(pull: PullRequest, gone: Iterable[Authored], repo: Repo, sop: Sop) -> Change | None:
    """A pull request as a change, or None where it is not proposed for main.

    `gone`: what GitHub still knows of commits that forced pushes took away. Raises Unverified where commits are not
    here, or GitHub does not know who made them.
    """
    if pull.base != BASE:
        return None
    known = {facts.oid: facts for facts in (*gone, *pull.commits)}
    try:
        base = base_of(pull, repo)
        found = heads(repo, pull, base, known)
        revisions = tuple(_revisions(pull, repo, base, found, known, sop))
    except (GitError, KeyError) as error:
        raise Unverified(
            msg("usulan {number}: komitnya tidak dapat diambil dari GitHub", number=pull.number),
            msg("coba lagi; bila tetap begitu, periksa hak token itu"),
        ) from error
    said = opinions(pull, sop, _people(pull, revisions, sop), revisions)
    return Change(pull.number, pull.title, revisions, said, pull.merge, pull.draft)


def base_of(pull: PullRequest, repo: Repo) -> str:
    """Main before the merge; main as it is while there is none. Raises KeyError where the merge is not here."""
    if not pull.merge:
        return pull.main
    parents = repo.commit(pull.merge).parents
    return parents[0] if parents else pull.merge


def landing_of(pull: PullRequest, repo: Repo, sop: Sop) -> Landing | None:
    """How it came into main. The tip is "" where the merge has not the head as its second parent: squashed or rebased,
    it is another commit that lands than the one that was reviewed. Raises Unverified where the merge is not here."""
    if pull.state != "MERGED" or pull.base != BASE:
        return None
    try:
        parents = repo.commit(pull.merge).parents
        base = parents[0]
    except (KeyError, IndexError):
        raise Unverified(
            msg("usulan {number}: komitnya tidak dapat diambil dari GitHub", number=pull.number),
            msg("coba lagi; bila tetap begitu, periksa hak token itu"),
        ) from None
    tip = pull.head if len(parents) == 2 and parents[1] == pull.head else ""
    return Landing(pull.merge, base, tip, pull.merged_at, sop.person_of_login(pull.merged_by) or "")


# -- who wrote what ------------------------------------------------------------------------------------------------


def _revisions(
    pull: PullRequest, repo: Repo, base: str, found: Iterable[Head], known: Mapping[str, Authored], sop: Sop
) -> Iterable[Revision]:
    submitter = sop.person_of_login(pull.author) or ""
    seen, dropped = set[str](), set[str]()
    first = True
    for head in found:
        if head.gone:
            # it is not there any more, but whoever wrote it may have written what took its place
            lost = [oid for oid in line_of(repo, head.commit, base, pull.head) if oid not in dropped]
            dropped.update(lost)
            names = (_named(repo, oid, known.get(oid), sop) for oid in lost)
            forced, _ = _pushers(pull, head.commit, sop)
            yield Revision(head.commit, head.at, forced.union(*names), submitter, gone=True)
            continue
        fresh = [oid for oid in repo.commits(head.commit, f"^{base}") if oid not in seen]
        seen.update(fresh)
        writers, strangers = _pushers(pull, head.commit, sop)
        for oid in fresh:
            if is_base_merge(repo, repo.commit(oid), base):
                continue
            if oid not in known:
                raise unknown("commits")  # git has it and GitHub does not tell whose it is
            people = _named(repo, oid, known[oid], sop)
            writers |= people
            strangers += not people or not known[oid].whole or _hidden(repo.commit(oid), known[oid])
        if first and not submitter:
            # accounts are GitHub's word, e-mails only the commit's: who hands in for somebody must be known himself
            strangers = max(strangers, 1)
        first = False
        yield Revision(head.commit, head.at, writers, submitter, own_of(repo, base, head.commit), strangers)


def _pushers(pull: PullRequest, commit: str, sop: Sop) -> tuple[frozenset[str], int]:
    """The people who put a head there by force, and how many others did: GitHub says so, whatever the commits claim.
    Who brings back what had stood there before wrote nothing."""
    forced = pull.all("pushed")
    if any(event.before == commit for event in forced):
        return frozenset(), 0
    actors = [sop.person_of_login(event.actor) for event in forced if event.after == commit]
    return frozenset(actor for actor in actors if actor), sum(actor is None for actor in actors)


def _named(repo: Repo, oid: str, facts: Authored | None, sop: Sop) -> frozenset[str]:
    """The people who wrote a commit: those whom GitHub names, and those whom the commit itself does."""
    named = frozenset[str]() if facts is None else _accounts(facts, sop)
    try:
        commit = repo.commit(oid)
    except KeyError:
        return named
    emails = [commit.author_email, commit.committer_email, *_CO_AUTHOR.findall(commit.message)]
    return named | {person for email in emails if (person := _person_of_email(email, sop))}


def _hidden(commit: Commit, facts: Authored) -> bool:
    """Whether somebody wrote GitHub's own address there without its signature, and so hides who he is."""
    return commit.committer_email.casefold() == WEB_FLOW and not facts.by_github


def _accounts(facts: Authored, sop: Sop) -> frozenset[str]:
    """The people whom GitHub names for a commit."""
    claims = (*facts.authors, facts.committer)
    named = (
        person
        for email, login in claims
        for person in (sop.person_of_login(login) if login else None, _person_of_email(email, sop))
    )
    return frozenset(person for person in named if person)


def _person_of_email(email: str, sop: Sop) -> str | None:
    account = _NOREPLY.match(email.strip())
    return sop.person_of_email(email) or (sop.person_of_login(account[1]) if account else None)


def _people(pull: PullRequest, revisions: Iterable[Revision], sop: Sop) -> frozenset[str]:
    """Everybody who wrote or handed in part of it."""
    submitter = sop.person_of_login(pull.author)
    every = frozenset[str]().union(*(revision.writers for revision in revisions))
    return every | {submitter} if submitter else every


def claimed(pull: PullRequest, sop: Sop) -> frozenset[str]:
    """Everybody whom GitHub names as a writer of what is proposed, without a look at the commits themselves."""
    submitter = sop.person_of_login(pull.author)
    named = frozenset[str]().union(*(_accounts(facts, sop) for facts in pull.commits))
    return named | {submitter} if submitter else named


def concerns(pull: PullRequest, sop: Sop) -> bool:
    """Whether anybody of the office has had a hand in it, by his account. Everybody may open pull requests in a public
    repository; what nobody here handed in, judged or merged is no work of the office's, and no evidence of it."""
    return bool(sop.person_of_login(pull.author) or pull.state == "MERGED" or opinions(pull, sop, frozenset()))


# -- who said what -------------------------------------------------------------------------------------------------


def deciding(sop: Sop) -> frozenset[str]:
    """The roles whose word on any change is heard."""
    floor = {sop.floor.administrator, sop.floor.head, sop.report.recipient}
    return frozenset({*sop.deciding_roles(sop.steps), *floor})


def opinions(
    pull: PullRequest, sop: Sop, people: frozenset[str], revisions: tuple[Revision, ...] = ()
) -> tuple[Approval, ...]:
    """What the office's people said, oldest first: reviews, and closing it without a merge. `people` wrote it."""
    found = [_reviewed(pull, review, sop, people) for review in pull.reviews]
    found += [_closed(pull, event, sop, people, revisions) for event in _closings(pull)]
    return tuple(sorted((opinion for opinion in found if opinion is not None), key=lambda opinion: opinion.at))


def strangers_of(pull: PullRequest, sop: Sop) -> tuple[str, ...]:
    """The accounts that gave an opinion and are nobody in sop.yml, each once; what they said is not heard."""
    accounts = (
        review.author for review in pull.reviews if review.state in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
    )
    return tuple(dict.fromkeys(account for account in accounts if sop.person_of_login(account) is None))


def _reviewed(pull: PullRequest, review: Review, sop: Sop, people: frozenset[str]) -> Approval | None:
    person = sop.person_of_login(review.author)
    if person is None or review.at is None or review.state in ("COMMENTED", "PENDING"):
        return None
    verdict = _OPINIONS.get(_said(pull, review))
    if verdict is None:
        raise unknown("previousReviewState")
    undone = _undone(pull, review, sop, people) if verdict == "returned" else _taken_back(pull, review)
    return Approval(
        verdict,
        person,
        sop.roles_of(person, review.at),
        review.commit,
        review.at,
        review.id,
        review.body,
        undone.at if undone else None,
        undone.id if undone else "",
    )


def _said(pull: PullRequest, review: Review) -> str:
    """What a review said before somebody dismissed it. Raises Unverified where nothing tells."""
    if review.state != "DISMISSED":
        return review.state
    dismissal = _dismissal(pull, review)
    if dismissal is None:
        raise unknown("reviewDismissedEvent")
    return dismissal.state


def _dismissal(pull: PullRequest, review: Review) -> Happening | None:
    return next((event for event in pull.all("dismissed") if event.review == review.id), None)


def _taken_back(pull: PullRequest, review: Review) -> Happening | None:
    """What first took an approval back: its dismissal, that of a later approval by the same account, or that the pull
    request was turned towards another branch: what was compared with that one is not what was looked at."""
    since = review.at
    if since is None:
        return None
    undoing = [
        event
        for event in pull.all("dismissed")
        for other in pull.reviews
        if other.id == event.review
        and other.author == review.author
        and event.state == "APPROVED"
        and other.at is not None
        and other.at >= since
    ]
    undoing += [event for event in pull.all("retargeted") if event.at >= since]
    return min(undoing, key=lambda event: event.at, default=None)


def _undone(pull: PullRequest, review: Review, sop: Sop, people: frozenset[str]) -> Happening | None:
    """The dismissal of a return, where whoever dismissed it may: the reviewer himself, or somebody with a deciding role
    who did not write the change. A writer does not get rid of a return like that."""
    dismissal = _dismissal(pull, review)
    if dismissal is None:
        return None
    person = sop.person_of_login(dismissal.actor)
    if person is None:
        return None
    own = person == sop.person_of_login(review.author)
    entitled = person not in people and bool(sop.roles_of(person, dismissal.at) & deciding(sop))
    return dismissal if own or entitled else None


def _closings(pull: PullRequest) -> tuple[Happening, ...]:
    """When it was closed without a merge: a merge closes too, and is told by an event of its own."""
    turns = [event for event in pull.happenings if event.kind in ("closed", "reopened")]
    closed = pull.all("closed")
    # only what is open can be merged: a close that nobody took back is the merge's own, whatever second it bears
    return closed[:-1] if pull.state == "MERGED" and turns and turns[-1].kind == "closed" else closed


def _closed(
    pull: PullRequest, event: Happening, sop: Sop, people: frozenset[str], revisions: tuple[Revision, ...]
) -> Approval | None:
    """Closing by somebody with a deciding role who did not write it rejects it, by one of its writers abandons it."""
    person = sop.person_of_login(event.actor)
    if person is None:
        return None
    roles = sop.roles_of(person, event.at)
    if person not in people and not roles & deciding(sop):
        return None
    verdict: Opinion = "abandoned" if person in people else "rejected"
    return Approval(verdict, person, roles, _head_at(pull, event.at, revisions), event.at, event.id)


def _head_at(pull: PullRequest, at: datetime, revisions: tuple[Revision, ...]) -> str:
    """The revision that stood at a moment."""
    before = [revision for revision in revisions if revision.at <= at]
    return max(before, key=lambda revision: revision.at).commit if before else pull.head
