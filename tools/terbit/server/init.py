"""`terbit server init`: a bare repository that begins with an office and lets nothing unapproved in."""

from __future__ import annotations

import shlex
import shutil
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from terbit import lock
from terbit import sop as procedure
from terbit.articles.frontmatter import parse_moment
from terbit.articles.tree import FolderTree
from terbit.findings import Refused
from terbit.forge.bare import Bare, Facts
from terbit.forge.revisions import MAIN
from terbit.git import MINIMUM, NOTHING, Repo, version
from terbit.messages import msg
from terbit.schema import SchemaError
from terbit.server.keys import read_sop, with_admin_key

# What belongs to an office; the tool's own source with its README and lock, where it lies beside it, does not.
OFFICE = ("sop.yml", "mkdocs.yml", "content/", "reports/", "overrides/", ".gitignore")
_LOCKING = (lock.PATH, "README.md")  # of an office whose lock file names its terbit

# Git's own settings of the bare repository. hooksPath: a setting of the machine must not lead past our hooks.
_SETTINGS = {
    "core.logAllRefUpdates": "always",
    "gc.reflogExpire": "never",
    "gc.reflogExpireUnreachable": "never",
    "gc.pruneExpire": "never",
    "transfer.fsckObjects": "true",
    "receive.fsckObjects": "true",
    "receive.fsck.badFilemode": "error",
    "receive.denyCurrentBranch": "refuse",
    "receive.autogc": "false",
    "receive.maxInputSize": "1g",
    "receive.advertisePushOptions": "false",
    "uploadpack.allowAnySHA1InWant": "false",
    "user.name": "Terbit",
    "user.email": "terbit@localhost",
}

# Git hands what a push brought to the hook through these; everything else of the pusher's environment is dropped.
_HOOK = """#!/bin/sh
# Ditulis oleh terbit server init. Jangan diubah.
exec env -i PATH={path} HOME=/nonexistent LC_ALL=C.UTF-8 \\
  ${{GIT_QUARANTINE_PATH:+"GIT_QUARANTINE_PATH=$GIT_QUARANTINE_PATH"}} \\
  ${{GIT_OBJECT_DIRECTORY:+"GIT_OBJECT_DIRECTORY=$GIT_OBJECT_DIRECTORY"}} \\
  ${{GIT_ALTERNATE_OBJECT_DIRECTORIES:+"GIT_ALTERNATE_OBJECT_DIRECTORIES=$GIT_ALTERNATE_OBJECT_DIRECTORIES"}} \\
  {python} -I -m terbit.server.hook {name} {bare}
"""
_PATH = ("/usr/local/bin", "/usr/bin", "/bin")


def create(
    bare: Path,
    office: Path,
    admin_key: str,
    at: datetime,
    *,
    live: Path | None = None,
    check_url: str | None = None,
    demo: bool = False,
) -> str:
    """Make the server and return its trust anchor, the root commit.

    `at` is the time of the root commit (aware); with `demo` it also starts the demo clock. Raises Refused where
    something is in the way or `sop.yml` has errors.
    """
    if version() < MINIMUM:
        raise Refused(msg("git terlalu lama, perlu {version} atau lebih baru", version=".".join(map(str, MINIMUM))))
    if bare.exists() and any(bare.iterdir()):
        raise Refused(msg("{path}: sudah ada isinya", path=bare), msg("pilih folder yang belum ada"))
    files = office_files(office)
    files[procedure.PATH] = with_admin_key(files[procedure.PATH], admin_key, at)
    sop = read_sop(files[procedure.PATH])
    bare = bare.resolve()
    bare.mkdir(parents=True, exist_ok=True)
    repo = Repo(bare)
    repo.run("init", "--quiet", "--bare", "--initial-branch=main", "--template=")
    for key, value in _SETTINGS.items():
        repo.run("config", key, value)
    # outranks any .gitattributes that an article brings: merges and diffs are git's plain ones
    (bare / "info").mkdir(exist_ok=True)
    (bare / "info" / "attributes").write_text("* !merge !diff !text !eol !filter !conflict-marker-size\n", "ascii")
    anchor = _root(repo, files, sop, at)
    server = Bare(bare)
    server.folder.mkdir(mode=0o750)
    server.write_facts(
        Facts(anchor, str((live or bare / "live").absolute()), check_url, sop.office.language, sys.executable)
    )
    if demo:
        server.set_demo_clock(at)
    settle(bare)
    return anchor


