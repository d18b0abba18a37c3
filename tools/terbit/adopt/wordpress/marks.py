"""The markers of shortcodes in a text: `[gallery ids="1"]`, their attributes, and which closing one belongs to which.

https://codex.wordpress.org/Shortcode_API. All in time that grows with the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right

MARK = re.compile(r"\[(\[?)(/?)([A-Za-z][\w-]{0,60})((?:[\s=:][^\[\]]{0,20000}?)?)(/?)\](\]?)", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"([\w-]{1,60})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|[“”″]([^“”″]*)[“”″]|([^\s\"'“”″]+))|\"([^\"]*)\"|([^\s\"']+)"
)


def within(at: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a place lies within one of some spans, which are in their order."""
    index = bisect_right(spans, (at, at)) - 1
    near = [spans[each] for each in (index, index + 1) if 0 <= each < len(spans)]
    return any(start <= at < end for start, end in near)


def pairs_of(marks: list[re.Match[str]]) -> dict[int, int]:
    """Opening mark → its closing one, properly nested; in linear time."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    count: dict[str, int] = {}
    for index, mark in enumerate(marks):
        name = mark[3].lower()
        if mark[1] and mark[6]:
            continue
        if not mark[2]:
            if not mark[5]:
                opened.append(index)
                count[name] = count.get(name, 0) + 1
        elif count.get(name, 0):
            while True:
                other = opened.pop()
                above = marks[other][3].lower()
                count[above] -= 1
                if above == name:
                    pairs[other] = index
                    break
    return pairs


def attributes_of(text: str) -> dict[str, str]:
    """Attributes by name, those without a name by number. Typographic quotation marks are quotation marks."""
    found: dict[str, str] = {}
    text = text.replace("&quot;", '"').replace("&#8221;", '"').replace("&#8220;", '"').replace("\xa0", " ")
    for match in _ATTRIBUTE.finditer(text[:20_000]):
        name, *values = match.groups()
        value = next((each for each in values if each is not None), "")
        value = value.replace("%91", "[").replace("%93", "]").replace("%22", "&quot;")
        if name:
            found.setdefault(name.lower(), value)
        else:
            found[str(sum(key.isdigit() for key in found))] = value
    return found
