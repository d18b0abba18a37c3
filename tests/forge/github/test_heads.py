"""Which heads were handed in and when; and that what was recorded of a pull request stays true, come what may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.forge.github.office import TITLE, OfficeOnGitHub
from tests.support.github import Person, Pull
from tests.support.office import Office

from terbit.records.book import Book
from terbit.review.demand import demand
from terbit.review.evidence import change_of, reconcile
from terbit.review.verdict import judge


def handed_in(github: OfficeOnGitHub, pull: Pull) -> list[tuple[str, str]]:
    """(commit, time of day) of each revision."""
    return [(revision.commit, f"{revision.at:%H:%M}") for revision in github.change(pull).revisions]


def chain(github: OfficeOnGitHub, onto: str, *bodies: str) -> list[str]:
    """Commits made at home, not pushed yet. Their own times are made up."""
    store = github.site.store
    sari = Person("Sari", "sari@balai-contoh.example", github.fake.clock.replace(year=2001))
    made = []
    for body in bodies:
        tree = store.tree_with(store.commit(onto).tree, Office.article("panen-padi", body=body))
        onto = store.make_commit(tree, (onto,), body, sari, sari)
        made.append(onto)
    return made


def push(github: OfficeOnGitHub, pull: Pull, commit: str) -> None:
    github.tick()
    github.fake.force_push(github.people["sari"], github.site, pull.head, commit)


def test_only_the_head_of_a_push_is_a_revision(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    first = pull.head_sha
    commits = chain(github, first, "Satu.\n", "Dua.\n", "Tiga.\n")
    push(github, pull, commits[-1])
    assert handed_in(github, pull) == [(first, "01:00"), (commits[-1], "02:00")]


def test_what_a_commit_says_of_its_time_is_nothing(github: OfficeOnGitHub) -> None:
    (commit,) = chain(github, github.main, "Dari tahun 2001.\n")
    github.fake.force_push(github.people["sari"], github.site, "panen-padi", commit)
    github.tick()
    pull = github.fake.open_pull_request(github.people["sari"], github.site, "panen-padi", title=TITLE)
    assert handed_in(github, pull) == [(commit, "02:00")]


def test_a_check_of_an_older_commit_makes_no_revision_of_it(github: OfficeOnGitHub) -> None:
    """Somebody makes a branch of a commit in the middle; a check begins there, later than what stands on it."""
    pull = github.propose("sari")
    first = pull.head_sha
    middle, last = chain(github, first, "Satu.\n", "Dua.\n")
    push(github, pull, last)
    expected = [(first, "01:00"), (last, "02:00")]
    assert handed_in(github, pull) == expected
    github.tick()
    app = github.fake.app("pemeriksa", {"checks": "write"}, install=[github.site])
    github.fake.check_run(app, github.site, middle, "apa pun", "success")
    assert handed_in(github, pull) == expected


def test_without_workflows_a_review_is_the_witness(github: OfficeOnGitHub) -> None:
    github.site.workflows = False
    pull = github.propose("sari")
    first = pull.head_sha
    assert handed_in(github, pull) == [(first, "01:00")]
    assert github.forge().unsettled(pull.number) == frozenset()
    github.tick()
    github.fake.review_comment(github.people["budi"], pull)
    second = github.again("sari", pull)
    assert handed_in(github, pull) == [(first, "01:00"), (second, "03:00")]
    assert github.forge().unsettled(pull.number) == {second}
    github.tick()
    github.fake.comment(github.people["dewi"], pull, "Bagus.")  # GitHub heard of it again: no witness of the push
    assert github.forge().unsettled(pull.number) == {second}
    github.approve("budi", pull)
    assert handed_in(github, pull) == [(first, "01:00"), (second, "05:00")]
    assert github.forge().unsettled(pull.number) == frozenset()
    assert github.verdict(pull).approved


def test_what_nothing_witnesses_is_judged_and_not_recorded(github: OfficeOnGitHub) -> None:
    github.site.workflows = False
    pull = github.propose("sari")
    github.approve("budi", pull)
    book = record(github, Book(None, ()))
    new = github.again("sari", pull)
    assert not github.verdict(pull).approved
    book = record(github, book)
    assert new not in {event.commit for event in book.events}
    github.tick()
    github.fake.merge(github.people["agus"], pull)
    book = record(github, book)
    (event,) = (event for event in book.events if event.commit == new)
    assert (event.event, event.at, event.data["revision"]) == ("submitted", github.fake.clock, 2)


def test_heads_that_a_forced_push_took_away_stand_before_the_present_ones(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    one = pull.head_sha
    two = github.again("sari", pull)
    (three,) = chain(github, github.main, "Dari awal.\n")
    push(github, pull, three)
    four = github.again("sari", pull, "Lanjutan.\n")
    assert handed_in(github, pull) == [(one, "01:00"), (two, "02:00"), (three, "03:00"), (four, "04:00")]


def test_a_head_that_was_replaced_by_force_before_it_was_ready(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari", draft=True)
    (other,) = chain(github, github.main, "Dari awal.\n")
    push(github, pull, other)
    github.tick()
    github.fake.ready_for_review(github.people["sari"], pull)
    assert handed_in(github, pull) == [(other, "03:00")]


# -- what was recorded stays true ----------------------------------------------------------------------------------


def record(github: OfficeOnGitHub, book: Book) -> Book:
    """Record what is missing. Nothing that was recorded may have become untrue, and asking again adds nothing."""
    missing = reconcile(book, github.repo, github.forge(), github.sop)
    assert missing.findings == ()
    grown = Book("0" * 40, (*book.events, *missing.events))
    every = reconcile(grown, github.repo, github.forge(), github.sop, every=True)
    assert (every.events, every.findings) == ((), ())
    return grown


def same_verdict(github: OfficeOnGitHub, book: Book, pull: Pull) -> None:
    """From records alone the verdict is what it is from GitHub."""
    seen, landing = github.change(pull), github.forge().landing(pull.number, github.sop)
    base = landing.base if landing else github.main
    told = change_of(book, github.repo, pull.number, github.sop, base, merged=seen.merged)
    if told is None or seen.draft:
        return
    tree = landing.commit if landing else github.repo.merge_tree(base, seen.tip)[0]
    asked = demand(github.repo, base, tree, seen.tip, github.sop)
    one, other = (judge(change, asked, github.sop, github.fake.clock) for change in (told, seen))
    assert (one.approved, one.missing, [r.rule for r in one.reasons]) == (
        other.approved, other.missing, [r.rule for r in other.reasons],
    )  # fmt: skip


Step = Callable[[OfficeOnGitHub, Pull], object]


def approve(who: str) -> Step:
    return lambda github, pull: github.fake.approve(github.people[who], pull)


def back(who: str) -> Step:
    return lambda github, pull: github.fake.request_changes(github.people[who], pull)


def commit(who: str, body: str) -> Step:
    return lambda github, pull: github.fake.push(
        github.people[who], github.site, pull.head, Office.article(pull.head, body=body)
    )


def force(body: str) -> Step:
    return lambda github, pull: github.fake.force_push(
        github.people["sari"], github.site, pull.head, chain(github, github.main, body)[0]
    )


def rewind(github: OfficeOnGitHub, pull: Pull) -> None:
    parent = github.site.store.commit(pull.head_sha).parents[0]
    github.fake.force_push(github.people["sari"], github.site, pull.head, parent)


def dismiss(who: str, number: int) -> Step:
    return lambda github, pull: github.fake.dismiss(github.people[who], pull.reviews[number])


def button(name: str, who: str) -> Step:
    return lambda github, pull: getattr(github.fake, name)(github.people[who], pull)


def aim(base: str) -> Step:
    return lambda github, pull: github.fake.change_base(github.people["sari"], pull, base)


STORIES: dict[str, list[Step]] = {
    "return and approval": [back("budi"), commit("sari", "1\n"), approve("budi")],
    "forced": [approve("budi"), commit("sari", "1\n"), force("2\n"), approve("budi"), commit("dewi", "3\n")],
    "forced twice": [force("1\n"), back("budi"), force("2\n"), approve("budi"), force("3\n")],
    "rewound": [approve("budi"), commit("sari", "1\n"), back("budi"), rewind, approve("budi")],
    "dismissed": [approve("budi"), approve("budi"), dismiss("agus", 1), back("ratna"), dismiss("ratna", 2)],
    "dismissed by a writer": [back("budi"), dismiss("sari", 0), approve("ratna"), approve("budi")],
    "draft": [
        approve("budi"), button("convert_to_draft", "sari"), commit("sari", "1\n"), button("ready_for_review", "sari"),
        approve("budi"),
    ],
    "closed": [
        button("close_pull_request", "budi"), button("reopen", "sari"), commit("sari", "1\n"), approve("budi"),
    ],
    "abandoned": [commit("budi", "1\n"), button("close_pull_request", "budi"), button("reopen", "sari")],
    "base merged in": [
        approve("budi"),
        lambda github, _: github.fake.push(github.people["agus"], github.site, "main", {"content/a.txt": "a"}),
        button("update_branch", "dewi"),
        approve("budi"),
    ],
    "review edit": [approve("budi"), commit("budi", "Diperbaiki.\n"), approve("ratna")],
    "turned": [approve("budi"), aim("lain"), aim("main"), approve("budi")],
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("draft", [False, True], ids=["open", "draft first"])
def test_what_was_recorded_stays_true(github: OfficeOnGitHub, story: str, draft: bool) -> None:
    """After every step; then what was merged in the end is told by one merge."""
    github.fake.edit(github.people["sari"], github.site, "lain", {"content/b.txt": "b"})
    pull = github.propose("sari", draft=draft)
    book = record(github, Book(None, ()))
    if draft:
        github.tick()
        github.fake.ready_for_review(github.people["sari"], pull)
        book = record(github, book)
    for step in STORIES[story]:
        github.tick()
        step(github, pull)
        book = record(github, book)
        # that a forced push went back to an earlier head is told by the merge alone: until then records do not judge
        if pull.base == "main" and story != "rewound":
            same_verdict(github, book, pull)
    github.tick()
    github.fake.merge(github.people["agus"], pull)
    book = record(github, book)
    (merged,) = book.of("merged")
    assert (merged.at, merged.actor, merged.commit) == (github.fake.clock, "agus", github.main)
    assert merged.data["tip"] == pull.head_sha
    same_verdict(github, book, pull)


def test_every_thing_of_one_second(github: OfficeOnGitHub) -> None:
    """Several things may happen in the same second; none gets lost, and the order of heads is git's."""
    github.fake.edit(github.people["sari"], github.site, "lain", {"content/b.txt": "b"})
    pull = github.propose("sari")
    for step in (back("budi"), commit("sari", "1\n"), commit("sari", "2\n"), approve("budi")):
        step(github, pull)
    book = record(github, Book(None, ()))
    assert [event.event for event in book.events].count("submitted") == 3
    github.fake.merge(github.people["agus"], pull)
    assert len(record(github, book).of("merged")) == 1
