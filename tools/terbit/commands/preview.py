"""`terbit preview`: the pages that a change touches, as one file that opens anywhere and asks nothing of anybody."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from terbit import rules
from terbit.articles.tree import FolderTree
from terbit.commands import edge
from terbit.findings import Refused
from terbit.git import Repo
from terbit.messages import msg
from terbit.publishing import edition


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("preview", help=edge.help_text("Satu berkas HTML berisi halaman yang berubah, untuk pemeriksa."))
    def command(
        changed_since: Annotated[
            str,
            typer.Option(
                "--changed-since",
                metavar="REV",
                help=edge.help_text("yang berubah sejak revisi ini (misalnya origin/main)"),
            ),
        ],
        out: Annotated[
            Path, typer.Option("--out", metavar="BERKAS", help=edge.help_text("berkas HTML yang ditulis"))
        ] = Path("pratinjau.html"),
    ) -> None:
        from terbit.github import preview  # heavy: only where it is used
        from terbit.publishing.build import Unbuildable, render

        sop = edge.office_sop()
        repo, tree, now = Repo(edge.HERE.office), FolderTree(edge.HERE.office), edge.now()
        old = _files_at(repo, changed_since)
        changed = {path for path in old.keys() | tree.files.keys() if old.get(path) != tree.files.get(path)}
        cache = edge.cache_of(repo)
        findings = rules.check(tree, sop, now, only=frozenset(changed), cache=cache)
        what = preview.proposal(old, tree, changed, findings, sop)
        paths = {entry.oid: path for path, entry in tree.files.items()}
        room = Path(tempfile.mkdtemp(prefix="terbit-"))
        try:
            made = edition.preview(tree, sop, preview.shown_at(what.pages, now))
            try:
                site, inner = room / "site", room / "room"
                render(made, lambda oid: tree.read(paths[oid]), sop, (), site, inner, cache=cache, pictures=False)
            except Unbuildable as fault:
                edge.say(fault.message, err=True)
                raise typer.Exit(edge.FAULT) from None
            shown = preview.document(what, room / "site", sop, edge.HERE.language, preview.withheld(made))
            out.write_text(shown, "utf-8", newline="\n")
        finally:
            shutil.rmtree(room, ignore_errors=True)
        edge.say(msg("{count} halaman berubah, di {path}", count=len(what.pages) + what.left_out, path=out))


def _files_at(repo: Repo, revision: str) -> dict[str, object]:
    commit = repo.resolve(revision)
    if commit is None:
        raise Refused(
            msg('revisi "{revision}" tidak ada', revision=revision), msg("periksa namanya, misalnya origin/main")
        )
    return dict(repo.tree(commit))
