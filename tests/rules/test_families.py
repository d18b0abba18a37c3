"""What each family of rules takes for wrong and what it leaves in peace, told by many small texts."""

from __future__ import annotations

import io
import time
import zipfile
import zlib

import pytest
from tests.rules.cases import AS_OF, Files, sop
from tests.rules.test_judging import PANEN, found, ids, text

from terbit import rules
from terbit.articles import spelled
from terbit.rules import language
from terbit.rules.files import documents, packed, pdf, texts
from terbit.rules.signs import adverts, disguise, numbers, posts


def said(body: str, **keys: str) -> list[str]:
    return ids(found({PANEN: text(body + "\n", **keys)}))


# -- dates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("13 Pebruari 2023", "2023-02-13"),
        ("Jum'at, 17 Nopember 2017", "2017-11-17"),
        ("Senin 1 Mei 2020 09.05 WIB", "2020-05-01 09:05"),
        ("13/2/2023", "2023-02-13"),
        ("2023/2/3", "2023-02-03"),
        ("31 Pebruari 2023", None),
        ("13/13/2023", None),
        ("kemarin", None),
    ],
)
def test_dates_as_people_write_them_are_told_as_the_front_matter_wants_them(written: str, meant: str | None) -> None:
    assert spelled.iso(written) == meant
    (finding,) = found({PANEN: text(date=f'"{written}"')})
    assert finding.rule == "FM002"
    assert finding.hint is not None
    assert finding.hint.text() == (
        f"tulis {meant}" if meant else "tulis tahun-bulan-hari, misalnya 2026-11-20 atau 2026-11-20 09:00"
    )


def test_a_review_before_the_article_and_a_correction_in_the_future_are_told() -> None:
    assert said("Isi.", review_by="2026-11-01") == ["DT002"]
    assert said("Isi.", review_by="2026-11-02") == []
    later = "\n  - date: 2026-12-01\n    text: Angka diperbaiki."
    assert said("Isi.", corrections=later) == ["DT005"]
    assert said("Isi.", corrections=later, publish_at="2026-12-01") == []


# -- personal data -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("NIK 3271046504930002", ["PD001"]),
        ("NIK3271046504930002", ["PD001"]),
        ("32.71.04.650493.0002", ["PD001"]),
        ("327104 650493 0002", ["PD001"]),
        ("3271\u200b046504930002", ["PD001"]),
        ("3271046504930000", []),  # no serial number
        ("3271006504930002", []),  # no district
        ("3280046504930002", []),  # no such city
        ("3270046504930002", []),  # between regencies and cities
        ("4171046504930002", []),  # no such province
        ("3271047204930002", []),  # no such day
        ("3271043002930002", []),  # 30 February
        ("3271042902000002", ["PD001"]),  # 29 February 2000
        ("3271046513930002", []),  # no such month
        ("3271046501930002", ["PD001"]),  # January
        ("3271046512930002", ["PD001"]),  # December
        ("ISBN 978-602-8519-93-9", []),
        ("NIP 19650412 199003 1 002", ["PD002"]),
        ("19651312 199003 1 002", []),
        ("NPWP 01.234.567.8-901.000", []),
        ("0,3271046504930002", []),
        ("WA 0812-3456-7890", ["PD003"]),
        ("+62 812 3456 7890 atau (0812) 3456 7890", ["PD003", "PD003"]),
        ("https://wa.me/6281234567890", []),
        ("Telp. (0251) 8321879", ["PD003"]),
        ("Nomor surat (0251) 8321879", []),
        ("telepon kantor 0811-2222-3333", []),
        ("tuti@gmail.com", ["PD004"]),
        ("humas@dinas.example, info@kantor.example, ppid@balai.go.id", []),
        ("tuti.handayani@balai.go.id", ["PD004"]),
        ("balai@balai-contoh.example", []),
        ("rekening BRI 0123-01-004567-50-8", ["PD005"]),
        ("BCA 1234567890", ["PD005"]),
        ("rekening koran tahun 2026", []),
        ("TTL: Bogor, 05-08-1985", ["PD006"]),
        ("lahir di Bogor 5 Agustus 1985", ["PD006"]),
        ("lahir di Bogor 5 Agustus 1929", []),
        ("lahir di Bogor 5 Agustus 1930", ["PD006"]),
        ("dilepas 5 Agustus 1995", []),
    ],
)
def test_personal_data_is_known_by_its_form(body: str, expected: list[str]) -> None:
    assert said(body) == expected


