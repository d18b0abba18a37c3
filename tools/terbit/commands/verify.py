"""`terbit verify`: is what readers get what was published?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from terbit.commands import edge
from terbit.commands.edge import Format, help_text
from terbit.commands.publish import as_json, counts, server_of
from terbit.findings import Unverified, sorted_findings
from terbit.messages import msg


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("verify", help=help_text("Periksa lewat HTTP bahwa yang tayang sama dengan yang terbit."))(verify)


def verify(
    bare: Annotated[
        Path | None, typer.Argument(help=help_text("folder repositori server; tanpa ini: server folder kantor"))
    ] = None,
    url: Annotated[str | None, typer.Option("--url", help=help_text("alamat situs yang diperiksa"))] = None,
    form: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
) -> None:
    from terbit.pipeline.server_host import check_live
    from terbit.publishing import deploy, live

    facts = server_of(bare).facts()
    release = deploy.current(Path(facts.live))
    if release is None:
        raise Unverified(msg("belum ada yang tayang"), msg("terbitkan dahulu dengan terbit publish"))
    checked = check_live(facts, release) if url is None else live.verify(url, release.manifest())
    found = sorted_findings(checked.findings)
    if form is Format.JSON:
        typer.echo(as_json(release.deployed.deployment, found, checked))
    else:
        if found or form is Format.SARIF:
            typer.echo(edge.rendered(found, form))
        edge.say(counts(checked))
    raise typer.Exit({"good": edge.GOOD, "bad": edge.FINDINGS, "unknown": edge.UNVERIFIED}[checked.outcome])
