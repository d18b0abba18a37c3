"""Events: what the front matter says, the agenda by `as_of`, and the calendar that others subscribe to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.edition import SOP, Office, path, text

from terbit.articles.frontmatter import Occasion
from terbit.publishing.feeds.calendar import calendar
from terbit.publishing.listings import agenda
from terbit.publishing.site import site as site_of


def made(as_of: str = "2026-11-20T05:00:00+00:00", **events: str) -> list[agenda.Happening]:
    office = Office({path(slug): text(slug, event=event) for slug, event in events.items()})
    edition = office.edition(datetime.fromisoformat(as_of))
    return agenda.happenings(site_of(edition, office.read, SOP, ()))


@pytest.mark.parametrize(
    ("event", "when", "over"),
    [
        ("{start: 2026-11-12}", "12 November 2026", "2026-11-13T00:00+07:00"),
        ("{start: 2026-11-12, end: 2026-11-12}", "12 November 2026", "2026-11-13T00:00+07:00"),
        ("{start: 2026-11-12, end: 2026-11-14}", "12 November 2026 – 14 November 2026", "2026-11-15T00:00+07:00"),
        ("{start: 2026-11-12 09:00}", "12 November 2026, pukul 09.00 WIB", "2026-11-13T00:00+07:00"),
        (
            "{start: 2026-11-12 09:00, end: 2026-11-12 12:00}",
            "12 November 2026, pukul 09.00–12.00 WIB",
            "2026-11-12T12:00+07:00",
        ),
        (
            "{start: 2026-11-12 21:00, end: 2026-11-13 02:00}",
            "12 November 2026, pukul 21.00 WIB – 13 November 2026, pukul 02.00 WIB",
            "2026-11-13T02:00+07:00",
        ),
        ("{start: 2026-11-12T02:00Z}", "12 November 2026, pukul 09.00 WIB", "2026-11-13T00:00+07:00"),
        # adopted as it was: nobody knows when it ends
        (
            "{start: 2026-11-12 09:00, end: 2026-11-11 12:00}",
            "12 November 2026, pukul 09.00 WIB",
            "2026-11-13T00:00+07:00",
        ),
    ],
)
def test_when_an_event_is_and_from_when_on_it_is_past(event: str, when: str, over: str) -> None:
    (happening,) = made(panen=event)
    assert happening.when == when
    assert happening.over == datetime.fromisoformat(over)


def test_a_day_without_a_time_stays_a_day() -> None:
    event = Occasion.model_validate({"start": "2026-11-12", "end": "2026-11-12 10:00"}, context={"zone": SOP.zone})
    assert event.start == date(2026, 11, 12)
    assert event.end == datetime(2026, 11, 12, 3, tzinfo=UTC)


def test_the_agenda_turns_over_at_an_events_end() -> None:
    office = Office(
        {
            path("nanti"): text(event="{start: 2026-11-25}"),
            path("kini"): text(event="{start: 2026-11-20 09:00, end: 2026-11-20 12:00}"),
            path("lalu"): text(event="{start: 2026-11-01}"),
        }
    )

    def slugs(as_of: str) -> tuple[list[str], list[str]]:
        site = site_of(office.edition(datetime.fromisoformat(as_of)), office.read, SOP, ())
        page = next(iter(agenda.pages(site)))
        coming, past = (
            [event.entry.address.split("/")[-2] for event in page.context[key]] for key in ("coming", "past")
        )
        return coming, past

    assert slugs("2026-11-20T11:59:59+07:00") == (["kini", "nanti"], ["lalu"])
    assert slugs("2026-11-20T12:00:00+07:00") == (["nanti"], ["kini", "lalu"])


def test_many_past_events_have_a_page_for_each_year() -> None:
    office = Office({path(f"n{n:02}"): text(event=f"{{start: {2025 + n % 2}-03-{n + 1:02}}}") for n in range(24)})
    pages = {page.address: page for page in agenda.pages(office.site())}
    assert len(pages["agenda/"].context["past"]) == 20
    assert pages["agenda/"].context["years"] == [("2026", "agenda/2026/", 12), ("2025", "agenda/2025/", 12)]
    assert pages["agenda/2025/"].title == "Agenda, tahun 2025"
    assert len(pages["agenda/2025/"].context["past"]) == 12


# -- the calendar ------------------------------------------------------------------------------------------------


def test_the_calendar_says_the_same_as_the_page() -> None:
    office = Office(
        {
            path("lapang"): text(
                "'Temu lapang; padi, jagung \\\\ kedelai'",
                description="'" + "Petani, penyuluh dan peneliti bertemu di kebun – " * 3 + "'",
                event="{start: 2026-11-25 09:00, end: 2026-11-25 12:00, place: 'Kebun percobaan, Bogor'}",
            ),
            path("pameran"): text("Pameran", event="{start: 2026-11-10, end: 2026-11-12}"),
        }
    )

    content = calendar(office.site())

    assert content is not None
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    read = icalendar.Calendar.from_ical(content)
    assert read.errors == []
    first, second = read.walk("VEVENT")
    assert first.errors == second.errors == []
    assert (first.decoded("dtstart"), first.decoded("dtend")) == (date(2026, 11, 10), date(2026, 11, 13))
    assert second.decoded("dtstart") == datetime(2026, 11, 25, 2, tzinfo=UTC)
    assert second.decoded("dtend") == datetime(2026, 11, 25, 5, tzinfo=UTC)
    assert second.decoded("dtstamp") == datetime(2026, 11, 4, 2, tzinfo=UTC)  # the merge's receipt, not now
    assert str(second["summary"]) == r"Temu lapang; padi, jagung \\ kedelai"
    assert str(second["location"]) == "Kebun percobaan, Bogor"
    assert str(second["url"]) == "https://balai-contoh.example/berita/2026/11/lapang/"
    assert first["uid"] == "60b2404fd01ab7aa066470956f714ecf@balai-contoh.example"


def test_an_office_without_events_has_no_calendar() -> None:
    assert calendar(Office({path("a"): text()}).site()) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_whatever_a_place_holds_is_read_back(place: str) -> None:
    from terbit.publishing.feeds.calendar import _CONTROL, _folded, _text

    lines = ["BEGIN:VEVENT", f"LOCATION:{_text(place)}", "END:VEVENT"]
    folded = "".join(_folded(line) + "\r\n" for line in lines)
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    event = icalendar.Event.from_ical(folded)
    assert str(event["location"]) == _CONTROL.sub("", place.replace("\r\n", "\n"))
