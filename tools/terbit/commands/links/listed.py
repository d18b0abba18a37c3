"""`terbit links ledger`: every address that was ever published."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from terbit.commands import edge
from terbit.commands.edge import help_text
from terbit.commands.links.office import opened
from terbit.findings import Refused
from terbit.git import Repo
from terbit.links import ledger
from terbit.messages import msg


def listed(
    form: Annotated[str, typer.Option("--format", help=help_text("csv atau json"))] = "csv",
) -> None:
    if form not in ("csv", "json"):
        raise Refused(msg('bentuk "{form}" tidak dikenal', form=form), msg("pilih csv atau json"))
    with Repo(edge.HERE.office) as repo:
        office = opened(repo)
        rows = ledger.rows(office.book.events, office.sop, office.article_of)
    if form == "json":
        findings = [finding.record(edge.HERE.language) for finding in office.book.findings]
        body = {"addresses": [row.plain(office.sop) for row in rows], "findings": findings}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=1))
    else:
        typer.echo(ledger.sheet(rows, office.sop, edge.HERE.language).decode("utf-8"), nl=False)
