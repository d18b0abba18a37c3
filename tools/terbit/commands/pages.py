"""What the verbs that publish on GitHub share: where the office is, and what a job hands on to the next."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from terbit import sop as procedure
from terbit.commands import edge, github_edge
from terbit.commands.github_edge import Surroundings
from terbit.findings import Finding, Refused, render
from terbit.forge.github.shape import Node
from terbit.forge.github.transport import Transport
from terbit.git import Repo
from terbit.messages import msg
from terbit.records.remote import Remote
from terbit.sop import Sop

if TYPE_CHECKING:  # heavy parts are loaded where they are used
    from terbit.pipeline.pages_host import PagesHost

_MOST = 100_000  # characters: GitHub shows nothing of a page above a megabyte
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")


def office(repo: Repo, anchor: str = "") -> tuple[Sop, Surroundings]:
    """The procedure of what is checked out and where it lives on GitHub; the trust anchor's where that one cannot be
    read, for what somebody broke on main must not keep the rest from being published. Raises Refused."""
    fault = Refused(
        msg("sop.yml tidak menyebut di mana kantor ini berada di GitHub"), msg("isi bagian github di sop.yml")
    )
    found: tuple[Sop, Surroundings] | None = None
    for revision in (anchor, "HEAD"):
        if not revision or repo.resolve(revision) is None:
            continue
        sop, _ = procedure.read(repo.file(revision, procedure.PATH) or b"")
        if sop is not None and sop.github is not None:
            try:
                found = sop, github_edge.surroundings(sop)
            except Refused as refusal:
                fault = refusal
    if found is None:
        raise fault
    return found


def anchored(anchor: str) -> str:
    """The trust anchor as it was given. Raises Refused where it is none: a branch's name would trust whatever it is."""
    if _COMMIT.match(anchor):
        return anchor
    raise Refused(
        msg("jangkar kepercayaan belum disebut"),
        msg(
            "isi variabel TERBIT_ANCHOR dengan ujung main saat kantor selesai disiapkan, 40 huruf dan angka "
            "(docs/github.md, bagian 10)"
        ),
    )


def records(sop: Sop, here: Surroundings) -> Remote:
    """The repository that keeps the records. Raises Refused where everybody could read them."""
    assert sop.github is not None  # noqa: S101 (see office)
    if sop.github.records is None:
        if sop.github.public:
            raise _readable(here.repository)
        return remote(here.address(), here.token)
    if not here.records_token:
        raise Refused(
            msg("token untuk repositori catatan {repository} tidak ada", repository=sop.github.records),
            msg("atur TERBIT_RECORDS_TOKEN"),
        )
    return remote(here.address(sop.github.records), here.records_token)


def closed(sop: Sop, here: Surroundings) -> None:
    """Raises Refused where everybody can read the repository of the records, whatever sop.yml says of it; Unverified
    where GitHub does not tell."""
    repository, token = here.repository, here.token
    if sop.github is not None and sop.github.records is not None:
        repository, token = sop.github.records, here.records_token
    told = Node.of(github_edge.client(here, token).get(f"/repos/{repository}"), "repos")
    if not told.flag("private"):
        raise _readable(repository)


def _readable(repository: str) -> Refused:
    return Refused(
        msg("{repository} dapat dibaca semua orang, dan catatan kantor tidak boleh", repository=repository),
        msg("buat repositori kedua yang tertutup, lalu isi github.records di sop.yml"),
    )


def remote(address: str, token: str) -> Remote:
    return Remote(address, Transport(address, token).settings())


def main_of(commit: str | None) -> str:
    """Main's commit. Raises Refused where there is none."""
    if commit is None:
        raise Refused(msg("server ini belum berisi kantor"), msg("minta administrator menjalankan terbit server init"))
    return commit


def host(repo: Repo, folder: Path, anchor: str, *, url: str = "", finish: bool = False) -> PagesHost:
    """This job as a place to publish from. Raises Refused where something is missing that it needs."""
    from terbit.pipeline.pages_host import PagesHost

    anchored(anchor)
    sop, here = office(repo, anchor)
    return PagesHost(
        repo,
        folder,
        anchor,
        now=edge.now().replace(microsecond=0),
        language=edge.HERE.language,
        cache=edge.cache_of(repo) or folder / "cache",
        main=remote(here.address(), here.token),
        records=records(sop, here),
        forge=lambda present: github_edge.forge(here, repo, present),
        guard=lambda: closed(sop, here),
        url=url,
        finish=finish,
    )


def hand_on(here: Surroundings, values: Mapping[str, str]) -> None:
    """Say something to the jobs that come after. Values are ours: names, stamps, true and false."""
    if here.output is None:
        return
    for name, value in values.items():
        if not value.isprintable():
            raise ValueError(f"{name} would write lines of its own")
    with here.output.open("a", encoding="utf-8") as file:
        file.write("".join(f"{name}={value}\n" for name, value in values.items()))


def summarise(here: Surroundings, title: str, lines: list[str], findings: list[Finding]) -> None:
    """Write the page that people see of a run. What comes from outside stands in it as text and nothing else."""
    if here.summary is None:
        return
    # GitHub renders nothing inside <pre>: no Markdown, no mention, no link
    shown = [*lines, *render(findings, "text", edge.HERE.language).splitlines()]
    text = html.escape("\n".join(shown)[:_MOST].encode("utf-8", "backslashreplace").decode())
    with here.summary.open("a", encoding="utf-8") as file:
        file.write(f"### {html.escape(title)}\n\n<pre>\n{text}\n</pre>\n\n")
