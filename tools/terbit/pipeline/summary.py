"""How a publish ended: for everybody who has the records, and as an exit code."""

from __future__ import annotations

from terbit.findings import Severity, has_errors, sorted_findings
from terbit.messages import Message, msg
from terbit.pipeline.run import Run, Stopped
from terbit.records.event import canonical, stamp

PUBLISH = "publish.json"  # on the records branch


def summary(run: Run, stopped: Stopped | None = None) -> bytes:
    """publish.json: how the publish of this main ended. Made of facts alone, so a repeated run writes nothing new.

    `main` is the one that what is live stands for. `next` is when what is shown may change by itself, "" where nothing
    is foreseen.
    """
    release = run.release.deployed if run.release is not None else None
    state = "failed" if stopped is not None else "rolled-back" if release and release.rollback else "published"
    language = run.host.language
    body = {
        "v": 1,
        "state": state,
        "main": release.main if run.behind and release else run.main,
        "deployment": release.deployment if release else "",
        "live_main": release.main if release else "",
        "as_of": stamp(release.as_of) if release else "",
        "next": run.next,
        "live": run.outcome,
        "stage": stopped.stage if stopped is not None else "",
        "message": stopped.message.text(language) if stopped is not None else "",
        "findings": [
            finding.text(language).encode("utf-8", "backslashreplace").decode()
            for finding in sorted_findings(run.findings)
            if finding.severity is Severity.ERROR
        ][:50],
    }
    return canonical(body) + b"\n"


def outcome(run: Run) -> Message:
    """How a publish ended, in one sentence."""
    if run.handed:
        return msg("siap ditayangkan: terbitan {deployment}", deployment=run.handed)
    if run.release is None:
        return msg("belum ada yang tayang")
    deployed = run.release.deployed
    if deployed.rollback:
        return msg(
            "dikembalikan ke terbitan {back}; penerbitan menunggu terbit publish --resume atau penggabungan berikutnya",
            back=deployed.rollback,
        )
    if run.stays and not run.host.looks_only:
        return msg("tidak ada yang baru: terbitan {deployment} tetap tayang", deployment=deployed.deployment)
    return msg("tayang: terbitan {deployment}", deployment=deployed.deployment)


def exit_code(run: Run) -> int:
    """0 good, 1 findings, 3 where what is live or who approved what could not be verified. A run that hands over ends
    with 0: what it found is said again by the one that finishes, and must not keep the rest from going live."""
    if run.handed:
        return 0
    if run.doubtful:
        return 3
    if has_errors(run.findings):
        return 1
    return {"good": 0, "bad": 1, "unknown": 3}[run.outcome]
