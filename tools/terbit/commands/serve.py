"""`terbit serve`: the article as it will look while it is being written, with what the rules find beside it."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from terbit.commands import edge
from terbit.git import Repo
from terbit.messages import msg

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
    ) -> None:
        from terbit.serving import saved  # MkDocs is heavy: only where it is used
        from terbit.serving.draft import Draft
        from terbit.serving.web import Server, place_of

        sop = edge.office_sop()
        with tempfile.TemporaryDirectory(prefix="terbit-") as room:
            draft = Draft(edge.HERE.office, sop, edge.now, edge.cache_of(Repo(edge.HERE.office)), Path(room))
            with Server(draft, port, edge.HERE.language) as server:
                edge.say(msg("Pratinjau ada di {address} (hanya dari komputer ini)", address=server.address))
                edge.say(msg("Simpan naskah, dan halamannya dimuat ulang. Ctrl-C untuk berhenti."))
                if show:
                    newest = saved.newest(draft.known.stamps, 1)
                    webbrowser.open(server.address.rstrip("/") + place_of(newest[0] if newest else ""))
                try:
                    server.serve_forever(poll_interval=0.1)
                except KeyboardInterrupt:
                    edge.say("")
