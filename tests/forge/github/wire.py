"""A line on which anything can go wrong: a socket that answers each request with the bytes that it was told to send."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

SILENCE, CUT, TRICKLE = b"silence", b"cut", b"trickle"


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    """An HTTP answer; a body that is no bytes is written as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"Content-Type": "application/json", "Content-Length": str(len(content)), **(headers or {})}
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode() + b"Connection: close\r\n\r\n" + content


@dataclass
class Wire:
    """`answers` are given one after another, the last for ever; `heard` are the requests, headers included."""

    port: int
    answers: list[bytes]
    heard: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def line(*answers: bytes) -> Iterator[Wire]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        # a thread that still waits in accept() goes on listening there after the close, and takes what others' clients
        # send once the port is given out again
        server.settimeout(0.05)
        wire = Wire(server.getsockname()[1], list(answers))
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                connection.settimeout(None)
                threading.Thread(target=speak, args=(connection,), daemon=True).start()

        def speak(connection: socket.socket) -> None:
            with connection:
                wire.heard.append(_request(connection))
                told = wire.answers.pop(0) if len(wire.answers) > 1 else wire.answers[0]
                try:
                    _tell(connection, told, ended)
                except OSError:
                    return

        waiter = threading.Thread(target=serve, daemon=True)
        waiter.start()
        try:
            yield wire
        finally:
            ended.set()
            waiter.join()


def _request(connection: socket.socket) -> str:
    said = b""
    while b"\r\n\r\n" not in said:
        part = connection.recv(65_536)
        if not part:
            return said.decode()
        said += part
    head, _, body = said.partition(b"\r\n\r\n")
    length = next((int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length")), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return (head + b"\r\n\r\n" + body).decode()


def _tell(connection: socket.socket, told: bytes, ended: threading.Event) -> None:
    if told == SILENCE:
        ended.wait(30)
    elif told == CUT:
        connection.sendall(answer({"data": {"viewer": {"login": "sari"}}})[:-9])
    elif told == TRICKLE:
        head, _, body = answer({"data": {}}, headers={"Content-Length": "1000"}).partition(b"\r\n\r\n")
        connection.sendall(head + b"\r\n\r\n" + body)
        while not ended.is_set():
            connection.sendall(b" ")
            time.sleep(0.1)
    else:
        connection.sendall(told)
