"""What the verbs of review share: the working clone, the office's procedure as the server has it, and its answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer

from terbit import sop as procedure
from terbit.commands import edge
from terbit.findings import Refused, Unverified
from terbit.forge import Change, plain
from terbit.forge.bare import FOLDER, Bare
from terbit.forge.revisions import Merged, Refs, merges, read_change
from terbit.git import GitError, Repo
from terbit.messages import msg
from terbit.review.demand import Demand, demand
from terbit.review.verdict import Verdict, judge
from terbit.sop import Sop

# what the server last said, as a clone holds it
REMOTE_MAIN = "refs/remotes/origin/main"
REMOTE_RECORDS = "refs/remotes/origin/records"


def working_clone() -> Repo:
    """The clone around the office folder. Raises Refused where there is none with a server."""
    repo = Repo(edge.HERE.office)
    try:
        top = Repo(Path(repo.text("rev-parse", "--show-toplevel")))
        top.text("remote", "get-url", plain.REMOTE)
    except GitError:
        raise Refused(
            msg("{path}: ini bukan folder kerja kantor", path=edge.HERE.office),
            msg("buat dengan terbit server join, atau sebutkan dengan terbit -C FOLDER"),
        ) from None
    return top


def refreshed(repo: Repo, *, needed: bool = False) -> None:
    """Fetch what the server has now; where it does not answer, say that what was last fetched is used.

    Raises Unverified there when the answer is `needed`.
    """
    try:
        plain.fetch(repo)
    except Unverified:
        if needed:
            raise
        if repo.resolve(REMOTE_MAIN):
            edge.say(msg("Server tidak menjawab: memakai catatan yang terakhir diambil."), err=True)
    except GitError:
        pass  # no repository, a bare one, or an office that has no server yet


def server_beside(office: Path) -> Bare | None:
    """The server on this machine: the office folder itself, or what it was cloned from; None where it is elsewhere."""
    if (office / FOLDER / "server.json").is_file():
        return Bare(office.resolve())
    try:
        origin = Repo(office).text("remote", "get-url", plain.REMOTE)
    except GitError:
        return None
    folder = (office / origin.removeprefix("file://")).resolve()
    return Bare(folder) if (folder / FOLDER / "server.json").is_file() else None


def server_sop(repo: Repo, refs: Refs) -> Sop:
    """The procedure on the server's main: it says who decides, whatever the folder's own copy says."""
    sop, findings = procedure.read(repo.file(plain.main_of(refs), procedure.PATH) or b"")
    if sop is None:
        edge.finish(findings)
    return sop


def timeless(sop: Sop) -> Sop:
    """The procedure without the dates of roles and keys.

    A clone has no receipts, so it cannot know whether a role was held when an approval came in. What it tells people
    may then be too kind, never too strict; the server judges with the dates.
    """
    people = {
        name: person.model_copy(
            update={
                "roles": tuple(held.model_copy(update={"since": None, "until": None}) for held in person.roles),
                "keys": tuple(
                    key.model_copy(update={"since": None, "until": None, "revoked": None}) for key in person.keys
                ),
            }
        )
        for name, person in sop.people.items()
    }
    return sop.model_copy(update={"people": people})


def looked_at(repo: Repo, refs: Refs, number: int, sop: Sop, merged: dict[int, Merged] | None = None) -> Change:
    """A change as far as a clone can know it. Raises Refused for a number that is not there."""
    plain.tip_of(refs, number)
    change = read_change(repo, number, timeless(sop), plain.main_of(refs), None, refs, merged)
    if change is None:
        raise Refused(msg("usulan {number} tidak ada", number=number))
    return change


def asked_of(repo: Repo, refs: Refs, change: Change, sop: Sop, merged: dict[int, Merged] | None = None) -> Demand:
    """Who must approve a change, by what merging it does or did."""
    main = plain.main_of(refs)
    done = (merges(repo, main) if merged is None else merged).get(change.number)
    if done is not None:
        return demand(repo, done.base, done.commit, done.tip, sop)
    try:
        tree, conflicts = repo.merge_tree(main, change.tip)
    except GitError:
        return demand(repo, main, change.tip, change.tip, sop)
    return demand(repo, main, change.tip if conflicts else tree, change.tip, sop)


def standing(change: Change, asked: Demand, sop: Sop) -> Verdict:
    """How a change stands, as far as a clone can know it."""
    moments = [*(revision.at for revision in change.revisions), *(opinion.at for opinion in change.approvals)]
    return judge(change, asked, timeless(sop), max([edge.now(), *moments]))


def role_names(sop: Sop, roles: tuple[str, ...]) -> str:
    return ", ".join(sop.roles.get(role, role) for role in roles)


def local_time(moment: datetime, sop: Sop) -> str:
    return moment.astimezone(sop.zone).strftime("%Y-%m-%d %H:%M")


@contextmanager
def answers() -> Iterator[None]:
    """Show the server's own words where it refuses, and end with exit 1: nothing was changed there."""
    try:
        yield
    except plain.Declined as refusal:
        edge.say(msg("Server menolak; tidak ada yang berubah di sana:"), err=True)
        for line in refusal.answer.splitlines():
            edge.say("  " + line, err=True)
        raise typer.Exit(edge.FINDINGS) from None
