"""The history of the ledger as charts, each with the same numbers as a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from terbit import charts
from terbit.charts import Series, Tone
from terbit.links.ledger.history import Month
from terbit.links.ledger.lives import WORDS
from terbit.links.ledger.words import NO_DATA
from terbit.messages import Language, Message, msg
from terbit.messages.dates import month_text, short_month_text

MONTHS = 36  # more columns than this are no longer told apart; the whole history is in the ledger's JSON
_STATES: dict[str, Tone] = {
    "live": "green",
    "moved": "blue",
    "withdrawn": "amber",
    "expired": "grey",
    "deleted": "ink",
    "held": "violet",
    "exempt": "red",
}
_VERDICTS: dict[str, tuple[Message, Tone]] = {
    "ok": (msg("baik"), "green"),
    "moved": (msg("pindah"), "blue"),
    "broken": (msg("putus"), "red"),
    "unverifiable": (msg("tak dapat dipastikan"), "amber"),
    "unchecked": (msg("belum diperiksa"), "grey"),
}


def of_history(months: Sequence[Month], language: Language) -> list[dict[str, Any]]:
    """The charts of a history's last months: of the addresses, and of outside links once any were checked.

    Each has `key`, `title`, `svg`, and the table's `head` and `rows`, newest first; a cell that is not known says so.
    """
    shown = months[-MONTHS:]
    made = []
    if shown:
        made.append(_chart("alamat", msg("Alamat menurut keadaan di akhir bulan"), shown, _of_states(shown), language))
    if any(month.check is not None or month.broke is not None for month in shown):
        title = msg("Tautan luar pada pemeriksaan terakhir tiap bulan")
        chart = _chart("tautan", title, shown, _of_checks(shown), language)
        for name, values in (
            (msg("putus dalam bulan itu"), [month.broke for month in shown]),
            (msg("pulih dalam bulan itu"), [month.mended for month in shown]),
        ):
            chart["head"].append(name.text(language))
            for row, value in zip(chart["rows"], reversed(values), strict=True):
                row[1].append(_cell(value, language))
        made.append(chart)
    return made


def _of_states(months: Sequence[Month]) -> list[tuple[Message, Tone, tuple[int | None, ...]]]:
    """A state that no address ever was in is left out; one that is empty in some month is 0 there."""
    return [
        (WORDS[state], tone, tuple(month.states.get(state, 0) for month in months))
        for state, tone in _STATES.items()
        if any(state in month.states for month in months)
    ]


def _of_checks(months: Sequence[Month]) -> list[tuple[Message, Tone, tuple[int | None, ...]]]:
    return [
        (word, tone, tuple(getattr(month.check, name) if month.check else None for month in months))
        for name, (word, tone) in _VERDICTS.items()
    ]


def _chart(
    key: str,
    title: Message,
    months: Sequence[Month],
    series: Sequence[tuple[Message, Tone, tuple[int | None, ...]]],
    language: Language,
) -> dict[str, Any]:
    about = msg(
        "Diagram batang dari {first} sampai {last}. Angka yang sama ada di tabel di bawahnya.",
        first=month_text(months[0].month, language),
        last=month_text(months[-1].month, language),
    )
    labels = [_label(month.month, language) for month in months]
    drawn = [Series(word.text(language), tone, values) for word, tone, values in series]
    svg = charts.columns(key, title.text(language), about.text(language), labels, drawn, NO_DATA.text(language))
    rows = [
        (month_text(month.month, language), [_cell(values[n], language) for _, _, values in series])
        for n, month in enumerate(months)
    ]
    return {
        "key": key,
        "title": title.text(language),
        "svg": svg,
        "head": [word.text(language) for word, _, _ in series],
        "rows": rows[::-1],
    }


def _cell(value: int | None, language: Language) -> str:
    return NO_DATA.text(language) if value is None else str(value)


def _label(month: str, language: Language) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{short_month_text(date(year, number, 1), language)}\n{year:04}"
