"""A finding: what is wrong, where, and what to do about it. A value that is sorted once and shown in many ways."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from terbit.messages import Language, Message


class Severity(StrEnum):
    """An error blocks the change that brings it in; a warning is shown and blocks nothing."""

    ERROR = "error"
    WARNING = "warning"


class Refused(Exception):
    """What was asked cannot be done: wrong usage or configuration (exit 2). Says what, and what to do."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(message.source)
        self.message = message
        self.hint = hint


class Unverified(Refused):
    """It could not be found out whether it is good (exit 3). Never to be taken for good."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `line` and `column` count from 1; 0 means the whole file.

    `elsewhere`: further places (path, line) where the same thing stands, for readers that can follow them.
    """

    rule: str
    severity: Severity
    path: str
    message: Message
    hint: Message | None = None
    line: int = 0
    column: int = 0
    elsewhere: tuple[tuple[str, int], ...] = ()

    @property
    def place(self) -> tuple[str, int, int, str]:
        return (self.path, self.line, self.column, self.rule)

    def text(self, language: Language = "id") -> str:
        """`content/…/index.md:4:8: error[FM003] … Saran: …` on one line."""
        path = Message("{path}", (("path", self.path),)).text(language)
        where = path + (f":{self.line}" if self.line else "") + (f":{self.column}" if self.column else "")
        line = f"{where}: {self.severity.value}[{self.rule}] {self.message.text(language)}"
        if self.hint is None:
            return line
        stop = "" if line.endswith((".", "?", "!")) else "."
        return f"{line}{stop} {'Saran' if language == 'id' else 'Hint'}: {self.hint.text(language)}"

    def record(self, language: Language = "id") -> dict[str, Any]:
        """The finding as the JSON object that `--format json` prints; `elsewhere` stands in it where there is any."""
        also = [{"path": _utf8(path), "line": line} for path, line in self.elsewhere]
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "path": _utf8(self.path),
            "line": self.line,
            "column": self.column,
            "message": self.message.text(language),
            "hint": self.hint.text(language) if self.hint else None,
            **({"elsewhere": also} if also else {}),
        }

    def annotation(self, language: Language = "id") -> str:
        """The finding as a GitHub workflow command."""
        message = self.message.text(language) + (f" {self.hint.text(language)}" if self.hint else "")
        position = f",line={self.line}" if self.line else ""
        position += f",col={self.column}" if self.column else ""
        return (
            f"::{self.severity.value} file={_escaped(self.path, property_value=True)}{position},"
            f"title={self.rule}::{_escaped(message)}"
        )


def _escaped(text: str, *, property_value: bool = False) -> str:
    # https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts: the runner's own escapes
    text = _utf8(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_value else text


def _utf8(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """By place, each once."""
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.place, finding.message.source))


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def render(findings: Iterable[Finding], form: str, language: Language) -> str:
    """All findings as text (one a line), GitHub annotations or a JSON list."""
    ordered = sorted_findings(findings)
    if form == "json":
        return json.dumps([f.record(language) for f in ordered], ensure_ascii=False, indent=1)
    show = Finding.annotation if form == "github" else Finding.text
    return "\n".join(show(finding, language) for finding in ordered)
