"""`terbit serve`: the article as it will look while it is being written, with what the rules find beside it."""

from __future__ import annotations

import tempfile
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from terbit.commands import clone, edge
from terbit.forge import plain
from terbit.git import Repo
from terbit.messages import msg
from terbit.sop import Sop

PORT = 8000


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("serve", help=edge.help_text("Lihat naskah sebagaimana akan tayang, sambil menulis."))
    def command(
        port: Annotated[
            int, typer.Option("--port", min=0, max=65535, help=edge.help_text("nomor porta di komputer ini"))
        ] = PORT,
        show: Annotated[
            bool, typer.Option("--open", help=edge.help_text("buka peramban pada naskah yang terakhir disimpan"))
        ] = False,
        change: Annotated[
            int | None, typer.Option("--change", min=1, help=edge.help_text("lihat usulan nomor ini, bukan folder ini"))
        ] = None,
    ) -> None:
        from terbit.serving import saved  # MkDocs is heavy: only where it is used
        from terbit.serving.draft import Draft
        from terbit.serving.web import Server, place_of

        repo = Repo(edge.HERE.office)
        with tempfile.TemporaryDirectory(prefix="terbit-") as room:
            office, sop = (edge.HERE.office, edge.office_sop()) if change is None else _proposed(change, Path(room))
            draft = Draft(office, sop, edge.now, edge.cache_of(repo), Path(room))
            with Server(draft, port, edge.HERE.language) as server, suppress(KeyboardInterrupt):
                edge.say(msg("Pratinjau ada di {address} (hanya dari komputer ini)", address=server.address))
                if change is None:
                    edge.say(msg("Simpan naskah, dan halamannya dimuat ulang. Ctrl-C untuk berhenti."))
                else:
                    edge.say(msg("Usulan {number}, seperti akan tayang. Ctrl-C untuk berhenti.", number=change))
                if show:
                    newest = saved.newest(draft.known.stamps, 1)
                    webbrowser.open(server.address.rstrip("/") + place_of(newest[0] if newest else ""))
                server.serve_forever(poll_interval=0.1)
            edge.say("")


def _proposed(number: int, room: Path) -> tuple[Path, Sop]:
    """An office folder that holds main with this change in it, and main's procedure."""
    from terbit.serving import proposed

    office = room / "usulan"
    office.mkdir()
    with clone.working_clone() as repo:
        refs = plain.fetch(repo)
        sop = clone.server_sop(repo, refs)
        unseen = proposed.lay_out(repo, plain.main_of(refs), plain.tip_of(refs, number), office)
    if unseen:
        paths = ", ".join(unseen[:10])
        edge.say(msg("Usulan ini juga mengubah yang tidak terlihat di pratinjau: {paths}", paths=paths), err=True)
    return office, sop
