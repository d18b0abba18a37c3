"""A session with GitHub, over PyGithub: every way in which a request can end becomes an answer or a refusal that says
what happened, within bounded time.

Nothing that GitHub sends is taken for more than data, and no text of an exception is shown: it could hold what was
sent. Reading is tried again; writing never is where the first attempt may have been heard, so nothing doubles.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from github.Requester import Requester

import github
from github import Auth, GithubException
from terbit.findings import Refused, Unverified
from terbit.messages import Message, msg

API = "https://api.github.com"
PAGE = 100  # what GitHub gives at most
MOST_PAGES = 100
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SHOWN = 300  # characters of GitHub's own words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long GitHub may take, in seconds, and how often it is asked.

    `silence` is how long a connection may say nothing, `whole` how long an answer may take to its last byte. Between
    attempts `pause` passes, then twice that. What GitHub asks us to wait is waited for up to `patience`; a gate must
    not stand still for the hour after which a used-up quota is renewed.
    """

    silence: int = 20
    whole: float = 60
    attempts: int = 3
    pause: float = 2
    patience: float = 30
    between_writes: float = 1


class Denied(Unverified):
    """GitHub does not show something (403, 404, …). `status` is HTTP's, `answer` GitHub's own words, `what` the field
    of a GraphQL query that it is about."""

    def __init__(self, status: int, answer: str, what: str = "") -> None:
        super().__init__(
            msg("GitHub tidak memberikan yang diminta (HTTP {status}): {answer}", status=status, answer=answer),
            msg("periksa nama repositori dan hak token itu"),
        )
        self.status = status
        self.answer = answer
        self.what = what


class Declined(Refused):
    """GitHub says no to something that was to be done. `status` is HTTP's, `answer` GitHub's own words."""

    def __init__(self, status: int, answer: str) -> None:
        super().__init__(msg("GitHub menolak: {answer}", answer=answer))
        self.status = status
        self.answer = answer


class Disturbed(Unverified):
    """GitHub is there and cannot do it now; less at once it may be able to do."""


def unknown(where: str) -> Unverified:
    """GitHub answered something that nobody here understands. `where` names the field, never its content."""
    return Unverified(
        msg("GitHub menjawab sesuatu yang tidak dikenal ({where})", where=where),
        msg("coba lagi; bila tetap begitu, laporkan kepada pengelola Terbit"),
    )


