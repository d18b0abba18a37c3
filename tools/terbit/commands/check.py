"""`terbit check`: hold the office folder, as it is on disk now, against the rules."""

from __future__ import annotations

from typing import Annotated

import typer

from terbit import rules
from terbit import sop as procedure
from terbit.articles.tree import FolderTree, GitTree
from terbit.commands import edge
from terbit.findings import Refused
from terbit.git import Repo
from terbit.messages import msg


def register(app: typer.Typer) -> None:
    @app.command("check", help=edge.help_text("Periksa naskah dan berkas di folder kantor."))
    def check(
        changed_since: Annotated[
            str | None,
            typer.Option(
                "--changed-since",
                metavar="REV",
                help=edge.help_text("hanya yang berubah sejak revisi ini (misalnya origin/main)"),
            ),
        ] = None,
        form: Annotated[
            edge.Format, typer.Option("--format", help=edge.help_text("bentuk keluaran"))
        ] = edge.Format.TEXT,
    ) -> None:
        sop = edge.office_sop(form)
        repo = Repo(edge.HERE.office)
        tree = FolderTree(edge.HERE.office)
        before = None if changed_since is None else _revision(repo, changed_since)
        only = None if before is None else _changed(before, tree)
        at, cache = edge.now(), edge.cache_of(repo)
        findings = rules.check(tree, sop, at, only=only, cache=cache)
        if before is not None:
            findings += rules.changed(before, tree, sop, at, cache=cache)
        if not findings and form is edge.Format.TEXT:
            edge.say(msg("Tidak ada temuan."))
        edge.finish(findings, form)


def _revision(repo: Repo, revision: str) -> GitTree:
    commit = repo.resolve(revision)
    if commit is None:
        raise Refused(
            msg('revisi "{revision}" tidak ada', revision=revision), msg("periksa namanya, misalnya origin/main")
        )
    return GitTree(repo, commit)


def _changed(before: GitTree, tree: FolderTree) -> frozenset[str] | None:
    """The paths that differ from a revision. None (judge everything) where the procedure itself changed."""
    old = before.files
    changed = frozenset(path for path in old.keys() | tree.files.keys() if old.get(path) != tree.files.get(path))
    return None if procedure.PATH in changed else changed
