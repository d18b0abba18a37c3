"""The identity of events, their canonical lines, and what is no event."""

from __future__ import annotations

import json
import math
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terbit.records.event import (
    Event,
    EventFault,
    UnknownVersion,
    canonical,
    identity,
    parse_line,
    parse_stamp,
    release_identity,
    stamp,
)

MERGED = Event(
    identity("merged", "7", "c" * 40),
    "merged",
    datetime(2026, 10, 31, 23, 30, tzinfo=UTC),
    "demo",
    actor="agus",
    role="pengelola",
    change=7,
    commit="c" * 40,
    article="berita/2026/10/panen/",
    ref="refs/heads/main",
    data={"tip": "d" * 40, "kinds": ["article"], "besar": True, "kosong": None, "nomor": -3, "judul": "Panen – raya"},
)
LINE = (
    '{"actor":"agus","article":"berita/2026/10/panen/","at":"2026-10-31T23:30:00Z","change":7,"commit":"'
    + "c" * 40 + '",'
    '"data":{"besar":true,"judul":"Panen – raya","kinds":["article"],"kosong":null,"nomor":-3,"tip":"'
    + "d" * 40 + '"},'
    '"event":"merged","id":"' + MERGED.id + '","ref":"refs/heads/main","role":"pengelola","source":"demo","v":1}\n'
).encode()  # fmt: skip

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
events = st.builds(
    lambda parts, **fields: Event(identity(*parts), parts[0], **fields),
    st.tuples(texts, texts, texts),
    at=moments,
    source=st.sampled_from(["git", "demo", "github"]),
    actor=texts,
    role=texts,
    change=st.integers(0, 10**9),
    commit=texts,
    article=texts,
    ref=texts,
    data=st.dictionaries(texts, values, max_size=4),
)


def line(**changes) -> bytes:
    """MERGED's line with some of its fields changed (or, with `...`, taken out)."""
    body = {**json.loads(LINE), **changes}
    return canonical({key: value for key, value in body.items() if value is not ...}) + b"\n"


# -- identity -----------------------------------------------------------------------------------------------------


def test_the_identity_is_fixed_for_ever():
    # changing how ids are made would double every event that is recorded already
    assert identity("merged", "7", "c" * 40) == "093dc2f9c86d6da79e61a34687b85128d250fe33158f09eea8d52ada510aa6bb"
    assert release_identity("released", "berita/2026/10/panen/", "b" * 40, "") == (
        "8b4fc610866dffb27333c6708ddf9b7c6e68b0f2ace3655ce0ba546eb43bb0b4"
    )


@given(st.tuples(texts, texts, texts), st.tuples(texts, texts, texts))
def test_different_things_have_different_identities(one, other):
    assert (identity(*one) == identity(*other)) == (one == other)


@given(texts, texts, texts)
def test_parts_do_not_run_into_each_other(a, b, c):
    assert identity(a + b, "", c) != identity(a, b, c) or b == ""
    assert identity(a, b + c, "") != identity(a, b, c) or c == ""


def test_a_name_that_is_no_utf8_has_an_identity():
    assert identity("alarm", "content/\udcff.md", "x") != identity("alarm", "content/\\xff.md", "x")


def test_a_second_release_of_the_same_blob_is_a_new_event():
    first = release_identity("released", "a/", "b" * 40, "")
    again = release_identity("released", "a/", "b" * 40, first)
    assert len({first, again, release_identity("released", "a/", "b" * 40, again)}) == 3
    assert first == identity("released", "a/\n" + "b" * 40, "")


def test_each_part_of_a_release_counts():
    whole = ("released", "a/", "b" * 40, "p")
    others = [release_identity(*(part + "x" if n == k else part for n, part in enumerate(whole))) for k in range(4)]
    assert len({release_identity(*whole), *others}) == 5


# -- lines --------------------------------------------------------------------------------------------------------


