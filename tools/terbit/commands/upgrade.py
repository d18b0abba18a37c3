"""`terbit upgrade`: another terbit for the office, as a change of one line that is reviewed like any other."""

from __future__ import annotations

from typing import Annotated

import typer

from terbit.commands import edge
from terbit.commands.edge import help_text
from terbit.findings import Refused
from terbit.messages import msg


def register(app: typer.Typer) -> None:
    @app.command("upgrade", help=help_text("Ganti terbit yang dipakai kantor."))
    def upgrade(
        package: Annotated[
            str, typer.Argument(metavar="PAKET", help=help_text("paket terbit: berkas .whl atau alamat https://"))
        ],
    ) -> None:
        from terbit import lock
        from terbit.founding.package import given

        edge.office_sop()
        file = edge.HERE.office / lock.PATH
        present = file.read_bytes() if file.is_file() else b""
        before = lock.version(present)
        if before is None:
            raise Refused(
                msg("{path} kantor ini tidak menyebut terbit", path=lock.PATH),
                msg("kantor yang memuat sumber terbit diperbarui dengan git"),
            )
        wanted, _ = given(package)
        content = lock.upgraded(present, wanted)
        if content == present:
            edge.say(msg("Kantor ini sudah memakai terbit {version} dari paket itu.", version=before))
            return
        file.write_bytes(content)
        edge.say(msg("terbit {before} menjadi {after} di {path}", before=before, after=wanted.version, path=lock.PATH))
        edge.say(msg('Ajukan dengan: terbit submit -m "Terbit {version}"', version=wanted.version))
        edge.say(msg("Sesudah disetujui dan digabung, pasang paket itu di server, lalu: terbit server hooks"))
