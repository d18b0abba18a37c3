"""git itself: refs, commits, trees, blobs."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from tests.support.github.rest.call import Answer, Call, Listed, commit_of, operation
from tests.support.github.shapes import JSON
from tests.support.github.store import Person
from tests.support.github.world import Refusal


@operation("git/get-ref")
def _ref(call: Call) -> Any:
    home = call.home("contents")
    name = f"refs/{call.place['ref']}"
    sha = home.store.refs().get(name)
    if sha is None:
        raise Refusal(404, "Not Found")
    return call.shapes.ref(home, name, sha)


@operation("git/list-matching-refs")
def _matching_refs(call: Call) -> Any:
    home = call.home("contents")
    found = [pair for pair in home.store.refs().items() if pair[0].startswith(f"refs/{call.place['ref']}")]
    return Listed(found, lambda pair: call.shapes.ref(home, *pair))


@operation("git/create-ref")
def _create_ref(call: Call) -> Any:
    home = call.home("contents", "write")
    name = call.body["ref"]
    if not name.startswith("refs/") or name.count("/") < 2 or name.startswith("refs/pull/"):
        raise Refusal(422, "Reference name must start with 'refs/' and contain at least two slashes.")
    if name in home.store.refs():
        raise Refusal(422, "Reference already exists")
    if home.store.resolve(call.body["sha"]) is None:
        raise Refusal(422, "Object does not exist")
    call.hub.rules_for_push(call.token, home, name.removeprefix("refs/heads/"))
    call.hub.move(call.token, home, name, call.body["sha"])
    return Answer(201, call.shapes.ref(home, name, call.body["sha"]))


@operation("git/update-ref")
def _update_ref(call: Call) -> Any:
    home = call.home("contents", "write")
    name = f"refs/{call.place['ref']}"
    before = home.store.refs().get(name)
    if before is None:
        raise Refusal(422, "Reference does not exist")
    if home.store.resolve(call.body["sha"]) is None:
        raise Refusal(422, "Object does not exist")
    if not call.body.get("force") and not home.store.is_ancestor(before, call.body["sha"]):
        raise Refusal(422, "Update is not a fast forward")
    forced = not home.store.is_ancestor(before, call.body["sha"])
    said = call.hub.push_refusal(call.token, home, name.removeprefix("refs/heads/"), "force" if forced else "update")
    if said:
        raise Refusal(422, said)
    call.hub.move(call.token, home, name, call.body["sha"])
    return call.shapes.ref(home, name, call.body["sha"])


@operation("git/delete-ref")
def _delete_ref(call: Call) -> Any:
    home = call.home("contents", "write")
    name = f"refs/{call.place['ref']}"
    if name not in home.store.refs():
        raise Refusal(422, "Reference does not exist")
    said = call.hub.push_refusal(call.token, home, name.removeprefix("refs/heads/"), "delete")
    if said:
        raise Refusal(422, said)
    call.hub.move(call.token, home, name, None)
    return Answer(204)


@operation("git/get-commit")
def _git_commit(call: Call) -> Any:
    home = call.home("contents")
    return call.shapes.git_commit(home, commit_of(home, call.place["commit_sha"], "Not Found", 404))


@operation("git/create-commit")
def _create_commit(call: Call) -> Any:
    home = call.home("contents", "write")
    now = call.hub.now
    given = call.body.get("author")
    author = call.hub.person(call.hub.actor(call.token))
    if given:
        date = datetime.fromisoformat(given["date"]) if "date" in given else now
        author = Person(given["name"], given["email"], date)
    parents = tuple(call.body.get("parents", []))
    if not home.store.has(call.body["tree"]) or any(home.store.resolve(parent) is None for parent in parents):
        raise Refusal(
            422, "Tree SHA does not exist" if not home.store.has(call.body["tree"]) else "Parent SHA does not exist"
        )
    # an App's commit that names neither author nor committer is signed by GitHub
    web = call.token.app is not None and not given and "committer" not in call.body
    made = call.hub.commit(home, call.body["tree"], parents, call.body["message"], author, web=web)
    return Answer(201, call.shapes.git_commit(home, made))


@operation("git/get-tree")
def _tree(call: Call) -> Any:
    home = call.home("contents")
    try:
        oid = home.store.read(f"{call.place['tree_sha']}^{{tree}}")[2]
    except KeyError:
        raise Refusal(404, "Not Found") from None
    place = f"{call.shapes.api}/repos/{home.full_name}/git"
    flags = ["-r", "-t"] if "recursive" in call.query else []
    said = home.store.git("ls-tree", "-z", "-l", *flags, oid).decode("utf-8", "surrogateescape")
    entries: list[JSON] = []
    for line in said.split("\0")[:-1]:
        head, path = line.split("\t", 1)
        mode, kind, sha, size = head.split()
        entry = {"path": path, "mode": mode, "type": kind, "sha": sha}
        if kind == "blob":
            entry |= {"size": int(size), "url": f"{place}/blobs/{sha}"}  # type: ignore[dict-item]
        elif kind == "tree":
            entry["url"] = f"{place}/trees/{sha}"
        entries.append(entry)
    return {"sha": oid, "url": f"{place}/trees/{oid}", "tree": entries, "truncated": False}


@operation("git/create-tree")
def _create_tree(call: Call) -> Any:
    home = call.home("contents", "write")
    base = call.body.get("base_tree")
    if base is not None:
        base = home.store.read(f"{base}^{{tree}}")[2]
    files: dict[str, bytes | None] = {}
    for entry in call.body["tree"]:
        if "content" in entry:
            files[entry["path"]] = entry["content"].encode()
        elif entry.get("sha") is None:
            files[entry["path"]] = None
        else:
            files[entry["path"]] = home.store.read(entry["sha"])[1]
    made = home.store.tree_with(base, files)
    place = {**call.place, "tree_sha": made}
    shown = _tree(Call(call.hub, call.shapes, call.token, place, {}, {}))
    return Answer(201, shown)


@operation("git/create-blob")
def _create_blob(call: Call) -> Any:
    home = call.home("contents", "write")
    coded = call.body.get("encoding", "utf-8") == "base64"
    content = base64.b64decode(call.body["content"]) if coded else call.body["content"].encode()
    sha = home.store.write("blob", content)
    return Answer(201, {"sha": sha, "url": f"{call.shapes.api}/repos/{home.full_name}/git/blobs/{sha}"})


@operation("git/get-blob")
def _blob(call: Call) -> Any:
    home = call.home("contents")
    try:
        kind, content, sha = home.store.read(call.place["file_sha"])
    except KeyError:
        kind = ""
    if kind != "blob":
        raise Refusal(404, "Not Found")
    return {
        "sha": sha,
        "node_id": f"B_{sha}",
        "size": len(content),
        "url": f"{call.shapes.api}/repos/{home.full_name}/git/blobs/{sha}",
        "content": base64.encodebytes(content).decode(),
        "encoding": "base64",
    }
