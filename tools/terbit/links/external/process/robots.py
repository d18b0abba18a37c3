"""`robots.txt` of every host, asked once: linkchecker forgets the hundred-and-first, and a host that never answers."""

from __future__ import annotations

from typing import Any

import requests
from linkcheck.cache.robots_txt import RobotsTxt


class Robots(RobotsTxt):  # type: ignore[misc]
    """Linkchecker's, without forgetting: a host whose `robots.txt` never came is not waited for again."""

    def __init__(self, agent: str) -> None:
        super().__init__(agent)
        self.cache: dict[str, Any] = {}
        self._mute: dict[str, requests.exceptions.Timeout] = {}

    def _allows_url(self, url_data: Any, roboturl: str, timeout: float | None = None) -> bool:
        if roboturl in self._mute:
            raise self._mute[roboturl]
        try:
            return bool(super()._allows_url(url_data, roboturl, timeout))
        except requests.exceptions.Timeout as error:
            self._mute[roboturl] = error
            raise

    def forget(self, roboturl: str) -> None:
        """Ask a host that never answered once more, at its next address."""
        self._mute.pop(roboturl, None)

    def add_sitemap_urls(self, rp: Any, url_data: Any, roboturl: str) -> None:
        """Nothing is crawled."""
