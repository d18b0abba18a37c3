"""`terbit records`: read the event book, and bring it up to what the server holds."""

from __future__ import annotations

import json
import re
from typing import Annotated

import typer

from terbit import sop as procedure
from terbit.commands import clone, edge
from terbit.commands.clone import REMOTE_MAIN, REMOTE_RECORDS
from terbit.commands.edge import Format, help_text
from terbit.commands.options import ServerFolder
from terbit.findings import Finding, Refused, has_errors, sorted_findings
from terbit.forge.revisions import MAIN
from terbit.git import Repo
from terbit.messages import Message, msg
from terbit.records import book
from terbit.records.event import Event
from terbit.records.names import name_of
from terbit.sop import Sop

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])\Z")


def register(app: typer.Typer) -> None:
    """Add the group to the application."""
    group = typer.Typer(no_args_is_help=True, help=help_text("Catatan kejadian: baca dan lengkapi."))
    group.command("show", help=help_text("Tampilkan catatan kejadian."))(show)
    group.command("reconcile", help=help_text("Lengkapi catatan dari bukti yang ada di server."))(reconcile)
    app.add_typer(group, name="records")


def show(
    month: Annotated[
        str | None, typer.Option("--month", help=help_text("hanya bulan ini, misalnya 2026-10, menurut zona kantor"))
    ] = None,
    form: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
) -> None:
    if month is not None and not _MONTH.match(month):
        raise Refused(msg('"{value}" bukan bulan', value=month), msg("tulis tahun-bulan, misalnya 2026-10"))
    with Repo(edge.HERE.office) as repo:
        clone.refreshed(repo)
        sop = _sop(repo)
        held = book.read(repo, REMOTE_RECORDS if repo.resolve(REMOTE_RECORDS) else book.REF)
    events = list(held.events)
    if month is not None:
        start, end = procedure.month_bounds(month, sop.zone)
        events = [event for event in events if start <= event.at < end]
    findings = sorted_findings(held.findings)
    if form is Format.JSON:
        typer.echo(_json("events", events, findings))
        raise typer.Exit(edge.FINDINGS if has_errors(findings) else edge.GOOD)
    for event in events:
        edge.say(_line(event, sop))
    if not events:
        edge.say(msg("Belum ada catatan."))
    edge.finish(findings, form)


def reconcile(
    bare: ServerFolder = None,
    form: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
) -> None:
    from terbit.commands.publish import server_of
    from terbit.forge.server import PlainGit
    from terbit.review import evidence

    server = server_of(bare)
    with Repo(server.path) as repo:
        held = book.read(repo)
        missing = evidence.reconcile(held, repo, PlainGit(repo, server), _sop(repo), every=True)
        if missing.events:
            at = max(event.at for event in missing.events)
            held = book.append(repo, missing.events, at=at, reason="Lengkapi catatan")
    findings = sorted_findings([*held.findings, *missing.findings])
    if form is Format.JSON:
        typer.echo(_json("added", list(missing.events), findings))
        raise typer.Exit(edge.FINDINGS if has_errors(findings) else edge.GOOD)
    if missing.events:
        edge.say(msg("Ditambahkan: {count} catatan", count=len(missing.events)))
    else:
        edge.say(msg("Catatan sudah lengkap."))
    edge.finish(findings, form)


def _sop(repo: Repo) -> Sop:
    """The procedure on main, as the server has it. Raises Refused where there is none."""
    main = repo.resolve(REMOTE_MAIN) or repo.resolve(MAIN)
    content = repo.file(main, procedure.PATH) if main else None
    if content is None:
        return edge.office_sop()
    sop, findings = procedure.read(content)
    if sop is None:
        edge.finish(findings)
    return sop


def _line(event: Event, sop: Sop) -> str:
    when = event.at.astimezone(sop.zone).strftime("%Y-%m-%d %H:%M")
    name = edge.text(name_of(event.event))
    parts = [when, name]
    if event.change:
        parts.append(edge.text(msg("usulan {number}", number=event.change)))
    if event.actor:
        roles = event.data.get("roles") or []
        known = [sop.roles.get(role, role) for role in roles] if isinstance(roles, list) else []
        parts.append(event.actor + (f" ({', '.join(known)})" if known else ""))
    address = event.data.get("address") or event.data.get("url") or event.article
    if address:
        parts.append(str(address))
    return edge.text(Message("{line}", (("line", "  ".join(parts)),)))


def _json(name: str, events: list[Event], findings: list[Finding]) -> str:
    body = {
        name: [json.loads(event.line()) for event in events],
        "findings": [finding.record(edge.HERE.language) for finding in findings],
    }
    return json.dumps(body, ensure_ascii=False, indent=1)
