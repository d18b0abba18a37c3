"""The process that `warm.python()` forks programs out of: `python -I warm_server.py SOCKET`.

It loads what terbit's programs load, says `ready`, and ends when its standard input does. A program that it forked is
killed when the one who asked for it is gone.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
import threading
import time
import traceback

POSSIBLE = sys.platform == "linux"
MODULES = ("terbit", "terbit.server.hook")
# What only some verbs import, and only when they need it.
_LATE = ("mkdocs.commands.build", "mkdocs.config", "material.plugins.search.plugin", "pymdownx.superfences", "httpx")


def load() -> None:
    """Import all of terbit. The verbs are forgotten again: what they say is translated when they are imported; and so
    is what runs as a program, of which Python would say that it was there before."""
    import terbit

    for module in pkgutil.walk_packages(terbit.__path__, "terbit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in _LATE:
        importlib.import_module(name)
    verbs = {name for name in sys.modules if name.startswith("terbit.commands.")} - {"terbit.commands.edge"}
    for name in verbs | {"terbit.server.hook"}:
        del sys.modules[name]
    gc.collect()
    gc.freeze()


def serve(path: str) -> None:
    """Take programs in until standard input ends."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(64)
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    running: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as sources:
        for source in (sys.stdin.fileno(), woken, listener.fileno()):
            sources.register(source, selectors.EVENT_READ)
        print("ready", flush=True)
        while True:
            for key, _ in sources.select():
                if key.fd == sys.stdin.fileno():
                    return
                if key.fd == woken:
                    os.read(woken, 4096)
                    _reap(running, sources)
                elif key.fd == listener.fileno():
                    line, _ = listener.accept()
                    pid = _forked(*_received(line))
                    running[pid] = line
                    sources.register(line, selectors.EVENT_READ, pid)
                else:  # whoever asked is gone
                    sources.unregister(key.fileobj)
                    os.kill(key.data, signal.SIGKILL)


def _reap(running: dict[int, socket.socket], sources: selectors.BaseSelector) -> None:
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        line = running.pop(pid)
        if line in (key.fileobj for key in sources.get_map().values()):
            sources.unregister(line)
        code = os.waitstatus_to_exitcode(status)
        with contextlib.suppress(OSError):  # nobody waits for it
            line.sendall(code.to_bytes(4, "big", signed=True))
        line.close()


def _received(line: socket.socket) -> tuple[list[int], list[str]]:
    """The standard streams, and what is asked: a folder, the number of the words, the words, the environment."""
    head, streams, _, _ = socket.recv_fds(line, 4, 3)
    size, body = int.from_bytes(head, "big"), b""
    while len(body) < size:
        body += line.recv(size - len(body))
    return list(streams), [os.fsdecode(word) for word in body.split(b"\0")]


def _forked(streams: list[int], asked: list[str]) -> int:
    """Fork; the child does what is asked and ends. The parent gets its number."""
    pid = os.fork()
    if pid:
        for stream in streams:
            os.close(stream)
        return pid
    code = 70
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = _ended(_become(streams, asked))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _become(streams: list[int], asked: list[str]) -> list[str]:
    """Be the process that was described; returns the module or file, and its words."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # the listener, the waker and everybody's lines
    folder, count, *rest = asked
    words, settings = rest[: int(count)], rest[int(count) :]
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(setting.partition("=")[::2] for setting in settings)
    time.tzset()
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, "r", closefd=False)), "utf-8", "surrogateescape")
    sys.stdout = _written(1, "surrogateescape")
    sys.stderr = _written(2, "backslashreplace")
    return words


def _written(number: int, errors: str) -> io.TextIOWrapper:
    stream = io.BufferedWriter(io.FileIO(number, "w", closefd=False))
    return io.TextIOWrapper(stream, "utf-8", errors, line_buffering=number == 2 or stream.isatty())


def _ended(words: list[str]) -> int:
    """Run a module as Python would with `-m`, or a file; its exit code, once everything is written."""
    sys.argv = words
    code: object = None
    try:
        if words[0].endswith(".py"):
            runpy.run_path(words[0], run_name="__main__")
        else:
            runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
        code = 1
    if code is not None and not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return code or 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    load()
    serve(sys.argv[1])
