"""Each rule is held by its two cases: they fail when it finds nothing any more, and when it finds fault with all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.rules import cases

from terbit import rules
from terbit.messages import msg
from terbit.rules.rule import Fault, Rule

ALWAYS = (Fault(msg("susunannya salah"), path=rules.settings.CONFIG),)


def switch(rule: Rule, faults: tuple[Fault, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a rule find these faults wherever it is asked."""
    made = [rule.finding(fault, fault.path) for fault in faults]
    if rule in rules.shapes.RULES:
        family = ((other, (lambda _: faults) if other is rule else find) for other, find in rules.shapes._FAMILY)
        monkeypatch.setattr(rules.shapes, "_FAMILY", tuple(family))
    elif rule in rules.settings.RULES:
        monkeypatch.setattr(rules.settings, "settings", lambda _: made)
    elif rule.id == "AD004":
        monkeypatch.setattr(rules.changes, "_moved", lambda *_: faults)
        monkeypatch.setattr(rules.changes, "_forgotten", lambda *_: faults)
    elif rule.id == "AT009":
        monkeypatch.setattr(rules.changes, "_replaced", lambda *_: made)
    else:
        asked = "judge" if rule.judge is not None else "across"
        assert getattr(rule, asked) is not None
        other = replace(rule, **{asked: lambda *_: faults})
        monkeypatch.setattr(rules, "RULES", tuple(other if each is rule else each for each in rules.RULES))


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.id)
def test_a_rule_that_finds_nothing_fails_its_invalid_case(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    case = cases.CASES / "invalid" / rule.id
    switch(rule, (), monkeypatch)
    assert cases.text(cases.findings(case)) != (case / cases.EXPECTED).read_text("utf-8")


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.id)
def test_a_rule_that_always_finds_something_fails_its_valid_case(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    switch(rule, ALWAYS, monkeypatch)
    assert rule.id in {finding.rule for finding in cases.findings(cases.CASES / "valid" / rule.id)}
