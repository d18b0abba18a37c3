"""`robots.txt` of every host, asked once: linkchecker forgets the hundred-and-first, and a host that never answers."""

from __future__ import annotations

from typing import Any

import requests
from linkcheck.cache.robots_txt import RobotsTxt
from linkcheck.robotparser2 import RobotFileParser

from terbit.links.external.process.faults import NoRobots


class Robots(RobotsTxt):  # type: ignore[misc]
    """Linkchecker's, without forgetting: a host whose `robots.txt` never came is not waited for again.

    One that answers it with an error of its own forbids everything (RFC 9309, 2.3.1.4), for linkchecker nothing.
    """

    def __init__(self, agent: str) -> None:
        super().__init__(agent)
        self.cache: dict[str, Any] = {}
        self._mute: dict[str, Exception] = {}
        self._forgotten: set[str] = set()

    def _allows_url(self, url_data: Any, roboturl: str, timeout: float | None = None) -> bool:
        if roboturl in self._mute:
            raise self._mute[roboturl]
        if roboturl not in self.cache:
            rules = RobotFileParser(_Session(url_data.session), auth=url_data.auth, timeout=timeout)
            rules.set_url(roboturl)
            try:
                rules.read()
            except (requests.exceptions.Timeout, NoRobots) as error:
                self._mute[roboturl] = error
                raise
            self.cache[roboturl] = rules
        return bool(self.cache[roboturl].can_fetch(self.useragent, url_data.url))

    def forget(self, roboturl: str) -> None:
        """Ask for what could not be read once more, at the host's next address; only once, however many it has."""
        if roboturl not in self._forgotten:
            self._forgotten.add(roboturl)
            self._mute.pop(roboturl, None)


class _Session:
    """A session that takes no error of a host for an answer about its `robots.txt`."""

    def __init__(self, session: requests.Session) -> None:
        self._session = session

    def get(self, url: str, **more: Any) -> requests.Response:
        response = self._session.get(url, **more)
        if response.status_code >= 500 or response.status_code == 429:
            raise NoRobots
        return response
