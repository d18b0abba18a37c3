"""Names that the procedure (`sop.yml`) must know: categories and channels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from terbit.findings import Severity
from terbit.messages import Message, msg
from terbit.rules.rule import Fault, Rule, Subject
from terbit.schema import suggestion


def categories(subject: Subject) -> Iterator[Fault]:
    """FM003: the categories are those of `sop.yml`; they decide who reviews."""
    if subject.meta is None:
        return
    known = list(subject.sop.categories)
    for number, name in enumerate(subject.meta.categories):
        if name not in known:
            hint = suggestion(name, known) or _choose(known)
            yield Fault(msg('kategori "{name}" tidak dikenal', name=name), hint, subject.place("categories", number))


def categorised(subject: Subject) -> Iterator[Fault]:
    """FM006: an article without a category has no reviewers."""
    if subject.meta is not None and subject.is_article and not subject.meta.categories:
        yield Fault(msg("artikel belum berkategori"), _choose(subject.sop.categories), subject.place("categories"))


def channels(subject: Subject) -> Iterator[Fault]:
    """FM007: the channels are those of `sop.yml`."""
    if subject.meta is None:
        return
    known = list(subject.sop.channels)
    for number, name in enumerate(subject.meta.channels):
        if name not in known:
            hint = suggestion(name, known) or _choose(known)
            yield Fault(msg('saluran "{name}" tidak dikenal', name=name), hint, subject.place("channels", number))


def _choose(known: Iterable[str]) -> Message:
    return msg("pilih salah satu: {known}", known=", ".join(known))


RULES = (
    Rule("FM003", Severity.ERROR, msg("kategori ada di sop.yml"), categories),
    Rule("FM006", Severity.ERROR, msg("artikel punya paling sedikit satu kategori"), categorised),
    Rule("FM007", Severity.ERROR, msg("saluran ada di sop.yml"), channels),
)
