"""Outcomes as JSON, for what outlives a run: the memory and the answers of a shard. Only words of ours come back."""

from __future__ import annotations

import re
from typing import Any

from terbit.articles import webaddress
from terbit.links.external.verdict import LONGEST, REASONS, Outcome, Verdict


def plain(outcome: Outcome) -> dict[str, str]:
    """An outcome as a JSON object."""
    body = {"verdict": outcome.verdict.value, "status": outcome.status}
    return {**body, "to": outcome.to} if outcome.to else body


def outcome(body: Any) -> Outcome:
    """The outcome in a JSON object. Raises ValueError for what no check of ours has written."""
    if not isinstance(body, dict) or not {"verdict", "status"} <= set(body) <= {"verdict", "status", "to"}:
        raise ValueError(body)
    verdict, status, to = Verdict(body["verdict"]), body["status"], body.get("to", "")
    if not _known(status) and not (status == "" and verdict is Verdict.UNCHECKED):
        raise ValueError(status)
    if verdict is Verdict.MOVED:
        place = webaddress.web("", to) if isinstance(to, str) and len(to) <= LONGEST else None
        if place is None or place.text != to:
            raise ValueError(to)
    elif to:
        raise ValueError(to)
    return Outcome(verdict, status, to)


def _known(status: object) -> bool:
    return isinstance(status, str) and (status in REASONS or bool(re.fullmatch("[1-9][0-9]{2}", status)))