def office_files(office: Path) -> dict[str, bytes]:
    """What an office folder holds of an office. Raises Refused without a `sop.yml` in it."""
    if (office / ".git").exists() and (branch := Repo(office).text("branch", "--show-current")) not in ("main", ""):
        raise Refused(  # a proposal must not become the first content, which nobody approves
            msg("{path}: yang sedang dibuka adalah cabang {branch}, bukan main", path=office, branch=branch),
            msg("jalankan git switch main di folder itu, lalu ulangi"),
        )
    tree = FolderTree(office)
    locking = lock.PATH in tree.files and lock.version(tree.read(lock.PATH)) is not None
    wanted = OFFICE + (_LOCKING if locking else ())
    files = {path: tree.read(path) for path in tree.files if path.startswith(wanted)}
    if procedure.PATH not in files:
        raise Refused(msg("{path}: di sini tidak ada kantor (sop.yml tidak ditemukan)", path=office))
    return files


def settle(bare: Path) -> None:
    """Write what holds the repository's place and this Python's: after `init`, a move or an upgrade.

    The hooks are thin wrappers that start this very Python, isolated, in a clean environment. Raises Refused where
    this is no server.
    """
    server = Bare(bare)
    server.write_facts(replace(server.facts(), python=sys.executable))
    Repo(bare).run("config", "core.hooksPath", str(bare.resolve() / "hooks"))
    folder = bare / "hooks"
    folder.mkdir(exist_ok=True)
    used = [str(Path(found).parent) for tool in ("git", "ssh-keygen") if (found := shutil.which(tool))]
    path = ":".join(dict.fromkeys([*used, *_PATH]))
    for name in ("pre-receive", "post-receive"):
        hook = folder / name
        hook.write_text(
            _HOOK.format(
                path=shlex.quote(path),
                python=shlex.quote(sys.executable),
                name=name,
                bare=shlex.quote(str(bare.resolve())),
            ),
            "utf-8",
        )
        hook.chmod(0o755)


def move_clock(bare: Path, text: str) -> datetime:
    """Move the demo clock of a demo server forward. Raises Refused on a real server and for a time that is past."""
    server = Bare(bare)
    server.facts()
    now, source = server.now()
    if source != "demo":
        raise Refused(msg("{path}: server ini memakai jam sesungguhnya", path=bare))
    moment = demo_time(text, _sop_of(bare))
    if moment < now:
        raise Refused(msg("jam peragaan hanya dapat dimajukan, sekarang {now}", now=now.isoformat()))
    server.set_demo_clock(moment)
    return moment


def demo_time(text: str, sop: procedure.Sop) -> datetime:
    """A time for the demo clock; without an offset it is the office's. Raises Refused when it is none."""
    try:
        return parse_moment(text, sop.zone)
    except SchemaError as error:
        raise Refused(error.message, error.hint) from None


def _sop_of(bare: Path) -> procedure.Sop:
    with Repo(bare) as repo:
        return read_sop(repo.file(MAIN, procedure.PATH) or b"")


def _root(repo: Repo, files: dict[str, bytes], sop: procedure.Sop, at: datetime) -> str:
    tree = repo.write_tree(None, files)
    who = (sop.office.name, sop.office.email or "kantor@localhost")
    root = repo.write_commit(tree, [], "Kantor dimulai\n", at=at, who=who)
    repo.update_ref(MAIN, root, NOTHING, "terbit server init")
    return root
