"""An event: one line of canonical JSON (UTF-8, sorted keys, no spaces, whole numbers only).

Its id hashes what happened, to what, and by which witness outside the records. So a retry after a crash makes the
same id, and the same id with another body is a finding.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

VERSION = 1
_STAMP = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")
_OID = re.compile(r"[0-9a-f]{64}\Z")
_WORDS = frozenset({"id", "event", "at", "source", "actor", "role", "commit", "article", "ref"})
_FIELDS = _WORDS | {"v", "change", "data"}


class UnknownVersion(Exception):
    """Records of a version that this terbit does not know (exit 3)."""


class EventFault(ValueError):
    """A line that is no event."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened. `at` is UTC, whole seconds, from a durable witness; `actor` a key of sop.yml's people, or "".

    `change` is a change's number (0: none), `commit` a commit's id, `article` an address at its first release, `ref` a
    full ref name; the empty string where there is none. `data` holds strings, whole numbers, booleans, lists, objects.
    """

    id: str
    event: str
    at: datetime
    source: str
    actor: str = ""
    role: str = ""
    change: int = 0
    commit: str = ""
    article: str = ""
    ref: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def month(self) -> str:
        """The UTC month whose file holds the event."""
        return self.at.astimezone(UTC).strftime("%Y-%m")

    def line(self) -> bytes:
        """The canonical line, with its line feed."""
        body = {
            "v": VERSION,
            "id": self.id,
            "event": self.event,
            "at": stamp(self.at),
            "source": self.source,
            "actor": self.actor,
            "role": self.role,
            "change": self.change,
            "commit": self.commit,
            "article": self.article,
            "ref": self.ref,
            "data": dict(self.data),
        }
        return canonical(body) + b"\n"


def identity(event: str, subject: str, cause: str) -> str:
    """The id of an event: SHA-256 over its name, its subject and its cause, each with its length in front."""
    digest = hashlib.sha256()
    for part in (event, subject, cause):
        encoded = part.encode(errors="surrogateescape")
        digest.update(b"%d:" % len(encoded) + encoded)
    return digest.hexdigest()


def release_identity(event: str, address: str, blob: str, previous: str) -> str:
    """The id of what went live at an address: a roll-back or a second publish of the same blob is a new event."""
    return identity(event, f"{address}\n{blob}", previous)


def canonical(value: Any) -> bytes:
    """Canonical JSON. Raises EventFault for what it cannot hold (fractions, bytes, keys that are no strings)."""
    _hold(value)
    return _json(value)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _hold(value: Any) -> None:
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise EventFault(f"no UTF-8: {value!r}") from error
    elif isinstance(value, list | tuple):
        for item in value:
            _hold(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise EventFault(f"no string: {key!r}")
            _hold(key)
            _hold(item)
    else:
        raise EventFault(f"not in canonical JSON: {type(value).__name__}")


def stamp(moment: datetime) -> str:
    """A moment as records write it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_stamp(text: str) -> datetime:
    """Raises EventFault when it is no such stamp."""
    if not _STAMP.match(text):
        raise EventFault(f"no time: {text!r}")
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise EventFault(str(error)) from error


def parse_line(line: bytes) -> Event:
    """An event out of its line. Raises UnknownVersion or EventFault; unknown event names are kept as they are."""
    try:
        body = json.loads(line, parse_float=_no_fraction, parse_constant=_no_fraction)
    except (ValueError, RecursionError) as error:
        raise EventFault("no JSON") from error
    if not isinstance(body, dict):
        raise EventFault("no object")
    if body.get("v") != VERSION:
        raise UnknownVersion(str(body.get("v")))
    if body.keys() != _FIELDS or not _well_typed(body) or _written(body) != line.removesuffix(b"\n"):
        raise EventFault("not canonical")
    at = parse_stamp(body["at"])
    return Event(**{name: body[name] for name in _FIELDS if name not in ("v", "at")}, at=at)


def _no_fraction(text: str) -> None:
    raise EventFault(f"a fraction: {text}")


def _well_typed(body: Mapping[str, Any]) -> bool:
    return (
        all(isinstance(body[name], str) for name in _WORDS)
        and _OID.match(body["id"]) is not None
        and type(body["change"]) is int
        and isinstance(body["data"], dict)
    )


def _written(body: Mapping[str, Any]) -> bytes:
    """The bytes that canonical JSON has for what JSON itself gave (so it holds nothing that canonical JSON cannot)."""
    try:
        return _json(body)
    except (UnicodeEncodeError, RecursionError) as error:
        raise EventFault("not canonical") from error
