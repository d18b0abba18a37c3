"""A writer's work folder: what was changed in it, carried onto the commit where it belongs.

Writers need not know what a branch is. What they wrote since the server's last known state is one piece of work; it is
laid on main (a new change) or on a change's tip (a further revision) by git's own three-way merge. Nothing here moves
a ref of the server.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from terbit.findings import Refused
from terbit.forge.revisions import CHANGES, MAIN, Refs
from terbit.git import NOTHING, Repo
from terbit.messages import Language, msg

FOUNDER = ("Terbit", "terbit@localhost")
_BRANCH = re.compile(r"refs/heads/change/([1-9][0-9]{0,8})\Z")
_MARKER = re.compile(rb"^(<{7}|>{7}) ", re.MULTILINE)


def begin(folder: Path, files: Mapping[str, bytes], language: Language = "id") -> Repo:
    """A new office's folder: a repository whose main is one commit with these files, checked out.

    `folder` is empty or not there yet. A machine without user.name can make an office all the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    repo = Repo(folder)
    repo.run("init", "--quiet", "--initial-branch=main", "--template=")
    subject = msg("Kantor dimulai").text(language)
    root = repo.write_commit(repo.write_tree(None, files), [], f"{subject}\n", who=FOUNDER)
    repo.update_ref(MAIN, root, NOTHING, "terbit init")
    repo.run("reset", "--quiet", "--hard", root)
    return repo


def number_here(repo: Repo) -> int | None:
    """The change that the folder shows, None while it shows the site."""
    found = _BRANCH.match(repo.run("symbolic-ref", "--quiet", "HEAD", check=False).stdout.decode().strip())
    return int(found[1]) if found else None


def base_here(repo: Repo, refs: Refs) -> str:
    """The newest commit in the folder's history that the server has: what was written since then is the work."""
    here = number_here(repo)
    tip = refs.get(f"{CHANGES}{here}") if here else None
    done = repo.run("merge-base", "HEAD", tip or refs[MAIN], check=False)
    base = done.stdout.decode().strip()
    if not base:
        raise Refused(msg("folder ini bukan folder kerja kantor ini"), msg("buat yang baru dengan terbit server join"))
    return base


def tree_here(repo: Repo) -> str:
    """Everything in the folder that git does not ignore, as a tree. The folder's own index stays as it is."""
    own = repo.git_dir / "index"
    index = repo.git_dir / f"terbit-work-{os.getpid()}"
    try:
        if own.exists():
            shutil.copyfile(own, index)  # it knows which files are unchanged
        environment = {"GIT_INDEX_FILE": str(index)}
        repo.run("add", "--all", "--", ".", environment=environment)
        return repo.run("write-tree", environment=environment).stdout.decode().strip()
    finally:
        index.unlink(missing_ok=True)


def carry(repo: Repo, base: str, onto: str, work: str) -> tuple[str, tuple[str, ...]]:
    """The tree of `onto` with what `work` changed since `base`, and the paths where both changed the same text.

    A file that is new in the work replaces one of the same name: the writer wrote it whole.
    """
    trees = [repo.text("rev-parse", f"{revision}^{{tree}}") for revision in (base, onto, work)]
    root = _throw_away(repo, trees[0])
    ours, theirs = (_throw_away(repo, tree, root) for tree in trees[1:])
    tree, conflicts = repo.merge_tree(ours, theirs)
    if not conflicts:
        return tree, ()
    before, after = repo.tree(trees[0], *conflicts), repo.tree(trees[2], *conflicts)
    whole = {path: repo.blob(after[path].oid) for path in conflicts if path in after and path not in before}
    if whole:
        tree = repo.write_tree(tree, whole)
    return tree, tuple(path for path in conflicts if path not in whole)


def _throw_away(repo: Repo, tree: str, *parents: str) -> str:
    return repo.write_commit(tree, parents, "terbit\n", who=("terbit", "terbit@localhost"))


def merging(repo: Repo) -> str | None:
    """The commit of main that is being merged in by hand, where a conflict was left to mend."""
    return repo.resolve("MERGE_HEAD")


def unmended(repo: Repo, tree: str, paths: Iterable[str]) -> list[str]:
    """Files that still show git's marks of a conflict."""
    entries = repo.tree(tree)
    return [
        path
        for path in paths
        if path in entries and entries[path].mode.startswith("100") and _MARKER.search(repo.blob(entries[path].oid))
    ]


def show(repo: Repo, number: int, commit: str) -> None:
    """Let the folder show a change at a commit that holds all of the folder's work."""
    repo.run("checkout", "--quiet", "--force", "--no-track", "-B", f"change/{number}", commit)


def leave_conflict(repo: Repo, head: str, number: int | None, tree: str, other: str | None) -> None:
    """Put a tree with git's marks into the folder, to be mended by hand; `other` is the parent that it merges in."""
    if number is None:
        repo.run("checkout", "--quiet", "--force", "--detach", head)
    else:
        show(repo, number, head)
    repo.run("read-tree", "--reset", "-u", tree)
    repo.run("reset", "--quiet", "--mixed", head)
    if other is not None:
        (repo.git_dir / "MERGE_HEAD").write_text(other + "\n", "ascii")