def test_a_list_of_numbers_is_told_of_twenty_times() -> None:
    assert said("\n\n".join(f"08123456{n:04}" for n in range(30))) == ["PD003"] * 20


def test_regions_have_their_first_and_last_code() -> None:
    for region in ("1101", "1118", "1171", "1175", "9601", "9671"):
        assert numbers.is_identity(region + "046504930002")
    for region in ("1100", "1119", "1170", "1176", "9700"):
        assert not numbers.is_identity(region + "046504930002")


def test_addresses_of_posts_are_no_persons() -> None:
    assert posts.is_post("humas", "kantor.example")
    assert posts.is_post("18f", "18f.gov")
    assert posts.is_post("cc-id", "googlegroups.com")
    assert posts.is_post("tuti", "balai.go.id")
    assert not posts.is_post("tuti.handayani", "balai.go.id")
    assert not posts.is_post("tuti", "surel.example")


# -- documents ---------------------------------------------------------------------------------------------------------


def made(objects: str = "", trailer: str = "") -> bytes:
    """A small whole PDF."""
    body = f"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n{objects}\n".encode()
    return body + f"trailer << /Root 1 0 R {trailer}>>\nstartxref\n{len(body) - 1}\n%%EOF\n".encode()


def archive(*names: str, content: bytes = b"x", **options: int) -> bytes:
    """A zip with these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", options.get("compression", zipfile.ZIP_DEFLATED)) as writing:
        for name in names:
            writing.writestr(name, content)
    return file.getvalue()


def related(kind: str, target: str, encoding: str = "utf-8") -> bytes:
    """A document that refers to something outside of it."""
    told = f'<a:Relationships><a:Relationship Type="http://x/{kind}" TargetMode="External" Target="{target}"/>'
    file = io.BytesIO(archive("word/document.xml"))
    with zipfile.ZipFile(file, "a") as writing:
        writing.writestr("word/_rels/settings.xml.rels", told.encode(encoding))
    return file.getvalue()


def old(*names: str) -> bytes:
    """A compound file with these names."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    header[28:32] = b"\xfe\xff\x09\0"
    return bytes(header) + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *names))


def looks(kind: str, content: bytes) -> list[str | None]:
    """What the four looks say of a document."""
    every = (documents.unfit, documents.unreadable, documents.harmful, documents.closed)
    return [wrong[0].text() if (wrong := look(kind, content)) else None for look in every]


