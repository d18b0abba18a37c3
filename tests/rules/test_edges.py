"""What stands exactly at a limit, and one beyond it; what a condition is there for where no case needs it."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from tests.rules.cases import AS_OF, Files, sop
from tests.rules.test_judging import PANEN, found, ids, text

from terbit import rules
from terbit.rules import active, address, attachments, headings, language
from terbit.rules.body import bounds, page, prose
from terbit.rules.signs import numbers


def said(body: str, **keys: str) -> list[str]:
    return ids(found({PANEN: text(body + "\n", **keys)}))


# -- bounds on a body --------------------------------------------------------------------------------------------------

AT_A_BOUND = {
    "letters": (("a" * 99 + "\n") * 2000, "a"),
    "a line": ("a" * 20_000, "a"),
    "lines": ("\n" * 19_999, "\n"),
    "depth": (">" * 50, ">"),
    "headings": ("# a\n" * 1000, "# a\n"),
    "footnotes": ("[^a\n\n" * 1000, "[^a\n\n"),
    "open tags": ("<a " * 200, "<a "),
    "work": ("[" * 1000 + "a" * 9000, "\n\n["),
}


@pytest.mark.parametrize("what", AT_A_BOUND)
def test_a_body_at_a_bound_may_be_rendered_and_one_beyond_it_may_not(what: str) -> None:
    body, more = AT_A_BOUND[what]
    assert bounds.beyond(body) is None
    assert bounds.beyond(body + more) is not None


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        ("a | b\n--- | ---\nc | d", ["a | b", "--- | ---", "c | d"]),
        ("a | b\n--- | ---", ["a | b\n--- | ---"]),
        ("a\n---\nb", ["a\n---\nb"]),
        ("- a\n  b\n- c", ["- a\n  b\n", "- c\n"]),
        ("- a\n1. b", ["- a\n1. b\n"]),
        ("a\n\nb", ["a", "b"]),
    ],
)
def test_paragraphs_items_and_rows_are_searched_one_by_one(body: str, pieces: list[str]) -> None:
    assert list(bounds._pieces(body)) == pieces


# -- the page ----------------------------------------------------------------------------------------------------------


def test_what_stands_first_in_a_body_is_found_there() -> None:
    assert page.Page(source="<blink>a</blink>").find("<blink", "</blink") == (1, 1)
    places = page.Places("a a", 1)
    assert [places.next("a"), places.next("a")] == [(1, 1), (1, 3)]


def test_an_attribute_that_is_left_open_is_seen_as_it_would_be_closed() -> None:
    elements, balanced = page._parsed('<p>a</p><b title="x')
    assert page.Element("b", (("title", "x"),)) in elements
    assert not balanced


def test_only_ids_are_ids() -> None:
    assert page.Page.of('<b title="x">a</b>', 1).ids == ()


def test_a_picture_in_a_link_says_its_alternative_text_and_a_table_its_first_row() -> None:
    seen = prose.Prose.of('<a href="x"><img alt="Padi"><img></a><table><tr><td>a</td></tr></table><table></table>')
    assert [anchor.text for anchor in seen.anchors] == ["Padi"]
    assert seen.tables == (prose.Table(False, "a"), prose.Table(False, ""))


# -- active content ----------------------------------------------------------------------------------------------------


def test_only_cells_of_tables_are_aligned() -> None:
    assert active._allowed("td", "style", "text-align: left;")
    assert not active._allowed("p", "style", "text-align: left;")
    assert not active._allowed("td", "style", "color: red")


def test_a_message_shows_120_letters_of_an_address() -> None:
    message, _ = active._element(page.Element("iframe", (("src", "a" * 130),)))
    assert message.text() == f"bingkai (iframe) dari {'a' * 120} tidak boleh dipakai"


# -- addresses ---------------------------------------------------------------------------------------------------------


def test_a_name_in_an_address_has_at_most_80_letters() -> None:
    assert address.slug("a" * 80) == "a" * 80
    assert address.slug("a" * 81) == "a" * 80
    assert address.slug("a" * 80 + " b") == "a" * 80
    assert address.slug("a" * 79 + " b") == "a" * 79
    assert address.slug("a-" + "b" * 78) == "a-" + "b" * 78
    assert address.slug("a " + "b" * 80) == "a"
    for size, expected in ((80, []), (81, ["AD001"])):
        assert ids(found({PANEN.replace("panen", "a" * size): text()})) == expected


@pytest.mark.parametrize(("year", "expected"), [(1989, ["AD001"]), (1990, []), (2199, []), (2200, ["AD001"])])
def test_years_are_of_our_time(year: int, expected: list[str]) -> None:
    assert ids(found({PANEN.replace("2026", str(year)): text()})) == expected


def test_a_name_that_can_be_spelled_is_spelled() -> None:
    wrong = [found({PANEN.replace("panen", name): text()})[0].hint for name in ("Panen Raya", "_")]
    assert [hint.text() if hint is not None else None for hint in wrong] == ['tulis "panen-raya"', None]


def test_the_front_page_has_no_names() -> None:
    assert found({"content/index.md": "---\ntitle: Beranda\n---\n"}) == []


# -- attachments -------------------------------------------------------------------------------------------------------


def test_a_file_of_ten_megabytes_is_not_large() -> None:
    listed = "\n  - file: a.mp3\n    title: A"
    path = PANEN.replace("index.md", "a.mp3")
    assert ids(found({PANEN: text(attachments=listed), path: b"ID3".ljust(attachments.MAX_BYTES)})) == []
    assert attachments.MAX_BYTES == 10_485_760


def test_what_is_linked_to_is_offered() -> None:
    assert ids(found({PANEN: text("[daftar](a.csv)\n"), PANEN.replace("index.md", "a.csv"): b"\0"})) == ["AT002"]


# -- what a change does, what is judged --------------------------------------------------------------------------------


def changed(before: dict[str, bytes | str], after: dict[str, bytes | str]) -> list[str]:
    return ids(rules.changed(Files(before), Files(after), sop(), AS_OF))


def test_an_article_of_the_same_title_and_another_day_is_another() -> None:
    other = PANEN.replace("panen/", "benih/")
    assert changed({PANEN: text("Satu.\n")}, {other: text("Dua.\n")}) == ["AD004"]
    assert changed({PANEN: text("Satu.\n")}, {other: text("Dua.\n", date="2026-11-03")}) == []


def test_a_new_document_and_one_that_goes_replace_nothing() -> None:
    path = PANEN.replace("index.md", "a.csv")
    listed = {"attachments": "\n  - file: a.csv\n    title: A"}
    assert changed({PANEN: text(**listed)}, {PANEN: text(**listed), path: "a\n"}) == []
    assert changed({PANEN: text(**listed), path: "a\n"}, {PANEN: text(**listed)}) == []
    assert changed({PANEN: text(**listed), path: "a\n"}, {path: "b\n"}) == []


def test_what_did_not_change_is_not_told_of() -> None:
    content: dict[str, bytes | str] = {PANEN: text(), "content/a.md ": "x", "mkdocs.yml": "hooks: []\n"}
    assert ids(found(content)) == ["SH002", "MK001"]
    assert ids(found(content, only={PANEN})) == []
    assert ids(found(content, only={"content/a.md "})) == ["SH002"]
    assert ids(found(content, only={"mkdocs.yml"})) == ["MK001"]
    assert ids(found({PANEN: text()}, only={"mkdocs.yml"})) == []


# -- dates -------------------------------------------------------------------------------------------------------------


def test_what_ends_when_it_begins_is_never_there() -> None:
    assert said("Isi.", expires_at="2026-11-02", publish_at="2026-11-02") == ["DT002"]
    assert said("Isi.", expires_at="2026-11-02 00:01", publish_at="2026-11-02") == []


def test_a_correction_and_a_publication_may_be_of_the_articles_own_day() -> None:
    ralat = "\n  - date: 2026-11-02\n    text: Angka diperbaiki."
    assert said("Isi.", corrections=ralat) == []
    assert said("Isi.", corrections=ralat.replace("11-02", "11-01")) == ["DT002"]
    assert "DT003" not in said("Isi.", printed_on="2026-11-02")
    assert "DT003" in said("Isi.", printed_on="2026-11-03")


# -- numbers of the state ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "known"),
    [
        ("193001011950011001", True),
        ("192912311950011001", False),
        ("203012312100121001", True),
        ("203101012100121001", False),
        ("196504121949121001", False),
        ("196504122101011001", False),
        ("196504121990001001", False),
        ("196504121990131001", False),
    ],
)
def test_a_service_number_has_a_birth_and_an_appointment(number: str, known: bool) -> None:
    assert bool(list(numbers.service(number))) is known


def test_the_first_day_of_a_month_is_one() -> None:
    assert numbers.is_identity("3271040104930002")
    assert numbers.is_identity("3271044104930002")


# -- pictures in the history -------------------------------------------------------------------------------------------


def test_a_location_is_seen_in_a_png_and_in_a_broken_picture() -> None:
    location = Image.Exif()
    location[0x8825] = {1: "S", 2: (6.0, 35.0, 0.0), 3: "E", 4: (106.0, 48.0, 0.0)}
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG", exif=location)
    for content in (file.getvalue(), b"GPSLatitude"):
        assert ids(rules.sensitive(PANEN.replace("index.md", "a.png"), content, sop())) == ["PG005"]


# -- what is read ------------------------------------------------------------------------------------------------------


def test_a_line_is_shouted_from_three_words_and_twelve_letters_on() -> None:
    assert headings.shouted("ABCD EFGH IJKL")
    assert not headings.shouted("ABC EFGH IJKL")
    assert not headings.shouted("ABCDEFG HIJKLMN")
    assert headings._short("a" * 60) == "a" * 60
    assert headings._short("a" * 61) == "a" * 59 + "…"


def test_a_crime_is_near_within_300_letters() -> None:
    assert "ET004" in said(f"pencurian {'x' * 289} Siti (15) ada.")
    assert "ET004" not in said(f"pencurian {'x' * 290} Siti (15) ada.")


def test_an_event_of_no_length_is_one() -> None:
    event = "\n  start: 2026-11-12 09:00\n  end: 2026-11-12 {}\n  place: Kebun"
    assert "EV001" not in said("Isi.", event=event.format("09:00"))
    assert "EV001" in said("Isi.", event=event.format("08:59"))


def test_an_element_that_shows_nothing_says_nothing() -> None:
    assert "FM008" in said("<p></p>")


# -- what a change touches ---------------------------------------------------------------------------------------------


def test_a_stray_file_is_told_of_where_it_or_its_article_changed() -> None:
    stray = PANEN.replace("index.md", "a.csv")
    for only, expected in (({stray}, ["AT003"]), ({PANEN}, ["AT003"]), ({"content/lain.md"}, [])):
        assert ids(found({stray: "a\n"}, only=only)) == expected


def test_a_picture_of_a_page_is_judged_with_the_pages_above_it() -> None:
    picture, page_text = "content/profil/foto/kantor.jpg", "---\ntitle: Profil\n---\n\n![Kantor](foto/kantor.jpg)\n"
    content: dict[str, bytes | str] = {"content/profil/index.md": page_text, picture: b"bukan gambar"}
    assert ids(found(content, only={picture})) == ["PG003"]
    assert ids(found(content, only={"content/lain/foto.jpg"})) == []
    assert ids(found(content, only={"tools/foto.jpg"})) == []


@pytest.mark.parametrize(("code", "own", "other"), [("id", "yang", "the"), ("en", "the", "yang")])
def test_a_language_is_told_by_an_eighth_of_its_words_and_three_times_the_others(
    code: str, own: str, other: str
) -> None:
    assert language.told([own] * 12 + ["padi"] * 88) == code
    assert language.told([own] * 11 + ["padi"] * 89) is None
    assert language.told([own] * 30 + [other] * 10) == code
    assert language.told([own] * 30 + [other] * 11) is None
