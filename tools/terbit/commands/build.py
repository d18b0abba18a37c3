"""`terbit build`: the site of the office folder as it stands, as a preview on this machine."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from terbit.articles.tree import FolderTree
from terbit.commands import edge
from terbit.findings import Refused
from terbit.git import Repo
from terbit.messages import msg
from terbit.publishing.edition import preview

DEFAULT = Path("build/site")
RECORD = "build.json"


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("build", help=edge.help_text("Bangun situs dari folder kantor, untuk dilihat sendiri."))
    def command(
        out: Annotated[
            Path | None,
            typer.Option("--out", help=edge.help_text("folder hasil (bawaan: build/site di folder kantor)")),
        ] = None,
    ) -> None:
        from terbit.publishing.build import Unbuildable, render  # MkDocs is heavy: only where it is used

        sop = edge.office_sop()
        target = out if out is not None else edge.HERE.office / DEFAULT
        _refuse_foreign(target)
        tree = FolderTree(edge.HERE.office)
        edition = preview(tree, sop, edge.now())
        paths = {entry.oid: path for path, entry in tree.files.items()}
        fresh = target.with_name(f".{target.name}.baru")
        shutil.rmtree(fresh, ignore_errors=True)
        with Repo(edge.HERE.office) as repo:
            cache = edge.cache_of(repo)
        site, room = fresh / target.name, fresh / "room"
        try:
            made = render(edition, lambda oid: tree.read(paths[oid]), sop, (), site, room, cache=cache)
        except Unbuildable as fault:
            shutil.rmtree(fresh, ignore_errors=True)
            edge.say(fault.message, err=True)
            raise typer.Exit(edge.FAULT) from None
        _replace(fresh, target)
        edge.say(msg("{count} halaman di {path}", count=len(made.titles), path=target))
        edge.finish(alarm.finding for alarm in edition.alarms)  # what stays out of the site, and why


def _refuse_foreign(target: Path) -> None:
    """Only what an earlier build made is replaced: a mistyped --out must not cost anybody a folder."""
    if target.exists() and not (target.is_dir() and (target.with_name(RECORD).is_file() or not any(target.iterdir()))):
        raise Refused(
            msg("{path} sudah ada dan bukan hasil terbit build", path=target),
            msg("pilih folder lain dengan --out"),
        )


def _replace(fresh: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}.lama")
    shutil.rmtree(old, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(old)
    (fresh / target.name).rename(target)
    (fresh / RECORD).replace(target.with_name(RECORD))
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(fresh, ignore_errors=True)
