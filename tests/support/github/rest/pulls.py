"""Pull requests and their reviews."""

from __future__ import annotations

from typing import Any

from tests.support.github.rest.call import Answer, Call, Listed, operation
from tests.support.github.world import Pull, Refusal


@operation("pulls/list")
def _pulls(call: Call) -> Any:
    home = call.home("pull_requests")
    state = call.query.get("state", "open")
    owner, _, branch = call.query.get("head", "").partition(":")

    def wanted(pull: Pull) -> bool:
        from_owner = pull.head_repository.owner.login if pull.head_repository else pull.author.login
        return (
            state in ("all", pull.state)
            and call.query.get("base") in (None, pull.base)
            and (not branch or (from_owner.lower(), pull.head) == (owner.lower(), branch))
        )

    found = [pull for pull in home.pulls if wanted(pull)]
    sort = call.query.get("sort", "created")
    down = call.query.get("direction", "desc" if sort == "created" else "asc") == "desc"
    found.sort(key=lambda pull: pull.sort_key if sort == "updated" else (pull.created, pull.number), reverse=down)
    return Listed(found, lambda pull: call.shapes.pull(call.token, pull))


@operation("pulls/create")
def _create_pull(call: Call) -> Any:
    home = call.home()
    owner, _, branch = call.body["head"].rpartition(":")
    source = home
    if owner and owner.lower() != home.owner.login.lower():
        forks = [
            f for f in call.hub.repositories.values() if f.fork_of is home and f.owner.login.lower() == owner.lower()
        ]
        if not forks:
            raise Refusal(422, "Validation Failed", [{"resource": "PullRequest", "field": "head", "code": "invalid"}])
        source = forks[0]
    pull = call.hub.open_pull(
        call.token,
        home,
        call.body.get("title", ""),
        branch,
        call.body["base"],
        call.body.get("body") or "",
        draft=bool(call.body.get("draft")),
        head_repository=source,
    )
    return Answer(201, call.shapes.pull(call.token, pull, whole=True))


@operation("pulls/get")
def _pull(call: Call) -> Any:
    pull = call.pull()
    call.hub.trial(pull)
    return call.shapes.pull(call.token, pull, whole=True)


@operation("pulls/update")
def _update_pull(call: Call) -> Any:
    pull = call.pull()
    if "title" in call.body or "body" in call.body:
        call.hub.rename(call.token, pull, call.body.get("title"), call.body.get("body"))
    if "base" in call.body:
        call.hub.change_base(call.token, pull, call.body["base"])
    if "state" in call.body:
        call.hub.set_state(call.token, pull, call.body["state"])
    return call.shapes.pull(call.token, pull, whole=True)


@operation("pulls/list-commits")
def _pull_commits(call: Call) -> Any:
    pull = call.pull()
    return Listed(call.hub.commits_of(pull)[:250], lambda sha: call.shapes.commit(pull.repository, sha))


@operation("pulls/list-files")
def _pull_files(call: Call) -> Any:
    pull = call.pull()
    store = pull.repository.store
    base = store.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    return Listed(
        store.changes(base, pull.head_sha)[:3000],
        lambda change: call.shapes.file(pull.repository, pull.head_sha, base, change),
    )


@operation("pulls/list-reviews")
def _reviews(call: Call) -> Any:
    pull = call.pull()
    shown = [r for r in pull.reviews if r.state != "PENDING" or r.author is call.token.user]
    return Listed(shown, call.shapes.review)


@operation("pulls/create-review")
def _create_review(call: Call) -> Any:
    pull = call.pull()
    given = call.body
    return call.shapes.review(
        call.hub.review(call.token, pull, given.get("event"), given.get("body") or "", given.get("commit_id"))
    )


@operation("pulls/get-review")
def _review(call: Call) -> Any:
    return call.shapes.review(call.hub.find_review(call.token, call.pull(), call.number("review_id")))


@operation("pulls/submit-review")
def _submit_review(call: Call) -> Any:
    review = call.hub.find_review(call.token, call.pull(), call.number("review_id"))
    call.hub.submit_review(call.token, review, call.body["event"], call.body.get("body") or "")
    return call.shapes.review(review)


@operation("pulls/delete-pending-review")
def _delete_review(call: Call) -> Any:
    pull = call.pull()
    review = call.hub.find_review(call.token, pull, call.number("review_id"))
    if review.state != "PENDING":
        raise Refusal(422, "Unprocessable Entity", ["Can not delete a non-pending pull request review"])
    pull.reviews.remove(review)
    return call.shapes.review(review)


@operation("pulls/dismiss-review")
def _dismiss(call: Call) -> Any:
    review = call.hub.find_review(call.token, call.pull(), call.number("review_id"))
    call.hub.dismiss(call.token, review, call.body["message"])
    return call.shapes.review(review)


@operation("pulls/list-review-comments", "pulls/list-comments-for-review")
def _review_comments(call: Call) -> Any:
    call.pull()
    return Listed([], lambda item: item)


@operation("pulls/list-requested-reviewers")
def _requested(call: Call) -> Any:
    return {"users": [call.shapes.user(user) for user in call.pull().requested], "teams": []}


@operation("pulls/request-reviewers")
def _request(call: Call) -> Any:
    pull = call.pull()
    if call.body.get("team_reviewers"):
        raise Refusal(422, "Reviews may only be requested from collaborators. The fake knows no teams.")
    call.hub.request_reviewers(call.token, pull, call.body.get("reviewers", []))
    return Answer(201, call.shapes.pull(call.token, pull))


@operation("pulls/remove-requested-reviewers")
def _unrequest(call: Call) -> Any:
    pull = call.pull()
    call.hub.unrequest_reviewers(call.token, pull, call.body.get("reviewers", []))
    return call.shapes.pull(call.token, pull)


@operation("pulls/check-if-merged")
def _is_merged(call: Call) -> Any:
    if call.pull().merged is None:
        raise Refusal(404, "Not Found")
    return Answer(204)


@operation("pulls/merge")
def _merge(call: Call) -> Any:
    body = call.body or {}
    sha = call.hub.merge(
        call.token,
        call.pull(),
        body.get("merge_method", "merge"),
        body.get("sha"),
        body.get("commit_title"),
        body.get("commit_message"),
    )
    return {"sha": sha, "merged": True, "message": "Pull Request successfully merged"}


@operation("pulls/update-branch")
def _update_branch(call: Call) -> Any:
    pull = call.pull()
    call.hub.update_branch(call.token, pull, call.body.get("expected_head_sha"))
    return Answer(202, {"message": "Updating pull request branch.", "url": f"{call.shapes.web}/{pull.number}"})
