"""Asking every address of an order, its hosts in turn, and saying what was seen."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, TextIO

import requests
from linkcheck import configuration
from linkcheck.cache import results, urlqueue
from linkcheck.director.aggregator import Aggregate
from linkcheck.plugins import PluginManager

from terbit.links.external.process.address import Address
from terbit.links.external.process.lanes import AT_ONCE, Lanes
from terbit.links.external.process.robots import Robots
from terbit.links.external.process.strays import Strays
from terbit.links.external.process.transport import Adapter
from terbit.links.external.verdict import Seen, once_more

_LONGEST_VALIDATOR = 200  # characters of an ETag that are worth keeping


class _Sessions(Aggregate):  # type: ignore[misc]
    """What linkchecker's threads share, with our transport. Proxies and `.netrc` of the environment are not used."""

    adapter: Adapter

    def add_request_session(self) -> None:
        super().add_request_session()
        session: requests.Session = self.get_request_session()
        session.trust_env = False
        session.mount("http://", self.adapter)
        session.mount("https://", self.adapter)


@dataclass(frozen=True, slots=True)
class _Item:
    """An address in its host's lane. `urls` are its spellings, `again` tells that it was asked before."""

    address: Address
    urls: list[str]
    again: bool = False

    @property
    def host(self) -> str:
        return str(self.address.host)


class Asking:
    """The asking of one order. `room` is the folder that all processes of a check share."""

    def __init__(self, order: Mapping[str, Any], room: Path, out: TextIO) -> None:
        self._order, self._out = order, out
        self._writing = threading.Lock()
        self._end = time.monotonic() + order["limit"]
        config = configuration.Configuration()
        config.update(recursionlevel=0, threads=0, timeout=order["timeout"], status=False)
        self._robots = Robots(config["useragent"])
        self._shared = _Sessions(
            config, urlqueue.UrlQueue(), self._robots, PluginManager(config), results.ResultCache(0)
        )
        self._shared.adapter = Adapter(room, order["timeout"], order["loopback"])
        self._strays = Strays()

    def run(self, threads: int) -> None:
        """Ask with at most so many threads; returns when all is said."""
        items = self._items()
        lanes = Lanes((item.host, item) for item in items)
        enough = min(threads, AT_ONCE * len({item.host for item in items}))
        started = [threading.Thread(target=self._work, args=[lanes], daemon=True) for _ in range(enough)]
        for thread in started:
            thread.start()
        for thread in started:
            thread.join()

    def _items(self) -> list[_Item]:
        """The addresses to ask, two spellings of one as one. What linkchecker cannot read is said at once."""
        items: dict[str, _Item] = {}
        for url in self._order["urls"]:
            address = Address(url, 0, self._shared)
            if address.has_result:
                self._say(Seen(url, url, 0, "error"), [url])
            else:
                items.setdefault(address.cache_url, _Item(address, [])).urls.append(url)
        return list(items.values())

    def _work(self, lanes: Lanes[_Item]) -> None:
        self._shared.add_request_session()
        while (item := lanes.take()) is not None:
            again, hold = None, 0.0
            try:
                seen = self._seen(item)
                self._say(seen, item.urls)
                wait = None if item.again else once_more(seen, self._order["pause"], self._order["longest_wait"])
                if wait is not None and time.monotonic() + wait < self._end:
                    again = wait, _Item(item.address, item.urls, again=True)
                    hold = wait if seen.status in (429, 503) else 0.0
            finally:
                lanes.done(item.host, again, hold)

    def _seen(self, item: _Item) -> Seen:
        address, url = item.address, item.urls[0]
        if item.again:
            self._robots.forget(address.get_robots_txt_url())
        etag, modified = self._order["known"].get(url, ("", ""))
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        validators = {name: value for name, value in known.items() if value}
        address.ask(validators)
        if address.fault:
            return Seen(url, address.final, 0, address.fault, tuple(address.hops))
        page = self._strays.page(address) if address.status == 200 else ""
        status = 200 if address.status == 304 and validators else address.status  # what it was before
        wait = wait_of(address.answer, datetime.now(UTC))
        etag, modified = (address.answer.get(name, "") for name in ("ETag", "Last-Modified"))
        kept = [value if len(value) <= _LONGEST_VALIDATOR else "" for value in (etag, modified)]
        return Seen(url, address.final, status, "", tuple(address.hops), page, wait, *kept)

    def _say(self, seen: Seen, urls: list[str]) -> None:
        lines = "".join(json.dumps({**asdict(seen), "url": url}) + "\n" for url in urls)
        with self._writing:
            self._out.write(lines)
            self._out.flush()


def wait_of(answer: Mapping[str, str], now: datetime) -> int | None:
    """The seconds of `Retry-After` (RFC 9110, 10.2.3: a number or a date); None without one that can be read."""
    text = answer.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:9])
    try:
        moment = parsedate_to_datetime(text)
        return max(0, round((moment - now).total_seconds()))
    except (ValueError, TypeError, OverflowError):
        return None
