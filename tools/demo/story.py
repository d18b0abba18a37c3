"""Three months in the life of a sample office: who does what, when. Every act is a command that a person types.

The texts come from the checkout's own `content/`, in the state that they have at the end; an earlier draft is made from
it by exact replacements, so that a story that no longer fits the texts fails loudly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SARI, DEWI, BUDI, RATNA, AGUS, WAYAN = "sari", "dewi", "budi", "ratna", "agus", "wayan"

Edits = tuple[tuple[str, str], ...]  # (as it stands in the checkout, as it stood then)


@dataclass(frozen=True, slots=True)
class Write:
    """A person puts a text of the checkout into the working clone: a page, or an article with its folder."""

    path: str
    edits: Edits = ()
    source: str = "content"


@dataclass(frozen=True, slots=True)
class Act:
    """At an hour of the office's clock a person writes something and types a command."""

    at: str
    who: str
    types: str
    writes: tuple[Write, ...] = ()


def article(at: str, who: str, title: str, *writes: Write) -> Act:
    return Act(at, who, f"terbit submit -m '{title}'", writes)


DROUGHT = "berita/2026/09/uji-multilokasi-padi-toleran-kekeringan"
VISIT = "berita/2026/09/kunjungan-siswa-ke-kebun-percobaan"
PLANTER = "berita/2026/09/alat-tanam-jagung-dua-baris"
SEEDS = "berita/2026/09/menjaga-benih-lokal"
TRAINING = "berita/2026/09/jadwal-pelatihan-oktober"
SOYBEAN = "berita/2026/10/panen-kedelai-di-lahan-tadah-hujan"
ADVERT = "berita/2026/10/pupuk-merek-unggul"
HANDBOOK = "publikasi/2026/10/petunjuk-teknis-budidaya-kedelai"
YOUNG = "berita/2026/10/petani-muda-kembali-ke-sawah"
WARNING = "berita/2026/10/peringatan-dini-wereng-batang-cokelat"
SWEET_POTATO = "berita/2026/11/ubi-jalar-kaya-betakaroten"
COMPOST = "berita/2026/11/pelatihan-pembuatan-kompos"
STOCK = "berita/2026/11/stok-benih-musim-hujan"
HOLIDAYS = "berita/2026/11/layanan-libur-akhir-tahun"
COURSE = "berita/2026/11/pelatihan-pembenihan-desember"
OPEN_DAY = "berita/2026/11/kebun-terbuka-untuk-sekolah"

_NOT_YET_WITHDRAWN = (
    """withdrawn:
  date: 2026-10-02 10:00
  reason: Pelatihan dijadwalkan ulang; jadwal baru akan diumumkan.
""",
    "",
)
_NO_LINK_YET = (
    """dangkal. Panduan lengkapnya terbit sebagai
[petunjuk teknis budidaya kedelai](artikel:petunjuk-teknis-budidaya-kedelai).
""",
    "dangkal.\n",
)
_NOT_YET_CORRECTED = (
    """corrections:
  - date: 2026-10-08 09:00
    text: Hasil per hektare semula tertulis 3,1 ton; yang benar 2,1 ton.
""",
    "",
)


# How the pages stood on the day of the founding.
FOUNDING: dict[str, Edits] = {
    "layanan.md": (
        (
            """
## Jam layanan

Senin sampai Kamis pukul 07.30–16.00, Jumat pukul 07.30–16.30, kecuali hari libur nasional dan cuti bersama.
""",
            "",
        ),
    ),
    "profil/index.md": (
        (
            """## Visi

Pangan yang cukup dari lahan yang terawat.

""",
            "",
        ),
    ),
}


def story() -> Iterator[Act]:
    """The acts in the order of time. Changes are numbered as they are handed in, from 1."""
    yield from september()
    yield from october()
    yield from november()


