"""Order on standard input, as `external.linkchecker` writes it; answers on standard output, a JSON line each, at once.

What was answered before the process is killed counts. An address that is asked a second time has two lines, the last
of which counts.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading
from pathlib import Path

from terbit.links.external.process.asking import Asking

MAX_MEMORY = 3 * 1024**3  # bytes of address space
THREADS = 128
_STACK = 512 * 1024  # bytes a thread


def main() -> None:
    order = json.load(sys.stdin)
    signal.alarm(int(order["limit"]) + 5)  # even when the one that started us is gone
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    threading.stack_size(_STACK)
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what linkchecker prints by itself is no answer
    Asking(order, Path.cwd(), out).run(THREADS)
    out.flush()
    os._exit(0)  # threads that still wait for a host must not keep the process


if __name__ == "__main__":
    main()
