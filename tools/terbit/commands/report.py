"""`terbit report`: a month's report, printed; with --submit proposed as a change. It never writes `reports/` itself."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from terbit.commands import clone, edge
from terbit.commands.clone import REMOTE_MAIN, REMOTE_RECORDS
from terbit.findings import Refused
from terbit.forge import plain
from terbit.forge.revisions import MAIN
from terbit.git import Repo
from terbit.messages import msg
from terbit.records import book
from terbit.reporting import report, source


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("report", help=edge.help_text("Laporan bulanan: angka dan daftar dari catatan kantor."))
    def command(
        month: Annotated[str, typer.Argument(help=edge.help_text("bulan laporan, misalnya 2026-10"))],
        form: Annotated[
            edge.Format, typer.Option("--format", help=edge.help_text("text atau json"))
        ] = edge.Format.TEXT,
        submit: Annotated[bool, typer.Option("--submit", help=edge.help_text("ajukan laporan sebagai usulan"))] = False,
    ) -> None:
        with Repo(edge.HERE.office) as repo:
            made = _made(repo, month, submit=submit)
            if submit:
                _submit(repo, month, made)
            elif form is edge.Format.JSON:
                findings: list[object] = []
                body = {**made.figures.plain(), "findings": findings}
                typer.echo(json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True))
            else:
                notes = _notes(month)
                typer.echo(report.page(made.figures, made.sop, "internal", made.origin, _text(notes)), nl=False)


def _made(repo: Repo, month: str, *, submit: bool) -> source.Made:
    """The month's figures by what the server last said; asks it again, and says so where it does not answer."""
    clone.refreshed(repo, needed=submit)
    main = repo.resolve(REMOTE_MAIN) or repo.resolve(MAIN)
    if main is None:
        raise Refused(
            msg("{path}: di sini tidak ada kantor", path=edge.HERE.office), msg("sebutkan dengan terbit -C FOLDER")
        )
    records = repo.resolve(REMOTE_RECORDS) or repo.resolve(book.REF)
    if submit and records is None:
        raise Refused(msg("belum ada catatan di server"), msg("laporan dibuat dari catatan: tunggu penayangan pertama"))
    made = source.make(repo, month, main=main, records=records, as_of=edge.now())
    known = book.read(repo, records).events if records else ()
    # where the office runs on a demo clock, this machine's clock says nothing about it
    demo = bool(known) and known[-1].source == "demo"
    last = max((event.at for event in known), default=edge.now())
    if demo:
        made = source.make(repo, month, main=main, records=records, as_of=made.figures.end if submit else last)
    if submit and not made.figures.complete:
        raise Refused(
            msg("bulan {month} belum berakhir", month=month),
            msg("lihat angka sementaranya dengan terbit report {month}", month=month),
        )
    return made


def _submit(repo: Repo, month: str, made: source.Made) -> None:
    notes = _notes(month)
    files: dict[str, bytes | None] = dict(made.files(notes))
    if notes is not None:
        files[report.folder(month) + report.NOTES] = notes
    number = plain.submit(repo, None, files, report.title(month, made.sop.office.language))
    recipient = made.sop.roles[made.sop.report.recipient]
    edge.say(msg("Laporan {month} diajukan sebagai usulan {number}.", month=month, number=number))
    edge.say(msg("Yang menyetujui: {role}.", role=recipient))


def _notes(month: str) -> bytes | None:
    """What people wrote about the month, where it lies in the work folder."""
    file = edge.HERE.office / report.folder(month) / report.NOTES
    return file.read_bytes() if file.is_file() else None


def _text(notes: bytes | None) -> str:
    return (notes or b"").decode("utf-8", "replace")
