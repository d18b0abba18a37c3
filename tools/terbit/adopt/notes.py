"""What the adopter did to a file and what it found there, collected while it works."""

from __future__ import annotations

from dataclasses import dataclass, field

from terbit.messages import Message


@dataclass
class Notes:
    """`changes` are said once each, in order. `warnings` are (rule, message, hint, text to find its line by)."""

    changes: dict[Message, None] = field(default_factory=dict)
    warnings: list[tuple[str, Message, Message | None, str]] = field(default_factory=list)

    def changed(self, message: Message) -> None:
        self.changes.setdefault(message)

    def warn(self, rule: str, message: Message, hint: Message | None = None, *, at: str = "") -> None:
        """A warning about the text `at` of the source."""
        warning = (rule, message, hint, at)
        if warning not in self.warnings:
            self.warnings.append(warning)
