"""What reading costs, that nothing of it is cut off, and that only GitHub's own shapes are taken for an answer."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from graphql import parse, validate
from tests.forge.github.office import SITE, TITLE, OfficeOnGitHub
from tests.support.github import Person, Pull, Request, published
from tests.support.office import Office

from terbit.findings import Unverified
from terbit.forge.github import query
from terbit.forge.github.client import Client
from terbit.forge.github.pull import PullRequest
from terbit.records.book import Book
from terbit.review.evidence import reconcile

A_MONTH = 200


def client(github: OfficeOnGitHub) -> Client:
    robot = github.fake.actions_token(github.site, contents="read", pull_requests="read", checks="read")
    return Client(robot, github.fake.api_url, github.limits)


def one(github: OfficeOnGitHub, pull: Pull) -> PullRequest:
    found = query.one(client(github), SITE, pull.number)
    assert found is not None
    return found


def test_the_queries_are_of_githubs_published_schema() -> None:
    schema = published.graphql_schema()
    for text in (query.PAGE, query.ONE):
        assert validate(schema, parse(text)) == []


def test_a_month_of_merged_pull_requests_costs_ten_requests_at_most(github: OfficeOnGitHub) -> None:
    """Two hundred are read, judged and recorded."""
    for number in range(A_MONTH):
        pull = github.propose("sari", f"artikel-{number:03}")
        github.fake.approve(github.people["budi"], pull)
        github.fake.merge(github.people["agus"], pull)
        github.tick(0.1)
    github.fake.requests.clear()
    begun = time.monotonic()
    forge = github.forge()
    missing = reconcile(Book(None, ()), github.repo, forge, github.sop)
    took = time.monotonic() - begun
    assert missing.findings == ()
    names = [event.event for event in missing.events]
    assert {name: names.count(name) for name in set(names)} == dict.fromkeys(
        ("submitted", "approved", "merged"), A_MONTH
    )
    assert github.fake.count("rest") == 0
    assert github.fake.count("graphql") == A_MONTH / query.AT_ONCE <= 10
    print(f"{github.fake.count('graphql')} requests and {took:.1f} s for {A_MONTH} merged pull requests")
    book = Book("0" * 40, missing.events)
    github.fake.requests.clear()
    assert reconcile(book, github.repo, github.forge(), github.sop).events == ()
    assert github.fake.count("graphql") == 1


def test_pages_are_read_until_one_holds_nothing_new(github: OfficeOnGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "AT_ONCE", 2)
    pulls = [github.propose("sari", f"artikel-{number}") for number in range(6)]
    everything = {event.id for event in reconcile(Book(None, ()), github.repo, github.forge(), github.sop).events}
    assert len(everything) == 6
    book = Book("0" * 40, reconcile(Book(None, ()), github.repo, github.forge(), github.sop).events)
    github.approve("budi", pulls[3])
    github.approve("budi", pulls[0])
    github.fake.requests.clear()
    missing = reconcile(book, github.repo, github.forge(), github.sop)
    assert sorted(event.change for event in missing.events) == [pulls[0].number, pulls[3].number]
    assert github.fake.count("graphql") == 2
    github.fake.requests.clear()
    assert github.forge().news(lambda *_: True, every=True) == [pull.number for pull in pulls]
    assert github.fake.count("graphql") == 3


def test_only_the_open_ones(github: OfficeOnGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "AT_ONCE", 2)
    pulls = [github.propose("sari", f"artikel-{number}") for number in range(5)]
    github.fake.close_pull_request(github.people["sari"], pulls[1])
    github.fake.merge(github.people["agus"], pulls[2])
    assert github.forge().unfinished() == [pulls[0].number, pulls[3].number, pulls[4].number]


def test_where_a_page_is_too_much_for_github_smaller_ones_are_asked_for(github: OfficeOnGitHub) -> None:
    pulls = [github.propose("sari", f"artikel-{number}") for number in range(7)]
    fault = github.fake.fail("graphql timeout", text=f'"first": {query.AT_ONCE}', times=1000)
    assert github.forge().news(lambda *_: False) == [pull.number for pull in pulls]
    assert len(fault.met) == github.limits.attempts
    github.fake.fail("graphql errors", text='"first": 5', times=1000)
    assert github.forge().unfinished() == [pull.number for pull in pulls]
    github.fake.fail("502", text='"first": 1', times=1000)
    with pytest.raises(Unverified) as error:
        github.forge().unfinished()
    assert error.value.message.text() == "GitHub sedang terganggu (HTTP 502)"


def test_a_token_that_may_not_see_the_checks(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.site.private = True
    blind = Client(github.fake.actions_token(github.site, contents="read", pull_requests="read"), github.fake.api_url)
    with pytest.raises(Unverified) as error:
        query.one(blind, SITE, pull.number)
    assert error.value.message.text() == (
        "GitHub tidak memberikan yang diminta (HTTP 403): Resource not accessible by integration"
    )


# -- what does not fit at once -------------------------------------------------------------------------------------


def _much(github: OfficeOnGitHub, commits: int = 0, reviews: int = 0, events: int = 0) -> Pull:
    pull = github.propose("sari")
    store, tip = github.site.store, pull.head_sha
    sari = Person("Sari", "sari@balai-contoh.example", github.fake.clock)
    for number in range(commits):
        tree = store.tree_with(store.commit(tip).tree, Office.article(pull.head, body=f"Ke-{number}.\n"))
        tip = store.make_commit(tree, (tip,), f"Ke-{number}", sari, sari)
    if commits:
        github.fake.force_push(github.people["sari"], github.site, pull.head, tip)
    for _ in range(reviews):
        github.fake.approve(github.people["budi"], pull)
    for number in range(events):
        deed = github.fake.ready_for_review if number % 2 else github.fake.convert_to_draft
        deed(github.people["sari"], pull)
    return pull


@pytest.mark.parametrize(
    ("commits", "reviews", "events"), [(120, 0, 0), (0, 230, 0), (0, 0, 104), (101, 230, 52), (1, 30, 0)]
)
def test_nothing_is_cut_off(github: OfficeOnGitHub, commits: int, reviews: int, events: int) -> None:
    """The last return among two hundred reviews counts, and the last stranger among a hundred commits."""
    pull = _much(github, commits, reviews, events)
    github.fake.request_changes(github.people["budi"], pull, "Yang terakhir.")
    stranger = github.fake.user("orang-lain")
    github.fake.permit(stranger, github.site, "write")
    github.fake.push(stranger, github.site, pull.head, Office.article(pull.head, body="Yang terakhir.\n"))
    found = one(github, pull)
    assert [len(found.commits), len(found.reviews), len(found.happenings)] == [commits + 2, reviews + 1, events]
    (page,) = query.pages(client(github), SITE)
    assert page == [found]
    change = github.change(pull)
    assert [opinion.verdict for opinion in change.approvals][-1] == "returned"
    assert sum(revision.strangers for revision in change.revisions) == 1


def test_more_commits_than_github_tells_of(github: OfficeOnGitHub) -> None:
    """It lists 250 at most. Who wrote the others nobody can say, so nothing is concluded."""
    pull = _much(github, commits=251)
    with pytest.raises(Unverified) as error:
        github.change(pull)
    assert error.value.message.text() == "GitHub menjawab sesuatu yang tidak dikenal (commits)"


def test_more_authors_than_are_asked_for(github: OfficeOnGitHub) -> None:
    others = "".join(f"Co-authored-by: N <n{number}@example.org>\n" for number in range(10))
    sari = github.people["sari"]
    github.fake.push(sari, github.site, "panen", Office.article("panen"), f"Panen\n\n{others}")
    pull = github.fake.open_pull_request(sari, github.site, "panen", title=TITLE)
    assert [commit.whole for commit in one(github, pull).commits] == [False]
    assert [revision.strangers for revision in github.change(pull).revisions] == [1], "who is cut off may be anybody"


def test_a_pull_request_that_changes_while_it_is_read(github: OfficeOnGitHub) -> None:
    """Two pages of two moments are no answer; it is read again, and where it never stands still, not at all."""
    pull = _much(github, reviews=120)
    left = 2

    def approve(request: Request) -> None:
        nonlocal left
        if b'"reviews": "' in request.body and left:  # the second page is asked for
            left -= 1
            github.tick(0.001)
            github.fake.approve(github.people["ratna"], pull)

    github.fake.before_each(approve)
    assert len(one(github, pull).reviews) == 122
    left = 100
    with pytest.raises(Unverified) as error:
        one(github, pull)
    assert error.value.message.text() == "usulan 1 terus berubah selama dibaca"
    assert error.value.hint is not None and error.value.hint.text() == "coba lagi sebentar lagi"


def test_a_list_without_an_end(github: OfficeOnGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "MOST_PARTS", 2)
    pull = _much(github, reviews=230)
    with pytest.raises(Unverified) as error:
        one(github, pull)
    assert error.value.message.text() == "usulan 1 terlalu besar untuk dibaca seluruhnya"
    assert error.value.hint is not None and error.value.hint.text() == "bagi menjadi beberapa usulan"


# -- no other shape ------------------------------------------------------------------------------------------------

GOOD: dict[str, Any] = {
    "number": 7, "title": "Panen", "state": "OPEN", "isDraft": False,
    "createdAt": "2026-10-01T02:00:00Z", "updatedAt": "2026-10-01T03:00:00Z", "mergedAt": None,
    "author": {"__typename": "User", "login": "sari"}, "mergedBy": None,
    "baseRefName": "main", "headRefOid": "a" * 40, "headRefName": "panen", "isCrossRepository": False,
    "mergeCommit": None,
    "reviews": {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": [
        {"id": "R1", "state": "APPROVED", "submittedAt": "2026-10-01T03:00:00Z", "body": "",
         "author": {"__typename": "User", "login": "budi"}, "commit": {"oid": "a" * 40}},
    ]},
    "commits": {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": [{"commit": {
        "oid": "a" * 40,
        "authors": {"pageInfo": {"hasNextPage": False}, "nodes": [{"email": "s@x", "user": {"login": "sari"}}]},
        "committer": {"email": "s@x", "user": None}, "signature": {"isValid": True, "wasSignedByGitHub": False},
        "checkSuites": {"nodes": [{"createdAt": "2026-10-01T02:00:03Z"}]},
    }}]},
    "timelineItems": {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": [
        {"__typename": "ReviewDismissedEvent", "id": "E1", "createdAt": "2026-10-01T04:00:00Z",
         "actor": {"__typename": "User", "login": "budi"}, "previousReviewState": "APPROVED", "review": {"id": "R1"}},
        {"__typename": "BaseRefChangedEvent", "id": "E2", "createdAt": "2026-10-01T04:00:00Z", "actor": None,
         "previousRefName": "lain", "currentRefName": "main"},
        {"__typename": "AutomaticBaseChangeSucceededEvent", "id": "E3", "createdAt": "2026-10-01T04:00:00Z",
         "actor": None, "oldBase": "lain", "newBase": "main"},
        {"__typename": "HeadRefForcePushedEvent", "id": "E4", "createdAt": "2026-10-01T04:00:00Z", "actor": None,
         "beforeCommit": {"oid": "b" * 40}, "afterCommit": None},
    ]},
}  # fmt: skip


class Told:
    """A client that was told one answer, already parsed from JSON: the wire has its own tests."""

    def __init__(self, pull: Any) -> None:
        self._pull = pull

    def graphql(self, *_: Any) -> dict[str, Any]:
        return {"repository": {"ref": {"target": {"oid": "c" * 40}}, "pullRequest": self._pull}}


def read(pull: Any) -> PullRequest | None:
    return query.one(Told(pull), SITE, 7)  # type: ignore[arg-type]


def test_a_good_answer_is_read() -> None:
    found = read(GOOD)
    assert found is not None
    assert (found.number, found.author, found.main, found.merge) == (7, "sari", "c" * 40, "")
    assert [event.kind for event in found.happenings] == ["dismissed", "retargeted", "retargeted", "pushed"]
    assert [(event.before_base, event.base) for event in found.all("retargeted")] == [("lain", "main")] * 2
    assert (found.happenings[-1].before, found.happenings[-1].after) == ("b" * 40, "")
    assert read(None) is None


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return (
        [path, *(place for key, below in inner for place in _places(below, (*path, key)))]
        if path
        else [place for key, below in inner for place in _places(below, (*path, key))]
    )


def _with(value: Any, path: tuple[Any, ...], new: Any, *, drop: bool = False) -> Any:
    key, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        copy[key] = _with(value[key], tuple(rest), new, drop=drop)
    elif drop:
        del copy[key]
    else:
        copy[key] = new
    return copy


@pytest.mark.parametrize("path", _places(GOOD), ids=lambda path: ".".join(map(str, path)))
def test_every_field_is_needed_and_of_its_kind(path: tuple[Any, ...]) -> None:
    """Whatever field is missing or of another kind: the answer is none, and the field is named, not its content."""
    if isinstance(path[-1], str):
        nullable_page = path[-1] == "endCursor"
        if not nullable_page:  # only asked for where there is a next page
            with pytest.raises(Unverified) as error:
                read(_with(GOOD, path, None, drop=True))
            assert error.value.message.text().startswith("GitHub menjawab sesuatu yang tidak dikenal (")
    for wrong in (7.5, {"rahasia": 1}, ["rahasia"], "rahasia", True):
        kind = GOOD
        for key in path:
            kind = kind[key]
        if type(wrong) is type(kind) and not isinstance(kind, dict | list) and path[-1] not in _CLOSED:
            continue
        if path[-1] == "endCursor":
            continue
        with pytest.raises(Unverified) as error:
            read(_with(GOOD, path, wrong))
        assert "rahasia" not in error.value.message.text()


# texts of which only some are known; another __typename of an account is an account that is no person's
_CLOSED = {"state", "createdAt", "updatedAt", "submittedAt", "oid", "headRefOid"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("state",), "LIMBO"),
        (("reviews", "nodes", 0, "state"), "SHRUGGED"),
        (("reviews", "nodes", 0, "submittedAt"), None),
        (("createdAt",), "2026-13-01T02:00:00Z"),
        (("createdAt",), "2026-10-01T02:00:00"),
        (("headRefOid",), "A" * 40),
        (("headRefOid",), "a" * 39),
        (("timelineItems", "nodes", 0, "__typename"), "MeteorEvent"),
        (("number",), None),
        (("reviews",), None),
        (("commits", "nodes", 0), None),
    ],
)
def test_no_value_that_github_does_not_have(path: tuple[Any, ...], value: Any) -> None:
    with pytest.raises(Unverified):
        read(_with(GOOD, path, value))


@pytest.mark.parametrize(("kind", "account"), [("User", "budi"), ("Bot", "budi[bot]"), ("Organization", "budi[bot]")])
def test_only_a_person_has_an_account(kind: str, account: str) -> None:
    found = read(_with(GOOD, ("reviews", "nodes", 0, "author"), {"__typename": kind, "login": "budi"}))
    assert found is not None and found.reviews[0].author == account


def test_the_merge_that_github_tries_out_is_none() -> None:
    tried = {"oid": "d" * 40, "parents": {"nodes": [{"oid": "c" * 40}, {"oid": "a" * 40}]}}
    found, good = read({**GOOD, "mergeCommit": tried}), read(GOOD)
    assert found is not None and good is not None
    assert found == replace(good, merge="")


def test_a_repository_that_is_not_there(github: OfficeOnGitHub) -> None:
    with pytest.raises(Unverified) as error:
        query.one(client(github), "balai-contoh/salah", 1)
    assert error.value.message.text().startswith("GitHub tidak memberikan yang diminta (HTTP 404): Could not resolve")


def test_a_repository_without_main(github: OfficeOnGitHub) -> None:
    github.fake.repository("balai-contoh/kosong")
    with pytest.raises(Unverified) as error:
        list(query.pages(client(github), "balai-contoh/kosong"))
    assert error.value.message.text() == "repositori itu tidak punya cabang main"
    assert error.value.hint is not None and error.value.hint.text() == "cabang utama kantor harus bernama main"


def test_a_number_that_is_an_issues(github: OfficeOnGitHub) -> None:
    issue = github.fake.open_issue(github.people["sari"], github.site, "Mohon ditinjau")
    assert query.one(client(github), SITE, issue.number) is None
    assert github.forge().change(issue.number, github.sop) is None
    assert github.forge().unsettled(issue.number) == frozenset()
