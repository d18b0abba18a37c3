"""`terbit merge N`: bring an approved change into the site. The server then publishes it."""

from __future__ import annotations

from typing import Annotated

import typer

from terbit.commands import clone, edge
from terbit.commands.edge import help_text
from terbit.findings import Refused
from terbit.forge import plain
from terbit.messages import msg


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("merge", help=help_text("Gabungkan usulan yang disetujui; server lalu menayangkannya."))(merge)


def merge(number: Annotated[int, typer.Argument(help=help_text("nomor usulan"), min=1)]) -> None:
    with clone.working_clone() as repo:
        refs = plain.fetch(repo)
        sop = clone.server_sop(repo, refs)
        change = clone.looked_at(repo, refs, number, sop)
        if change.merged:
            raise Refused(msg("usulan {number} sudah digabung", number=number))
        plain.merged_tree(repo, plain.main_of(refs), change.tip, number)
        verdict = clone.standing(change, clone.asked_of(repo, refs, change, sop), sop)
        if not verdict.approved:
            edge.say(msg("Usulan {number} belum dapat digabung:", number=number), err=True)
            edge.finish(verdict.reasons)
        with clone.answers():
            plain.merge(repo, None, number, change.title)
        edge.say(msg("Usulan {number} digabung; server menayangkannya: {title}", number=number, title=change.title))
