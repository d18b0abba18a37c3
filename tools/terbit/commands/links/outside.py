"""`terbit links`: ask the hosts that what is live links to, and keep what they answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from terbit.commands import edge
from terbit.commands.edge import help_text
from terbit.commands.links import asking, recording
from terbit.commands.links.office import Office, opened
from terbit.findings import Refused, Unverified, has_errors
from terbit.git import Repo
from terbit.links import external
from terbit.links.external import shards
from terbit.links.external.shards import Shard
from terbit.links.external.verdict import Outcome, Verdict, unless_offline
from terbit.links.watch import report
from terbit.messages import msg
from terbit.publishing import deploy


def outside(
    context: typer.Context,
    form: Annotated[edge.Format, typer.Option("--format", help=help_text("text, json atau github"))] = edge.Format.TEXT,
    limit: Annotated[int, typer.Option(min=1, max=86400, help=help_text("paling lama, dalam detik"))] = 900,
    shard: Annotated[str | None, typer.Option(help=help_text("hanya bagian ini, misalnya 2/4; perlu --out"))] = None,
    out: Annotated[Path | None, typer.Option(help=help_text("berkas jawaban bagian itu"))] = None,
    engine: Annotated[str, typer.Option(help=help_text("linkchecker atau lychee"))] = "linkchecker",
    memory: Annotated[Path | None, typer.Option(help=help_text("berkas ingatan; biasanya di repositori"))] = None,
    allow_loopback: Annotated[bool, typer.Option("--allow-loopback", hidden=True)] = False,
) -> None:
    if context.invoked_subcommand is not None:
        return
    how = asking.How(asking.engine(engine), external.Limits(total=limit), memory, allow_loopback)
    part = _part(shard, out)
    with Repo(edge.HERE.office) as repo:
        office = opened(repo)
        wanted, source_of = _wanted(office)
        if part is not None:
            asking.in_shard(office, wanted, part[0], part[1], how)
            return
        found = unless_offline(asking.asked(office, wanted, how))
        _concluded(office, wanted, source_of, found, form, loopback=allow_loopback)


def merge(
    files: Annotated[list[Path], typer.Argument(help=help_text("berkas dari terbit links --shard … --out …"))],
    form: Annotated[edge.Format, typer.Option("--format", help=help_text("text, json atau github"))] = edge.Format.TEXT,
    allow_loopback: Annotated[bool, typer.Option("--allow-loopback", hidden=True)] = False,
) -> None:
    with Repo(edge.HERE.office) as repo:
        office = opened(repo)
        wanted, source_of = _wanted(office)
        found, whole = asking.merged(office, wanted, files)
        _concluded(office, wanted, source_of, unless_offline(found), form, whole=whole, loopback=allow_loopback)


def _part(shard: str | None, out: Path | None) -> tuple[Shard, Path] | None:
    """The shard that is asked for and where its answers go. Raises Refused."""
    if shard is None and out is None:
        return None
    try:
        if shard is not None and out is not None:
            return shards.parse(shard), out
    except ValueError:
        raise Refused(msg('"{value}" bukan bagian', value=shard), msg("tulis misalnya --shard 2/4")) from None
    raise Refused(msg("--shard dan --out hanya bersama-sama"), msg("tulis misalnya --shard 2/4 --out bagian-2.json"))


def _concluded(
    office: Office,
    wanted: Mapping[str, tuple[str, ...]],
    source_of: Callable[[str], str],
    found: Mapping[str, Outcome],
    form: edge.Format,
    *,
    loopback: bool,
    whole: bool = True,
) -> None:
    """Record a check and say what it found. Raises Unverified where nothing was found out, or not `whole`."""
    after = recording.recorded(office, wanted, found, loopback=loopback)
    checked = report.Checked(wanted, found, after, office.sop)
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
    if not whole:
        raise Unverified(msg("pemeriksaan ini tidak lengkap"), msg("jalankan lagi bagian yang hilang"))
    if has_errors(findings):
        raise typer.Exit(edge.FINDINGS)


def _wanted(office: Office) -> tuple[Mapping[str, tuple[str, ...]], Callable[[str], str]]:
    """The outside addresses of what is live that are watched, with their pages, and what names a page's source.

    On the server from the folder that is served; in a clone from the texts that records say are live.
    """
    linked, source_of = _linked(office)
    return recording.watched(office, linked), source_of


def _linked(office: Office) -> tuple[Mapping[str, tuple[str, ...]], Callable[[str], str]]:
    home = office.sop.office.address
    if office.server is not None and (release := deploy.current(Path(office.server.facts().live))) is not None:
        sources = release.manifest().sources
        return external.addresses(release.site, home), lambda page: sources.get(page, page)
    live = office.live
    articles = ((address, office.article_of(*text)) for address, text in live.items())
    texts = ((address, found.parsed.body) for address, found in articles if found is not None)
    return external.of_articles(texts, home), lambda page: live[page][0] if page in live else page
