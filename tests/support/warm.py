"""Programs of terbit that start in a few milliseconds: a process that has loaded everything forks for each of them.

Half of what a test of the command line or of a push used to cost was Python loading the same modules again. What
`python()` gives takes the words of `python -I -m terbit …`, `python -I -m terbit.server.hook …` and of the programs
beside this file, and runs them in a fresh process with the caller's folder, environment, standard streams and end: an
exit code or a signal. Every other word goes to the real Python, and so does everything where the start of a process is
what a test is about.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support import warm_server

AT = str(Path(__file__).with_name("terbit_at.py"))
KILLED = str(Path(__file__).with_name("killed_publisher.py"))
_WARM = str(Path(__file__).with_name("terbit_warm.py"))
FILES = (AT, KILLED, _WARM)

# No `import site`, no modules but built-in ones: this starts in 10 ms.
_CLIENT = """\
#!{python} -IS
import os, sys
words = sys.argv[1:]
isolated = words[:1] == ["-I"]
words = words[isolated:]
if "PYTHONPATH" in os.environ and not isolated:  # other modules than those that are loaded
    words = []
if words[:1] == ["-m"] and words[1] in {modules!r}:
    words = words[1:]
elif not words or words[0] not in {files!r}:
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
import _socket
told = [os.getcwd(), str(len(words)), *words, *(f"{{name}}={{value}}" for name, value in os.environ.items())]
body = b"\\0".join(map(os.fsencode, told))
line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
line.connect({socket!r})
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
line.sendmsg([len(body).to_bytes(4, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
line.sendall(body)
answer = line.recv(4)
code = int.from_bytes(answer, "big", signed=True) if len(answer) == 4 else 70
if code < 0:  # a signal ended it
    import _signal
    if -code not in (_signal.SIGKILL, _signal.SIGSTOP):
        _signal.signal(-code, _signal.SIG_DFL)
    os.kill(os.getpid(), -code)
os._exit(code)
"""


@functools.cache
def python() -> str:
    """A program in the place of `sys.executable`, for this worker of the test run; it ends with the worker."""
    if not warm_server.POSSIBLE:
        return sys.executable
    folder = Path(tempfile.mkdtemp(prefix="warm-"))  # not pytest's: a socket's path has to be short
    socket, client = folder / "socket", folder / "python"
    command = [sys.executable, "-I", warm_server.__file__, str(socket)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/")
    assert server.stdin is not None and server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    text = _CLIENT.format(python=sys.executable, socket=str(socket), modules=warm_server.MODULES, files=FILES)
    client.write_text(text, "utf-8")
    client.chmod(stat.S_IRWXU)
    atexit.register(_end, server, folder)
    return str(client)


def terbit(folder: Path) -> Path:
    """Put a program `terbit` into a folder that takes the place of the installed one on somebody's path. The hooks and
    the publisher that it starts are warm too."""
    made = folder / "terbit"
    made.write_text(f'#!/bin/sh\nexec {python()} -I {_WARM} {python()} "$@"\n', "utf-8")
    made.chmod(stat.S_IRWXU)
    return made


def _end(server: subprocess.Popen[bytes], folder: Path) -> None:
    assert server.stdin is not None
    server.stdin.close()  # it ends when nobody holds the other side
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)
