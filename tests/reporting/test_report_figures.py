"""Figures: what is counted, and above all what is not. No data is None, never 0."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reporting.an_office import Office, moment, october, oid, sample_sop, with_source

from terbit.records.event import Event
from terbit.reporting.figures import Figures, figures
from terbit.reporting.sections import SECTIONS
from terbit.reporting.sections.steps import OfStep
from terbit.sop import Sop

END = moment("2027-01-01 00:00")


def count(office: Office, month: str = "2026-10", as_of: str = "", sop: Sop | None = None, **more: Any) -> Figures:
    at = moment(as_of) if as_of else END
    return figures(office.events, sop or sample_sop(), month, office.article_of, at, **more)


def section(office: Office, key: str, *arguments: Any, **more: Any) -> Any:
    return count(office, *arguments, **more).sections[key]


def gap(office: Office, *arguments: Any) -> tuple[int, date, date, bool]:
    found = section(office, "news", *arguments).gap
    return found.days, found.begin, found.end, found.open


def step(office: Office, name: str, **more: Any) -> OfStep:
    found: dict[str, OfStep] = {one.step: one for one in section(office, "steps", **more).items}
    return found[name]


# -- no data -----------------------------------------------------------------------------------------------------


def test_without_any_records_nothing_is_known_and_nothing_is_zero() -> None:
    sections = count(Office()).sections
    known = {key for key, value in sections.items() if value is not None}
    assert known == {"identity", "targets", "services"}
    assert {(t.result, t.percent, t.met) for t in sections["targets"].items} == {(None, None, None)}


def test_a_month_before_the_records_begin_is_not_an_empty_month() -> None:
    assert section(october(), "news", "2026-08") is None
    assert section(october(), "page_updates", "2026-08") is None
    assert section(october(), "decisions", "2026-08") is None


def test_a_month_within_the_records_with_nothing_in_it_is_zero_and_known() -> None:
    office = october()
    news = section(office, "news", "2026-12")
    assert news.items == ()
    assert {one.items for one in news.categories} == {0}
    assert section(office, "decisions", "2026-12").merged == 0


def test_a_month_that_has_not_begun_is_unknown() -> None:
    assert section(october(), "news", "2026-12", "2026-11-20 12:00") is None


def test_what_has_no_source_yet_is_none() -> None:
    sections = count(october()).sections
    for key in ("availability", "visitors", "backup", "disturbances", "network", "obstacles", "recommendations"):
        assert sections[key] is None


def test_each_section_has_its_own_key() -> None:
    assert len({one.key for one in SECTIONS}) == len(SECTIONS)


# -- news and gaps (A1) ------------------------------------------------------------------------------------------


def test_the_gap_reaches_back_to_the_last_news_before_the_month() -> None:
    assert gap(october()) == (19, date(2026, 9, 24), date(2026, 10, 13), False)


def test_the_gap_is_open_at_the_end() -> None:
    office = Office()
    office.news("2026-10-05", 1, "a", "A")
    assert gap(office) == (26, date(2026, 10, 5), date(2026, 10, 31), True)


def test_the_gap_is_open_at_the_begin_where_the_records_begin() -> None:
    office = Office()
    office.page("2026-10-02", 1)
    office.news("2026-10-20", 2, "a", "A")
    assert gap(office) == (18, date(2026, 10, 2), date(2026, 10, 20), True)


def test_a_running_month_ends_at_as_of() -> None:
    office = Office()
    office.news("2026-10-05", 1, "a", "A")
    assert gap(office, "2026-10", "2026-10-09 12:00") == (4, date(2026, 10, 5), date(2026, 10, 9), True)


def test_fourteen_days_keep_the_target_and_fifteen_do_not() -> None:
    for day, expected in (("15", (14, 100, True)), ("16", (15, 93, False))):
        office = Office()
        office.news("2026-10-01", 1, "a", "A")
        office.news(f"2026-10-{day}", 2, "b", "B")
        office.news("2026-10-24", 3, "c", "C")
        target = section(office, "targets").items[0]
        assert (target.result, target.percent, target.met) == expected


def test_a_newer_text_of_an_address_is_no_news() -> None:
    office = Office()
    office.news("2026-10-01", 1, "a", "A")
    office.news("2026-10-20", 2, "a", "A, diperbarui")
    news = section(office, "news")
    assert [(one.title, one.day) for one in news.items] == [("A", date(2026, 10, 1))]
    assert news.newer_texts == 1
    assert news.gap.days == 30


def test_a_day_is_cut_by_the_offices_zone() -> None:
    office = Office()
    office.news("2026-09-30", 1, "a", "A")
    blob = office.write("B")
    path = "content/berita/2026/10/b/index.md"
    office.release("2026-11-01 00:00", 2, path, blob)  # 17:00 UTC of 31 October
    assert section(office, "news").items == ()
    assert [one.title for one in section(office, "news", "2026-11").items] == ["B"]


def test_counts_per_category_name_every_category_also_unknown_ones() -> None:
    office = Office()
    office.news("2026-10-05", 1, "a", "A", categories=("opini", "teknologi"))
    office.news("2026-10-06", 2, "b", "B", categories=("opini", "dihapus"))
    counts = {one.category: one.items for one in section(office, "news").categories}
    assert counts == {
        "hasil-penelitian": 0, "teknologi": 1, "opini": 2, "feature": 0, "kegiatan": 0, "komoditas": 0,
        "pengumuman": 0, "dihapus": 1,
    }  # fmt: skip


def test_a_text_that_is_gone_shows_its_address() -> None:
    office = Office()
    office.news("2026-10-05", 1, "a", "A")
    office.texts.clear()
    (item,) = section(office, "news").items
    assert (item.title, item.categories) == ("berita/2026/10/a/", ())


# -- who approved ------------------------------------------------------------------------------------------------


def test_the_roles_are_those_that_were_asked_and_the_names_those_who_said_so() -> None:
    soy = section(october(), "news").items[0]
    assert (soy.roles, soy.approvers) == (("ketua-tim", "kepala"), ("budi", "wayan"))


def test_an_approval_that_was_taken_back_or_came_after_the_merge_does_not_count() -> None:
    office = Office()
    blob = office.write("A")
    office.submit("2026-10-05 08:00", 1)
    office.decide("approved", "2026-10-05 09:00", 1, "ratna", "kepala")
    office.decide("returned", "2026-10-05 09:10", 1, "ratna", "kepala")
    office.decide("approved", "2026-10-05 09:20", 1, "budi", "ketua-tim")
    office.merge("2026-10-05 10:00", 1, "article")
    office.release("2026-10-05 10:01", 1, "content/berita/2026/10/a/index.md", blob)
    office.decide("approved", "2026-10-05 11:00", 1, "wayan", "kepala")
    assert section(office, "news").items[0].approvers == ("budi",)


def test_an_earlier_approval_counts_for_the_role_that_the_last_revision_lacks() -> None:
    office = Office()
    blob = office.write("A", categories=("opini",))
    office.submit("2026-10-05 08:00", 1)
    office.decide("approved", "2026-10-05 09:00", 1, "budi", "ketua-tim")
    office.submit("2026-10-05 09:30", 1, 2, who="budi")
    office.decide("approved", "2026-10-05 09:40", 1, "ratna", "kepala", revision=2)
    office.decide("approved", "2026-10-05 09:50", 1, "sari", "penulis", revision=2)  # agrees to the review edit
    office.merge("2026-10-05 10:00", 1, "article", revision=2)
    office.release("2026-10-05 10:01", 1, "content/berita/2026/10/a/index.md", blob)
    (item,) = section(office, "news").items
    assert (item.roles, item.approvers) == (("ketua-tim", "kepala"), ("budi", "ratna"))


# -- page updates (A6) -------------------------------------------------------------------------------------------


def weeks(office: Office, *arguments: Any) -> list[tuple[int, int | None, bool]]:
    return [(one.number, one.merges, one.whole) for one in section(office, "page_updates", *arguments).weeks]


def test_a_week_belongs_to_the_month_in_which_it_ends() -> None:
    office = october()
    assert weeks(office) == [(40, 1, True), (41, 0, True), (42, 3, True), (43, 3, True)]
    assert [number for number, _, _ in weeks(office, "2026-11")] == [44, 45, 46, 47, 48]


def test_every_week_of_a_year_stands_in_exactly_one_report() -> None:
    office = Office()
    office.page("2025-12-01", 1)
    months = [f"2026-{month:02}" for month in range(1, 13)]
    found = [(week.year, week.number) for month in months for week in section(office, "page_updates", month).weeks]
    assert len(found) == len(set(found)) == 52


def test_a_week_before_the_records_is_unknown_and_the_one_they_begin_in_is_not_judged() -> None:
    office = Office()
    office.page("2026-10-14", 1)
    assert weeks(office) == [(40, None, False), (41, None, False), (42, 1, False), (43, 0, True)]


def test_a_running_week_is_shown_and_not_judged() -> None:
    office = october()
    assert weeks(office, "2026-10", "2026-10-14 12:00")[-1] == (42, 2, False)
    target = section(office, "targets", "2026-10", "2026-10-14 12:00").items[1]
    assert (target.result, target.of) == (0, 2)


def test_monday_begins_a_week_at_the_offices_midnight() -> None:
    office = Office()
    office.page("2026-09-20", 1)
    office.say("merged", "2026-10-12 00:30", change=2, data={"tip": "", "kinds": ["page"]})  # Sunday evening in UTC
    assert {number: merges for number, merges, _ in weeks(office)}[42] == 1


# -- elapsed time ------------------------------------------------------------------------------------------------


def test_elapsed_time_is_in_working_minutes_and_only_a_limit_gives_percent() -> None:
    found = step(october(), "setujui")
    assert (found.standard, found.limit) == ("30 menit", "3 hari kerja")
    assert (found.passages, found.shortest, found.longest) == (3, 60, 2460)
    assert (found.within, found.judged, found.percent) == (2, 3, 66)


def test_without_a_limit_there_is_no_percentage_at_all() -> None:
    sop = sample_sop()
    steps = {name: one.model_copy(update={"batas": None}) for name, one in sop.steps.items()}
    found = step(october(), "periksa", sop=sop.model_copy(update={"steps": steps}))
    assert (found.passages, found.judged, found.within, found.percent) == (6, None, None, None)


def test_each_return_ends_a_passage_and_each_new_revision_begins_one() -> None:
    office = Office()
    office.submit("2026-10-05 08:00", 1)
    office.decide("returned", "2026-10-05 08:30", 1, "budi", "ketua-tim")
    office.submit("2026-10-05 09:00", 1, 2)
    office.submit("2026-10-05 09:30", 1, 3)  # waiting goes on from the first that nobody had looked at
    office.decide("rejected", "2026-10-05 10:00", 1, "budi", "ketua-tim", revision=3)
    found = step(office, "periksa")
    assert (found.passages, found.shortest, found.longest, found.waiting) == (2, 30, 60, 0)


def test_a_passage_counts_in_the_month_in_which_it_ends() -> None:
    office = Office()
    office.submit("2026-10-30 15:00", 1)
    office.decide("returned", "2026-11-02 08:30", 1, "budi", "ketua-tim")
    assert (step(office, "periksa").passages, step(office, "periksa").waiting) == (0, 1)
    november = {one.step: one for one in section(office, "steps", "2026-11").items}["periksa"]
    assert (november.passages, november.longest, november.waiting) == (1, 150, 0)  # Friday until 16:30


def test_without_the_years_calendar_a_time_is_unknown_and_not_zero() -> None:
    found = step(october(), "periksa", sop=sample_sop(calendar={}))
    assert (found.passages, found.unknown, found.longest, found.percent) == (6, 6, None, None)


def test_publishing_does_not_wait_for_an_embargo() -> None:
    office = Office()
    blob = office.write("A", "publish_at: 2026-10-08 08:00")
    office.submit("2026-10-05 08:00", 1)
    office.decide("approved", "2026-10-05 09:00", 1, "budi", "ketua-tim")
    office.merge("2026-10-05 09:30", 1, "article")
    office.release("2026-10-08 08:05", 1, "content/berita/2026/10/a/index.md", blob)
    assert step(office, "tayang").longest == 5


def test_an_abandoned_change_waits_for_nobody() -> None:
    office = Office()
    office.submit("2026-10-05 08:00", 1)
    office.decide("abandoned", "2026-10-05 09:00", 1, "sari")
    assert step(office, "periksa").waiting == 0


# -- decisions, urgent, unreviewed, links ------------------------------------------------------------------------


def test_returns_rejections_withdrawals_and_corrections_are_counted() -> None:
    found = section(october(), "decisions")
    assert (found.returned, found.rejected, found.withdrawn, found.corrected) == (1, 1, 1, 1)
    assert [(one.role, one.returns, one.rejections) for one in found.by_role] == [("ketua-tim", 1, 1)]


@pytest.mark.parametrize(
    ("second", "as_of", "state", "missing"),
    [
        ("2026-10-22 08:30", "2026-10-31 00:00", "in-time", ()),
        ("2026-10-24 07:50", "2026-10-31 00:00", "in-time", ()),
        ("2026-10-24 07:51", "2026-10-31 00:00", "late", ()),
        ("", "2026-10-24 07:00", "waiting", ("kepala",)),
        ("", "2026-10-24 08:00", "overdue", ("kepala",)),
    ],
)
def test_states_of_the_urgent_lane(second: str, as_of: str, state: str, missing: tuple[str, ...]) -> None:
    office = Office()
    blob = office.write("Awas", "information: serta-merta", categories=("opini",))
    office.submit("2026-10-22 07:40", 1)
    office.decide("approved", "2026-10-22 07:50", 1, "budi", "ketua-tim")
    office.merge("2026-10-22 07:55", 1, "article", "urgent")
    office.release("2026-10-22 07:56", 1, "content/berita/2026/10/awas/index.md", blob)
    if second:
        office.decide("approved", second, 1, "ratna", "kepala")
    (lane,) = section(office, "urgent", "2026-10", as_of).items
    assert (lane.state, lane.missing, lane.deadline) == (state, missing, "2026-10-24 07:50")


def test_who_signs_is_who_held_the_role_on_the_months_last_day() -> None:
    sop = sample_sop()
    (ratna,) = sop.holders("kepala", moment("2026-10-31 12:00"))
    (held,) = sop.people[ratna].roles
    leaves = held.model_copy(update={"until": date(2026, 10, 31)})
    comes = held.model_copy(update={"since": date(2026, 11, 1)})
    last_day = sop.people[ratna].model_copy(update={"roles": (leaves,)})
    first_day = sop.people["wayan"].model_copy(update={"roles": (comes,)})
    changed = sop.model_copy(update={"people": {**sop.people, ratna: last_day, "wayan": first_day}})
    approved_by = section(october(), "identity", sop=changed).approved_by
    assert (approved_by.role, approved_by.holders) == ("kepala", (ratna,))


def test_an_adoption_that_was_returned_is_no_return() -> None:
    office = Office()
    office.submit("2026-10-05 08:00", 1, who="agus")
    office.decide("returned", "2026-10-05 09:00", 1, "ratna", "kepala")
    office.submit("2026-10-05 10:00", 1, 2, who="agus")
    office.merge("2026-10-06 09:00", 1, "adoption", revision=2)
    office.release("2026-10-06 09:01", 1, "content/berita/2017/03/a/index.md", "x", "adopted", date="2017-03-04")
    found = section(office, "decisions")
    assert (found.submitted, found.merged, found.returned, found.by_role) == (0, 0, 0, ())


def test_an_approval_of_an_earlier_text_starts_no_urgent_deadline() -> None:
    office = Office()
    blob = office.write("Awas", "information: serta-merta", categories=("opini",))
    office.submit("2026-10-19 07:40", 1)
    office.decide("approved", "2026-10-19 07:50", 1, "budi", "ketua-tim")
    office.submit("2026-10-22 07:40", 1, 2)
    office.decide("approved", "2026-10-22 07:50", 1, "budi", "ketua-tim", revision=2)
    office.merge("2026-10-22 07:55", 1, "article", "urgent", revision=2)
    office.release("2026-10-22 07:56", 1, "content/berita/2026/10/awas/index.md", blob)
    office.decide("approved", "2026-10-23 09:00", 1, "ratna", "kepala", revision=2)
    (lane,) = section(office, "urgent").items
    assert (lane.state, lane.deadline) == ("in-time", "2026-10-24 07:50")


def test_an_urgent_article_that_all_approved_first_took_the_ordinary_way() -> None:
    office = Office()
    office.news("2026-10-22", 1, "awas", "Awas", "information: serta-merta")
    assert section(office, "urgent").items == ()


def test_a_merge_that_nobody_approved_is_shown_and_an_adoption_is_not() -> None:
    office = Office()
    office.merge("2026-10-05 09:00", 1, "article")
    office.merge("2026-10-06 09:00", 2, "adoption")
    office.release("2026-10-06 09:01", 2, "content/berita/2017/03/a/index.md", "x", "adopted", date="2017-03-04")
    assert [(one.what, one.subject) for one in section(office, "unreviewed").items] == [("merged", "#1")]


def test_links_say_unknown_where_nothing_was_checked() -> None:
    found = section(october(), "links", "2026-11")
    assert (found.check, found.checks, found.released) == (None, None, 1)
    assert (found.broke, found.mended, found.removed, found.dead) == (None, None, None, None)
    assert ([one.url for one in found.broken], found.still) == (["https://lama.example/a b"], 1)


def test_without_any_check_ever_nothing_is_known_to_be_whole() -> None:
    office = Office()
    office.news("2026-10-05", 1, "a", "A")
    found = section(office, "links")
    assert (found.released, found.still, found.broken) == (1, None, ())


def test_in_a_month_without_a_check_nobody_knows_that_nothing_is_broken() -> None:
    office = october()
    office.say("link-dead", "2026-10-29 01:00", data={"url": "https://lama.example/a b"})
    assert [(one.still, one.dead) for one in (section(office, "links", "2026-11"),)] == [(1, 1)]
    office.say("link-mended", "2026-10-30 01:00", data={"url": "https://lama.example/a b"})
    assert [(one.still, one.dead) for one in (section(office, "links", "2026-11"),)] == [(None, None)]


def test_the_last_check_counts_and_says_no_more_than_it_knew() -> None:
    office = october()
    found = section(office, "links")
    assert (found.checks, found.check.answered, found.check.moved, found.dead) == (1, 14, None, None)
    office.say(
        "links-checked", "2026-10-25 01:00",
        data={"ok": 9, "moved": 2, "broken": 0, "unverifiable": 1, "unchecked": 3},
    )  # fmt: skip
    found = section(office, "links")
    assert (found.checks, found.check.day.day, found.check.answered, found.check.moved) == (2, 25, 12, 2)
    assert found.dead == 0


def test_a_mended_link_is_no_longer_broken() -> None:
    office = october()
    office.say("link-mended", "2026-10-25 01:00", data={"url": "https://lama.example/a b"})
    found = section(office, "links")
    assert (found.broke, found.mended, found.removed, found.broken) == (1, 1, 0, ())


def test_how_long_links_were_broken_is_told_of_those_mended_in_the_month() -> None:
    office = october()
    for url, since, until, removed in (
        ("a", "2026-09-25 01:00", "2026-09-27 01:00", False),  # mended before the month
        ("b", "2026-09-25 23:00", "2026-10-05 01:00", False),  # 10 days of the office
        ("c", "2026-10-01 01:00", "2026-10-04 02:00", False),  # 3
        ("d", "2026-09-01 01:00", "2026-10-09 01:00", True),  # nobody mended it
    ):
        office.say("link-broken", since, data={"url": url})
        office.say("link-mended", until, data={"url": url, **({"removed": True} if removed else {})})
    found = section(office, "links")
    assert (found.broke, found.mended, found.removed) == (2, 2, 1)
    assert (found.median_days, found.longest_days) == (7, 10)
    office.say("link-broken", "2026-10-10 01:00", data={"url": "e"})
    office.say("link-mended", "2026-10-11 01:00", data={"url": "e"})
    found = section(office, "links")
    assert (found.median_days, found.longest_days) == (3, 10)


def test_dead_links_are_those_given_up_and_not_mended_since() -> None:
    office = october()
    url = "https://lama.example/a b"
    office.say("link-dead", "2026-10-29 01:00", data={"url": url})
    office.say("link-dead", "2026-11-09 01:00", data={"url": "lain"})
    found = section(office, "links")
    assert (found.still, found.dead) == (1, 1)
    assert [(one.url, one.since.day, one.dead and one.dead.day) for one in found.broken] == [(url, 24, 29)]
    office.say("link-mended", "2026-10-30 01:00", data={"url": url})
    assert (section(office, "links").still, section(office, "links").dead) == (0, 0)


# -- adopted and late --------------------------------------------------------------------------------------------


def adopted() -> Office:
    office = Office()
    office.submit("2026-10-05 08:00", 1, who="agus")
    office.decide("approved", "2026-10-05 09:00", 1, "ratna", "kepala")
    office.merge("2026-10-05 10:00", 1, "article", "adoption")
    for day, slug in (("2017-03-30T23:30:00-05:00", "batas"), ("2017-03-04", "awal"), ("entah", "tanpa")):
        blob = office.write(f"Lama {slug}", "information: belum-diklasifikasi")
        office.release("2026-10-05 10:01", 1, f"content/berita/2017/03/{slug}/index.md", blob, "adopted", date=day)
    return office


def test_adopted_articles_stand_in_the_month_of_their_own_date() -> None:
    old = section(adopted(), "adopted", "2017-03")
    assert [(one.title, one.day) for one in old.items] == [
        ("Lama awal", date(2017, 3, 4)),
        ("Lama batas", date(2017, 3, 31)),  # by the office's calendar
    ]
    assert section(adopted(), "adopted", "2026-10") is None


def test_adopted_articles_enter_no_target_gap_or_step_time() -> None:
    sections = count(adopted()).sections
    assert sections["news"].items == ()
    assert {one.passages for one in sections["steps"].items} == {0}
    assert (sections["decisions"].submitted, sections["decisions"].merged) == (0, 0)
    assert {week.merges for week in sections["page_updates"].weeks} <= {0, None}
    assert sections["links"].released == 0


def test_a_newer_text_of_an_adopted_article_is_no_news_either() -> None:
    office = adopted()
    office.news("2026-10-20", 2, "x", "X")
    blob = office.write("Lama awal, baru")
    office.release("2026-10-21 09:00", 3, "content/berita/2017/03/awal/index.md", blob)
    assert [one.title for one in section(office, "news").items] == ["X"]


def test_what_the_last_report_did_not_know_comes_late() -> None:
    office = october()
    known = {event.id for event in office.events}
    late = office.decide("approved", "2026-09-30 15:00", 2, "ratna", "kepala")
    found = section(office, "late", reported=known)
    assert [(one.event, one.subject, one.day, one.id) for one in found.items] == [
        ("approved", "#2", date(2026, 9, 30), late.id)
    ]
    assert section(office, "late") is None  # no report was endorsed before: nothing can be late


def test_the_demo_clock_is_named() -> None:
    office = october()
    assert section(office, "identity").demo is False
    office.events = with_source(office, "demo")
    assert section(office, "identity").demo is True


# -- what holds for all ------------------------------------------------------------------------------------------


def test_the_order_in_which_events_are_read_changes_nothing() -> None:
    office = october()
    plain = count(office).plain()
    seconds = [(event.at, index) for index, event in enumerate(office.events)]
    assert len({at for at, _ in seconds}) >= len(seconds) - 6  # hardly any two at once
    apart = [event for event in office.events if sum(event.at == other.at for other in office.events) == 1]
    office.events = apart
    ordered = count(office).plain()
    random.Random(7).shuffle(office.events)
    assert count(office).plain() == ordered
    assert plain["month"] == "2026-10"


def test_a_month_that_is_over_never_changes_by_what_comes_after() -> None:
    office = october()
    before = count(office, as_of="2026-11-01 00:00").plain()
    office.news("2026-11-20", 50, "kemudian", "Kemudian")
    assert count(office, as_of="2027-03-01 00:00").plain() == before


def test_a_wrong_month_is_an_error() -> None:
    for month in ("2026-13", "kapan", "2026"):
        with pytest.raises(ValueError):
            figures([], sample_sop(), month, lambda _, __: None, END)


names = st.sampled_from(
    ["submitted", "approved", "returned", "rejected", "abandoned", "merged", "released", "adopted", "withdrawn",
     "links-checked", "link-broken", "link-mended", "verified", "deployed", "alarm", "masa-depan"]
)  # fmt: skip
junk = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.text(max_size=3), max_size=2)
)
strange_events = st.builds(
    Event,
    id=st.text("0123456789abcdef", min_size=64, max_size=64),
    event=names,
    at=st.datetimes(
        moment("2026-09-01 00:00").replace(tzinfo=None), moment("2026-12-01 00:00").replace(tzinfo=None)
    ).map(lambda at: at.replace(tzinfo=moment("2026-09-01 00:00").tzinfo)),
    source=st.sampled_from(["git", "demo", "lain"]),
    actor=st.sampled_from(["", "sari", "budi", "hantu"]),
    role=st.sampled_from(["", "ketua-tim", "kepala", "hantu"]),
    change=st.integers(0, 3),
    commit=st.sampled_from(["", oid("a"), oid("b")]),
    article=st.sampled_from(["", "berita/2026/10/a/", "profil/"]),
    data=st.dictionaries(
        st.sampled_from(["path", "blob", "kinds", "roles", "tip", "date", "url", "ok", "outcome", "revision", "rule"]),
        junk,
        max_size=4,
    ),
)


@settings(max_examples=60)
@given(st.lists(strange_events, max_size=12))
def test_no_records_however_strange_break_the_report(events: list[Event]) -> None:
    made = figures(events, sample_sop(), "2026-10", Office().article_of, END)
    assert made.plain()["month"] == "2026-10"
