"""The issue forms: content request, link record, correction or withdrawal, disturbance.

REQUIREMENTS A9, B1, C1.2, C3.1, C3.7, D1. What a form asks comes from the procedure: categories, channels, services and
the office's own form code. GitHub keeps an answer as Markdown below its question's heading, and `required` holds in
public repositories only, so whoever reads a form validates it again.
https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from terbit.github import editor
from terbit.github.files.yaml import written
from terbit.messages import Message, msg
from terbit.sop import Sop

FOLDER = ".github/ISSUE_TEMPLATE/"
_Say = Callable[[Message], str]
_Field = dict[str, Any]


def files(sop: Sop) -> Mapping[str, bytes]:
    made = {f"{FOLDER}{key}.yml": written(sop, form(sop)) for key, form in FORMS.items()}
    return {**made, f"{FOLDER}config.yml": written(sop, _chooser(sop))}


# -- the four forms ----------------------------------------------------------------------------------------------


def _request(sop: Sop) -> _Field:
    say = _saying(sop)
    return _form(
        sop,
        "permintaan-konten",
        msg("Permintaan konten"),
        msg("Minta berita, pengumuman, publikasi, atau peliputan kegiatan."),
        [
            _line("pokok", say(msg("Kegiatan atau pokok bahasan")), required=True),
            _area("kebutuhan", say(msg("Apa yang perlu diketahui pembaca")), required=True),
            _choice("kategori", say(msg("Kategori")), [category.name for category in sop.categories.values()]),
            _line("waktu", say(msg("Hari dan jam kegiatan")), say(msg("Misalnya 2026-11-20 09:00")), required=False),
            _line("tempat", say(msg("Tempat kegiatan")), required=False),
            _area(
                "bahan",
                say(msg("Sumber bahan")),
                say(msg("Data, laporan, gambar, suara atau video: apa yang ada dan di mana.")),
                required=True,
            ),
            *_channels(sop),
            _line("tenggat", say(msg("Perlu tayang sebelum")), say(msg("Misalnya 2026-11-20")), required=False),
            _promises(sop),
        ],
    )


def _link(sop: Sop) -> _Field:
    say = _saying(sop)
    return _form(
        sop,
        "catatan-tautan",
        msg("Catatan tautan"),
        msg("Catat tautan unggahan di media sosial atau saluran lain."),
        [
            _line("artikel", say(msg("Alamat artikel di situs ini")), sop.office.address, required=True),
            *_channels(sop, several=False),
            _line("tautan", say(msg("Tautan unggahan")), "https://", required=True),
            _line("waktu", say(msg("Diunggah pada")), say(msg("Misalnya 2026-11-20 09:00")), required=True),
            _area("keterangan", say(msg("Keterangan")), required=False),
        ],
    )


def _correction(sop: Sop) -> _Field:
    say = _saying(sop)
    return _form(
        sop,
        "ralat-penarikan",
        msg("Ralat atau penarikan"),
        msg("Tunjukkan kesalahan pada artikel yang sudah tayang, atau minta artikel ditarik."),
        [
            _line("artikel", say(msg("Alamat artikel di situs ini")), sop.office.address, required=True),
            _choice(
                "tindakan",
                say(msg("Yang diminta")),
                [
                    say(msg("Ralat: isinya diperbaiki, dan pembaca diberi tahu")),
                    say(msg("Penarikan: isinya tidak ditampilkan lagi")),
                ],
            ),
            _area("salah", say(msg("Apa yang salah")), required=True),
            _area("benar", say(msg("Yang benar, dengan sumbernya")), required=False),
            _area("alasan", say(msg("Alasan yang boleh dibaca umum")), required=True),
            _promises(sop),
        ],
    )


def _disturbance(sop: Sop) -> _Field:
    say = _saying(sop)
    parts = (msg("Situs web"), msg("Jaringan kantor"), msg("Sistem informasi"))
    services = [service.name for service in sop.services.values()]
    return _form(
        sop,
        "gangguan",
        msg("Laporan gangguan"),
        msg("Laporkan gangguan situs, jaringan, atau sistem informasi."),
        [
            _choice(
                "bagian",
                say(msg("Yang terganggu")),
                [*(say(part) for part in parts), *services, say(msg("Lainnya"))],
            ),
            _area(
                "gejala",
                say(msg("Apa yang terjadi")),
                say(msg("Tulis pesan kesalahannya, atau lampirkan tangkapan layar.")),
                required=True,
            ),
            _line("sejak", say(msg("Diketahui sejak")), say(msg("Misalnya 2026-11-20 09:00")), required=True),
            _choice(
                "dampak",
                say(msg("Dampaknya")),
                [
                    say(msg("Pekerjaan berhenti")),
                    say(msg("Pekerjaan terhambat")),
                    say(msg("Belum terasa, tetapi mencurigakan")),
                ],
            ),
            _line(
                "untuk",
                say(msg("Dilaporkan untuk")),
                say(msg("Bila Anda melapor untuk orang lain: sebut bagiannya, bukan namanya.")),
                required=False,
            ),
            _note(say(msg("Jangan tulis kata sandi, alamat IP, atau nama dan nomor telepon orang."))),
        ],
    )


FORMS: Mapping[str, Callable[[Sop], _Field]] = {
    "permintaan-konten": _request,
    "catatan-tautan": _link,
    "ralat-penarikan": _correction,
    "gangguan": _disturbance,
}


# -- the page on which a form is chosen --------------------------------------------------------------------------


def _chooser(sop: Sop) -> _Field:
    """No empty issues; and beside the forms, GitHub's own editor with an article of each category begun."""
    say = _saying(sop)
    links = []
    for key, category in sop.categories.items() if sop.github is not None else ():
        links.append(
            {
                "name": say(msg("Tulis artikel: {category}", category=category.name)),
                "url": editor.beginning(sop, key),
                "about": say(msg("Ganti TAHUN, BULAN, dan nama foldernya di kotak nama berkas.")),
            }
        )
    return {"blank_issues_enabled": False, **({"contact_links": links} if links else {})}


