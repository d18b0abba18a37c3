"""Dates as old sites write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terbit.adopt.reading.dates import from_name, parse, written

ZONE = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2017-07-10", "2017-07-10T00:00:00+07:00"),
        ("2017-07-10T01:23:49+07:00", "2017-07-10T01:23:49+07:00"),
        ("2014-05-01 10:00:21 -0400", "2014-05-01T10:00:21-04:00"),
        ("2016-03-08 13:22:00 -5", "2016-03-08T13:22:00-05:00"),
        ("2017/07/10", "2017-07-10T00:00:00+07:00"),
        ("2017-7-3 9:05", "2017-07-03T09:05:00+07:00"),
        ("2017-07-10T01:23:49Z", "2017-07-10T01:23:49+00:00"),
        ("2017-07-10T01:23:49.123+07:00", "2017-07-10T01:23:49+07:00"),
        ("13 Oktober 2023", "2023-10-13T00:00:00+07:00"),
        ("Jumat, 13 Oktober 2023 09:30", "2023-10-13T09:30:00+07:00"),
        ("October 13, 2023", "2023-10-13T00:00:00+07:00"),
        ("Fri, 13 Oct 2023 09:30:00 +0700", "2023-10-13T09:30:00+07:00"),
        (1678752000, "2023-03-14T00:00:00+00:00"),
    ],
)
def test_a_date_is_read(value: object, expected: str) -> None:
    moment = parse(value, ZONE)
    assert moment is not None and moment.isoformat() == expected


@pytest.mark.parametrize("value", ["2023-13-10", "kemarin", "", None, True, 7, "0000-00-00", ["2017"], "10/07/2017 x"])
def test_what_is_no_date_is_none(value: object) -> None:
    assert parse(value, ZONE) is None


@given(st.text(max_size=60))
def test_nothing_that_is_written_makes_it_fail(value: str) -> None:
    moment = parse(value, ZONE)
    assert moment is None or moment.tzinfo is not None


def test_a_file_name_may_hold_the_date() -> None:
    assert str(from_name("posts/2014-03-19-salam.md", ZONE)) == "2014-03-19 00:00:00+07:00"
    assert from_name("posts/2014-13-19-salam.md", ZONE) is None
    assert from_name("posts/salam-2014-03-19.md", ZONE) is None


def test_a_date_is_written_in_the_offices_time() -> None:
    moment = parse("2017-07-09T18:23:49+00:00", ZONE)
    assert moment is not None and written(moment, ZONE) == "2017-07-10 01:23:49"
    day = parse("2017-07-10", ZONE)
    assert day is not None and written(day, ZONE) == "2017-07-10"
