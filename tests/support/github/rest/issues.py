"""Issues, comments, labels, events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.support.github.rest.call import Answer, Call, Listed, operation


@operation("issues/list-for-repo")
def _issues(call: Call) -> Any:
    home = call.home("issues")
    state = call.query.get("state", "open")
    labels = {name for name in call.query.get("labels", "").split(",") if name}
    found = [
        issue
        for issue in home.issues.values()
        if state in ("all", issue.state)
        and labels <= {label.name for label in issue.labels}
        and call.query.get("creator") in (None, issue.author.login)
        and ("since" not in call.query or issue.updated >= datetime.fromisoformat(call.query["since"]))
    ]
    key = "updated" if call.query.get("sort") == "updated" else "number"
    found.sort(key=lambda issue: getattr(issue, key), reverse=call.query.get("direction", "desc") == "desc")
    return Listed(found, call.shapes.issue)


@operation("issues/create")
def _create_issue(call: Call) -> Any:
    home = call.home()
    labels = tuple(label if isinstance(label, str) else label["name"] for label in call.body.get("labels", []))
    issue = call.hub.open_issue(call.token, home, str(call.body["title"]), call.body.get("body") or "", labels)
    return Answer(201, call.shapes.issue(issue))


@operation("issues/get")
def _issue(call: Call) -> Any:
    return call.shapes.issue(call.hub.issue(call.home("issues"), call.number("issue_number")))


@operation("issues/update")
def _update_issue(call: Call) -> Any:
    issue = call.hub.issue(call.home("issues"), call.number("issue_number"))
    if "title" in call.body or "body" in call.body:
        call.hub.rename(call.token, issue, call.body.get("title"), call.body.get("body"))
    if "state" in call.body:
        call.hub.set_state(call.token, issue, call.body["state"], call.body.get("state_reason"))
    if "labels" in call.body:
        call.hub.add_labels(call.token, issue, tuple(call.body["labels"]), only=True)
    return call.shapes.issue(issue)


@operation("issues/list-comments")
def _comments(call: Call) -> Any:
    issue = call.hub.issue(call.home("issues"), call.number("issue_number"))
    found = issue.comments
    if "since" in call.query:
        since = datetime.fromisoformat(call.query["since"])
        found = [comment for comment in found if (comment.updated or comment.at) >= since]
    return Listed(found, call.shapes.comment)


@operation("issues/create-comment")
def _create_comment(call: Call) -> Any:
    issue = call.hub.issue(call.home(), call.number("issue_number"))
    return Answer(201, call.shapes.comment(call.hub.comment(call.token, issue, call.body["body"])))


@operation("issues/get-comment")
def _comment(call: Call) -> Any:
    return call.shapes.comment(call.hub.find_comment(call.home("issues"), call.number("comment_id")))


@operation("issues/update-comment")
def _update_comment(call: Call) -> Any:
    comment = call.hub.find_comment(call.home(), call.number("comment_id"))
    call.hub.change_comment(call.token, comment, call.body["body"])
    return call.shapes.comment(comment)


@operation("issues/delete-comment")
def _delete_comment(call: Call) -> Any:
    comment = call.hub.find_comment(call.home(), call.number("comment_id"))
    call.hub.change_comment(call.token, comment, None)
    return Answer(204)


@operation("issues/list-labels-on-issue")
def _labels_of_issue(call: Call) -> Any:
    home = call.home("issues")
    return Listed(
        call.hub.issue(home, call.number("issue_number")).labels, lambda label: call.shapes.label(home, label)
    )


@operation("issues/add-labels", "issues/set-labels")
def _add_labels(call: Call) -> Any:
    home = call.home()
    issue = call.hub.issue(home, call.number("issue_number"))
    names = tuple(label if isinstance(label, str) else label["name"] for label in call.body.get("labels", []))
    call.hub.add_labels(call.token, issue, names)
    return [call.shapes.label(home, label) for label in issue.labels]


@operation("issues/remove-label")
def _remove_label(call: Call) -> Any:
    home = call.home()
    issue = call.hub.issue(home, call.number("issue_number"))
    call.hub.remove_label(call.token, issue, call.place["name"])
    return [call.shapes.label(home, label) for label in issue.labels]


@operation("issues/list-labels-for-repo")
def _labels(call: Call) -> Any:
    home = call.home("issues")
    return Listed(home.labels, lambda label: call.shapes.label(home, label))


@operation("issues/list-events")
def _events(call: Call) -> Any:
    issue = call.hub.issue(call.home("issues"), call.number("issue_number"))
    shown = [entry for event in issue.events if (entry := call.shapes.event(issue, event)) is not None]
    return Listed(shown, lambda entry: entry)
