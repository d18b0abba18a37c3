"""git's smart HTTP, by git's own http-backend: what a push changes is told to the hub afterwards."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from tests.support.github.hub import Hub
from tests.support.github.hub.rules import Kind
from tests.support.github.store import ENVIRONMENT
from tests.support.github.world import NOBODY, Refusal, Repository, Token

_HOOK = """#!/bin/sh
# FORBIDDEN_update, _force, _delete: the branches that this pusher may not move in this way, one per line.
while read -r old new ref; do
    forbidden=$FORBIDDEN_update
    if [ -z "${new##0000000000*}" ]; then
        forbidden=$FORBIDDEN_delete
    elif [ -n "${old##0000000000*}" ] && ! git merge-base --is-ancestor "$old" "$new"; then
        forbidden=$FORBIDDEN_force
    fi
    case "$forbidden" in
    *"$ref
"*) echo "error: GH006: Protected branch update failed for $ref." >&2; exit 1 ;;
    esac
done
exit 0
"""


def password(header: str) -> str:
    """The token in an Authorization header: bearer, token, or the password of basic."""
    kind, _, value = header.partition(" ")
    if kind.lower() == "basic":
        try:
            name, _, word = base64.b64decode(value).decode().partition(":")
        except ValueError:
            return ""
        return name if word == "x-oauth-basic" else word
    return value.strip()


def backend(
    hub: Hub,
    repository: Repository,
    token: Token,
    method: str,
    rest: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body. `rest`: the path inside the repository, such as /info/refs."""
    pushes = rest == "/git-receive-pack" or "service=git-receive-pack" in query
    may = hub.may(token, repository, "contents", "write" if pushes else "read")
    if not may:
        if token is NOBODY:
            return 401, [("WWW-Authenticate", 'Basic realm="GitHub"')], b"Authentication required\n"
        if not hub.can_see(token, repository):
            return 404, [], b"Repository not found.\n"
        said = f"remote: Permission to {repository.full_name}.git denied to {token.login}.\n"
        return 403, [], said.encode()
    environment = {
        **ENVIRONMENT,
        "GIT_PROJECT_ROOT": str(repository.store.path),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": rest,
        "REQUEST_METHOD": method,
        "QUERY_STRING": query,
        "CONTENT_TYPE": headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_USER": token.login or "nobody",
    }
    if headers.get("Git-Protocol"):
        environment["GIT_PROTOCOL"] = headers["Git-Protocol"]
    if headers.get("Content-Encoding"):
        environment["HTTP_CONTENT_ENCODING"] = headers["Content-Encoding"]
    with hub.lock:
        before = {}
        if pushes and method == "POST":
            before = repository.store.refs()
            names = {ref.removeprefix("refs/heads/") for ref in before if ref.startswith("refs/heads/")}
            for kind in get_args(Kind):
                guarded = [name for name in names if hub.push_refusal(token, repository, name, kind)]
                environment[f"FORBIDDEN_{kind}"] = "".join(f"refs/heads/{name}\n" for name in guarded)
            _hook(repository.store.path)
        done = subprocess.run(["git", "http-backend"], env=environment, input=body, capture_output=True, check=False)
        if pushes and method == "POST":
            _settle(hub, repository, token, before)
    head, _, content = done.stdout.partition(b"\r\n\r\n")
    status, shown = 200, []
    for line in head.decode("latin-1").split("\r\n"):
        name, _, value = line.partition(": ")
        if name.lower() == "status":
            status = int(value.split()[0])
        elif name:
            shown.append((name, value))
    return status, shown, content


def _hook(path: Path) -> None:
    hook = path / "hooks" / "pre-receive"
    if not hook.exists():
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(_HOOK)
        hook.chmod(0o755)


def _settle(hub: Hub, repository: Repository, token: Token, before: dict[str, str]) -> None:
    after = repository.store.refs()
    for ref in sorted({*before, *after}):
        if before.get(ref) != after.get(ref) and not ref.startswith("refs/pull/"):
            try:
                hub.moved(token, repository, ref, before.get(ref), after.get(ref))
            except Refusal as refusal:  # pragma: no cover - a push has happened already
                raise AssertionError(f"what follows from a push cannot be refused: {refusal}") from refusal
