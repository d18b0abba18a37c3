"""`terbit gate`: may an open pull request be merged? Judges one or all, and with `--post` says so where it is open.

Exit 0: all were judged, and what was asked about by number or commit may be merged; 1: that may not; 3: it could not be
found out. People are not named on the screen: a job's log is read by more people than the pull request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import typer

from terbit import sop as procedure
from terbit.commands import edge, github_edge
from terbit.commands.edge import Format, help_text
from terbit.findings import Finding, Refused, Unverified, render
from terbit.forge import Change
from terbit.forge.github import GitHub
from terbit.forge.github.client import Client
from terbit.forge.github.pull import PullRequest
from terbit.forge.github.reading import strangers_of
from terbit.forge.github.transport import Transport
from terbit.git import Repo
from terbit.github import conversation, posting, wording
from terbit.github.conversation import Conversation
from terbit.github.verdicts import Judged, Main, Unjudged, judge_pull
from terbit.messages import msg
from terbit.records import remote
from terbit.sop import Sop


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("gate", help=help_text("Nilai usulan yang terbuka di GitHub: boleh digabung atau belum."))(gate)


def gate(
    number: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=help_text("nomor usulan; tanpa nomor: semua"))
    ] = None,
    commit: Annotated[
        str | None,
        typer.Option(metavar="SHA", help=help_text("usulan yang sekarang berakhir di commit ini (40 huruf dan angka)")),
    ] = None,
    post: Annotated[bool, typer.Option("--post", help=help_text("tulis hasilnya pada usulan di GitHub"))] = False,
    preview: Annotated[
        str | None, typer.Option("--preview-url", metavar="URL", help=help_text("alamat pratinjau halamannya"))
    ] = None,
    form: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
) -> None:
    if number is not None and commit is not None:
        raise Refused(msg("sebutkan nomor usulan atau commit, tidak keduanya"))
    if commit is not None and not re.match(r"[0-9a-f]{40}\Z", commit):
        raise Refused(msg("commit ditulis lengkap: 40 huruf dan angka"))
    sop = edge.office_sop(form)
    here = github_edge.surroundings(sop)
    with Repo(edge.HERE.office) as repo:
        client = github_edge.client(here)
        single = number is not None or commit is not None
        at = edge.now()  # before anything is read: whoever looks later knows more
        board = _board(here, client, sop, preview, at, single=single) if post else None
        look = _Look(sop, here, repo, github_edge.forge(here, repo, sop), at)
        try:
            cases = [look.case(each) for each in _numbers(look, client, here.repository, number, commit)]
        except Unverified as silence:
            if board is not None and commit is not None:
                _doubt(board, Unjudged(0, commit, silence.message, silence.hint), sop)
            raise
        _show(cases, form)
        faults: list[Refused] = []
        passing = {case.pull.head: case for case in cases if isinstance(case.outcome, Judged) and case.outcome.approved}
        for case in cases:
            # the check is the head's: whoever proposes an approved one a second time must not shut it out
            shadowed = passing.get(case.pull.head, case) is not case
            for fault in _post(board, case, shadowed=shadowed) if board is not None else ():
                faults.append(fault)
                edge.say(msg("usulan {number}: {message}", number=case.number, message=fault.message), err=True)
                if fault.hint is not None:
                    edge.say(msg("Saran: {hint}", hint=fault.hint), err=True)
    if look.broken:
        raise look.broken[0]
    raise typer.Exit(_ending(cases, faults, single=single))


def _numbers(look: _Look, client: Client, repository: str, number: int | None, commit: str | None) -> list[int]:
    if number is not None:
        return [number]
    if commit is None:
        return look.forge.unfinished()
    found = posting.numbers_of(client, repository, commit)
    return [each for each in found if (pull := look.forge.pull(each)) is not None and pull.state == "OPEN"]


@dataclass(frozen=True, slots=True)
class _Case:
    """A pull request with how it stands. `change` is None where not even that could be read."""

    pull: PullRequest
    sop: Sop
    outcome: Judged | Unjudged
    change: Change | None = None

    @property
    def number(self) -> int:
        return self.pull.number


class _Look:
    """One look at GitHub: the moment that it began, and what main says."""

    def __init__(self, sop: Sop, here: github_edge.Surroundings, repo: Repo, forge: GitHub, at: datetime) -> None:
        self.at = at
        self.forge = forge
        self._office, self._here, self._repo = sop, here, repo
        self._mains: dict[str, Main] = {}
        self.broken: list[Exception] = []  # faults of ours, told when all others have been judged

    def case(self, number: int) -> _Case:
        """Raises Refused where there is nothing to judge, Unverified where GitHub does not even show it."""
        pull = self.forge.pull(number)
        if pull is None:
            raise Refused(msg("usulan {number} tidak ada", number=number))
        if pull.state != "OPEN":
            raise Refused(msg("usulan {number} sudah ditutup atau digabung", number=number))
        try:
            main = self._main(pull.main)
            change = self.forge.change(number, main.sop)
            if change is None:
                raise Refused(
                    msg("usulan {number} tidak menuju cabang main", number=number),
                    msg("ubah cabang tujuannya di GitHub"),
                )
            return _Case(pull, main.sop, judge_pull(main, change, pull.head), change)
        except Unverified as fault:
            return _Case(pull, self._office, Unjudged(number, pull.head, fault.message, fault.hint))
        except Refused:
            raise
        except Exception as error:  # what one pull request holds must not keep the others from being judged
            self.broken.append(error)
            return _Case(pull, self._office, Unjudged(number, pull.head, msg("kesalahan di dalam terbit")))

    def _main(self, commit: str) -> Main:
        if commit not in self._mains:
            found = None
            if self._repo.resolve(commit) == commit:
                found = procedure.read(self._repo.file(commit, procedure.PATH) or b"")[0]
            if found is None:
                raise Unverified(
                    msg("sop.yml di cabang main tidak dapat dibaca"), msg("hubungi administrator untuk memulihkannya")
                )
            cache = edge.cache_of(self._repo)
            self._mains[commit] = Main(self._repo, commit, found, self.at, self._records, cache)
        return self._mains[commit]

    def _records(self) -> str | None:
        hub = self._office.github
        elsewhere = hub.records if hub is not None else None
        token = self._here.records_token if elsewhere else self._here.token
        address = self._here.address(elsewhere)
        return remote.fetch(self._repo, remote.Remote(address, Transport(address, token).settings())).commit


# -- saying it on GitHub -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Board:
    """Where outcomes are posted. `app` is the App whose check binds, with its number; None at level 1: then nothing is
    written that could pass for a check."""

    repository: str
    client: Client
    app: tuple[int, Client] | None
    talk: Callable[[int], Conversation]
    at: datetime
    preview: str | None


def _board(
    here: github_edge.Surroundings, client: Client, sop: Sop, preview: str | None, at: datetime, *, single: bool
) -> _Board:
    number = sop.github.app if sop.github is not None else None
    if number is not None and not here.app_token:
        raise Refused(
            msg("token App tidak ada: hasilnya tidak dapat mengikat"),
            msg("atur TERBIT_APP_TOKEN, atau hapus github.app dari sop.yml"),
        )
    app = None if number is None else (number, github_edge.client(here, here.app_token))
    every: dict[int, Conversation] = {}

    def talk(number: int) -> Conversation:
        if not single and not every:
            every.update(conversation.unfinished(client, here.repository))
        return every.get(number) or conversation.one(client, here.repository, number)

    return _Board(here.repository, client, app, talk, at, preview)


def _post(board: _Board, case: _Case, *, shadowed: bool) -> list[Refused]:
    """The check first: it binds. What fails is told, and keeps nothing else waiting. `shadowed`: another pull request
    with this very head may be merged, and brings the same."""
    faults: list[Refused] = []
    for step in (_talk,) if shadowed else (_check, _talk):
        try:
            faults += step(board, case)
        except Refused as fault:
            faults.append(fault)
    return faults


def _check(board: _Board, case: _Case) -> list[Refused]:
    _say_check(board, case.outcome, case.sop)
    return []


def _say_check(board: _Board, outcome: Judged | Unjudged, sop: Sop) -> None:
    if board.app is not None:
        number, client = board.app
        run = wording.check_run(outcome, sop, board.at, board.preview)
        posting.post_check(client, board.repository, number, run)


def _doubt(board: _Board, outcome: Unjudged, sop: Sop) -> None:
    """What passed an earlier look must not go on passing when nobody can look any more. As far as GitHub lets us."""
    with suppress(Refused):
        _say_check(board, outcome, sop)


def _talk(board: _Board, case: _Case) -> list[Refused]:
    """The comment, and whom to ask. A draft is left in peace, and where nothing is known nothing new is said."""
    if not isinstance(case.outcome, Judged) or case.change is None:
        return []
    talk = board.talk(case.number)
    if case.outcome.state == "draft" and talk.own is None:
        return []
    text = wording.comment(case.outcome, case.sop, strangers_of(case.pull, case.sop), board.preview)
    posting.post_comment(board.client, board.repository, case.number, talk, text)
    accounts = posting.to_ask(case.outcome, case.change, case.pull, talk, case.sop)
    _, refused = posting.ask(board.client, board.repository, case.number, accounts)
    if not refused:
        return []
    message = msg("{count} orang tidak dapat diminta menilai", count=len(refused))
    return [Refused(message, msg("undang mereka sebagai kolaborator repositori"))]


# -- telling it here ---------------------------------------------------------------------------------------------------


def _show(cases: list[_Case], form: Format) -> None:
    if form is Format.JSON:
        found = [finding.record(edge.HERE.language) for finding in _findings(cases)]
        whole = {"changes": [_record(case) for case in cases], "findings": found}
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    if form is Format.SARIF:
        typer.echo(edge.rendered(_findings(cases), form))
        return
    for case in cases:
        outcome = case.outcome
        said = wording.title(outcome, case.sop)
        if isinstance(outcome, Unjudged):
            line = msg("usulan {number}: {said}: {why}", number=case.number, said=said, why=outcome.message)
        elif outcome.reasons:
            rules = ", ".join(dict.fromkeys(reason.rule for reason in outcome.reasons))
            line = msg("usulan {number}: {said} ({rules})", number=case.number, said=said, rules=rules)
        else:
            line = msg("usulan {number}: {said}", number=case.number, said=said)
        edge.say(line)
        if form is Format.TEXT and isinstance(outcome, Judged):
            for finding in outcome.findings:  # indented: no line begins with what a job would take for a command
                edge.say("  " + finding.text(edge.HERE.language))
    if form is Format.GITHUB and (marks := render(_findings(cases), "github", edge.HERE.language)):
        typer.echo(marks)
    if not cases:
        edge.say(msg("Tidak ada usulan yang terbuka."))


def _findings(cases: list[_Case]) -> list[Finding]:
    return [finding for case in cases if isinstance(case.outcome, Judged) for finding in case.outcome.findings]


def _record(case: _Case) -> dict[str, Any]:
    outcome, language = case.outcome, edge.HERE.language
    known: dict[str, Any] = {"number": outcome.number, "head": outcome.head}
    if isinstance(outcome, Unjudged):
        return {**known, "state": "unknown", "approved": False, "message": outcome.message.text(language)}
    return {
        **known,
        "state": outcome.state,
        "approved": outcome.approved,
        "missing": list(outcome.missing),
        "next": outcome.next_role,
        "reasons": list(dict.fromkeys(reason.rule for reason in outcome.reasons)),
    }


def _ending(cases: list[_Case], faults: list[Refused], *, single: bool) -> int:
    """What is not known comes before all else."""
    if any(isinstance(case.outcome, Unjudged) for case in cases) or any(isinstance(f, Unverified) for f in faults):
        return edge.UNVERIFIED
    if faults:
        return edge.USAGE
    denied = any(isinstance(case.outcome, Judged) and not case.outcome.approved for case in cases)
    return edge.FINDINGS if single and denied else edge.GOOD
