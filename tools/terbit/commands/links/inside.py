"""`terbit links check`: the links within a built folder, of an office or of any site."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from terbit import sop as procedure
from terbit.articles import article, webaddress
from terbit.commands import edge
from terbit.commands.edge import help_text
from terbit.findings import Refused
from terbit.git import Repo
from terbit.links import extract, internal
from terbit.messages import msg


def check(
    site: Annotated[Path, typer.Option("--site", help=help_text("folder situs yang sudah dibangun"))],
    site_url: Annotated[
        str | None, typer.Option(help=help_text("alamat situs; biasanya dari sop.yml, atau dari situs itu sendiri"))
    ] = None,
    form: Annotated[edge.Format, typer.Option("--format", help=help_text("text, json atau github"))] = edge.Format.TEXT,
) -> None:
    if not site.is_dir():
        raise Refused(msg("{path}: folder tidak ditemukan", path=site), msg("bangun dahulu dengan terbit build"))
    if not any(name.lower().endswith(extract.PAGES) for name in internal.names(site)):
        raise Refused(
            msg("{path}: tidak ada satu pun halaman HTML di folder ini", path=site),
            msg("bangun dahulu dengan terbit build"),
        )
    home = (site_url or _address(site)).removesuffix("index.html")
    if not home.startswith(("http://", "https://")):
        raise _no_address(home)
    try:
        findings = internal.check(site, home, _source_of(site), _text, internal.Kept(_cache()))
    except webaddress.Malformed as error:
        raise _no_address(home) from error
    if not findings and form is edge.Format.TEXT:
        edge.say(msg("Tidak ada temuan."))
    edge.finish(findings, form)


def _no_address(home: str) -> Refused:
    return Refused(msg('"{value}" bukan alamat situs', value=home), msg('tulis misalnya "https://kantor.go.id/"'))


def _address(site: Path) -> str:
    """The office's address; without an office what the site says of itself, else one that nothing on it can name."""
    if _in_office():
        return edge.office_sop().office.address
    told = internal.own_address(site)
    if told is None:
        edge.say(
            msg("Alamat situs tidak diketahui: tautan lengkap ke situs sendiri tidak diperiksa (--site-url)."), err=True
        )
        return internal.NOBODY
    edge.say(msg("Alamat situs menurut halaman depannya: {address}", address=told), err=True)
    return told


def _source_of(site: Path) -> Callable[[str], str]:
    """The Markdown file of the office folder that a page comes from, where it has it; else the built file."""
    content = edge.HERE.office / article.ROOT
    has_texts = _in_office() and content.is_dir()

    def source(address: str) -> str:
        if address == "" or address.endswith("/"):
            for name in (f"{address}index.md", f"{address.rstrip('/')}.md"):
                if has_texts and (content / name).is_file():
                    return article.ROOT + name
            return str(site / address / "index.html")
        return str(site / address)

    return source


def _text(path: str) -> str | None:
    """The Markdown of a source; None for a built file."""
    if not path.startswith(article.ROOT) or not path.endswith(".md"):
        return None
    return (edge.HERE.office / path).read_text("utf-8", "replace")


def _cache() -> Path:
    """What may be lost is kept in the office's repository, else in the user's folder for such things (XDG Base
    Directory Specification)."""
    if _in_office():
        with Repo(edge.HERE.office) as repo:
            kept = edge.cache_of(repo)
        if kept is not None:
            return kept / "links"
    told = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(told) if told.startswith("/") else Path.home() / ".cache") / "terbit" / "links"


def _in_office() -> bool:
    return (edge.HERE.office / procedure.PATH).is_file()
