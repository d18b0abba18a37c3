"""Commits: lists, comparing, the pull requests that hold one."""

from __future__ import annotations

from typing import Any

from tests.support.github.rest.call import Call, Listed, commit_of, operation
from tests.support.github.world import Refusal


@operation("repos/list-commits")
def _commits(call: Call) -> Any:
    home = call.home("contents")
    tip = commit_of(home, call.query.get("sha", home.default_branch), "Not Found", 404)
    said = home.store.git("rev-list", tip, *(["--", call.query["path"]] if "path" in call.query else []))
    return Listed(said.decode().split(), lambda sha: call.shapes.commit(home, sha))


@operation("repos/get-commit")
def _get_commit(call: Call) -> Any:
    home = call.home("contents")
    return call.shapes.commit(home, commit_of(home, call.place["ref"]), files=True)


@operation("repos/list-pull-requests-associated-with-commit")
def _pulls_of_commit(call: Call) -> Any:
    """For a commit on the default branch the merged pull request it came with; else the pull requests that hold it."""
    home = call.home("pull_requests")
    sha = commit_of(home, call.place["commit_sha"])
    found = [p for p in home.pulls if sha in (p.head_sha, p.merge_commit) or sha in call.hub.commits_of(p)]
    return Listed(found, lambda pull: call.shapes.pull(call.token, pull))


@operation("repos/compare-commits", "repos/compare-commits-with-basehead")
def _compare(call: Call) -> Any:
    home = call.home("contents")
    named = call.place.get("basehead") or f"{call.place['base']}...{call.place['head']}"
    base, _, head = named.partition("...")
    one, two = commit_of(home, base, "Not Found", 404), commit_of(home, head, "Not Found", 404)
    middle = home.store.merge_base(one, two)
    if middle is None:
        raise Refusal(404, f"No common ancestor between {base} and {head}.")
    ahead, behind = home.store.between(one, two), home.store.between(two, one)
    status = "diverged" if ahead and behind else "ahead" if ahead else "behind" if behind else "identical"
    web = f"{call.shapes.web}/{home.full_name}/compare/{named}"
    return {
        "url": f"{call.shapes.api}/repos/{home.full_name}/compare/{named}",
        "html_url": web,
        "permalink_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        "base_commit": call.shapes.commit(home, one),
        "merge_base_commit": call.shapes.commit(home, middle),
        "status": status,
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [call.shapes.commit(home, sha) for sha in ahead[:250]],
        "files": [call.shapes.file(home, two, middle, change) for change in home.store.changes(middle, two)[:300]],
    }
