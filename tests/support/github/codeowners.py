"""CODEOWNERS as GitHub reads it: the last pattern that matches a file says who owns it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.github.hub.rights import Rights
    from tests.support.github.world import Pull, Repository

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")


def read(repository: Repository, branch: str) -> list[tuple[int, str, list[str], str]]:
    """Line number, pattern, owners and source of every line that is neither empty nor a comment."""
    tip = repository.store.resolve(f"refs/heads/{branch}")
    found = next((text for place in PLACES if tip and (text := repository.store.file(tip, place)) is not None), b"")
    lines = []
    for number, line in enumerate(found.decode("utf-8", "replace").splitlines(), 1):
        words = re.split(r"(?<!\\)\s+", re.sub(r"(^|\s)#.*", "", line).strip())
        if words and words[0]:
            lines.append((number, words[0], [word.removeprefix("@") for word in words[1:]], line))
    return lines


def pattern(text: str) -> re.Pattern[str]:
    anchored = text.startswith("/") or "/" in text.rstrip("/")
    body = text.strip("/").replace("\\ ", " ")
    parts = re.split(r"(\*\*/|/\*\*|\*|\?)", body)
    kinds = {"**/": "(?:.*/)?", "/**": "/.*", "*": "[^/]*", "?": "[^/]"}
    inner = "".join(kinds.get(part, re.escape(part)) for part in parts)
    end = "/.*" if text.endswith("/") else "" if text.endswith("/*") else "(?:/.*)?"
    return re.compile(("" if anchored else "(?:.*/)?") + inner + end)


def _owned(hub: Rights, pull: Pull) -> list[list[str]]:
    lines = read(pull.repository, pull.base)
    if not lines:
        return []
    store = pull.repository.store
    base = store.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    groups: list[list[str]] = []
    for path in sorted({p for c in store.changes(base, pull.head_sha) for p in (c.path, c.before) if p}):
        owners = next((who for _, rule, who, _ in reversed(lines) if pattern(rule).fullmatch(path)), [])
        if owners:
            groups.append(owners)
    return groups


def owners(hub: Rights, pull: Pull) -> list[str]:
    """The log-ins of the owners of the changed files."""
    return list(dict.fromkeys(login for group in _owned(hub, pull) for login in group))


def missing(hub: Rights, pull: Pull, approved: set[str]) -> bool:
    """Whether some changed file is owned, and none of its owners approved."""
    known = {login.lower() for login in approved}
    return any(not known & {login.lower() for login in group} for group in _owned(hub, pull))


def errors(hub: Rights, repository: Repository, branch: str) -> list[dict[str, object]]:
    """What GitHub finds wrong: an owner that is nobody, or who cannot write."""
    found: list[dict[str, object]] = []
    for number, _, who, line in read(repository, branch):
        for login in who:
            user = hub.users.get(login.lower())
            if user is None or not hub.at_least(user, repository, "write"):
                column = line.index(f"@{login}") + 1 if f"@{login}" in line else 1
                said = (
                    f"Unknown owner on line {number}: make sure @{login} exists and has write access to the repository"
                )
                found.append(
                    {
                        "line": number,
                        "column": column,
                        "kind": "Unknown owner",
                        "source": line + "\n",
                        "suggestion": f"make sure @{login} exists and has write access to the repository",
                        "message": f"{said}\n\n  {line}\n{' ' * (column + 1)}^",
                        "path": PLACES[0],
                    }
                )
    return found
