"""Exempt information (*dikecualikan*, UU 14/2008) is never published, so it never enters the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terbit.findings import Severity
from terbit.messages import msg
from terbit.rules.attachments import offered
from terbit.rules.files import documents
from terbit.rules.rule import Fault, Place, Rule, Subject

# Also where the front matter has other faults, and however YAML lets it be written: a typing error must not let it
# through. Bounded, for the text may be anything.
_LINE = re.compile(
    r"(?:^|[{,])[ \t]{0,80}[\"']?information[\"']?[ \t]{0,80}:\s{0,80}[\"']?dikecualikan\b",
    re.MULTILINE | re.IGNORECASE,
)
# A stamp stands alone on its line, or before or after a colon, in capitals; in running text the word is only a word.
_STAMP = re.compile(
    r"^[ \t>*_#|-]{0,20}(?:SIFAT|KLASIFIKASI|Sifat|Klasifikasi)?[ \t]{0,5}:?[ \t]{0,5}"
    r"((?:SANGAT )?RAHASIA|KONFIDENSIAL|DIKECUALIKAN|TERBATAS|CONFIDENTIAL|TOP SECRET|SECRET|FOR OFFICIAL USE ONLY"
    r"|UNTUK (?:KALANGAN|KEPERLUAN) (?:SENDIRI|TERBATAS|INTERNAL))[ \t*_|.!-]{0,20}$",
    re.MULTILINE,
)
_NAMED = re.compile(
    r"\b((?:sangat )?rahasia|konfidensial|confidential|dikecualikan|top secret|nota dinas internal|internal only)\b",
    re.IGNORECASE,
)
_BEGINNING = 4096  # bytes of a text in which a stamp would stand


def exempt(subject: Subject) -> Iterator[Fault]:
    """EX001: what is classified as exempt."""
    if subject.meta is not None and subject.meta.information == "dikecualikan":
        yield fault(subject.place("information"))
    elif subject.meta is None and is_exempt(subject.content):
        yield fault(place(subject.content))


def fault(where: Place) -> Fault:
    return Fault(
        msg("informasi yang dikecualikan tidak boleh diterbitkan"),
        msg("jangan simpan naskah ini di sini; hubungi PPID kantor"),
        where,
    )


def is_exempt(content: bytes) -> bool:
    """Whether a text says of itself that it is exempt, even where its front matter cannot be read."""
    return _LINE.search(content.decode("utf-8", "replace")) is not None


def place(content: bytes) -> Place:
    """Where a text says so."""
    text = content.decode("utf-8", "replace")
    found = _LINE.search(text)
    return (text.count("\n", 0, found.start()) + 1, 1) if found else (1, 1)


def marked(subject: Subject) -> Iterator[Fault]:
    """EX002: nothing bears the stamp of a document that is not for the public: in the text, in a document's name or
    title, in its text."""
    stamp = _STAMP.search(subject.prose.text)
    if stamp is not None:
        yield _stamped(stamp[1].strip(), subject.page.find(stamp[1].strip()))
    attachments = subject.meta.attachments if subject.meta is not None else ()
    titles = {attachment.file: attachment.title for attachment in attachments}
    for path, where in offered(subject):
        name = path.removeprefix(subject.article.folder)
        found = _NAMED.search(re.sub(r"[\W_]+", " ", f"{name} {titles.get(name, '')}"))
        if found is None and documents.kind_of(path) in documents.TEXTS:
            found = _STAMP.search(subject.read(path)[:_BEGINNING].decode("utf-8", "replace"))
        if found is not None:
            yield _stamped(found[1].strip(), where)


def _stamped(stamp: str, where: Place) -> Fault:
    return Fault(
        msg('ada tanda "{stamp}": apakah ini boleh diketahui umum?', stamp=stamp),
        msg("tanyakan kepada PPID kantor; yang dikecualikan tidak boleh disimpan di sini"),
        where,
    )


RULES = (
    Rule("EX001", Severity.ERROR, msg("informasi yang dikecualikan tidak masuk"), exempt, adopted=Severity.ERROR),
    Rule("EX002", Severity.WARNING, msg("tidak ada tanda rahasia pada naskah dan lampiran"), marked),
)
