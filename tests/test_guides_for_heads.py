"""The guides for the head of office and the coordinator: what they tell people to type exists, and they are short."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from terbit.cli import application
from terbit.reporting import report
from terbit.reporting.sections.written import HEADINGS

DOCS = Path(__file__).parents[1] / "docs"
GUIDES = ("kepala.md", "koordinator.md")


def typed(name: str) -> list[str]:
    return re.findall(r"\bterbit (?!-)[^`\n|]+", (DOCS / name).read_text("utf-8"))


@pytest.mark.parametrize("line", sorted({line for name in GUIDES for line in typed(name)}))
def test_every_command_in_them_can_be_typed(line: str) -> None:
    verb, *words = shlex.split(line)[1:]
    command: Any = typer.main.get_command(application([verb]))
    context = command.commands[verb].make_context(verb, words)  # raises where an option or argument is wrong
    assert context.info_name == verb


def test_they_tell_of_every_decision_and_of_the_report() -> None:
    lines = {line.split()[1] for name in GUIDES for line in typed(name)}
    assert lines == {"status", "approve", "return", "reject", "report", "merge"}


def test_the_heads_guide_is_read_in_two_minutes() -> None:
    assert len((DOCS / "kepala.md").read_text("utf-8").split()) < 320


def test_the_coordinators_guide_names_the_files_and_headings_that_there_are() -> None:
    text = (DOCS / "koordinator.md").read_text("utf-8")
    for name in (report.RELEASES, report.FIGURES, report.NOTES, report.CHECKSUMS):
        assert f"{name}`" in text
    assert set(re.findall(r"`## (\w+)`", text)) == {word.capitalize() for word in HEADINGS.values()}
