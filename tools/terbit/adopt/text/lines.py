"""From Goldmark's Markdown (Hugo's) to Python-Markdown's: where the two read the same lines differently.

Python-Markdown wants an empty line before a list, four spaces for each level of a list, and takes `{…}` at the end of a
paragraph for attributes. Lists whose items an earlier conversion ran together (`- satu  - dua`) get their lines back.
"""

from __future__ import annotations

import re

from terbit.adopt.notes import Notes
from terbit.messages import msg

_ITEM = re.compile(r"([ ]*)([-*+]|\d{1,9}[.)])([ ]+)(?=\S)")
_RULE = re.compile(r"[ ]{0,3}(?:(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,})\Z")
_HEADING_ID = re.compile(r"(#{1,6} .*?)[ ]*\{#([A-Za-z][\w-]{0,60})\}[ ]*#*\Z")
# an underlined heading of one line with an empty line before it
_UNDERLINED = re.compile(
    r"(?:(?<=\n\n)|\A)(?![ ]*[-*+>|#]|[ ]*\d+[.)])(\S[^\n|]{0,300})\n(=+|-{2,})[ ]*$", re.MULTILINE
)
_BRACES = re.compile(r"(?<!\\)\{(?=[^{}\n]{0,400}\})")


def normalised(text: str, notes: Notes) -> str:
    """The text as Python-Markdown has to have it. Code is behind marks (see `shielded`)."""
    lines = [line.replace("\t", "    ").rstrip("\n") for line in text.split("\n")]
    split = [part for line in lines for part in _separated(line)]
    if len(split) != len(lines):
        notes.changed(msg("butir daftar yang menyatu dipisahkan"))
    out: list[str] = []
    levels: list[int] = []  # where the text of each open list item begins
    for line in split:
        line, levels = _placed(line, levels, out)
        out.append(_attributes(line))
    joined = "\n".join(_trimmed(line) for line in out)
    return re.sub(r"\n{3,}", "\n\n", joined).strip("\n") + "\n"


def lowered(text: str) -> str:
    """The text with its headings one level lower where one of them is as high as the page's title."""
    text = _UNDERLINED.sub(lambda found: f"{'#' if found[2][0] == '=' else '##'} {found[1].strip()}", text)
    if not re.search(r"^# ", text, re.MULTILINE):
        return text
    return re.sub(r"^(#{1,5})(?= )", r"#\1", text, flags=re.MULTILINE)


def _trimmed(line: str) -> str:
    bare = line.rstrip()
    return bare + "  " if line.endswith("  ") and bare else bare


def _separated(line: str) -> list[str]:
    """`- satu  - dua` as two lines."""
    found = re.match(r"([ ]*)- ", line)
    if found is None or not re.search(r"\S {2,8}- \S", line):
        return [line]
    first, *others = re.split(r"(?<=\S) {2,8}- (?=\S)", line)
    return [first, *(f"{found[1]}- {other}" for other in others)]


def _placed(line: str, levels: list[int], out: list[str]) -> tuple[str, list[int]]:
    """A line with four spaces for each level of the list that it belongs to, and the levels after it."""
    if not line.strip():
        return "", levels
    indent = len(line) - len(line.lstrip(" "))
    found = _ITEM.match(line) if not _RULE.match(line) else None
    previous = out[-1] if out else ""
    if found is None:
        if not levels:
            return line, levels
        if indent == 0:
            return line, (levels if previous.strip() else [])
        kept = [level for level in levels if indent >= level]
        if not kept and previous.strip():
            return line.lstrip(" "), levels  # a lazy continuation
        return "    " * len(kept) + line[kept[-1] if kept else 0 :], kept
    begins_list = not levels and previous.strip() != ""
    if begins_list and found[2][0].isdigit() and found[2] not in ("1.", "1)"):
        return line, levels  # a sentence that happens to begin a line with a number
    if not levels and indent >= 4 and not previous.strip() and not _in_list(out):
        indent = 0  # what is deeper than its list began: no code
    kept = [level for level in levels if indent >= level]
    if begins_list:
        out.append("")
    marker = found[2].replace(")", ".")
    rest = line[found.end() :]
    return "    " * len(kept) + f"{marker} {rest}", [*kept, indent + len(found[2]) + min(len(found[3]), 4)]


def _in_list(out: list[str]) -> bool:
    return any(_ITEM.match(line) for line in out[-3:])


def _attributes(line: str) -> str:
    """Braces that would be read as attributes become plain characters; a heading's own id stays."""
    if "{" not in line:
        return line
    found = _HEADING_ID.match(line)
    if found is not None:
        return _BRACES.sub(r"\\{", found[1]) + f" {{#{found[2]}}}"
    return _BRACES.sub(r"\\{", line)
