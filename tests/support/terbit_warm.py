"""`python -I terbit_warm.py PYTHON …`: what `terbit …` does, and `PYTHON` is what its hooks and its publisher start."""

from __future__ import annotations

import runpy
import sys

sys.executable = sys.argv.pop(1)
runpy.run_module("terbit", run_name="__main__", alter_sys=True)
