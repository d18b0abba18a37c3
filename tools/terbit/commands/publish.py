"""`terbit publish`: bring what is approved on main to the public, and say how it went."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from terbit.commands import edge
from terbit.commands.clone import server_beside
from terbit.commands.edge import Format, help_text
from terbit.findings import Finding, Refused, render, sorted_findings
from terbit.forge.bare import Bare
from terbit.messages import Message, msg

if TYPE_CHECKING:  # heavy parts are loaded where they are used
    from terbit.pipeline.run import Stopped
    from terbit.publishing.live import LiveCheck


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("publish", help=help_text("Terbitkan apa yang disetujui di main, lalu periksa yang tayang."))(publish)


def publish(
    bare: Annotated[
        Path | None, typer.Argument(help=help_text("folder repositori server; tanpa ini: server folder kantor"))
    ] = None,
    rollback: Annotated[bool, typer.Option("--rollback", help=help_text("kembalikan terbitan sebelumnya"))] = False,
    resume: Annotated[bool, typer.Option("--resume", help=help_text("terbitkan lagi sesudah --rollback"))] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help=help_text("sebut setiap tahap"))] = False,
    worker: Annotated[
        Path | None, typer.Option("--worker", help=help_text("dijalankan oleh server, bukan oleh orang"))
    ] = None,
    form: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
) -> None:
    from terbit.pipeline import worker as publisher
    from terbit.pipeline.run import Stopped
    from terbit.pipeline.summary import exit_code, outcome

    if worker is not None:
        publisher.work(Bare(worker))
        return
    if rollback and resume:
        raise Refused(msg("pilih salah satu: --rollback atau --resume"))
    server = server_of(bare)
    steps = _Steps(verbose)
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
    found = sorted_findings(run.findings)
    if form is Format.JSON:
        typer.echo(as_json(run.release.deployed.deployment if run.release else "", found, run.checked))
    else:
        if found:
            typer.echo(render(found, form.value, edge.HERE.language))
        edge.say(outcome(run))
        if run.checked is not None:
            edge.say(counts(run.checked))
        edge.say(msg("Situsnya ada di {path}", path=server.facts().live))
    raise typer.Exit(exit_code(run))


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
    from terbit.pipeline.stages import leaves_live_alone

    found = sorted_findings(stopped.findings)
    if form is Format.JSON:
        typer.echo(as_json("", found, None))
    elif found:
        typer.echo(render(found, form.value, edge.HERE.language))
    edge.say(msg("Gagal saat {stage}: {message}", stage=_title(stopped.stage), message=stopped.message), err=True)
    if stopped.hint is not None:
        edge.say(msg("Saran: {hint}", hint=stopped.hint), err=True)
    if leaves_live_alone(stopped.stage):
        edge.say(msg("Yang sudah tayang tidak berubah."), err=True)
    else:
        edge.say(msg("Situsnya sudah ditayangkan; sisanya diulang pada penerbitan berikutnya."), err=True)


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
