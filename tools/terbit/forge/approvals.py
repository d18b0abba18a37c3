"""An approval on plain git: a signed commit with an empty tree, its verdict in trailers, one after another on
`refs/approvals/<n>`. The chain only grows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from terbit.forge import Opinion
from terbit.git import EMPTY_TREE, Commit

CHANGE, VERDICT, COMMIT, ROLE = "Terbit-Change", "Terbit-Verdict", "Terbit-Commit", "Terbit-Role"
_OID = re.compile(r"[0-9a-f]{40}\Z")
_TRAILER = re.compile(r"([A-Za-z][A-Za-z0-9-]*): (.+)\Z")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}\Z")

_SUBJECTS: dict[Opinion, str] = {
    "approved": "Setujui usulan {number}",
    "returned": "Kembalikan usulan {number}",
    "rejected": "Tolak usulan {number}",
    "abandoned": "Batalkan usulan {number}",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What an approval commit says. `roles` are those it names, none where it speaks for all that the reviewer has."""

    change: int
    verdict: Opinion
    commit: str
    roles: frozenset[str]
    reason: str


def trailers(message: str) -> dict[str, list[str]]:
    """The trailer lines of a message's last paragraph, by name."""
    found: dict[str, list[str]] = {}
    for line in message.rstrip().rpartition("\n\n")[2].splitlines():
        match = _TRAILER.match(line)
        if match:
            found.setdefault(match[1], []).append(match[2].strip())
    return found


def message(number: int, verdict: Opinion, commit: str, reason: str = "", roles: Iterable[str] = ()) -> str:
    """The message of an approval commit; `read` understands it."""
    lines = [f"{CHANGE}: {number}", f"{VERDICT}: {verdict}", f"{COMMIT}: {commit}"]
    lines += [f"{ROLE}: {role}" for role in sorted(roles)]
    parts = [_SUBJECTS[verdict].format(number=number), reason.strip(), "\n".join(lines)]
    return "\n\n".join(part for part in parts if part) + "\n"


def read(commit: Commit) -> Statement | None:
    """What an approval commit says, or None when it is not one: each trailer once, the tree empty."""
    found = trailers(commit.message)
    single = [found.get(key, []) for key in (CHANGE, VERDICT, COMMIT)]
    if commit.tree != EMPTY_TREE or any(len(values) != 1 for values in single):
        return None
    number, verdict, judged = (values[0] for values in single)
    if not _NUMBER.match(number) or verdict not in get_args(Opinion) or not _OID.match(judged):
        return None
    opinion: Opinion = next(known for known in get_args(Opinion) if known == verdict)
    reason = "\n\n".join(commit.message.rstrip().split("\n\n")[1:-1]).strip()
    return Statement(int(number), opinion, judged, frozenset(found.get(ROLE, ())), reason)


def change_of_merge(commit: Commit) -> int | None:
    """The change that a merge commit names, or None."""
    named = trailers(commit.message).get(CHANGE, [])
    return int(named[0]) if len(named) == 1 and _NUMBER.match(named[0]) else None
