"""A guide as something that happens: its commands in their order, with what it says to write between them.

Console blocks are typed. A `yaml` block without `---` goes into the front matter of the article in hand, a `markdown`
block to its end; files that they name are there. What the guide cannot show because other people do it stands in a
comment: `<!-- uji: budi terbit approve 12 -->`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import typer
from tests.support.office import CHECKOUT

from terbit.cli import application

_PART = re.compile(
    r"^```(?P<kind>console|yaml|markdown)\n(?P<block>.*?)^```|^<!-- uji: (?P<hidden>.*?) -->"
    r"|`(?P<inline>terbit [a-z][^`\n]*)`",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """One thing that a guide says: a line that is typed, text that is written, or what others do meanwhile."""

    kind: Literal["typed", "yaml", "markdown", "hidden", "named"]
    text: str


def steps(name: str, after: str = "") -> Iterator[Step]:
    """The steps of a document (`docs/penulis.md`), in its order, from the heading `after` on. `named`: a command in the
    running text."""
    text = (CHECKOUT / name).read_text("utf-8")
    assert after in text
    for part in _PART.finditer(text, text.index(after)):
        if part["hidden"]:
            yield Step("hidden", part["hidden"])
        elif part["inline"]:
            yield Step("named", part["inline"].strip())
        elif part["kind"] == "console":
            for line in re.findall(r"^\$ ([^#\n]*)", part["block"], re.MULTILINE):
                yield Step("typed", line.strip())
        elif not part["block"].startswith("---"):
            yield Step(part["kind"], part["block"])


def commands(name: str) -> list[str]:
    """Every `terbit` line of a document with something behind its verb, wherever it stands."""
    lines = [step.text.partition("uji: ")[2] or step.text for step in steps(name) if step.kind in ("typed", "named")]
    found = [re.search(r"(?:^|\s)(terbit .*)", line) for line in lines]
    return sorted({match[1].partition(" > ")[0] for match in found if match is not None})


def type_in(line: str) -> None:
    """Have a command line understood by the program without running it. Raises where a verb, an option or an argument
    is not what there is; a verb alone is named, not typed."""
    words = shlex.split(line)[1:]
    if words[0] == "-C":
        words = words[2:]
    verb, *rest = words
    command: Any = typer.main.get_command(application([verb])).commands[verb]  # type: ignore[attr-defined]
    while rest and rest[0] in getattr(command, "commands", {}):
        command, rest = command.commands[rest[0]], rest[1:]
    if rest:
        command.make_context(verb, rest)
