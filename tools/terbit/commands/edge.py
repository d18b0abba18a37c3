"""The edge of the program: where it is run, in which language, what time it is, and how it ends."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

import typer

from terbit import sop as procedure
from terbit.findings import Finding, Refused, Unverified, has_errors, render
from terbit.git import GitError, Repo
from terbit.messages import Language, Message, msg
from terbit.sop import Sop

GOOD, FINDINGS, USAGE, UNVERIFIED, FAULT = 0, 1, 2, 3, 4


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


@dataclass
class Place:
    """Where a command works. Set once by `cli.main`, before a verb runs."""

    office: Path = Path()
    language: Language = "id"
    quiet: bool = False  # what is printed is for a program alone: lines for people go to the other stream


HERE = Place()


def now() -> datetime:
    """The machine's clock: aware, UTC. Judging functions take the time as an argument."""
    return datetime.now(UTC)


def text(message: Message) -> str:
    return message.text(HERE.language)


def say(message: Message | str, *, err: bool = False) -> None:
    """One line on the screen."""
    typer.echo(message if isinstance(message, str) else text(message), err=err or HERE.quiet)


def help_text(source: str) -> str:
    """A verb's or option's help, in the reader's language. The source is Indonesian (see messages)."""
    return Message(source).text(HERE.language)


def office_sop(form: Format = Format.TEXT) -> Sop:
    """The procedure of the office folder. Raises Refused when there is none; ends with exit 1 when it has errors."""
    file = HERE.office / procedure.PATH
    if not file.is_file():
        raise Refused(
            msg("{path}: di sini tidak ada kantor (sop.yml tidak ditemukan)", path=HERE.office),
            msg("masuk ke folder kantor, atau sebutkan dengan terbit -C FOLDER"),
        )
    sop, findings = procedure.read(file.read_bytes())
    if sop is None:
        finish(findings, form)
    return sop


def cache_of(repo: Repo) -> Path | None:
    """The folder where what was found out about texts is kept between runs; None without a repository."""
    try:
        return repo.git_dir / "terbit-cache"
    except GitError:
        return None


def finish(findings: Iterable[Finding], form: Format = Format.TEXT) -> NoReturn:
    """Print findings and end: 1 when one is an error, else 0."""
    found = list(findings)
    shown = rendered(found, form)
    if shown:
        typer.echo(shown)
    raise typer.Exit(FINDINGS if has_errors(found) else GOOD)


def rendered(findings: Iterable[Finding], form: Format) -> str:
    """Findings in a form and the reader's language; a log in SARIF also where there are none."""
    if form is not Format.SARIF:
        return render(findings, form.value, HERE.language)
    from terbit import rules, sarif  # few ask for it

    described = {rule.id: (rule.severity, rule.asks) for rule in rules.RULES}
    return sarif.log(findings, described, HERE.language)


def guarded(run: Callable[[], object]) -> int:
    """Run a verb; every way it can end becomes an exit code and at most a few clear lines."""
    try:
        run()
    except typer.Exit as done:
        return done.exit_code
    except Unverified as refusal:
        _refusal(refusal)
        return UNVERIFIED
    except Refused as refusal:
        _refusal(refusal)
        return USAGE
    except typer.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except OSError as error:
        if error.filename is None and error.strerror is None:
            return _fault(error)
        say(
            msg("{path}: {error}", path=error.filename or "?", error=error.strerror or error), err=True
        )  # a full disk or a missing right is no fault of the program
        return USAGE
    except Exception as error:
        return _fault(error)
    return GOOD


def _refusal(refusal: Refused) -> None:
    say(refusal.message, err=True)
    if refusal.hint is not None:
        say(msg("Saran: {hint}", hint=refusal.hint), err=True)


def _fault(error: BaseException) -> int:
    handle, name = tempfile.mkstemp(prefix="terbit-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write("".join(traceback.format_exception(error)))
    say(msg("Kesalahan di dalam terbit: {kind}. Rinciannya di {path}", kind=type(error).__name__, path=name), err=True)
    return FAULT
