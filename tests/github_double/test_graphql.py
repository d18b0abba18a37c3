"""GraphQL: the published schema decides what may be asked, and lists come in pages of at most 100."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.github_double.conftest import Office
from tests.support.github import FakeGitHub, Person

PULLS = """
query($owner: String!, $name: String!, $after: String, $size: Int = 50) {
  rateLimit { cost remaining resetAt nodeCount }
  repository(owner: $owner, name: $name) {
    visibility isPrivate nameWithOwner
    defaultBranchRef { name target { oid } }
    pullRequests(first: $size, after: $after, states: [OPEN, MERGED, CLOSED], baseRefName: "main",
                 orderBy: {field: UPDATED_AT, direction: DESC}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        number title state isDraft createdAt updatedAt closedAt mergedAt
        mergedBy { login } author { login __typename }
        baseRefName baseRefOid headRefName headRefOid headRepository { nameWithOwner } isCrossRepository
        mergeCommit { oid parents(first: 5) { nodes { oid } } }
        commits(first: 50) {
          totalCount
          nodes {
            commit {
              oid parents(first: 3) { nodes { oid } }
              author { email name user { login } } committer { email user { login } }
              authors(first: 10) { nodes { email user { login } } }
              signature { isValid wasSignedByGitHub }
              checkSuites(first: 5) { nodes { createdAt app { slug databaseId } } }
            }
          }
        }
        reviews(first: 50) {
          totalCount pageInfo { hasNextPage endCursor }
          nodes { id databaseId state author { login } submittedAt commit { oid } body authorCanPushToRepository }
        }
        latestOpinionatedReviews(first: 20) { nodes { state author { login } } }
        reviewDecision
        reviewRequests(first: 20) { nodes { requestedReviewer { __typename ... on User { login } } } }
        labels(first: 5) { nodes { name } }
        files(first: 50) { nodes { path changeType } }
        timelineItems(first: 100, itemTypes: [READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, REVIEW_REQUESTED_EVENT,
          REVIEW_DISMISSED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT, CLOSED_EVENT, REOPENED_EVENT, MERGED_EVENT,
          BASE_REF_CHANGED_EVENT]) {
          pageInfo { hasNextPage }
          nodes {
            __typename
            ... on ReadyForReviewEvent { id createdAt actor { login } }
            ... on ConvertToDraftEvent { id createdAt }
            ... on ReviewRequestedEvent { createdAt requestedReviewer { ... on User { login } } }
            ... on ReviewDismissedEvent {
              id createdAt actor { login } previousReviewState dismissalMessage review { id }
            }
            ... on HeadRefForcePushedEvent { id createdAt beforeCommit { oid } afterCommit { oid } actor { login } }
            ... on ClosedEvent { id createdAt actor { login } }
            ... on ReopenedEvent { id createdAt }
            ... on MergedEvent { id createdAt actor { login } commit { oid } mergeRefName }
            ... on BaseRefChangedEvent { id createdAt previousRefName currentRefName }
          }
        }
      }
    }
  }
}
"""
PLACE = {"owner": "balai-contoh", "name": "situs"}


def ask(office: Office, query: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
    own = office.fake.token(office.sari) if token is None else token
    head = {"Authorization": f"bearer {own}"}
    answer = httpx.post(office.fake.graphql_url, json={"query": query, "variables": variables}, headers=head)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def pulls(office: Office, **variables: Any) -> list[dict[str, Any]]:
    found = ask(office, PULLS, **PLACE, **variables)
    assert "errors" not in found, found["errors"]
    nodes: list[dict[str, Any]] = found["data"]["repository"]["pullRequests"]["nodes"]
    return nodes


def test_a_whole_story_in_one_query(office: Office) -> None:
    fake = office.fake
    pull = office.pull("panen", draft=True)
    first = pull.head_sha
    fake.clock += timedelta(hours=1)
    fake.ready_for_review(office.sari, pull)
    fake.request_reviewers(office.sari, pull, office.budi, office.ratna)
    fake.clock += timedelta(hours=1)
    returned = fake.request_changes(office.budi, pull, "Perbaiki judul.")
    second = fake.push(office.sari, office.site, "panen", {"content/panen.md": "Baru"}, onto="main", force=True)
    fake.clock += timedelta(hours=1)
    fake.approve(office.budi, pull)
    approved = fake.approve(office.ratna, pull)
    fake.dismiss(office.agus, approved, "Belum lengkap")
    fake.close_pull_request(office.sari, pull)
    fake.reopen(office.sari, pull)
    fake.clock += timedelta(hours=1)
    merge = fake.merge(office.agus, pull)

    [node] = pulls(office)
    assert (node["number"], node["state"], node["isDraft"], node["author"]) == (
        1,
        "MERGED",
        False,
        {"login": "sari", "__typename": "User"},
    )
    assert (node["headRefOid"], node["mergedBy"], node["mergedAt"]) == (
        second,
        {"login": "agus"},
        "2026-09-01T05:00:00Z",
    )
    assert node["mergeCommit"]["oid"] == merge
    assert [parent["oid"] for parent in node["mergeCommit"]["parents"]["nodes"]][1] == second
    [entry] = node["commits"]["nodes"]
    assert (entry["commit"]["oid"], entry["commit"]["author"]["user"]) == (second, {"login": "sari"})
    assert entry["commit"]["signature"] is None
    assert [
        (review["author"]["login"], review["state"], review["commit"]["oid"]) for review in node["reviews"]["nodes"]
    ] == [
        ("budi", "CHANGES_REQUESTED", first),
        ("budi", "APPROVED", second),
        ("ratna", "DISMISSED", second),
    ]
    assert node["reviews"]["nodes"][0]["id"] == returned.node_id
    assert [event["__typename"] for event in node["timelineItems"]["nodes"]] == [
        "ReadyForReviewEvent",
        "ReviewRequestedEvent",
        "ReviewRequestedEvent",
        "HeadRefForcePushedEvent",
        "ReviewDismissedEvent",
        "ClosedEvent",
        "ReopenedEvent",
        "MergedEvent",
        "ClosedEvent",
    ]
    forced, dismissed = node["timelineItems"]["nodes"][3:5]
    assert (forced["beforeCommit"], forced["afterCommit"]) == ({"oid": first}, {"oid": second})
    assert (dismissed["actor"], dismissed["previousReviewState"], dismissed["review"]) == (
        {"login": "agus"},
        "APPROVED",
        {"id": approved.node_id},
    )


def test_who_wrote_a_commit(office: Office) -> None:
    office.fake.edit(
        office.sari, office.site, "web", {"a.md": "a"}, "Pesan\n\nCo-authored-by: Budi <budi@example.org>\n"
    )
    office.fake.push(
        office.sari,
        office.site,
        "web",
        {"b.md": "b"},
        author=Person("Orang", "orang@nowhere.example"),
        committer=Person("GitHub", "noreply@github.com"),
        signature="-----BEGIN PGP SIGNATURE-----\n\npalsu\n-----END PGP SIGNATURE-----\n",
    )
    office.fake.open_pull_request(office.sari, office.site, "web")
    web, forged = [entry["commit"] for entry in pulls(office)[0]["commits"]["nodes"]]
    assert [author["user"] for author in web["authors"]["nodes"]] == [{"login": "sari"}, {"login": "budi"}]
    assert (web["committer"], web["signature"]) == (
        {"email": "noreply@github.com", "user": None},
        {"isValid": True, "wasSignedByGitHub": True},
    )
    assert (forged["author"]["user"], forged["signature"]) == (None, {"isValid": False, "wasSignedByGitHub": False})


def test_pages_of_a_list(office: Office) -> None:
    for number in range(7):
        office.pull(f"berita-{number}")
        office.fake.clock += timedelta(minutes=1)
    seen: list[int] = []
    after = None
    while True:
        page = ask(office, PULLS, **PLACE, after=after, size=3)["data"]["repository"]["pullRequests"]
        seen += [node["number"] for node in page["nodes"]]
        assert page["totalCount"] == 7
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        if len(seen) == 3:  # what moves to the front meanwhile shifts nothing behind it
            office.fake.comment(office.budi, office.site.pulls[1], "Halo")
    assert seen == [7, 6, 5, 4, 3, 1]
    assert pulls(office)[0]["number"] == 2


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ viewer { login surname } }", "Cannot query field 'surname' on type 'User'."),
        ("{ viewer { login ", "Syntax Error: Expected Name, found <EOF>."),
        ('{ repository(owner: "a") { name } }', "Argument 'Query.repository(name:)' of type 'String!' is required"),
    ],
)
def test_a_mistyped_query(office: Office, query: str, message: str) -> None:
    found = ask(office, query)
    assert "data" not in found
    assert found["errors"][0]["message"].startswith(message)


def test_what_a_list_asks_for(office: Office) -> None:
    place = 'repository(owner: "balai-contoh", name: "situs")'
    for arguments, kind in (("", "MISSING_PAGINATION_BOUNDARIES"), ("(first: 101)", "EXCESSIVE_PAGINATION")):
        found = ask(office, f"{{ {place} {{ pullRequests{arguments} {{ totalCount }} }} }}")
        assert found["data"] == {"repository": None}
        assert found["errors"][0]["type"] == kind
    deep = "pullRequests(first:100){nodes{commits(first:100){nodes{commit{authors(first:100){totalCount}}}}}}"
    assert ask(office, f"{{ {place} {{ {deep} }} }}")["errors"][0]["type"] == "MAX_NODE_LIMIT_EXCEEDED"


def test_what_it_costs(office: Office) -> None:
    found = ask(office, PULLS, **PLACE, size=50)["data"]["rateLimit"]
    # 1 list, 7 for each of 50 pull requests, 3 for each of their 50 commits, and the parents of 50 merges
    assert found["cost"] == round((1 + 50 * 7 + 50 * 50 * 3 + 50) / 100)
    assert found["remaining"] == 5000 - found["cost"]


def test_what_one_may_not_see(office: Office) -> None:
    query = '{ repository(owner: "balai-contoh", name: "catatan") { isPrivate } }'
    found = ask(office, query)
    assert found["data"] == {"repository": None}
    assert found["errors"][0]["type"] == "NOT_FOUND"
    assert ask(office, query, office.fake.token(office.agus))["data"] == {"repository": {"isPrivate": True}}
    assert httpx.post(office.fake.graphql_url, json={"query": "{ viewer { login } }"}).status_code == 401
    unknown = {"Authorization": "bearer ghp_unknown"}
    assert httpx.post(office.fake.graphql_url, json={"query": query}, headers=unknown).status_code == 401


def test_what_is_gone_is_null(office: Office) -> None:
    pull = office.pull()
    old = pull.head_sha
    office.fake.approve(office.budi, pull)
    office.fake.push(office.sari, office.site, "artikel", {"x.md": "x"}, onto="main", force=True)
    office.fake.forget(office.site, old)
    office.fake.delete_account(office.budi)
    [node] = pulls(office)
    assert (node["reviews"]["nodes"][0]["author"], node["reviews"]["nodes"][0]["commit"]) == (None, None)
    assert node["timelineItems"]["nodes"][0]["beforeCommit"] is None


def test_a_bot_is_named_without_its_brackets(office: Office) -> None:
    pull = office.pull()
    office.fake.review_comment(office.app, pull)
    query = (
        '{ repository(owner: "balai-contoh", name: "situs") { pullRequest(number: 1) {'
        " reviews(first: 1) { nodes { author { login __typename } } } } } }"
    )
    [review] = ask(office, query)["data"]["repository"]["pullRequest"]["reviews"]["nodes"]
    assert review["author"] == {"login": "terbit", "__typename": "Bot"}


def test_files_and_refs(office: Office) -> None:
    query = (
        '{ repository(owner: "balai-contoh", name: "situs") { object(expression: "main:README.md") {'
        ' ... on Blob { text } } ref(qualifiedName: "refs/heads/main") { target { ... on Commit {'
        " history(first: 1) { totalCount nodes { oid committedViaWeb } } } } } } }"
    )
    found = ask(office, query)["data"]["repository"]
    assert found["object"] == {"text": "Situs\n"}
    assert found["ref"]["target"]["history"]["nodes"] == [
        {"oid": office.fake.head(office.site), "committedViaWeb": True}
    ]


def test_what_the_fake_does_not_know_fails_the_test(tmp_path: Any) -> None:
    with (
        pytest.raises(AssertionError, match=r"does not know Repository\.stargazerCount in GraphQL"),
        FakeGitHub(tmp_path) as fake,
    ):
        fake.repository("balai/situs", files={"a": "a"})
        head = {"Authorization": f"bearer {fake.token(fake.user('sari'))}"}
        query = '{ repository(owner: "balai", name: "situs") { stargazerCount } }'
        httpx.post(fake.graphql_url, json={"query": query}, headers=head)