def september() -> Iterator[Act]:
    yield article("2026-09-02 08:10", SARI, "Tiga galur padi lolos uji multilokasi", Write(DROUGHT))  # 1
    yield Act("2026-09-02 09:05", BUDI, "terbit approve 1")
    yield Act("2026-09-02 09:40", AGUS, "terbit merge 1")
    # a page, not news: counted as a page update
    yield Act("2026-09-07 10:00", AGUS, "terbit submit -m 'Jam layanan'", (Write("layanan.md"),))  # 2
    yield Act("2026-09-07 13:20", BUDI, "terbit approve 2")
    yield Act("2026-09-07 13:45", AGUS, "terbit merge 2")
    # returned for repair, mended, approved
    yield article(
        "2026-09-09 09:00",
        DEWI,
        "Kunjungan siswa",
        Write(VISIT, (("kejuruan pertanian berkunjung", "kejuruan pertanian beramai-ramai berkunjung"),)),
    )  # 3
    yield Act(
        "2026-09-09 11:15", BUDI, "terbit return 3 --reason 'Kata beramai-ramai tidak perlu; sebut jumlahnya saja.'"
    )
    yield Act("2026-09-09 13:05", DEWI, "terbit submit --change 3 -m 'Kalimat dirapikan'", (Write(VISIT),))
    yield Act("2026-09-09 14:10", BUDI, "terbit approve 3")
    yield Act("2026-09-09 14:30", AGUS, "terbit merge 3")
    yield article("2026-09-17 08:30", SARI, "Alat tanam jagung dua baris", Write(PLANTER))  # 4
    yield Act("2026-09-18 08:20", BUDI, "terbit approve 4")
    yield Act("2026-09-18 09:00", AGUS, "terbit merge 4")
    # an opinion also needs the head of office
    yield article("2026-09-23 10:00", DEWI, "Opini: menjaga benih lokal", Write(SEEDS))  # 5
    yield Act("2026-09-23 15:00", BUDI, "terbit approve 5")
    yield Act("2026-09-24 08:45", RATNA, "terbit approve 5")
    yield Act("2026-09-24 09:30", AGUS, "terbit merge 5")
    yield article("2026-09-28 08:00", DEWI, "Pelatihan pembenihan", Write(TRAINING, (_NOT_YET_WITHDRAWN,)))  # 6
    yield Act("2026-09-28 09:10", BUDI, "terbit approve 6")
    yield Act("2026-09-28 09:30", AGUS, "terbit merge 6")


def october() -> Iterator[Act]:
    # the report of September goes to the coordinator
    yield Act("2026-10-01 08:30", AGUS, "terbit report 2026-09 --submit")  # 7
    yield Act("2026-10-01 14:00", WAYAN, "terbit approve 7")
    yield Act("2026-10-01 14:20", AGUS, "terbit merge 7")
    # withdrawn: one approval is enough
    yield Act("2026-10-02 09:50", DEWI, "terbit submit -m 'Tarik pengumuman pelatihan'", (Write(TRAINING),))  # 8
    yield Act("2026-10-02 10:05", BUDI, "terbit approve 8")
    yield Act("2026-10-02 10:10", AGUS, "terbit merge 8")
    yield article(
        "2026-10-05 08:15",
        SARI,
        "Panen kedelai",
        Write(SOYBEAN, (("Hasilnya 2,1 ton", "Hasilnya 3,1 ton"), ("hasil 2,1 ton", "hasil 3,1 ton"),
                        _NO_LINK_YET, _NOT_YET_CORRECTED)),
    )  # 9  # fmt: skip
    yield Act("2026-10-05 10:00", BUDI, "terbit approve 9")
    yield Act("2026-10-05 10:20", AGUS, "terbit merge 9")
    # a ralat
    yield Act(
        "2026-10-08 08:40", SARI, "terbit submit -m 'Ralat hasil per hektare'", (Write(SOYBEAN, (_NO_LINK_YET,)),)
    )  # 10
    yield Act("2026-10-08 08:55", BUDI, "terbit approve 10")
    yield Act("2026-10-08 09:00", AGUS, "terbit merge 10")
    # rejected for good
    yield Act(
        "2026-10-13 09:00", DEWI, "terbit submit -m 'Pupuk merek unggul'", (Write(ADVERT, source="tools/demo/drafts"),)
    )  # 11
    yield article("2026-10-13 10:00", SARI, "Petunjuk teknis budidaya kedelai", Write(HANDBOOK))  # 12
    yield Act("2026-10-13 13:30", BUDI, "terbit reject 11 --reason 'Iklan. Situs balai tidak memuat iklan.'")
    # a printed publication, approved by the head's deputy (Plh.) while she is away
    yield Act("2026-10-13 14:00", BUDI, "terbit approve 12")
    yield Act("2026-10-14 08:30", WAYAN, "terbit approve 12")
    yield Act("2026-10-14 09:00", AGUS, "terbit merge 12")
    yield Act("2026-10-15 09:00", SARI, "terbit submit -m 'Tautan ke petunjuk teknis'", (Write(SOYBEAN),))  # 13
    yield Act("2026-10-15 10:00", BUDI, "terbit approve 13")
    yield Act("2026-10-15 10:30", AGUS, "terbit merge 13")
    # the team head approves, then mends a word himself; the writer agrees
    yield article(
        "2026-10-20 09:30", DEWI, "Feature: petani muda", Write(YOUNG, (("genap tiga puluh", "ganep tiga puluh"),))
    )  # 14
    yield Act("2026-10-21 08:20", BUDI, "terbit approve 14")
    yield Act("2026-10-21 08:40", BUDI, "terbit submit --change 14 -m 'Salah ketik'", (Write(YOUNG),))
    yield Act("2026-10-21 09:10", DEWI, "terbit approve 14")
    yield Act("2026-10-21 09:30", AGUS, "terbit merge 14")
    # urgent: one approval now, the head's within 48 hours
    yield article("2026-10-26 07:40", SARI, "Peringatan dini wereng", Write(WARNING))  # 15
    yield Act("2026-10-26 07:55", BUDI, "terbit approve 15")
    yield Act("2026-10-26 08:00", AGUS, "terbit merge 15")
    yield Act("2026-10-27 08:30", RATNA, "terbit approve 15")


