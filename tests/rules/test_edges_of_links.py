"""Links, old addresses and pictures at a limit, and one beyond it; which rule tells of which."""

from __future__ import annotations

import pytest
from tests.rules.test_edges import changed
from tests.rules.test_judging import BENIH, PANEN, found, ids, text

from terbit.rules import pictures


def hints(body: str, others: dict[str, bytes | str]) -> list[str]:
    findings = found({**others, PANEN: text(body + "\n")})
    return [f"{f.message.text()} | {f.hint.text() if f.hint is not None else ''}" for f in findings]


def test_a_slug_that_was_meant_has_nearly_its_length() -> None:
    slug = "laporan-kegiatan-penyuluhan-petani-padi-gogo"
    there = {BENIH.replace("benih", slug): text()}
    for more, hint in (
        ("-desember", "periksa slugnya: nama folder artikel itu"),
        ("-desembe", f'maksud Anda "{slug}"?'),
    ):
        assert hints(f"[a](artikel:{slug}{more})", there) == [f'artikel "{slug}{more}" tidak ada | {hint}']


def test_the_first_five_broken_links_are_compared_with_what_there_is() -> None:
    body = " ".join(f"[a](artikel:beni{n})" for n in range(6))
    assert [hint.rpartition("| ")[2] for hint in hints(body, {BENIH: text()})] == [
        *['maksud Anda "benih"?'] * 5,
        "periksa slugnya: nama folder artikel itu",
    ]


def test_the_first_fifty_parts_of_a_page_are_compared_with_what_was_meant() -> None:
    for parts, hint in ((49, 'maksud Anda "petani"?'), (50, "")):
        there = {BENIH: text("".join(f"## {n} abc\n\n" for n in range(parts)) + "## Petani\n")}
        assert hints("[a](artikel:benih#petanii)", there) == [f'bagian "#petanii" tidak ada di {BENIH} | {hint}']


def test_nothing_is_said_of_the_parts_of_a_page_that_cannot_be_read() -> None:
    assert ids(found({PANEN: text("[a](artikel:benih#satu)\n"), BENIH: text(date="kemarin")})) == ["FM002"]


def test_links_within_a_text_that_is_not_public_are_its_own() -> None:
    body = "## Satu\n\n[a](#satu) [b](artikel:panen)\n"
    assert ids(found({PANEN: text(body, information="dikecualikan")})) == ["EX001"]
    ended = "\n  date: 2026-11-03\n  reason: Salah."
    assert ids(found({PANEN: text(body, withdrawn=ended)})) == []
    linking: dict[str, bytes | str] = {BENIH: text("[a](artikel:panen)\n")}
    assert ids(found({PANEN: text(body, withdrawn=ended), **linking})) == ["LK003"]
    assert ids(found({PANEN: text(body, information="dikecualikan"), **linking})) == ["LK002", "EX001"]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[a](/b)", ["LK005"]),
        ("[a](b\\c.md)", ["LK005"]),
        ("[a](\\b)", ["LK005"]),
        ("[a](https://a.example/b\\c)", []),
        ("[a](//b.example/)", ["LK005"]),
        ("![a b](/b.jpg)", ["PG001"]),
        ("![a b](//b.example/b.jpg)", ["PG001"]),
        ("[a](b%00)", ["LK004"]),
        ("[a](../../../../../b.md)", ["LK004"]),
        ("[a](../benih/index.md)", []),
        ("[a](../benih/index.md#satu)", []),
        ("[a](../benih/index.md#dua)", ["LK004"]),
        ("[a](../benih/b.csv)", ["LK004"]),
        ("[a](a.csv#dua)", []),
        ("<a href='#satu'>a</a>", ["LK004"]),
        ("<a href='artikel:lain'>a</a>", ["LK006"]),
        ("<a href='https://a.example/'>a</a>", []),
        ("[a](https://balai-contoh.example/a)", ["LK007"]),
        ("[a](http://[)", ["LK007"]),
        ("![a b](//balai-contoh.example/a.jpg)", ["LK007", "PG001"]),
        ("![a b]()", ["LK007", "PG001"]),
        ("[a]()", []),
    ],
)
def test_each_link_is_told_of_by_one_rule(link: str, expected: list[str]) -> None:
    beside: dict[str, bytes | str] = {BENIH: text("## Satu\n\n[a](b.csv)\n")}
    for path in (PANEN.replace("index.md", "a.csv"), BENIH.replace("index.md", "b.csv")):
        beside[path] = "a\n"
    content = {**beside, PANEN: text(f"{link}\n", attachments="\n  - file: a.csv\n    title: A")}
    assert ids(found(content)) == expected


