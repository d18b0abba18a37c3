"""`terbit pictures`: pictures as they may be committed; by hand, or from the hook that git runs before a commit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from terbit.commands import edge
from terbit.commands.edge import help_text
from terbit.commands.tidy import tidy
from terbit.findings import Refused
from terbit.git import EMPTY_TREE, Repo
from terbit.messages import msg
from terbit.pictures import is_picture


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("pictures", help=help_text("Kecilkan dan bersihkan gambar di folder kerja."))(pictures)


def pictures(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="BERKAS", help=help_text("gambar; tanpa ini: yang berubah"))
    ] = None,
    staged: Annotated[
        bool, typer.Option("--staged", help=help_text("dijalankan git sebelum commit: yang akan masuk commit"))
    ] = False,
) -> None:
    with Repo(edge.HERE.office) as repo:
        if staged:
            _before_commit(repo)
            return
        top = repo.path.resolve()
        paths = {file.resolve().relative_to(top).as_posix() for file in files} if files else _changed(repo)
        for said in tidy(repo.path, paths, repo.tree("HEAD")):
            edge.say(said)


def _changed(repo: Repo) -> set[str]:
    changed = repo.run("diff", "--name-only", "-z", "--diff-filter=d", "HEAD", "--", "content").stdout
    others = repo.run("ls-files", "--others", "--exclude-standard", "-z", "--", "content").stdout
    return _names(changed + others)


def _names(raw: bytes) -> set[str]:
    return {name.decode("utf-8", "surrogateescape") for name in raw.split(b"\0") if name}


def _before_commit(repo: Repo) -> None:
    """Normalise what is staged. Raises Refused where somebody has to look first: nothing is committed then.

    Reads and writes pictures and texts only; nothing of what is staged is run.
    """
    has_head = repo.resolve("HEAD") is not None
    against = "HEAD" if has_head else EMPTY_TREE
    listed = repo.run("diff", "--cached", "--name-only", "-z", "--diff-filter=AMR", against, "--", "content").stdout
    paths = _names(listed)
    unlike = _names(repo.run("diff", "--name-only", "-z", "--", "content").stdout)
    said = tidy(repo.path, paths - unlike, repo.tree("HEAD") if has_head else {})
    for line in said:
        edge.say(line, err=True)
    after = _names(repo.run("diff", "--name-only", "-z", "--", "content").stdout) - unlike
    gone = [path for path in after if not (repo.path / path).exists()]
    if gone or any(not is_picture(path) for path in after):
        raise Refused(
            msg("ada gambar yang berganti nama, jadi commit ini ditunda"),
            msg("periksa, lalu git add content dan git commit lagi"),
        )
    if after:
        repo.run("add", "--", *sorted(after))
