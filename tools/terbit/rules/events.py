"""Events: an article may tell of one (`event`), and it ends after it begins."""

from __future__ import annotations

from collections.abc import Iterator

from terbit.findings import Severity
from terbit.messages import msg
from terbit.rules.rule import Fault, Rule, Subject


def ordered(subject: Subject) -> Iterator[Fault]:
    """EV001: an event does not end before it begins."""
    event = subject.meta.event if subject.meta is not None else None
    if event is None:
        return
    ends = event.ends(subject.sop.zone)
    if ends is not None and ends < event.begins(subject.sop.zone):
        yield Fault(
            msg("acara selesai sebelum mulai"),
            msg("perbaiki event.start atau event.end"),
            subject.place("event", "end"),
        )


def told(subject: Subject) -> Iterator[Fault]:
    """EV002: an article tells of an event; a page stands for no day."""
    if subject.meta is not None and subject.meta.event is not None and not subject.is_article:
        yield Fault(
            msg("halaman ini bukan artikel, jadi tidak dapat menjadi acara"),
            msg("tulis acaranya sebagai artikel, misalnya dengan terbit new"),
            subject.place("event"),
        )


RULES = (
    Rule("EV001", Severity.ERROR, msg("acara selesai sesudah mulai"), ordered),
    Rule("EV002", Severity.ERROR, msg("acara ada pada artikel"), told),
)
