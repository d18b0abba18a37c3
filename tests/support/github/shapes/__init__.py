"""What the REST interface says about each thing. Fields that nobody asked for are filled in from GitHub's published
examples (addresses) and schemas (a neutral value), so that an answer has the shape of the real one."""

from __future__ import annotations

from tests.support.github.shapes.settings import Settings
from tests.support.github.shapes.values import JSON, stamp, summary_state

__all__ = ["JSON", "Shapes", "stamp", "summary_state"]


class Shapes(Settings):
    """The whole of it; each room adds its things to those of the room before."""
