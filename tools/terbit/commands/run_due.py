"""`terbit run-due`: whatever is due by now. Safe at any time, twice, or late; cron calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from terbit.commands.edge import Format, help_text
from terbit.commands.publish import publish


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("run-due", help=help_text("Kerjakan semua yang sudah waktunya; boleh dijalankan kapan saja."))(run_due)


def run_due(
    bare: Annotated[
        Path | None, typer.Argument(help=help_text("folder repositori server; tanpa ini: server folder kantor"))
    ] = None,
    form: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
) -> None:
    # a publish of what is live already changes nothing but finds out whether it is still served
    publish(bare, rollback=False, resume=False, verbose=False, worker=None, form=form)
