"""The stages, one after another: whatever keeps one from its end that is no fault of ours becomes Stopped."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress

from terbit.findings import Refused, Unverified
from terbit.git import GitError
from terbit.messages import msg
from terbit.pipeline.host import Host
from terbit.pipeline.run import Run, Stage, Stopped, nothing
from terbit.pipeline.stages import STAGES
from terbit.pipeline.summary import PUBLISH, summary
from terbit.publishing import build
from terbit.publishing.deploy import Seam


def publish(
    host: Host,
    *,
    resume: bool = False,
    rollback: bool = False,
    thorough: bool = True,
    seam: Seam = nothing,
    progress: Callable[[Stage], None] = lambda stage: None,
) -> Run:
    """Publish what is due. Raises Stopped when a stage fails. One at a time: the caller sees to that (see worker).

    `rollback` puts the release back that was live before; publishing then stays there until `resume` or a newer main.
    `thorough` looks at what is live even where nothing new is put there. Where somebody else puts it live, the run ends
    when it is handed over; another one finishes.
    """
    run = Run(host, seam, resume, rollback, thorough)
    for stage in STAGES:
        progress(stage)
        seam(f"{stage.name}:before")
        try:
            _guarded(stage, run)
        except Stopped as stopped:
            _give_up(run, stopped)
            raise
        except Exception as error:
            kind = type(error).__name__
            _give_up(run, Stopped(stage.name, 4, msg("kesalahan di dalam terbit ({kind})", kind=kind)))
            raise
        seam(f"{stage.name}:after")
        if run.handed:
            break
    return run


def _guarded(stage: Stage, run: Run) -> None:
    try:
        stage.run(run)
    except Stopped:
        raise
    except Refused as refusal:
        code = 3 if isinstance(refusal, Unverified) else 2
        raise Stopped(stage.name, code, refusal.message, refusal.hint) from refusal
    except build.Unbuildable as error:
        if isinstance(error.__cause__, OSError):
            raise _disk(stage, error.__cause__) from error
        raise Stopped(stage.name, 4, error.message) from error
    except OSError as error:
        raise _disk(stage, error) from error
    except GitError as error:
        lines = error.stderr.strip().splitlines()
        raise Stopped(stage.name, 2, msg("git gagal: {error}", error=lines[-1] if lines else error.status)) from error


def _disk(stage: Stage, error: OSError) -> Stopped:
    message = msg("{path}: {error}", path=error.filename or "?", error=error.strerror or str(error))
    return Stopped(stage.name, 2, message, msg("periksa ruang disk dan hak akses di server, lalu terbitkan lagi"))


def _give_up(run: Run, stopped: Stopped) -> None:
    """Leave nothing half made, and say on the records branch that it failed, where that is still possible."""
    if run.room is not None:
        shutil.rmtree(run.room, ignore_errors=True)
    if run.main:
        with suppress(Refused, GitError, OSError):
            run.record([], f"Catat penerbitan yang gagal pada {run.main[:12]}", {PUBLISH: summary(run, stopped)})
