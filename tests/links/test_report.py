"""What a check says: at the place where a link stands, with all its places and what may take its place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.support.office import CHECKOUT

from terbit import sop as procedure
from terbit.findings import render
from terbit.links.external.verdict import NOT_CHECKED, Outcome, Verdict
from terbit.links.watch.foreign import site_of
from terbit.links.watch.places import Place, places
from terbit.links.watch.replacement import Replacement, replacement
from terbit.links.watch.report import Checked
from terbit.links.watch.state import State
from terbit.sop import Links

AT = datetime(2026, 11, 1, 20, 0, tzinfo=UTC)  # the office's 2 November
HOME = "https://balai-contoh.example/"
URL = "https://a.id/x"
BAD = Outcome(Verdict.BROKEN, "404")
DEAD = State(URL, Verdict.BROKEN, "404", AT, 3, AT, datetime(2026, 11, 9, tzinfo=UTC))
LINKS = Links()

_sop, _ = procedure.read((CHECKOUT / "sop.yml").read_bytes())
assert _sop is not None
SOP = _sop


def said(state: State | None, outcome: Outcome = BAD, *, where: int = 1, language: str = "id") -> str:
    """The line about one address that stands in `where` places."""
    after = {URL: state} if state is not None else {}
    stands = {URL: [Place(f"content/{number}.md", number) for number in range(1, where + 1)]}
    checked = Checked({URL: tuple(f"{number}/" for number in range(1, where + 1))}, {URL: outcome}, after, SOP)
    return render(checked.findings(stands), "text", language)  # type: ignore[arg-type]


def test_a_broken_link_is_a_warning_and_a_dead_one_an_error() -> None:
    young = replace(DEAD, failures=1)
    assert said(young) == f"content/1.md:1: warning[LX002] tautan {URL} putus (404)"
    assert said(DEAD) == (
        f"content/1.md:1: error[LX001] tautan {URL} mati sejak 2026-11-02 (404). "
        "Saran: cari penggantinya, atau hapus tautannya"
    )
    assert said(DEAD, language="en") == (
        f"content/1.md:1: error[LX001] the link {URL} is dead since 2026-11-02 (404). "
        "Hint: look for another, or remove the link"
    )


@pytest.mark.parametrize("today", [NOT_CHECKED, Outcome(Verdict.UNVERIFIABLE, "403")])
def test_what_is_dead_stays_so_while_its_host_says_nothing(today: Outcome) -> None:
    assert said(DEAD, today) == said(DEAD)


def test_all_places_are_one_finding() -> None:
    assert said(None, where=2) == (
        f"content/1.md:1: warning[LX002] tautan {URL} putus (404). Saran: ada juga di content/2.md:2"
    )
    assert said(DEAD, where=6) == (
        f"content/1.md:1: error[LX001] tautan {URL} mati sejak 2026-11-02 (404). Saran: cari penggantinya, atau hapus "
        "tautannya; ada juga di content/2.md:2, content/3.md:3, content/4.md:4 dan 2 tempat lain"
    )
    assert "it also stands in content/2.md:2, content/3.md:3, content/4.md:4 and 2 more places" in said(
        DEAD, where=6, language="en"
    )


def test_a_dead_link_with_a_copy_says_where_that_is() -> None:
    copied = replace(DEAD, copy="https://arsip.id/1/x", copied=AT)
    assert said(copied).endswith("Saran: ganti dengan salinan arsip https://arsip.id/1/x (terbit links fix)")
    assert said(copied, language="en").endswith(
        "Hint: replace it by the archived copy https://arsip.id/1/x (terbit links fix)"
    )


def test_what_moved_says_where_to_and_whether_that_is_another_s() -> None:
    moved = State(URL, Verdict.MOVED, "301", AT, to="https://www.a.id/y")
    today = Outcome(Verdict.MOVED, "301", "https://www.a.id/y")
    assert said(moved, today) == (
        f"content/1.md:1: warning[LX005] tautan {URL} pindah alamat. "
        "Saran: ganti dengan https://www.a.id/y (terbit links fix)"
    )
    assert said(moved, today, language="en") == (
        f"content/1.md:1: warning[LX005] the link {URL} has moved. "
        "Hint: replace it by https://www.a.id/y (terbit links fix)"
    )
    taken = replace(moved, to="https://judi.example/")
    assert said(taken, today).endswith(
        "Saran: periksa dahulu: https://judi.example/ milik situs lain (terbit links fix)"
    )
    assert said(taken, today, language="en").endswith(
        "Hint: look first: https://judi.example/ is another site's (terbit links fix)"
    )


def test_machines_get_every_place() -> None:
    checked = Checked({URL: ("a/", "b/")}, {URL: BAD}, {URL: DEAD}, SOP)
    [finding] = checked.findings({URL: [Place("a.md", 3, 4), Place("b.md", 5, 1)]})
    assert finding.record()["elsewhere"] == [{"path": "b.md", "line": 5}]
    assert (finding.line, finding.column) == (3, 4)
    assert json.loads(json.dumps(checked.plain({URL: [Place("a.md", 3, 4)]})))["links"] == [
        {
            "url": URL,
            "verdict": "broken",
            "status": "404",
            "dead": True,
            "to": "",
            "copy": "",
            "pages": ["a/", "b/"],
            "places": ["a.md:3"],
        }
    ]


def test_the_summary_counts_every_verdict() -> None:
    outcomes = [BAD, Outcome(Verdict.OK, "200"), Outcome(Verdict.MOVED, "301"), NOT_CHECKED]
    found = {f"https://{number}.id/": outcome for number, outcome in enumerate(outcomes)}
    summary = Checked({}, found, {}, SOP).summary
    assert summary.text() == "1 baik, 1 pindah, 1 putus, 0 tidak dapat dipastikan, 1 belum diperiksa."
    assert summary.text("en") == "1 good, 1 moved, 1 broken, 0 unverifiable, 1 not checked."


# -- replacements --------------------------------------------------------------------------------------------------


def test_what_takes_the_place_of_a_link() -> None:
    moved = State(URL, Verdict.MOVED, "301", AT, to="https://a.id/y")
    assert replacement(moved, LINKS) == Replacement("https://a.id/y", archived=False)
    assert replacement(replace(moved, to=""), LINKS) is None
    assert replacement(replace(moved, to="https://b.id/"), LINKS) == Replacement(
        "https://b.id/", archived=False, doubtful=True
    )
    copied = replace(DEAD, copy="https://arsip.id/1")
    assert replacement(copied, LINKS) == Replacement("https://arsip.id/1", archived=True)
    assert replacement(replace(copied, failures=2), LINKS) is None  # broken, not dead
    assert replacement(replace(DEAD, copy=""), LINKS) is None
    assert replacement(DEAD, LINKS) is None
    assert replacement(State(URL, Verdict.OK, "200", AT), LINKS) is None


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://www.contoh.org/x", "contoh.org"),
        ("https://a.b.bps.go.id/", "bps.go.id"),
        ("https://bps.go.id/", "bps.go.id"),
        ("https://contoh.id/", "contoh.id"),
        ("https://www.contoh.id/", "contoh.id"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("http://localhost/", "localhost"),
    ],
)
def test_whose_a_host_is(address: str, site: str) -> None:
    assert site_of(address) == site


# -- places --------------------------------------------------------------------------------------------------------

TEXTS = {
    "a/": ("content/a/index.md", f"---\ntitle: A\n---\n\n[x]({URL}) [y]({URL})\n"),
    "b/": ("content/b/index.md", f"---\ntitle: B\n---\n\nKata.\n\n[x]({URL}#bab)\n"),
    "c/": ("content/c/index.md", "---\ntitle: C\n---\n\nKata.\n"),
}


def stands(*pages: str, url: str = URL, frame: dict[str, str] | None = None) -> list[str]:
    found = places({url: pages}, TEXTS.get, frame or {}, HOME)[url]
    return [f"{place}:{place.column}" if place.column else str(place) for place in found]


def test_an_address_has_the_places_of_all_its_pages() -> None:
    assert stands("b/", "a/") == ["content/a/index.md:5:5", "content/a/index.md:5:25", "content/b/index.md:7:5"]


def test_a_list_that_shows_it_too_is_no_place_of_its_own() -> None:
    assert stands("berita/", "a/", "feed.xml") == stands("a/")


def test_what_stands_in_the_frame_of_every_page_is_found_there() -> None:
    frame = {"mkdocs.yml": "nav:\n  - Pusat: https://a.id\n", "sop.yml": ""}
    assert stands("a/", "c/", url="https://a.id/", frame=frame) == ["mkdocs.yml:2:12"]


def test_what_stands_in_no_text_is_told_of_its_first_page() -> None:
    assert stands("c/", url="https://lain.id/") == ["content/c/index.md"]
    assert stands("berita/", url="https://lain.id/") == ["berita/"]
