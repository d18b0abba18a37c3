"""A section of the monthly report: what it counts, and how that is shown to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from terbit.messages import Message
from terbit.messages.dates import day_text
from terbit.reporting.blocks import Audience, Block
from terbit.reporting.facts import Facts
from terbit.sop import Sop


@dataclass(frozen=True, slots=True)
class View:
    """Who reads. Names of people are for the version inside the repository only; the public sees roles."""

    sop: Sop
    audience: Audience

    @property
    def internal(self) -> bool:
        return self.audience == "internal"

    def person(self, key: str) -> str:
        """A person's name, for the internal version. Raises PermissionError for any other."""
        if not self.internal:
            raise PermissionError(key)
        known = self.sop.people.get(key)
        return known.name if known else key

    def role(self, name: str) -> str:
        return self.sop.roles.get(name, name)

    def roles(self, names: tuple[str, ...]) -> str | None:
        return ", ".join(map(self.role, names)) or None

    def category(self, name: str) -> str:
        known = self.sop.categories.get(name)
        return known.name if known else name

    def categories(self, names: tuple[str, ...]) -> str | None:
        return ", ".join(map(self.category, names)) or None

    def long_date(self, day: date) -> str:
        return day_text(day, self.sop.office.language)

    def url(self, address: str) -> str:
        return self.sop.office.address + address


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report.

    `count` makes its figures out of the facts: a frozen dataclass of plain values, or None where nothing is known.
    `show` makes blocks of them; it is not called for None. `public`: part of the public summary.
    """

    key: str
    title: Message
    count: Callable[[Facts], Any]
    show: Callable[[Any, View], tuple[Block, ...]]
    public: bool = False
