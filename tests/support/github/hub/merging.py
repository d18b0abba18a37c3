"""Merging a pull request in each of the three ways, and the base into its head."""

from __future__ import annotations

from tests.support.github.hub.pushes import Pushes
from tests.support.github.hub.wording import custom
from tests.support.github.world import Protection, Pull, Refusal, Token


class Merging(Pushes):
    def _missing_checks(self, pull: Pull) -> str:
        needed = list((self.protection(pull.repository, pull.base) or Protection()).checks)
        for rule in self.rules(pull.repository, pull.base):
            if rule["type"] == "required_status_checks":
                for check in rule["parameters"]["required_status_checks"]:
                    needed.append((check["context"], check.get("integration_id")))
        for name, app in needed:
            if not self._passed(pull, name, app):
                return f'Required status check "{name}" is expected.'
        return ""

    def _passed(self, pull: Pull, name: str, app: int | None) -> bool:
        runs = [
            run
            for run in pull.repository.runs
            if run.head == pull.head_sha and run.name == name and app in (None, -1, run.suite.app.id)
        ]
        if runs:
            return runs[-1].conclusion in ("success", "neutral", "skipped")
        said = [s for s in pull.repository.statuses if s.sha == pull.head_sha and s.context == name]
        return bool(said) and app in (None, -1) and said[-1].state == "success"

    def merge_refusal(self, token: Token, pull: Pull) -> str:
        """What a rule or protection of the base says against merging now; "" where nothing does."""
        protection = self.protection(pull.repository, pull.base)
        admin = token.app is None and self.at_least(token.user, pull.repository, "admin")
        if protection is not None and admin and not protection.admins and not self.rules(pull.repository, pull.base):
            return ""
        rules = self.rules(pull.repository, pull.base)
        if rules and all(self.bypasses(token, pull.repository, rule) for rule in rules) and protection is None:
            return ""
        said = self._missing_approvals(pull) or self._missing_checks(pull)
        if said and rules:
            return f"Repository rule violations found\n\n{said}\n\n"
        return said

    def merge(
        self,
        token: Token,
        pull: Pull,
        method: str = "merge",
        sha: str | None = None,
        title: str | None = None,
        message: str | None = None,
    ) -> str:
        """The merge commit. 409 for a head that has moved on, 405 for what cannot or must not be merged."""
        repository = pull.repository
        self.need(token, repository, "contents")
        if pull.state != "open":
            raise Refusal(405, "Pull Request is not mergeable")
        if sha is not None and sha != pull.head_sha:
            raise Refusal(409, "Head branch was modified. Review and try the merge again.")
        if pull.draft:
            raise Refusal(405, "Pull Request is still a draft")
        allowed = {
            "merge": (repository.allow_merge_commit, "Merge commits are not allowed on this repository."),
            "squash": (repository.allow_squash_merge, "Squash merges are not allowed on this repository."),
            "rebase": (repository.allow_rebase_merge, "Rebase merges are not allowed on this repository."),
        }
        for rule in self.rules(repository, pull.base):
            methods = (
                rule.get("parameters", {}).get("allowed_merge_methods") if rule["type"] == "pull_request" else None
            )
            if methods and method not in methods:
                allowed[method] = (False, allowed[method][1])
        if not allowed[method][0]:
            raise Refusal(405, allowed[method][1])
        tree = self.mergeable(pull)
        if tree is None:
            raise Refusal(405, "Pull Request is not mergeable")
        said = self.merge_refusal(token, pull)
        if said:
            raise Refusal(405, said)
        before = repository.store.resolve(f"refs/heads/{pull.base}")
        assert before is not None
        made = {"merge": self._merge_commit, "squash": self._squash, "rebase": self._rebase}[method](
            token, pull, before, tree, title, message
        )
        self._mark_merged(pull, self.actor(token), made, before)
        self.move(token, repository, f"refs/heads/{pull.base}", made)
        if repository.delete_branch_on_merge and pull.head_repository is repository:
            repository.store.set_ref(f"refs/heads/{pull.head}", None)
        return made

    def _merge_commit(
        self, token: Token, pull: Pull, before: str, tree: str, title: str | None, message: str | None
    ) -> str:
        assert pull.head_repository is not None
        subject = title or f"Merge pull request #{pull.number} from {pull.head_repository.owner.login}/{pull.head}"
        text = f"{subject}\n\n{message if message is not None else pull.title}".rstrip()
        author = self.person(self.actor(token))
        return self.commit(pull.repository, tree, (before, pull.head_sha), text, author, web=True)

    def _squash(self, token: Token, pull: Pull, before: str, tree: str, title: str | None, message: str | None) -> str:
        text = f"{title or f'{pull.title} (#{pull.number})'}\n\n{message or ''}"
        others = {
            f"Co-authored-by: {author.name} <{author.email}>"
            for sha in self.commits_of(pull)
            for author in pull.repository.store.commit(sha).authors
            if self.user_of_email(author.email) is not pull.author
        }
        text = (text + "\n" + "\n".join(sorted(others))).rstrip()
        return self.commit(pull.repository, tree, (before,), text, self.person(pull.author), web=True)

    def _rebase(
        self, token: Token, pull: Pull, before: str, _tree: str, _title: str | None, _message: str | None
    ) -> str:
        store = pull.repository.store
        tip = before
        for sha in self.commits_of(pull):
            old = store.commit(sha)
            if len(old.parents) > 1:
                continue
            files: dict[str, bytes | None] = {}
            for change in store.changes(old.parents[0] if old.parents else store.write_tree({}), sha):
                if change.status == "removed":
                    files[change.path] = None
                else:
                    files[change.path] = store.read(change.oid)[1]
                if change.status == "renamed":
                    files[change.before] = None
            tree = store.tree_with(store.commit(tip).tree, files)
            tip = store.make_commit(tree, (tip,), old.message, old.author, self.person(self.actor(token)))
        return tip

    def update_branch(self, token: Token, pull: Pull, expected: str | None = None) -> str:
        """Merge the base into the head, as the "Update branch" button does."""
        if expected is not None and expected != pull.head_sha:
            raise Refusal(422, "Validation Failed", [custom("PullRequest", "expected_head_sha does not match")])
        assert pull.head_repository is not None
        self.need(token, pull.head_repository, "contents")
        base = pull.repository.store.resolve(f"refs/heads/{pull.base}")
        tree = self.mergeable(pull)
        if tree is None or base is None:
            raise Refusal(422, "merge conflict between base and head")
        pull.head_repository.store.fetch(pull.repository.store, base)
        if pull.head_repository is not pull.repository:
            tree = pull.head_repository.store.merged_tree(pull.head_sha, base) or tree
        text = f"Merge branch '{pull.base}' into {pull.head}"
        author = self.person(self.actor(token))
        made = self.commit(pull.head_repository, tree, (pull.head_sha, base), text, author, web=True)
        self.move(token, pull.head_repository, f"refs/heads/{pull.head}", made)
        return made
