"""A line of the doctor's report, and how one comes about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from terbit.github.doctor.facts import Facts, Unread
from terbit.messages import Message, msg
from terbit.sop import Sop


class Outcome(StrEnum):
    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


Group = Literal["repository", "level 1", "level 2", "publishing", "people", "plan"]
GROUPS: Mapping[Group, Message] = {
    "repository": msg("Repositori"),
    "level 1": msg("Gerbang tingkat 1: aturan GitHub dan penayangan"),
    "level 2": msg("Gerbang tingkat 2: pemeriksaan oleh Aplikasi GitHub"),
    "publishing": msg("Penayangan"),
    "people": msg("Orang"),
    "plan": msg("Paket langganan GitHub"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: how it should be (`what`), how it is (`found`), what follows where it is not so,
    and what to do. `key` names it for programs and never changes."""

    key: str
    group: Group
    outcome: Outcome
    what: Message
    found: Message | None
    follows: Message
    remedy: Message


# A judgement of one line: nothing (good), how it is (bad), or `Unread`.
Judged = Message | Unread | None
Judge = Callable[[Facts, Sop, datetime], Judged]


@dataclass(frozen=True, slots=True)
class Check:
    key: str
    group: Group
    what: Message
    follows: Message
    remedy: Message
    judge: Judge
    when: Callable[[Sop], bool] = lambda sop: True


def listed(found: Iterable[object]) -> str:
    shown = [str(each) for each in found]
    return ", ".join(shown[:10]) + (f", … ({len(shown)})" if len(shown) > 10 else "")


def logins(sop: Sop, roles: Iterable[str], at: datetime) -> frozenset[str]:
    wanted = frozenset(roles)
    return frozenset(
        person.login.casefold()
        for key, person in sop.people.items()
        if person.login is not None and sop.roles_of(key, at) & wanted
    )
