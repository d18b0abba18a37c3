"""Reading built files and addresses: nothing that stands in them makes the check fail."""

from contextlib import suppress

from hypothesis import example, given
from hypothesis import strategies as st

from terbit.articles import webaddress as address
from terbit.links import external, extract, internal
from terbit.links.extract import Facts, Kind, Reference

PAGE = "https://kantor.go.id/berita/"
PIECES = (
    "<a href=|<base href=|<img srcset=|\"|'|>|<meta http-equiv=refresh content=|<style>|</style>|<template>|<p style=|"
    "<a name=| id=|url(|@import|#|//|\\|%|0;url=|&#0;|\n|é"
)
markup = st.lists(st.sampled_from(PIECES.split("|")) | st.text(max_size=8)).map("".join)


@given(st.binary() | markup.map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"\xff<a href='\xff'>\x00</a>")
@example(b"<base href=x><base href>")
def test_any_bytes_are_a_page(content: bytes) -> None:
    facts = extract.html(content)
    assert all(isinstance(reference.address, str) for reference in facts.references)


@given(st.text() | markup)
def test_any_text_is_a_style_sheet_and_a_srcset(text: str) -> None:
    list(extract.css(text))
    assert all(candidate for candidate in extract.srcset(text))


@given(st.binary())
def test_any_bytes_are_a_feed_or_unreadable(content: bytes) -> None:
    with suppress(extract.Unreadable):
        extract.xml(content)


@given(st.text() | markup | st.text(alphabet="htps:/\\?#@[]%.aé \t\n0123456789"))
@example("http://[::1]:80/")
@example("https://a:b@c/")
@example("http://\ud800/")
@example("/\ud800")
@example("http://" + "é" * 70)
@example("http://a.\u3002b/")
def test_any_text_is_an_address_or_malformed(text: str) -> None:
    try:
        seen = address.web(PAGE, text)
    except address.Malformed:
        return
    if seen is not None:
        assert seen.scheme in ("http", "https")
        assert "#" not in seen.text and seen.text.isascii()
        again = address.web(PAGE, seen.text)
        assert again is not None and (again.text, again.origin) == (seen.text, seen.origin)
        address.name_of(seen.path)


@given(st.text())
def test_a_name_never_leaves_the_site(path: str) -> None:
    name = address.name_of(path)
    assert name is None or (".." not in name.split("/") and not name.startswith("/"))


def test_srcset_as_browsers_read_it() -> None:
    assert list(extract.srcset("a.jpg, b,c.jpg 2x,d.jpg, e.jpg (x,y) 3x , f.jpg,")) == [
        "a.jpg",
        "b,c.jpg",
        "d.jpg",
        "e.jpg",
        "f.jpg",
    ]


def test_an_empty_page_has_no_facts() -> None:
    assert extract.html(b"") == Facts()


def test_references_are_taken_once_in_order() -> None:
    facts = extract.html(b'<img src="g.png"><a href="/x">1</a><a href="/x">2</a>')
    assert facts.references == (Reference(Kind.RESOURCE, "g.png"), Reference(Kind.LINK, "/x"))


@given(markup.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary())
def test_any_page_can_be_judged_and_told(content: bytes) -> None:
    facts = extract.html(content)
    site = internal.Site(frozenset({"index.html", "a/index.html"}), {"index.html": facts, "a/index.html": facts})
    for finding in internal.judge(site, "https://kantor.go.id/situs/", str):
        assert finding.text().isprintable()
    external.of_facts(site.facts.items(), "https://kantor.go.id/situs/")


def test_a_place_is_found_in_whatever_encoding_the_page_is() -> None:
    content = '<meta charset="iso-8859-1">\n<a href="ké.html">x</a><p id="é">\n<p id="é">'
    link = Reference(Kind.LINK, "ké.html")
    for name in ("iso-8859-1", "utf-16"):
        assert extract.spot("a.html", content.encode(name), [link]) == {link: (2, 10)}
        assert extract.id_spot(content.encode(name), ["é"]) == {"é": (3, 2)}


def test_a_place_is_found_in_a_section_of_plain_text() -> None:
    listing = Reference(Kind.LISTING, "https://kantor.go.id/t/")
    content = b"<urlset>\n<url><loc><![CDATA[https://kantor.go.id/t/]]></loc></url></urlset>"
    assert extract.spot("sitemap.xml", content, [listing]) == {listing: (2, 20)}
