"""Each way of failing, as a client meets it."""

from __future__ import annotations

import time

import httpx
import pytest
import requests
from github.GithubRetry import GithubRetry
from tests.github_double.conftest import Office
from tests.support.github.faults import KINDS

from github import BadCredentialsException, GithubException, RateLimitExceededException

QUERY = 'query { repository(owner: "balai-contoh", name: "situs") { pullRequests(first: 10) { nodes { number } } } }'


def ask(office: Office, query: str = QUERY) -> httpx.Response:
    head = {"Authorization": f"bearer {office.fake.token(office.sari)}"}
    return httpx.post(office.fake.graphql_url, json={"query": query}, headers=head, timeout=5)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("502", 502),
        ("503", 503),
        ("500 html", 500),
        ("401", 401),
        ("404", 404),
        ("secondary 403", 403),
        ("secondary 429", 429),
        ("primary", 403),
    ],
)
def test_a_status(office: Office, kind: str, status: int) -> None:
    fault = office.fake.fail(kind, seconds=7)  # type: ignore[arg-type]
    with pytest.raises(GithubException) as refused:
        office.seen(office.sari)
    assert refused.value.status == status
    assert isinstance(refused.value, BadCredentialsException) == (status == 401)
    limited = kind in ("secondary 403", "primary")
    assert isinstance(refused.value, RateLimitExceededException) == limited or status == 429
    if kind.startswith("secondary"):
        assert refused.value.headers["retry-after"] == "7"
    assert fault.met == ["GET /repos/balai-contoh/situs"]
    office.seen(office.sari)  # and then it works again


def test_pygithub_tries_again(office: Office) -> None:
    office.fake.fail("502", times=2)
    from github import Auth, Github

    retry = GithubRetry(total=3, backoff_factor=0.01)
    client = Github(auth=Auth.Token(office.fake.token(office.sari)), base_url=office.fake.api_url, retry=retry)
    assert client.get_repo("balai-contoh/situs").name == "situs"
    assert [request.status for request in office.fake.requests] == [502, 502, 200]


def test_slow(office: Office) -> None:
    office.fake.fail("slow", seconds=3)
    began = time.monotonic()
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{office.fake.api_url}/repos/balai-contoh/situs", timeout=0.2)
    assert time.monotonic() - began < 2


def test_half_a_page(office: Office) -> None:
    office.fake.fail("cut")
    with pytest.raises((requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        office.seen(office.sari)
    office.fake.fail("cut", path="graphql")
    with pytest.raises(httpx.RemoteProtocolError):
        ask(office)


def test_nobody_answers(office: Office) -> None:
    office.fake.fail("refused")
    with pytest.raises(requests.exceptions.ConnectionError):
        office.seen(office.sari)


@pytest.mark.parametrize("kind", ["nonsense", "empty", "wrong shape"])
def test_nonsense(office: Office, kind: str) -> None:
    office.fake.fail(kind)  # type: ignore[arg-type]
    answer = httpx.get(f"{office.fake.api_url}/repos/balai-contoh/situs")
    assert answer.status_code == 200
    assert b"situs" not in answer.content


def test_graphql_answers_200_and_fails(office: Office) -> None:
    office.fake.fail("graphql errors")
    answer = ask(office)
    assert (answer.status_code, answer.json()["data"]) == (200, None)
    assert answer.json()["errors"][0]["message"].startswith("Something went wrong")
    office.fake.fail("graphql timeout")
    assert ask(office).status_code == 502


def test_graphql_gives_a_part(office: Office) -> None:
    office.pull("satu")
    office.pull("dua")
    office.fake.fail("graphql partial")
    answer = ask(office)
    assert answer.status_code == 200
    assert answer.json()["data"] == {"repository": {"pullRequests": {"nodes": [{"number": 1}, None]}}}
    assert answer.json()["errors"][0]["path"] == ["repository", "pullRequests", "nodes", 1]


def test_a_fault_meets_only_what_it_is_for(office: Office) -> None:
    office.fake.fail("502", path="/pulls$")
    office.fake.fail("503", text="viewer")
    office.fake.fail("401", login="budi", after=1)
    seen = office.seen(office.sari)
    with pytest.raises(GithubException):
        list(seen.get_pulls())
    assert ask(office).status_code == 200
    assert ask(office, "{ viewer { login } }").status_code == 503
    assert office.seen(office.budi).name == "situs"
    with pytest.raises(BadCredentialsException):
        office.seen(office.budi)
    office.fake.fail("502", times=9)
    office.fake.heal()
    assert office.seen(office.sari).name == "situs"


def test_it_was_done_and_only_the_answer_is_lost(office: Office) -> None:
    pull = office.pull()
    seen = office.seen(office.agus).get_pull(1)
    office.fake.fail("502", method="PUT", path="/merge", done=True)
    with pytest.raises(GithubException) as lost:
        seen.merge()
    assert lost.value.status == 502
    assert pull.merged is not None


def test_git_can_fail_too(office: Office) -> None:
    office.fake.fail("503", path=r"\.git/")
    assert httpx.get(f"{office.fake.git_url()}/info/refs?service=git-upload-pack").status_code == 503


def test_every_kind_is_tried_here() -> None:
    from pathlib import Path

    text = Path(__file__).read_text("utf-8")
    assert [kind for kind in KINDS if f'"{kind}"' not in text] == []
