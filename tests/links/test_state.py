"""What is kept of outside links between checks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terbit.findings import Unverified
from terbit.links.external.verdict import NOT_CHECKED, Outcome, Verdict
from terbit.links.watch import state
from terbit.links.watch.state import State
from terbit.records.event import Event
from terbit.sop import Links

DAY = timedelta(days=1)
START = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
URL = "https://contoh.org/x"
OK = Outcome(Verdict.OK, "200")
BAD = Outcome(Verdict.BROKEN, "404")
WALL = Outcome(Verdict.UNVERIFIABLE, "403")
POLICY = Links(failures=3, days=7)


def after(*answers: Outcome, step: timedelta = DAY) -> State:
    """The state of one address after these answers, one a step."""
    states: dict[str, State] = {}
    for number, answer in enumerate(answers):
        states = state.advance(states, {URL: answer}, START + number * step)
    return states[URL]


def test_a_new_address_is_known_from_its_first_check() -> None:
    assert after(OK) == State(URL, Verdict.OK, "200", START, START)


def test_an_address_that_was_never_answered_for_has_no_check() -> None:
    assert after(NOT_CHECKED) == State(URL, Verdict.UNCHECKED, "", START)


def test_a_check_that_found_nothing_out_changes_nothing() -> None:
    assert after(BAD, NOT_CHECKED) == after(BAD)


def test_failures_count_from_the_first_and_a_good_answer_forgets_them() -> None:
    failing = after(OK, BAD, BAD)
    assert (failing.failures, failing.first_failed, failing.last_checked) == (2, START + DAY, START + 2 * DAY)
    mended = after(OK, BAD, BAD, OK)
    assert (mended.failures, mended.first_failed) == (0, None)


def test_a_closed_door_neither_counts_nor_mends() -> None:
    seen = after(BAD, WALL)
    assert (seen.verdict, seen.failures, seen.first_failed) == (Verdict.UNVERIFIABLE, 1, START)


@pytest.mark.parametrize(
    ("answers", "step", "dead"),
    [
        ([BAD, BAD, BAD], 4 * DAY, True),
        ([BAD, BAD], 10 * DAY, False),  # long enough, not often enough
        ([BAD] * 9, timedelta(hours=1), False),  # often enough, not long enough
        ([BAD, BAD, OK, BAD], 4 * DAY, False),
        ([BAD, BAD, BAD], DAY * 3.5, True),
    ],
)
def test_dead_needs_failures_and_days(answers: list[Outcome], step: timedelta, dead: bool) -> None:
    assert after(*answers, step=step).dead(POLICY) is dead


def test_an_address_that_is_no_longer_linked_falls_away() -> None:
    known = state.advance({}, {URL: OK, "https://lain.org/": OK}, START)
    assert list(state.advance(known, {URL: OK}, START + DAY)) == [URL]


# -- events ------------------------------------------------------------------------------------------------------


def run(*days: dict[str, Outcome]) -> list[Event]:
    """The events of one check a day."""
    book: list[Event] = []
    states: dict[str, State] = {}
    for number, found in enumerate(days):
        at = START + number * DAY
        states = state.advance(states, found, at)
        book += state.events(book, states, found, at, "git")
    return book


def names(events: list[Event]) -> list[str]:
    return [event.event for event in events]


def test_a_check_is_one_event_with_its_counts() -> None:
    [event] = run({URL: OK, "https://a.org/": NOT_CHECKED})
    assert (event.event, event.at, event.source) == ("links-checked", START, "git")
    assert event.data == {"ok": 1, "moved": 0, "broken": 0, "unverifiable": 0, "unchecked": 1}


def test_what_breaks_and_mends_is_told_once_each_time() -> None:
    story = run({URL: BAD}, {URL: BAD}, {URL: WALL}, {URL: OK}, {URL: OK}, {URL: BAD})
    turns = [event for event in story if event.event != "links-checked"]
    assert names(turns) == ["link-broken", "link-mended", "link-broken"]
    assert len({event.id for event in story}) == len(story)
    assert [event.data for event in turns] == [{"url": URL}] * 3


def test_a_broken_link_that_was_taken_out_is_mended() -> None:
    story = run({URL: BAD}, {}, {})
    assert names(story) == ["links-checked", "link-broken", "links-checked", "link-mended", "links-checked"]
    assert story[3].data == {"url": URL, "removed": True}


def test_a_second_check_on_a_day_is_no_second_event() -> None:
    states = state.advance({}, {URL: OK}, START)
    first = state.events([], states, {URL: OK}, START, "git")
    later = START + timedelta(hours=5)
    states = state.advance(states, {URL: BAD}, later)
    assert names(state.events(first, states, {URL: BAD}, later, "git")) == ["link-broken"]


# -- the file ----------------------------------------------------------------------------------------------------

moments = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
states = st.builds(
    State,
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1),
    st.sampled_from(Verdict),
    st.sampled_from(["", "200", "404", "timeout"]),
    moments,
    st.none() | moments,
    st.integers(0, 99),
    st.none() | moments,
)


@given(st.lists(states))
def test_what_is_written_is_what_is_read(given: list[State]) -> None:
    known = {entry.url: entry for entry in given}
    assert state.parse(state.text(known)) == known


def test_the_file_is_sorted_and_plain() -> None:
    known = {
        "https://b.org/": replace(after(BAD), url="https://b.org/"),
        "https://a.org/": replace(after(OK), url="https://a.org/"),
    }
    assert state.text(known).decode() == (
        "url,verdict,status,first_seen,last_checked,failures,first_failed\n"
        "https://a.org/,ok,200,2026-11-01T03:00:00Z,2026-11-01T03:00:00Z,0,\n"
        "https://b.org/,broken,404,2026-11-01T03:00:00Z,2026-11-01T03:00:00Z,1,2026-11-01T03:00:00Z\n"
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"url\nx\n",
        b"\xff",
        state.text({}) + b"https://a.org/,fine,200,2026-11-01T03:00:00Z,,0,\n",
        state.text({}) + b"https://a.org/,ok,200,yesterday,,0,\n",
        state.text({}) + b"https://a.org/,ok\n",
        state.text({}) + b'"https://a.org/,ok,200,2026-11-01T03:00:00Z,,0,\n',
    ],
)
def test_a_damaged_file_is_not_taken_for_an_empty_one(content: bytes) -> None:
    with pytest.raises(Unverified) as raised:
        state.parse(content)
    assert raised.value.message.text() == "links/state.csv di catatan tidak dapat dibaca"
    assert raised.value.message.text("en") == "links/state.csv in the records cannot be read"
