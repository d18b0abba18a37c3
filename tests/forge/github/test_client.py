"""Whatever GitHub does, the client says what happened within bounded time, and writes nothing twice."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.forge.github.wire import CUT, SILENCE, TRICKLE, answer, line

from terbit.findings import Refused, Unverified
from terbit.forge.github.client import Client, Declined, Denied, Limits

TOKEN = "ghp_" + "rahasia" * 5
QUICK = Limits(silence=1, whole=2, attempts=3, pause=0.01, patience=1, between_writes=0)
QUERY = "query { viewer { login } }"

LINE = "GitHub tidak dapat dihubungi"
LATE = "GitHub tidak menjawab pada waktunya"
STRANGE = "GitHub menjawab sesuatu yang tidak dikenal ({})"
LIMITED = "GitHub membatasi banyaknya permintaan"
READ_LATER = "periksa jaringan dan githubstatus.com, lalu coba lagi"
LOOK_FIRST = "mungkin sudah terjadi: periksa di GitHub dahulu, baru coba lagi"
BUSY = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}


def said(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    hint = error.value.hint
    assert TOKEN not in str(error.value) + error.value.message.text() + (hint.text() if hint else "")
    return error.value.message.text(), hint.text() if hint else ""


@pytest.mark.parametrize(
    ("told", "message", "hint"),
    [
        (CUT, LINE, READ_LATER),
        (b"", LINE, READ_LATER),
        (b"\x16\x03\x01\x00", LINE, READ_LATER),
        (SILENCE, LATE, READ_LATER),
        (answer({"message": "Bad Gateway"}, 502), "GitHub sedang terganggu (HTTP 502)", READ_LATER),
        (answer(b"<html>unicorn</html>", 503), "GitHub sedang terganggu (HTTP 503)", READ_LATER),
    ],
)
def test_a_disturbance_is_told_after_three_attempts(told: bytes, message: str, hint: str) -> None:
    with line(told) as wire, pytest.raises(Unverified) as error:
        Client(TOKEN, wire.url, QUICK).graphql(QUERY, {})
    assert said(error) == (message, hint)
    assert len(wire.heard) == 3


@pytest.mark.parametrize(
    ("told", "where"),
    [
        (answer(b'{"data": {'), "JSON"),
        (answer(b"\xff\xfe"), "data"),
        (answer(b"<html>hello</html>"), "data"),
        (answer([1, 2]), "data"),
        (answer({"data": None}), "data"),
        (answer({"data": [1]}), "data"),
        (answer(b"null"), "JSON"),
        (answer(b""), "JSON"),
        (answer({}, 301, {"Location": "http://127.0.0.1:9/graphql"}), "JSON"),
    ],
)
def test_nonsense_is_no_answer(told: bytes, where: str) -> None:
    with line(told) as wire, pytest.raises(Unverified) as error:
        Client(TOKEN, wire.url, QUICK).graphql(QUERY, {})
    assert said(error)[0] == STRANGE.format(where)
    assert said(error)[1] == "coba lagi; bila tetap begitu, laporkan kepada pengelola Terbit"


def test_nobody_there() -> None:
    with line(b"") as wire:
        port = wire.url
    with pytest.raises(Unverified) as error:
        Client(TOKEN, port, QUICK).get("/user")
    assert said(error) == (LINE, READ_LATER)


def test_a_trickle_ends_in_time() -> None:
    """Every byte comes within the silence that is allowed; the whole still takes too long."""
    limits = Limits(silence=1, whole=0.5, attempts=2, pause=0.01, patience=1)
    begun = time.monotonic()
    with line(TRICKLE) as wire, pytest.raises(Unverified) as error:
        Client(TOKEN, wire.url, limits).graphql(QUERY, {})
    assert said(error) == (LATE, READ_LATER)
    assert time.monotonic() - begun < 5


def test_a_passing_disturbance_is_overcome() -> None:
    with line(answer({}, 502), CUT, answer({"data": {"viewer": {"login": "sari"}}})) as wire:
        assert Client(TOKEN, wire.url, QUICK).graphql(QUERY, {}) == {"viewer": {"login": "sari"}}
    assert len(wire.heard) == 3


@pytest.mark.parametrize("told", [CUT, SILENCE, TRICKLE, b"", answer({}, 502), answer({}, 504)])
def test_what_may_have_been_done_is_not_done_again(told: bytes) -> None:
    with line(told) as wire, pytest.raises(Unverified) as error:
        Client(TOKEN, wire.url, QUICK).send("POST", "/repos/a/b/pulls", {"title": "x"})
    assert said(error)[1] == LOOK_FIRST
    assert len(wire.heard) == 1


def test_the_quota_is_used_up_until_a_time() -> None:
    body = {"message": "API rate limit exceeded for installation ID 1."}
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1792252800", "X-RateLimit-Limit": "1000"}
    with line(answer(body, 403, headers)) as wire, pytest.raises(Unverified) as error:
        Client(TOKEN, wire.url, QUICK).graphql(QUERY, {})
    assert said(error) == (LIMITED, "coba lagi sesudah 2026-10-17 16:00 UTC")
    assert len(wire.heard) == 1


@pytest.mark.parametrize("status", [403, 429])
def test_a_short_wait_that_github_asks_for_is_waited_for(status: int) -> None:
    busy = answer(BUSY, status, {"Retry-After": "1"})
    with line(busy, answer({"data": {"viewer": {}}})) as wire:
        begun = time.monotonic()
        assert Client(TOKEN, wire.url, QUICK).graphql(QUERY, {}) == {"viewer": {}}
        assert time.monotonic() - begun >= 1
    with line(busy, answer({"number": 7})) as wire:  # nothing was done, so it may be done now
        assert Client(TOKEN, wire.url, QUICK).send("POST", "/repos/a/b/pulls", {}) == {"number": 7}
    assert len(wire.heard) == 2


@pytest.mark.parametrize("headers", [{"Retry-After": "3600"}, {}])
def test_a_long_wait_is_not_waited_for(headers: dict[str, str]) -> None:
    begun = time.monotonic()
    with line(answer(BUSY, 403, headers)) as wire, pytest.raises(Unverified) as error:
        Client(TOKEN, wire.url, QUICK).get("/user")
    assert said(error) == (LIMITED, "coba lagi beberapa menit lagi")
    assert len(wire.heard) == 1
    assert time.monotonic() - begun < 1


def test_graphql_has_its_own_words_for_the_limit() -> None:
    told = answer({"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]})
    with line(told) as wire, pytest.raises(Unverified) as error:
        Client(TOKEN, wire.url, QUICK).graphql(QUERY, {})
    assert said(error) == (LIMITED, "coba lagi beberapa menit lagi")


def test_half_an_answer_is_none() -> None:
    told = {"data": {"repository": {"a": 1, "b": None}}, "errors": [{"message": "Something went wrong", "path": ["b"]}]}
    with line(answer(told)) as wire, pytest.raises(Unverified) as error:
        Client(TOKEN, wire.url, QUICK).graphql(QUERY, {})
    assert said(error) == ("GitHub hanya menjawab sebagian: Something went wrong", "coba lagi beberapa saat lagi")
    assert len(wire.heard) == 3


def test_a_field_that_is_not_shown_is_named() -> None:
    told = {"data": {"repository": None}, "errors": [{"type": "NOT_FOUND", "path": ["repository"], "message": "No."}]}
    with line(answer(told)) as wire, pytest.raises(Denied) as error:
        Client(TOKEN, wire.url, QUICK).graphql(QUERY, {})
    assert (error.value.status, error.value.what) == (404, "repository")
    assert said(error)[0] == "GitHub tidak memberikan yang diminta (HTTP 404): No."


@pytest.mark.parametrize("status", [403, 404, 410, 422])
def test_what_is_not_shown_and_what_is_refused(status: int) -> None:
    told = answer({"message": "Not\x1b[31m Found\n" + "x" * 400}, status)
    with line(told) as wire, pytest.raises(Denied) as unseen:
        Client(TOKEN, wire.url, QUICK).get("/repos/a/b")
    shown = ("Not [31m Found " + "x" * 400)[:300]
    hint = "periksa nama repositori dan hak token itu"
    assert said(unseen) == (f"GitHub tidak memberikan yang diminta (HTTP {status}): {shown}", hint)
    with line(told) as wire, pytest.raises(Declined) as no:
        Client(TOKEN, wire.url, QUICK).send("PUT", "/repos/a/b/pulls/1/merge", {})
    assert said(no) == (f"GitHub menolak: {shown}", "")
    assert not isinstance(no.value, Unverified)
    assert no.value.status == status
    assert len(wire.heard) == 1


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_an_unknown_token(verb: str) -> None:
    with line(answer({"message": "Bad credentials"}, 401)) as wire, pytest.raises(Unverified) as error:
        client = Client(TOKEN, wire.url, QUICK)
        _ = client.get("/user") if verb == "GET" else client.send(verb, "/x", {})
    assert said(error) == ("GitHub tidak mengenali token ini", "pasang token baru; mungkin ia sudah kedaluwarsa")


def test_a_list_is_read_to_its_end_or_not_at_all() -> None:
    next_page = {"Link": '<http://127.0.0.1/x?page=2>; rel="next"'}
    with line(answer([1, 2], headers=next_page), answer([3])) as wire:
        assert Client(TOKEN, wire.url, QUICK).pages("/x") == [1, 2, 3]
        assert "per_page=100" in wire.heard[1] and "page=2" in wire.heard[1]
    with line(answer({"runs": [1]}, headers=next_page), answer({"runs": []})) as wire:
        assert Client(TOKEN, wire.url, QUICK).pages("/x", key="runs") == [1]
    with line(answer([1], headers=next_page), answer({"no": "list"})) as wire, pytest.raises(Unverified):
        Client(TOKEN, wire.url, QUICK).pages("/x")


@pytest.mark.parametrize("api", ["http://api.github.com", "ftp://127.0.0.1", "api.github.com", "http://127.0.0.1.evil"])
def test_a_token_goes_to_no_address_that_could_be_listened_to(api: str) -> None:
    with pytest.raises(Refused) as error:
        Client(TOKEN, api)
    assert said(error) == (f"{api}: bukan alamat GitHub", "atur GITHUB_API_URL, misalnya https://api.github.com")


@pytest.mark.parametrize("token", ["", " \n"])
def test_no_token(token: str) -> None:
    with pytest.raises(Refused) as error:
        Client(token)
    hint = 'atur GITHUB_TOKEN; di terminal Anda: export GITHUB_TOKEN="$(gh auth token)"'
    assert said(error) == ("token GitHub tidak ada", hint)


@pytest.mark.parametrize(("api", "path"), [("", "/graphql"), ("/api/v3", "/api/graphql")])
def test_where_graphql_is(api: str, path: str) -> None:
    with line(answer({"data": {}})) as wire:
        Client(TOKEN, wire.url + api, QUICK).graphql(QUERY, {})
    assert wire.heard[0].startswith(f"POST {path} ")


def test_a_token_is_shown_to_github_alone() -> None:
    """Also where it answers that it has moved."""
    with line(answer({})) as other:
        moved: dict[str, Any] = {"Location": f"{other.url}/user"}
        with line(answer({}, 301, moved)) as wire, pytest.raises(Unverified):
            Client(TOKEN, wire.url, QUICK).get("/user")
        assert f"Authorization: token {TOKEN}" in wire.heard[0]
        assert not any(TOKEN in request for request in other.heard)
