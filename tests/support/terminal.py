"""A person at a terminal: a real one (a pseudo-terminal), with questions answered when they stand there."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path


def talk(folder: Path, words: tuple[str, ...], *turns: tuple[str, str], seconds: float = 60) -> tuple[int, str]:
    """Type `terbit …` and each answer after its question; the exit code and all that the screen showed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "terbit", *words]
    with subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        screen, seen, waiting = "", 0, list(turns)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if waiting and waiting[0][0] in screen[seen:]:
                seen = len(screen)
                os.write(ours, waiting.pop(0)[1].encode() + b"\n")
            if select.select([ours], [], [], 0.05)[0]:
                try:
                    more = os.read(ours, 4096)
                except OSError:  # the other side is closed
                    break
                screen += more.decode(errors="replace").replace("\r\n", "\n")
        code = process.wait(timeout=seconds)
    os.close(ours)
    return code, screen
