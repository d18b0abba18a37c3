"""Pictures: beside the article, with alternative text (WCAG 2.2, 1.1.1), small, and nothing but pixels."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from terbit import pictures
from terbit.findings import Refused, Severity
from terbit.messages import Message, msg
from terbit.rules.rule import WHOLE, Fault, Place, Rule, Subject

UNWRITTEN = "TULIS DI SINI"  # what `terbit new` begins an alternative text with that nobody has written yet
_SUBMIT = msg("kirim dengan terbit submit: gambar dikecilkan dan dibersihkan sendiri")


def shown(subject: Subject) -> Iterator[tuple[str, str, Place]]:
    """(file beside the article, alternative text, place) of the pictures that a text shows."""
    if subject.meta is not None and subject.meta.image is not None:
        yield subject.meta.image.file, subject.meta.image.alt, subject.place("image", "file")
    links = [link for link in subject.page.links if link.tag == "img"]
    images = [dict(element.attributes) for element in subject.page.elements if element.tag == "img"]
    texts = [attributes.get("alt") or "" for attributes in images if attributes.get("src") is not None]
    for link, text in zip(links, texts, strict=True):
        yield link.address, text, (link.line, link.column)


def beside(address: str) -> str | None:
    """An address in a text as a file name within the article's folder; None where it leads elsewhere."""
    inner = unquote(address.partition("#")[0].partition("?")[0])
    if not inner or inner.startswith("/") or "\\" in inner or "\0" in inner:
        return None
    inner = posixpath.normpath(inner)
    return None if inner.startswith("..") or inner == "." else inner


def present(subject: Subject) -> Iterator[Fault]:
    """PG001: the file lies beside the article."""
    for address, _, place in shown(subject):
        name = beside(address)
        if name is None or "://" in address or address.startswith("//"):
            yield Fault(
                msg('gambar "{name}" tidak ada di folder artikel', name=address),
                msg("simpan berkas gambar di samping index.md, lalu tulis nama berkasnya saja"),
                place,
            )
        elif subject.file(name) is None:
            near = [path.rpartition("/")[2] for path in subject.folder if path.lower().endswith("/" + name.lower())]
            hint = (
                msg('maksud Anda "{word}"?', word=near[0])
                if near
                else msg("periksa nama berkasnya, termasuk huruf besar")
            )
            yield Fault(msg('berkas gambar "{name}" tidak ditemukan', name=name), hint, place)


def alternative(subject: Subject) -> Iterator[Fault]:
    """PG002: readers who do not see a picture read its alternative text."""
    for address, text, place in shown(subject):
        if not text.strip() or text.strip().startswith(UNWRITTEN):
            yield Fault(
                msg('gambar "{name}" belum punya teks alternatif', name=address),
                msg("tulis apa yang terlihat, misalnya ![Petani memanen padi](panen.jpg)"),
                place,
            )


def _pictures(subject: Subject, which: Callable[[str], bool] = pictures.is_picture) -> list[str]:
    """An article's pictures; for a page, whose folder may hold those of others, the pictures that it shows."""
    names = (beside(address) for address, _, _ in shown(subject))
    paths = subject.folder if subject.is_article else {subject.file(name) for name in names if name is not None}
    return sorted(path for path in paths if path is not None and which(path))


def readable(subject: Subject) -> Iterator[Fault]:
    """PG003: the file is the picture that its name says."""
    for path in _pictures(subject):
        content = subject.read(path)
        found, wanted = pictures.kind_of(content), pictures.SUFFIXES["." + path.rpartition(".")[2].lower()]
        if found not in ("", wanted):
            yield Fault(
                msg("isi berkas ini {found}, bukan {wanted}", found=found, wanted=wanted),
                msg("ganti akhiran nama berkasnya, atau simpan ulang"),
                WHOLE,
                path,
            )
            continue
        try:
            pictures.inspect(content)
        except Refused as refusal:
            yield Fault(refusal.message, refusal.hint, WHOLE, path)


def shows(subject: Subject) -> Iterator[Fault]:
    """PG006: of a kind that every browser shows. HEIC, AVIF and TIFF become JPEG when they are submitted."""
    for path in _pictures(subject, pictures.is_convertible):
        yield Fault(
            msg("gambar {kind} tidak tampil di semua peramban", kind=path.rpartition(".")[2].upper()),
            msg("kirim dengan terbit submit: gambarnya menjadi JPEG dan namanya di naskah ikut berubah"),
            WHOLE,
            path,
        )


def _facts(content: bytes) -> pictures.Facts | None:
    """What a picture is; None where PG003 says that it is none of ours. A HEIC of any name is not opened here."""
    if pictures.kind_of(content) not in pictures.SUFFIXES.values():
        return None
    try:
        return pictures.inspect(content)
    except Refused:
        return None


def small(subject: Subject) -> Iterator[Fault]:
    """PG004: at most 1600 px and 300 kB, no metadata (`terbit submit` sees to it)."""
    for path in _pictures(subject):
        facts = _facts(subject.read(path))
        if facts is not None and not facts.fine and not facts.has_gps:  # PG005
            yield Fault(*oversized(facts), WHOLE, path)


def without_place(subject: Subject) -> Iterator[Fault]:
    """PG005: nobody's house or field is told by a picture (UU 27/2022)."""
    for path in _pictures(subject):
        facts = _facts(subject.read(path))
        if facts is not None and facts.has_gps:
            yield Fault(*located(), WHOLE, path)


def located() -> tuple[Message, Message]:
    """Message and hint for a picture that tells where it was taken."""
    return msg("gambar memuat lokasi GPS"), _SUBMIT


def oversized(facts: pictures.Facts) -> tuple[Message, Message]:
    """Message and hint for a picture that may not be committed as it is."""
    if facts.has_metadata:
        return msg("gambar memuat metadata (misalnya waktu, kamera, nama)"), _SUBMIT
    return msg(
        "gambar terlalu besar: {width} × {height} piksel, {size} bita (paling banyak {side} piksel, {limit} bita)",
        width=facts.width, height=facts.height, size=facts.size, side=pictures.MAX_SIDE, limit=pictures.MAX_BYTES,
    ), _SUBMIT  # fmt: skip


RULES = (
    # adopted texts have no grace here: a picture that is not there stops the build of the whole site
    Rule("PG001", Severity.ERROR, msg("gambar ada di samping artikel"), present, adopted=Severity.ERROR),
    Rule("PG002", Severity.ERROR, msg("gambar punya teks alternatif"), alternative),
    Rule("PG003", Severity.ERROR, msg("berkas gambar dapat dibaca dan berjenis benar"), readable),
    Rule("PG004", Severity.ERROR, msg("gambar kecil dan tanpa metadata"), small),
    Rule("PG005", Severity.ERROR, msg("gambar tidak memuat lokasi GPS"), without_place, adopted=Severity.ERROR),
    Rule("PG006", Severity.ERROR, msg("gambar berjenis yang tampil di semua peramban"), shows),
)
