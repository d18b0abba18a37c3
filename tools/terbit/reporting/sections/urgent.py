"""The urgent lane (*serta-merta*): what went online with one approval, and whether the others followed in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from terbit.messages import Message, msg
from terbit.records.event import Event
from terbit.reporting.blocks import Block, Link, Table
from terbit.reporting.facts import Facts
from terbit.reporting.history import Release, roles
from terbit.reporting.section import Section, View

State = Literal["in-time", "late", "waiting", "overdue"]


@dataclass(frozen=True, slots=True)
class Lane:
    """An article of the lane. `deadline` is the office's day and time; `missing` the roles that have not approved."""

    day: date
    title: str
    address: str
    change: int
    deadline: str
    state: State
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Urgent:
    items: tuple[Lane, ...]


def count(facts: Facts) -> Urgent | None:
    if not facts.known or facts.sop.urgent is None:
        return None
    lanes = (_lane(facts, release) for release in facts.releases)
    return Urgent(tuple(lane for lane in lanes if lane is not None))


def _lane(facts: Facts, release: Release) -> Lane | None:
    meta = release.meta
    merge = facts.merge(release.change)
    if meta is None or meta.information != "serta-merta" or merge is None or facts.sop.urgent is None:
        return None
    steps = facts.sop.steps_for(meta.categories) if release.kind != "page" else facts.sop.pages
    asked = facts.sop.deciding_roles((*steps, *(facts.sop.policy.steps if meta.policy else ())))
    given = {role: at for role, at in _given(facts, merge).items() if role in asked}
    if all(role in given and given[role] <= merge.at for role in asked) or not given:
        return None  # all had approved when it was merged: the ordinary way
    deadline = min(given.values()) + timedelta(hours=facts.sop.urgent.hours)
    missing = tuple(role for role in asked if role not in given)
    state: State
    if missing:
        state = "waiting" if facts.as_of <= deadline else "overdue"
    else:
        state = "in-time" if all(given[role] <= deadline for role in asked) else "late"
    local = deadline.astimezone(facts.sop.zone).strftime("%Y-%m-%d %H:%M")
    return Lane(release.day, release.title, release.address, release.change, local, state, missing)


def _given(facts: Facts, merge: Event) -> dict[str, datetime]:
    """Role → when it approved what was merged. An approval of an earlier text starts no deadline (review.verdict)."""
    afterwards = (event for event in facts.life(merge.change) if event.event == "approved" and event.at > merge.at)
    found: dict[str, datetime] = {}
    for event in (*facts.approvals(merge.change), *afterwards):
        for role in roles(event):
            found.setdefault(role, event.at)
    return found


def show(figures: Urgent, view: View) -> tuple[Block, ...]:
    words: dict[State, Message] = {
        "in-time": msg("lengkap dalam batas"),
        "late": msg("lengkap, tetapi terlambat"),
        "waiting": msg("menunggu persetujuan berikutnya"),
        "overdue": msg("lewat batas, belum disetujui"),
    }
    rows = tuple(
        (
            one.day,
            Link(one.title, view.url(one.address)),
            one.deadline,
            words[one.state],
            view.roles(one.missing) or "–",
        )
        for one in figures.items
    )
    head = (msg("Tanggal"), msg("Judul"), msg("Batas"), msg("Keadaan"), msg("Belum menyetujui"))
    return (Table(head, rows, msg("Tidak ada yang tayang lewat jalur serta-merta.")),)


SECTION = Section("urgent", msg("Jalur serta-merta"), count, show)
