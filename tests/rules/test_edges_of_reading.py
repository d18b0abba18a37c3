"""What is read, at a limit and one beyond it: alternative texts, languages, adverts, numbers of people."""

from __future__ import annotations

import pytest
from tests.rules.cases import AS_OF, Files, sop
from tests.rules.test_edges import said
from tests.rules.test_families import archive
from tests.rules.test_judging import PANEN, found, text

from terbit import rules


def test_an_alternative_text_has_at_most_250_letters() -> None:
    for size, expected in ((250, []), (251, ["AX002"])):
        assert said(f"Isi. ![{'padi ' * 49}{'i' * (size - 245)}](a.jpg)") == [*expected, "PG001"]


def test_an_address_of_more_than_40_letters_is_no_name() -> None:
    for size, expected in ((40, []), (41, ["LK008"])):
        address = "https://a.example/".ljust(size, "a")
        assert said(f"<{address}>") == expected


def test_one_text_for_two_places_is_told_of_once() -> None:
    places = ("https://a.example/", "https://b.example/", "https://c.example/")
    assert said(" ".join(f"[jadwal panen raya]({place})" for place in places)) == ["LK009"]
    assert said(" ".join(f"[surel kepada kami](mailto:{name}@kantor.example)" for name in ("info", "ppid"))) == [
        "LK009",
    ]
    assert said("[klik di sini](https://a.example/) [klik di sini](https://b.example/)") == ["LK008", "LK008"]
    assert said("[daftar tanaman padi](#satu) [daftar tanaman padi](#dua)") == ["LK004", "LK004"]


@pytest.mark.parametrize(
    ("alternative", "picture", "expected"),
    [
        ("Dinas", "dinas.png", []),
        ("panen-raya", "panen-raya.png", ["AX002"]),
        ("panen-raya.png", "lain.png", ["AX002"]),
        ("IMG_1234", "lain.png", ["AX002"]),
        ("Panen 2026", "lain.png", []),
        ("Foto", "lain.png", ["AX002"]),
    ],
)
def test_an_alternative_text_is_no_name_of_a_file(alternative: str, picture: str, expected: list[str]) -> None:
    assert said(f"Isi. ![{alternative}]({picture})") == [*expected, "PG001"]


def test_the_same_link_twice_has_two_places() -> None:
    body = "[klik di sini](https://a.example/) " * 2 + "[ke bawah ini](#satu) [baca](#satu)\n\n## Satu\n"
    assert [(f.rule, f.line, f.column) for f in found({PANEN: text(body)})] == [("LK008", 9, 16), ("LK008", 9, 51)]


def test_an_empty_heading_is_told_of_once() -> None:
    assert said("## A\n\n####") == ["HD003"]
    assert said("#") == ["FM008", "HD003"]


ENGLISH = "the farmers of this hill"


def test_a_part_in_another_language_is_a_paragraph_of_25_words_and_three_tenths_of_the_text() -> None:
    indonesian = "yang petani di bukit ini " * 7
    for words, expected in ((25, ["LG002"]), (24, [])):
        english = " ".join((ENGLISH.split() * 6)[:words])
        assert said(f"{indonesian}\n\n{english}") == expected
    for others, expected in ((35, ["LG002"]), (36, [])):
        assert said(f"{indonesian}\n\n{'padi ' * others}\n\n{f'{ENGLISH} ' * 6}") == expected


def test_a_whole_text_in_another_language_is_told_of_once() -> None:
    assert said(f"{ENGLISH} " * 10) == ["LG001"]
    assert said(f"{ENGLISH} " * 10, lang="en") == []
    assert said("yang petani di bukit ini " * 10, lang="en") == ["LG001"]


# -- adverts -----------------------------------------------------------------------------------------------------------


def farm(hosts: int, letters: int, more: str = "") -> list[str]:
    """What is said of links to so many sites and so many letters beside them; each link's text has four."""
    links = " ".join(f"[satu](https://situs-{n}.example/)" for n in range(hosts))
    return said(f"{links} {'a' * letters}{more}")