PACKED = zlib.compress(b"5 0 << /S /JavaScript /JS (app.alert) >>")
BROKEN, LOCKED, MACRO = "lampiran rusak atau terpotong", "lampiran terkunci kata sandi", "lampiran memuat makro"
REACHES = [None, None, 'lampiran mengambil berkas lain saat dibuka: "word/_rels/settings.xml.rels"', None]
FILM = b"\0\0\0\x0cftypisom" + b"\0\0\0\x08moov" + b"\0\0\0\1mdat" + (20).to_bytes(8, "big") + b"film"
DOCUMENTS: dict[str, tuple[str, bytes, list[str | None]]] = {
    "a PDF": ("pdf", made(), [None] * 4),
    "a PDF without a cross reference": ("pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n", [None] * 4),
    "a PDF without its end": ("pdf", made()[:-7], [None, BROKEN, None, None]),
    "half of a PDF for the web": (
        "pdf",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n0\n%%EOF\n2 0 obj",
        [None, BROKEN, None, None],
    ),
    "a PDF with a script": (
        "pdf",
        made("2 0 obj << /S /JavaScript /JS (x) >> endobj"),
        [None, None, "lampiran PDF menjalankan sesuatu: JavaScript", None],
    ),
    "a script in disguise": (
        "pdf",
        made("2 0 obj << /S /Java#53cript /JS (x) >> endobj"),
        [None, None, "lampiran PDF menjalankan sesuatu: JavaScript", None],
    ),
    "a script in an object stream": (
        "pdf",
        made().replace(b"trailer", b"3 0 obj << /Type /ObjStm >> stream\n" + PACKED + b"\nendstream endobj\ntrailer"),
        [None, None, "lampiran PDF menjalankan sesuatu: JavaScript", None],
    ),
    "a script behind a word that looks like a stream's beginning": (
        "pdf",
        made("2 0 obj << /Note (>>stream\n) >> endobj 3 0 obj << /S %x\n /JavaScript >> endobj"),
        [None, None, "lampiran PDF menjalankan sesuatu: JavaScript", None],
    ),
    "a script in an object stream with a wrong checksum": (
        "pdf",
        made().replace(b"trailer", b"3 0 obj <</Type/Obj#53tm>> stream\n" + PACKED[:-4] + b"abcd\nendstream\ntrailer"),
        [None, None, "lampiran PDF menjalankan sesuatu: JavaScript", None],
    ),
    "an object stream that is packed twice": (
        "pdf",
        made("3 0 obj <</Type/ObjStm/Filter[/AHx/FlateDecode]>> stream\n789c>\nendstream"),
        [None, BROKEN, None, None],
    ),
    "a film clip": (
        "pdf",
        made("2 0 obj << /Subtype\0/Screen >> endobj"),
        [None, None, "lampiran PDF menjalankan sesuatu: Screen", None],
    ),
    "a PDF that starts a program": (
        "pdf",
        made("2 0 obj << /S /Launch /F (x) >> endobj"),
        [None, None, "lampiran PDF menjalankan sesuatu: Launch", None],
    ),
    "a PDF with a password": (
        "pdf",
        made(trailer="/Encrypt 5 0 R "),
        [None, None, None, "PDF ini dikunci: pembaca layar dan penyalinan mungkin terhalang"],
    ),
    "a PDF with a file": (
        "pdf",
        made("2 0 obj << /EF << /F 3 0 R >> >> endobj"),
        [None, None, None, "PDF ini membawa berkas lain di dalamnya"],
    ),
    "a document": ("docx", archive("word/document.xml"), [None] * 4),
    "a sheet that is no document": ("docx", archive("xl/workbook.xml"), ["isi lampiran bukan DOCX", None, None, None]),
    "a document with macros": ("docx", archive("word/document.xml", "word/vbaProject.bin"), [None, None, MACRO, None]),
    "an ODF with macros": ("odt", archive("content.xml", "Basic/Standard/Module1.xml"), [None, None, MACRO, None]),
    "an ODF with a list of no macros": ("odt", archive("content.xml", "Basic/Standard/script-lb.xml"), [None] * 4),
    "half of a document": ("docx", archive("word/document.xml")[:-30], [None, BROKEN, None, None]),
    "a document with a password": (
        "docx",
        b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        [None, LOCKED, None, None],
    ),
    "a kind with macros": (
        "xlsm",
        archive("xl/workbook.xml"),
        ['jenis lampiran ".xlsm" memuat makro', None, None, None],
    ),
    "a kind that nobody knows": ("exe", b"MZ", ['jenis lampiran ".exe" tidak diterima', None, None, None]),
    "a document whose template lies elsewhere": (
        "docx",
        related("attachedTemplate", "&#104;ttp://x.example/a"),
        REACHES,
    ),
    "a document whose object lies elsewhere": ("docx", related("oleObject", "mhtml:http://x.example/a!x"), REACHES),
    "the same in other letters": ("docx", related("oleObject", "http://x.example/a", "utf-16"), REACHES),
    "a document with a link": ("docx", related("hyperlink", "http://x.example/a"), [None] * 4),
    "a document with an entity": (
        "odt",
        archive("content.xml", content=b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        [None, None, 'lampiran mengambil berkas lain saat dibuka: "content.xml"', None],
    ),
    "an RTF whose template lies elsewhere": (
        "rtf",
        rb"{\rtf1{\*\template http://x.example/a.dotm}}",
        [None, None, 'lampiran mengambil berkas lain saat dibuka: "template"', None],
    ),
    "an RTF that carries an object": (
        "rtf",
        rb"{\rtf1{\object\objemb{\*\objdata 0105}}}",
        [None, None, None, "dokumen ini membawa berkas lain di dalamnya"],
    ),
    "a film": ("mp4", FILM, [None] * 4),
    "half of a film": ("mp4", FILM[:-1], [None, BROKEN, None, None]),
    "a film of nothing": ("mp4", b"\0\0\0\x08ftyp", [None, BROKEN, None, None]),
    "an old document": ("doc", old(), [None] * 4),
    "an old document of nothing": ("doc", b"\xd0\xcf\x11\xe0" + b"\xff" * 512, [None, BROKEN, None, None]),
    "an old document with macros": (
        "xls",
        old("_VBA_PROJECT_CUR"),
        [None, None, MACRO, None],
    ),
    "an old document with a package": (
        "doc",
        old("\x01Ole10Native"),
        [None, None, None, "dokumen ini membawa berkas lain di dalamnya"],
    ),
    "an archive": ("zip", archive("a.csv", "b/c.pdf"), [None] * 4),
    "an archive with a program": (
        "zip",
        archive("a.csv", "b/baca.pdf.EXE"),
        [None, None, 'lampiran memuat program: "b/baca.pdf.EXE"', None],
    ),
    "an archive that leads out": (
        "zip",
        archive("../../x.csv"),
        [None, None, 'nama di dalam lampiran menuju ke luar: "../../x.csv"', None],
    ),
    "an archive of a drive": (
        "zip",
        archive("C:x.csv"),
        [None, None, 'nama di dalam lampiran menuju ke luar: "C:x.csv"', None],
    ),
    "a damaged archive": (
        "zip",
        archive("a.csv", content=b"abc", compression=zipfile.ZIP_STORED).replace(b"PK\x03\x04", b"PK\x03\x05", 1),
        ["isi lampiran bukan ZIP", None, None, None],
    ),
    "text": ("csv", b"a,b\n", [None] * 4),
    "no text": ("csv", b"a\0b", ["isi lampiran bukan teks UTF-8", None, None, None]),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_looked_into(name: str) -> None:
    kind, content, expected = DOCUMENTS[name]
    assert looks(kind, content) == expected


def test_bombs_are_told_and_never_unpacked() -> None:
    begun = time.process_time()
    bomb = archive("word/document.xml", content=bytes(60 * 2**20))
    many = archive(*(f"{n}.txt" for n in range(packed.MOST_ENTRIES + 1)))
    lying = bytearray(archive("a.txt", content=bytes(5000)))
    lying[lying.rindex(b"PK\x01\x02") + 24 : lying.rindex(b"PK\x01\x02") + 28] = (10).to_bytes(4, "little")
    for content in (bomb, many, bytes(lying)):
        assert looks("zip", content)[1] == "lampiran akan mengembang menjadi terlalu besar saat dibuka"
    assert time.process_time() - begun < 20


def test_a_pdf_of_nothing_but_beginnings_is_looked_at_in_linear_time() -> None:
    begun = time.process_time()
    for piece in (b"stream ", b"/S ", b"obj << ", b"#41", b"startxref ", b"/Encrypt "):
        pdf.inspect(b"%PDF-1.4\n" + piece * 200_000)
    assert time.process_time() - begun < 20


def test_numbers_in_an_office_file_are_found_in_the_tree_and_in_history() -> None:
    sheet = archive("xl/workbook.xml", "xl/sharedStrings.xml", content=b"<si><t>3271046504930002</t></si>")
    path = PANEN.replace("index.md", "peserta.xlsx")
    listed = "\n  - file: peserta.xlsx\n    title: Peserta"
    assert set(ids(found({PANEN: text(attachments=listed), path: sheet}))) == {"PD001"}
    assert ids(rules.sensitive(path, sheet, sop())) == ["PD001"]
    assert texts.of("a.docx", archive("word/document.xml", content=b"<w:p>a<b/>b</w:p><w:p>c</w:p>")) == "ab\nc\n"


# -- advertisements ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "phrase",
    [
        "slot gacor",
        "SLOT-GACOR",
        "slotgacor",
        "sl0t g4c0r",
        "s l o t  g a c o r",
        "ѕlоt gаcоr",
        "ｓｌｏｔ ｇａｃｏｒ",
        "s\u200blot gac\u200bor",
    ],
)
def test_a_phrase_is_known_in_every_disguise(phrase: str) -> None:
    assert adverts.phrases(f"Daftar {phrase} hari ini")


@pytest.mark.parametrize(
    "plain",
    ["burung gacor", "slot pendaftaran", "slotted", "togelisme", "data HK bulan ini", "pemberantasan judi online"],
)
def test_honest_words_are_no_phrases(plain: str) -> None:
    assert not adverts.phrases(plain)


@pytest.mark.parametrize(
    "host", ["slot-gacor88.xyz", "togel.vip", "sl0t88.com", "casino-online.example", "xn--togl-dpa.vip"]
)
def test_hosts_tell_what_they_advertise(host: str) -> None:
    assert adverts.advertised_by(host)


@pytest.mark.parametrize("host", ["kicaugacor.com", "stopjudionline.id", "specialist.example", "dinas.go.id"])
def test_honest_hosts_advertise_nothing(host: str) -> None:
    assert adverts.advertised_by(host) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[x y z](https://slot88.example/)", ["IK001"]),
        ("[slot gacor hari ini](https://a.example/)", ["IK002", "IK001"]),
        ("Polisi menangkap [bandar togel](https://a.example/).", []),
        ("[hasil panen](https://dinas.go.id/slot-gacor/)", ["IK001"]),
        ("slot gacor, togel online, sbobet, maxwin", ["IK001"]),
        ("slot gacor, togel online, sbobet", ["IK002"]),
        ("Bahaya slot gacor, togel online, sbobet, maxwin", ["IK002"]),
        ("Bahaya s\u200blot gacor", ["IK002"]),
        ("Bahaya slot gacor", []),
        ("`eval(base64_decode(x))`", []),
        ("eval ( base64_decode (x))", ["IK003"]),
    ],
)
def test_what_advertises_is_stopped_and_what_tells_of_it_is_not(body: str, expected: list[str]) -> None:
    assert said(body) == expected


