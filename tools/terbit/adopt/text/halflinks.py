"""Links that an earlier conversion broke: `[last](http://first/">first words … http://last/)`.

A greedy pattern took everything from the first `<a href="` of a line to its last `</a>` for one link. The address of
every link survived, with the text behind it, but not where that text ended: so the first word behind an address
becomes the link, and every word stays. The last link is whole and goes back to its place.
"""

from __future__ import annotations

import re

from terbit.adopt.notes import Notes
from terbit.adopt.text.written import target
from terbit.messages import msg

RULE = "SL005"

_ADDRESS = r"(?:https?://|mailto:|/|\.\./)[^\s\"<>]{0,2000}"
_START = re.compile(r"\[([^\[\]\n]{0,300})\]\(([^\s\"<>()]{1,2000})\">")
_INNER = re.compile(rf"(?<![\w/\"'=:#?&.%])({_ADDRESS})\">")
_LAST = re.compile(r"https?://[^\s\"<>]{1,2000}|mailto:[^\s\"<>]{1,300}")
_PICTURE = re.compile(r"!\[([^\[\]\n\"]{0,500})\"[^\[\]\n]{0,300}\]\(")
_WORD = re.compile(r"\s*([“\"‘'(]*)([^\s\[\]<>()“”\"]{1,100}?)(?=[.,;:!?)”’\"]*(?:[\s\[\]<>()“”\"]|\Z))")
# `<em>` and `<strong>` that the same conversion left at an address' end
_TRAILING = re.compile(r"\*+\Z")


def repair(text: str, notes: Notes) -> str:
    """The text with its half-converted links and pictures made whole again."""
    if '">' not in text and '" ' not in text:
        return text
    mended = _PICTURE.sub(lambda found: f"![{found[1].strip()}](", text)
    mended = "\n".join(_line(line, notes) if '">' in line else line for line in mended.split("\n"))
    if mended != text:
        notes.changed(msg("tautan yang rusak diperbaiki"))
    return mended


def _line(line: str, notes: Notes) -> str:
    out: list[str] = []
    position = 0
    while True:
        found = _START.search(line, position)
        if found is None:
            rest = line[position:]
            out.append(_inner(rest) if '">' in rest else rest)
            return "".join(out)
        before = line[position : found.start()]
        out.append(_inner(before) if '">' in before else before)
        following = _START.search(line, found.end())
        limit = following.start() if following else len(line)
        end, made = _group(found, line, limit)
        out.append(made)
        position = end
        notes.warn(
            RULE,
            msg("tautan rusak diperbaiki; periksa kata mana yang menjadi tautan"),
            at=found[0][:60],
        )


def _group(start: re.Match[str], line: str, limit: int) -> tuple[int, str]:
    """(where the group ends, what it becomes)."""
    text, address = start[1], start[2]
    segments = _segments(line, start.end(), limit)
    after = segments[-1].end() if segments else start.end()
    last = next((found for found in _LAST.finditer(line, after, limit) if _closed(found, line)), None)
    if last is None:  # the last address is lost: its words stay as words
        close = line.find(")", after, limit)
        end = close if close >= 0 else limit
        made = _linked(address, _inner(line[start.end() : end]))
        return (end + 1 if close >= 0 else end), (f"{text} {made}" if text else made)
    whole = last[0][: _balanced(last[0])]
    inner = _linked(address, _inner(line[start.end() : last.start()]))
    return last.start() + len(whole) + 1, f"{inner}[{text}]({target(whole)})"


def _segments(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The addresses with `">` behind them that are not an attribute of a whole tag."""
    return [
        m for m in _INNER.finditer(text, start, end) if text.rfind("<", 0, m.start()) <= text.rfind(">", 0, m.start())
    ]


def _closed(found: re.Match[str], line: str) -> bool:
    size = _balanced(found[0])
    return line[found.start() + size : found.start() + size + 1] == ")"


def _balanced(address: str) -> int:
    """How much of an address stands before a parenthesis that closes more than it opened."""
    depth = 0
    for index, character in enumerate(address):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return index
    return len(address)


def _inner(text: str) -> str:
    out, position, address = [], 0, ""
    for found in _segments(text, 0, len(text)):
        part = text[position : found.start()]
        out.append(_linked(address, part) if address else part)
        address, position = found[1], found.end()
    part = text[position:]
    out.append(_linked(address, part) if address else part)
    return "".join(out)


def _linked(address: str, text: str) -> str:
    """The text with its first word made the link."""
    address = target(_TRAILING.sub("", address))
    found = _WORD.match(text)
    if found is None or found.end() == 0:
        return f"<{address}>{text}" if address.startswith("http") else text
    start, end = found.start(2), found.end(2)
    word = text[start:end].replace("*", "") or text[start:end]
    return f"{text[:start]}[{word}]({address}){text[end:]}"
