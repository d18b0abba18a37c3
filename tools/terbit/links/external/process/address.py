"""One address, as linkchecker knows it, with our own way along its redirects and nothing of its crawling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from urllib.parse import urlsplit

import requests
from linkcheck.checker.httpurl import HttpUrl

from terbit.articles import webaddress
from terbit.links.external.process import faults

HOPS = 10  # linkchecker's own limit
_ENCODINGS = "gzip, deflate"  # what `transport` can open


class Address(HttpUrl):  # type: ignore[misc]
    """`ask` fills `status`, `hops` (the status of each redirect), `final` (where they end), `answer` (headers), `body`;
    or `fault` where there is no answer."""

    url: str
    urlparts: list[str]

    def reset(self) -> None:
        super().reset()
        self.status, self.fault, self.final, self.body = 0, "", "", b""
        self.hops: list[int] = []
        self.answer: Mapping[str, str] = {}

    def add_intern_pattern(self, url: str | None = None) -> None:
        """Nothing is crawled, so nothing is internal; linkchecker would hold each address against all others."""

    def set_extern(self, url: str) -> None:
        self.extern = (1, 0)

    def ask(self, validators: Mapping[str, str]) -> None:
        """Ask the host. `validators`: request headers with which an unchanged page is answered 304."""
        self.status, self.fault, self.final, self.body = 0, "", self.url, b""
        self.hops, self.answer = [], {}
        self.session = self.aggregate.get_request_session()
        self.session.cookies.clear()  # each address as by a new visitor
        try:
            self._ask(validators)
        except Exception as error:  # libraries raise all kinds; whatever it is concerns this address alone
            self.fault = faults.word(error)

    def _ask(self, validators: Mapping[str, str]) -> None:
        self.construct_auth()
        request = self.build_request()
        request.headers.update({"Accept-Encoding": _ENCODINGS, **validators})
        known: set[tuple[object, object]] = set()
        while self._allowed(str(request.url)):
            response = self._send(request)
            self.final, self.status, self.answer = response.url, response.status_code, response.headers
            if response.next is None:
                self.body = response.content
                return
            self.hops.append(response.status_code)
            request = response.next  # with the cookies that were set
            step = (request.url, request.headers.get("Cookie"))
            if step in known or len(self.hops) > HOPS:
                raise faults.NoEnd
            known.add(step)
            if _target(str(request.url)) is None:
                raise faults.OtherScheme
        self.fault = "robots"

    def _send(self, request: requests.PreparedRequest) -> requests.Response:
        """The answer, whose `next` is the request that a redirect leads to. Raises BadLocation where it cannot."""
        answered: list[requests.Response] = []
        request.hooks = {"response": [lambda response, **_: answered.append(response)]}
        try:
            return cast(
                requests.Response, self.session.send(request, **self.get_request_kwargs(), allow_redirects=False)
            )
        except (ValueError, requests.exceptions.RequestException) as error:
            if answered:
                raise faults.BadLocation from error
            raise

    def _allowed(self, url: str) -> bool:
        """Whether `robots.txt` there allows it, of this address or of one that it redirects to."""
        kept = self.url, self.urlparts
        try:
            self.url, self.urlparts = url, list(urlsplit(url))
            return bool(self.allows_robots(url))
        finally:
            self.url, self.urlparts = kept


def _target(url: str) -> webaddress.Web | None:
    """A redirect's target; None where it leads out of the web. Raises BadLocation where no browser can read it."""
    try:
        return webaddress.web(url, url)
    except webaddress.Malformed as error:
        raise faults.BadLocation from error
