"""The ledger's values as readers read them."""

from __future__ import annotations

from terbit.links.ledger.row import LiveCheck, Row
from terbit.messages import Message, msg
from terbit.sop import Sop

NO_DATA = msg("tidak ada data")
_OUTCOMES: dict[str, Message] = {
    "good": msg("baik"),
    "bad": msg("ada yang buruk"),
    "unknown": msg("tidak diketahui"),
}


def outcome(check: LiveCheck | None) -> Message:
    """The outcome of a live check. It is of the whole site, so a bad one says that something there was bad."""
    return _OUTCOMES[check.outcome] if check is not None else NO_DATA


def categories(row: Row, sop: Sop) -> list[str]:
    """The names of the categories; one that the procedure has no longer keeps its key."""
    return [sop.categories[key].name if key in sop.categories else key for key in row.categories]


def roles(row: Row, sop: Sop) -> list[str]:
    return [sop.roles.get(role, role) for role in row.roles]


def channel(key: str, sop: Sop) -> str:
    """A channel's name, or its key where the procedure does not know it."""
    return sop.channels[key].name if key in sop.channels else key
