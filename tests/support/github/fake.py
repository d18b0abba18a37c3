"""The fake itself: where it is, what came, how it shall fail, and looking into it."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from tests.support.github import faults
from tests.support.github.browser import Browser
from tests.support.github.faults import Fault
from tests.support.github.server import Request
from tests.support.github.world import CheckRun, Issue, Repository


class FakeGitHub(Browser):
    """Runs from the moment it is made until `close`."""

    def __enter__(self) -> FakeGitHub:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(quiet=kind is not None)

    def close(self, *, quiet: bool = False) -> None:
        """Stop. Fails the test if the fake had to answer something that GitHub would not; `quiet` does not."""
        self.server.close()
        for repository in self.hub.repositories.values():
            repository.store.close()
        if self.server.violations and not quiet:
            raise AssertionError("\n".join(self.server.violations))

    @property
    def api_url(self) -> str:
        """The base of REST, without a slash at the end; PyGithub derives the next one from it."""
        return self.server.address

    @property
    def graphql_url(self) -> str:
        return f"{self.server.address}/graphql"

    @property
    def web_url(self) -> str:
        """GITHUB_SERVER_URL: what html_url of everything begins with."""
        return self.server.address

    def git_url(self, token: str = "", repository: Repository | str | None = None) -> str:
        """Where git clones from and pushes to. Without a repository: the first that was made."""
        home = next(iter(self.hub.repositories.values())) if repository is None else self.find(repository)
        login = f"x-access-token:{token}@" if token else ""
        return f"{self.server.address.replace('://', f'://{login}')}/{home.full_name}.git"

    @property
    def requests(self) -> list[Request]:
        """Every request that was answered, in order. Clear it to count anew."""
        return self.server.requests

    def count(self, kind: str | None = None, method: str | None = None) -> int:
        """How many requests came: all, or of "rest", "graphql", "git", "pages"."""
        return sum(
            kind in (None, request.kind) and method in (None, request.method) for request in self.server.requests
        )

    def fail(
        self,
        kind: faults.Kind,
        *,
        method: str = "",
        path: str = "",
        text: str = "",
        login: str = "",
        times: int = 1,
        after: int = 0,
        done: bool = False,
        seconds: float = 0.0,
    ) -> Fault:
        """Let requests fail; see `faults.Fault`. `seconds`: how long "slow" takes, and what Retry-After says (whole
        seconds). The fault that is returned tells by `met` which requests met it."""
        assert kind in faults.KINDS, kind
        fault = Fault(kind, method, path, text, login, times, after, done, seconds)
        self.server.faults.append(fault)
        return fault

    def heal(self) -> None:
        """No faults any more."""
        self.server.faults.clear()

    def before_each(self, look: Callable[[Request], None]) -> None:
        """Call this before each request is answered: to let something happen between two of them."""
        self.server.before.append(look)

    def head(self, repository: Repository | str, branch: str = "main") -> str:
        """The commit at which a branch stands."""
        found = self.find(repository).store.resolve(f"refs/heads/{branch}")
        assert found is not None, branch
        return found

    def read(self, repository: Repository | str, path: str, ref: str = "main") -> bytes | None:
        home = self.find(repository)
        tip = home.store.resolve(ref)
        return home.store.file(tip, path) if tip else None

    def check_runs(self, repository: Repository | str, head: str | None = None) -> list[CheckRun]:
        """The check runs of a commit, or all."""
        return [run for run in self.find(repository).runs if head in (None, run.head)]

    def comments(self, issue: Issue) -> list[str]:
        return [comment.body for comment in issue.comments]
