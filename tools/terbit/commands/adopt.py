"""`terbit adopt FORMAT`: an existing site becomes one change of the office (DESIGN: adopted articles)."""

from __future__ import annotations

import inspect
import json
import shlex
import shutil
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from terbit import sop as procedure
from terbit.adopt import formats
from terbit.commands import edge
from terbit.commands.edge import Format, help_text
from terbit.findings import Refused
from terbit.messages import Message, msg

if TYPE_CHECKING:
    from terbit.adopt.reporting import Adoption
    from terbit.sop import Sop

_SHOWN = 20  # listed files and warnings that are printed one by one; the rest is counted


def register(app: typer.Typer) -> None:
    """Add the group to the application."""
    group = typer.Typer(no_args_is_help=True, help=help_text("Bawa situs lama ke dalam kantor sebagai satu usulan."))
    group.callback()(lambda: None)
    for one in formats.FORMATS:
        group.command(one.name, help=edge.text(one.help))(_command(one))
    app.add_typer(group, name="adopt")


def _command(kind: formats.Format) -> Callable[..., None]:
    """The verb of a format: the arguments of all, and those options that the format takes."""

    def command(
        source: Path,
        category: Annotated[str | None, typer.Option(help=help_text("kategori untuk semua artikel"))] = None,
        permalinks: Annotated[
            str | None, typer.Option(help=help_text("pola alamat lama, misalnya /:year/:month/:slug/"))
        ] = None,
        media: Annotated[
            Path | None, typer.Option(help=help_text("folder berkas unggahan, misalnya wp-content/uploads"))
        ] = None,
        format: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
    ) -> None:
        _adopt(kind, source, category, permalinks, media, format)

    signature = inspect.signature(command, eval_str=True)
    argument = Annotated[Path, typer.Argument(help=edge.text(kind.what))]
    taken = [
        parameter.replace(annotation=argument) if name == "source" else parameter
        for name, parameter in signature.parameters.items()
        if name not in ("permalinks", "media") or name in kind.takes
    ]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in taken}
    command.__signature__ = signature.replace(parameters=taken)  # type: ignore[attr-defined]
    return command


def _adopt(
    kind: formats.Format, source: Path, category: str | None, permalinks: str | None, media: Path | None, form: Format
) -> None:
    from terbit.adopt import office
    from terbit.adopt.adoption import adopt
    from terbit.adopt.existing import Given
    from terbit.articles.tree import GitTree

    folder = edge.HERE.office
    _apart(folder, source, kind)
    repo, new = office.opened(folder)
    try:
        with repo:
            main = office.main_of(repo)
            assert main is not None  # noqa: S101 (`opened` saw to it)
            sop = _procedure(repo.file(main, procedure.PATH))
            here = repo.resolve("HEAD") or main
            tree = GitTree(repo, here if repo.is_ancestor(main, here) else main)
            cache = edge.cache_of(repo)
            existing = kind.read(Given(source, sop.zone, permalinks, media))
            adoption = adopt(existing, tree, sop, edge.now(), category=category, cache=cache)
            branch = office.commit(repo, adoption.files, _subject(source, adoption)) if adoption.files else ""
    except Refused:
        if new:  # nothing came of it: the folder is as it was
            shutil.rmtree(folder)
        raise
    if form is Format.JSON:
        typer.echo(json.dumps(_report(adoption), ensure_ascii=False, indent=1))
        return
    if form is Format.SARIF:
        typer.echo(edge.rendered(adoption.findings, form))
        return
    if form is Format.GITHUB:
        for finding in adoption.findings:
            typer.echo(finding.annotation(edge.HERE.language))
        return
    _say(adoption)
    if branch:
        _next(folder, branch, new, sop, kind)


def _apart(folder: Path, source: Path, kind: formats.Format) -> None:
    """The office and the existing site lie apart: neither is read or written as part of the other."""
    office, site = folder.resolve(), source.resolve()
    if site == office or office in site.parents or site in office.parents:
        raise Refused(
            msg("kantor dan situs lama harus di folder yang terpisah"),
            msg("misalnya terbit -C kantor adopt {format} situs-lama", format=kind.name),
        )


def _procedure(content: bytes | None) -> Sop:
    sop, findings = procedure.read(content or b"")
    if sop is None:
        edge.finish(findings)
    return sop


def _subject(source: Path, adoption: Adoption) -> str:
    name = source.resolve().name.encode("utf-8", "replace").decode()
    return f"Adopsi situs lama: {name} ({adoption.documents} naskah)\n"