def test_disguises_are_seen_through_in_linear_time() -> None:
    begun = time.process_time()
    for piece in ("_", "a ", "a_", "1", "s.l.", "а"):
        adverts.phrases(piece * 60_000)
        disguise.hidden_letters(piece * 60_000)
    assert time.process_time() - begun < 20


# -- what is read ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[klik di sini](https://a.example/)", ["LK008"]),
        ("[Baca selengkapnya](https://a.example/)", ["LK008"]),
        ("[here](https://a.example/)", ["LK008"]),
        ("Isi. [](https://a.example/)", ["LK008"]),
        ("<https://a.example/>", []),
        ("<https://a.example/sebuah/alamat/yang/panjang/sekali/>", ["LK008"]),
        ("[jadwal](https://a.example/)", []),
        ("[jadwal panen raya](https://a.example/) [jadwal panen raya](https://b.example/)", ["LK009"]),
        ("[jadwal panen](https://a.example/) [jadwal panen](https://b.example/)", []),
        ("[jadwal panen raya](https://a.example/) [jadwal panen raya](https://www.a.example)", []),
        ("## A\n\n### B\n\n#### C", []),
        ("## A\n\n#### C", ["HD001"]),
        ("### A", ["HD001"]),
        ("# A", ["HD002"]),
        ("## A\n\n##", ["HD003"]),
        ("## HASIL PANEN RAYA", ["HD004"]),
        ("## BPS DAN BMKG", []),
        ("Tekan tombol berwarna merah", ["AX003"]),
        ("Bendera berwarna merah", []),
        ("Menurut data BPS, hasil naik.", ["ET001"]),
        ("Menurut data [BPS](https://bps.example/), hasil naik.", []),
        ("Budi Santoso (17), tersangka pencurian.", ["ET004"]),
        ("Budi Santoso (18), tersangka pencurian.", []),
        ("Budi Santoso (17) juara lomba.", []),
        ("RAHASIA", ["EX002"]),
        ("Sifat: TERBATAS", ["EX002"]),
        ("Ini RAHASIA umum", []),
        ("Isi.\n\n<p style='display:none'>a</p>", ["AC001"]),
    ],
)
def test_texts_are_read_as_people_read_them(body: str, expected: list[str]) -> None:
    assert said(body) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("PANEN RAYA PADI GOGO", ["ET003"]),
        ("Panen raya!!", ["ET003"]),
        ("Panen raya!", []),
        ("Wow panen", ["ET003"]),
        ("BPS DAN BMKG", []),
    ],
)
def test_titles_inform(title: str, expected: list[str]) -> None:
    assert said("Isi.", title=f'"{title}"') == expected


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("<script>x</script>", "skrip tidak boleh ada di naskah"),
        ("<iframe src='https://a.example'></iframe>", "bingkai (iframe) dari https://a.example tidak boleh dipakai"),
        ("<b onclick='x()'>a</b>", "atribut onclick pada <b> menjalankan program"),
        ("<b style='display: none'>a</b>", "gaya pada <b> menyembunyikan teks"),
        ("<b style='color:red'>a</b>", "atribut style pada <b> tidak boleh dipakai"),
        ("<object>a</object>", "elemen <object> tidak boleh dipakai"),
    ],
)  # fmt: skip
def test_active_content_is_told_by_what_it_does(html: str, message: str) -> None:
    assert message in [finding.message.text() for finding in found({PANEN: text(html + "\n")})]


