"""Whose report it is: office, procedure, period, and the roles that receive, prepare and approve it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from terbit.messages import msg
from terbit.reporting.blocks import Block, Table
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View


@dataclass(frozen=True, slots=True)
class Signatory:
    """A role in the report, and who holds it on the period's last day (deputies too)."""

    role: str
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    office: str
    unit: str | None
    sop_number: str | None
    first: date
    last: date
    complete: bool
    demo: bool
    recipient: Signatory
    prepared_by: Signatory | None
    approved_by: Signatory | None


def count(facts: Facts) -> Identity:
    report, office = facts.sop.report, facts.sop.office
    last = min(facts.as_of, facts.end - timedelta(seconds=1))  # the end itself is the next month's first moment

    def signatory(role: str) -> Signatory:
        return Signatory(role, facts.sop.holders(role, last))

    return Identity(
        office.name,
        office.unit,
        report.sop_number,
        facts.first_day,
        facts.last_day,
        facts.complete,
        any(event.source == "demo" for event in facts.events),
        signatory(report.recipient),
        signatory(report.prepared_by) if report.prepared_by else None,
        signatory(report.approved_by) if report.approved_by else None,
    )


def show(figures: Identity, view: View) -> tuple[Block, ...]:
    def named(signatory: Signatory | None) -> str | None:
        if signatory is None:
            return None
        names = ", ".join(map(view.person, signatory.holders)) if view.internal else ""
        return f"{view.role(signatory.role)} ({names})" if names else view.role(signatory.role)

    table = Table(
        (msg("Hal"), msg("Isi")),
        (
            (msg("Kantor"), figures.office),
            (msg("Unit"), figures.unit),
            (msg("Nomor SOP"), figures.sop_number),
            (msg("Dari"), figures.first),
            (msg("Sampai"), figures.last),
            (msg("Penerima"), named(figures.recipient)),
            (msg("Penyusun"), named(figures.prepared_by)),
            (msg("Pengesah"), named(figures.approved_by)),
        ),
    )
    notes: list[Block] = []
    if not figures.complete:
        notes.append(msg("Bulan ini belum berakhir: angka masih dapat berubah."))
    if figures.demo:
        notes.append(msg("Catatan ini memakai jam peraga: waktunya bukan waktu sebenarnya."))
    return (table, *notes)


SECTION = Section("identity", msg("Identitas"), count, show, public=True)
