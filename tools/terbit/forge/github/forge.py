"""GitHub as a forge, its reading side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from terbit.findings import Unverified
from terbit.forge import Change, Landing, Seen, Source
from terbit.forge.github import query
from terbit.forge.github.client import Client
from terbit.forge.github.heads import heads, taken
from terbit.forge.github.pull import Authored, PullRequest
from terbit.forge.github.reading import base_of, change_of, claimed, concerns, landing_of, opinions
from terbit.forge.github.transport import Transport, whole
from terbit.git import GitError, Repo
from terbit.messages import msg
from terbit.sop import Sop

MAIN = "refs/terbit/main"  # main as GitHub has it; the clone's own branches are left alone
SINGLY = 20  # commits that are asked for one by one where GitHub lacks one of them


class GitHub:
    """One look at an office's pull requests: what it has read it does not ask again, so all that is judged belongs
    together. For another look make another one.

    `repository` is owner/name, `repo` a clone with main's whole history, into which `transport` fetches what is
    missing; `sop` the procedure by which `news` knows whose word is one. Raises Refused where the clone is shallow.
    """

    def __init__(self, client: Client, repository: str, repo: Repo, transport: Transport, sop: Sop) -> None:
        whole(repo)
        self._client = client
        self._repository = repository
        self._repo = repo
        self._transport = transport
        self._sop = sop
        self._pulls: dict[int, PullRequest | None] = {}
        self._gone: dict[int, tuple[Authored, ...]] = {}

    # -- the protocol ------------------------------------------------------------------------------------------

    def source(self, number: int) -> Source:
        return "github"

    def refs(self, number: int) -> tuple[str, str]:
        return f"refs/pull/{number}/head", f"pull/{number}/reviews"

    def news(self, seen: Seen, *, every: bool = False) -> list[int]:
        """Pages of the last changed pull requests are read until one holds nothing that is not seen. What nobody of the
        office has had a hand in is no news: everybody may open pull requests, also such as cannot be read."""
        found: list[int] = []
        for page in query.pages(self._client, self._repository):
            fresh = [pull for pull in page if self._matters(pull) and (every or not self._known(pull, seen))]
            self._prepare(fresh)
            found += [pull.number for pull in fresh]
            if not fresh and not every:
                break
        return sorted(set(found))

    def change(self, number: int, sop: Sop) -> Change | None:
        pull = self._whole(number)
        return None if pull is None else change_of(pull, self._gone.get(number, ()), self._repo, sop)

    def landing(self, number: int, sop: Sop) -> Landing | None:
        pull = self._whole(number)
        return None if pull is None else landing_of(pull, self._repo, sop)

    def unsettled(self, number: int) -> frozenset[str]:
        """Also the heads of what nobody of the office has had a hand in: strangers do not write our records."""
        pull = self._whole(number)
        if pull is None:
            return frozenset()
        known = {facts.oid: facts for facts in (*self._gone.get(number, ()), *pull.commits)}
        try:
            every = heads(self._repo, pull, base_of(pull, self._repo), known)
        except (GitError, KeyError):
            raise Unverified(
                msg("usulan {number}: komitnya tidak dapat diambil dari GitHub", number=number),
                msg("coba lagi; bila tetap begitu, periksa hak token itu"),
            ) from None
        ours = concerns(pull, self._sop)
        return frozenset(head.commit for head in every if not (head.settled and ours))

    # -- beyond it -----------------------------------------------------------------------------------------------

    def unfinished(self) -> list[int]:
        """The numbers of the pull requests into main that are open, ascending."""
        found = []
        for page in query.pages(self._client, self._repository, unfinished=True):
            self._prepare(page)
            found += [pull.number for pull in page]
        return sorted(set(found))

    def pull(self, number: int) -> PullRequest | None:
        """What GitHub tells of a pull request; None where there is none of that number."""
        if number not in self._pulls:
            pull = query.one(self._client, self._repository, number)
            if pull is None:
                self._pulls[number] = None
            else:
                self._prepare([pull])
        return self._pulls[number]

    # -- how -----------------------------------------------------------------------------------------------------

    def _whole(self, number: int) -> PullRequest | None:
        pull = self.pull(number)
        if pull is not None and pull.fault is not None:
            raise pull.fault
        return pull

    def _matters(self, pull: PullRequest) -> bool:
        try:
            return concerns(pull, self._sop)
        except Unverified:
            return True  # whoever asks for the change is told

    def _known(self, pull: PullRequest, seen: Seen) -> bool:
        """Whether records hold all of a pull request that they should."""
        if pull.draft:
            return True
        if pull.fault is not None:
            return False
        try:
            return self._all_known(pull, seen)
        except Unverified:
            return False

    def _all_known(self, pull: PullRequest, seen: Seen) -> bool:
        return all(any(seen(event, pull.number, cause) for event in events) for events, cause in self._wanted(pull))

    def _wanted(self, pull: PullRequest) -> Iterator[tuple[tuple[str, ...], str]]:
        """(the event, by any of these names; its cause) of all that should be recorded."""
        yield ("submitted",), pull.head
        for opinion in opinions(pull, self._sop, claimed(pull, self._sop)):
            closed = opinion.verdict in ("rejected", "abandoned")  # which of both depends on who wrote the commits
            yield ("rejected", "abandoned") if closed else (opinion.verdict,), opinion.witness
            if opinion.until is not None:
                yield ("dismissed",), f"{opinion.undone} {opinion.witness}"
        if pull.merge:
            yield ("merged",), pull.merge

    def _prepare(self, pulls: Iterable[PullRequest]) -> None:
        """Bring pull requests' commits here, and what GitHub still knows of those that forced pushes took away."""
        fresh = [pull for pull in pulls if pull.number not in self._pulls]
        self._fetch(fresh)
        lost: dict[int, tuple[str, ...]] = {}
        for pull in fresh:
            self._pulls[pull.number] = pull
            if pull.all("pushed"):
                lost[pull.number] = self._taken(pull)
        if any(lost.values()):
            told = {
                facts.oid: facts
                for facts in query.gone(self._client, self._repository, (oid for some in lost.values() for oid in some))
            }
            for number, oids in lost.items():
                self._gone[number] = tuple(told[oid] for oid in oids if oid in told)

    def _taken(self, pull: PullRequest) -> tuple[str, ...]:
        try:
            return taken(self._repo, pull, base_of(pull, self._repo))
        except (GitError, KeyError):
            return ()  # its own commits are missing: whoever asks for the change is told so

    def _fetch(self, pulls: list[PullRequest]) -> None:
        main = next((pull.main for pull in pulls if not self._has(pull.main)), None)
        wanted = [f"refs/heads/main:{MAIN}"] if main else []
        named = [
            f"refs/pull/{pull.number}/head:refs/pull/{pull.number}/head" for pull in pulls if not self._has(pull.head)
        ]
        if not self._transport.fetch(self._repo, [*wanted, *named]):
            for spec in [*wanted, *named]:
                self._transport.fetch(self._repo, [spec])
        commits = [pull.head for pull in pulls] + [pull.merge for pull in pulls if pull.merge]
        commits += [event.before for pull in pulls for event in pull.all("pushed") if event.before]
        missing = [oid for oid in dict.fromkeys(commits) if not self._has(oid)]
        if missing and not self._transport.fetch(self._repo, missing):
            for oid in missing[:SINGLY]:  # what a forced push took away may be gone for good
                self._transport.fetch(self._repo, [oid])

    def _has(self, oid: str) -> bool:
        try:
            self._repo.object(oid)
        except KeyError:
            return False
        return True
