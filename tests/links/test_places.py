"""Where an address stands in a Markdown file, as the person who wrote it counts lines and columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terbit.links.places import Place, places

FRONT = "---\ntitle: Panen\nimage: padi.jpg\nattachments:\n  - laporan.pdf\n  - 'dua kata.pdf'\n---\n\n"


@pytest.mark.parametrize(
    ("body", "address", "column"),
    [
        ("Baca [panen](../panen/index.md).", "../panen/index.md", 14),
        ("[a](artikel:panen#hasil)", "artikel:panen#hasil", 5),
        ("[a](<dua kata.pdf>)", "dua kata.pdf", 6),
        ('![a](padi.jpg "Padi")', "padi.jpg", 6),
        ("[a](x_(b)_c.html)", "x_(b)_c.html", 5),
        ("[a](/x\\_y/)", "/x_y/", 5),
        ("[a](/x?a=1&amp;b=2)", "/x?a=1&b=2", 5),
        ("[a](k%C3%A9/)", "k%C3%A9/", 5),
        ("[a]: /tujuan/ 'judul'", "/tujuan/", 6),
        ("> [a]: <dua kata/>", "dua kata/", 9),
        ("<https://contoh.org/a>", "https://contoh.org/a", 2),
        ('<a class="x" href="/x/">x</a>', "/x/", 20),
        ("<img src='x.png'>", "x.png", 11),
        ("<img src=x.png>", "x.png", 10),
        ("![a](b.png){: srcset='b.png 1x, c.png 2x' }", "c.png", 33),
        ('<img srcset="a.png, c.png 2x">', "a.png", 14),
        ("[![a](g.png)](/x/)", "/x/", 15),
        ("[![a](g.png)](/x/)", "g.png", 7),
    ],
)
def test_an_address_is_found_where_it_is_written(body: str, address: str, column: int) -> None:
    found = places(FRONT + body + "\n", address.__eq__)
    assert [place for place in found if place.line > 7] == [Place(address, 9, column)]


def test_front_matter_counts() -> None:
    assert places(FRONT, lambda address: address.endswith((".jpg", ".pdf"))) == [
        Place("padi.jpg", 3, 8),
        Place("laporan.pdf", 5, 5),
        Place("dua kata.pdf", 6, 6),
    ]


def test_every_place_of_an_address_is_told_in_order() -> None:
    source = "[a](x/)\r\n\r\n[b]: x/\r\n[c](y/) [d](x/)\r\n"
    assert places(source, "x/".__eq__) == [Place("x/", 1, 5), Place("x/", 3, 6), Place("x/", 4, 13)]


@pytest.mark.parametrize(
    "body",
    [
        "`[a](x/)`",
        "``[a](x/) ` ``",
        "```\n[a](x/)\n```",
        "~~~ md\n[a](x/)\n~~~",
        "<!-- [a](x/)\n[a](x/) -->",
        "[a] (x/)",
    ],
)
def test_what_is_no_link_is_not_found(body: str) -> None:
    assert places(body, "x/".__eq__) == []
    assert [place.line for place in places(body + "\n\n[a](x/)\n", "x/".__eq__)] == [body.count("\n") + 3]


@given(
    st.text()
    | st.lists(st.sampled_from(["[", "](", ")", "<", ">", "`", "```\n", "---\n", "x", "\n", "\\", "="])).map("".join)
)
def test_a_place_is_within_its_text(source: str) -> None:
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for place in places(source):
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1


@pytest.mark.parametrize(
    "piece", ["[", "](", "](((((", "`", "``", "<!--", "```\n", "](\\", "href=", "[a]:\n", "- '", "> ", "a `` b "]
)
def test_hostile_texts_take_no_longer_than_their_length(piece: str) -> None:
    places(piece * (60_000 // len(piece)))  # what is quadratic does not end
    places("---\n" + piece * (60_000 // len(piece)))
