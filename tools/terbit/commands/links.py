"""`terbit links`: outside links of what is live, links of a built folder, and the ledger of all addresses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from terbit import sop as procedure
from terbit.articles import article
from terbit.articles.article import ArticleOf
from terbit.commands import clone, edge
from terbit.commands.clone import REMOTE_MAIN, REMOTE_RECORDS
from terbit.commands.edge import help_text
from terbit.findings import Refused, Unverified, has_errors
from terbit.forge.bare import FOLDER, Bare
from terbit.forge.revisions import MAIN
from terbit.git import Repo
from terbit.links import external, internal, ledger, report, state
from terbit.links.state import State
from terbit.links.verdict import Outcome, Verdict
from terbit.messages import msg
from terbit.publishing import deploy
from terbit.records import book
from terbit.records.book import Book
from terbit.sop import Sop


def register(app: typer.Typer) -> None:
    """Add the verbs of the group to the application."""
    group = typer.Typer(
        invoke_without_command=True, help=help_text("Tautan: periksa yang ke luar, yang di dalam, dan daftar alamat.")
    )
    group.callback()(outside)
    group.command("check", help=help_text("Periksa tautan di dalam sebuah situs yang sudah dibangun."))(check)
    group.command("ledger", help=help_text("Semua alamat yang pernah tayang (Catatan Link)."))(listed)
    app.add_typer(group, name="links")


@dataclass(frozen=True)
class Office:
    """What the verbs read: the office's repository (a server's or a clone), its records and its procedure.

    `server` is None in a clone, which may look but not record.
    """

    repo: Repo
    book: Book
    sop: Sop
    server: Bare | None

    @property
    def article_of(self) -> ArticleOf:
        return article.by_blob(self.repo.blob, self.sop.zone)


# -- links that lead out -----------------------------------------------------------------------------------------


def outside(
    context: typer.Context,
    form: Annotated[edge.Format, typer.Option("--format", help=help_text("text, json atau github"))] = edge.Format.TEXT,
    limit: Annotated[int, typer.Option(min=1, max=86400, help=help_text("paling lama, dalam detik"))] = 900,
    allow_loopback: Annotated[bool, typer.Option("--allow-loopback", hidden=True)] = False,
) -> None:
    if context.invoked_subcommand is not None:
        return
    with Repo(edge.HERE.office) as repo:
        office = _office(repo)
        wanted, source_of = _wanted(office)
        edge.say(msg("Memeriksa {count} alamat luar…", count=len(wanted)), err=True)
        found = external.check(wanted, external.Limits(total=limit), loopback=allow_loopback)
        after = _recorded(office, found)
    checked = report.Checked(wanted, found, after, office.sop)
    findings = checked.findings(source_of)
    if form is edge.Format.JSON:
        body = {**checked.plain(), "findings": [finding.record(edge.HERE.language) for finding in findings]}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=1))
    else:
        if shown := edge.rendered(findings, form):
            typer.echo(shown)
        edge.say(checked.summary, err=form is edge.Format.GITHUB)
    if found and checked.counts[Verdict.UNCHECKED] == len(found):
        raise Unverified(msg("tidak satu alamat pun dapat diperiksa"), msg("periksa jaringan, lalu coba lagi"))
    if has_errors(findings):
        raise typer.Exit(edge.FINDINGS)


def _wanted(office: Office) -> tuple[Mapping[str, tuple[str, ...]], Callable[[str], str]]:
    """The outside addresses of what is live, with their pages, and what names a page's source.

    On the server from the folder that is served; in a clone from the texts that records say are live.
    """
    home = office.sop.office.address
    if office.server is not None and (release := deploy.current(Path(office.server.facts().live))) is not None:
        sources = release.manifest().sources
        return external.addresses(release.site, home), lambda page: sources.get(page, page)
    live = {}
    for address in office.book.addresses:
        last = office.book.last_at_address(address)
        if last is not None and last.event in ("released", "adopted"):
            live[address] = str(last.data.get("path", "")), str(last.data.get("blob", ""))
    articles = ((address, office.article_of(*text)) for address, text in live.items())
    texts = ((address, found.parsed.body) for address, found in articles if found is not None)
    return external.of_articles(texts, home), lambda page: live[page][0] if page in live else page


def _recorded(office: Office, found: Mapping[str, Outcome]) -> Mapping[str, State]:
    """The states after this check. A server keeps them in its records; a clone only learns from those."""
    if office.server is None:
        return state.advance(_states(office.repo, office.book), found, edge.now())
    at, source = office.server.now()
    for _ in range(_ATTEMPTS):
        known = book.read(office.repo)
        after = state.advance(_states(office.repo, known), found, at)
        events = state.events(known.events, after, found, at, source)
        try:
            book.append(office.repo, events, files={state.PATH: state.text(after)}, at=at, reason="links: checked")
        except Unverified:
            raise
        except Refused:
            continue  # another check of the same day was faster: its events are in the book now
        return after
    raise Unverified(msg("catatan terus diubah oleh proses lain"), msg("coba lagi sebentar lagi"))


_ATTEMPTS = 3


def _states(repo: Repo, known: Book) -> dict[str, State]:
    return state.parse(repo.blob(known.files[state.PATH])) if state.PATH in known.files else {}


# -- links of a built folder -------------------------------------------------------------------------------------


def check(
    site: Annotated[Path, typer.Option("--site", help=help_text("folder situs yang sudah dibangun"))],
    site_url: Annotated[str | None, typer.Option(help=help_text("alamat situs; biasanya dari sop.yml"))] = None,
    form: Annotated[edge.Format, typer.Option("--format", help=help_text("text, json atau github"))] = edge.Format.TEXT,
) -> None:
    if not site.is_dir():
        raise Refused(msg("{path}: folder tidak ditemukan", path=site), msg("bangun dahulu dengan terbit build"))
    home = edge.office_sop().office.address if site_url is None else site_url
    if not home.startswith(("http://", "https://")):
        raise Refused(msg('"{value}" bukan alamat situs', value=home), msg('tulis misalnya "https://kantor.go.id/"'))
    findings = internal.check(site, home, lambda address: _source(site, address))
    if not findings and form is edge.Format.TEXT:
        edge.say(msg("Tidak ada temuan."))
    edge.finish(findings, form)


def _source(site: Path, address: str) -> str:
    """The Markdown file of the office folder that a page comes from, where it has it; else the built file."""
    if address == "" or address.endswith("/"):
        for name in (f"{address}index.md", f"{address.rstrip('/')}.md"):
            if (edge.HERE.office / article.ROOT / name).is_file():
                return article.ROOT + name
        return str(site / address / "index.html")
    return str(site / address)


# -- the ledger --------------------------------------------------------------------------------------------------


def listed(
    form: Annotated[str, typer.Option("--format", help=help_text("csv atau json"))] = "csv",
) -> None:
    if form not in ("csv", "json"):
        raise Refused(msg('bentuk "{form}" tidak dikenal', form=form), msg("pilih csv atau json"))
    with Repo(edge.HERE.office) as repo:
        office = _office(repo)
        rows = ledger.rows(office.book.events, office.sop, office.article_of)
    if form == "json":
        findings = [finding.record(edge.HERE.language) for finding in office.book.findings]
        body = {"addresses": [row.plain(office.sop) for row in rows], "findings": findings}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=1))
    else:
        typer.echo(ledger.sheet(rows, office.sop, edge.HERE.language).decode("utf-8"), nl=False)


# -- the office --------------------------------------------------------------------------------------------------


def _office(repo: Repo) -> Office:
    """The server at the office folder, or the clone there, which asks its server first and says when that is away."""
    if (edge.HERE.office / FOLDER / "server.json").is_file():
        return Office(repo, book.read(repo), _procedure(repo, MAIN), Bare(edge.HERE.office))
    clone.refreshed(repo)
    if repo.resolve(REMOTE_MAIN) is None:
        raise Refused(
            msg("{path}: ini bukan folder kerja kantor", path=edge.HERE.office),
            msg("buat dengan terbit server join, atau sebutkan dengan terbit -C FOLDER"),
        )
    return Office(repo, book.read(repo, REMOTE_RECORDS), _procedure(repo, REMOTE_MAIN), None)


def _procedure(repo: Repo, revision: str) -> Sop:
    sop, findings = procedure.read(repo.file(revision, procedure.PATH) or b"")
    if sop is None:
        edge.finish(findings)
    return sop
