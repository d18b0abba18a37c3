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
from terbit.links.ledger.history import history
from terbit.links.ledger.row import headings, rows
from terbit.links.ledger.sheet import sheet
from terbit.messages import msg


def listed(
    form: Annotated[str, typer.Option("--format", help=help_text("csv atau json"))] = "csv",
) -> None:
    if form not in ("csv", "json"):
        raise Refused(msg('bentuk "{form}" tidak dikenal', form=form), msg("pilih csv atau json"))
    with Repo(edge.HERE.office) as repo:
        office = opened(repo)
        known = rows(office.book.events, office.sop, headings(office.article_of))
    if form == "json":
        body = {
            "records": office.book.commit or "",
            "addresses": [row.plain(office.sop) for row in known],
            "history": [month.plain() for month in history(office.book.events, office.sop)],
            "findings": [finding.record(edge.HERE.language) for finding in office.book.findings],
        }
        typer.echo(json.dumps(body, ensure_ascii=False, indent=1))
    else:
        typer.echo(sheet(known, office.sop, edge.HERE.language).decode("utf-8"), nl=False)
