"""Pagefind's program as a child process: documents in, index files out.

It is spoken to as its own Python package does (`pagefind --service`: base64 of JSON, a comma after each message), for
that package sleeps a tenth of a second per document and waits for ever when the program dies. Documents are handed over
one by one in our order: what Pagefind finds in a folder it takes in the file system's, and its output follows that.
Files come back as bytes: it says that it has written a folder before the last of them is on the disk.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterable
from importlib import metadata
from typing import Any, Self

from terbit.messages import Language, Message, msg
from terbit.publishing.search.documents import Document

SECONDS = 120.0  # for one bundle; 10,000 long articles take 15
_SHOWN = 200  # characters of what it says when it dies


class Unindexed(Exception):
    """Pagefind is not there, refused or died: a fault of ours or of the machine (exit 4)."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text())
        self.message = message


def version() -> str:
    """Which Pagefind is installed ("1.5.2"): the same documents give the same files under the same version only."""
    return metadata.version("pagefind_bin")


def index(documents: Iterable[Document], language: Language, seconds: float = SECONDS) -> dict[str, bytes]:
    """The files of these documents' index by path, all in one language: merged indexes are asked with the stemmer of
    the first. Raises Unindexed."""
    with _Service(seconds) as service:
        number = service.ask(type="NewIndex", config={"force_language": language})["index_id"]
        for document in documents:
            service.ask(
                type="AddFile",
                index_id=number,
                url=f"/{document.address}",
                file_path=None,
                file_contents=document.html,
            )
        files = service.ask(type="GetFiles", index_id=number)["files"]
        return {file["path"]: base64.b64decode(file["content"]) for file in files}


class _Service:
    def __init__(self, seconds: float) -> None:
        self._number = 0
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the service)
        try:
            from pagefind_bin import get_executable

            command = [str(get_executable()), "--service"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said)
        except (ImportError, OSError) as error:
            self._said.close()
            raise Unindexed(msg("program Pagefind tidak dapat dijalankan ({error})", error=error)) from None
        self._timer = threading.Timer(seconds, self._process.kill)
        self._timer.start()

    def ask(self, **payload: Any) -> dict[str, Any]:
        """One request and its answer. Raises Unindexed."""
        assert self._process.stdin is not None  # noqa: S101 (a pipe, see above)
        self._number += 1
        request = json.dumps({"message_id": self._number, "payload": payload}).encode()
        try:
            self._process.stdin.write(base64.b64encode(request) + b",")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(base64.b64decode(self._next()))["payload"]
        except (OSError, ValueError, KeyError, TypeError):
            raise Unindexed(msg("Pagefind berhenti di tengah jalan: {error}", error=self._last_words())) from None
        if answer.get("type") == "Error":
            raise Unindexed(msg("Pagefind menolak: {error}", error=str(answer.get("message"))[:_SHOWN]))
        return answer

    def _next(self) -> bytes:
        assert self._process.stdout is not None  # noqa: S101 (a pipe, see above)
        parts: list[bytes] = []
        # one answer to one request: nothing stands after the comma
        while not parts or not parts[-1].endswith(b","):
            parts.append(os.read(self._process.stdout.fileno(), 1 << 20))
            if not parts[-1]:
                raise OSError("ended")
        return b"".join(parts)[:-1]

    def _last_words(self) -> str:
        self._process.kill()
        status = self._process.wait()
        self._said.seek(0)
        words = " ".join(self._said.read().decode("utf-8", "replace").split())
        return words[-_SHOWN:] or f"status {status}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._process.kill()
        self._process.communicate()
        self._said.close()
