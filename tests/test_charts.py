"""Charts: well-formed, true to their numbers, the same bytes every time."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terbit.charts import Series, columns

SVG = "{http://www.w3.org/2000/svg}"
LABELS = ("Okt\n2026", "Nov\n2026", "Des\n2026")


def made(*series: Series, labels: tuple[str, ...] = LABELS, title: str = "Judul") -> str:
    return columns("kunci", title, "Uraian", labels, series, "tidak ada data")


def pieces(svg: str, tone: str) -> list[tuple[int, int, int, int]]:
    """The rectangles of a series: left, bottom, right, top."""
    [path] = ElementTree.fromstring(svg).findall(f"{SVG}path[@class='tb-tone-{tone}']")
    found = re.findall(r"M(\d+) (\d+)H(\d+)V(\d+)H\d+z", path.attrib["d"])
    return [(int(a), int(b), int(c), int(d)) for a, b, c, d in found]


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_columns_are_as_high_as_their_numbers_and_stand_on_each_other() -> None:
    svg = made(Series("tayang", "green", (2, 4, 0)), Series("ditarik", "amber", (0, 2, 4)))
    green, amber = pieces(svg, "green"), pieces(svg, "amber")
    assert [bottom - top for _, bottom, _, top in green] == [70, 140]  # of 280 for 8
    assert [bottom - top for _, bottom, _, top in amber] == [70, 140]
    assert green[1][3] == amber[0][1]
    assert texts(svg)[:5] == ["0", "2", "4", "6", "8"]
    assert texts(svg)[-2:] == ["tayang", "ditarik"]


def test_title_and_description_are_told_to_who_does_not_see() -> None:
    svg = ElementTree.fromstring(made(Series("a", "green", (1, 2, 3)), title="Judul <b> & 'itu'"))
    ids = [(one.attrib["id"], one.text) for one in svg if one.tag in (f"{SVG}title", f"{SVG}desc")]
    assert ids == [("kunci-title", "Judul <b> & 'itu'"), ("kunci-desc", "Uraian")]
    assert (svg.attrib["role"], svg.attrib["aria-labelledby"]) == ("img", "kunci-title kunci-desc")


def test_what_is_not_known_is_a_dashed_gap_and_never_a_zero() -> None:
    known = made(Series("a", "green", (1, 0, 3)), Series("b", "red", (0, 0, 0)))
    assert "dash" not in known
    assert "tidak ada data" not in known
    svg = made(Series("a", "green", (1, None, 3)), Series("b", "red", (0, None, 1)))
    assert svg.count("stroke-dasharray") == 2  # the gap and the legend
    assert texts(svg)[-1] == "tidak ada data"
    one = made(Series("a", "green", (1, None, 3)), Series("b", "red", (0, 0, 1)))
    assert "dash" not in one  # something is known of that column


def test_a_series_without_numbers_is_not_in_the_legend() -> None:
    assert "kosong" not in made(Series("a", "green", (1, 2, 3)), Series("kosong", "red", (0, 0, 0)))


def test_one_of_very_many_is_still_seen() -> None:
    svg = made(Series("a", "green", (1, 9000, 1)), Series("b", "red", (1, 0, 0)))
    assert all(bottom - top >= 1 for _, bottom, _, top in pieces(svg, "green") + pieces(svg, "red"))


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (6, 6), (7, 4), (12, 6), (36, 6)])
def test_labels_are_thinned_out_and_the_newest_stays(count: int, expected: int) -> None:
    labels = tuple(f"b{n}" for n in range(count))
    svg = made(Series("a", "green", (1,) * count), labels=labels)
    kept = [text for text in texts(svg) if text in labels]
    assert (len(kept), kept[0]) == (expected, labels[-1])


def test_nothing_at_all_is_an_empty_chart() -> None:
    assert texts(made(labels=())) == ["0", "1", "2", "3", "4"]


def test_faults_of_the_caller_are_told() -> None:
    with pytest.raises(ValueError, match="each series has one value a label"):
        made(Series("a", "green", (1,)))
    with pytest.raises(ValueError, match="numbers below zero"):
        made(Series("a", "green", (1, -1, 0)))


@given(
    st.integers(1, 40).flatmap(
        lambda count: st.lists(
            st.lists(st.none() | st.integers(0, 10**9), min_size=count, max_size=count).map(tuple),
            min_size=1,
            max_size=7,
        )
    ),
    st.text(max_size=20).filter(lambda text: text.isprintable()),
)
def test_every_chart_is_well_formed_within_its_frame_and_the_same_again(
    values: list[tuple[int | None, ...]], word: str
) -> None:
    tones = ("green", "blue", "amber", "red", "grey", "violet", "ink")
    series = [Series(f"{word}{n}", tone, one) for n, (tone, one) in enumerate(zip(tones, values, strict=False))]
    labels = tuple(f"{word}\n{n}" for n in range(len(values[0])))
    svg = made(*series, labels=labels, title=word)
    assert svg == made(*series, labels=labels, title=word)
    assert not [place for place in re.findall(r' (?:x|y|width|height|d|viewBox)="([^"]*)"', svg) if "." in place]
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    for one in series:
        if any(one.values):
            for left, bottom, right, top in pieces(svg, one.tone):
                assert 72 <= left < right <= 720
                assert 0 <= top < bottom <= 296
