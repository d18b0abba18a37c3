"""`terbit github`: what an office on GitHub needs beside its articles."""

from __future__ import annotations

from typing import Annotated

import typer

from terbit.articles import library as libraries
from terbit.articles import template
from terbit.articles.tree import FolderTree
from terbit.commands import edge, new
from terbit.commands.edge import help_text
from terbit.findings import Refused
from terbit.github import editor
from terbit.github import files as generated
from terbit.messages import msg
from terbit.schema import suggestion


def register(app: typer.Typer) -> None:
    """Add the verbs of the group to the application."""
    group = typer.Typer(
        no_args_is_help=True, help=help_text("GitHub: berkas dari sop.yml, dan tautan ke penyuntingnya.")
    )
    group.command("files", help=help_text("Tulis .github/ dan editor/ dari sop.yml."))(files)
    group.command("link", help=help_text("Tautan yang membuka penyunting GitHub dengan naskah baru."))(link)
    group.command("edit", help=help_text("Tautan yang membuka penyunting GitHub dengan artikel yang sudah ada."))(edit)
    app.add_typer(group, name="github")


def files(
    check: Annotated[bool, typer.Option("--check", help=help_text("hanya bandingkan; tidak menulis apa pun"))] = False,
    form: Annotated[edge.Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = edge.Format.TEXT,
) -> None:
    sop = edge.office_sop(form)
    if sop.github is None:
        raise Refused(
            msg("kantor ini tidak memakai GitHub: sop.yml tidak punya bagian github"),
            msg("tulis github: dengan repository: pemilik/nama di sop.yml"),
        )
    notices = generated.notices(sop)
    if check:
        found = generated.differing(sop, _present)
        if not found and not notices and form is edge.Format.TEXT:
            edge.say(msg("Tidak ada temuan."))
        edge.finish([*found, *notices], form)
    for path, content in generated.files(sop).items():
        if _present(path) != content:
            file = edge.HERE.office / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            edge.say(msg("Ditulis: {path}", path=path), err=form is not edge.Format.TEXT)
    edge.finish(notices, form)


def _present(path: str) -> bytes | None:
    file = edge.HERE.office / path
    return file.read_bytes() if file.is_file() and not file.is_symlink() else None


def link(
    category: Annotated[str, typer.Argument(metavar="KATEGORI", help=help_text("kategori artikel"))],
    title: Annotated[str, typer.Argument(metavar="JUDUL", help=help_text("judul artikel"))],
) -> None:
    sop = edge.office_sop()
    new.known([category], sop)
    moment = edge.now().astimezone(sop.zone)
    tree = FolderTree(edge.HERE.office)
    path = new.free_path(title, new.section_of([category], sop), moment, libraries.load(tree, sop.zone))
    today = moment.strftime("%Y-%m-%d")
    values: dict[str, template.Value] = {"title": title, "date": today, "categories": [category]}
    if sop.categories[category].publication:
        values["printed_on"] = today
    edge.say(editor.new(sop, path, template.begun([category], values, sop, tree.read)))


def edit(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help=help_text("nama folder artikel, atau halaman"))],
) -> None:
    sop = edge.office_sop()
    library = libraries.load(FolderTree(edge.HERE.office), sop.zone)
    found = library.by_slug.get(slug)
    if not found:
        raise Refused(msg('tidak ada artikel dengan nama "{slug}"', slug=slug), suggestion(slug, list(library.by_slug)))
    for path in found:
        edge.say(editor.edit(sop, path))
