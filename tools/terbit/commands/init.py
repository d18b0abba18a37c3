"""`terbit init`: a new office in a folder of its own, from flags, or from questions on a terminal."""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from terbit.commands import edge
from terbit.commands.edge import help_text
from terbit.findings import Refused
from terbit.messages import Message, msg

if TYPE_CHECKING:
    from terbit.founding.answers import Answers
    from terbit.lock import Package

WHEELS = "paket"  # the folder in the office where a package lies that pip does not find by itself
_PERSON = help_text("orangnya: 'Nama <surel>', pada GitHub 'Nama <surel> @akun'")


def register(app: typer.Typer) -> None:
    app.command("init", help=help_text("Mulai kantor baru di folder baru."))(init)


def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=help_text("folder yang belum ada"))],
    name: Annotated[str | None, typer.Option(help=help_text("nama kantor"))] = None,
    address: Annotated[str | None, typer.Option(help=help_text("alamat situs, misalnya https://kantor.go.id/"))] = None,
    zone: Annotated[str | None, typer.Option(help=help_text("zona waktu, misalnya Asia/Makassar"))] = None,
    administrator: Annotated[list[str] | None, typer.Option(help=_PERSON)] = None,
    kepala: Annotated[list[str] | None, typer.Option(help=_PERSON)] = None,
    ketua_tim: Annotated[list[str] | None, typer.Option(help=_PERSON)] = None,
    penulis: Annotated[list[str] | None, typer.Option(help=_PERSON)] = None,
    koordinator: Annotated[list[str] | None, typer.Option(help=_PERSON)] = None,
    short: Annotated[str | None, typer.Option(help=help_text("nama pendek kantor"))] = None,
    unit: Annotated[str | None, typer.Option(help=help_text("instansi induk"))] = None,
    postal: Annotated[str | None, typer.Option(help=help_text("alamat surat"))] = None,
    email: Annotated[str | None, typer.Option(help=help_text("surel kantor"))] = None,
    github: Annotated[str | None, typer.Option(help=help_text("repositori GitHub: pemilik/nama"))] = None,
    records: Annotated[
        str | None, typer.Option(help=help_text("repositori GitHub yang tertutup, untuk catatan: pemilik/nama"))
    ] = None,
    private: Annotated[bool, typer.Option("--private", help=help_text("repositori GitHub itu tertutup"))] = False,
    package: Annotated[
        str | None, typer.Option(help=help_text("paket terbit: berkas .whl atau alamat https://"))
    ] = None,
) -> None:
    from terbit.forge import workfolder
    from terbit.founding.answers import ROLES, Answers, members
    from terbit.founding.files import files

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(msg("{path}: sudah ada isinya", path=folder), msg("pilih folder yang belum ada"))
    asks = sys.stdin.isatty()
    name = _answer(name, msg("Nama kantor"), "--name", asks)
    address = _answer(address, msg("Alamat situs (https://…)"), "--address", asks)
    zone = zone or (_asked(msg("Zona waktu"), "Asia/Jakarta") if asks else "Asia/Jakarta")
    given = zip(ROLES, (administrator, kepala, ketua_tim, penulis, koordinator), strict=True)
    said = [(role, text) for role, texts in given for text in _people(role, texts, asks)]
    answers = Answers(
        name, address, members(said), short, unit, postal, email, zone, edge.HERE.language, github, not private, records
    )
    with tempfile.TemporaryDirectory(prefix="terbit-paket-") as room:
        locked, wheel = _package(package, Path(room))
        made = files(answers, locked, edge.now())
        existed = folder.exists()
        try:
            workfolder.begin(folder, made, answers.language)
            if wheel is not None:
                (folder / WHEELS).mkdir()
                (folder / WHEELS / f"terbit-{locked.version}-py3-none-any.whl").write_bytes(wheel)
        except BaseException:  # nothing half done: also on a full disk or at Ctrl-C
            shutil.rmtree(folder, ignore_errors=True)
            if existed:
                folder.mkdir()
            raise
    _next(folder, answers, locked, wheel is not None)


def _package(place: str | None, room: Path) -> tuple[Package, bytes | None]:
    from terbit.founding import package

    return package.given(place) if place is not None else package.installed(room)


def _answer(given: str | None, question: Message, flag: str, asks: bool) -> str:
    answer = given or (_asked(question) if asks else "")
    if not answer.strip():
        raise Refused(msg("{flag} belum diisi", flag=flag), msg("lihat terbit init --help"))
    return answer.strip()


def _asked(question: Message, default: str = "") -> str:
    answer: str = typer.prompt(edge.text(question), default=default, show_default=bool(default))
    return answer


def _people(role: str, given: list[str] | None, asks: bool) -> list[str]:
    if given or not asks:
        return given or []
    from terbit.founding.answers import FLOOR, ROLES

    name = ROLES[role]
    later = msg("{role}: Nama <surel> (kosongkan bila menyusul)", role=name)
    answer = _asked(msg("{role}: Nama <surel>", role=name) if role in FLOOR else later)
    return [answer] if answer.strip() else []


def _next(folder: Path, answers: Answers, locked: Package, beside: bool) -> None:
    from terbit.founding.answers import ROLES

    office = shlex.quote(str(folder))
    edge.say(msg("Kantor baru: {path}, dengan terbit {version}", path=folder, version=locked.version))
    if beside:
        edge.say(msg("Paket terbit ada di {path}; salin ke komputer lain yang memasangnya", path=folder / WHEELS))
    vacant = [role for role in ROLES if not any(role in member.roles for member in answers.members)]
    if vacant:
        edge.say(msg("Belum ada orangnya, lengkapi di sop.yml: {roles}", roles=", ".join(vacant)))
    edge.say(msg("Periksa sop.yml, lalu:"))
    if answers.repository is None:
        edge.say(f"  terbit server init server.git --office {office} --admin-key admin.pub --live situs")
        edge.say("  terbit server join server.git kerja --key admin")
        return
    edge.say(f"  git -C {office} remote add origin https://github.com/{answers.repository}.git")
    edge.say(f"  git -C {office} push -u origin main")
    edge.say(f"  terbit -C {office} doctor github")
    if locked.url is None:
        edge.say(
            msg(
                "GitHub mengambil terbit dari alamat: terbitkan paketnya, lalu terbit -C {path} upgrade https://…",
                path=office,
            )
        )
