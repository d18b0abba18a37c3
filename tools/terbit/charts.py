"""Charts as static SVG: stacked columns of whole numbers. No script, nothing foreign, the same bytes everywhere.

Whole coordinates only, so no machine rounds otherwise than another. Colours are attributes, for who shows the file by
itself; the theme's styles go before them and know light and dark (`.tb-chart`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

Tone = Literal["green", "blue", "amber", "red", "grey", "violet", "ink"]
_FILLS: dict[Tone, str] = {
    "green": "#14613a",
    "blue": "#2f6fb7",
    "amber": "#b07d00",
    "red": "#d1495b",
    "grey": "#74827a",
    "violet": "#7a4fa3",
    "ink": "#17211b",
}

# In units of the picture: on a phone two of them are about one pixel, so letters stay readable there.
_WIDTH, _LEFT, _TOP, _PLOT = 720, 72, 16, 280
_LETTER, _LINE = 23, 30
_COLUMNS_WIDE = _WIDTH - _LEFT - 8
_LABELS = 6  # as many as stand side by side
_HALF_LABEL = 36
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Series:
    """What is counted: its name for the legend, its colour, and a number for each column (None: nothing is known)."""

    name: str
    tone: Tone
    values: tuple[int | None, ...]


def columns(key: str, title: str, about: str, labels: Sequence[str], series: Sequence[Series], unknown: str) -> str:
    """Stacked columns, the first series lowest. `key` makes the ids within a page; `labels` may have two lines each.

    A column of which every value is None is a dashed mark, and the legend says `unknown` beside it. Raises ValueError
    where the series are not as long as the labels, or a number is negative.
    """
    if any(len(one.values) != len(labels) for one in series):
        raise ValueError("each series has one value a label")
    if any(value < 0 for one in series for value in one.values if value is not None):
        raise ValueError("numbers below zero")
    top = _ceiling(max((sum(one.values[n] or 0 for one in series) for n in range(len(labels))), default=0))
    gaps = [n for n in range(len(labels)) if all(one.values[n] is None for one in series)]
    shown = [one for one in series if any(one.values)]
    legend = [*((one.name, f'class="tb-tone-{one.tone}" fill="{_FILLS[one.tone]}"') for one in shown)]
    if gaps:
        legend.append((unknown, _DASHED))
    foot = _TOP + _PLOT + 2 * _LINE + 16
    height = foot + (len(legend) + 1) // 2 * _LINE + 8
    return "".join(
        (
            f'<svg class="tb-chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
            f' aria-labelledby="{escape(key)}-title {escape(key)}-desc" font-size="{_LETTER}" fill="currentColor">',
            f'<title id="{escape(key)}-title">{escape(title)}</title>',
            f'<desc id="{escape(key)}-desc">{escape(about)}</desc>',
            *_grid(top),
            *_labels(labels),
            *(_columns(one, series, len(labels), top) for one in shown),
            *(_gap(n, len(labels)) for n in gaps),
            *_legend(legend, foot),
            "</svg>",
        )
    )


_DASHED = 'fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="5 4"'


def _ceiling(most: int) -> int:
    """The number at the top: 4, 8, 20 or 40 times a power of ten, so that the four steps are whole."""
    power = 1
    while True:
        for step in (4, 8, 20):
            if most <= step * power:
                return step * power
        power *= 10


def _grid(top: int) -> Iterator[str]:
    for step in range(_TICKS + 1):
        y = _TOP + _PLOT - _PLOT * step // _TICKS
        yield (
            f'<path class="tb-chart__line" stroke="currentColor" stroke-opacity="{1 if step == 0 else 0.2}"'
            f' d="M{_LEFT} {y}H{_WIDTH}"/>'
        )
        yield f'<text x="{_LEFT - 10}" y="{y + 8}" text-anchor="end">{top * step // _TICKS}</text>'


def _span(n: int, count: int) -> tuple[int, int]:
    """Where a column begins, and how wide it is."""
    begin, end = _COLUMNS_WIDE * n // count, _COLUMNS_WIDE * (n + 1) // count
    space = (end - begin) // 5
    return _LEFT + 8 + begin + space // 2, max(1, min(end - begin - space, 72))


def _labels(labels: Sequence[str]) -> Iterator[str]:
    every = max(1, -(-len(labels) // _LABELS))
    for n in range(len(labels) - 1, -1, -every):  # the newest always has its label
        begin, wide = _span(n, len(labels))
        middle = begin + wide // 2
        x, anchor = (middle, "middle") if middle < _WIDTH - _HALF_LABEL else (_WIDTH, "end")
        for line, text in enumerate(labels[n].split("\n")[:2]):
            yield f'<text x="{x}" y="{_TOP + _PLOT + (line + 1) * _LINE}" text-anchor="{anchor}">{escape(text)}</text>'


def _columns(one: Series, series: Sequence[Series], count: int, top: int) -> str:
    """All of a series' pieces as one path. What lies below a piece is rounded as the piece below it is: no slits."""
    below = series[: next(n for n, other in enumerate(series) if other is one)]
    pieces = []
    for n, value in enumerate(one.values):
        if value:
            base = sum(other.values[n] or 0 for other in below)
            low, high = (_TOP + _PLOT - _PLOT * amount // top for amount in (base, base + value))
            x, wide = _span(n, count)
            pieces.append(f"M{x} {low}H{x + wide}V{min(high, low - 1)}H{x}z")  # one alone is still seen
    return f'<path class="tb-tone-{one.tone}" fill="{_FILLS[one.tone]}" d="{"".join(pieces)}"/>'


def _gap(n: int, count: int) -> str:
    x, wide = _span(n, count)
    return f'<path {_DASHED} d="M{x} {_TOP + _PLOT - 2}V{_TOP + _PLOT - 24}H{x + wide}V{_TOP + _PLOT - 2}"/>'


def _legend(legend: Sequence[tuple[str, str]], foot: int) -> Iterator[str]:
    for n, (name, paint) in enumerate(legend):
        x, y = n % 2 * _WIDTH // 2, foot + n // 2 * _LINE
        yield f'<rect x="{x + 2}" y="{y}" width="20" height="20" {paint}/>'
        yield f'<text x="{x + 32}" y="{y + 18}">{escape(name)}</text>'
