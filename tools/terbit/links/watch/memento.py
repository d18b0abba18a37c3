"""Asking a Memento TimeGate (RFC 7089) for an archived copy of an address, near a moment of the past.

What it answers is a stranger's: only public addresses are asked, only headers are read, within bounded time, and a copy
counts once it was seen to be there.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from terbit.links.watch.foreign import accepted

HOPS = 4  # from the gate to the copy: it may redirect to itself over https first
_USER_AGENT = b"terbit (arsip tautan)"
_REDIRECTS = (301, 302, 303, 307, 308)
_BACK_THEN = 1990  # nothing on the web is older


@dataclass(frozen=True, slots=True)
class Copy:
    """An archived copy: its address, and the moment (UTC) at which the page was as it shows it."""

    address: str
    at: datetime


class Unanswered(Exception):
    """The gate did not say whether it has a copy, or nothing that could be believed: ask another time."""


def copy(gate: str, url: str, moment: datetime, *, seconds: float = 20, loopback: bool = False) -> Copy | None:
    """The copy of an address nearest to a moment (aware), None where the gate has none. Raises Unanswered.

    `seconds` is for everything; `loopback` allows this machine's own addresses, for tests.
    """
    asking = {b"accept-datetime": format_datetime(moment.astimezone(UTC), usegmt=True).encode()}
    with closing(_pool(time.monotonic() + seconds, loopback)) as pool:
        address, named = accepted(gate + url), None
        for _ in range(HOPS):
            if not address:
                raise Unanswered
            status, headers = _answer(pool, address, asking)
            named = _moment(headers.get(b"memento-datetime")) or named
            if status == 404:
                return None
            if status in _REDIRECTS:
                address = _next(address, headers.get(b"location", b"").decode("ascii", "replace"))
            elif status == 200 and named is not None:
                return Copy(address, named)
            else:
                raise Unanswered
    raise Unanswered


def _next(address: str, location: str) -> str:
    """Where a redirect leads, "" where that is nowhere."""
    try:
        return accepted(urljoin(address, location)) if location else ""
    except ValueError:
        return ""


def _answer(
    pool: httpcore.ConnectionPool, address: str, asking: Mapping[bytes, bytes]
) -> tuple[int, dict[bytes, bytes]]:
    """Status and headers; the body is not read."""
    host = urlsplit(address).netloc.encode()
    headers = [(b"host", host), (b"user-agent", _USER_AGENT), (b"connection", b"close"), *asking.items()]
    try:
        with pool.stream("GET", address, headers=headers) as response:
            return response.status, {name.lower(): value for name, value in response.headers}
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, ValueError, OSError) as error:
        raise Unanswered from error


def _moment(value: bytes | None) -> datetime | None:
    """The moment of a `Memento-Datetime` header; None where it is none that a copy can have."""
    try:
        found = parsedate_to_datetime((value or b"").decode("ascii"))
    except (ValueError, IndexError, OverflowError):
        return None
    if found.tzinfo is None or found.year < _BACK_THEN:
        return None
    return found.astimezone(UTC)


# -- connections ---------------------------------------------------------------------------------------------------


def _pool(deadline: float, loopback: bool) -> httpcore.ConnectionPool:
    return httpcore.ConnectionPool(ssl.create_default_context(), network_backend=_Guarded(deadline, loopback))


class _Guarded(httpcore.NetworkBackend):
    """Connections to public addresses alone, judged as they are used, and none that outlives the deadline."""

    def __init__(self, deadline: float, loopback: bool) -> None:
        self._deadline, self._loopback, self._plain = deadline, loopback, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        from terbit.links.external.network import public

        try:
            known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        allowed = next((str(entry[4][0]) for entry in known if public(str(entry[4][0]), self._loopback)), None)
        if allowed is None:
            raise httpcore.ConnectError(f"{host} is not public")
        stream = self._plain.connect_tcp(allowed, port, _left(self._deadline), local_address, socket_options)
        return _Timed(stream, self._deadline)


class _Timed(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline: a host that trickles is late however often it says a byte."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left
