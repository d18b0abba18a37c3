"""Pages that no person writes: long chains, circles of hundreds, ten thousand wrong addresses in one file.

What they cost is measured elsewhere; here they are judged right, by ways that look at each thing once.
"""

from __future__ import annotations

import os
from pathlib import Path

from terbit.links import extract, internal
from terbit.links.extract import Kind, Reference
from terbit.links.internal import moves

HOME = "https://kantor.go.id/"


def _check(site: Path) -> list[str]:
    return [finding.text() for finding in internal.check(site, HOME, lambda address: address, lambda path: None)]


def test_a_chain_is_walked_to_its_end_and_a_circle_to_where_it_is_entered() -> None:
    assert moves.arrivals({"a": "b", "b": "c", "x": "y", "y": "z", "z": "y"}) == {
        "a": "c",
        "b": "c",
        "x": "y",
        "y": "y",
        "z": "y",
    }


def test_only_the_pages_of_a_circle_go_in_one() -> None:
    assert moves.circling({"a": "b", "b": "c", "c": "b", "d": "d", "e": "d", "f": "g"}) == {"b", "c", "d"}


def test_a_long_circle_is_told_by_its_first_steps() -> None:
    ring = {str(number): str((number + 1) % 300) for number in range(300)}
    assert moves.circle("7", ring) == ["7", "8", "9", "10", "11", "12", "13", "14", "…", "7"]
    assert moves.circle("a", {"a": "a"}) == ["a", "a"]


def test_twenty_thousand_pages_that_lead_on_arrive(tmp_path: Path) -> None:
    ring = {str(number): str(number + 1) for number in range(20_000)}
    assert set(moves.arrivals(ring).values()) == {"20000"}
    assert not moves.circling(ring)


def test_an_anchor_is_looked_for_at_the_end_of_a_chain(tmp_path: Path) -> None:
    for name, to in (("a", "b"), ("b", "c")):
        (tmp_path / f"{name}.html").write_text(f'<meta http-equiv=refresh content="0;url={to}.html">')
    (tmp_path / "c.html").write_text("<p id=ada>")
    (tmp_path / "index.html").write_text('<a href="a.html#ada">x</a>\n<a href="a.html#tiada">x</a>')
    assert _check(tmp_path) == [
        ':2:10: error[LB002] bagian "#tiada" tidak ada di halaman "/c.html". Saran: maksud Anda "ada"?'
    ]


def test_an_escaped_quote_in_a_style_sheet_opens_nothing() -> None:
    text = 'a{content:"' + '\\"' * 5_000 + "} b{background:url(b.png)}"
    assert list(extract.css(text)) == [Reference(Kind.RESOURCE, "b.png")]
    assert list(extract.css('a{content:"\\"url(a.png)"} b{background:url(b.png)}')) == [
        Reference(Kind.RESOURCE, "b.png")
    ]


def test_each_of_many_addresses_of_a_style_sheet_has_its_place() -> None:
    content = b"/* a1.png */\n" + b"".join(b"a{b:url(a%d.png)}c{d:url('e%d.png')}\n" % (n, n) for n in range(500))
    wanted = extract.of("a.css", content).references
    found = extract.spot("a.css", content, wanted)
    assert len(found) == len(wanted) == 1_000
    assert found[Reference(Kind.RESOURCE, "a499.png")] == (501, 9)
    assert found[Reference(Kind.RESOURCE, "e499.png")] == (501, 28)


def test_each_of_many_addresses_of_one_line_has_its_place() -> None:
    content = "".join(f"<p>é<a href=p{n:03}>x</a>" for n in range(300)).encode()
    wanted = extract.of("a.html", content).references
    assert extract.spot("a.html", content, wanted) == {one: (1, 22 * number + 13) for number, one in enumerate(wanted)}


def test_ids_that_stand_twice_are_told_where_they_stand_again() -> None:
    content = b"<p id=a>\n<p id=b>\n<p id=a>\n<p id=a>\n <p id=b>"
    assert extract.id_spot(content, ["a", "b", "c"]) == {"a": (3, 2), "b": (5, 3)}


def test_a_slash_that_is_a_value_closes_no_drawing() -> None:
    assert extract.html(b"<svg a=/><style/><path id=a /></svg><p id=b>").anchors == {"a", "b"}
    assert extract.html(b"<svg></desc></template><style><style><p id=a>").anchors == {"a"}


def test_what_is_wrong_on_every_page_is_told_again_from_what_is_kept(tmp_path: Path) -> None:
    site, kept = tmp_path / "site", internal.Kept(tmp_path / "kept")
    frame = '<p>x</p>\n<a href="/hilang/">x</a><a href="/part.html#\tti&#97;da">x</a><i id=b></i><i id=b></i>'
    for number in range(450):  # enough for two processes
        (site / str(number // 10)).mkdir(parents=True, exist_ok=True)
        (site / f"{number // 10}/{number}.html").write_text(frame + "<!-- /hilang/ -->" * (number % 2))
    (site / "part.html").write_text("<p id=ada>")
    for file in site.rglob("*.html"):
        os.utime(file, (1_000_000_000, 1_000_000_000))

    def check() -> list[str]:
        return [f.text() for f in internal.check(site, HOME, lambda address: address, lambda path: None, kept)]

    told = check()
    for number in (7, 448):
        name = f"{number // 10}/{number}.html"
        assert [line for line in told if line.startswith(name + ":")] == [
            f'{name}:2:10: error[LB001] tautan "/hilang/" menuju halaman yang tidak ada',
            f'{name}:2:26: error[LB002] bagian "#tiada" tidak ada di halaman "/part.html". Saran: maksud Anda "ada"?',
            f'{name}:2:75: warning[LB007] id "b" dipakai 2 kali di satu halaman',
        ]
    assert len(told) == 3 * 450
    (site / "44/449.html").unlink()
    again = check()
    assert len(again) == 3 * 449
    assert set(again) < set(told)
    assert again == _check(site)