def test_a_page_may_offer_a_file_that_lies_elsewhere() -> None:
    page = "---\ntitle: Profil\n---\n\n[a](../unduh/a.csv)\n"
    assert ids(found({"content/profil/index.md": page, "content/unduh/a.csv": "a\n"})) == []


def test_what_was_meant_by_a_broken_link_is_told() -> None:
    for link in ("benih", "../benih/", "benih.md", "../x/benih/index.md", "/berita/benih/index.html", "/benih"):
        (hint,) = hints(f"[a]({link})", {BENIH: text()})
        assert hint.endswith('| tulis "artikel:benih"')
    assert hints("[a](//benih)", {BENIH: text()}) == ['alamat "//benih" tidak lengkap | tulis lengkap dengan https://']


def test_a_relative_link_leads_to_what_is_public() -> None:
    content: dict[str, bytes | str] = {PANEN: text("[a](../benih/index.md) [b](https://a.example/benih/)\n")}
    assert ids(found({**content, BENIH: text(publish_at="2026-12-01")})) == ["LK002"]
    ended = "\n  date: 2026-11-03\n  reason: Salah."
    assert ids(found({**content, BENIH: text(withdrawn=ended)})) == ["LK003"]


# -- addresses that were -----------------------------------------------------------------------------------------------


def test_an_old_address_is_missed_where_nothing_answers_it() -> None:
    two: dict[str, bytes | str] = {PANEN: text(redirect_from="[/lama/, /usang/]")}
    other = PANEN.replace("panen/", "benih/")
    assert changed(two, {PANEN: text(redirect_from="[/lama/]")}) == ["AD004"]
    assert changed(two, {PANEN: text(), other: text(title="Benih", redirect_from="[/lama/, /usang/]")}) == []
    page = "---\ntitle: Usang\n---\n"
    assert changed(two, {PANEN: text(redirect_from="[/lama/]"), "content/usang.md": page}) == []
    no_address: dict[str, bytes | str] = {PANEN: text(redirect_from="['https://a.example/']")}
    assert changed(no_address, {PANEN: text()}) == []


# -- pictures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("a.jpg?x#y", "a.jpg"),
        ("./b/../a.jpg", "a.jpg"),
        ("b/a%20a.jpg", "b/a a.jpg"),
        ("#a", None),
        ("/a.jpg", None),
        ("b\\a.jpg", None),
        ("a%00.jpg", None),
        ("../a.jpg", None),
        (".", None),
    ],
)
def test_a_file_lies_beside_its_text(address: str, name: str | None) -> None:
    assert pictures.beside(address) == name


@pytest.mark.parametrize(
    ("other", "hint"),
    [("Padi.JPG", 'maksud Anda "Padi.JPG"?'), ("benih.jpg", "periksa nama berkasnya, termasuk huruf besar")],
)
def test_a_picture_whose_name_differs_by_capitals_is_named(other: str, hint: str) -> None:
    findings = found({PANEN: text("![Padi](padi.jpg)\n"), PANEN.replace("index.md", other): b""})
    assert [f.hint.text() for f in findings if f.rule == "PG001" and f.hint is not None] == [hint]
