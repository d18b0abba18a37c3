"""What the text of workflows tells: which secrets they read and how much their schedules use. Pure."""

from __future__ import annotations

import re


def needed(workflows: tuple[str, ...]) -> frozenset[str]:
    """The names of secrets and variables that workflows read: `secrets.NAME`, `vars.NAME`."""
    return frozenset(name for text in workflows for name in _USED.findall(text)) - {"secrets.GITHUB_TOKEN"}


_USED = re.compile(r"\b((?:secrets|vars)\.[A-Z][A-Z0-9_]*)")
MINUTES_A_RUN = 3


def minutes(workflows: tuple[str, ...]) -> int:
    """Minutes of Actions in 30 days that schedules use, at three minutes a run."""
    lines = [line for text in workflows for line in _CRON.findall(text)]
    return round(sum(runs_in_30_days(line) for line in lines) * MINUTES_A_RUN)


_CRON = re.compile(r"^\s*-\s*cron:\s*[\"']?([^\"'#\n]+)", re.MULTILINE)


def runs_in_30_days(cron: str) -> float:
    """How often a schedule (five fields, POSIX crontab) runs in 30 days, about."""
    fields = cron.split()
    if len(fields) != 5:
        return 0
    minutes, hours, days, months, weekdays = (
        _times(field, low, high)
        for field, (low, high) in zip(fields, ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6)), strict=True)
    )
    a_month = min(days, 30) if fields[2] != "*" else 30.0
    if fields[4] != "*":
        a_month = min(30.0, weekdays * 30 / 7 + (a_month if fields[2] != "*" else 0))
    return minutes * hours * a_month * months / 12


def _times(field: str, low: int, high: int) -> int:
    """How many values a field of a crontab line names."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        start, _, end = span.partition("-")
        first = low if start == "*" else int(start)
        last = high if start == "*" or (step and not end) else int(end or start)
        found.update(range(first, last + 1, int(step or 1)))
    return len(found)
