"""Everything that users read, as values: Indonesian is the source text, English the one translation.

A `Message` is made where something is known and turned into text only at the edge, where the reader's language is
known. `messages/en.po` is the catalogue (gettext); a test keeps it complete.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Language = Literal["id", "en"]
CATALOGUE = Path(__file__).with_name("en.po")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with its values. `source` is Indonesian and may hold `{name}` fields."""

    source: str
    values: tuple[tuple[str, object], ...] = ()

    def text(self, language: Language = "id") -> str:
        """The sentence in a language. Values come from outside, so control characters in them are made visible."""
        template = self.source if language == "id" else _english().get(self.source, self.source)
        if not self.values:
            return template
        return template.format(**{name: _shown(value, language) for name, value in self.values})

    def __str__(self) -> str:
        return self.text()


def msg(source: str, /, **values: object) -> Message:
    """A message. The source must be a literal, so that the catalogue test can find it."""
    return Message(source, tuple(values.items()))


def _shown(value: object, language: Language) -> str:
    if isinstance(value, Message):
        return value.text(language)
    text = str(value)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _visible(c) for c in text)


def _visible(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, as os.fsdecode keeps it
        return f"\\x{code - 0xDC00:02x}"
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii") if code != 0x0A else "\\n"


@functools.cache
def _english() -> dict[str, str]:
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string and not entry.fuzzy}
