"""The office folder that receives an existing site: made where there is none, and given its one commit on a branch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from terbit import skeleton
from terbit.findings import Refused
from terbit.forge import workfolder
from terbit.git import NOTHING, GitError, Repo
from terbit.messages import msg

MAIN = "refs/heads/main"
BRANCH = "adopsi"


def opened(folder: Path) -> tuple[Repo, bool]:
    """The office's repository, and whether it was made just now.

    Raises Refused where the folder is something else, or has changes that are not committed.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return workfolder.begin(folder, skeleton.files()), True
    if not folder.is_dir():
        raise Refused(msg("{path}: bukan folder", path=folder))
    repo = Repo(folder)
    try:
        top = Path(repo.text("rev-parse", "--show-toplevel"))
    except GitError:
        raise _no_office(folder) from None
    if top.resolve() != folder.resolve() or not (folder / "sop.yml").is_file():
        raise _no_office(folder)
    if main_of(repo) is None:
        raise Refused(msg("{path}: kantor ini belum punya main", path=folder))
    if repo.run("status", "--porcelain", "--untracked-files=no").stdout.strip():
        raise Refused(
            msg("{path}: ada perubahan yang belum dikirim", path=folder),
            msg("kirim dengan terbit submit, atau urungkan, sebelum mengadopsi"),
        )
    return repo, False


def _no_office(folder: Path) -> Refused:
    return Refused(
        msg("{path}: folder ini bukan kantor", path=folder),
        msg("sebutkan folder kantor, atau folder yang belum ada: terbit -C FOLDER adopt hugo|jekyll|wordpress SITUS"),
    )


def main_of(repo: Repo) -> str | None:
    """The commit of main: the server's where the folder is a clone, else its own."""
    return repo.resolve("refs/remotes/origin/main") or repo.resolve(MAIN)


def commit(repo: Repo, files: Mapping[str, bytes], message: str) -> str:
    """The new branch that holds the files as one commit on top of main, and is checked out.

    Signed where git is configured to sign. Raises Refused where git cannot sign, or where a file that git does not know
    lies in the way; then there is no branch.
    """
    main = main_of(repo)
    assert main is not None  # noqa: S101 (`opened` saw to it)
    sign = repo.run("config", "--type=bool", "--get", "commit.gpgsign", check=False).stdout.strip() == b"true"
    known = repo.run("var", "GIT_COMMITTER_IDENT", check=False).returncode == 0
    try:
        made = repo.write_commit(
            repo.write_tree(main, files), [main], message, who=None if known else workfolder.FOUNDER, sign=sign
        )
    except GitError as error:
        last = error.stderr.strip().splitlines()[-1:] or [""]
        raise Refused(msg("git tidak dapat menandatangani: {error}", error=last[0])) from error
    taken = repo.refs("refs/heads/")
    branch, number = BRANCH, 2
    while f"refs/heads/{branch}" in taken:
        branch, number = f"{BRANCH}-{number}", number + 1
    ref = f"refs/heads/{branch}"
    repo.update_ref(ref, made, NOTHING, "terbit adopt")
    shown = repo.run("checkout", "--quiet", branch, check=False)
    if shown.returncode != 0:
        repo.run("update-ref", "-d", ref, made)
        raise Refused(
            msg("di folder kantor ada berkas yang menghalangi artikel dari situs lama"),
            msg("pindahkan berkas yang belum dikirim, lalu jalankan lagi"),
        )
    return branch
