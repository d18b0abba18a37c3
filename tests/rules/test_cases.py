"""Every rule has a case that it passes and a case that it refuses, each refused with exactly its own finding."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rules import cases

from terbit import rules
from terbit.rules.rule import Rule

INVALID = cases.CASES / "invalid"
VALID = cases.CASES / "valid"


def named(folder: Path) -> set[str]:
    return {case.name for case in folder.iterdir()}


def test_every_rule_has_its_two_cases() -> None:
    assert named(INVALID) == named(VALID) == {rule.id for rule in rules.RULES}


def test_rule_ids_are_used_once_and_in_families() -> None:
    ids = [rule.id for rule in rules.RULES]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.id)
def test_the_invalid_case_gives_its_own_finding_and_no_other(rule: Rule) -> None:
    found = cases.findings(INVALID / rule.id)
    assert {finding.rule for finding in found} == {rule.id}
    assert {finding.severity for finding in found} == {rule.severity}
    assert cases.text(found) == (INVALID / rule.id / cases.EXPECTED).read_text("utf-8")


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.id)
def test_the_valid_case_gives_none(rule: Rule) -> None:
    assert cases.text(cases.findings(VALID / rule.id)) == ""


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.id)
def test_every_finding_has_a_hint_or_says_itself_what_to_do(rule: Rule) -> None:
    without_hint = {"FM002"}  # the kind that is wanted is in the message
    for finding in cases.findings(INVALID / rule.id):
        assert finding.hint is not None or rule.id in without_hint