# -- the parts of a form -----------------------------------------------------------------------------------------


def _form(sop: Sop, key: str, name: Message, about: Message, body: Iterable[_Field]) -> _Field:
    """A form. Where the procedure has a form of that key, its name and its code are the office's own."""
    say = _saying(sop)
    own = sop.forms.get(key)
    title = own.name if own is not None else say(name)
    coded = [_note(say(msg("Kode formulir: {code}", code=own.code)))] if own is not None else []
    return {
        "name": title,
        "description": say(about) + (f" ({own.code})" if own is not None else ""),
        "title": f"{title}: ",
        "labels": [f"terbit:{key}"],
        "body": [*coded, *body],
    }


def _saying(sop: Sop) -> _Say:
    return lambda message: message.text(sop.office.language)


def _note(text: str) -> _Field:
    return {"type": "markdown", "attributes": {"value": text}}


def _line(key: str, label: str, placeholder: str | None = None, *, required: bool) -> _Field:
    attributes = {"label": label, **({"placeholder": placeholder} if placeholder else {})}
    return {"type": "input", "id": key, "attributes": attributes, "validations": {"required": required}}


def _area(key: str, label: str, description: str | None = None, *, required: bool) -> _Field:
    attributes = {"label": label, **({"description": description} if description else {})}
    return {"type": "textarea", "id": key, "attributes": attributes, "validations": {"required": required}}


def _choice(key: str, label: str, options: Iterable[str], *, several: bool = False, required: bool = True) -> _Field:
    known = list(dict.fromkeys(options))  # GitHub refuses a form with the same option twice
    attributes = {"label": label, **({"multiple": True} if several else {}), "options": known}
    return {"type": "dropdown", "id": key, "attributes": attributes, "validations": {"required": required}}


def _channels(sop: Sop, *, several: bool = True) -> list[_Field]:
    names = [channel.name for channel in sop.channels.values()]
    if not names:
        return []
    label = msg("Saluran").text(sop.office.language)
    return [_choice("saluran", label, names, several=several, required=not several)]


def _promises(sop: Sop) -> _Field:
    say = _saying(sop)
    told = [
        msg("Tidak memuat informasi yang dikecualikan (UU 14/2008)."),
        msg("Tidak memuat data pribadi, juga di gambar."),
    ]
    options = [{"label": say(point), "required": True} for point in told]
    return {
        "type": "checkboxes",
        "id": "pernyataan",
        "attributes": {"label": say(msg("Pernyataan")), "options": options},
    }
