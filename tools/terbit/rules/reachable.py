"""Accessibility beyond headings (UU 8/2016, WCAG 2.2): link texts, tables, alternative texts, colour."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from terbit.articles import webaddress
from terbit.findings import Severity
from terbit.messages import msg
from terbit.rules.pictures import shown
from terbit.rules.rule import Fault, Place, Rule, Subject

MAX_ALT = 250  # letters: what is read in one breath; more belongs in the text
_SENTENCE = 2  # blanks in a text that says something of its own
_LONG_ADDRESS = 40  # letters: a short address is a name

_VAGUE = re.compile(
    r"(?:silak?h?an )?(?:klik|kunjungi|lihat|baca|unduh|download|cek|akses|buka|click|read|see|tap)?(?: (?:di|pada))? ?"
    r"(?:disini|di ?sini|sini|ini|link(?: ini)?|tautan(?: ini)?|here|this(?: link)?|link|selengkapnya|more"
    r"|lanjut(?:an)?"
    r"|selanjutnya)?\W*\Z"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)
_FILE = re.compile(r"[\w .()%+,~-]*\.(?:jpe?g|png|webp|gif|heic|tiff?|bmp|svg)\Z", re.IGNORECASE)
_CAMERA = re.compile(
    r"(?:img|dsc[nf]?|pic|p|photo|foto|image|gambar|screenshot|screen shot|wa|whatsapp image)?[\W_\d]*\Z"
)
_MADE = re.compile(r"[-_\d]")  # a logo may well have its organisation's name
_EMPTY_WORDS = frozenset(
    "alt foto gambar gbr grafik icon ikon ilustrasi image img logo photo picture screenshot thumbnail untitled".split()  # noqa: SIM905
)
_COLOURS = "merah|hijau|kuning|biru|jingga|oranye|ungu"
_BY_COLOUR = re.compile(
    rf"\b(?:klik|pilih|tekan|isi|lihat|perhatikan|baca|click|press|see)\b[^.\n]{{0,60}}"
    rf"\b(?:(?:berwarna|warna|bertanda) (?:{_COLOURS})|(?:red|green|blue|yellow) (?:button|text|box|field)s?)\b",
    re.IGNORECASE,
)


def telling(subject: Subject) -> Iterator[Fault]:
    """LK008: a link's text says where it leads, also read alone."""
    for anchor, place in _anchors(subject):
        text = anchor[1].casefold()
        if not text:
            yield Fault(
                msg('tautan ke "{address}" tidak berteks', address=anchor[0]),
                msg("tulis ke mana tautan itu menuju, atau hapus"),
                place,
            )
        elif _VAGUE.match(text):
            yield Fault(
                msg('teks tautan "{text}" tidak mengatakan ke mana ia menuju', text=anchor[1]),
                msg("tulis tujuannya, misalnya [jadwal pelatihan](artikel:jadwal-pelatihan)"),
                place,
            )
        elif _ADDRESS.match(text) and len(text) > _LONG_ADDRESS:
            yield Fault(
                msg('teks tautan berupa alamat: "{text}"', text=anchor[1][:_LONG_ADDRESS] + "…"),
                msg("tulis nama halaman yang dituju sebagai teksnya"),
                place,
            )


def same(subject: Subject) -> Iterator[Fault]:
    """LK009: links with the same text lead to the same place."""
    first: dict[str, str] = {}
    told = set[str]()
    for anchor, place in _anchors(subject):
        text = anchor[1].casefold()
        if text.count(" ") < _SENTENCE or _VAGUE.match(text):
            continue  # a name or a date may lead to several places; LK008
        target = _target(anchor[0])
        if first.setdefault(text, target) != target and text not in told:
            told.add(text)
            yield Fault(
                msg('teks tautan "{text}" dipakai untuk dua tujuan', text=anchor[1]),
                msg("bedakan teksnya, agar pembaca tahu ke mana masing-masing menuju"),
                place,
            )


def _target(address: str) -> str:
    """An address as a place: http and https, with and without www or a slash at the end are one."""
    try:
        seen = webaddress.web("https://a.invalid/", address)
    except webaddress.Malformed:
        return address
    if seen is None or seen.origin[0] == "a.invalid":
        return address
    return f"{seen.origin[0].removeprefix('www.')}{seen.path.rstrip('/')}?{seen.query}#{seen.fragment}"


def _anchors(subject: Subject) -> Iterator[tuple[tuple[str, str], Place]]:
    """(address, text) of the links that readers follow, with their places; those within the page left out."""
    places: dict[str, list[Place]] = {}
    for link in subject.page.links:
        if link.tag == "a":
            places.setdefault(link.address, []).append((link.line, link.column))
    for anchor in subject.prose.anchors:
        if anchor.address.startswith("#"):
            continue
        waiting = places.get(anchor.address, [])
        yield (anchor.address, anchor.text), waiting.pop(0) if waiting else subject.page.find(anchor.address)


def headed(subject: Subject) -> Iterator[Fault]:
    """AX001: a table says what its columns are."""
    for table in subject.prose.tables:
        if not table.headed:
            yield Fault(
                msg("tabel tidak berkepala"),
                msg("isi baris pertamanya dengan nama kolom"),
                subject.page.find("<table", "|", table.text[:20]),
            )


def described(subject: Subject) -> Iterator[Fault]:
    """AX002: an alternative text tells what is seen: no file name, no empty word, no essay."""
    for address, text, place in shown(subject):
        plain = " ".join(text.split())
        word = plain.casefold().strip(".:!?- ")
        name = posixpath.basename(unquote(address)).casefold()
        if not plain:
            continue  # PG002
        if (
            _FILE.match(plain)
            or (word in (name, name.rpartition(".")[0]) and _MADE.search(word))
            or _CAMERA.match(word)
        ):
            yield Fault(
                msg('teks alternatif "{text}" hanya nama berkas', text=plain[:60]),
                msg("tulis apa yang terlihat, misalnya ![Petani memanen padi](panen.jpg)"),
                place,
            )
        elif word in _EMPTY_WORDS:
            yield Fault(
                msg('teks alternatif "{text}" tidak mengatakan apa yang terlihat', text=plain),
                msg("tulis apa yang terlihat, misalnya ![Petani memanen padi](panen.jpg)"),
                place,
            )
        elif len(plain) > MAX_ALT:
            yield Fault(
                msg(
                    "teks alternatif terlalu panjang: {size} huruf, paling banyak {limit}",
                    size=len(plain),
                    limit=MAX_ALT,
                ),
                msg("ringkas; uraian panjang ditulis di naskah"),
                place,
            )


def coloured(subject: Subject) -> Iterator[Fault]:
    """AX003: nothing is told by colour alone (WCAG 2.2, 1.4.1)."""
    found = _BY_COLOUR.search(subject.prose.text)
    if found is not None:
        yield Fault(
            msg('petunjuk hanya dengan warna: "{text}"', text=" ".join(found[0].split())[:80]),
            msg("sebutkan juga nama atau tempatnya: tidak semua orang melihat warna"),
            subject.page.find(found[0][:20]),
        )


RULES = (
    Rule("LK008", Severity.WARNING, msg("teks tautan mengatakan tujuannya"), telling),
    Rule("LK009", Severity.WARNING, msg("teks tautan yang sama menuju tempat yang sama"), same),
    Rule("AX001", Severity.WARNING, msg("tabel berkepala"), headed),
    Rule("AX002", Severity.WARNING, msg("teks alternatif mengatakan apa yang terlihat"), described),
    Rule("AX003", Severity.WARNING, msg("petunjuk tidak hanya dengan warna"), coloured),
)