def test_a_language_is_told_only_where_it_is_clear() -> None:
    english = ["the", "farmers", "of", "this", "hill"] * 8
    assert language.told(english) == "en"
    assert language.told(english[:-1]) is None  # too short
    assert language.told(["yang", "petani", "di", "bukit", "ini"] * 8) == "id"
    assert language.told(["padi", "gogo", "jagung", "kedelai"] * 20) is None
    assert language.told(english + ["yang", "petani", "di", "bukit", "ini"] * 8) is None


# -- what a change does ------------------------------------------------------------------------------------------------


def changed(before: dict[str, bytes | str], after: dict[str, bytes | str]) -> list[str]:
    return ids(rules.changed(Files(before), Files(after), sop(), AS_OF))


def test_what_is_public_goes_on_answering() -> None:
    there, other = {PANEN: text()}, PANEN.replace("panen/", "panen-raya/")
    assert changed(there, {other: text()}) == ["AD004"]
    assert changed(there, {other: text("Isi lain.\n", title="Lain")}) == []  # deleted: a placeholder stays
    assert changed(there, {other: text(redirect_from="[/berita/2026/11/panen/]")}) == []
    assert changed(there, {PANEN.replace("berita", "opini"): text("Lain.\n", title="Lain")}) == ["AD004"]
    assert changed({PANEN: text(publish_at="2026-12-01")}, {other: text(publish_at="2026-12-01")}) == []
    assert changed(there, {}) == []
    assert changed({PANEN: text(redirect_from="[/lama/]")}, there) == ["AD004"]
    assert changed({PANEN: text(redirect_from="[/lama/]")}, {PANEN: text(redirect_from="[/lama/, /b/]")}) == []


def test_a_public_document_is_replaced_with_a_correction() -> None:
    path = PANEN.replace("index.md", "a.csv")
    listed = {"attachments": "\n  - file: a.csv\n    title: A"}
    ralat = {"corrections": "\n  - date: 2026-11-10\n    text: Angka diperbaiki."}
    before: dict[str, bytes | str] = {PANEN: text(**listed), path: "a\n"}
    assert changed(before, {PANEN: text(**listed), path: "b\n"}) == ["AT009"]
    assert changed(before, {PANEN: text(**listed, **ralat), path: "b\n"}) == []
    later = {PANEN: text(**listed, publish_at="2026-12-01"), path: "a\n"}
    assert changed(later, {**later, path: "b\n"}) == []
