"""Files, read and written."""

from __future__ import annotations

import base64
from typing import Any

from tests.support.github.rest.call import Answer, Call, commit_of, operation
from tests.support.github.shapes import JSON
from tests.support.github.store import Person
from tests.support.github.world import Refusal, Repository


@operation("repos/get-content")
def _content(call: Call) -> Any:
    home = call.home("contents")
    ref = call.query.get("ref", home.default_branch)
    sha = home.store.resolve(ref)
    if sha is None:
        raise Refusal(404, f"No commit found for the ref {ref}")
    path = call.place.get("path", "").strip("/")
    try:
        kind, content, oid = home.store.read(f"{sha}:{path}")
    except KeyError:
        raise Refusal(404, "Not Found") from None
    if kind == "tree":
        return [_entry(call, home, ref, path, name, *entry) for name, entry in home.store.tree(oid).items()]
    shown = call.shapes.content(home, ref, path, oid, "file", len(content))
    if len(content) > 1_000_000:
        return shown | {"content": "", "encoding": "none"}
    return shown | {"content": base64.encodebytes(content).decode(), "encoding": "base64"}


def _entry(call: Call, home: Repository, ref: str, folder: str, name: str, mode: str, oid: str) -> JSON:
    kind = {"40000": "dir", "120000": "symlink", "160000": "submodule"}.get(mode, "file")
    size = len(home.store.read(oid)[1]) if kind in ("file", "symlink") else 0
    path = f"{folder}/{name}" if folder else name
    return call.shapes.content(home, ref, path, oid, kind, size)


def _author(call: Call) -> Person | None:
    given = call.body.get("author") or call.body.get("committer")
    return Person(given["name"], given["email"], call.hub.now) if given else None


@operation("repos/create-or-update-file-contents")
def _put_content(call: Call) -> Any:
    home = call.home("contents", "write")
    branch = call.body.get("branch", home.default_branch)
    path = call.place["path"]
    tip = home.store.resolve(f"refs/heads/{branch}")
    if tip is None and home.store.refs():
        raise Refusal(404, f"Branch {branch} not found")
    _same_blob(home, tip, path, call.body.get("sha"))
    try:
        content = base64.b64decode(call.body["content"], validate=False)
    except ValueError:
        raise Refusal(422, "content is not valid Base64") from None
    new = tip is None or home.store.file(tip, path) is None
    made = call.hub.edit(call.token, home, branch, {path: content}, call.body["message"], author=_author(call))
    oid = home.store.read(f"{made}:{path}")[2]
    shown = call.shapes.content(home, branch, path, oid, "file", len(content))
    return Answer(201 if new else 200, {"content": shown, "commit": call.shapes.git_commit(home, made)})


@operation("repos/delete-file")
def _delete_content(call: Call) -> Any:
    home = call.home("contents", "write")
    branch = call.body.get("branch", home.default_branch)
    tip = commit_of(home, f"refs/heads/{branch}", f"Branch {branch} not found", 404)
    if home.store.file(tip, call.place["path"]) is None:
        raise Refusal(404, "Not Found")
    _same_blob(home, tip, call.place["path"], call.body.get("sha"))
    made = call.hub.edit(
        call.token, home, branch, {call.place["path"]: None}, call.body["message"], author=_author(call)
    )
    return {"content": None, "commit": call.shapes.git_commit(home, made)}


def _same_blob(home: Repository, tip: str | None, path: str, given: str | None) -> None:
    if tip is None or home.store.file(tip, path) is None:
        return
    if given is None:
        raise Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if home.store.read(f"{tip}:{path}")[2] != given:
        raise Refusal(409, f"{path} does not match {given}")
