"""One publisher at a time: a lock, a queue, and a status that everybody may read.

A push writes the queue and starts a worker of its own (`terbit publish --worker BARE`), which ends at once where
another is at work: that one looks at the queue again before and after it lets go of the lock. What was queued while a
build ran is published in one go, the latest state of main; nothing is skipped, for records are made from evidence.
The queue's file is set aside while it is served, so a worker that is killed leaves it for the next.
"""

from __future__ import annotations

import fcntl
import json
import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from terbit.forge.bare import Bare, replace
from terbit.git import Repo
from terbit.messages import Message, msg
from terbit.pipeline.publish import publish
from terbit.pipeline.run import Run, Stage, Stopped, nothing
from terbit.pipeline.server_host import ServerHost
from terbit.pipeline.stages import STAGES
from terbit.pipeline.summary import exit_code, outcome
from terbit.publishing.deploy import Seam
from terbit.records.event import stamp

LOG = "publish.log"
Progress = Callable[[Stage], None]


@contextmanager
def lock(server: Bare, *, wait: bool) -> Iterator[bool]:
    """The publisher's lock; yields whether it was had. The kernel lets go of it when the process dies."""
    handle = os.open(server.folder / "publish.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


def work(server: Bare, seam: Seam = nothing) -> None:
    """Publish until the queue is empty. Ends at once where another publisher is at work. Never raises: see status."""
    while pending(server):
        with lock(server, wait=False) as ours:
            if not ours:
                return  # whoever has the lock looks at the queue once more after letting go
            while _take(server):
                # how it ended stands in the status; the next push, `terbit publish` or `run-due` tries again
                with suppress(Exception):
                    once(server, thorough=False, seam=seam)
                _taken(server).unlink(missing_ok=True)


def pending(server: Bare) -> bool:
    """Whether somebody asked for a publish that nobody has served."""
    return server.queue.exists() or _taken(server).exists()


def _taken(server: Bare) -> Path:
    return server.queue.with_name("queue.taken")


def _take(server: Bare) -> bool:
    """Set the queue aside. True where there is something to serve, also what a killed worker had set aside."""
    try:
        server.queue.replace(_taken(server))
    except FileNotFoundError:
        return _taken(server).exists()
    return True


def foreground(server: Bare, *, resume: bool, rollback: bool, progress: Progress, waiting: Callable[[], None]) -> Run:
    """Publish now, after whoever is at it has ended. Raises Stopped. Serves the queue too: it publishes the same."""
    server.facts()
    try:
        with lock(server, wait=False) as ours:
            if ours:
                return _served(server, resume, rollback, progress)
        waiting()
        with lock(server, wait=True):
            return _served(server, resume, rollback, progress)
    finally:
        work(server)  # pushes that came meanwhile found us at work


def _served(server: Bare, resume: bool, rollback: bool, progress: Progress) -> Run:
    _take(server)
    try:
        return once(server, resume=resume, rollback=rollback, progress=progress)
    finally:
        _taken(server).unlink(missing_ok=True)


def once(
    server: Bare,
    *,
    resume: bool = False,
    rollback: bool = False,
    thorough: bool = True,
    seam: Seam = nothing,
    progress: Progress = lambda stage: None,
) -> Run:
    """One publish under the lock, its status written as it goes. Raises Stopped."""
    now, _ = server.now()
    reached = ""

    def going(stage: Stage) -> None:
        nonlocal reached
        reached = stage.name
        _status(server, now, "running", stage=stage.name, message=stage.title)
        progress(stage)

    try:
        with Repo(server.path) as repo:
            host = ServerHost(repo, server)
            run = publish(host, resume=resume, rollback=rollback, thorough=thorough, seam=seam, progress=going)
    except Stopped as stopped:
        _status(server, now, "failed", stage=stopped.stage, message=stopped.message, code=stopped.code)
        raise
    except Exception as error:
        _fault(server, reached, error)
        raise
    deployment = run.release.deployed if run.release is not None else None
    _status(
        server,
        now,
        "rolled-back" if deployment and deployment.rollback else "published",
        message=outcome(run),
        code=exit_code(run),
        main=run.main,
        deployment=deployment.deployment if deployment else "",
    )
    return run


def status(server: Bare) -> dict[str, Any] | None:
    """What the publisher last said, None where it never ran. `state` is running, published, rolled-back or failed;
    a run that died is "interrupted"."""
    try:
        body = json.loads(server.status.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(body, dict):
        return None
    if body.get("state") == "running" and not _alive(body.get("process")):
        body["state"] = "interrupted"
    return body


def _alive(process: object) -> bool:
    # asking for the lock instead would make a worker that starts in that moment believe that another is at work
    try:
        os.kill(int(str(process)), 0)
    except PermissionError:
        return True  # it runs, as another user
    except (OSError, ValueError):
        return False
    return True


def _status(
    server: Bare,
    at: datetime,
    state: str,
    *,
    stage: str = "",
    message: Message,
    code: int = 0,
    main: str = "",
    deployment: str = "",
) -> None:
    body = {
        "state": state,
        "process": os.getpid(),
        "at": stamp(at),
        "stage": stage,
        "stages": [known.name for known in STAGES],
        "message": message.text(server.facts().language),
        "code": code,
        "main": main,
        "deployment": deployment,
    }
    try:
        replace(server.status, json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
    except OSError:
        return  # a full disk: the status is a courtesy, the publish says by itself what is wrong


def _fault(server: Bare, stage: str, error: Exception) -> None:
    """A fault of ours: its traceback stays on the server, the status names the file."""
    log = server.folder / LOG
    try:
        log.write_text("".join(traceback.format_exception(error)), "utf-8")
    except OSError:
        return
    message = msg("Kesalahan di dalam terbit: {kind}. Rinciannya di {path}", kind=type(error).__name__, path=log)
    _status(server, server.now()[0], "failed", stage=stage, message=message, code=4)
