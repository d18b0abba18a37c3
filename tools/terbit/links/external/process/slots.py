"""At most two requests at once for a host, whichever thread or process of a check sends them.

`lanes` keeps to this by itself; a redirect into a host that another process asks would not. A slot is a lock of the
kernel on a file in the check's own folder: it goes with the process that held it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

AT_ONCE = 2
_PAUSE = 0.01  # seconds between two tries; only a redirect into a busy host ever waits


@contextmanager
def slot(room: Path, host: str) -> Iterator[None]:
    """Hold one of the host's slots for as long as the block runs; waits until one is free."""
    name = hashlib.sha256(host.encode("utf-8", "replace")).hexdigest()[:32]
    files = [os.open(room / f"{name}.{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC) for number in range(AT_ONCE)]
    try:
        while not any(map(_locked, files)):
            time.sleep(_PAUSE)
        yield
    finally:
        for file in files:
            os.close(file)  # and with it the lock


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
