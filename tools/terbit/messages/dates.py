"""Days and months in the reader's language. Through Babel, since most machines lack the system's locale."""

from __future__ import annotations

import functools
from datetime import date

from terbit.messages import Language


@functools.lru_cache(maxsize=4096)
def day_text(day: date, language: Language) -> str:
    """A day: "17 Agustus 2026"."""
    from babel.dates import format_date

    return format_date(day, "long", locale=language)


@functools.lru_cache(maxsize=4096)
def short_month_text(day: date, language: Language) -> str:
    """A day's month in few letters: "Agu"."""
    from babel.dates import format_date

    return format_date(day, "LLL", locale=language)


@functools.lru_cache(maxsize=4096)
def month_text(month: str, language: Language) -> str:
    """ "2026-11" → "November 2026". Raises ValueError when it is no month."""
    from babel.dates import format_date

    year, number = (int(part) for part in month.split("-"))
    return format_date(date(year, number, 1), "LLLL y", locale=language)