def november() -> Iterator[Act]:
    yield Act("2026-11-02 08:30", AGUS, "terbit report 2026-10 --submit")  # 16
    yield Act("2026-11-02 10:00", WAYAN, "terbit approve 16")
    yield Act("2026-11-02 10:15", AGUS, "terbit merge 16")
    yield article("2026-11-03 08:20", SARI, "Ubi jalar kaya betakaroten", Write(SWEET_POTATO))  # 17
    yield Act("2026-11-03 09:00", BUDI, "terbit approve 17")
    yield Act("2026-11-03 09:20", AGUS, "terbit merge 17")
    # a policy matter: the profile tells what the office is for, so the head decides too
    yield Act("2026-11-05 09:00", AGUS, "terbit submit -m 'Visi dan misi'", (Write("profil/index.md"),))  # 18
    yield Act("2026-11-05 11:00", BUDI, "terbit approve 18")
    yield Act("2026-11-06 08:30", RATNA, "terbit approve 18")
    yield Act("2026-11-06 09:00", AGUS, "terbit merge 18")
    yield article("2026-11-11 08:10", DEWI, "Pelatihan kompos", Write(COMPOST))  # 19
    yield Act("2026-11-11 09:30", BUDI, "terbit approve 19")
    yield Act("2026-11-11 10:00", AGUS, "terbit merge 19")
    yield article("2026-11-18 08:30", SARI, "Stok benih musim hujan", Write(STOCK))  # 20
    yield Act("2026-11-18 09:15", BUDI, "terbit approve 20")
    yield Act("2026-11-18 09:30", AGUS, "terbit merge 20")
    # approved now, due on the 30th: not live yet
    yield article("2026-11-19 09:00", DEWI, "Layanan pada libur akhir tahun", Write(HOLIDAYS))  # 21
    yield Act("2026-11-19 10:00", BUDI, "terbit approve 21")
    yield Act("2026-11-19 10:10", AGUS, "terbit merge 21")
    # two occasions for the agenda, one of them announced until it is over
    yield article("2026-11-19 10:30", DEWI, "Pelatihan pembenihan padi", Write(COURSE))  # 22
    yield Act("2026-11-19 11:00", BUDI, "terbit approve 22")
    yield Act("2026-11-19 11:10", AGUS, "terbit merge 22")
    yield article("2026-11-19 14:00", SARI, "Kebun percobaan terbuka", Write(OPEN_DAY))  # 23
    yield Act("2026-11-19 14:40", BUDI, "terbit approve 23")
    yield Act("2026-11-19 14:50", AGUS, "terbit merge 23")
    # waiting for the team head when the curtain falls
    yield Act("2026-11-20 08:30", SARI, "terbit status")
