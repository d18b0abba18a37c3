"""The book kept at a remote: a runner without a memory brings it along before it begins and pushes what it adds.

`refs/heads/records` here is only ever what the remote holds, or ahead of it: an append is made beside it, pushed as a
plain fast-forward (compare-and-swap: GitHub refuses what does not stand on its tip), and only then becomes ours. So a
push that did not arrive leaves nothing behind, and one whose answer was lost is found by the next fetch.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from terbit.findings import Refused, Unverified
from terbit.git import NOTHING, Repo
from terbit.messages import msg
from terbit.records import book
from terbit.records.book import REF, Addition, Book
from terbit.records.event import Event

SEEN = "refs/terbit/records"  # the remote's branch as we last saw it: it may only grow
_FETCHED = "refs/terbit/fetched"
_DRAFT = "refs/terbit/draft"
ATTEMPTS = 20  # so many others may be faster before we give up
STALLED = 30  # seconds without a byte after which a connection counts as dead
_RACED = re.compile(
    r"fetch first|non-fast-forward|already exists|cannot lock ref|failed to update ref|incorrect old value|stale info"
)
_FORBIDDEN = re.compile(
    r"returned error: 40[134]|Authentication failed|could not read Username|not found", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Remote:
    """A repository elsewhere. `settings` are git's for it, an `http.<url>.extraheader` with the token among them: they
    reach git through its environment alone, never a command line, an address or a file. `pauses`: seconds to wait
    before each further try where it does not answer.
    """

    url: str
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    pauses: tuple[float, ...] = (2.0, 8.0)

    def ask(self, repo: Repo, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """Run a git command that speaks with it; whatever the outcome, it is the last try's."""
        settings = {
            "http.lowSpeedLimit": "1",
            "http.lowSpeedTime": str(STALLED),
            "http.followRedirects": "false",  # a token goes to the host that it was meant for and to no other
            "credential.helper": "",  # and no other log-in than it is tried
            **self.settings,
        }
        asked = repo.configured(settings)
        for pause in (*self.pauses, None):
            done = asked.run(*arguments, check=False)
            if done.returncode == 0 or pause is None or _settled(done):
                break
            time.sleep(pause)
        return done

    def fetch(self, repo: Repo, ref: str, to: str) -> str | None:
        """Bring a ref of it here as `to`, whatever that was; its commit, None where the remote has no such ref.

        Raises Unverified where it does not answer.
        """
        listed = self.ask(repo, "ls-remote", "--refs", self.url, ref)
        if listed.returncode != 0:
            raise unreachable(listed)
        if not listed.stdout.strip():
            return None
        there = listed.stdout.split()[0].decode()
        if repo.resolve(there) == there:
            repo.update_ref(to, there)  # what is checked out brought it along
        else:
            # not only the objects that the list named: the branch may have grown since
            done = self.ask(repo, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", self.url, f"+{ref}:{to}")
            if done.returncode != 0:
                raise unreachable(done)
        return repo.resolve(to)


def fetch(repo: Repo, remote: Remote) -> Book:
    """Bring our records up to the remote's; the book as it then stands. Raises Unverified, as `bring` does."""
    bring(repo, remote)
    return book.read(repo)


def bring(repo: Repo, remote: Remote) -> str | None:
    """Bring our records up to the remote's; their commit, None where nothing was recorded yet.

    Raises Unverified where the remote does not answer, where its records no longer hold what they held, and where
    ours and its have grown apart: nothing may be concluded from half a book.
    """
    seen = repo.resolve(SEEN)
    there = remote.fetch(repo, REF, _FETCHED)
    if there is None:
        if seen is not None:
            raise Unverified(
                msg("catatan di {url} tidak ada lagi", url=remote.url),
                msg("pulihkan cabang records dari cadangan; jangan membuat yang baru"),
            )
        return repo.resolve(REF)
    if seen is not None and not repo.is_ancestor(seen, there):
        raise Unverified(
            msg("catatan di {url} telah diubah dari belakang: yang pernah ada tidak ada lagi", url=remote.url),
            msg("pulihkan cabang records dari cadangan; catatan hanya boleh bertambah"),
        )
    here = repo.resolve(REF)
    if here is None or repo.is_ancestor(here, there):
        if here != there:
            repo.update_ref(REF, there, here or NOTHING, "ambil catatan")
    elif not repo.is_ancestor(there, here):
        raise Unverified(
            msg("catatan di sini dan di {url} tidak lagi sejalan", url=remote.url),
            msg("bandingkan keduanya; yang sah adalah yang dilindungi di server"),
        )
    repo.update_ref(SEEN, there)
    return repo.resolve(REF)


def append(
    repo: Repo,
    remote: Remote,
    events: Iterable[Event],
    *,
    files: Mapping[str, bytes] | None = None,
    at: datetime,
    reason: str,
) -> Book:
    """As `book.append`, at the remote: what it gives back the remote holds too. Somebody faster is no obstacle.

    Raises Unverified where the remote does not answer (then nothing was added here either, and asking again adds what
    is missing), Refused where it says no.
    """
    wanted = list(events)
    return amend(repo, remote, lambda _: (wanted, files or {}), at=at, reason=reason)


def amend(repo: Repo, remote: Remote, made: Callable[[Book], Addition], *, at: datetime, reason: str) -> Book:
    """As `book.amend`, at the remote. Raises what `append` raises."""
    for _ in range(ATTEMPTS):
        here = repo.resolve(REF)
        if here is None:
            repo.run("update-ref", "-d", _DRAFT)
        else:
            repo.update_ref(_DRAFT, here)
        after = book.amend(repo, made, at=at, reason=reason, ref=_DRAFT)
        if after.commit is None or after.commit == repo.resolve(SEEN):
            return after
        if _pushed(repo, remote, after.commit):
            repo.update_ref(REF, after.commit, here or NOTHING, reason)
            repo.update_ref(SEEN, after.commit)
            return after
        bring(repo, remote)
    raise Unverified(msg("catatan terus diubah oleh proses lain"), msg("coba lagi sebentar lagi"))


def _pushed(repo: Repo, remote: Remote, commit: str) -> bool:
    """Push a commit; False where somebody else was faster."""
    done = remote.ask(repo, "push", "--porcelain", remote.url, f"{commit}:{REF}")
    if done.returncode == 0:
        return True
    answer = _words(done)
    if _RACED.search(answer):
        return False
    if "[remote rejected]" in answer:
        said = next((line for line in answer.splitlines() if "[remote rejected]" in line), "")
        raise Refused(
            msg(
                "{url} menolak catatan: {answer}",
                url=remote.url,
                answer=said.rpartition("[remote rejected]")[2].strip(),
            ),
            msg("aturan cabang records harus membolehkan penerbit menambah"),
        )
    raise unreachable(done)


def unreachable(done: subprocess.CompletedProcess[bytes]) -> Unverified:
    """What to say of a git command that the remote did not answer."""
    answer = _words(done)
    lines = [line.strip() for line in answer.splitlines() if line.strip()]
    said = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0] if lines else "")
    hint = msg("periksa jaringan, lalu coba lagi")
    if _FORBIDDEN.search(answer):
        hint = msg("periksa nama repositori dan hak token (TERBIT_RECORDS_TOKEN untuk repositori catatan)")
    return Unverified(msg("server tidak dapat dihubungi: {error}", error=said), hint)


def _settled(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Whether asking again would be answered the same: it is about who asks or what, not about the line."""
    answer = _words(done)
    return bool(_RACED.search(answer) or _FORBIDDEN.search(answer) or "[remote rejected]" in answer)


def _words(done: subprocess.CompletedProcess[bytes]) -> str:
    return (done.stdout + done.stderr).decode("utf-8", "replace")
