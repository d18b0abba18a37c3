"""Connections that go only to public addresses, with bounded answers: in bytes, in time, two at once for a host."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from terbit.links.external.network import public
from terbit.links.external.process.faults import PrivateAddress
from terbit.links.external.process.slots import slot

ROBOTS = 512 * 1024  # bytes of a robots.txt that are read (RFC 9309, 2.5: at least 500 KiB)
PAGE = 128 * 1024  # bytes of any other answer that are read, and again that come out of it when it is compressed
_ADDRESSES = 2  # of a host that are tried


class Watch:
    """Ends what takes too long as a whole: a host that sends a byte now and then never runs into a socket's timeout."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._watched: dict[socket.socket, float] = {}
        self._cut: set[socket.socket] = set()
        threading.Thread(target=self._run, daemon=True).start()

    @contextmanager
    def over(self, connection: socket.socket) -> Iterator[None]:
        """Raises TimeoutError when the block took longer than it may; its socket was shut down then."""
        handle = socket.socket(fileno=os.dup(connection.fileno()))  # TLS takes a socket's own number away
        with self._lock:
            self._watched[handle] = time.monotonic() + self._seconds
        try:
            yield
            if handle in self._cut:  # what was read so far looked like an end
                raise TimeoutError
        except Exception as error:
            if handle in self._cut:
                raise TimeoutError from error
            raise
        finally:
            with self._lock:
                self._watched.pop(handle, None)
                self._cut.discard(handle)
            handle.close()

    def _run(self) -> None:
        while True:
            time.sleep(min(0.25, self._seconds / 4))
            with self._lock:
                late = [known for known, end in self._watched.items() if end < time.monotonic()]
                self._cut.update(late)
                for connection in late:
                    del self._watched[connection]
                    try:
                        connection.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        continue  # it ended by itself


class _Guarded:
    """A urllib3 connection that resolves its host itself and connects only to what it found to be public.

    The same answer is judged and used, so a host cannot show a public address first and a private one then.
    """

    _dns_host: str
    port: int
    sock: socket.socket
    loopback = False
    watch: Watch
    _dial: ExitStack

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        try:
            found = socket.getaddrinfo(name, self.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise urllib3.exceptions.NewConnectionError(self, "no such name") from error  # type: ignore[arg-type]
        allowed = [str(entry[4][0]) for entry in found if public(str(entry[4][0]), self.loopback)]
        if not allowed:
            raise PrivateAddress(name)
        tried = list(dict.fromkeys(allowed))[:_ADDRESSES]
        try:
            for address in tried:
                self._dns_host = address
                try:
                    connected: socket.socket = super()._new_conn()  # type: ignore[misc]
                except urllib3.exceptions.HTTPError:
                    if address == tried[-1]:
                        raise
                else:
                    self._dial.enter_context(self.watch.over(connected))  # until `connect` has shaken hands
                    return connected
            raise AssertionError
        finally:
            self._dns_host = name

    def connect(self) -> None:
        self._dial = ExitStack()
        with self._dial:
            super().connect()  # type: ignore[misc]

    def getresponse(self) -> HTTPResponse:
        with self.watch.over(self.sock):
            response: HTTPResponse = super().getresponse()  # type: ignore[misc]
            return response


class Adapter(HTTPAdapter):
    """Requests' transport for all threads: guarded connections, bounded bodies, a host's slots in `room`."""

    def __init__(self, room: Path, seconds: float, loopback: bool) -> None:
        """`seconds`: how long the head of an answer, and then its body, may take."""
        self._room, self._seconds, self._loopback = room, seconds, loopback
        super().__init__(pool_connections=1000, pool_maxsize=2)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        ours = {"loopback": self._loopback, "watch": Watch(self._seconds)}
        plain = type("Plain", (_Guarded, HTTPConnectionPool.ConnectionCls), ours)
        secure = type("Secure", (_Guarded, HTTPSConnectionPool.ConnectionCls), ours)
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, stream: bool = False, **kwargs: Any
    ) -> requests.Response:
        """The answer with as much of its body as is read at all; none of a redirect's, which may never end."""
        parts = urlsplit(request.url or "")
        with slot(self._room, str(parts.hostname)):
            response = super().send(request, stream=True, **kwargs)
            body = b"" if response.is_redirect else self._body(response, ROBOTS if "robots.txt" in parts.path else PAGE)
            response.close()
        response.raw = urllib3.HTTPResponse(
            io.BytesIO(body),
            preload_content=False,
            original_response=response.raw._original_response,  # where requests looks for cookies
        )
        return response

    def _body(self, response: requests.Response, most: int) -> bytes:
        end = time.monotonic() + self._seconds
        pieces, size = [], 0
        try:
            while size < most and time.monotonic() < end:
                piece = response.raw.read1(most - size, decode_content=False)
                if not piece:
                    break
                pieces.append(piece)
                size += len(piece)
        except (OSError, urllib3.exceptions.HTTPError):
            pass  # the head has come, and that is what counts
        return _inflated(b"".join(pieces), response.headers.get("Content-Encoding", "").strip().lower(), most)


def _inflated(body: bytes, encoding: str, most: int) -> bytes:
    """A body without its compression, cut to `most` bytes however large it would grow."""
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return b""
    try:
        return zlib.decompressobj(47).decompress(body, most)  # 47: gzip or zlib, told by its head
    except zlib.error:
        return b""
