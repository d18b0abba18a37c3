"""One whole path through a real sshd on a loopback port, with forced commands: the only binding way to push."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.office import Office
from tests.support.sshd import serving

pytestmark = pytest.mark.sshd


@pytest.fixture
def office(office_template: Path, tmp_path: Path) -> Iterator[Office]:
    """Here everything starts as it does at an office."""
    made = Office(tmp_path / "kantor", office_template, cold=True)
    yield made
    made.close()


@pytest.fixture
def address(office: Office, tmp_path: Path) -> Iterator[str]:
    """The server's address for ssh."""
    lines = office.type("agus", "server", "keys", str(office.bare))
    assert lines.returncode == 0, lines.stderr
    # here `terbit server shell` must run as this test's own Python, whatever stands in the worker's place
    import sys

    keys = lines.stdout.replace("/usr/bin/true -I", f"{sys.executable} -I")
    with serving(tmp_path / "sshd", keys) as url:
        yield f"{url}{office.bare}"


def joined(office: Office, who: str, address: str, top: Path) -> Path:
    """A clone over ssh, as the person makes it; the host key is accepted once."""
    options = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
    wrapper = top / "ssh"
    wrapper.write_text(f'#!/bin/sh\nexec /usr/bin/ssh {options} "$@"\n')
    wrapper.chmod(0o755)
    folder = top / who
    done = typed(office, top, top, "server", "join", address, str(folder), "--key", str(office.key(who)))
    assert done.stdout == f"Folder kerja {who} siap di {folder}\n", done.stderr
    return folder


def typed(office: Office, top: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    import sys

    environment = {**os.environ, "PATH": f"{top}:{os.environ['PATH']}"}
    command = [sys.executable, "-I", "-m", "terbit", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_change_from_a_desk_to_main_over_ssh(office: Office, address: str, tmp_path: Path) -> None:
    top = tmp_path / "people"
    top.mkdir()
    desks = {who: joined(office, who, address, top) for who in ("sari", "budi", "agus")}
    path, text = next(iter(office.article("panen-padi").items()))
    (desks["sari"] / path).parent.mkdir(parents=True)
    (desks["sari"] / path).write_bytes(text)
    done = typed(office, top, desks["sari"], "submit")
    assert done.stdout == ("Usulan 1 dikirim: Panen padi di kebun percobaan\nMenunggu persetujuan: Ketua Tim\n"), (
        done.stderr
    )
    done = typed(office, top, desks["budi"], "approve", "1")
    assert done.stdout.startswith("Anda menyetujui usulan 1: Panen padi di kebun percobaan (isi "), done.stderr
    done = typed(office, top, desks["agus"], "merge", "1")
    assert done.stdout == ("Usulan 1 digabung; server menayangkannya: Panen padi di kebun percobaan\n"), done.stderr
    assert path in office.repo.tree(office.main)
    refused = subprocess.run(
        ["git", "-C", str(desks["agus"]), "push", "origin", "HEAD:refs/tags/x"],
        env={**os.environ, "PATH": f"{top}:{os.environ['PATH']}"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "refs/tags/x: error[SV001] nama ini tidak dikenal di server." in refused.stderr


def ssh(office: Office, who: str, address: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    host, port = address.removeprefix("ssh://").split("/", 1)[0].rsplit(":", 1)
    options = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"]
    command = ["ssh", *options, "-o", "IdentitiesOnly=yes", "-i", str(office.key(who)), "-p", port, host, *words]
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        (["cat", "/etc/passwd"], "server ini hanya menerima git"),
        ([], "server ini hanya menerima git"),
        (["git-upload-archive '{bare}'"], "server ini hanya menerima git"),
        (["git-receive-pack '{bare}'; id"], "server ini hanya menerima git"),
        (["git-receive-pack '/etc'"], "/etc: tidak ada di server ini"),
        (["git-receive-pack '{bare}/../../..'"], "{bare}/../../..: tidak ada di server ini"),
        (["git-receive-pack '--help'"], "--help: tidak ada di server ini"),
        (["git-receive-pack 'unclosed"], "server ini hanya menerima git"),
    ],
)
def test_a_forced_command_does_git_on_this_repository_and_nothing_else(
    office: Office, address: str, words: list[str], heard: str
) -> None:
    done = ssh(office, "sari", address, *(word.replace("{bare}", str(office.bare)) for word in words))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == heard.replace("{bare}", str(office.bare))
    assert done.stdout == ""


def test_a_key_that_is_not_in_the_procedure_does_not_get_in(office: Office, address: str) -> None:
    from tests.support.office import make_keys

    make_keys(office.top / "keys", ("tamu",))
    done = ssh(office, "tamu", address, f"git-upload-pack '{office.bare}'")
    assert done.returncode == 255
    assert "Permission denied" in done.stderr


def test_the_pushers_environment_and_clock_do_not_reach_the_hook(office: Office, address: str) -> None:
    done = ssh(office, "sari", address, f"git-receive-pack '{office.bare}'", GIT_PROTOCOL="version=2;touch x")
    assert "refs/heads/main" in done.stdout


def test_why_the_server_cannot_be_reached_is_said(office: Office, address: str, tmp_path: Path) -> None:
    from tests.support.office import make_keys

    make_keys(office.top / "keys", ("tamu",))
    (tmp_path / "ssh").write_text(
        '#!/bin/sh\nexec /usr/bin/ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null "$@"\n'
    )
    (tmp_path / "ssh").chmod(0o755)
    words = ("server", "join", address, str(tmp_path / "kerja"), "--key", str(office.key("tamu")))
    done = typed(office, tmp_path, tmp_path, *words)
    assert done.returncode == 3
    assert done.stderr.startswith("server tidak dapat dihubungi: ")
    assert "Permission denied (publickey)" in done.stderr
