"""Reviews, and what they add up to under the rules of the base."""

from __future__ import annotations

from tests.support.github import codeowners
from tests.support.github.hub.pulls import Pulls
from tests.support.github.world import Protection, Pull, Refusal, Review, Token, User

OPINIONS = ("APPROVED", "CHANGES_REQUESTED")


class Reviews(Pulls):
    def review(self, token: Token, pull: Pull, event: str | None, body: str = "", commit: str | None = None) -> Review:
        """`event`: APPROVE, REQUEST_CHANGES, COMMENT; None leaves it pending."""
        self.need(token, pull.repository, "pull_requests")
        author = self.actor(token)
        if commit is not None and commit not in (*self.commits_of(pull), pull.head_sha):
            raise Refusal(422, "Unprocessable Entity", ["The commit_id is not part of the pull request"])
        made = Review(author, "PENDING", body, commit or pull.head_sha, None, pull)
        if event is not None:
            self._submit(pull, made, event)
        elif any(known.author is author and known.state == "PENDING" for known in pull.reviews):
            raise Refusal(422, "Unprocessable Entity", ["User can only have one pending review per pull request"])
        pull.reviews.append(made)
        return made

    def submit_review(self, token: Token, review: Review, event: str, body: str) -> None:
        if token.user is not review.author:
            raise Refusal(404, "Not Found")
        if review.state != "PENDING":
            raise Refusal(422, "Unprocessable Entity", ["Can not submit a review that is not pending"])
        review.body = body or review.body
        self._submit(review.pull, review, event)

    def _submit(self, pull: Pull, review: Review, event: str) -> None:
        own = review.author is pull.author
        if own and event in ("APPROVE", "REQUEST_CHANGES"):
            what = "approve" if event == "APPROVE" else "request changes on"
            raise Refusal(422, "Unprocessable Entity", [f"Can not {what} your own pull request"])
        if event == "APPROVE" and pull.state != "open":
            raise Refusal(422, "Unprocessable Entity", ["Can not approve a closed pull request"])
        if event != "APPROVE" and not review.body.strip():
            raise Refusal(422, "Unprocessable Entity", ["Could not submit a review without a body"])
        bot = review.author is self.actions.bot
        if bot and event == "APPROVE" and not pull.repository.workflow_permissions["can_approve_pull_request_reviews"]:
            raise Refusal(422, "Unprocessable Entity", ["GitHub Actions is not permitted to approve pull requests."])
        states = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
        review.state = states[event]  # type: ignore[assignment]
        review.at = self.now
        review.can_push = self.at_least(review.author, pull.repository, "write")
        if review.author in pull.requested:
            pull.requested.remove(review.author)
        self._touch(pull)

    def find_review(self, token: Token, pull: Pull, number: int) -> Review:
        for review in pull.reviews:
            if review.id == number and (review.state != "PENDING" or review.author is token.user):
                return review
        raise Refusal(404, "Not Found")

    def dismiss(self, token: Token, review: Review, message: str) -> None:
        pull = review.pull
        self.need_role(token, pull.repository, "write")
        if review.state not in OPINIONS:
            raise Refusal(
                422, "Unprocessable Entity", [f"Can not dismiss a {review.state.lower()} pull request review"]
            )
        if not message.strip():
            raise Refusal(422, "Unprocessable Entity", ["A message is required to dismiss a review"])
        before, review.state = review.state, "DISMISSED"
        self._event(
            pull, "ReviewDismissedEvent", token.user, review=review, previous=before, message=message, commit=None
        )

    def latest_opinions(self, pull: Pull, *, writers_only: bool = False) -> list[Review]:
        """The latest review of each person that is an opinion or was one before it was dismissed."""
        latest: dict[User, Review] = {}
        for review in pull.reviews:
            if review.state in (*OPINIONS, "DISMISSED"):
                latest.pop(review.author, None)
                latest[review.author] = review
        return [
            review
            for review in latest.values()
            if not writers_only or self.at_least(review.author, pull.repository, "write")
        ]

    def approvals(self, pull: Pull) -> list[Review]:
        """Approvals that count for branch rules: the latest opinions of people who can push."""
        return [r for r in self.latest_opinions(pull, writers_only=True) if r.state == "APPROVED"]

    def decision(self, pull: Pull) -> str | None:
        """GraphQL's reviewDecision; None where no reviews are required and nobody asked for changes."""
        opinions = self.latest_opinions(pull, writers_only=True)
        if any(review.state == "CHANGES_REQUESTED" for review in opinions):
            return "CHANGES_REQUESTED"
        needed = self._approvals_needed(pull)
        if needed is None:
            return None
        return "REVIEW_REQUIRED" if self._missing_approvals(pull) else "APPROVED"

    def _approvals_needed(self, pull: Pull) -> Protection | None:
        """What rules and protection ask for together; None where they ask for no review."""
        protection = self.protection(pull.repository, pull.base)
        needed = Protection(-1)
        if protection is not None and protection.approvals is not None:
            needed = Protection(protection.approvals, protection.code_owners, last_push=protection.last_push)
        for rule in self.rules(pull.repository, pull.base):
            if rule["type"] == "pull_request":
                given = rule["parameters"]
                needed.approvals = max(needed.approvals or 0, given["required_approving_review_count"])
                needed.code_owners |= given["require_code_owner_review"]
                needed.last_push |= given["require_last_push_approval"]
        return None if needed.approvals == -1 else needed

    def _missing_approvals(self, pull: Pull) -> str:
        needed = self._approvals_needed(pull)
        if needed is None:
            return ""
        count = needed.approvals or 0
        approvals = self.approvals(pull)
        if any(r.state == "CHANGES_REQUESTED" for r in self.latest_opinions(pull, writers_only=True)) and count:
            return "Changes requested by reviewers with write access."
        if len(approvals) < count:
            plural = "review is" if count == 1 else "reviews are"
            return f"At least {count} approving {plural} required by reviewers with write access."
        if needed.code_owners and codeowners.missing(self, pull, {review.author.login for review in approvals}):
            return "Waiting on code owner review."
        return ""
