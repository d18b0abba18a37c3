"""Options that several verbs have, with the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from terbit.commands.edge import help_text

ServerFolder = Annotated[
    Path | None, typer.Argument(help=help_text("folder repositori server; tanpa ini: server folder kantor"))
]
Anchor = Annotated[
    str,
    typer.Option("--anchor", help=help_text("jangkar: commit main saat kantor dibuka, dipercaya tanpa persetujuan")),
]
SiteAddress = Annotated[str, typer.Option("--url", help=help_text("alamat situs yang diperiksa"))]
