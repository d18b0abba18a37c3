"""A web of many hosts on loopback addresses (127.0.x.y, one port), in a process of its own: for `links_external.py`.

`python benchmarks/web.py HOSTS MILLISECONDS` serves until its standard input ends. It prints the port when it listens;
each line that it reads makes it print what was asked since the last one, as JSON: `{"host": {"most": n, "asked":
{"path": n}}}`, where `most` is how many requests a host had in flight at once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from dataclasses import dataclass, field

PAGE = "<!doctype html><title>{title}</title><p>Halaman {path} di {host}: " + "isi yang biasa. " * 120


@dataclass
class Host:
    inside: int = 0
    most: int = 0
    asked: Counter[str] = field(default_factory=Counter)


def names(count: int) -> list[str]:
    """Loopback addresses, one for each host."""
    return [f"127.0.{1 + number // 250}.{1 + number % 250}" for number in range(count)]


class Connection(asyncio.Protocol):
    """HTTP/1.1 with kept connections: 200 for `/1`, `/2`, …; 404 for all else."""

    def __init__(self, hosts: dict[str, Host], latency: float) -> None:
        self._hosts, self._latency = hosts, latency
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._name = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            request, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            method, path, _ = request.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
            host = self._hosts[self._name]
            host.asked[path] += 1
            host.inside += 1
            host.most = max(host.most, host.inside)
            if self._latency:
                asyncio.get_running_loop().call_later(self._latency, self._answer, method, path)
            else:
                self._answer(method, path)

    def _answer(self, method: str, path: str) -> None:
        self._hosts[self._name].inside -= 1
        good = path[1:].isdigit()
        text = PAGE.format(title=f"Halaman {path[1:]}", path=path, host=self._name) if good else "tidak ada"
        body = text.encode()
        status = "200 OK" if good else "404 Not Found"
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + (b"" if method == "HEAD" else body))


async def serve(count: int, latency: float) -> None:
    hosts = {name: Host() for name in names(count)}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(hosts, latency), "0.0.0.0", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        told = {name: {"most": host.most, "asked": host.asked} for name, host in hosts.items()}
        print(json.dumps(told), flush=True)
        for host in hosts.values():
            host.most, host.asked = 0, Counter()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]) / 1000))
