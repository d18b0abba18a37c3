"""The front matter of an existing site: YAML between `---`, TOML between `+++`, or JSON, as Hugo takes them.

Broken YAML is mended only where one reading is possible (a tab for spaces, a value with a colon that lacks its
quotation marks); everything else is reported with its line, and the file is left out.
"""

from __future__ import annotations

import codecs
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from terbit import schema
from terbit.messages import Message, msg


def _pasted(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 (it is only given to decode)
    return error.object[error.start : error.end].decode("cp1252", "ignore"), error.end


PASTED = "terbit-pasted"  # reads bytes that are no UTF-8 as Windows-1252
codecs.register_error(PASTED, _pasted)


@dataclass(frozen=True, slots=True)
class Head:
    """A file cut in two: plain data, the text after it, the line on which the text begins, and what was mended."""

    data: Mapping[str, Any]
    body: str
    body_line: int
    mended: tuple[Message, ...] = ()


class Unreadable(Exception):
    """The file cannot be taken. `line` counts from 1 in the file; 0 means the whole file."""

    def __init__(self, reason: Message, line: int = 0) -> None:
        super().__init__(reason.source)
        self.reason, self.line = reason, line


def parse(content: bytes) -> Head:
    """Cut a file in two. Raises Unreadable."""
    text, mended = _decoded(content)
    if re.match(r"---[ \t]*\n", text):
        return _yaml(text, mended)
    if re.match(r"\+\+\+[ \t]*\n", text):
        return _toml(text, mended)
    if text.startswith("{") and not text.startswith(("{{", "{%")):
        return _json(text, mended)
    return Head({}, text, 1, (*mended, msg("tanpa front matter")))


def _decoded(content: bytes) -> tuple[str, tuple[Message, ...]]:
    mended: tuple[Message, ...] = ()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in content:
        raise Unreadable(msg("berkas ini bukan teks"))
    else:
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        if any(byte < 0x20 and byte not in b"\t\n\r\f\x1b" for byte in content):
            raise Unreadable(msg("berkas ini bukan teks"), line) from error
        # a file of another time, or one of UTF-8 into which a few bytes of it were pasted
        text = content.decode("utf-8", "replace")
        whole = sum(ord(character) > 0x7F and character != "\ufffd" for character in text)
        pasted = whole > text.count("\ufffd")
        text = content.decode("utf-8", PASTED) if pasted else content.decode("cp1252", "ignore")
        encoding = "cp1252"
    if encoding in ("cp1252", "utf-16"):
        mended = (msg("pengodean {encoding} diubah menjadi UTF-8", encoding=encoding),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = re.sub(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]", "", text
    )
    if clean != text:
        mended = (*mended, msg("huruf kendali yang tak terlihat dihapus"))
    return clean, mended


# -- YAML --------------------------------------------------------------------------------------------------------


def _yaml(text: str, mended: tuple[Message, ...]) -> Head:
    closing = re.compile(r"^(---|\.\.\.)[ \t]*$", re.MULTILINE).search(text, text.index("\n"))
    if closing is None:
        raise Unreadable(msg("front matter tidak ditutup"), 1)
    head = text[text.index("\n") + 1 : closing.start()]
    body = text[closing.end() :].removeprefix("\n")
    line = text.count("\n", 0, closing.end()) + 2
    try:
        data, repairs = _loaded(head)
    except schema.YAMLFault as error:
        raise Unreadable(error.message, error.line + 1) from error
    if data is not None and not isinstance(data, dict):
        raise Unreadable(msg("di sini harus ada daftar `kunci: nilai`"), 2)
    return Head(data or {}, body, line, (*mended, *repairs))


def _loaded(head: str) -> tuple[Any, list[Message]]:
    """The data, after as many safe repairs as there are lines. Raises YAMLFault with the first fault that stays."""
    lines = head.split("\n")
    repairs: list[Message] = []
    first: schema.YAMLFault | None = None
    for _ in range(len(lines) + 1):
        try:
            return schema.parse("\n".join(lines)).data, repairs
        except schema.YAMLFault as error:
            first = first or error
            at = _mend(lines, error.line - 1)
            if at is None:
                raise first from error
            repairs.append(msg("YAML pada baris {line} diperbaiki", line=at + 2))
    raise first or AssertionError


def _mend(lines: list[str], at: int) -> int | None:
    """Mend one line at or just above a fault; its index, or None where no repair is safe."""
    for index in (at, at - 1, at + 1):
        if 0 <= index < len(lines):
            mended = _mended_line(lines[index])
            if mended != lines[index]:
                lines[index] = mended
                return index
    return None


_ENTRY = re.compile(r"(\s*(?:- )?[\w.-]+:[ ]+)(\S.*?)\s*\Z")
_ITEM = re.compile(r"(\s*- )(\S.*?)\s*\Z")


def _mended_line(line: str) -> str:
    if "\t" in line:
        return line.expandtabs(2).rstrip()
    found = _ENTRY.match(line) or _ITEM.match(line)
    if found is None:
        return line
    before, value = found.groups()
    quote = value[0]
    if quote in "\"'":
        inner = value[1:-1] if len(value) > 1 and value.endswith(quote) else value[1:]
        inner = inner.replace('\\"', '"') if quote == '"' else inner.replace("''", "'")
    elif quote in "[{|>#" or re.match(r"&[\w-]+(\s|\Z)|\*[\w-]+\Z", value):  # anchors and aliases are meant as such
        return line
    else:
        inner = value
    return before + json.dumps(inner, ensure_ascii=False)


# -- TOML and JSON -----------------------------------------------------------------------------------------------


def _toml(text: str, mended: tuple[Message, ...]) -> Head:
    closing = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE).search(text, text.index("\n"))
    if closing is None:
        raise Unreadable(msg("front matter tidak ditutup"), 1)
    head = text[text.index("\n") + 1 : closing.start()]
    if len(head) > schema.MAX_BYTES:
        raise Unreadable(msg("front matter terlalu besar"), 1)
    try:
        data = tomllib.loads(head)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = re.search(r"line (\d+)", str(error))
        raise Unreadable(msg("susunan TOML salah di sini"), int(found[1]) + 1 if found else 2) from error
    line = text.count("\n", 0, closing.end()) + 2
    return Head(_plain(data), text[closing.end() :].removeprefix("\n"), line, mended)


def _json(text: str, mended: tuple[Message, ...]) -> Head:
    try:
        data, end = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as error:
        raise Unreadable(msg("susunan JSON salah di sini"), error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise Unreadable(msg("susunan JSON salah di sini"), 1) from error
    return Head(_plain(data), text[end:].removeprefix("\n"), text.count("\n", 0, end) + 1, mended)


def _plain(value: Any) -> Any:
    """TOML's dates as the text that they were written as, so that one function reads all dates."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
