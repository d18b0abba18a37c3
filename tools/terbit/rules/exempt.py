"""Exempt information (*dikecualikan*, UU 14/2008) is never published, so it never enters the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terbit.findings import Severity
from terbit.messages import msg
from terbit.rules.rule import Fault, Place, Rule, Subject

# Also where the front matter has other faults, and however YAML lets it be written: a typing error must not let it
# through. Bounded, for the text may be anything.
_LINE = re.compile(
    r"(?:^|[{,])[ \t]{0,80}[\"']?information[\"']?[ \t]{0,80}:\s{0,80}[\"']?dikecualikan\b",
    re.MULTILINE | re.IGNORECASE,
)


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


RULES = (Rule("EX001", Severity.ERROR, msg("informasi yang dikecualikan tidak masuk"), exempt, adopted=Severity.ERROR),)
