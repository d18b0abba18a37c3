"""Elapsed time of each step, beside its standard time (*waktu baku*).

A standard time is effort; records show only how long something lay with a role, in the office's working minutes. So
the two stand side by side and are never divided: percentages are made against the limit (*batas*) alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low

from terbit.articles.article import kind_of
from terbit.messages import Message, msg
from terbit.records.event import Event
from terbit.reporting.blocks import Block, Table
from terbit.reporting.facts import Facts
from terbit.reporting.history import OVER, roles
from terbit.reporting.section import Section, View
from terbit.sop import Moment, Span, Step
from terbit.workdays import add_working_days, working_minutes


@dataclass(frozen=True, slots=True)
class OfStep:
    """A measured step. Minutes are elapsed working minutes of the passages that ended in the month.

    `unknown` counts passages through a year without a calendar, `waiting` those still open at the period's end.
    `within` of `judged` kept the limit; None where there is no limit or nothing to judge.
    """

    step: str
    role: str
    standard: str | None
    limit: str | None
    passages: int
    unknown: int
    waiting: int
    shortest: int | None
    median: int | None
    longest: int | None
    judged: int | None
    within: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Steps:
    items: tuple[OfStep, ...]


def count(facts: Facts) -> Steps | None:
    if not facts.known:
        return None
    measured = {name: step for name, step in facts.sop.steps.items() if step.measured and step.begins and step.ends}
    found: dict[str, list[tuple[datetime, datetime | None]]] = {name: [] for name in measured}
    for number, life in facts.changes.items():
        over = any(event.event in OVER for event in life)
        for name in _steps_of(facts, number, life, measured):
            for begin, end in _passages(life, measured[name], facts):
                if (end is not None and end >= facts.start) or (end is None and not over):
                    found[name].append((begin, end))
    return Steps(tuple(_of_step(name, measured[name], found[name], facts) for name in measured))


def _steps_of(facts: Facts, number: int, life: tuple[Event, ...], measured: dict[str, Step]) -> Iterable[str]:
    """The measured steps that a change goes through, by the categories of what it released or withdrew."""
    merge = facts.merge(number)
    if merge is None:  # what it will be is not in the records yet: of steps that measure the same, the first counts
        distinct = {(step.role, step.begins, step.ends): name for name, step in reversed(measured.items())}
        return [name for name in measured if name in distinct.values()]
    wanted: set[str] = set()
    for event in life:
        meta = facts.meta(event) if event.event in ("released", "withdrawn") else None
        if meta is not None:
            is_article = kind_of(str(event.data.get("path", ""))) == "article"
            wanted.update(facts.sop.steps_for(meta.categories) if is_article else facts.sop.pages)
            wanted.update(facts.sop.policy.steps if meta.policy else ())
    kinds = merge.data.get("kinds")
    if isinstance(kinds, list | tuple):
        wanted.update(facts.sop.pages if "page" in kinds else ())
        wanted.update(facts.sop.policy.steps if "policy" in kinds else ())
    return [name for name in measured if name in wanted]


def _passages(life: tuple[Event, ...], step: Step, facts: Facts) -> Iterable[tuple[datetime, datetime | None]]:
    """Each time the change went through a step: when it began, and when it ended (None: it lies there still).

    It begins at the first event of its kind after the last passage; "approved" by nobody in particular means that all
    have approved, so there the last one counts. A step that ends with a release does not wait for an embargo.
    """
    begin: datetime | None = None
    for event in life:
        if begin is not None and any(_is(event, moment) for moment in step.ends or ()):
            meta = facts.meta(event) if event.event == "released" else None
            embargo = meta.publish_at if meta else None
            yield (max(begin, min(embargo, event.at)) if embargo else begin), event.at
            begin = None
        elif step.begins is not None and _is(event, step.begins):
            if begin is None or (event.event == "approved" and step.begins.role is None):
                begin = event.at
        elif event.event == "returned" and step.begins is not None and step.begins.event == "approved":
            begin = None  # it went back to its writer: nobody waits for this role now
    if begin is not None:
        yield begin, None


def _is(event: Event, moment: Moment) -> bool:
    return event.event == moment.event and (moment.role is None or moment.role in roles(event))


def _of_step(name: str, step: Step, found: list[tuple[datetime, datetime | None]], facts: Facts) -> OfStep:
    ended = [(begin, end) for begin, end in found if end is not None]
    minutes = [working_minutes(begin, end, facts.sop.working_time) for begin, end in ended]
    known = sorted(one for one in minutes if one is not None)
    judged: list[bool] = []
    if step.batas is not None:
        answers = [_within(begin, end, step.batas, facts) for begin, end in ended]
        judged = [answer for answer in answers if answer is not None]
    return OfStep(
        name,
        step.role,
        str(step.waktu_baku) if step.waktu_baku else None,
        str(step.batas) if step.batas else None,
        len(ended),
        len(minutes) - len(known),
        len(found) - len(ended),
        known[0] if known else None,
        median_low(known) if known else None,
        known[-1] if known else None,
        len(judged) if judged else None,
        sum(judged) if judged else None,
        100 * sum(judged) // len(judged) if judged else None,
    )


def _within(begin: datetime, end: datetime, limit: Span, facts: Facts) -> bool | None:
    """Whether a limit was kept: in working minutes, or by the end of the n-th working day after the begin."""
    if limit.minutes is not None:
        elapsed = working_minutes(begin, end, facts.sop.working_time)
        return None if elapsed is None else elapsed <= limit.minutes
    last = add_working_days(facts.day(begin), limit.amount, facts.sop.working_time)
    return None if last is None else facts.day(end) <= last


def _minutes(amount: int | None) -> Message | None:
    return None if amount is None else msg("{count} menit", count=amount)


def show(figures: Steps, view: View) -> tuple[Block, ...]:
    head = (
        msg("Langkah"),
        msg("Peran"),
        msg("Waktu baku"),
        msg("Jumlah"),
        msg("Tersingkat"),
        msg("Median"),
        msg("Terlama"),
        msg("Batas"),
        msg("Dalam batas"),
        msg("Masih menunggu"),
    )
    rows = tuple(
        (
            view.sop.steps[one.step].name if one.step in view.sop.steps else one.step,
            view.role(one.role),
            one.standard,
            one.passages,
            _minutes(one.shortest),
            _minutes(one.median),
            _minutes(one.longest),
            one.limit or msg("tanpa batas"),
            None if one.percent is None else f"{one.within}/{one.judged} ({one.percent} %)",
            one.waiting,
        )
        for one in figures.items
    )
    note = msg(
        "Yang diukur adalah waktu berlalu dalam jam kerja kantor: berapa lama naskah menunggu pada suatu peran. Waktu "
        "baku adalah lama pengerjaan menurut prosedur; keduanya tidak dibandingkan dalam persen."
    )
    blocks: list[Block] = [Table(head, rows, msg("Tidak ada langkah yang diukur dalam sop.yml.")), note]
    unknown = sum(one.unknown for one in figures.items)
    if unknown:
        blocks.append(msg("{count} lintasan tidak dapat diukur: kalender tahunnya tidak ada.", count=unknown))
    return tuple(blocks)


SECTION = Section("steps", msg("Waktu berlalu per langkah"), count, show, public=True)
