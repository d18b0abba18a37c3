"""What an office's repository on GitHub lacks for the gate to bind, line by line.

`reading` asks, `judge` is pure. Every line has three outcomes. What could not be read is unknown and never good, and a
level binds only when every line that it rests on is good.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from terbit.github.doctor import branch, people, plan, publishing, repository
from terbit.github.doctor.facts import CHECK, Facts, Unread
from terbit.github.doctor.lines import Line, Outcome
from terbit.messages import Message, msg
from terbit.sop import Sop

CHECKS = (*repository.CHECKS, *branch.CHECKS, *publishing.CHECKS, *people.CHECKS, *plan.CHECKS)


@dataclass(frozen=True, slots=True)
class Binding:
    """Which level binds: 2, 1, 0 (none), or None where that cannot be told. `maybe`: level 2 might bind as well."""

    level: int | None
    maybe: bool = False

    @property
    def sentence(self) -> Message:
        if self.level is None:
            return msg("Tidak dapat dipastikan apakah gerbang mengikat.")
        if self.level == 0:
            return msg("Gerbang belum mengikat.")
        if self.maybe:
            return msg("Gerbang mengikat: tingkat 1. Apakah tingkat 2 juga mengikat tidak dapat dipastikan.")
        return msg("Gerbang mengikat: tingkat {level}.", level=self.level)


# What each level rests on. Without the first, whoever may write can put anything on the site, whatever reviews say.
FLOOR = frozenset({
    "default-branch", "generated", "records-writers", "pull-request", "last-push", "force-pushes", "deletions",
    "bypass", "anchor", "guarded", "secrets-place", "actions", "actions-allowed", "pages-source", "environment",
})  # fmt: skip
LEVEL_1 = FLOOR | {"codeowners", "approvals", "code-owners", "dismiss-stale"}
LEVEL_2 = FLOOR | {"app", "check-required", "check-source"}


def binding(lines: Iterable[Line]) -> Binding:
    """Which level binds, by the lines of one `judge`."""
    outcomes = {line.key: line.outcome for line in lines}

    def of(level: frozenset[str]) -> Outcome:
        found = {outcomes.get(key, Outcome.BAD) for key in level}
        return next(each for each in (Outcome.BAD, Outcome.UNKNOWN, Outcome.GOOD) if each in found)

    one, two = of(LEVEL_1), of(LEVEL_2)
    if two is Outcome.GOOD:
        return Binding(2)
    if one is Outcome.GOOD:
        return Binding(1, maybe=two is Outcome.UNKNOWN)
    return Binding(None if Outcome.UNKNOWN in (one, two) else 0)


def judge(facts: Facts, sop: Sop, at: datetime) -> list[Line]:
    """All lines in the order of the screen. `at` (aware) says who holds a role now."""
    assert sop.github is not None  # noqa: S101 - facts are of the repository that it names
    values = (
        ("repository", facts.repository),
        ("records", sop.github.records or _beside(facts.repository)),
        ("app", sop.github.app or ""),
        ("check", CHECK),
        ("address", sop.office.address),
        ("host", urlsplit(sop.office.address).hostname or ""),
    )
    lines = []
    for check in CHECKS:
        if not check.when(sop):
            continue
        found = check.judge(facts, sop, at)
        outcome = Outcome.GOOD if found is None else Outcome.UNKNOWN if isinstance(found, Unread) else Outcome.BAD
        lines.append(
            Line(
                check.key,
                check.group,
                outcome,
                _filled(check.what, values),
                found.why if isinstance(found, Unread) else found,
                _filled(check.follows, values),
                _filled(check.remedy, values),
            )
        )
    return lines


def _filled(message: Message, values: tuple[tuple[str, object], ...]) -> Message:
    return Message(message.source, values)


def _beside(repository: str) -> str:
    """A name for the second repository where none is chosen yet."""
    return f"{repository.partition('/')[0]}/catatan"
