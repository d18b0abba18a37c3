"""What judging found out about a text, as the JSON that the cache keeps."""

from __future__ import annotations

from typing import Any

from terbit.findings import Finding, Severity
from terbit.messages import Message
from terbit.rules.body.page import Link
from terbit.rules.rule import Text


def row(findings: list[Finding], text: Text) -> list[Any]:
    """Findings and text as lists."""
    return [
        [
            [f.rule, f.severity.value, f.path, _message_row(f.message), _message_row(f.hint), f.line, f.column]
            for f in findings
        ],
        text.whole,
        [[link.tag, link.address, link.line, link.column, link.made] for link in text.links],
        list(text.ids),
        [[old, *place] for old, place in text.redirects],
        list(text.used),
        list(text.begins),
        [[moment, *place] for moment, place in text.told],
    ]


def result(path: str, kept: list[Any]) -> tuple[list[Finding], Text]:
    """The findings and the text at a path out of such a row."""
    findings, whole, links, ids, redirects, used, begins, told = kept
    return [
        Finding(rule, Severity(severity), where, _message(message) or Message(""), _message(hint), line, column)
        for rule, severity, where, message, hint, line, column in findings
    ], Text(
        path,
        whole,
        tuple(Link(*link) for link in links),
        tuple(ids),
        tuple((old, (line, column)) for old, line, column in redirects),
        tuple(used),
        (begins[0], begins[1]),
        tuple((moment, (line, column)) for moment, line, column in told),
    )


def _message_row(message: Message | None) -> list[Any] | None:
    if message is None:
        return None
    values = [
        [name, _message_row(value), True] if isinstance(value, Message) else [name, _plain(value), False]
        for name, value in message.values
    ]
    return [message.source, values]


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value)


def _message(kept: list[Any] | None) -> Message | None:
    if kept is None:
        return None
    source, values = kept
    return Message(source, tuple((name, _message(value) if inner else value) for name, value, inner in values))
