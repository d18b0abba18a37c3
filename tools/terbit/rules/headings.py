"""Headings: readers who listen jump from one to the next (WCAG 2.2, 1.3.1, 2.4.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terbit.findings import Severity
from terbit.messages import msg
from terbit.rules.rule import Fault, Place, Rule, Subject

_WORD = re.compile(r"[^\W\d_]{2,}")
_LEAST_LETTERS = 12
_LEAST_WORDS = 3


def ordered(subject: Subject) -> Iterator[Fault]:
    """HD001: below the title (h1) no level is left out."""
    above = 1
    for heading in subject.prose.headings:
        if heading.level > above + 1 and heading.text:
            yield Fault(
                msg('judul bagian "{text}" melompati satu tingkat', text=_short(heading.text)),
                msg("tulis {marks} di depannya", marks="#" * (above + 1)),
                _place(subject, heading.text),
            )
        above = heading.level


def single(subject: Subject) -> Iterator[Fault]:
    """HD002: the title is the page's only h1."""
    for heading in subject.prose.headings:
        if heading.level == 1 and heading.text:
            yield Fault(
                msg('judul bagian "{text}" setingkat dengan judul halaman', text=_short(heading.text)),
                msg("tulis {marks} di depannya", marks="##"),
                _place(subject, heading.text),
            )


def filled(subject: Subject) -> Iterator[Fault]:
    """HD003: a heading says something."""
    if any(not heading.text for heading in subject.prose.headings):
        yield Fault(
            msg("ada judul bagian yang kosong"), msg("isi, atau hapus tanda # di depannya"), subject.page.find("#")
        )


def quiet(subject: Subject) -> Iterator[Fault]:
    """HD004: a heading is not all in capitals: it is slow to read, and some voices spell it out."""
    for heading in subject.prose.headings:
        if shouted(heading.text):
            yield Fault(
                msg('judul bagian "{text}" seluruhnya huruf besar', text=_short(heading.text)),
                msg("tulis huruf besar hanya di awal dan pada nama"),
                _place(subject, heading.text),
            )


def shouted(text: str) -> bool:
    """Whether a line is all in capitals; a few abbreviations are not."""
    words = _WORD.findall(text)
    return len(words) >= _LEAST_WORDS and sum(map(len, words)) >= _LEAST_LETTERS and text == text.upper()


def _place(subject: Subject, text: str) -> Place:
    return subject.page.find(f"# {text}"[:30], text[:30], text[:8])


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


RULES = (
    Rule("HD001", Severity.WARNING, msg("tingkat judul bagian berurutan"), ordered),
    Rule("HD002", Severity.WARNING, msg("judul halaman hanya satu"), single),
    Rule("HD003", Severity.WARNING, msg("judul bagian tidak kosong"), filled),
    Rule("HD004", Severity.WARNING, msg("judul bagian tidak seluruhnya huruf besar"), quiet),
)
