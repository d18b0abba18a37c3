"""One process that asks the hosts of one group, through linkchecker. Started by `external`, never imported by it.

Order on standard input: `{"urls": [...], "timeout": s, "limit": s, "loopback": bool}`. Answers on standard output, one
JSON line an address, at once: what was answered before the process is killed counts. Two threads, and every host in
one process only: so no host gets more than two requests at once.
"""

from __future__ import annotations

import io
import ipaddress
import json
import os
import signal
import socket
import sys
from typing import Any, TextIO

import requests
import urllib3
from linkcheck import checker, configuration, director, logger
from linkcheck.cache import results, robots_txt, urlqueue
from linkcheck.director import aggregator
from linkcheck.plugins import PluginManager
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

THREADS = 2
MAX_BODY = 512 * 1024  # bytes of a robots.txt that are read (RFC 9309, 2.5: at least 500 KiB)
MAX_MEMORY = 2 * 1024**3  # bytes of address space
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address within


class PrivateAddress(urllib3.exceptions.LocationValueError):
    """A host of the checker's own network: a link or a redirect must not make us knock there."""


def public(text: str, loopback: bool) -> bool:
    """Whether an IP address may be asked. `loopback` allows 127.0.0.0/8 and ::1 too, for tests."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address in _NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.is_loopback:
        return loopback
    return address.is_global and not address.is_multicast


class _Guarded:
    """A urllib3 connection that resolves its host itself and connects only to what it found to be public.

    The same answer is judged and used, so a host cannot show a public address first and a private one then.
    """

    _dns_host: str
    port: int
    loopback = False

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        try:
            found = socket.getaddrinfo(name, self.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise urllib3.exceptions.NewConnectionError(self, f"NameResolution {error}") from error  # type: ignore[arg-type]
        allowed = [str(entry[4][0]) for entry in found if public(str(entry[4][0]), self.loopback)]
        if not allowed:
            raise PrivateAddress(name)
        try:
            for address in dict.fromkeys(allowed):
                self._dns_host = address
                try:
                    connected: socket.socket = super()._new_conn()  # type: ignore[misc]
                except urllib3.exceptions.NewConnectionError:
                    if address == allowed[-1]:
                        raise
                else:
                    return connected
            raise AssertionError
        finally:
            self._dns_host = name


class _Adapter(HTTPAdapter):
    """Requests' transport with guarded connections and bounded bodies."""

    def __init__(self, loopback: bool) -> None:
        self._loopback = loopback
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        plain = type("Plain", (_Guarded, HTTPConnectionPool.ConnectionCls), {"loopback": self._loopback})
        secure = type("Secure", (_Guarded, HTTPSConnectionPool.ConnectionCls), {"loopback": self._loopback})
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, stream: bool = False, **kwargs: Any
    ) -> requests.Response:
        response = super().send(request, stream=True, **kwargs)
        if response.is_redirect:
            response.close()  # requests would read the body of a redirect to its end, which may never come
        elif not stream:
            body = response.raw.read(MAX_BODY, decode_content=True)
            response.close()
            response.raw = urllib3.HTTPResponse(io.BytesIO(body), preload_content=False)
        return response


class _Aggregate(aggregator.Aggregate):  # type: ignore[misc]
    """linkchecker's, with our transport. Proxies and `.netrc` of the environment are not used."""

    loopback = False

    def add_request_session(self) -> None:
        super().add_request_session()
        session: requests.Session = self.get_request_session()
        session.trust_env = False
        adapter = _Adapter(self.loopback)
        session.mount("http://", adapter)
        session.mount("https://", adapter)


class _Lines(logger._Logger):  # type: ignore[misc]
    """Writes each result as a JSON line, at once."""

    LoggerName = "terbit"

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out
        self.twins: dict[str, list[str]] = {}

    def start_output(self) -> None:
        pass

    def end_output(self, **_: object) -> None:
        pass

    def log_url(self, url_data: Any) -> None:
        for url in self.twins.get(url_data.base_url, [url_data.base_url]):
            answer = {"url": url, "final": url_data.url, "valid": url_data.valid, "result": url_data.result}
            self._out.write(json.dumps(answer) + "\n")
        self._out.flush()


def run(urls: list[str], timeout: int, loopback: bool, out: TextIO) -> None:
    """Ask every address once and write what was seen."""
    lines = _Lines(out)
    config = configuration.Configuration()
    config.update(
        checkextern=True, recursionlevel=0, threads=THREADS, timeout=timeout, status=False, verbose=True, logger=lines
    )  # fmt: skip
    aggregate = _Aggregate(
        config,
        urlqueue.UrlQueue(),
        robots_txt.RobotsTxt(config["useragent"]),
        PluginManager(config),
        results.ResultCache(config["resultcachesize"]),
    )
    aggregate.loopback = loopback
    keys: dict[str, str] = {}
    for url in urls:
        data = checker.get_url_from(url, 0, aggregate, extern=(0, 0))
        first = keys.setdefault(
            data.cache_url or url, url
        )  # linkchecker asks, and logs, only the first of two spellings
        lines.twins.setdefault(first, []).append(url)
        if first == url:
            aggregate.urlqueue.put(data)
    director.check_urls(aggregate)


def _bounded(seconds: int) -> None:
    """End this process in time even when the one that started it is gone, and keep its memory small."""
    if sys.platform != "win32":
        import resource

        signal.alarm(seconds)
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def main() -> None:
    order = json.load(sys.stdin)
    _bounded(order["limit"])
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what linkchecker prints by itself is no answer
    run(order["urls"], order["timeout"], order["loopback"], out)
    out.flush()
    os._exit(0)  # threads that still wait for a host must not keep the process


if __name__ == "__main__":
    main()
