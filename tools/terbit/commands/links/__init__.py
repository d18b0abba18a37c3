"""`terbit links`: outside links of what is live, links of a built folder, and the ledger of all addresses."""

from __future__ import annotations

import typer

from terbit.commands.edge import help_text
from terbit.commands.links import fix, inside, issue, listed, outside


def register(app: typer.Typer) -> None:
    """Add the verbs of the group to the application."""
    group = typer.Typer(
        invoke_without_command=True, help=help_text("Tautan: periksa yang ke luar, yang di dalam, dan daftar alamat.")
    )
    group.callback()(outside.outside)
    group.command("merge", help=help_text("Jadikan jawaban semua bagian satu pemeriksaan."))(outside.merge)
    group.command("check", help=help_text("Periksa tautan di dalam sebuah situs yang sudah dibangun."))(inside.check)
    group.command("ledger", help=help_text("Semua alamat yang pernah tayang (Catatan Link)."))(listed.listed)
    group.command("fix", help=help_text("Usulkan alamat baru untuk tautan yang pindah atau mati."))(fix.fix)
    group.command("issue", help=help_text("Di GitHub: satu isu yang menyebut semua tautan mati."))(issue.issue)
    app.add_typer(group, name="links")
