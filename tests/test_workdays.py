"""Working time: the facts of REQUIREMENTS ("Locale facts", "Standard totals") and what must never be guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terbit import sop as procedure
from terbit.workdays import WorkingTime, add_working_days, working_minutes

ZONE = ZoneInfo("Asia/Jakarta")
NATIONAL = frozenset(holidays.country_holidays("ID", years=2026, categories=("public", "government"), language="id"))
OFFICE = WorkingTime(ZONE, {day: (time(8), time(16)) for day in range(5)}, {2026: NATIONAL})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def sample() -> WorkingTime:
    sop, findings = procedure.read((Path(__file__).parents[1] / "sop.yml").read_bytes())
    assert findings == []
    assert sop is not None
    return sop.working_time


@pytest.mark.parametrize("working", [OFFICE, sample()], ids=["holidays", "sop.yml"])
@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 3, 13), 3, date(2026, 3, 25)),  # Nyepi, Idul Fitri and the collective leave around them
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
        (date(2026, 3, 21), 0, date(2026, 3, 21)),
        (date(2026, 10, 3), 1, date(2026, 10, 5)),  # from a Saturday the next working day is Monday
    ],
)
def test_working_days_skip_weekends_holidays_and_collective_leave(
    working: WorkingTime, day: date, count: int, expected: date
) -> None:
    assert add_working_days(day, count, working) == expected


def test_the_frozen_calendar_of_the_sample_office_is_the_national_one() -> None:
    assert sample().days_off[2026] == NATIONAL


def test_waiting_over_night_counts_only_hours_that_are_worked() -> None:
    # REQUIREMENTS: handed in at 13:00, approved 08:20 next day is 200 working minutes of waiting
    assert working_minutes(at("2026-10-06T13:00"), at("2026-10-07T08:20"), OFFICE) == 200


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-10-06T09:00", "2026-10-06T09:00", 0),
        ("2026-10-06T09:00:00", "2026-10-06T09:00:59", 0),
        ("2026-10-06T06:00", "2026-10-06T08:01", 1),
        ("2026-10-02T15:30", "2026-10-05T08:30", 60),  # over a weekend
        ("2026-10-03T09:00", "2026-10-04T17:00", 0),  # within a weekend: known, and nothing
        ("2026-03-17T15:00", "2026-03-25T09:00", 120),
    ],
)
def test_minutes_within_hours(start: str, end: str, minutes: int) -> None:
    assert working_minutes(at(start), at(end), OFFICE) == minutes


def test_a_year_without_calendar_is_unknown_and_never_zero() -> None:
    assert working_minutes(at("2027-01-04T09:00"), at("2027-01-04T09:30"), OFFICE) is None
    assert working_minutes(at("2026-12-30T09:00"), at("2027-01-04T09:30"), OFFICE) is None
    assert add_working_days(date(2026, 12, 31), 1, OFFICE) is None


def test_a_weekend_of_an_unknown_year_is_known_to_be_off() -> None:
    assert working_minutes(at("2026-12-31T15:00"), at("2027-01-01T00:00"), OFFICE) is None
    assert working_minutes(at("2027-01-02T09:00"), at("2027-01-03T09:00"), OFFICE) == 0


def test_an_office_overrides_the_calendar_and_the_hours() -> None:
    own = WorkingTime(ZONE, {**OFFICE.hours, 5: (time(8), time(12))}, {2026: NATIONAL - {date(2026, 12, 24)}})
    assert add_working_days(date(2026, 12, 23), 1, own) == date(2026, 12, 24)
    assert working_minutes(at("2026-10-03T07:00"), at("2026-10-03T18:00"), own) == 240


def test_moments_of_other_zones_are_read_in_the_offices() -> None:
    start = datetime(2026, 10, 6, 1, 0, tzinfo=UTC)  # 08:00 WIB
    end = datetime(2026, 10, 6, 11, 0, tzinfo=timezone(timedelta(hours=9)))  # 09:00 WIB
    assert working_minutes(start, end, OFFICE) == 60


def test_summer_time_does_not_stretch_a_night_shift() -> None:
    berlin = WorkingTime(ZoneInfo("Europe/Berlin"), {6: (time(0), time(6))}, {2026: frozenset()})
    day = datetime(2026, 3, 29, tzinfo=berlin.zone)  # at 02:00 the clock is put to 03:00
    assert working_minutes(day, day + timedelta(days=1), berlin) == 300


def test_wrong_use_is_an_error() -> None:
    with pytest.raises(ValueError, match="zone"):
        working_minutes(datetime(2026, 1, 5), at("2026-01-05T09:00"), OFFICE)  # noqa: DTZ001 (that is the point)
    with pytest.raises(ValueError, match="before"):
        working_minutes(at("2026-01-05T10:00"), at("2026-01-05T09:00"), OFFICE)
    with pytest.raises(ValueError, match="no such"):
        add_working_days(date(2026, 1, 5), -1, OFFICE)
    with pytest.raises(ValueError, match="no such"):
        add_working_days(date(2026, 1, 5), 1, WorkingTime(ZONE, {}, {2026: frozenset()}))


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 30)).map(lambda m: m.replace(tzinfo=ZONE))  # noqa: DTZ001


@given(st.tuples(moments, moments, moments).map(sorted))
def test_parts_make_the_whole_and_never_more_than_the_clock_shows(three: list[datetime]) -> None:
    first, middle, last = (moment.replace(second=0, microsecond=0) for moment in three)
    whole = working_minutes(first, last, OFFICE)
    parts = [working_minutes(first, middle, OFFICE), working_minutes(middle, last, OFFICE)]
    assert whole is not None
    assert whole == sum(part for part in parts if part is not None)
    assert whole <= (last - first).total_seconds() / 60


@given(st.dates(date(2026, 1, 1), date(2026, 11, 1)), st.integers(1, 30))
def test_the_day_reached_is_worked_and_the_count_is_right(day: date, count: int) -> None:
    reached = add_working_days(day, count, OFFICE)
    assert reached is not None
    assert OFFICE.works(reached)
    between = [day + timedelta(days=n) for n in range(1, (reached - day).days + 1)]
    assert sum(bool(OFFICE.works(one)) for one in between) == count