def test_the_canonical_line():
    assert MERGED.line() == LINE
    assert parse_line(LINE) == MERGED


@given(events)
def test_round_trip(event):
    assert parse_line(event.line()) == event
    assert parse_line(event.line().rstrip(b"\n")) == event
    assert event.line().count(b"\n") == 1


@given(events)
def test_one_event_has_one_line(event):
    shuffled = Event(
        event.id, event.event, event.at, event.source, event.actor, event.role, event.change, event.commit,
        event.article, event.ref, dict(reversed(event.data.items())),
    )  # fmt: skip
    assert shuffled.line() == event.line()


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_are_more_than_a_fault(content):
    with pytest.raises((EventFault, UnknownVersion)):
        parse_line(content)


@settings(max_examples=300)
@given(st.integers(0, len(LINE) - 2), st.integers(0, 255))
def test_a_line_with_one_wrong_byte_is_seen_or_another_event(place, byte):
    content = LINE[:place] + bytes([byte]) + LINE[place + 1 :]
    try:
        event = parse_line(content)
    except (EventFault, UnknownVersion):
        return
    assert event.line() == content  # what is read is exactly what stands there


def test_the_month_is_the_utc_month():
    assert MERGED.month == "2026-10"
    jakarta = timezone(timedelta(hours=7))
    assert Event("a", "x", datetime(2026, 11, 1, 6, 0, tzinfo=jakarta), "git").month == "2026-10"


def test_what_an_event_holds_when_nothing_is_said():
    event = Event("a", "x", MERGED.at, "git")
    assert (event.actor, event.role, event.change, event.commit, event.article, event.ref, event.data) == (
        "", "", 0, "", "", "", {},
    )  # fmt: skip


# -- what is no event ---------------------------------------------------------------------------------------------

