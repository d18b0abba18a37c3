"""What is kept of outside links between checks, and what a check tells the book."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terbit.articles import webaddress
from terbit.findings import Unverified
from terbit.links.external.verdict import NOT_CHECKED, Outcome, Verdict
from terbit.links.watch import file, state
from terbit.links.watch.events import events
from terbit.links.watch.foreign import accepted
from terbit.links.watch.state import State
from terbit.records.event import Event
from terbit.sop import Links

DAY = timedelta(days=1)
START = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
URL = "https://contoh.org/x"
TO = "https://contoh.org/y"
OK = Outcome(Verdict.OK, "200")
BAD = Outcome(Verdict.BROKEN, "404")
WALL = Outcome(Verdict.UNVERIFIABLE, "403")
GONE_ON = Outcome(Verdict.MOVED, "301", TO)
POLICY = Links(failures=3, days=7)


def after(*answers: Outcome, step: timedelta = DAY) -> State:
    """The state of one address after these answers, one a step."""
    return history(*answers, step=step)[-1]


def history(*answers: Outcome, step: timedelta = DAY) -> list[State]:
    states: dict[str, State] = {}
    found = []
    for number, answer in enumerate(answers):
        states = state.advance(states, {URL: answer}, START + number * step, POLICY)
        found += states.values()
    return found


def test_a_new_address_is_known_from_its_first_answer() -> None:
    assert after(OK) == State(URL, Verdict.OK, "200", START)
    assert after(WALL) == State(URL, Verdict.UNVERIFIABLE, "403", START)
    assert history(NOT_CHECKED) == []


def test_what_was_good_and_is_good_changes_nothing() -> None:
    assert after(OK, OK, Outcome(Verdict.OK, "204"), OK) == after(OK)


@pytest.mark.parametrize("unknown", [NOT_CHECKED, WALL])
@pytest.mark.parametrize("known", [OK, BAD, GONE_ON])
def test_a_check_that_found_nothing_out_changes_nothing(known: Outcome, unknown: Outcome) -> None:
    assert after(known, unknown) == after(known)


def test_failures_count_from_the_first_and_a_good_answer_forgets_them() -> None:
    failing = after(OK, BAD, BAD)
    assert failing == State(URL, Verdict.BROKEN, "404", START + DAY, 2, START + DAY, START + 2 * DAY)
    assert after(OK, BAD, BAD, OK) == State(URL, Verdict.OK, "200", START + 3 * DAY)


def test_a_closed_door_neither_counts_nor_mends() -> None:
    assert after(BAD, WALL, BAD) == State(URL, Verdict.BROKEN, "404", START, 2, START, START + 2 * DAY)


def test_two_bad_answers_of_a_day_count_once() -> None:
    assert after(BAD, BAD, step=timedelta(hours=20)).failures == 1
    assert after(BAD, BAD, step=timedelta(hours=22)).failures == 2  # 03:00 and, a UTC day later, 01:00


@pytest.mark.parametrize(
    ("answers", "step", "dead"),
    [
        ([BAD, BAD, BAD], 4 * DAY, True),
        ([BAD, BAD], 10 * DAY, False),  # long enough, not often enough
        ([BAD] * 9, timedelta(hours=1), False),  # often enough, not long enough
        ([BAD] * 7, DAY, False),
        ([BAD] * 8, DAY, True),
        ([BAD, BAD, OK, BAD], 4 * DAY, False),
        ([BAD, BAD, BAD], DAY * 3.5, True),
        ([BAD, BAD, BAD, WALL, NOT_CHECKED], 4 * DAY, True),  # a door that closes brings nobody back to life
    ],
)
def test_dead_needs_failures_and_days(answers: list[Outcome], step: timedelta, dead: bool) -> None:
    assert after(*answers, step=step).dead(POLICY) is dead


def test_a_death_is_written_down_in_a_few_steps_and_then_never_again() -> None:
    states = history(*[BAD] * 60)
    assert len(set(states)) == 4  # three that count, and the one by which it is dead
    assert states[-1] == states[7]
    assert (states[-1].failures, states[-1].last_failed) == (4, START + 7 * DAY)


@settings(deadline=None)
@given(st.lists(st.sampled_from([OK, BAD, WALL, GONE_ON, NOT_CHECKED]), max_size=40))
def test_only_what_was_found_out_changes_a_state(answers: list[Outcome]) -> None:
    known = [answer for answer in answers if answer.verdict not in (Verdict.UNVERIFIABLE, Verdict.UNCHECKED)]
    states = history(*answers)
    changes = sum(one != other for one, other in pairwise(states))
    turns = sum(one is not other for one, other in pairwise(known))
    assert changes <= 1 + turns + POLICY.failures * (turns + 1)
    if known:
        assert states[-1].verdict is known[-1].verdict
    elif states:
        assert states[-1].verdict is Verdict.UNVERIFIABLE


def test_a_stricter_procedure_counts_on() -> None:
    dead = after(*[BAD] * 8)
    strict = Links(failures=5, days=7)
    assert not dead.dead(strict)
    later = state.advance({URL: dead}, {URL: BAD}, START + 9 * DAY, strict)[URL]
    assert later.dead(strict)


def test_where_a_moved_address_leads_is_kept_and_renewed_slowly() -> None:
    def elsewhere(number: int) -> Outcome:
        return Outcome(Verdict.MOVED, "301", f"{TO}?session={number}")

    assert after(GONE_ON, GONE_ON) == State(URL, Verdict.MOVED, "301", START, to=TO)
    states = history(*[elsewhere(number) for number in range(28)])
    assert [s.to for s in dict.fromkeys(states)] == [f"{TO}?session={number}" for number in (0, 7, 14, 21)]


@pytest.mark.parametrize(
    "to",
    [
        "",
        "//contoh.org",
        "data:,x",
        "javascript:alert(1)",
        "http://u:p@contoh.org/",
        "https://[::1/",
        "https://contoh.org/\nx",
        "https://contoh.org/a b",
        "https://contoh.org/\u202egnp",
        "https://contoh.org/" + "x" * 2000,
    ],
)
def test_a_target_that_nobody_should_follow_is_not_kept(to: str) -> None:
    assert after(Outcome(Verdict.MOVED, "301", to)).to == ""


def test_a_target_is_kept_so_that_no_sign_of_it_acts() -> None:
    to = "https://Contoh.org/a_(b)['c']*`?q=(1)&r=ü#(bab)"
    assert after(Outcome(Verdict.MOVED, "301", to)).to == (
        "https://contoh.org/a_%28b%29%5B%27c%27%5D%2A%60?q=%281%29&r=%C3%BC#%28bab%29"
    )
    assert after(Outcome(Verdict.MOVED, "301", "http://[2001:db8::1]/a[1]")).to == "http://[2001:db8::1]/a%5B1%5D"


def test_an_address_that_is_no_longer_linked_falls_away() -> None:
    known = state.advance({}, {URL: OK, "https://lain.org/": OK}, START, POLICY)
    assert list(state.advance(known, {URL: OK}, START + DAY, POLICY)) == [URL]


# -- events ------------------------------------------------------------------------------------------------------


def run(*days: dict[str, Outcome]) -> list[Event]:
    """The events of one check a day."""
    book: list[Event] = []
    states: dict[str, State] = {}
    for number, found in enumerate(days):
        at = START + number * DAY
        states = state.advance(states, found, at, POLICY)
        book += events(book, states, found, at, "git", POLICY)
    assert len({event.id for event in book}) == len(book)
    return book


def names(events: list[Event]) -> list[str]:
    return [event.event for event in events]


def turns(*days: dict[str, Outcome]) -> list[tuple[str, dict[str, object]]]:
    return [(event.event, dict(event.data)) for event in run(*days) if event.event != "links-checked"]


def test_a_check_is_one_event_with_its_counts() -> None:
    [event] = run({URL: OK, "https://a.org/": NOT_CHECKED})
    assert (event.event, event.at, event.source) == ("links-checked", START, "git")
    assert event.data == {"ok": 1, "moved": 0, "broken": 0, "unverifiable": 0, "unchecked": 1}


def test_a_check_that_found_nothing_out_is_none() -> None:
    assert run({URL: NOT_CHECKED}) == []
    assert names(run({})) == ["links-checked"]


def test_what_breaks_and_mends_is_told_once_each_time() -> None:
    assert turns({URL: BAD}, {URL: BAD}, {URL: WALL}, {URL: OK}, {URL: OK}, {URL: BAD}) == [
        ("link-broken", {"url": URL, "status": "404"}),
        ("link-mended", {"url": URL}),
        ("link-broken", {"url": URL, "status": "404"}),
    ]


def test_a_death_is_told_once() -> None:
    assert turns(*[{URL: BAD}] * 12, {URL: WALL}, {URL: OK}) == [
        ("link-broken", {"url": URL, "status": "404"}),
        ("link-dead", {"url": URL}),
        ("link-mended", {"url": URL}),
    ]


def test_what_moved_is_told_with_its_new_address() -> None:
    assert turns({URL: OK}, {URL: GONE_ON}, {URL: GONE_ON}, {URL: BAD}, {URL: GONE_ON}) == [
        ("link-moved", {"url": URL, "to": TO}),
        ("link-broken", {"url": URL, "status": "404"}),
        ("link-mended", {"url": URL}),
        ("link-moved", {"url": URL, "to": TO}),
    ]


def test_a_broken_link_that_was_taken_out_is_mended() -> None:
    story = run({URL: BAD}, {}, {})
    assert names(story) == ["links-checked", "link-broken", "links-checked", "link-mended", "links-checked"]
    assert story[3].data == {"url": URL, "removed": True}


def test_a_broken_link_of_which_nothing_is_known_any_more_is_not_mended_by_that() -> None:
    assert names(events(run({URL: BAD}), {}, {URL: NOT_CHECKED}, START + DAY, "git", POLICY)) == []


def test_a_second_check_on_a_day_is_no_second_event() -> None:
    states = state.advance({}, {URL: OK}, START, POLICY)
    first = events([], states, {URL: OK}, START, "git", POLICY)
    later = START + timedelta(hours=5)
    states = state.advance(states, {URL: BAD}, later, POLICY)
    assert names(events(first, states, {URL: BAD}, later, "git", POLICY)) == ["link-broken"]


# -- the file ----------------------------------------------------------------------------------------------------

moments = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
addresses = st.text(min_size=1).map(lambda text: accepted("https://contoh.org/" + text)).filter(bool)
urls = (
    st.text().map(lambda text: webaddress.web("https://contoh.org/", "./" + text)).filter(bool).map(attrgetter("text"))
)
states = st.builds(
    State,
    urls,
    st.sampled_from(Verdict),
    st.sampled_from(["", "200", "404", "timeout"]),
    moments,
    st.integers(0, 99),
    st.none() | moments,
    st.none() | moments,
    st.just("") | addresses,
    st.none() | st.just("") | addresses,
    st.none() | moments,
)


@settings(deadline=None)
@given(st.lists(states))
def test_what_is_written_is_what_is_read(given: list[State]) -> None:
    known = {entry.url: entry for entry in given}
    assert file.parse(file.text(known)) == known


def test_the_file_is_sorted_and_plain() -> None:
    copied = datetime(2020, 2, 1, tzinfo=UTC)
    known = {
        "https://b.org/": replace(after(BAD), url="https://b.org/", copy="https://arsip.id/b", copied=copied),
        "https://c.org/": replace(after(BAD), url="https://c.org/", copy=""),
        "https://a.org/": replace(after(GONE_ON), url="https://a.org/"),
    }
    assert file.text(known).decode() == (
        "url,verdict,status,since,failures,first_failed,last_failed,to,copy,copied\n"
        "https://a.org/,moved,301,2026-11-01T03:00:00Z,0,,,https://contoh.org/y,,\n"
        "https://b.org/,broken,404,2026-11-01T03:00:00Z,1,2026-11-01T03:00:00Z,2026-11-01T03:00:00Z,,"
        "https://arsip.id/b,2020-02-01T00:00:00Z\n"
        "https://c.org/,broken,404,2026-11-01T03:00:00Z,1,2026-11-01T03:00:00Z,2026-11-01T03:00:00Z,,-,\n"
    )


FORMER = b"url,verdict,status,first_seen,last_checked,failures,first_failed\n"


def test_the_file_of_an_office_that_upgrades_is_read() -> None:
    assert file.parse(
        FORMER
        + b"https://a.org/,ok,200,2026-11-01T03:00:00Z,2026-11-09T03:00:00Z,0,\n"
        + b"https://b.org/,broken,404,2026-11-01T03:00:00Z,2026-11-09T03:00:00Z,3,2026-11-02T03:00:00Z\n"
        + b"https://c.org/,unverifiable,403,2026-11-01T03:00:00Z,2026-11-09T03:00:00Z,1,2026-11-02T03:00:00Z\n"
        + b"https://d.org/,unchecked,,2026-11-01T03:00:00Z,,0,\n"
    ) == {
        "https://a.org/": State("https://a.org/", Verdict.OK, "200", START),
        "https://b.org/": State("https://b.org/", Verdict.BROKEN, "404", START + DAY, 3, START + DAY, START + 8 * DAY),
        "https://c.org/": State(
            "https://c.org/", Verdict.UNVERIFIABLE, "403", START + DAY, 1, START + DAY, START + 8 * DAY
        ),
    }


HEAD = file.text({})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"url\nx\n",
        b"\xff",
        HEAD + b"https://a.org/,fine,200,2026-11-01T03:00:00Z,0,,,,,\n",
        HEAD + b"https://a.org/,ok,200,yesterday,0,,,,,\n",
        HEAD + b"https://a.org/,ok\n",
        HEAD + b'"https://a.org/,ok,200,2026-11-01T03:00:00Z,0,,,,,\n',
        FORMER + b"https://a.org/,ok,200,2026-11-01T03:00:00Z,0,,,,,\n",
        HEAD + b"\n",
        HEAD + b"https://a.org/,moved,301,2026-11-01T03:00:00Z,0,,,javascript:alert(1),,\n",
        HEAD + b'https://a.org/,moved,301,2026-11-01T03:00:00Z,0,,,"https://b.org/\n\n# Judul",,\n',
        HEAD + b"https://a.org/,moved,301,2026-11-01T03:00:00Z,0,,,https://b.org/)<script>,,\n",
        HEAD + b"https://a.org/,ok,200,2026-11-01T03:00:00Z,0,,,,https://u:p@b.org/,2026-11-01T03:00:00Z\n",
        HEAD + b"https://a.org/\x1b[31m,ok,200,2026-11-01T03:00:00Z,0,,,,,\n",
        HEAD + b"javascript:a,ok,200,2026-11-01T03:00:00Z,0,,,,,\n",
        HEAD + b"https://a.org/,ok,\x1b]0;x\x07,2026-11-01T03:00:00Z,0,,,,,\n",
        HEAD + b"https://a.org/,broken,404,2026-11-01T03:00:00Z,-5,,,,,\n",
        HEAD + b"https://a.org/,ok,200,2026-11-01T03:00:00Z,0,,,,,\n" * 2,
        FORMER + b"https://a.org/ x,ok,200,2026-11-01T03:00:00Z,2026-11-01T03:00:00Z,0,\n",
    ],
)
def test_a_damaged_file_is_not_taken_for_an_empty_one(content: bytes) -> None:
    with pytest.raises(Unverified) as raised:
        file.parse(content)
    assert raised.value.message.text() == "links/state.csv di catatan tidak dapat dibaca"
    assert raised.value.message.text("en") == "links/state.csv in the records cannot be read"
