"""`sop.yml`: every message of its reader with its full text, all errors at once, and hostile files."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from terbit import sop as procedure
from terbit.sop import Sop, Span, month_bounds

CHECKOUT = Path(__file__).parents[1]
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGSHmoO1fHbGoIr2RJ1mzGH8Yw1Nm4tVfVfYb9f0XQ5b"

SMALL = """\
version: 1
office:
  name: Kantor
  zone: Asia/Jakarta
  address: https://kantor.example
roles: {penulis: Penulis, ketua: Ketua, kepala: Kepala, admin: Admin}
floor: {administrator: admin, head: kepala}
people:
  sari: {name: Sari, email: sari@kantor.example, roles: [{role: penulis}]}
  budi: {name: Budi, roles: [{role: ketua, from: 2026-01-01, until: 2026-06-30}]}
steps:
  periksa: {name: Periksa, role: ketua, decides: true, waktu_baku: 30 menit, from: submitted, to: approved ketua}
  tayang: {name: Tayang, role: admin, publishes: true, from: approved, to: released}
categories:
  berita: {name: Berita, steps: [periksa, tayang]}
pages: [periksa, tayang]
report: {recipient: ketua}
"""


def read(text: str | bytes) -> list[str]:
    """All findings as lines, without the path."""
    _, findings = procedure.read(text if isinstance(text, bytes) else text.encode())
    return [finding.text().removeprefix("sop.yml:").replace("sop.yml: ", "") for finding in findings]


def sound(text: str = SMALL) -> Sop:
    sop, findings = procedure.read(text.encode())
    assert sop is not None, [finding.text() for finding in findings]
    return sop


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def test_the_sample_offices_procedure_is_sound() -> None:
    assert sound((CHECKOUT / "sop.yml").read_text("utf-8")).office.short == "Balai Contoh"


SPAN = 'Saran: tulis misalnya "30 menit", "3 jam" atau "2 hari kerja"'
DAY = "Saran: tulis tahun-bulan-hari, misalnya 2026-11-20"
ZONES = "Saran: pilih salah satu: Asia/Jakarta, Asia/Makassar, Asia/Jayapura"
SITE = 'Saran: tulis misalnya "https://kantor.go.id/"'
LINE = "harus satu baris teks. Saran: hapus baris baru, dan jangan kosongkan"
SSH = "ini bukan kunci publik SSH. Saran: salin seluruh baris dari berkas .pub, misalnya ssh-ed25519 AAAA…"
CLOCK = 'Saran: tulis misalnya "07:30-16:00"'
UNDECIDED = "tidak ada langkah yang memutuskan (decides: true)"
WORDS = [
    ("30 menit", "30 mnt", f'12:56: error[SP001] "30 mnt" bukan lama waktu. {SPAN}'),
    ("30 menit", "0 menit", f'12:56: error[SP001] "0 menit" bukan lama waktu. {SPAN}'),
    (
        "waktu_baku: 30 menit",
        "batas: 2 hari",
        '12:56: error[SP001] batas "2 hari" harus dalam hari kerja atau jam kerja. Saran: tulis "2 hari kerja"',
    ),
    ("2026-01-01", "1 Januari 2026", f'10:44: error[SP001] "1 Januari 2026" bukan tanggal. {DAY}'),
    ("2026-01-01", "2026-02-30", f'10:44: error[SP001] "2026-02-30" bukan tanggal. {DAY}'),
    (
        "until: 2026-06-30",
        "until: 2025-06-30",
        "10:62: error[SP003] 2025-06-30 lebih awal daripada 2026-01-01. Saran: tukar from dan until",
    ),
    (
        "Asia/Jakarta",
        "Asia/Jakart",
        '4:3: error[SP001] zona waktu "Asia/Jakart" tidak dikenal. Saran: maksud Anda "Asia/Jakarta"?',
    ),
    ("Asia/Jakarta", "../../etc/passwd", f'4:3: error[SP001] zona waktu "../../etc/passwd" tidak dikenal. {ZONES}'),
    ("Asia/Jakarta", "Asia", f'4:3: error[SP001] zona waktu "Asia" tidak dikenal. {ZONES}'),
    ("https://kantor.example", "kantor.example", f'5:3: error[SP001] "kantor.example" bukan alamat situs. {SITE}'),
    (
        "https://kantor.example",
        "javascript://kantor/",
        f'5:3: error[SP001] "javascript://kantor/" bukan alamat situs. {SITE}',
    ),
    (
        "https://kantor.example",
        "'https://kantor.example/\">'",
        f'5:3: error[SP001] "https://kantor.example/">" bukan alamat situs. {SITE}',
    ),
    ("name: Kantor", "name: [Kantor]", '3:3: error[SP001] isi "office.name" harus berupa teks'),
    ("name: Kantor", "name:", '3:3: error[SP001] isi "office.name" harus berupa teks'),
    ("name: Kantor", 'name: "Kantor\\nlain"', f"3:3: error[SP001] {LINE}"),
    ("name: Kantor", 'name: "  "', f"3:3: error[SP001] {LINE}"),
    ("name: Kantor", 'name: ""', '3:3: error[SP001] "office.name" tidak boleh kosong'),
    ("  zone: Asia/Jakarta\n", "", '2:1: error[SP001] "office.zone" wajib diisi'),
    ("version: 1", "version: 2", '1:1: error[SP001] "2" tidak dikenal untuk "version". Saran: pilih salah satu: 1'),
    (
        "version: 1",
        "versi: 1\nversion: 1",
        '1:1: error[SP002] kunci "versi" tidak dikenal. Saran: maksud Anda "version"?',
    ),
    (
        "decides: true",
        "decide: true, decides: true",
        '12:41: error[SP002] kunci "decide" tidak dikenal. Saran: maksud Anda "decides"?',
    ),
    (
        "email: sari",
        "emal: x, email: sari",
        '9:22: error[SP002] kunci "emal" tidak dikenal. Saran: maksud Anda "email"?',
    ),
    (
        "sari: {",
        "Sari Wulandari: {",
        '9:3: error[SP001] "Sari Wulandari" bukan nama pendek: hanya huruf kecil, angka dan tanda hubung, '
        'paling banyak 40. Saran: tulis misalnya "sari-wulandari"',
    ),
    (
        "from: submitted",
        "from: submited",
        '12:78: error[SP001] "submited" tidak dikenal untuk "steps.periksa.from.event". '
        'Saran: maksud Anda "submitted"?',
    ),
    (
        "categories:\n  berita: {name: Berita, steps: [periksa, tayang]}",
        "categories: {}",
        '14:1: error[SP001] "categories" tidak boleh kosong',
    ),
    (
        "categories:\n  berita: {name: Berita, steps: [periksa, tayang]}",
        "categories:",
        '14:1: error[SP001] isi "categories" harus berupa pasangan `kunci: nilai`',
    ),
    (
        "categories:\n  berita: {name: Berita, steps: [periksa, tayang]}",
        "categories: [a]",
        '14:1: error[SP001] isi "categories" harus berupa pasangan `kunci: nilai`',
    ),
    ("steps: [periksa, tayang]", "steps: []", '15:26: error[SP001] "categories.berita.steps" tidak boleh kosong'),
    ("pages: [periksa, tayang]", "pages: []", '16:1: error[SP001] "pages" tidak boleh kosong'),
    (
        "pages: [periksa, tayang]",
        "pages: periksa",
        '16:1: error[SP001] isi "pages" harus berupa daftar (baris yang diawali tanda -)',
    ),
    ("pages: [periksa, tayang]", "pages: [tayang]", f"16:1: error[SP003] {UNDECIDED}"),
    (
        "pages: [periksa, tayang]",
        "pages: [periksa, tayang]\npolicy: {steps: [tayang]}",
        f"17:10: error[SP003] {UNDECIDED}",
    ),
    ("steps: [periksa, tayang]", "steps: [tayang]", f"15:26: error[SP003] {UNDECIDED}"),
    (
        "steps: [periksa, tayang]",
        "steps: [periksaa, tayang]",
        '15:34: error[SP003] "periksaa" tidak ada di steps. Saran: maksud Anda "periksa"?',
    ),
    (
        "report: {recipient: ketua}",
        "report: {recipient: direktur}",
        '17:10: error[SP003] "direktur" tidak ada di roles',
    ),
    ("head: kepala}", "head: admin}", "7:1: error[SP003] administrator dan pimpinan harus dua peran yang berbeda"),
    (
        "to: approved ketua",
        "to: [approved ketua, returned ketu]",
        '12:116: error[SP003] "ketu" tidak ada di roles. Saran: maksud Anda "ketua"?',
    ),
    (
        "to: approved ketua",
        "to: {event: approved, role: ketu}",
        '12:117: error[SP003] "ketu" tidak ada di roles. Saran: maksud Anda "ketua"?',
    ),
    (", to: approved ketua", "", "12:3: error[SP003] langkah yang diukur perlu from dan to sekaligus"),
    ("decides: true", "decides: true, form: fm-1", '12:56: error[SP003] "fm-1" tidak ada di forms'),
    ("name: Budi,", "name: Budi, email: SARI@kantor.example,", "10:22: error[SP003] alamat ini sudah milik sari"),
    (
        "name: Budi,",
        'name: Budi, login: "@budi",',
        '10:22: error[SP001] "@budi" bukan nama akun. Saran: tulis nama akunnya saja, tanpa @',
    ),
    (
        "pages: [periksa, tayang]",
        "pages: [periksa, tayang]\ngithub: {repository: situs, public: false}",
        '17:10: error[SP001] "situs" bukan nama repositori. Saran: tulis pemilik/nama, misalnya "balai-contoh/situs"',
    ),
    (
        "pages: [periksa, tayang]",
        "pages: [periksa, tayang]\ngithub: {repository: balai/situs}",
        "17:1: error[SP003] repositori yang terbuka perlu repositori kedua yang tertutup untuk catatan (records). "
        "Saran: tulis records: pemilik/nama, atau public: false bila repositorinya tertutup",
    ),
    (
        "pages: [periksa, tayang]",
        "pages: [periksa, tayang]\ngithub: {repository: balai/situs, records: Balai/Situs}",
        "17:35: error[SP003] catatan perlu repositori lain daripada situs",
    ),
    ("name: Budi,", "name: Budi, keys: [{key: ssh-rsa AAAA}],", f"10:30: error[SP001] {SSH}"),
    (
        "name: Budi,",
        "name: Budi, keys: [{key: '" + KEY.replace("ed25519", "dss") + "'}],",
        f"10:30: error[SP001] {SSH}",
    ),
    ("name: Budi,", "name: Budi, keys: [{key: ssh-ed25519 AAAAA}],", f"10:30: error[SP001] {SSH}"),
    (
        "report: {",
        "hours: {senen: '07:30-16:00'}\nreport: {",
        '17:9: error[SP001] "senen" tidak dikenal untuk "hours.senen". Saran: maksud Anda "senin"?',
    ),
    (
        "report: {",
        "hours: {senin: '16:00-07:30'}\nreport: {",
        f'17:9: error[SP001] "16:00-07:30" bukan jam kerja. {CLOCK}',
    ),
    (
        "report: {",
        "hours: {senin: 25:00-26:00}\nreport: {",
        f'17:9: error[SP001] "25:00-26:00" bukan jam kerja. {CLOCK}',
    ),
    ("report: {", "calendar: {1999: {}}\nreport: {", '17:12: error[SP001] nilai "calendar.1999" di luar batas: 1999'),
    (
        "report: {",
        "calendar: {tahun: {}}\nreport: {",
        '17:12: error[SP001] isi "calendar.tahun" harus berupa bilangan bulat',
    ),
    (
        "report: {",
        "calendar: {2026: {holidays: {Natal: 2026-12-25}}}\nreport: {",
        f'17:30: error[SP001] "Natal" bukan tanggal. {DAY}',
    ),
    ("report: {", "urgent: {hours: 0}\nreport: {", '17:10: error[SP001] nilai "urgent.hours" di luar batas: 0'),
    (
        "report: {",
        "report: {public: semua, ",
        '17:10: error[SP001] "semua" tidak dikenal untuk "report.public". Saran: pilih salah satu: summary, full, none',
    ),
    (
        "report: {",
        "embeds: [youtub]\nreport: {",
        '17:10: error[SP001] "youtub" tidak dikenal untuk "embeds.0". Saran: maksud Anda "youtube"?',
    ),
    (
        "report: {",
        "targets: {report: weekly}\nreport: {",
        '17:11: error[SP001] "weekly" tidak dikenal untuk "targets.report". Saran: pilih salah satu: monthly',
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), WORDS, ids=[f"{new[:40]}" for _, new, _ in WORDS])
def test_each_error_is_the_only_one_with_its_place_and_words(old: str, new: str, expected: str) -> None:
    assert read(changed(old, new)) == [expected]


def test_two_people_cannot_share_a_key() -> None:
    text = changed("name: Budi,", f"name: Budi, keys: [{{key: {KEY} budi}}],")
    text = text.replace("name: Sari,", f"name: Sari, keys: [{{key: {KEY} sari}}],")
    assert read(text) == ["10:29: error[SP003] kunci ini sudah milik sari"]


def test_all_errors_come_at_once_also_names_that_refer_to_nothing() -> None:
    text = (
        SMALL.replace("zone: Asia/Jakarta", "zone: WIB")
        .replace("waktu_baku: 30 menit", "waktubaku: 30 menit")
        .replace("recipient: ketua", "recipient: koordinator")
        .replace("steps: [periksa, tayang]", "steps: [periksa, tayangkan]")
        .replace("role: penulis", "role: penuils")
    )
    assert read(text) == [
        '4:3: error[SP001] zona waktu "WIB" tidak dikenal. Saran: pilih salah satu: '
        "Asia/Jakarta, Asia/Makassar, Asia/Jayapura",
        '12:56: error[SP002] kunci "waktubaku" tidak dikenal. Saran: maksud Anda "waktu_baku"?',
        '9:59: error[SP003] "penuils" tidak ada di roles. Saran: maksud Anda "penulis"?',
        '15:43: error[SP003] "tayangkan" tidak ada di steps. Saran: maksud Anda "tayang"?',
        '17:10: error[SP003] "koordinator" tidak ada di roles',
    ]


def test_the_same_in_english() -> None:
    _, findings = procedure.read(changed("30 menit", "30 mnt").encode())
    assert [finding.text("en") for finding in findings] == [
        'sop.yml:12:56: error[SP001] "30 mnt" is no amount of time. '
        'Hint: write "30 menit", "3 jam" or "2 hari kerja", for example'
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "1: error[SP004] berkas bukan teks UTF-8. Saran: simpan ulang sebagai UTF-8"),
        (SMALL.encode("utf-16"), "1: error[SP004] berkas bukan teks UTF-8. Saran: simpan ulang sebagai UTF-8"),
        (
            SMALL.replace("Kantor", "Kant\xf6r").encode("latin-1"),
            "3: error[SP004] berkas bukan teks UTF-8. Saran: simpan ulang sebagai UTF-8",
        ),
        (
            b"version: 1\0\n",
            "1:11: error[SP004] ada huruf kendali yang tidak boleh ada di sini. "
            "Saran: hapus huruf yang tak terlihat itu, lalu ketik ulang barisnya",
        ),
        (b"version: 1\nversion: 1\n", "2:1: error[SP004] kunci version tertulis dua kali. Saran: hapus salah satu"),
        (b"", "1:1: error[SP001] di sini harus ada daftar `kunci: nilai`"),
        (b"null\n", "1:1: error[SP001] di sini harus ada daftar `kunci: nilai`"),
        (b"- a\n", "1:1: error[SP001] di sini harus ada daftar `kunci: nilai`"),
        (b"a" * 300_000, "1:1: error[SP004] terlalu besar: 300000 huruf, paling banyak 262144"),
    ],
)
def test_what_is_no_procedure_at_all(content: bytes, expected: str) -> None:
    assert read(content) == [expected]


def test_exploding_aliases_are_refused_before_they_explode() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
    assert read("l0: &l0 [a]\n" + levels) == [
        "1:5: error[SP004] jangkar dan alias YAML (& dan *) tidak boleh dipakai. "
        "Saran: tulis nilainya langsung; bila * atau & bagian dari teks, pakai tanda kutip"
    ]


def test_a_file_full_of_errors_ends_with_how_many_more_there_are() -> None:
    lines = read("".join(f"kunci{n}: 1\n" for n in range(5000)))
    assert len(lines) == 201
    assert lines[-1] == " error[SP001] masih ada 4808 kesalahan lain"


def test_thousands_of_wrong_names_beside_thousands_of_right_ones_are_answered() -> None:
    steps = "".join(f"  periksa{n}: {{name: a, role: ketua}}\n" for n in range(3000))
    pages = ", ".join(f"perikza{n}" for n in range(6000))
    lines = read(
        SMALL.replace("steps:\n", "steps:\n" + steps).replace("[periksa, tayang]\nreport", f"[{pages}]\nreport")
    )
    assert len(lines) == 201
    assert lines[0].endswith('error[SP003] "perikza0" tidak ada di steps. Saran: maksud Anda "periksa0"?')
    assert lines[-1] == " error[SP003] masih ada 5800 kesalahan lain"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert read(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == []


DATA: dict[str, Any] = yaml.safe_load(SMALL.replace("2026-01-01", '"2026-01-01"').replace("2026-06-30", '"2026-06-30"'))
strange = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9), st.sampled_from(["ketua", "periksa", KEY])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=6,
)


def places(data: object, key: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [key, *(place for part, below in parts for place in places(below, (*key, part)))]


@given(st.data())
def test_a_procedure_with_anything_anywhere_gives_findings_and_never_a_traceback(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(places(DATA)))
    document: Any = yaml.safe_load(yaml.safe_dump(DATA))
    value = data.draw(strange)
    if key:
        inner = document
        for part in key[:-1]:
            inner = inner[part]
        inner[key[-1]] = value
    else:
        document = value
    sop, findings = procedure.read(yaml.safe_dump(document, allow_unicode=True, default_style='"').encode())
    assert (sop is None) == bool(findings)
    for finding in findings:
        assert finding.text("id")
        assert finding.text("en")


@given(st.binary(max_size=200))
def test_no_bytes_raise(content: bytes) -> None:
    assert procedure.read(content)[1]


# -- what it answers ---------------------------------------------------------------------------------------------


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+07:00")


def test_a_role_is_held_from_its_first_day_to_its_last() -> None:
    sop = sound()
    held = {day: sop.roles_of("budi", at(day)) for day in ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")}
    assert [bool(roles) for roles in held.values()] == [False, True, True, False]
    assert sop.roles_of("orang lain", at("2026-01-01")) == frozenset()


def test_a_day_begins_at_the_offices_midnight() -> None:
    before = datetime(2025, 12, 31, 16, 59, tzinfo=UTC)  # 23:59 in Jakarta
    assert sound().roles_of("budi", before) == frozenset()
    assert sound().roles_of("budi", before + timedelta(minutes=1)) == {"ketua"}


def test_a_deputy_holds_the_role_beside_its_holder() -> None:
    sop = sound((CHECKOUT / "sop.yml").read_text("utf-8"))
    assert sop.holders("kepala", at("2026-10-11")) == ("ratna",)
    assert sop.holders("kepala", at("2026-10-12")) == ("ratna", "wayan")


def test_a_key_counts_between_its_days_and_before_it_is_revoked() -> None:
    text = changed("name: Budi,", f"name: Budi, keys: [{{key: {KEY}, from: 2026-02-01, until: 2026-03-01}}],")
    sop, finger = sound(text), procedure.fingerprint_of(KEY)
    answers = [sop.key_counts("budi", finger, at(day)) for day in ("2026-01-31", "2026-02-01", "2026-03-01")]
    assert answers == ["expired", "good", "good"]
    assert sop.key_counts("budi", finger, at("2026-03-02")) == "expired"
    assert sop.key_counts("budi", "SHA256:x", at("2026-02-01")) == "unknown"
    assert sop.key_counts("sari", finger, at("2026-02-01")) == "unknown"
    revoked = sound(text.replace("until: 2026-03-01", "revoked: 2026-02-15"))
    assert [revoked.key_counts("budi", finger, at(day)) for day in ("2026-02-14", "2026-02-15")] == ["good", "revoked"]


def test_the_signers_list_holds_keys_without_their_comments() -> None:
    sop = sound(changed("name: Budi,", f'name: Budi, keys: [{{key: "{KEY} budi *,cert-authority"}}],'))
    assert sop.allowed_signers() == f'budi namespaces="git" {KEY}\n'


def test_steps_roles_and_publishers_follow_the_order_of_the_file() -> None:
    sop = sound((CHECKOUT / "sop.yml").read_text("utf-8"))
    steps = sop.steps_for(["opini", "teknologi", "tidak-ada"])
    assert steps == ("tulis", "periksa", "setujui", "tayang")
    assert sop.deciding_roles(steps) == ("ketua-tim", "kepala")
    assert sop.publishing_roles(steps) == {"pengelola"}
    assert sop.publishing_roles(["periksa"]) == {"administrator"}


def test_an_email_names_its_person_in_any_case() -> None:
    assert sound().person_of_email(" SARI@Kantor.example ") == "sari"
    assert sound().person_of_email("") is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("30 menit", 30), ("3 jam", 180), ("4 jam kerja", 240), ("1 hari", None), ("2 hari kerja", None)],
)
def test_amounts_of_time(text: str, minutes: int | None) -> None:
    span = sound(changed("30 menit", text)).steps["periksa"].waktu_baku
    assert isinstance(span, Span)
    assert (str(span), span.minutes) == (text, minutes)


def test_a_month_is_cut_by_the_offices_zone() -> None:
    zone = sound().zone
    start, end = month_bounds("2026-12", zone)
    assert (start, end) == (datetime(2026, 11, 30, 17, tzinfo=UTC), datetime(2026, 12, 31, 17, tzinfo=UTC))
    with pytest.raises(ValueError, match="month"):
        month_bounds("2026-13", zone)
    assert procedure.midnight(datetime(2026, 12, 1, 16, tzinfo=UTC), zone).astimezone(zone).date() == date(2026, 12, 1)


def test_an_account_belongs_to_one_person_whatever_its_capitals() -> None:
    text = changed("name: Sari,", "name: Sari, login: sari-w,").replace("name: Budi,", "name: Budi, login: Sari-W,")
    assert read(text) == ["10:22: error[SP003] akun ini sudah milik sari"]
    sop, _ = procedure.read(changed("name: Sari,", "name: Sari, login: Sari-W,").encode())
    assert sop is not None
    assert (sop.person_of_login("sari-w"), sop.person_of_login("sari")) == ("sari", None)


def test_where_an_office_lives_on_github() -> None:
    text = SMALL + "github: {repository: balai/situs, records: balai/catatan, app: 7}\n"
    sop, findings = procedure.read(text.encode())
    assert findings == []
    assert sop is not None
    assert sop.github == procedure.GitHub(repository="balai/situs", records="balai/catatan", app=7)
    assert (sop.github.public, sop.github.embargo) == (True, False)
    assert procedure.read(SMALL.encode())[0] == sop.model_copy(update={"github": None})


def test_an_office_says_whose_videos_and_maps_it_shows() -> None:
    assert sound().embeds == ("youtube", "vimeo", "openstreetmap", "google-maps")
    assert sound(changed("report: {", "embeds: [openstreetmap]\nreport: {")).embeds == ("openstreetmap",)
    assert sound(changed("report: {", "embeds: []\nreport: {")).embeds == ()