def test_a_farm_has_links_to_twenty_sites_in_half_of_its_letters() -> None:
    assert farm(20, 80 - 20) == ["IK004"]
    assert farm(20, 80 - 19) == []
    assert farm(19, 0) == []
    assert farm(19, 0, "[satu](artikel:panen)[surel](mailto:info@kantor.example)[dua](#satu)") == ["LK004"]


def test_2000_letters_of_an_entry_are_searched_for_adverts() -> None:
    for letters, expected in ((1989, ["FM002", "IK002"]), (1990, ["FM002"])):
        assert said("Isi.", description=f"{'i' * letters} slot gacor") == expected


def test_the_marks_of_a_break_in_are_told_where_they_stand() -> None:
    for body, title, place in (("Isi.", "eval(atob(x))", (2, 1)), ("Isi.\n\nDan eval(atob(x))", "Panen", (11, 5))):
        (finding,) = found({PANEN: text(body + "\n", title=title)})
        assert (finding.rule, finding.line, finding.column) == ("IK003", *place)


def test_an_office_may_name_what_it_tells_of_and_not_lead_there() -> None:
    assert said("[satu](https://dinas.go.id/berita/)") == []
    assert said("[satu](https://dinas.go.id/slot-gacor/) larangan") == []
    assert [f.message.text() for f in found({PANEN: text("Larangan [satu](https://slot88.example/)\n")})] == [
        'tautan ini mengiklankan "slot88"'
    ]
    assert [f.message.text() for f in found({PANEN: text("[satu](https://a.example/slot-gacor/)\n")})] == [
        'tautan ini mengiklankan "slot-gacor"'
    ]


# -- personal data -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("1234-56-78", []),
        ("1-234-56789", ["PD005"]),
        ("1234 5678 9012 3456", ["PD005"]),
        ("1234 5678 9012 34567", []),
        ("812-3456-7890", []),
        ("0812-3456-7890", ["PD003"]),
    ],
)
def test_an_account_has_nine_to_sixteen_digits_and_is_no_telephone(digits: str, expected: list[str]) -> None:
    assert said(f"rekening {digits}") == expected


def test_the_offices_own_address_is_for_everybody() -> None:
    known = sop()
    own = known.model_copy(update={"office": known.office.model_copy(update={"email": "tuti@surel.example"})})
    content = Files({PANEN: text("tuti@surel.example, budi@surel.example\n")})
    assert [f.message.text() for f in rules.check(content, own, AS_OF)] == ["ada alamat surel: bu…@surel.example"]


def test_a_number_in_a_text_file_has_a_line_and_one_in_an_office_file_has_none() -> None:
    sheet = archive("xl/workbook.xml", "xl/sharedStrings.xml", content=b"<si><t>3271046504930002</t></si>")
    for name, content, place in (("a.csv", b"nama,nik\nTuti,3271046504930002\n", (2, 6)), ("a.xlsx", sheet, (0, 0))):
        path = PANEN.replace("index.md", name)
        told = found({PANEN: text(attachments=f"\n  - file: {name}\n    title: A"), path: content})
        told += rules.sensitive(path, content, sop())
        assert [(f.rule, f.path, f.line, f.column) for f in told[:1] + told[-1:]] == [("PD001", path, *place)] * 2


def test_the_offices_own_telephones_are_for_everybody() -> None:
    known = sop()
    phone = "(0251) 8321879 atau 0812-3456-7890"
    own = known.model_copy(update={"office": known.office.model_copy(update={"phone": phone})})
    content = Files({PANEN: text("Telp. (0251) 8321879, 081234567890, telp. (0251) 8321870, 081234567891\n")})
    assert [f.message.text() for f in rules.check(content, own, AS_OF)] == [
        "ada nomor telepon: 0251…70",
        "ada nomor telepon: 0812…91",
    ]
