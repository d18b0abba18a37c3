"""`python -I killed_publisher.py WHO FOLDER BOUNDARY`: a publisher that kills itself, with SIGKILL, at a boundary.

WHO is `worker` on an office's own server, `prepare` or `finish` on a runner of GitHub's.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.pipeline.pages import Pages

from terbit.forge.bare import Bare
from terbit.pipeline import worker

who, folder, last = sys.argv[1], Path(sys.argv[2]), sys.argv[3]


def seam(boundary: str) -> None:
    if boundary == last:
        os.kill(os.getpid(), signal.SIGKILL)


if who == "worker":
    worker.work(Bare(folder), seam)
elif who == "prepare":
    Pages(folder).prepare(seam=seam)
else:
    Pages(folder).finish(seam=seam)