def _report(adoption: Adoption) -> dict[str, object]:
    language = edge.HERE.language
    return {
        "adopted": [
            {"path": file.path, "targets": list(file.targets), "changes": [c.text(language) for c in file.changes]}
            for file in adoption.adopted
        ],
        "listed": [
            {"path": _visible(file.path), "reason": file.reason.text(language), "line": file.line}
            for file in adoption.listed
        ],
        "findings": [finding.record(language) for finding in adoption.findings],
        "words": {
            "total": adoption.total,
            "kept": adoption.kept,
            "lowest": [
                {"path": one.source, "total": one.total, "kept": one.kept, "lost": list(one.lost)}
                for one in adoption.words[:_SHOWN]
                if one.kept < one.total
            ],
        },
        "left_out": [message.text(language) for message in adoption.left_out],
    }


def _visible(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode()


def _say(adoption: Adoption) -> None:
    for file in adoption.listed[:_SHOWN]:
        where = f"{file.path}:{file.line}" if file.line else file.path
        edge.say(msg("tidak diadopsi  {path}: {reason}", path=where, reason=file.reason))
    _more(len(adoption.listed))
    for finding in adoption.findings[:_SHOWN]:
        edge.say(finding.text(edge.HERE.language))
    _more(len(adoption.findings))
    edge.say(
        msg(
            "{documents} naskah dan {files} berkas diadopsi, {listed} berkas tidak, {warnings} peringatan.",
            documents=adoption.documents,
            files=len(adoption.adopted) - adoption.documents,
            listed=len(adoption.listed),
            warnings=len(adoption.findings),
        )
    )
    _words(adoption)
    for left in adoption.left_out:
        edge.say(left)
    edge.say(msg("Rincian setiap berkas: tambahkan --format json"))


def _words(adoption: Adoption) -> None:
    """How much of what readers saw came in, and where least of it did."""
    if not adoption.words:
        return
    edge.say(
        msg(
            "{kept} dari {total} kata yang terbaca di situs lama dipertahankan ({share}).",
            kept=adoption.kept,
            total=adoption.total,
            share=_percent(adoption.kept, adoption.total),
        )
    )
    lowest = adoption.words[0]
    if lowest.kept < lowest.total:
        edge.say(
            msg(
                "Paling sedikit: {path} ({share}), hilang: {lost}",
                path=lowest.source,
                share=_percent(lowest.kept, lowest.total),
                lost=" ".join(lowest.lost),
            )
        )


def _percent(part: int, whole: int) -> str:
    """A share with two decimals, cut off: what is less than all is never shown as 100."""
    from babel.numbers import format_decimal

    hundredths = part * 10_000 // whole if whole else 10_000
    return f"{format_decimal(Decimal(hundredths) / 100, format='0.00', locale=edge.HERE.language)} %"


def _more(count: int) -> None:
    if count > _SHOWN:
        edge.say(msg("… dan {count} lagi", count=count - _SHOWN))


def _next(folder: Path, branch: str, new: bool, sop: Sop, kind: formats.Format) -> None:
    office = shlex.quote(str(folder))
    edge.say("")
    edge.say(msg("Semuanya ada di cabang {branch}, dalam satu usulan. Langkah berikutnya:", branch=branch))
    if new:
        edge.say(msg("  1. Isi kantor dan orangnya di {path}/sop.yml pada cabang main", path=office))
        edge.say(f"     git -C {office} checkout main")
        edge.say(msg("  2. Buat server kantor, lalu folder kerja Anda"))
        edge.say(f"     terbit server init server.git --office {office} --admin-key admin.pub")
        edge.say("     terbit server join server.git kerja --key admin")
        edge.say(msg("  3. Bawa situs lama ke folder kerja itu, lalu kirim"))
        edge.say(msg("     terbit -C kerja adopt {format} SITUS-LAMA", format=kind.name))
        edge.say('     terbit -C kerja submit -m "Adopsi situs lama"')
    else:
        edge.say(f'     terbit -C {office} submit -m "Adopsi situs lama"')
    edge.say(msg("Usulan ini perlu dua persetujuan:"))
    for role in (sop.floor.administrator, sop.floor.head):
        edge.say(msg("  - {role}: {people}", role=sop.roles.get(role, role), people=_holders(sop, role, edge.now())))
    edge.say(msg("Masing-masing mengetik: terbit approve NOMOR"))


def _holders(sop: Sop, role: str, at: datetime) -> Message | str:
    names = [sop.people[person].name for person in sop.holders(role, at)]
    return ", ".join(names) if names else msg("belum ada orangnya di sop.yml")