NO_EVENTS = [
    ("nothing", b"", "no JSON"),
    ("no JSON", b"{", "no JSON"),
    ("no object", b"[]", "no object"),
    ("a number", b"7", "no object"),
    ("no UTF-8", b'{"v":1,"id":"\xff"}', "no JSON"),
    ("too deep", b"[" * 100_000, "no JSON"),
    ("a field is missing", line(actor=...), "not canonical"),
    ("no data", line(data=...), "not canonical"),
    ("data is no object", line(data=[]), "not canonical"),
    ("no id", line(id="abc"), "not canonical"),
    ("an id in capitals", line(id="A" * 64), "not canonical"),
    ("an id with more behind", line(id="a" * 64 + "\n"), "not canonical"),
    ("an id too long", line(id="a" * 65), "not canonical"),
    ("a field too many", line(extra=1), "not canonical"),
    ("a change that is no number", line(change="7"), "not canonical"),
    ("a change that is true", line(change=True), "not canonical"),
    ("an actor that is nobody", line(actor=None), "not canonical"),
    ("an event that is a number", line(event=5), "not canonical"),
    ("a source that is no word", line(source=None), "not canonical"),
    ("a role that is no word", line(role=None), "not canonical"),
    ("a commit that is no word", line(commit=None), "not canonical"),
    ("an article that is no word", line(article=None), "not canonical"),
    ("a ref that is no word", line(ref=None), "not canonical"),
    ("a time that is no time", line(at="2026-10-31"), "no time: '2026-10-31'"),
    ("a time of another zone", line(at="2026-10-31T23:30:00+07:00"), "no time: '2026-10-31T23:30:00+07:00'"),
    ("a time with more behind", line(at="2026-10-31T23:30:00Z\n"), "no time: '2026-10-31T23:30:00Z\\n'"),
    ("a time in other digits", line(at="２026-10-31T23:30:00Z"), "no time: '２026-10-31T23:30:00Z'"),
    ("a time long ago", line(at="0999-10-31T23:30:00Z"), "no time: '0999-10-31T23:30:00Z'"),
    ("a day that is none", line(at="2026-02-30T23:30:00Z"), "day is out of range for month"),
    ("a time that is a number", line(at=5), "not canonical"),
    ("spaces", LINE.replace(b",", b", "), "not canonical"),
    ("another order", b'{"v":1,' + LINE[1:].replace(b',"v":1}', b"}"), "not canonical"),
    ("a key twice", LINE.replace(b'"v":1}', b'"v":1,"v":1}'), "not canonical"),
    ("two line feeds", LINE + b"\n", "not canonical"),
    ("white space behind", LINE.rstrip() + b" \n", "not canonical"),
    ("a carriage return", LINE.rstrip() + b"\r\n", "not canonical"),
    ("an escape that is not needed", LINE.replace("–".encode(), b"\\u2013"), "not canonical"),
    ("half a character", LINE.replace("–".encode(), b"\\ud800"), "not canonical"),
    ("a fraction", LINE.replace(b":-3", b":-3.0"), "no JSON"),
    ("not a number", LINE.replace(b":-3", b":NaN"), "no JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "why"), [row[1:] for row in NO_EVENTS], ids=[row[0] for row in NO_EVENTS])
def test_what_is_no_event(content, why):
    with pytest.raises(EventFault) as fault:
        parse_line(content)
    assert str(fault.value) == why


def test_a_fraction_is_named():
    with pytest.raises(EventFault) as fault:
        parse_line(LINE.replace(b":-3", b":-3.5"))
    assert str(fault.value.__cause__) == "a fraction: -3.5"


def test_deep_data_never_breaks_the_reader():
    faults = set()
    for depth in range(200, 4000, 50):
        try:
            parse_line(LINE.replace(b":-3", b":" + b"[" * depth + b"]" * depth))
        except EventFault as fault:
            faults.add(str(fault))
    assert faults <= {"no JSON", "not canonical"} and faults


@pytest.mark.parametrize(("version", "shown"), [(2, "2"), (0, "0"), ("1", "1"), (None, "None"), (..., "None")])
def test_another_version_is_never_guessed_at(version, shown):
    with pytest.raises(UnknownVersion) as fault:
        parse_line(line(v=version))
    assert str(fault.value) == shown


def test_an_event_of_a_name_nobody_knows_is_kept():
    assert parse_line(line(event="social-posted")).event == "social-posted"


# -- canonical values ---------------------------------------------------------------------------------------------


@given(values)
def test_canonical_json_is_json(value):
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize("value", [1.0, math.inf, b"x", {1, 2}, object(), datetime(2026, 1, 1, tzinfo=UTC)])
def test_what_canonical_json_cannot_hold(value):
    for wrapped in (value, [value], (value,), {"k": value}, {"k": [{"k": value}]}):
        with pytest.raises(EventFault) as fault:
            canonical(wrapped)
        assert str(fault.value) == f"not in canonical JSON: {type(value).__name__}"


def test_keys_are_strings():
    with pytest.raises(EventFault) as fault:
        canonical({"a": {7: 1}})
    assert str(fault.value) == "no string: 7"
    with pytest.raises(EventFault, match="no UTF-8"):
        canonical({"\udcff": 1})


def test_canonical_bytes():
    assert canonical({"b": [1, True, None, "é"], "a": ("x",)}) == '{"a":["x"],"b":[1,true,null,"é"]}'.encode()


# -- times --------------------------------------------------------------------------------------------------------


@given(moments)
def test_a_stamp_is_read_back(moment):
    assert parse_stamp(stamp(moment)) == moment


@pytest.fixture
def a_machine_in_makassar(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Makassar")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("a_machine_in_makassar")
def test_a_stamp_is_utc_and_whole_seconds():
    jakarta = timezone(timedelta(hours=7))
    assert MERGED.month == "2026-10"
    assert stamp(datetime(2026, 11, 1, 6, 30, 59, 999_999, tzinfo=jakarta)) == "2026-10-31T23:30:59Z"