class Client:
    """GitHub, as whoever a token belongs to. `api` is the address of its REST interface; GraphQL's follows from it
    (`/graphql` beside it, `/api/graphql` for a server of one's own at `/api/v3`).

    Raises Refused where token or address cannot be ones.
    """

    def __init__(self, token: str, api: str = API, limits: Limits | None = None) -> None:
        if not token.strip():
            hint = msg('atur GITHUB_TOKEN; di terminal Anda: export GITHUB_TOKEN="$(gh auth token)"')
            raise Refused(msg("token GitHub tidak ada"), hint)
        address = urlsplit(api)
        if not address.hostname or not (
            address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)
        ):
            raise Refused(
                msg("{api}: bukan alamat GitHub", api=api), msg("atur GITHUB_API_URL, misalnya {api}", api=API)
            )
        self.limits = limits or Limits()
        self._token = token.strip()
        self._api = api.rstrip("/")
        self._requester: Requester | None = None

    # -- reading -----------------------------------------------------------------------------------------------

    def graphql(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The `data` of a GraphQL query. An answer with errors is none, however much of it came. Raises Unverified."""
        return self._tried(lambda session: _data(session.graphql_query(query, dict(variables))[1]), writing=False)

    def get(self, path: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """What stands at a path of the REST interface. Raises Unverified; Denied where GitHub does not show it."""
        return self._get(path, parameters)[1]

    def pages(self, path: str, parameters: Mapping[str, Any] | None = None, key: str | None = None) -> list[Any]:
        """A whole list of the REST interface, page after page; `key` where the list stands in an object."""
        found: list[Any] = []
        for page in range(1, MOST_PAGES + 1):
            headers, body = self._get(path, {**(parameters or {}), "per_page": PAGE, "page": page})
            part = body.get(key) if key is not None and isinstance(body, dict) else body
            if not isinstance(part, list):
                raise unknown(key or path)
            found += part
            if 'rel="next"' not in str(headers.get("link", "")):
                return found
        raise unknown(path)  # a list without an end

    def _get(self, path: str, parameters: Mapping[str, Any] | None) -> tuple[dict[str, Any], Any]:
        given = dict(parameters or {})
        return self._tried(lambda session: session.requestJsonAndCheck("GET", path, given), writing=False)

    # -- writing -----------------------------------------------------------------------------------------------

    def send(self, verb: str, path: str, body: Mapping[str, Any]) -> Any:
        """POST, PUT, PATCH or DELETE; returns the answer. Raises Declined where GitHub says no, Unverified where it is
        not known whether it was done."""
        return self._tried(lambda session: session.requestJsonAndCheck(verb, path, input=dict(body))[1], writing=True)

    # -- how -----------------------------------------------------------------------------------------------------

    def _tried(self, call: Callable[[Requester], T], *, writing: bool) -> T:
        waited, pause, attempt = 0.0, self.limits.pause, 1
        while True:
            try:
                return self._within(call)
            except Exception as error:
                fault, again = _fault(error, pause, writing=writing)
            if again is None or attempt >= self.limits.attempts or waited + again > self.limits.patience:
                raise fault
            time.sleep(again)
            waited, pause, attempt = waited + again, pause * 2, attempt + 1

    def _within(self, call: Callable[[Requester], T]) -> T:
        """The call's outcome, or TimeoutError. A connection that trickles is never silent long enough for its own
        limit, so the call runs beside us; where it is late it is left to itself, and its session with it."""
        session = self._session()
        outcome: list[T] = []
        fault: list[Exception] = []

        def run() -> None:
            try:
                outcome.append(call(session))
            except Exception as error:
                fault.append(error)

        thread = threading.Thread(target=run, name="github", daemon=True)
        thread.start()
        thread.join(self.limits.whole)
        if fault:
            raise fault[0]
        if not outcome:
            self._requester = None
            raise TimeoutError
        return outcome[0]

    def _session(self) -> Requester:
        if self._requester is None:
            # retry=0: PyGithub's own retries also repeat POST, and may sleep for an hour
            self._requester = github.Github(
                auth=Auth.Token(self._token),
                base_url=self._api,
                timeout=self.limits.silence,
                per_page=PAGE,
                retry=0,
                lazy=True,
                seconds_between_requests=0,
                seconds_between_writes=self.limits.between_writes,
                user_agent="terbit",
            ).requester
        return self._requester

    def close(self) -> None:
        if self._requester is not None:
            self._requester.close()
            self._requester = None


def _data(whole: Any) -> dict[str, Any]:
    data = whole.get("data") if isinstance(whole, dict) else None
    if not isinstance(data, dict):
        raise unknown("data")
    return data


def _fault(error: Exception, pause: float, *, writing: bool) -> tuple[Refused, float | None]:
    """What to say of a failed call, and the seconds after which it may be made again (None: not)."""
    retry = None if writing else pause
    if isinstance(error, Refused):
        return error, retry
    if isinstance(error, GithubException):
        return _of_status(error, retry, writing=writing)
    if isinstance(error, TimeoutError | requests.Timeout):
        return Unverified(msg("GitHub tidak menjawab pada waktunya"), _afterwards(writing=writing)), retry
    if isinstance(error, OSError) and not isinstance(error, ValueError):  # also whatever `requests` raises
        return Unverified(msg("GitHub tidak dapat dihubungi"), _afterwards(writing=writing)), retry
    return unknown("JSON"), retry


def _of_status(error: GithubException, retry: float | None, *, writing: bool) -> tuple[Refused, float | None]:
    data = error.data if isinstance(error.data, dict) else {}
    headers = {str(name).lower(): str(value) for name, value in (error.headers or {}).items()}
    errors = [one for one in data.get("errors") or () if isinstance(one, dict)] if "message" not in data else []
    answer = _words([data.get("message"), *(one.get("message") for one in errors)])
    kinds = {str(one.get("type")) for one in errors}
    if _limited(error.status, answer, headers, kinds):
        after = headers.get("retry-after", "")
        return _limit(headers), float(after) if after.isdecimal() else None
    if error.status >= 500:
        message = msg("GitHub sedang terganggu (HTTP {status})", status=error.status)
        return Disturbed(message, _afterwards(writing=writing)), retry
    if error.status == 401:
        return Unverified(
            msg("GitHub tidak mengenali token ini"), msg("pasang token baru; mungkin ia sudah kedaluwarsa")
        ), None
    if errors and kinds <= {"None", "INTERNAL", "SERVICE_UNAVAILABLE", "TIMEOUT"} and not writing:
        message = msg("GitHub hanya menjawab sebagian: {answer}", answer=answer)
        return Disturbed(message, msg("coba lagi beberapa saat lagi")), retry
    status = 403 if kinds & {"FORBIDDEN", "INSUFFICIENT_SCOPES"} else error.status
    if writing:
        return Declined(status, answer), None
    path = errors[0].get("path") if len(errors) == 1 else None
    return Denied(status, answer, str(path[-1]) if isinstance(path, list) and path else ""), None


def _limited(status: int, answer: str, headers: Mapping[str, str], kinds: set[str]) -> bool:
    if status == 429 or "RATE_LIMITED" in kinds or "RATE_LIMIT" in kinds:
        return True
    return status == 403 and (
        Requester.isRateLimitError(answer) or "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0"
    )


def _limit(headers: Mapping[str, str]) -> Unverified:
    reset = headers.get("x-ratelimit-reset", "")
    hint = msg("coba lagi beberapa menit lagi")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal() and len(reset) < 12:
        at = datetime.fromtimestamp(int(reset), UTC)
        hint = msg("coba lagi sesudah {time} UTC", time=at.strftime("%Y-%m-%d %H:%M"))
    return Unverified(msg("GitHub membatasi banyaknya permintaan"), hint)


def _afterwards(*, writing: bool) -> Message:
    if writing:
        return msg("mungkin sudah terjadi: periksa di GitHub dahulu, baru coba lagi")
    return msg("periksa jaringan dan githubstatus.com, lalu coba lagi")


def _words(said: list[Any]) -> str:
    """GitHub's own words on one line."""
    text = "; ".join(str(part) for part in said if part)
    return "".join(sign if sign.isprintable() else " " for sign in text)[:_SHOWN] or "?"
