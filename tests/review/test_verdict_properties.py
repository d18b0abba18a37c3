"""What holds for every verdict, whatever the history."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.review.office_of_reviewers import SOP, START, asks, commit

from terbit.forge import Approval, Change, Revision
from terbit.review.verdict import judge

PEOPLE = [*SOP.people, "maling"]
DEMANDS = [
    asks("ketua"),
    asks("ketua kepala"),
    asks("kepala admin"),
    asks("ketua kepala", any_one=True),
    asks("ketua kepala", urgent=True),
]
END = START + timedelta(days=60)
# one story in eight ends in an approval: those that do not are thrown away where only approved ones are looked at
often = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)

people = st.sampled_from(PEOPLE)
reviewers = st.sampled_from(["budi", "ratna", "agus", "budi", "ratna", "agus", "ani", "wayan", *PEOPLE])
opinions = st.sampled_from(["approved"] * 12 + ["returned", "returned", "rejected", "abandoned"])
# an hour, a day, longer than the urgent lane, beyond the deputy's term
pauses = st.sampled_from([0, 0, 1, 1, 1, 24, 72, 24 * 9]).map(lambda hours: timedelta(hours=hours))


@st.composite
def stories(draw) -> Change:
    """A change as an office could live through it: mostly approvals, mostly of the last revision."""
    now, revisions, said = START, list[Revision](), list[Approval]()
    for _ in range(draw(st.integers(1, 8))):
        if not revisions or draw(st.integers(0, 3)) == 0:
            base_only = bool(revisions) and draw(st.booleans())
            who = draw(st.sampled_from(["sari", "sari", "dewi", "budi", "ratna"]))
            pair = draw(st.sampled_from([{who}, {who}, {who}, {who, "dewi"}]))
            writers = frozenset() if base_only else frozenset(pair)
            own = revisions[-1].own if base_only else (("content/x.md", str(len(revisions))),)
            revisions.append(Revision(commit(f"r{len(revisions)}"), now, writers, who, own))
        else:
            said.append(draw(approvals(len(revisions), now, len(said))))
        now += draw(pauses)
    return Change(7, "", tuple(revisions), tuple(said), draw(st.sampled_from(["", commit("merge")])))


@st.composite
def approvals(draw, count: int, now: datetime, k: int, verdict: str | None = None) -> Approval:
    reviewer = draw(reviewers)
    claimed = frozenset({"ketua"}) if reviewer == "maling" else SOP.roles_of(reviewer, now)
    revision = draw(st.sampled_from([count - 1] * 6 + [*range(count), count]))
    return Approval(verdict or draw(opinions), reviewer, claimed, commit(f"r{revision}"), now, f"{k:040x}")


moments = st.integers(0, 400).map(lambda hours: START + timedelta(hours=hours))
cases = st.tuples(stories(), st.sampled_from(DEMANDS), st.just(END) | moments)


@often
@given(cases)
def test_it_is_approved_exactly_when_nothing_stands_in_the_way(case):
    change, demand, at = case
    found = judge(change, demand, SOP, at)
    errors = [reason for reason in found.reasons if reason.severity == "error"]
    assert found.approved == (not errors and found.state != "draft")
    assert set(found.granted) | set(found.missing) == set(demand.roles)
    assert not set(found.granted) & set(found.missing)
    if found.approved:
        assert found.state in ("approved", "merged") and found.granted


@often
@given(cases)
def test_whoever_counts_holds_the_role_and_did_not_write_what_he_read(case):
    change, demand, at = case
    for role, opinion in judge(change, demand, SOP, at).granted.items():
        assert role in SOP.roles_of(opinion.reviewer, opinion.at)
        assert opinion.verdict == "approved" and opinion.at <= at
        (read,) = [revision for revision in change.revisions if revision.commit == opinion.commit]
        assert opinion.reviewer not in change.revisions[0].writers | read.writers


@often
@given(cases)
def test_every_line_of_an_approved_text_was_seen_by_two(case):
    change, demand, at = case
    found = judge(change, demand, SOP, at)
    assume(found.approved)
    received = [revision for revision in change.revisions if revision.at <= at]
    place = {revision.commit: n for n, revision in enumerate(received)}
    approving = [a for a in change.approvals if a.verdict == "approved" and a.at <= at and a.commit in place]
    for n, revision in enumerate(received):
        seen = {a.reviewer for a in approving if place[a.commit] >= n}
        assert not revision.writers or seen - revision.writers


@often
@given(cases, st.data())
def test_the_order_of_the_list_does_not_matter(case, data):
    change, demand, at = case
    mixed = list(change.approvals)
    random.Random(data.draw(st.integers(0, 999))).shuffle(mixed)
    assert judge(replace(change, approvals=tuple(mixed)), demand, SOP, at) == judge(change, demand, SOP, at)


@often
@given(cases, st.data())
def test_another_approval_never_takes_one_away(case, data):
    change, demand, at = case
    before = judge(change, demand, SOP, at)
    # while an urgent change waits, an earlier approval would start its hours earlier: that may end them
    assume(before.approved and before.urgent_until is None)
    more = data.draw(approvals(len(change.revisions), data.draw(moments), 99, "approved"))
    after = judge(replace(change, approvals=(*change.approvals, more)), demand, SOP, at)
    assert after.approved
    assert set(after.granted) >= set(before.granted)


@often
@given(cases)
def test_nothing_is_approved_without_the_approvals_that_count(case):
    change, demand, at = case
    found = judge(change, demand, SOP, at)
    assume(found.approved)
    # every other approval that the same role could stand on goes as well
    for role in found.granted:
        rest = tuple(a for a in change.approvals if not (a.verdict == "approved" and role in a.roles))
        after = judge(replace(change, approvals=rest), demand, SOP, at)
        assert role in after.missing
        if not (demand.any_one or demand.urgent):
            assert not after.approved


@often
@given(cases, moments)
def test_what_comes_later_does_not_change_the_past(case, then):
    change, demand, at = case
    assume(then <= at)
    past = replace(
        change,
        revisions=tuple(revision for revision in change.revisions if revision.at <= then),
        approvals=tuple(approval for approval in change.approvals if approval.at <= then),
    )
    assert judge(change, demand, SOP, then) == judge(past, demand, SOP, then)


@often
@given(cases)
def test_a_rejection_or_an_abandonment_is_final(case):
    change, demand, at = case
    found = judge(change, demand, SOP, at)
    assume(found.state in ("rejected", "abandoned"))
    for pause in (1, 24, 24 * 60):
        after = judge(change, demand, SOP, at + timedelta(hours=pause))
        assert after.state in ("rejected", found.state) and not after.approved


@often
@given(cases, st.sampled_from(PEOPLE))
def test_a_merger_is_asked_for_his_role_and_nothing_else(case, merger):
    change, demand, at = case
    alone, with_merger = judge(change, demand, SOP, at), judge(change, demand, SOP, at, merger=merger)
    may = "pengelola" in SOP.roles_of(merger, at)
    assert with_merger.approved == (alone.approved and may) or alone.state == "draft"
    assert with_merger.state == alone.state
