"""The hooks' entry: `python -I -m terbit.server.hook pre-receive|post-receive BARE`, started by git in a clean
environment. Effects only; what is accepted is judge.py's answer.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from terbit import sop as procedure
from terbit.findings import Finding, Refused, Unverified
from terbit.forge import receipts as book
from terbit.forge.bare import Bare, replace
from terbit.forge.receipts import Receipts
from terbit.forge.revisions import MAIN, server_refs
from terbit.git import NOTHING, Repo
from terbit.messages import Language, Message, msg
from terbit.server.push import Push, Update, parse, stale

_QUARANTINE = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
_MOST_SHOWN = 20
_CORRECTED = timedelta(hours=1)


def main(arguments: list[str]) -> int:
    """Exit 0 accepts; anything else refuses the whole push, and git stores nothing of it."""
    name, path = arguments
    bare = Bare(Path(path))
    language: Language = "id"
    try:
        language = bare.facts().language
        if name == "post-receive":
            post_receive(bare, sys.stdin.buffer)
            return 0
        return pre_receive(bare, sys.stdin.buffer, language)
    except Refused as refusal:
        _say([refusal.message, *([refusal.hint] if refusal.hint else [])], language)
    except Exception as error:
        _say([_logged(bare, error)], language)
    return 1


def pre_receive(bare: Bare, lines: Iterable[bytes], language: Language) -> int:
    """Judge all refs of the push together; write the receipts when, and only when, all of it is accepted."""
    updates, findings = parse(lines)
    if not findings:
        with (bare.folder / "receive.lock").open("w") as lock, Repo(bare.path, environment()) as repo:
            fcntl.flock(lock, fcntl.LOCK_EX)
            push = gather(bare, repo, updates)
            findings = stale(push.updates, push.before) or _judged(push, bare)
            if not findings:
                book.append(bare.receipts, push.new_receipts)
    if findings:
        _refuse(findings, language)
        return 1
    return 0


def _judged(push: Push, bare: Bare) -> list[Finding]:
    from terbit.server.judge import judge_push  # the rules are slow to load; a wrong name needs none of them

    return judge_push(push, bare.folder / "cache")


def environment() -> dict[str, str]:
    """What of the environment the hook's git sees: a path, and git's own quarantine."""
    clean = {"PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}
    return clean | {name: os.environ[name] for name in _QUARANTINE if name in os.environ}


def gather(bare: Bare, repo: Repo, updates: list[Update]) -> Push:
    """The push with everything that it is judged by. Raises Refused where main has no procedure."""
    at, source = bare.now()
    before = server_refs(repo)
    main = before.get(MAIN, "")
    sop, _ = procedure.read(repo.file(main, procedure.PATH) or b"") if main else (None, [])
    if sop is None:
        raise Refused(msg("sop.yml di server ini tidak dapat dibaca; hubungi administrator"))
    receipts = book.read(bare.receipts)
    push = Push(
        repo=repo,
        updates=tuple(updates),
        at=_onwards(at, receipts, sop),
        source=source,
        anchor=bare.facts().anchor,
        main=main,
        sop=sop,
        before=before,
        refs=_moved(before, updates),
        receipts=Receipts(),
    )
    return Push(**{**push.__dict__, "receipts": receipts.and_these(push.new_receipts)})


def _onwards(now: datetime, receipts: Receipts, sop: procedure.Sop) -> datetime:
    """The time of this push: never before an earlier one, or what came in then would not have happened yet.

    Clocks are corrected by minutes. Raises Unverified where this one is further behind.
    """
    newest = receipts.newest
    if newest is None or newest <= now:
        return now
    if newest - now <= _CORRECTED:
        return newest
    here, there = (moment.astimezone(sop.zone).strftime("%Y-%m-%d %H:%M") for moment in (now, newest))
    raise Unverified(
        msg("jam server mundur: sekarang {now}, penerimaan terakhir {last}", now=here, last=there),
        msg("hubungi administrator untuk membetulkan jamnya"),
    )


def _moved(before: Mapping[str, str], updates: list[Update]) -> dict[str, str]:
    after = {**before, **{update.ref: update.new for update in updates}}
    return {ref: oid for ref, oid in after.items() if oid != NOTHING}


def post_receive(bare: Bare, lines: Iterable[bytes]) -> None:
    """Queue a publish and start the worker, which goes on alone; the push does not wait for it."""
    updates, _ = parse(lines)
    if not any(update.kind != "draft" for update in updates):
        return
    replace(bare.queue, b"".join(f"{u.ref} {u.new}\n".encode() for u in updates))
    subprocess.Popen(
        [bare.facts().python, "-I", "-m", "terbit", "publish", "--worker", str(bare.path)],
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
    )


def _refuse(findings: list[Finding], language: Language) -> None:
    for finding in findings[:_MOST_SHOWN]:
        print(finding.text(language), file=sys.stderr)
    if len(findings) > _MOST_SHOWN:
        print(msg("dan {count} lagi", count=len(findings) - _MOST_SHOWN).text(language), file=sys.stderr)


def _say(messages: list[Message], language: Language) -> None:
    for message in messages:
        print(message.text(language), file=sys.stderr)


def _logged(bare: Bare, error: BaseException) -> Message:
    """A fault of ours refuses the push; its traceback stays on the server."""
    handle, name = tempfile.mkstemp(prefix="hook-", suffix=".log", dir=bare.folder)
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write("".join(traceback.format_exception(error)))
    return msg("Kesalahan di dalam terbit; kiriman tidak diterima. Administrator: lihat {name}", name=Path(name).name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
