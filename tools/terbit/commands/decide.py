"""`terbit approve|return|reject|abandon N`: say what one thinks of a change. Signed, and kept for ever."""

from __future__ import annotations

from typing import Annotated

import typer

from terbit.commands import clone, edge
from terbit.commands.edge import help_text
from terbit.findings import Refused
from terbit.forge import Opinion, plain
from terbit.messages import Message, msg

_DONE: dict[Opinion, Message] = {
    "approved": msg("Anda menyetujui usulan {number}: {title} (isi {commit})"),
    "returned": msg("Usulan {number} dikembalikan kepada penulisnya: {title}"),
    "rejected": msg("Usulan {number} ditolak: {title}"),
    "abandoned": msg("Usulan {number} dibatalkan: {title}"),
}

Number = Annotated[int, typer.Argument(help=help_text("nomor usulan"), min=1)]
Reason = Annotated[str, typer.Option("--reason", help=help_text("alasan, dibaca oleh penulis"))]
Roles = Annotated[
    list[str] | None, typer.Option("--role", help=help_text("setujui hanya sebagai peran ini (boleh berulang)"))
]
Commit = Annotated[
    str | None, typer.Option("--commit", help=help_text("isi yang Anda baca; ditolak bila sudah berubah"))
]


def register(app: typer.Typer) -> None:
    """Add the four verbs to the application."""
    app.command("approve", help=help_text("Setujui sebuah usulan."))(approve)
    app.command("return", help=help_text("Kembalikan sebuah usulan untuk diperbaiki."))(return_)
    app.command("reject", help=help_text("Tolak sebuah usulan untuk seterusnya."))(reject)
    app.command("abandon", help=help_text("Batalkan usulan Anda sendiri."))(abandon)


def approve(number: Number, role: Roles = None, commit: Commit = None) -> None:
    _decide(number, "approved", "", role, commit)


def return_(number: Number, reason: Reason = "") -> None:
    _decide(number, "returned", _given(reason))


def reject(number: Number, reason: Reason = "") -> None:
    _decide(number, "rejected", _given(reason))


def abandon(number: Number, reason: Reason = "") -> None:
    _decide(number, "abandoned", reason)


def _given(reason: str) -> str:
    if not reason.strip():
        raise Refused(msg("alasan wajib ditulis"), msg('tambahkan --reason "…"'))
    return reason


def _decide(
    number: int, verdict: Opinion, reason: str, roles: list[str] | None = None, commit: str | None = None
) -> None:
    with clone.working_clone() as repo:
        refs = plain.fetch(repo)
        sop = clone.server_sop(repo, refs)
        change = clone.looked_at(repo, refs, number, sop)
        for role in roles or ():
            if role not in sop.roles:
                raise Refused(msg('"{role}" bukan peran di sop.yml', role=role))
        judged = _meant(repo.resolve(commit), change.tip) if commit else change.tip
        with clone.answers():
            plain.decide(repo, None, number, verdict, reason, roles or (), judged)
        values = (("number", number), ("title", change.title), ("commit", judged[:12]))
        edge.say(Message(_DONE[verdict].source, values))


def _meant(found: str | None, tip: str) -> str:
    if found is None:
        raise Refused(msg("isi itu tidak dikenal"), msg("isi yang sekarang: {tip}", tip=tip[:12]))
    return found
