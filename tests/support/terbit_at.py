"""`python -I terbit_at.py MOMENT …`: what `terbit …` does at an hour of a fake's clock."""

from __future__ import annotations

import runpy
import sys
from datetime import datetime

from terbit.commands import edge

at = datetime.fromisoformat(sys.argv.pop(1))
edge.now = lambda: at
runpy.run_module("terbit", run_name="__main__", alter_sys=True)
