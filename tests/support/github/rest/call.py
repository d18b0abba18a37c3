"""One request, told apart, and the kinds of answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.github.hub import Hub
from tests.support.github.shapes import JSON, Shapes
from tests.support.github.world import Pull, Refusal, Repository, Token


@dataclass
class Call:
    """One request, told apart."""

    hub: Hub
    shapes: Shapes
    token: Token
    place: dict[str, str]
    query: dict[str, str]
    body: JSON

    def number(self, name: str) -> int:
        try:
            return int(self.place[name])
        except ValueError:
            raise Refusal(404, "Not Found") from None

    def home(self, what: str = "metadata", level: str = "read") -> Repository:
        """The repository of the address, after the right to do this in it is shown."""
        repository = self.hub.see(self.token, self.place["owner"], self.place["repo"])
        self.hub.need(self.token, repository, what, level)
        return repository

    def pull(self) -> Pull:
        return self.hub.pull(self.home("pull_requests"), self.number("pull_number"))


@dataclass
class Answer:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Listed:
    """A list of which one page is shown. `key`: the field that holds it where the answer is an object."""

    items: Sequence[Any]
    shape: Callable[[Any], Any]
    key: str = ""
    more: JSON = field(default_factory=dict)


Handler = Callable[[Call], Any]
HANDLERS: dict[str, Handler] = {}


def operation(*names: str) -> Callable[[Handler], Handler]:
    def keep(function: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(names, function))
        return function

    return keep


def commit_of(home: Repository, name: str, refusal: str = "No commit found for SHA: {}", status: int = 422) -> str:
    """The commit that a branch or id of an address stands for."""
    found = home.store.resolve(name)
    if found is None:
        raise Refusal(status, refusal.format(name))
    return found
