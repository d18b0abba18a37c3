"""`terbit server join`: a person's working clone, set up so that every commit is signed and everything is fetched."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from terbit import sop as procedure
from terbit.findings import Refused, Unverified
from terbit.forge.plain import why
from terbit.forge.revisions import APPROVALS
from terbit.git import GitError, Repo
from terbit.messages import msg
from terbit.server.keys import owner_of, public_key, read_sop


def join(url: str, folder: Path, key: Path) -> str:
    """Clone the office at a URL (SSH or a file path) for the owner of a private key; returns the person's key.

    Raises Refused where the key is not in the office's `sop.yml` or the folder is not empty, Unverified where the
    server cannot be reached.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(msg("{path}: sudah ada isinya", path=folder), msg("pilih folder yang belum ada"))
    key = key.expanduser().absolute()
    if key.suffix == ".pub":
        key = key.with_suffix("")
    public = public_key(key.with_name(key.name + ".pub"))
    source = str(Path(url).resolve()) if Path(url).exists() else url
    folder.parent.mkdir(parents=True, exist_ok=True)
    settings = {
        "core.sshCommand": f"ssh -i {shlex.quote(str(key))} -o IdentitiesOnly=yes",
        "core.quotePath": "false",
        "user.signingkey": str(key),
        "gpg.format": "ssh",
        "commit.gpgsign": "true",
        "pull.ff": "only",
        "push.default": "nothing",
        "remote.origin.fetch": f"+{APPROVALS}*:{APPROVALS}*",  # beside the branches, which git adds
    }
    kept = [word for name, value in settings.items() for word in ("--config", f"{name}={value}")]
    try:
        Repo(folder.parent).run(
            "-c", f"core.sshCommand={settings['core.sshCommand']}", "clone", "--quiet", "--no-tags",
            "--origin", "origin",
            *kept, "--", source, str(folder.absolute()),
        )  # fmt: skip
    except GitError as error:
        raise Unverified(msg("server tidak dapat dihubungi: {error}", error=why(error.stderr))) from None
    with Repo(folder.absolute()) as repo:
        person, known = _person(repo, public)
        named = {"user.name": known.name, "user.email": known.email or f"{person}@localhost", "terbit.person": person}
        for setting, value in named.items():
            repo.run("config", setting, value)
        _install_hook(repo.git_dir)
    return person


def _install_hook(git_dir: Path) -> None:
    """Before each commit, pictures lose size and metadata: what was committed once stays in the history.

    The hook runs the terbit that made the folder, isolated, and nothing out of the folder.
    """
    hook = git_dir / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -m terbit pictures --staged\n", "utf-8")
    hook.chmod(0o755)


def _person(repo: Repo, public: str) -> tuple[str, procedure.Person]:
    sop = read_sop(repo.file("HEAD", procedure.PATH) or b"")
    person = owner_of(sop, public)
    if person is None:
        raise Refused(
            msg("kunci ini belum terdaftar di sop.yml"),
            msg("kirim berkas .pub Anda kepada administrator"),
        )
    return person, sop.people[person]


def shell_command(original: str, bare: Path) -> list[str]:
    """What sshd's forced command runs for what a client asked: git's two services, on this repository, nothing else.

    Raises Refused for anything else.
    """
    try:
        words = shlex.split(original)
    except ValueError:
        words = []
    if len(words) != 2 or words[0] not in ("git-upload-pack", "git-receive-pack"):
        raise Refused(msg("server ini hanya menerima git"))
    asked = Path(words[1]) if words[1].startswith("/") else Path.home() / words[1].removeprefix("~/")
    if asked.resolve() != bare.resolve():
        raise Refused(msg("{path}: tidak ada di server ini", path=words[1]))
    return ["git", words[0].removeprefix("git-"), str(bare.resolve())]
