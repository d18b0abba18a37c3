"""JSON that somebody else wrote, read strictly: a field is there and of its type, or nothing is concluded from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from terbit.forge.github.client import unknown

_OID = re.compile(r"[0-9a-f]{40}\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)\Z")


@dataclass(frozen=True, slots=True)
class Node:
    """An object of an answer. Every method raises Unverified, naming the field, where it is not what it says."""

    value: dict[str, Any]
    where: str = ""

    @staticmethod
    def of(value: Any, where: str) -> Node:
        if not isinstance(value, dict):
            raise unknown(where)
        return Node(value, where)

    def _place(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def _field(self, name: str) -> Any:
        if name not in self.value:
            raise unknown(self._place(name))
        return self.value[name]

    def text(self, name: str) -> str:
        found = self._field(name)
        if not isinstance(found, str):
            raise unknown(self._place(name))
        return found

    def flag(self, name: str) -> bool:
        found = self._field(name)
        if not isinstance(found, bool):
            raise unknown(self._place(name))
        return found

    def number(self, name: str) -> int:
        found = self._field(name)
        if not isinstance(found, int) or isinstance(found, bool):
            raise unknown(self._place(name))
        return found

    def oid(self, name: str) -> str:
        """The id of a git object: 40 hexadecimal digits."""
        found = self.text(name)
        if not _OID.match(found):
            raise unknown(self._place(name))
        return found

    def moment(self, name: str) -> datetime:
        """A time, in whole seconds UTC."""
        found = self.text(name)
        if not _MOMENT.match(found):
            raise unknown(self._place(name))
        try:
            return datetime.fromisoformat(found.replace("Z", "+00:00")).astimezone(UTC).replace(microsecond=0)
        except ValueError:
            raise unknown(self._place(name)) from None

    def maybe_text(self, name: str) -> str:
        """A text; "" where GitHub says that there is none."""
        return "" if self._field(name) is None else self.text(name)

    def maybe_moment(self, name: str) -> datetime | None:
        return None if self._field(name) is None else self.moment(name)

    def node(self, name: str) -> Node:
        return Node.of(self._field(name), self._place(name))

    def maybe(self, name: str) -> Node | None:
        """An object; None where GitHub says that there is none."""
        return None if self._field(name) is None else self.node(name)

    def list(self, name: str) -> list[Node]:
        found = self._field(name)
        if not isinstance(found, list):
            raise unknown(self._place(name))
        return [Node.of(item, f"{self._place(name)}[{index}]") for index, item in enumerate(found)]
