"""`terbit --help` as people read it: each verb on its own line says all that it has to say, as a sentence."""

from __future__ import annotations

import re

import pytest
import typer
from typer.testing import CliRunner

from terbit.cli import application
from terbit.commands import VERBS, edge
from terbit.messages import Language


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_verb_is_explained_in_a_whole_sentence(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge.HERE, "language", language)
    shown = CliRunner().invoke(application(list(VERBS)), ["--help"], terminal_width=80).output
    lines = dict(re.findall(r"^  ([a-z-]+)  +(\S.*)$", shown.partition("Commands:")[2], re.MULTILINE))
    assert set(lines) == set(VERBS)
    for verb, said in lines.items():
        assert said.endswith(".") and not said.endswith(".."), verb  # an ellipsis: the rest was cut off
        assert said[0].isupper(), verb


def test_what_runs_in_a_workflow_only_is_not_offered_to_people() -> None:
    assert "--github" not in CliRunner().invoke(application(["due"]), ["due", "--help"]).output
    assert typer.main.get_command(application(["due"])).commands["due"].make_context("due", ["--github"])  # type: ignore[attr-defined]
