"""Pages of lists, ETags, rate limits, dates, and what the fake notes down."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from tests.github_double.conftest import Office
from tests.support.github import FakeGitHub

from github import GithubException, RateLimitExceededException


def get(office: Office, path: str, token: str = "", **headers: str) -> httpx.Response:
    own = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.get(f"{office.fake.api_url}{path}", headers=own | headers)


def test_lists_come_in_pages(office: Office) -> None:
    issue = office.fake.open_issue(office.sari, office.site, "Panjang")
    for number in range(65):
        office.fake.comment(office.sari, issue, f"Komentar {number}")
    path = f"/repos/balai-contoh/situs/issues/{issue.number}/comments"
    first = get(office, path)
    assert len(first.json()) == 30
    assert set(first.links) == {"next", "last"}
    assert first.links["last"]["url"].endswith("page=3")
    middle = httpx.get(first.links["next"]["url"])
    assert set(middle.links) == {"prev", "next", "last", "first"}
    assert len(get(office, f"{path}?per_page=500").json()) == 65
    for number in range(65, 140):
        office.fake.comment(office.sari, issue, f"Komentar {number}")
    assert len(get(office, f"{path}?per_page=500").json()) == 100
    listed = list(office.seen(office.sari).get_issue(issue.number).get_comments())
    assert [comment.body for comment in listed] == [f"Komentar {number}" for number in range(140)]


def test_an_answer_that_has_not_changed_is_not_sent_again(office: Office) -> None:
    office.pull()
    token = office.fake.token(office.sari)
    path = "/repos/balai-contoh/situs/pulls/1/reviews"
    first = get(office, path, token)
    again = get(office, path, token, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"]
    office.fake.approve(office.budi, office.site.pulls[0])
    assert get(office, path, token, **{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_requests_are_counted_down(office: Office) -> None:
    token = office.fake.token(office.sari)
    remaining = [int(get(office, "/user", token).headers["X-RateLimit-Remaining"]) for _ in range(3)]
    assert remaining == [4999, 4998, 4997]
    assert get(office, "/rate_limit", token).json()["rate"]["remaining"] == 4997
    office.fake.clock += timedelta(hours=1)
    assert get(office, "/user", token).headers["X-RateLimit-Remaining"] == "4999"


def test_graphql_has_a_budget_of_its_own(office: Office) -> None:
    token = office.fake.token(office.sari)
    get(office, "/user", token)
    head = {"Authorization": f"bearer {token}"}
    answer = httpx.post(office.fake.graphql_url, json={"query": "{ rateLimit { remaining cost } }"}, headers=head)
    assert answer.json()["data"]["rateLimit"] == {"remaining": 4999, "cost": 1}
    assert (answer.headers["X-RateLimit-Remaining"], answer.headers["X-RateLimit-Resource"]) == ("4999", "graphql")
    assert get(office, "/user", token).headers["X-RateLimit-Remaining"] == "4998"


def test_a_limit_that_is_used_up(tmp_path: object) -> None:
    with FakeGitHub(tmp_path, rate_limit=2) as fake:  # type: ignore[arg-type]
        token = fake.token(fake.user("sari"))
        head = {"Authorization": f"token {token}"}
        codes = [httpx.get(f"{fake.api_url}/user", headers=head).status_code for _ in range(3)]
        assert codes == [200, 200, 403]


def test_dates_are_the_clocks(office: Office) -> None:
    assert get(office, "/rate_limit").headers["Date"] == "Tue, 01 Sep 2026 01:00:00 GMT"


def test_what_came_is_noted_down(office: Office) -> None:
    office.fake.requests.clear()
    office.seen(office.budi)
    assert [str(request) for request in office.fake.requests] == ["GET /repos/balai-contoh/situs 200"]
    assert office.fake.requests[0].login == "budi"
    assert (office.fake.count(), office.fake.count("rest"), office.fake.count("graphql")) == (1, 1, 0)


def test_something_happens_between_two_requests(office: Office) -> None:
    pull = office.pull()
    office.fake.before_each(
        lambda request: "merge" in request.path and office.fake.close_pull_request(office.sari, pull)
    )
    with pytest.raises(GithubException) as refused:
        office.seen(office.agus).get_pull(1).merge()
    assert refused.value.status == 405


def test_an_address_that_github_does_not_have(office: Office) -> None:
    assert get(office, "/repos/balai-contoh/situs/tiada/apa").status_code == 404
    assert get(office, "/repos/balai-contoh/situs/pulls/99").status_code == 404
    assert get(office, "/repos/balai-contoh/situs/pulls/satu").status_code == 404


def test_what_the_fake_does_not_know_fails_the_test(tmp_path: object) -> None:
    with (
        pytest.raises(AssertionError, match="does not know activity/list-stargazers-for-repo"),
        FakeGitHub(tmp_path) as fake,  # type: ignore[arg-type]
    ):
        fake.repository("balai/situs", files={"a": "a"})
        httpx.get(f"{fake.api_url}/repos/balai/situs/stargazers")


def test_an_answer_that_is_not_githubs_fails_the_test(tmp_path: object) -> None:
    with (
        pytest.raises(
            AssertionError, match=r"repos/get never answers 200 like this: \$.has_issues: 'ya' is not of type 'boolean'"
        ),
        FakeGitHub(tmp_path) as fake,  # type: ignore[arg-type]
    ):
        site = fake.repository("balai/situs", files={"a": "a"})
        site.has_issues = "ya"  # type: ignore[assignment]
        httpx.get(f"{fake.api_url}/repos/balai/situs")


def test_a_body_that_github_would_not_take(office: Office) -> None:
    seen = office.seen(office.sari)
    for body in ({"title": "T"}, {"title": "T", "head": 1, "base": "main"}):
        with pytest.raises(GithubException) as refused:
            seen.requester.requestJsonAndCheck("POST", f"{seen.url}/pulls", input=body)
        assert (refused.value.status, refused.value.data["message"][:16]) == (422, "Invalid request.")


def test_a_limit_as_pygithub_reads_it(office: Office) -> None:
    office.fake.fail("primary")
    with pytest.raises(RateLimitExceededException):
        office.seen(office.sari)
