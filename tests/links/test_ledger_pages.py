"""The ledger as pages of the site: nobody's name, nothing that must not be known, the same numbers twice."""

from __future__ import annotations

import csv
import io
from typing import Any

from tests.links.events import ADDRESS, SOP, about, day, event, heading_of, said

from terbit.articles.page import Generated
from terbit.links.ledger import pages as ledger
from terbit.links.ledger import pictures
from terbit.links.ledger.history import history
from terbit.records.event import Event

SECRET = "berita/2026/11/rahasia/"


def pages(*events: Event, present: frozenset[str] = frozenset({ADDRESS})) -> list[Generated]:
    return list(ledger.pages(events, SOP, heading_of, present))


def shown(page: Generated) -> dict[str, dict[str, Any]]:
    return {row["address"]: row for row in page.context["rows"]}


def test_a_front_and_a_page_a_year_with_its_table() -> None:
    front, *years = pages(
        event("released", 3),
        event("released", 3, "b/", "2"),
        event("withdrawn", 5, "b/", ""),
        event("adopted", 3, "lama/", "1", date="2017-05-02"),
        said("verified", 6, outcome="good", good=9, bad=0, unknown=0),
    )
    assert (front.address, front.title, front.template) == ("catatan-link/", "Catatan Link", "ledger.html")
    assert front.context["years"] == [("2026", "catatan-link/2026/", 2), ("2017", "catatan-link/2017/", 1)]
    assert (front.context["states"], front.context["total"]) == ([("tayang", 2), ("ditarik", 1)], 3)
    assert front.context["check"]["outcome"] == "baik"
    assert front.context["check"]["day"] == day(6)
    assert [page.address for page in years] == ["catatan-link/2017/", "catatan-link/2026/"]
    assert [(row["address"], row["present"]) for row in years[1].context["rows"]] == [(ADDRESS, True), ("b/", False)]
    assert (years[1].lastmod, front.lastmod) == ("2026-11-06", "2026-11-06")
    [(name, table)] = years[0].files.items()
    assert (name, years[0].context["csv"]) == ("catatan-link/2017/catatan-link-2017.csv", name)
    assert [row["Judul"] for row in csv.DictReader(io.StringIO(table.decode(), newline=""))] == ["Panen padi"]


def test_what_is_not_shown_for_a_reason_has_no_title_on_the_site() -> None:
    _, year = pages(
        event("released", 3, SECRET, "2"),
        event("exempted", 5, SECRET, ""),
        event("released", 3, "b/", "2"),
        event("held-back", 5, "b/", ""),
        event("released", 3),
    )
    rows = shown(year)
    assert [(rows[address]["title"], rows[address]["categories"]) for address in (SECRET, "b/")] == [("", []), ("", [])]
    assert rows[ADDRESS]["title"] == "Panen padi"
    assert b"ralat" not in year.files["catatan-link/2026/catatan-link-2026.csv"]


def test_no_person_is_on_them() -> None:
    made = pages(
        about("approved", 1, 7, "budi", "tip", roles=["ketua-tim"]),
        about("merged", 2, 7, "agus", "1" * 40, tip="tip"),
        event("released", 3),
    )
    told = repr([(page.context, page.files) for page in made])
    assert "Ketua Tim" in told
    assert not [person for person, known in SOP.people.items() if f"'{person}'" in told or known.name in told]
    assert b"budi" not in made[1].files["catatan-link/2026/catatan-link-2026.csv"]


def test_a_moved_address_leads_on_where_its_target_has_a_page() -> None:
    moved = (event("released", 3, "a/"), event("moved", 4, "a/", "", to=ADDRESS), event("released", 4))
    assert shown(pages(*moved)[1])["a/"]["to"] == ADDRESS
    assert shown(pages(*moved, present=frozenset())[1])["a/"]["to"] == ""


def test_packages_and_posts_are_shown_where_there_are_any() -> None:
    _, year = pages(
        event("released", 3),
        event("released", 3, "b/"),
        said("captured", 5, ADDRESS, package="p.wacz", sha256="1"),
        said("posted", 6, ADDRESS, channel="instagram", url="https://media.example/p/1"),
        said("posted", 7, ADDRESS, channel="lain", url="https://media.example/p/2"),
    )
    rows = shown(year)
    assert rows[ADDRESS]["captured"] == day(5)
    assert rows[ADDRESS]["posts"] == [("Instagram", "https://media.example/p/1"), ("lain", "https://media.example/p/2")]
    assert (rows["b/"]["captured"], rows["b/"]["posts"], rows["b/"]["live"]) == (None, [], "")


def test_an_office_that_released_nothing_has_an_empty_ledger() -> None:
    [front] = pages(said("links-checked", 3, ok=1))
    assert front.context == {"years": [], "states": [], "total": 0, "check": None, "charts": []}


# -- charts ------------------------------------------------------------------------------------------------------


def test_a_chart_stands_beside_a_table_of_the_same_numbers() -> None:
    events = [
        event("released", 3),
        event("released", 4, "b/"),
        event("withdrawn", 40, "b/", ""),
        said("links-checked", 40, ok=5, moved=1, broken=2, unverifiable=3, unchecked=4),
        said("link-broken", 40, url="https://a.example/"),
    ]
    states, links = pictures.of_history(history(events, SOP), "id")
    assert (states["title"], states["head"]) == ("Alamat menurut keadaan di akhir bulan", ["tayang", "ditarik"])
    assert states["rows"] == [("Desember 2026", ["1", "1"]), ("November 2026", ["2", "0"])]
    assert "<title" in states["svg"]
    assert "Diagram batang dari November 2026 sampai Desember 2026." in states["svg"]
    assert links["title"] == "Tautan luar pada pemeriksaan terakhir tiap bulan"
    assert links["head"] == [
        "baik", "pindah", "putus", "tak dapat dipastikan", "belum diperiksa", "putus dalam bulan itu",
        "pulih dalam bulan itu",
    ]  # fmt: skip
    none = "tidak ada data"
    assert links["rows"] == [
        ("Desember 2026", ["5", "1", "2", "3", "4", "1", "0"]),
        ("November 2026", [none] * 7),
    ]
    [states] = pictures.of_history(history(events[:3], SOP), "en")
    assert (states["title"], states["head"]) == ("Addresses by state at the end of each month", ["live", "withdrawn"])
    assert states["rows"][0] == ("December 2026", ["1", "1"])


def test_a_long_history_shows_its_last_three_years() -> None:
    told = history([event("released", 1), said("deployed", 2000)], SOP)
    assert len(told) > 60
    [states] = pictures.of_history(told, "id")
    assert (len(states["rows"]), states["rows"][0][0]) == (36, "April 2032")
