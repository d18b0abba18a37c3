"""Front matter: readable, every key known, everything there that its kind needs."""

from __future__ import annotations

from collections.abc import Iterator

from terbit.articles import frontmatter
from terbit.findings import Severity
from terbit.messages import msg
from terbit.rules.rule import Fault, Rule, Subject


def _found(rule: str, subject: Subject) -> Iterator[Fault]:
    for finding in subject.article.findings:
        if finding.rule == rule:
            yield Fault(finding.message, finding.hint, (finding.line, finding.column))


def unreadable(subject: Subject) -> Iterator[Fault]:
    """FM001: no text, no front matter, no YAML."""
    return _found(frontmatter.UNREADABLE, subject)


def schema(subject: Subject) -> Iterator[Fault]:
    """FM002: a value of the wrong kind."""
    return _found(frontmatter.SCHEMA, subject)


def unknown(subject: Subject) -> Iterator[Fault]:
    """FM004: a key that nobody reads."""
    return _found(frontmatter.UNKNOWN_KEY, subject)


def required(subject: Subject) -> Iterator[Fault]:
    """FM005: what every article says of itself (UU 14/2008: the kind of information)."""
    if subject.meta is None or not subject.is_article:
        return
    if not (subject.meta.description or "").strip():
        yield Fault(
            msg('"{key}" wajib diisi', key="description"),
            msg("satu kalimat ringkasan untuk daftar berita dan mesin pencari"),
            subject.place("description"),
        )
    if subject.meta.information is None:
        yield Fault(
            msg('"{key}" wajib diisi', key="information"),
            msg("pilih salah satu: {known}", known="berkala, serta-merta, setiap-saat"),
            subject.place("information"),
        )


def written(subject: Subject) -> Iterator[Fault]:
    """FM008: an article says or shows something, or offers a document."""
    meta = subject.meta
    if meta is None or not subject.is_article or meta.attachments or meta.withdrawn or subject.page.fault is not None:
        return
    shown = any(element.tag in ("img", "audio", "video", "code") for element in subject.page.elements)
    if not shown and not subject.prose.text.strip():
        yield Fault(msg("artikel ini belum ada isinya"), msg("tulis isinya di bawah tanda --- yang kedua"))


RULES = (
    Rule("FM001", Severity.ERROR, msg("front matter dapat dibaca"), unreadable, adopted=Severity.ERROR),
    Rule("FM002", Severity.ERROR, msg("isian front matter berjenis benar"), schema, adopted=Severity.ERROR),
    Rule("FM004", Severity.ERROR, msg("kunci front matter dikenal"), unknown, adopted=Severity.ERROR),
    Rule("FM005", Severity.ERROR, msg("artikel punya ringkasan dan klasifikasi informasi"), required),
    Rule("FM008", Severity.ERROR, msg("artikel ada isinya"), written),
)
