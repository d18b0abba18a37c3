"""Commits, refs, files."""

from __future__ import annotations

from tests.support.github.shapes.repositories import Repositories
from tests.support.github.shapes.values import JSON, stamp
from tests.support.github.store import Commit, FileChange, Person
from tests.support.github.world import Repository


class Commits(Repositories):
    @staticmethod
    def signed_by(person: Person) -> JSON:
        return {"name": person.name, "email": person.email, "date": stamp(person.date)}

    def verification(self, commit: Commit) -> JSON:
        good = commit.sha in self.hub.signed
        reason = "valid" if good else "unsigned" if not commit.signature else "unknown_key"
        return {
            "verified": good,
            "reason": reason,
            "signature": commit.signature or None,
            "payload": "tree" if commit.signature else None,
            "verified_at": stamp(commit.committer.date) if good else None,
        }

    def commit(self, repository: Repository, sha: str, *, files: bool = False) -> JSON:
        store = repository.store
        commit = store.commit(sha)
        place = f"{self.api}/repos/{repository.full_name}"
        shown: JSON = {
            "sha": commit.sha,
            "node_id": f"C_{commit.sha}",
            "url": f"{place}/commits/{commit.sha}",
            "html_url": f"{self.web}/{repository.full_name}/commit/{commit.sha}",
            "comments_url": f"{place}/commits/{commit.sha}/comments",
            "commit": {
                "url": f"{place}/git/commits/{commit.sha}",
                "author": self.signed_by(commit.author),
                "committer": self.signed_by(commit.committer),
                "message": commit.message,
                "tree": {"sha": commit.tree, "url": f"{place}/git/trees/{commit.tree}"},
                "comment_count": 0,
                "verification": self.verification(commit),
            },
            "author": self.maybe(self.hub.user_of_email(commit.author.email)),
            "committer": self.maybe(self.hub.user_of_email(commit.committer.email)),
            "parents": [self.parent(repository, parent) for parent in commit.parents],
        }
        if files:
            before = commit.parents[0] if commit.parents else store.write_tree({})
            changes = store.changes(before, commit.sha)
            added, removed = sum(c.additions for c in changes), sum(c.deletions for c in changes)
            shown["stats"] = {"additions": added, "deletions": removed, "total": added + removed}
            shown["files"] = [self.file(repository, commit.sha, before, change) for change in changes]
        return shown

    def parent(self, repository: Repository, sha: str) -> JSON:
        return {
            "sha": sha,
            "url": f"{self.api}/repos/{repository.full_name}/commits/{sha}",
            "html_url": f"{self.web}/{repository.full_name}/commit/{sha}",
        }

    def git_commit(self, repository: Repository, sha: str) -> JSON:
        commit = repository.store.commit(sha)
        place = f"{self.api}/repos/{repository.full_name}/git"
        return {
            "sha": commit.sha,
            "node_id": f"C_{commit.sha}",
            "url": f"{place}/commits/{commit.sha}",
            "html_url": f"{self.web}/{repository.full_name}/commit/{commit.sha}",
            "author": self.signed_by(commit.author),
            "committer": self.signed_by(commit.committer),
            "tree": {"sha": commit.tree, "url": f"{place}/trees/{commit.tree}"},
            "message": commit.message,
            "parents": [self.parent(repository, parent) for parent in commit.parents],
            "verification": self.verification(commit),
        }

    def file(self, repository: Repository, head: str, base: str, change: FileChange) -> JSON:
        place = f"{self.web}/{repository.full_name}"
        shown: JSON = {
            "sha": change.oid,
            "filename": change.path,
            "status": change.status,
            "additions": change.additions,
            "deletions": change.deletions,
            "changes": change.additions + change.deletions,
            "blob_url": f"{place}/blob/{head}/{change.path}",
            "raw_url": f"{place}/raw/{head}/{change.path}",
            "contents_url": f"{self.api}/repos/{repository.full_name}/contents/{change.path}?ref={head}",
        }
        patch = repository.store.patch(base, head, change)
        if patch:
            shown["patch"] = patch
        if change.before:
            shown["previous_filename"] = change.before
        return shown

    def content(self, repository: Repository, ref: str, path: str, oid: str, kind: str, size: int) -> JSON:
        place = f"{self.api}/repos/{repository.full_name}"
        url = f"{place}/contents/{path}?ref={ref}"
        git_url = f"{place}/git/{'trees' if kind == 'dir' else 'blobs'}/{oid}"
        html = f"{self.web}/{repository.full_name}/{'tree' if kind == 'dir' else 'blob'}/{ref}/{path}"
        return {
            "name": path.rsplit("/", 1)[-1],
            "path": path,
            "sha": oid,
            "size": size,
            "url": url,
            "html_url": html,
            "git_url": git_url,
            "download_url": None if kind == "dir" else f"{self.web}/{repository.full_name}/raw/{ref}/{path}",
            "type": kind,
            "_links": {"self": url, "git": git_url, "html": html},
        }

    def ref(self, repository: Repository, name: str, sha: str) -> JSON:
        place = f"{self.api}/repos/{repository.full_name}/git"
        return {
            "ref": name,
            "node_id": f"REF_{repository.id}_{name}",
            "url": f"{place}/{name}",
            "object": {"type": "commit", "sha": sha, "url": f"{place}/commits/{sha}"},
        }
