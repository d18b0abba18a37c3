"""`terbit new`: a draft in the right place, with everything filled in that can be known (REQUIREMENTS B3, D2)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from terbit.articles import article as articles
from terbit.articles import frontmatter, template
from terbit.articles import library as libraries
from terbit.articles.library import Library
from terbit.articles.tree import FolderTree
from terbit.commands import edge
from terbit.commands.edge import help_text
from terbit.findings import Refused
from terbit.git import GitError, Repo
from terbit.messages import Message, msg
from terbit.rules.address import slug
from terbit.rules.pictures import UNWRITTEN
from terbit.schema import SchemaError, suggestion
from terbit.sop import Sop

# what writers choose from: exempt information has no place here, and "belum-diklasifikasi" is adoption's
INFORMATION = ("berkala", "serta-merta", "setiap-saat")
_T = TypeVar("_T")


def register(app: typer.Typer) -> None:
    app.command("new", help=help_text("Mulai naskah baru."))(new)


def new(
    title: Annotated[
        str | None, typer.Argument(metavar="JUDUL", help=help_text("judul artikel; tanpa ini: ditanyakan"))
    ] = None,
    category: Annotated[
        list[str] | None, typer.Option("--category", help=help_text("kategori; boleh lebih dari satu kali"))
    ] = None,
    description: Annotated[str, typer.Option("--description", help=help_text("satu kalimat ringkasan"))] = "",
    date: Annotated[str, typer.Option("--date", help=help_text("tanggal artikel (bawaan: hari ini)"))] = "",
    expires_at: Annotated[str, typer.Option("--expires-at", help=help_text("tayang sampai"))] = "",
    printed_on: Annotated[str, typer.Option("--printed-on", help=help_text("tanggal cetak publikasi"))] = "",
    event: Annotated[str, typer.Option("--event", help=help_text("acara: mulainya, misalnya '2026-12-01 09:00'"))] = "",
    event_end: Annotated[str, typer.Option("--event-end", help=help_text("selesainya acara"))] = "",
    place: Annotated[str, typer.Option("--place", help=help_text("tempat acara"))] = "",
    section: Annotated[
        str | None, typer.Option("--section", help=help_text("folder di content/, biasanya berita"))
    ] = None,
    information: Annotated[
        str, typer.Option("--information", help=help_text("berkala, serta-merta atau setiap-saat"))
    ] = "",
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="BERKAS", help=help_text("foto untuk gambar utama (boleh HEIC)"))
    ] = None,
    alt: Annotated[str, typer.Option("--alt", help=help_text("apa yang terlihat di foto itu"))] = "",
) -> None:
    sop = edge.office_sop()
    shown = _picture(picture) if picture is not None else None
    categories = list(category or ())
    known(categories, sop)
    if information and information not in INFORMATION:
        raise Refused(
            msg('klasifikasi informasi "{value}" tidak dikenal', value=information),
            suggestion(information, list(INFORMATION))
            or msg("pilih salah satu: {known}", known=", ".join(INFORMATION)),
        )
    now = edge.now().astimezone(sop.zone)
    answers = {"date": date, "description": description, "expires_at": expires_at, "printed_on": printed_on}
    for moment in (date, expires_at, printed_on, event, event_end):
        _moment(moment, sop)
    if (event_end or place) and not event:
        raise Refused(msg("acara belum punya waktu mulai"), msg("sebutkan juga --event"))
    if title is None or not categories:
        title, categories = _asked(title, categories, answers, now, sop)
    tree = FolderTree(edge.HERE.office)
    path = free_path(title, section or section_of(categories, sop), now, libraries.load(tree, sop.zone))
    author = _author(sop)
    today = now.strftime("%Y-%m-%d")
    occasion = {key: text for key, text in (("start", event), ("end", event_end), ("place", place)) if text}
    values: dict[str, template.Value] = {
        "title": title,
        "date": answers["date"] or today,
        "description": description or answers["description"],
        "categories": categories,
        "authors": [author] if author else [],
        **({"information": information} if information else {}),
        **({"expires_at": answers["expires_at"]} if answers["expires_at"] else {}),
        **({"image": {"file": shown[0], "alt": alt.strip() or _described(shown[0])}} if shown else {}),
        **({"event": occasion} if occasion else {}),
        **({"printed_on": answers["printed_on"] or today} if _printed(categories, sop) else {}),
    }
    content = template.begun(categories, values, sop, tree.read)
    file = edge.HERE.office / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if shown is not None:
        file.with_name(shown[0]).write_bytes(shown[1])
    file.write_text(content, encoding="utf-8", newline="\n")
    edge.say(msg("Naskah baru: {path}", path=path))
    edge.say(msg("Tulis isinya sambil melihatnya dengan terbit serve --open, lalu: terbit check, dan terbit submit"))


# -- questions -----------------------------------------------------------------------------------------------------


def _asked(
    title: str | None, categories: list[str], answers: dict[str, str], now: datetime, sop: Sop
) -> tuple[str, list[str]]:
    """Title and categories from the person at the terminal; date, summary and what the category needs into `answers`.

    Raises Refused where nobody sits there.
    """
    if not sys.stdin.isatty():
        raise Refused(
            msg("judul dan kategori belum disebut"),
            msg('tulis misalnya: terbit new "Panen raya padi gogo" --category {name}', name=next(iter(sop.categories))),
        )
    if title is None:
        title = _question(msg("Judul"), _title)
    if not categories:
        for number, category in enumerate(sop.categories.values(), 1):
            edge.say(f"{number:3}  {category.name}")
        categories = [_question(msg("Kategori (nomornya)"), lambda answer: _numbered(answer, sop))]
    if not answers["date"]:
        answers["date"] = _question(msg("Tanggal"), lambda answer: _moment(answer, sop), now.strftime("%Y-%m-%d"))
    if not answers["description"]:
        answers["description"] = _question(msg("Ringkasan dalam satu kalimat (boleh menyusul)"), str.strip, "")
    if not answers["expires_at"] and template.nature(categories, sop) == "pengumuman":
        until = msg("Berlaku sampai, misalnya {day} (kosong: tanpa batas)", day=f"{now.year}-12-31")
        answers["expires_at"] = _question(until, lambda answer: _moment(answer, sop), "")
    if not answers["printed_on"] and _printed(categories, sop):
        answers["printed_on"] = _question(
            msg("Tanggal cetak"), lambda answer: _moment(answer, sop), now.strftime("%Y-%m-%d")
        )
    return title, categories


def _question(words: Message, understood: Callable[[str], _T], default: str | None = None) -> _T:
    """Ask until the answer is understood. Raises typer.Abort where the person gives up (Ctrl-C, Ctrl-D)."""
    while True:
        answer = typer.prompt(edge.text(words), default=default, show_default=bool(default))
        try:
            return understood(answer)
        except Refused as refusal:
            edge.say(refusal.message)
            if refusal.hint is not None:
                edge.say(msg("Saran: {hint}", hint=refusal.hint))


def _title(answer: str) -> str:
    if not slug(answer) or not answer.isprintable():
        raise Refused(msg('judul "{title}" tidak dapat menjadi alamat', title=answer), msg("pakai huruf dan angka"))
    return answer.strip()


def _numbered(answer: str, sop: Sop) -> str:
    """A category by its number in the list, or by its id."""
    names = list(sop.categories)
    if answer.strip().isdecimal() and 1 <= int(answer) <= len(names):
        return names[int(answer) - 1]
    known([answer.strip()], sop)
    return answer.strip()


def _moment(answer: str, sop: Sop) -> str:
    if answer.strip():
        try:
            frontmatter.parse_moment(answer.strip(), sop.zone)
        except SchemaError as wrong:
            raise Refused(wrong.message, wrong.hint) from None
    return answer.strip()


def _picture(file: Path) -> tuple[str, bytes]:
    """The name and the bytes of a photograph as they may be committed. Raises Refused."""
    from terbit.pictures.workshop import Workshop

    try:
        content = file.read_bytes()
    except OSError:
        raise Refused(
            msg("{path} tidak dapat dibaca", path=file), msg("periksa nama berkasnya, termasuk huruf besar")
        ) from None
    with Workshop() as shop:
        return shop.ready(content, file.name)


def _described(name: str) -> str:
    """Alternative text from the person at the terminal, else words that the rules refuse until they are replaced."""
    if sys.stdin.isatty():
        return _question(msg("Apa yang terlihat di {name} (untuk pembaca yang tidak melihatnya)", name=name), _words)
    edge.say(msg("Tulis teks alternatif gambarnya: ganti kata-kata sesudah alt di naskah."))
    words = msg("apa yang terlihat di gambar")
    return f"{UNWRITTEN}: {edge.text(words)}"


def _words(answer: str) -> str:
    if not answer.strip():
        raise Refused(msg("teks alternatif belum ditulis"), msg("misalnya: Petani memanen padi"))
    return answer.strip()


# -- where it begins -----------------------------------------------------------------------------------------------


def section_of(categories: list[str], sop: Sop) -> str:
    """The folder in content/ where an article of these categories begins, unless its writer says otherwise."""
    return "publikasi" if _printed(categories, sop) else "berita"


def _printed(categories: list[str], sop: Sop) -> bool:
    return any(sop.categories[name].publication for name in categories)


def known(categories: list[str], sop: Sop) -> None:
    """Raises Refused, with a suggestion, for a category that the procedure does not have."""
    known = list(sop.categories)
    for name in categories:
        if name not in known:
            raise Refused(
                msg('kategori "{name}" tidak dikenal', name=name),
                suggestion(name, known) or msg("pilih salah satu: {known}", known=", ".join(known)),
            )


def free_path(title: str, section: str, moment: datetime, library: Library) -> str:
    """A free address: the month of creation and a slug that the office does not have yet."""
    _title(title)
    if slug(section) != section:
        raise Refused(
            msg('nama "{name}" hanya boleh berisi huruf kecil, angka, dan tanda hubung', name=section),
            msg('tulis "{name}"', name=slug(section)) if slug(section) else None,
        )
    name = slug(title)
    free, number = name, 1
    while library.by_slug.get(free):
        number += 1
        free = f"{name[:75].rstrip('-')}-{number}"
    return f"{articles.ROOT}{section}/{moment:%Y}/{moment:%m}/{free}/index.md"


def _author(sop: Sop) -> str | None:
    """The person of the procedure whom git's configured e-mail names."""
    try:
        person = sop.person_of_email(Repo(edge.HERE.office).text("config", "user.email"))
    except GitError:
        return None
    return sop.people[person].name if person else None
