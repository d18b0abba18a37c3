"""A real sshd on a loopback port, for one user, with the lines that `terbit server keys` prints. Nothing of the
machine's own configuration is read or changed.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {top}/host_key
PidFile none
AuthorizedKeysFile {top}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
AcceptEnv GIT_PROTOCOL LANG
"""


@contextmanager
def serving(top: Path, authorized_keys: str) -> Iterator[str]:
    """Run sshd while the block runs; yields `ssh://user@127.0.0.1:port`."""
    top.mkdir(parents=True)
    (top / "authorized_keys").write_text(authorized_keys, "utf-8")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(top / "host_key")], check=True)
    port = _free_port()
    (top / "sshd_config").write_text(_CONFIG.format(port=port, top=top), "utf-8")
    program = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program is not None, "openssh-server is not installed"
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # sshd as root wants an empty folder to shut itself in
    with (top / "sshd.log").open("wb") as log:
        process = subprocess.Popen([program, "-D", "-e", "-f", str(top / "sshd_config")], stderr=log)
        try:
            _wait(port, process, top / "sshd.log")
            yield f"ssh://{getpass.getuser()}@127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text())
