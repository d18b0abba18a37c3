"""The procedures that generated files are tried with: the sample office's, and those of docs/examples."""

from __future__ import annotations

import re

from tests.support.office import CHECKOUT

from terbit import sop as procedure
from terbit.sop import Sop

TEXTS = {
    "sample": (CHECKOUT / "sop.yml").read_text("utf-8"),
    **{name: (CHECKOUT / "docs" / "examples" / f"{name}.yml").read_text("utf-8") for name in "abd"},
}


def read(text: str) -> Sop:
    sop, findings = procedure.read(text.encode())
    assert sop is not None, findings
    return sop


def office(name: str = "sample", *edits: tuple[str, str]) -> Sop:
    """An office's procedure, with exact replacements."""
    text = TEXTS[name]
    for now, then in edits:
        assert now in text, now
        text = text.replace(now, then)
    return read(text)


def without(text: str, key: str) -> str:
    """A procedure without one of its parts."""
    return re.sub(rf"^{key}:.*?\n(?=\S|\Z)", "", text, flags=re.MULTILINE | re.DOTALL)
