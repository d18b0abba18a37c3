"""`terbit publish`: bring what is approved on main to the public, and say how it went."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from terbit.commands import edge
from terbit.commands.clone import server_beside
from terbit.commands.edge import Format, help_text
from terbit.commands.options import Anchor, ServerFolder, SiteAddress
from terbit.findings import Finding, Refused, sorted_findings
from terbit.forge.bare import Bare
from terbit.git import Repo
from terbit.messages import Message, msg

if TYPE_CHECKING:  # heavy parts are loaded where they are used
    from terbit.pipeline.run import Run, Stopped
    from terbit.publishing.live import LiveCheck


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("publish", help=help_text("Terbitkan apa yang disetujui di main, lalu periksa yang tayang."))(publish)


def publish(
    bare: ServerFolder = None,
    rollback: Annotated[bool, typer.Option("--rollback", help=help_text("kembalikan terbitan sebelumnya"))] = False,
    resume: Annotated[bool, typer.Option("--resume", help=help_text("terbitkan lagi sesudah --rollback"))] = False,
    github: Annotated[
        Path | None,
        typer.Option("--github", help=help_text("di GitHub Actions: folder kerja; situsnya ada di FOLDER/site")),
    ] = None,
    anchor: Anchor = "",
    live: Annotated[
        str | None,
        typer.Option("--live", help=help_text("sesudah Pages menayangkan: alamat yang diperiksa dan dicatat")),
    ] = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help=help_text("periksa yang tayang juga bila tidak ada yang baru"))
    ] = False,
    url: SiteAddress = "",
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help=help_text("sebut setiap tahap"))] = False,
    worker: Annotated[
        Path | None, typer.Option("--worker", help=help_text("dijalankan oleh server, bukan oleh orang"))
    ] = None,
    form: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
) -> None:
    from terbit.pipeline import worker as publisher
    from terbit.pipeline.run import Stopped
    from terbit.pipeline.summary import exit_code

    if worker is not None:
        publisher.work(Bare(worker))
        return
    if rollback and resume:
        raise Refused(msg("pilih salah satu: --rollback atau --resume"))
    steps = _Steps(verbose)
    if github is not None:
        _on_github(github, anchor, live, url, steps, form, thorough=thorough, rollback=rollback)
    server = server_of(bare)
    try:
        run = publisher.foreground(
            server,
            resume=resume,
            rollback=rollback,
            progress=lambda stage: steps.next(edge.text(stage.title)),
            waiting=lambda: edge.say(msg("menunggu penerbitan lain selesai"), err=True),
        )
    except Stopped as stopped:
        steps.done()
        _stopped(stopped, form)
        raise typer.Exit(stopped.code) from None
    steps.done()
    _ended(run, form)
    if form is not Format.JSON:
        edge.say(msg("Situsnya ada di {path}", path=server.facts().live))
    raise typer.Exit(exit_code(run))


def _on_github(
    folder: Path,
    anchor: str,
    live: str | None,
    url: str,
    steps: _Steps,
    form: Format,
    *,
    thorough: bool,
    rollback: bool,
) -> NoReturn:
    """Prepare what an action then deploys; with `live` finish after it has."""
    from terbit.commands import pages
    from terbit.pipeline.publish import publish as go
    from terbit.pipeline.run import Stopped
    from terbit.pipeline.summary import exit_code, outcome

    form = Format.GITHUB if form is Format.TEXT else form
    with Repo(edge.HERE.office) as repo:
        host = pages.host(repo, folder, anchor, url=live or url, finish=live is not None)
        _, here = pages.office(repo, anchor)
        title = edge.text(msg("Penerbitan"))
        try:
            run = go(
                host,
                rollback=rollback,
                thorough=thorough,
                progress=lambda stage: steps.next(edge.text(stage.title)),
            )
        except Stopped as stopped:
            steps.done()
            _stopped(stopped, form)
            pages.hand_on(here, {"deploy": "false", "deployment": ""})
            pages.summarise(here, title, _lines(stopped), list(stopped.findings))
            raise typer.Exit(stopped.code) from None
        steps.done()
        _ended(run, form)
        pages.hand_on(here, {"deploy": "true" if run.handed else "false", "deployment": run.handed})
        said = [edge.text(outcome(run)), *([edge.text(counts(run.checked))] if run.checked is not None else [])]
        pages.summarise(here, title, said, sorted_findings(run.findings))
    raise typer.Exit(exit_code(run))


def _ended(run: Run, form: Format) -> None:
    """Say how a publish ended."""
    from terbit.pipeline.summary import outcome

    found = sorted_findings(run.findings)
    if form is Format.JSON:
        typer.echo(as_json(run.handed or (run.release.deployed.deployment if run.release else ""), found, run.checked))
        return
    if found or form is Format.SARIF:
        typer.echo(edge.rendered(found, form))
    edge.say(outcome(run))
    if run.checked is not None:
        edge.say(counts(run.checked))


def server_of(bare: Path | None) -> Bare:
    """The server: the folder named, else the office folder itself or the one it was cloned from.

    Raises Refused where that is not on this machine.
    """
    if bare is not None:
        server = Bare(bare.resolve())
        server.facts()
        return server
    found = server_beside(edge.HERE.office)
    if found is None:
        raise Refused(
            msg("server kantor ini tidak ada di komputer ini"),
            msg("jalankan di server dengan terbit publish FOLDER-REPOSITORI; setiap kiriman juga terbit sendiri"),
        )
    return found


def counts(checked: LiveCheck) -> Message:
    """The live check in one line."""
    good, bad, unknown = (checked.count(outcome) for outcome in ("good", "bad", "unknown"))
    if checked.left:
        return msg(
            "Diperiksa lewat HTTP: {good} baik, {bad} salah, {unknown} tidak diketahui, {left} potongan indeks "
            "pencarian tidak diminta kali ini",
            good=good,
            bad=bad,
            unknown=unknown,
            left=checked.left,
        )
    return msg(
        "Diperiksa lewat HTTP: {good} baik, {bad} salah, {unknown} tidak diketahui", good=good, bad=bad, unknown=unknown
    )


def as_json(deployment: str, findings: list[Finding], checked: LiveCheck | None) -> str:
    """A command's report as one JSON object that holds the findings."""
    body = {
        "deployment": deployment,
        "live": None if checked is None else {name: checked.count(name) for name in ("good", "bad", "unknown")},
        "findings": [finding.record(edge.HERE.language) for finding in findings],
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def _stopped(stopped: Stopped, form: Format) -> None:
    found = sorted_findings(stopped.findings)
    if form is Format.JSON:
        typer.echo(as_json("", found, None))
    elif found or form is Format.SARIF:
        typer.echo(edge.rendered(found, form))
    for line in _lines(stopped):
        edge.say(line, err=True)


def _lines(stopped: Stopped) -> list[str]:
    """What failed, what to do, and what that means for what is live."""
    from terbit.pipeline.stages import leaves_live_alone

    lines = [msg("Gagal saat {stage}: {message}", stage=_title(stopped.stage), message=stopped.message)]
    if stopped.hint is not None:
        lines.append(msg("Saran: {hint}", hint=stopped.hint))
    if leaves_live_alone(stopped.stage):
        lines.append(msg("Yang sudah tayang tidak berubah."))
    else:
        lines.append(msg("Situsnya sudah ditayangkan; sisanya diulang pada penerbitan berikutnya."))
    return [edge.text(line) for line in lines]


def _title(name: str) -> Message:
    from terbit.pipeline.stages import STAGES

    return next(stage.title for stage in STAGES if stage.name == name)


class _Steps:
    """Plain lines for each stage and how long it took, where they were asked for."""

    def __init__(self, verbose: bool) -> None:
        self._verbose, self._name, self._since = verbose, "", 0.0

    def next(self, name: str) -> None:
        self.done()
        self._name, self._since = name, time.monotonic()

    def done(self) -> None:
        if self._verbose and self._name:
            seconds = f"{time.monotonic() - self._since:.1f}"
            edge.say(msg("{stage}: {seconds} detik", stage=self._name, seconds=seconds), err=True)
        self._name = ""
