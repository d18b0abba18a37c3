"""The formats in which an existing site can come in: one line each."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from terbit.adopt.existing import Existing, Given, Reader
from terbit.messages import Message, msg


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is what is typed after `terbit adopt`, and the package; `help` and `what` (SOURCE) are for its help.

    `takes` are the options that it knows besides those of all: "permalinks", "media".
    """

    name: str
    help: Message
    what: Message
    takes: frozenset[str] = frozenset()

    def read(self, given: Given) -> Existing:
        """Read an existing site. Raises Refused."""
        return cast("Reader", import_module(f"terbit.adopt.{self.name}.reader").read)(given)


_PERMALINKS = frozenset({"permalinks"})
FORMATS = (
    Format(
        "hugo",
        msg("Situs yang dibuat dengan Hugo."),
        msg("folder situs Hugo (berisi content/), atau folder isinya"),
        _PERMALINKS,
    ),
    Format(
        "jekyll",
        msg("Situs yang dibuat dengan Jekyll atau Eleventy."),
        msg("folder situs Jekyll (berisi _posts/ atau _config.yml)"),
        _PERMALINKS,
    ),
    Format(
        "wordpress",
        msg("Situs WordPress, dari berkas ekspornya (Perkakas → Ekspor)."),
        msg("berkas .xml hasil ekspor WordPress, atau folder yang berisi beberapa"),
        frozenset({"media"}),
    ),
)
