"""`terbit new`: a draft in the right place, with everything filled in that can be known (REQUIREMENTS D2)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from terbit.articles import article as articles
from terbit.articles import library as libraries
from terbit.articles.library import Library
from terbit.articles.tree import FolderTree
from terbit.commands import edge
from terbit.findings import Refused
from terbit.git import GitError, Repo
from terbit.messages import msg
from terbit.rules.address import slug
from terbit.schema import suggestion
from terbit.sop import Sop

_TEMPLATE = """\
---
title: {title}
date: {date}
# Satu kalimat ringkasan, untuk daftar berita dan mesin pencari:
description: {description}
categories: {categories}
authors: {authors}
# Klasifikasi informasi (UU 14/2008): berkala, serta-merta, atau setiap-saat
information: {information}
# Dari mana bahan tulisan ini (data, laporan, narasumber):
sources: []
{publication}# Gambar utama: simpan berkasnya di folder ini, lalu hapus tanda # di bawah
# image:
#   file: nama-gambar.jpg
#   alt: apa yang terlihat di gambar
---

"""
# what writers choose from: exempt information has no place here, and "belum-diklasifikasi" is adoption's
INFORMATION = ("berkala", "serta-merta", "setiap-saat")
_PRINTED = "# Publikasi tayang sesudah dicetak (tahun-bulan-hari):\nprinted_on: {day}\n"


def register(app: typer.Typer) -> None:
    @app.command("new", help=edge.help_text("Mulai naskah baru."))
    def new(
        title: Annotated[str, typer.Argument(metavar="JUDUL", help=edge.help_text("judul artikel"))],
        category: Annotated[
            list[str], typer.Option("--category", help=edge.help_text("kategori; boleh lebih dari satu kali"))
        ],
        description: Annotated[str, typer.Option("--description", help=edge.help_text("satu kalimat ringkasan"))] = "",
        section: Annotated[
            str | None, typer.Option("--section", help=edge.help_text("folder di content/, biasanya berita"))
        ] = None,
        information: Annotated[
            str, typer.Option("--information", help=edge.help_text("berkala, serta-merta atau setiap-saat"))
        ] = "berkala",
    ) -> None:
        sop = edge.office_sop()
        known(category, sop)
        if information not in INFORMATION:
            raise Refused(
                msg('klasifikasi informasi "{value}" tidak dikenal', value=information),
                suggestion(information, list(INFORMATION))
                or msg("pilih salah satu: {known}", known=", ".join(INFORMATION)),
            )
        moment = edge.now().astimezone(sop.zone)
        publication = any(sop.categories[name].publication for name in category)
        library = libraries.load(FolderTree(edge.HERE.office), sop.zone)
        path = free_path(title, section or section_of(category, sop), moment, library)
        file = edge.HERE.office / path
        file.parent.mkdir(parents=True, exist_ok=True)
        content = draft(
            title, moment, category, _author(sop), information=information, description=description,
            publication=publication,
        )  # fmt: skip
        file.write_text(content, encoding="utf-8", newline="\n")
        edge.say(msg("Naskah baru: {path}", path=path))
        edge.say(msg("Tulis isinya, lalu: terbit check, dan terbit submit"))


def draft(
    title: str,
    moment: datetime,
    categories: list[str],
    author: str | None,
    *,
    information: str = "berkala",
    description: str = "",
    publication: bool = False,
) -> str:
    """The text of a new article. `moment` is aware, in the office's zone."""

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML string

    return _TEMPLATE.format(
        title=quoted(title),
        date=moment.strftime("%Y-%m-%d"),
        description=quoted(description),
        categories="[" + ", ".join(categories) + "]",
        authors=f"[{quoted(author)}]" if author else "[]",
        information=information,
        publication=_PRINTED.format(day=moment.strftime("%Y-%m-%d")) if publication else "",
    )


def section_of(categories: list[str], sop: Sop) -> str:
    """The folder in content/ where an article of these categories begins, unless its writer says otherwise."""
    return "publikasi" if any(sop.categories[name].publication for name in categories) else "berita"


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
    name = slug(title)
    if not name or not title.isprintable():
        raise Refused(msg('judul "{title}" tidak dapat menjadi alamat', title=title), msg("pakai huruf dan angka"))
    if slug(section) != section:
        raise Refused(
            msg('nama "{name}" hanya boleh berisi huruf kecil, angka, dan tanda hubung', name=section),
            msg('tulis "{name}"', name=slug(section)) if slug(section) else None,
        )
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
