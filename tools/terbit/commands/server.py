"""`terbit server …`: make a server, let people in, and answer sshd."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from terbit import sop as procedure
from terbit.commands import edge
from terbit.commands.edge import help_text
from terbit.findings import Refused
from terbit.messages import msg


def register(app: typer.Typer) -> None:
    """Add the verbs of the group to the application."""
    group = typer.Typer(
        no_args_is_help=True, help=help_text("Server kantor: membuat, mendaftarkan orang, menerima kiriman.")
    )
    group.command("init", help=help_text("Buat server baru, atau majukan jam server peragaan."))(init)
    group.command("keys", help=help_text("Cetak baris authorized_keys untuk semua orang di sop.yml."))(keys)
    group.command("shell", help=help_text("Dijalankan oleh sshd, bukan oleh orang."))(shell)
    group.command("hooks", help=help_text("Tulis lagi kait server, sesudah repositori dipindahkan."))(hooks)
    group.command("join", help=help_text("Buat folder kerja di komputer Anda."))(join)
    app.add_typer(group, name="server")


Bare = Annotated[Path, typer.Argument(help=help_text("folder repositori server"))]


def init(
    bare: Bare,
    office: Annotated[Path | None, typer.Option(help=help_text("folder kantor yang menjadi isi pertama"))] = None,
    admin_key: Annotated[Path | None, typer.Option(help=help_text("kunci publik administrator (.pub)"))] = None,
    live: Annotated[Path | None, typer.Option(help=help_text("folder yang disajikan server web"))] = None,
    check_url: Annotated[str | None, typer.Option(help=help_text("alamat situs yang diperiksa sesudah tayang"))] = None,
    demo_clock: Annotated[str | None, typer.Option(help=help_text("jam peragaan, misalnya 2026-09-01T08:00"))] = None,
) -> None:
    from terbit.forge import bare as server
    from terbit.server import init as make
    from terbit.server.keys import public_key, read_sop

    if (bare / server.FOLDER).is_dir():
        if demo_clock is None or office is not None or admin_key is not None:
            raise Refused(msg("{path}: server ini sudah ada", path=bare))
        edge.say(msg("Jam peragaan: {time}", time=make.move_clock(bare, demo_clock).isoformat()))
        return
    if office is None or admin_key is None:
        raise Refused(msg("sebutkan --office FOLDER dan --admin-key KUNCI.pub"))
    content = (office / procedure.PATH).read_bytes() if (office / procedure.PATH).is_file() else None
    if content is None:
        raise Refused(msg("{path}: di sini tidak ada kantor (sop.yml tidak ditemukan)", path=office))
    at = edge.now() if demo_clock is None else make.demo_time(demo_clock, read_sop(content))
    anchor = make.create(
        bare, office, public_key(admin_key), at, live=live, check_url=check_url, demo=demo_clock is not None
    )
    edge.say(msg("Server dibuat di {path}", path=bare))
    edge.say(msg("Jangkar kepercayaan: {anchor}", anchor=anchor))
    edge.say(
        msg("Catat angka itu di luar server. Lalu: terbit server keys {path} >> ~/.ssh/authorized_keys", path=bare)
    )


def keys(bare: Bare) -> None:
    from terbit.forge.bare import Bare as Server
    from terbit.forge.revisions import MAIN
    from terbit.git import Repo
    from terbit.server.keys import authorized_keys, read_sop

    server = Server(bare.resolve())
    facts = server.facts()
    with Repo(bare) as repo:
        sop = read_sop(repo.file(MAIN, procedure.PATH) or b"")
    typer.echo(authorized_keys(sop, server.path, facts.python, server.now()[0]), nl=False)


def hooks(bare: Bare) -> None:
    from terbit.server.init import settle

    settle(bare.resolve())
    edge.say(msg("Kait server ditulis di {path}", path=bare.resolve() / "hooks"))


def shell(bare: Bare) -> None:
    from terbit.server.join import shell_command

    words = shell_command(os.environ.get("SSH_ORIGINAL_COMMAND", ""), bare)
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "USER", "LANG") if name in os.environ}
    if os.environ.get("GIT_PROTOCOL") in ("version=1", "version=2"):
        clean["GIT_PROTOCOL"] = os.environ["GIT_PROTOCOL"]
    os.execvpe(words[0], words, clean)  # noqa: S606 (git itself, with a closed argument list)


def join(
    url: Annotated[str, typer.Argument(help=help_text("alamat server, misalnya ssh://git@server/srv/kantor.git"))],
    folder: Annotated[Path, typer.Argument(help=help_text("folder kerja yang akan dibuat"))],
    key: Annotated[Path, typer.Option(help=help_text("kunci pribadi Anda (berkas tanpa .pub)"))],
) -> None:
    from terbit.server.join import join as make

    person = make(url, folder, key)
    edge.say(msg("Folder kerja {person} siap di {path}", person=person, path=folder))
