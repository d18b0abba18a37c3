"""Order on standard input, as `external.linkchecker` writes it; answers on standard output, a JSON line each, at once.

What was answered before the process is killed counts. An address that is asked a second time has two lines, the last
of which counts.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

from terbit.links.external.process.asking import Asking

MAX_MEMORY = 3 * 1024**3  # bytes of address space
THREADS = 128
_STACK = 512 * 1024  # bytes a thread


def main() -> None:
    order = json.load(sys.stdin)
    signal.alarm(int(order["limit"]) + 5)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    threading.stack_size(_STACK)
    threading.Thread(target=_end_with, args=[order["parent"], Path.cwd()], daemon=True).start()
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what linkchecker prints by itself is no answer
    Asking(order, Path.cwd(), out).run(THREADS)
    out.flush()
    os._exit(0)  # threads that still wait for a host must not keep the process


def _end_with(parent: int, room: Path) -> None:
    """End when the one that started us is gone, and leave nothing: hosts would be asked for nobody."""
    while os.getppid() == parent:
        time.sleep(0.5)
    shutil.rmtree(room, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    main()
