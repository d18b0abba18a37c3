"""How addresses and outside links stood month by month: from events alone, and right whatever happened."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.links.events import ADDRESS, SOP, day, event, heading_of, said

from terbit.links.ledger.history import Month, history
from terbit.links.ledger.lives import STATES
from terbit.links.ledger.outside import Check, Spell, checks, spells
from terbit.links.ledger.row import rows
from terbit.records.event import Event, release_identity

NEW = "berita/2026/11/baru/"
URL = "https://lama.example/"


def test_each_month_counts_the_addresses_by_the_state_at_its_end() -> None:
    told = history(
        [
            event("released", 3),
            event("released", 20, "b/"),
            event("withdrawn", 29, blob=""),  # in the office the 30th already
            event("released", 70, blob="2"),  # January
            said("masa-depan", 100),  # February: the records go on
        ],
        SOP,
    )
    assert [(month.month, dict(month.states)) for month in told] == [
        ("2026-11", {"live": 1, "withdrawn": 1}),
        ("2026-12", {"live": 1, "withdrawn": 1}),
        ("2027-01", {"live": 2}),
        ("2027-02", {"live": 2}),
    ]


def test_a_month_ends_at_the_offices_midnight() -> None:
    told = history([event("released", 3), event("deleted", 30, blob="")], SOP)  # 30 November 20:00 UTC
    assert [dict(month.states) for month in told] == [{"live": 1}, {"deleted": 1}]


def test_an_address_counts_from_its_first_text_on() -> None:
    assert history([event("exempted", 3), said("verified", 40)], SOP) == []
    told = history([event("exempted", 3), event("released", 40), event("adopted", 41, "b/", date="2017-01-01")], SOP)
    assert [(month.month, dict(month.states)) for month in told] == [("2026-12", {"live": 2})]


def test_outside_links_of_a_month_are_those_of_its_last_check() -> None:
    numbers = {"ok": 11, "broken": 1, "unverifiable": 2, "unchecked": 0}
    told = history(
        [
            event("released", 3),
            said("links-checked", 4, **{**numbers, "ok": 1}),
            said("links-checked", 5, **numbers),
            said("link-broken", 5, url=URL),
            said("links-checked", 70, **numbers, moved=3),
            said("link-mended", 70, url=URL),
        ],
        SOP,
    )
    assert [(month.month, month.check, month.broke, month.mended) for month in told] == [
        ("2026-11", Check(day(5), 11, None, 1, 2, 0), 1, 0),
        ("2026-12", None, None, None),
        ("2027-01", Check(day(70), 11, 3, 1, 2, 0), 0, 1),
    ]
    assert told[0].plain() == {
        "month": "2026-11",
        "states": {"live": 1},
        "outside": {"ok": 11, "moved": None, "broken": 1, "unverifiable": 2, "unchecked": 0},
        "broke": 1,
        "mended": 0,
    }
    assert told[1] == Month("2026-12", {"live": 1})
    assert told[1].plain()["outside"] is None


# -- outside links -----------------------------------------------------------------------------------------------


def test_a_check_says_only_what_it_counted() -> None:
    [found] = checks([said("links-checked", 1, ok=3, moved=1, broken=2, unverifiable=4, unchecked=5)])
    assert (found, found.answered) == (Check(day(1), 3, 1, 2, 4, 5), 10)
    [found] = checks([said("links-checked", 1, ok="3", broken=True, unverifiable=-1)])
    assert (found, found.answered) == (Check(day(1), None, None, None, None, None), None)
    assert Check(day(1), 3, None, 2, 4, 5).answered == 9  # as it was before `moved` was a verdict


def test_a_link_is_broken_from_the_first_word_of_it_to_its_mending() -> None:
    told = [
        said("link-broken", 1, url=URL),
        said("link-broken", 3, url=URL, status="404"),
        said("link-dead", 9, url=URL),
        said("link-mended", 10, url=URL),
        said("link-mended", 11, url=URL),
        said("link-broken", 20, url=URL),
        said("link-broken", 2, url="b"),
        said("link-mended", 4, url="b", removed=True),
        said("link-dead", 5, url="c"),
    ]
    expected = [
        Spell(URL, day(1), day(10), dead=day(9)),
        Spell("b", day(2), day(4), removed=True),
        Spell(URL, day(20)),
    ]
    for seed in range(10):
        random.Random(seed).shuffle(told)
        assert spells(told) == expected


def test_what_is_told_broken_and_dead_at_once_is_both() -> None:
    assert spells([said("link-dead", 1, url=URL), said("link-broken", 1, url=URL)]) == [Spell(URL, day(1), dead=day(1))]


# -- whatever happens --------------------------------------------------------------------------------------------

happenings = st.lists(
    st.tuples(
        st.sampled_from(sorted(STATES)),
        st.sampled_from([ADDRESS, NEW, "", "lama/"]),
        st.integers(0, 400),  # days
        st.integers(0, 86_399),  # seconds
    ),
    max_size=25,
)


def chain(told: list[tuple[str, str, int, int]]) -> list[Event]:
    """The happenings as events, each hanging on the one before it at its address."""
    last: dict[str, str] = {}
    found = []
    for name, address, days, seconds in sorted(told, key=lambda one: (one[2], one[3])):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=seconds)
        made = release_identity(name, address, "1", last.get(address, ""))
        last[address] = made
        data = {"address": address, "blob": "1", "path": "content/x/index.md"}
        found.append(Event(made, name, at, "git", commit="c" * 40, article=address, data=data))
    return found


def naive(events: list[Event], month: str) -> Counter[str]:
    """The states at the end of a month, by going through everything from the beginning."""
    standing: dict[str, str] = {}
    for one in events:
        local = one.at.astimezone(SOP.zone)
        if f"{local.year}-{local.month:02}" <= month:
            address = str(one.data["address"])
            if address in standing or one.event in ("released", "adopted"):
                standing[address] = STATES[one.event][0]
    return Counter(standing.values())


@given(happenings, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_every_month_equals_a_recount_and_the_last_equals_the_rows(
    told: list[tuple[str, str, int, int]], chance: random.Random
) -> None:
    events = chain(told)
    mixed = list(events)
    chance.shuffle(mixed)
    found = history(mixed, SOP)
    assert [Counter(month.states) for month in found] == [naive(events, month.month) for month in found]
    listed = rows(mixed, SOP, heading_of)
    assert Counter(row.state for row in listed) == (Counter(found[-1].states) if found else Counter())
    assert history(events, SOP) == found
    assert rows(events, SOP, heading_of) == listed


junk = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.lists(st.text(max_size=3), max_size=2)
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*sorted(STATES), "verified", "captured", "posted", "approved", "merged", "links-checked",
                             "link-broken", "link-mended", "link-dead", "link-moved", "masa-depan"]),
            st.integers(0, 90),
            st.dictionaries(
                st.sampled_from(["address", "blob", "path", "url", "channel", "package", "sha256", "roles", "outcome",
                                 "ok", "broken", "removed", "to", "date"]), junk, max_size=5),
        ),
        max_size=12,
    )
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_no_event_is_strange_enough_to_stop_it(told: list[tuple[str, int, dict[str, object]]]) -> None:
    events = [said(name, at, "lama/", **data) for name, at, data in told]
    assert {row.state for row in rows(events, SOP, heading_of)} <= {state for state, _ in STATES.values()}
    assert all(sum(month.states.values()) > 0 for month in history(events, SOP))
