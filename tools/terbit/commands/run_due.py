"""`terbit run-due`: whatever is due by now. Safe at any time, twice, or late; cron and GitHub Actions call it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from terbit.commands import edge
from terbit.commands.edge import Format, help_text
from terbit.commands.options import Anchor, ServerFolder, SiteAddress
from terbit.commands.publish import counts, publish, server_of
from terbit.findings import Finding, Refused, Severity, Unverified, has_errors, sorted_findings
from terbit.forge.bare import Bare, replace
from terbit.git import Repo
from terbit.messages import Message, msg

if TYPE_CHECKING:  # heavy parts are loaded where they are used
    from terbit.commands.github_edge import Surroundings
    from terbit.github.report_request import Asked
    from terbit.sop import Sop

UNASKED = "RQ001"
LINKS = 900  # seconds in which hosts are asked
_SAID: dict[str, Message] = {
    "opened": msg("Laporan {month} diajukan: permintaan gabung {number}."),
    "updated": msg("Laporan {month} diperbarui: permintaan gabung {number}."),
    "open": msg("Laporan {month} menunggu: permintaan gabung {number}."),
    "merged": msg("Laporan {month} sudah digabung."),
    "closed": msg("Laporan {month} ditutup tanpa digabung; tidak diajukan lagi."),
}


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("run-due", help=help_text("Kerjakan semua yang sudah waktunya; boleh dijalankan kapan saja."))(run_due)


def run_due(
    bare: ServerFolder = None,
    github: Annotated[
        Path | None,
        typer.Option("--github", help=help_text("di GitHub Actions: folder kerja; situs diterbitkan alurnya sendiri")),
    ] = None,
    anchor: Anchor = "",
    url: SiteAddress = "",
    form: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
) -> None:
    if github is None:
        code = _published(bare, form)
        links = _links(server_of(bare).path, form)  # after the publish, whatever became of that
        raise typer.Exit(code or links)
    _on_github(github, anchor, url, Format.GITHUB if form is Format.TEXT else form)


def _published(bare: Path | None, form: Format) -> int:
    """A publish of what is live already changes nothing but finds out whether it is still served."""
    try:
        publish(bare, rollback=False, resume=False, github=None, verbose=False, worker=None, form=form)
    except typer.Exit as done:
        return done.exit_code
    return edge.GOOD


def _links(server: Path, form: Format) -> int:
    """Check outside links where that is due, in a process of its own: it ends in time, whatever hosts do."""
    from terbit.commands.links.office import opened_at
    from terbit.pipeline import checking

    with Repo(server) as repo:
        office = opened_at(repo, server)
        now, _ = Bare(server).now()
        if not checking.is_due(repo, office.book.commit, office.sop, now) or _tried(Bare(server), now):
            return edge.GOOD
    command = [sys.executable, "-I", "-m", "terbit", "-C", str(server), "--lang", edge.HERE.language, "links"]
    said = None if form is Format.TEXT else sys.stderr.fileno()  # one report is printed, and it is the publish's
    sys.stdout.flush()
    try:
        ended = subprocess.run([*command, "--limit", str(LINKS)], stdout=said, timeout=LINKS + 300, check=False)
    except subprocess.TimeoutExpired:
        edge.say(msg("pemeriksaan tautan tidak selesai dalam {seconds} detik", seconds=LINKS + 300), err=True)
        return edge.UNVERIFIED
    return ended.returncode


def _tried(server: Bare, now: datetime) -> bool:
    """Whether a check was begun on this UTC day already: where the line is down, the next day is soon enough."""
    file, day = server.folder / "links.tried", now.astimezone(UTC).date().isoformat()
    if file.is_file() and file.read_text("utf-8", "replace") == day:
        return True
    replace(file, day.encode())
    return False


def _on_github(folder: Path, anchor: str, url: str, form: Format) -> None:
    """Everything but publishing: once a day all evidence and all that is live, and the reports of months over."""
    from terbit.commands import pages
    from terbit.pipeline import due

    with Repo(edge.HERE.office) as repo:
        host = pages.host(repo, folder, anchor)
        sop, here = pages.office(repo, anchor)
        main = pages.main_of(host.begin())
        book = host.book()
        findings = list(book.findings)
        lines: list[Message] = []
        daily = due.is_late(repo, book.commit, host.now)
        if daily:
            missing = due.compare(host, main, book)
            findings += missing.findings
            lines.append(msg("Bukti dibandingkan; ditambahkan: {count} catatan", count=len(missing.events)))
        for month in due.due(repo, main, host.book().commit, sop, host.now).months:
            asked = _report(repo, sop, here, month, main, host.book().commit)
            files = due.asked(repo, host.book().commit, {month: (asked.number, asked.settled)})
            host.record([], f"Catat pengajuan laporan {month}", at=host.now, files=files)
            lines.append(Message(_SAID[asked.state].source, (("month", month), ("number", asked.number))))
            findings += [_unasked(sop.person_of_login(login) or "?", asked.number) for login in asked.unasked]
        if daily and not due.due(repo, main, host.book().commit, sop, host.now).publish:
            findings += _look(repo, folder, anchor, url, lines)
        found = sorted_findings(findings)
        shown = edge.rendered(found, form)
        if shown:
            typer.echo(shown)
        said = [edge.text(line) for line in lines or [msg("Belum ada yang jatuh waktu.")]]
        if form is not Format.JSON:
            for line in said:
                edge.say(line)
        pages.summarise(here, edge.text(msg("Yang jatuh waktu")), said, found)
    if due.unread(found):
        raise typer.Exit(edge.UNVERIFIED)
    raise typer.Exit(edge.FINDINGS if has_errors(found) else edge.GOOD)


def _look(repo: Repo, folder: Path, anchor: str, url: str, lines: list[Message]) -> list[Finding]:
    """Whether readers still get what was published: nothing new goes live by it, and what is wrong the next publish
    puts right."""
    from terbit.commands import pages
    from terbit.pipeline.publish import publish as go
    from terbit.pipeline.run import Stopped

    try:
        run = go(pages.host(repo, folder, anchor, url=url, finish=True), thorough=True)
    except Stopped as stopped:
        raise (Unverified if stopped.code == edge.UNVERIFIED else Refused)(stopped.message, stopped.hint) from stopped
    if run.checked is not None:
        lines.append(counts(run.checked))
    return run.findings


def _report(repo: Repo, sop: Sop, here: Surroundings, month: str, main: str, records: str | None) -> Asked:
    """Propose a month's report: in the office's repository, or where everybody could read it there, in the second."""
    from terbit.commands import github_edge
    from terbit.forge.github.heads import BASE
    from terbit.forge.github.shape import Node
    from terbit.forge.github.transport import Transport
    from terbit.github import report_request
    from terbit.reporting import source

    made = source.make(repo, month, main=main, records=records, as_of=edge.now())
    repository, token, base = here.repository, here.token, BASE
    if sop.github is not None and sop.github.public and sop.github.records is not None:
        repository, token = sop.github.records, here.records_token
    client = github_edge.client(here, token)
    if repository != here.repository:
        base = Node.of(client.get(f"/repos/{repository}"), "repos").text("default_branch")
    transport = Transport(here.address(repository), token)
    holders = sop.holders(sop.report.recipient, edge.now())
    logins = [login for person in holders if (login := sop.people[person].login)]
    return report_request.propose(client, transport, repository, base, repo, month, made, logins)


def _unasked(person: str, number: int) -> Finding:
    # by the key in sop.yml: a log is read by more people than the pull request
    message = msg("GitHub tidak mau meminta tinjauan kepada {person}", person=person)
    hint = msg("undang akunnya ke repositori, atau mintalah sendiri pada permintaan gabung {number}", number=number)
    return Finding(UNASKED, Severity.WARNING, "sop.yml", message, hint)
