"""`terbit links check`: the links within a built folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from terbit.articles import article
from terbit.commands import edge
from terbit.commands.edge import help_text
from terbit.findings import Refused
from terbit.links import internal
from terbit.messages import msg


def check(
    site: Annotated[Path, typer.Option("--site", help=help_text("folder situs yang sudah dibangun"))],
    site_url: Annotated[str | None, typer.Option(help=help_text("alamat situs; biasanya dari sop.yml"))] = None,
    form: Annotated[edge.Format, typer.Option("--format", help=help_text("text, json atau github"))] = edge.Format.TEXT,
) -> None:
    if not site.is_dir():
        raise Refused(msg("{path}: folder tidak ditemukan", path=site), msg("bangun dahulu dengan terbit build"))
    home = edge.office_sop().office.address if site_url is None else site_url
    if not home.startswith(("http://", "https://")):
        raise Refused(msg('"{value}" bukan alamat situs', value=home), msg('tulis misalnya "https://kantor.go.id/"'))
    findings = internal.check(site, home, lambda address: _source(site, address))
    if not findings and form is edge.Format.TEXT:
        edge.say(msg("Tidak ada temuan."))
    edge.finish(findings, form)


def _source(site: Path, address: str) -> str:
    """The Markdown file of the office folder that a page comes from, where it has it; else the built file."""
    if address == "" or address.endswith("/"):
        for name in (f"{address}index.md", f"{address.rstrip('/')}.md"):
            if (edge.HERE.office / article.ROOT / name).is_file():
                return article.ROOT + name
        return str(site / address / "index.html")
    return str(site / address)
