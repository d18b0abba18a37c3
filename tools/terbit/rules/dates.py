"""Dates: an article has one, and what must come first does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from terbit.articles.frontmatter import FrontMatter
from terbit.findings import Severity
from terbit.messages import msg
from terbit.rules.rule import Fault, Office, Place, Rule, Subject, Text


def dated(subject: Subject) -> Iterator[Fault]:
    """DT001: an article has a date."""
    if subject.meta is not None and subject.is_article and subject.meta.date is None:
        yield Fault(
            msg('"{key}" wajib diisi', key="date"),
            msg("tulis tahun-bulan-hari, misalnya 2026-11-20 atau 2026-11-20 09:00"),
            subject.place("date"),
        )


def ordered(subject: Subject) -> Iterator[Fault]:
    """DT002: it ends after it begins, and corrections and withdrawal come after the article."""
    meta = subject.meta
    if meta is None:
        return
    begin = meta.publish_at or meta.date
    if meta.expires_at is not None and begin is not None and meta.expires_at <= begin:
        yield Fault(
            msg("expires_at harus sesudah {key}", key="publish_at" if meta.publish_at else "date"),
            msg("perbaiki salah satu tanggalnya"),
            subject.place("expires_at"),
        )
    if meta.review_by is not None and meta.date is not None and meta.review_by < meta.date.date():
        yield Fault(
            msg("tanggal ini mendahului tanggal artikel"),
            msg("perbaiki salah satu tanggalnya"),
            subject.place("review_by"),
        )
    for key, moment in _afterwards(meta):
        if meta.date is not None and moment.date() < meta.date.date():
            yield Fault(
                msg("tanggal ini mendahului tanggal artikel"),
                msg("perbaiki salah satu tanggalnya"),
                subject.place(*key),
            )


def _afterwards(meta: FrontMatter) -> list[tuple[tuple[str | int, ...], datetime]]:
    """What happens to an article after it is there: corrections and the withdrawal."""
    found: list[tuple[tuple[str | int, ...], datetime]] = [
        (("corrections", number, "date"), correction.date) for number, correction in enumerate(meta.corrections)
    ]
    if meta.withdrawn is not None:
        found.append((("withdrawn", "date"), meta.withdrawn.date))
    return found


def told(subject: Subject) -> tuple[tuple[str, Place], ...]:
    """When something happened, as the front matter says: ISO stamps with their places."""
    meta = subject.meta
    if meta is None:
        return ()
    own = [(("date",), meta.date)] if meta.date is not None else []
    return tuple((moment.isoformat(), subject.place(*key)) for key, moment in [*own, *_afterwards(meta)])


def ahead(text: Text, office: Office) -> Iterator[Fault]:
    """DT005: nothing happened in the future, unless the article waits for it (`publish_at`)."""
    begins = office.library.cards[text.path].publish_at
    now = max(datetime.fromisoformat(begins), office.as_of) if begins else office.as_of
    today = now.astimezone(office.sop.zone).date()
    for moment, place in text.told:
        if datetime.fromisoformat(moment).astimezone(office.sop.zone).date() > today:
            yield Fault(
                msg("tanggal ini belum tiba"),
                msg("perbaiki tanggalnya, atau tunda tayangnya dengan publish_at"),
                place,
            )


def printed(subject: Subject) -> Iterator[Fault]:
    """DT003: a publication goes online after it is printed (REQUIREMENTS A7)."""
    meta = subject.meta
    if meta is None:
        return
    known = subject.sop.categories
    publication = any(known[name].publication for name in meta.categories if name in known)
    if publication and subject.is_article and meta.printed_on is None:
        yield Fault(
            msg('"{key}" wajib diisi untuk publikasi', key="printed_on"),
            msg("tulis tanggal cetaknya; publikasi tayang sesudah dicetak"),
            subject.place("printed_on"),
        )
    begin = meta.publish_at or meta.date
    if meta.printed_on is None or begin is None:
        return
    if meta.printed_on > begin.astimezone(subject.sop.zone).date():
        yield Fault(
            msg("tanggal cetak sesudah tanggal tayang"),
            msg("publikasi tayang sesudah dicetak: perbaiki printed_on, date atau publish_at"),
            subject.place("printed_on"),
        )


def embargoed(text: Text, office: Office) -> Iterator[Fault]:
    """DT004: what is to appear later does not lie in a repository that everybody can read, unless the office accepts
    that (`github.embargo`)."""
    hub = office.sop.github
    if hub is None or not hub.public or hub.embargo or office.library.cards[text.path].due(office.as_of):
        return
    yield Fault(
        msg("publish_at belum tiba, tetapi repositori ini terbuka: naskahnya dapat dibaca semua orang sekarang juga"),
        msg("ajukan sesudah waktu tayangnya; atau kantor menerima hal ini dengan embargo: true di sop.yml"),
        text.begins,
    )


RULES = (
    Rule("DT001", Severity.ERROR, msg("artikel bertanggal"), dated),
    Rule("DT002", Severity.ERROR, msg("urutan tanggal benar"), ordered),
    Rule("DT003", Severity.ERROR, msg("publikasi tayang sesudah dicetak"), printed),
    Rule("DT004", Severity.ERROR, msg("tidak ada embargo di repositori yang terbuka"), across=embargoed),
    Rule("DT005", Severity.WARNING, msg("tanggal sudah tiba"), across=ahead),
)
