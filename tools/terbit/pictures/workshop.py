"""A process of its own for decoding strangers' pictures: what blows up a decoder ends that process and nothing else.

The child answers one job after another over its pipes, with limits on its memory; who takes too long is ended. A job
is a line of JSON and a file's bytes, an answer a line of JSON and the bytes of what was made.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import IO, Any, Self, TypeVar

from terbit.findings import Refused
from terbit.messages import Message, msg

MEMORY = 2 * 1024**3  # bytes of address space; a phone's 48 megapixels as HEIC take half of it
SECONDS = 60.0  # for one picture
Made = tuple[dict[str, Any], list[bytes]]
T = TypeVar("T")


class Ended(Refused):
    """The process was ended, by its limits or by a decoder's fault: another machine may be able to do it."""


class Workshop:
    """One child process, started when it is first needed and again after it died. Not to be shared by threads."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._child: subprocess.Popen[bytes] | None = None

    def ready(self, content: bytes, name: str) -> tuple[str, bytes]:
        """`pictures.ready` within bounds. Raises Refused."""
        told, parts = self._ask("ready", content, name)
        return str(told["name"]), parts[0]

    def normalise(self, content: bytes, name: str) -> bytes:
        """`pictures.normalise` within bounds. Raises Refused."""
        return self._ask("normalise", content, name)[1][0]

    def widths(self, content: bytes) -> tuple[tuple[int, int], list[tuple[int, int, bytes]]]:
        """`making.widths` within bounds. Raises Refused."""
        told, parts = self._ask("widths", content)
        sizes = zip(told["sizes"], parts, strict=True)
        return (told["width"], told["height"]), [(width, height, part) for (width, height), part in sizes]

    def preview(self, content: bytes) -> tuple[int, int, bytes] | None:
        """`making.preview` within bounds. Raises Refused."""
        told, parts = self._ask("preview", content)
        return (told["width"], told["height"], parts[0]) if parts else None

    def _ask(self, work: str, content: bytes, name: str = "") -> Made:
        child = self._started()
        late = threading.Timer(self._seconds, child.kill)
        late.start()
        try:
            assert child.stdin is not None and child.stdout is not None  # noqa: S101 (pipes, see _started)
            _send(child.stdin, {"work": work, "name": name}, [content])
            told, parts = _receive(child.stdout)
        except (OSError, EOFError, ValueError):
            self.close()
            raise Ended(
                msg("gambar tidak dapat diolah: terlalu rumit atau rusak"),
                msg("simpan ulang sebagai JPEG, PNG atau WebP"),
            ) from None
        finally:
            late.cancel()
        if "refused" in told:
            message, hint = (_message(part) for part in told["refused"])
            raise Refused(message or msg("gambar tidak dapat dibaca"), hint)
        return told, parts

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-m", "terbit.pictures.workshop", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()
            with suppress(OSError):
                self._child.communicate()
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def each(jobs: Iterable[T], work: Callable[[Workshop, T], None], processes: int = 2) -> None:
    """Do many jobs with several workshops at once. What `work` raises ends it all."""
    waiting, lock = iter(jobs), threading.Lock()

    def hand() -> None:
        with Workshop() as shop:
            while True:
                with lock:
                    job = next(waiting, None)
                if job is None:
                    return
                work(shop, job)

    with ThreadPoolExecutor(processes) as pool:
        for done in [pool.submit(hand) for _ in range(processes)]:
            done.result()


# -- over the pipe -----------------------------------------------------------------------------------------------


def _send(pipe: IO[bytes], told: dict[str, Any], parts: list[bytes]) -> None:
    head = json.dumps({**told, "parts": [len(part) for part in parts]}).encode() + b"\n"
    pipe.write(b"".join((head, *parts)))
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Made:
    head = pipe.readline()
    if not head:
        raise EOFError
    told = json.loads(head)
    parts = [pipe.read(length) for length in told.pop("parts")]
    return told, parts


def _told(message: Message | None) -> list[Any] | None:
    return None if message is None else [message.source, [[name, value] for name, value in message.values]]


def _message(told: list[Any] | None) -> Message | None:
    return None if told is None else Message(told[0], tuple((name, value) for name, value in told[1]))


# -- the child ---------------------------------------------------------------------------------------------------


def _ready(content: bytes, name: str) -> Made:
    from terbit.pictures import making

    free, made = making.ready(content, name)
    return {"name": free}, [made]


def _normalise(content: bytes, name: str) -> Made:
    from terbit.pictures import making

    return {}, [making.normalised(content, name)]


def _widths(content: bytes, _: str) -> Made:
    from terbit.pictures import making

    (width, height), made = making.widths(content)
    sizes = [[each[0], each[1]] for each in made]
    return {"width": width, "height": height, "sizes": sizes}, [each[2] for each in made]


def _preview(content: bytes, _: str) -> Made:
    from terbit.pictures import making

    made = making.preview(content)
    return ({"width": made[0], "height": made[1]}, [made[2]]) if made else ({}, [])


_WORK: dict[str, Callable[[bytes, str], Made]] = {
    "ready": _ready, "normalise": _normalise, "widths": _widths, "preview": _preview,
}  # fmt: skip


def _jobs(pipe: IO[bytes]) -> Iterator[Made]:
    with suppress(EOFError):
        while True:
            yield _receive(pipe)


def main(memory: int) -> None:
    """Answer jobs until the pipe is closed."""
    with suppress(ImportError, ValueError, OSError):  # Windows knows no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = sys.stdout.buffer
    for told, (content,) in _jobs(sys.stdin.buffer):
        try:
            made, parts = _WORK[told["work"]](content, told["name"])
        except Refused as refusal:
            made, parts = {"refused": [_told(refusal.message), _told(refusal.hint)]}, []
        _send(out, made, parts)


if __name__ == "__main__":
    main(int(sys.argv[1]))
