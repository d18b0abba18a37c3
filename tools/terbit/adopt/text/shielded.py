"""Parts of a text that must pass through the conversion untouched: code, and what is already finished.

Each is replaced by a mark of two private-use characters, which no other step reads as Markdown or HTML.
"""

from __future__ import annotations

import re

OPEN, CLOSE = "\ue000", "\ue001"
_MARK = re.compile(rf"{OPEN}(\d+){CLOSE}")
_STRAY = re.compile(r"(?<!\\)`")
_FENCE = re.compile(r"( {0,12})(`{3,}|~{3,})([^`\n]*)\Z")


class Shield:
    """Keeps the parts and puts them back. `clean` takes the two private-use characters out of what comes in."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    @staticmethod
    def clean(text: str) -> str:
        return text.replace(OPEN, "").replace(CLOSE, "")

    def keep(self, part: str) -> str:
        """The mark that stands for a part."""
        self._parts.append(part)
        return f"{OPEN}{len(self._parts) - 1}{CLOSE}"

    def restore(self, text: str) -> str:
        """The text with its parts. A part may hold marks of earlier parts."""
        for _ in range(20):
            if OPEN not in text:
                break
            text = _MARK.sub(lambda found: self._parts[int(found[1])], text)
        return self.clean(text)

    def code(self, text: str) -> str:
        """Fenced blocks and code spans behind marks."""
        return self._spans(self._fences(text))

    def _fences(self, text: str) -> str:
        out: list[str] = []
        lines = text.split("\n")
        closers = _closers(lines)
        at = 0
        while at < len(lines):
            found = _FENCE.match(lines[at])
            end = closers.get(at) if found else None
            if found is None or end is None:
                out.append(lines[at])
                at += 1
                continue
            out += ["", found[1] + self.keep(_block(found, lines[at + 1 : end])), ""]
            at = end + 1
        return "\n".join(out)

    def _spans(self, text: str) -> str:
        """Code spans: a run of backticks up to the next run of that length in the same paragraph."""
        runs = list(re.finditer(r"`+|\n[ \t]*\n", text))
        following: dict[int, int] = {}
        partner: dict[int, int] = {}
        for index in range(len(runs) - 1, -1, -1):
            run = runs[index][0]
            if run[0] == "\n":
                following.clear()
                continue
            if len(run) in following:
                partner[index] = following[len(run)]
            following[len(run)] = index
        out, position, index = [], 0, 0
        while index < len(runs):
            other = partner.get(index)
            if other is None:
                index += 1
                continue
            start, end = runs[index].start(), runs[other].end()
            out += [_literal(text[position:start]), self.keep(text[start:end])]
            position, index = end, other + 1
        return "".join([*out, _literal(text[position:])])


def _literal(text: str) -> str:
    """A text whose backticks open nothing: what is taken out between them later must not make a pair of them."""
    return _STRAY.sub(r"\\`", text)


def _closers(lines: list[str]) -> dict[int, int]:
    """Line of an opening fence → line of its closing one."""
    pairs: dict[int, int] = {}
    opened: tuple[int, str] | None = None
    for at, line in enumerate(lines):
        found = _FENCE.match(line)
        if found is None:
            continue
        if opened is None:
            opened = (at, found[2])
        elif found[2][0] == opened[1][0] and len(found[2]) >= len(opened[1]) and not found[3].strip():
            pairs[opened[0]] = at
            opened = None
    return pairs


def _block(fence: re.Match[str], lines: list[str]) -> str:
    """A fenced block at the line's start stays fenced; an indented one (in a list) becomes an indented block."""
    indent = len(fence[1])
    inner = [line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in lines]
    if indent < 2:
        language = re.match(r"\s*\{?\.?([A-Za-z0-9_+-]*)", fence[3])
        longest = max((len(run) for line in inner for run in re.findall(r"`+", line)), default=0)
        marker = "`" * max(3, longest + 1)
        return "\n".join([marker + (language[1] if language else ""), *inner, marker])
    deep = " " * (-(-indent // 4) * 4 + 4)
    return ("\n").join((deep if at else "    ") + line for at, line in enumerate(inner))
