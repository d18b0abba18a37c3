"""`terbit links`: ask the hosts that what is live links to, and keep what they answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from terbit.commands import edge
from terbit.commands.edge import help_text
from terbit.commands.links import recording
from terbit.commands.links.office import Office, opened
from terbit.findings import Unverified, has_errors
from terbit.git import Repo
from terbit.links import external
from terbit.links.external.verdict import Verdict
from terbit.links.watch import report
from terbit.messages import msg
from terbit.publishing import deploy


def outside(
    context: typer.Context,
    form: Annotated[edge.Format, typer.Option("--format", help=help_text("text, json atau github"))] = edge.Format.TEXT,
    limit: Annotated[int, typer.Option(min=1, max=86400, help=help_text("paling lama, dalam detik"))] = 900,
    allow_loopback: Annotated[bool, typer.Option("--allow-loopback", hidden=True)] = False,
) -> None:
    if context.invoked_subcommand is not None:
        return
    with Repo(edge.HERE.office) as repo:
        office = opened(repo)
        linked, source_of = _wanted(office)
        wanted = recording.watched(office, linked)
        edge.say(msg("Memeriksa {count} alamat luar…", count=len(wanted)), err=True)
        found = external.check(wanted, external.Limits(total=limit), loopback=allow_loopback)
        checked = report.Checked(
            wanted, found, recording.recorded(office, wanted, found, loopback=allow_loopback), office.sop
        )
        places = recording.places(office, checked.wanting, source_of)
    findings = checked.findings(places)
    if form is edge.Format.JSON:
        body = {**checked.plain(places), "findings": [finding.record(edge.HERE.language) for finding in findings]}
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
