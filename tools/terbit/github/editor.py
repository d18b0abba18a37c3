"""Links that open GitHub's own editor, for writers who see neither Git nor a terminal.

https://docs.github.com/en/repositories/working-with-files: `/new/<branch>?filename=…&value=…` begins a file,
`/edit/<branch>/<path>` opens one. Without the right to write, GitHub offers a fork and a pull request by itself.
"""

from __future__ import annotations

from urllib.parse import quote

from terbit.articles import article
from terbit.findings import Refused
from terbit.messages import msg
from terbit.sop import Sop

SERVER = "https://github.com"
BRANCH = "main"
MAX_BYTES = 8000  # of an address: GitHub answers a longer one with 414


def new(sop: Sop, path: str, text: str, server: str = SERVER) -> str:
    """The address at which a file of this name and text is begun.

    Raises Refused where the office is not on GitHub, or the address would be longer than GitHub takes.
    """
    query = f"filename={quote(path, safe='')}&value={quote(text, safe='')}"
    address = f"{server}/{_repository(sop)}/new/{BRANCH}?{query}"
    if len(address) > MAX_BYTES:
        raise Refused(
            msg("tautan ini terlalu panjang: {size} bita, paling banyak {limit}", size=len(address), limit=MAX_BYTES),
            msg("pendekkan judul dan ringkasannya, lalu lengkapi di penyunting"),
        )
    return address


def edit(sop: Sop, path: str, server: str = SERVER) -> str:
    """The address at which a file of main is changed. Raises Refused where the office is not on GitHub."""
    return f"{server}/{_repository(sop)}/edit/{BRANCH}/{quote(path)}"


def beginning(sop: Sop, category: str) -> str:
    """A link for a page that stays: year, month and folder are words for the writer to replace."""
    known = sop.categories[category]
    section = "publikasi" if known.publication else "berita"
    lines = [
        "---",
        'title: ""',
        "date: TAHUN-BULAN-TANGGAL",
        'description: ""',
        f"categories: [{category}]",
        "authors: []",
        "information: berkala",
        "sources: []",
        *(["printed_on: TAHUN-BULAN-TANGGAL"] if known.publication else []),
        "---",
        "",
        "",
    ]
    return new(sop, f"{article.ROOT}{section}/TAHUN/BULAN/judul-artikel/index.md", "\n".join(lines))


def _repository(sop: Sop) -> str:
    if sop.github is None:
        raise Refused(
            msg("kantor ini tidak memakai GitHub: sop.yml tidak punya bagian github"),
            msg("tulis github: dengan repository: pemilik/nama di sop.yml"),
        )
    return sop.github.repository
