"""Where a document of a Jekyll site stood (https://jekyllrb.com/docs/permalinks/): styles, placeholders."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_DATED = re.compile(r":(?:year|short_year|\w*month|\w*day|\w*week|w_year|hour|minute|second)\b")
_PLACEHOLDER = re.compile(r":([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Stood:
    """What an address is made of. `name` is the file's name without date and suffix, `folder` its path ("" or "a/b").

    `date` is in the site's time zone.
    """

    name: str
    folder: str = ""
    slug: str = ""
    categories: Sequence[str] = ()
    collection: str = ""
    date: datetime | None = None


def of_post(stood: Stood, pattern: str) -> str:
    """The address of a post by a style or a pattern of placeholders."""
    pattern = STYLES.get(pattern, pattern)
    if stood.date is None and _DATED.search(pattern):
        pattern = STYLES["none"]
    return _filled(stood, pattern)


def of_page(stood: Stood, pattern: str) -> str:
    """The address of a page: only the end of the site's pattern counts for it."""
    if stood.name == "index":
        return _filled(stood, "/:path/")
    if pattern == "pretty" or pattern.endswith("/"):
        return _filled(stood, "/:path/:basename/")
    bare = pattern not in STYLES and not pattern.endswith((":output_ext", ".html"))
    return _filled(stood, "/:path/:basename" if bare and pattern else "/:path/:basename:output_ext")


def of_collection(stood: Stood, pattern: str) -> str:
    """The address of a document of a collection. `folder` is below the collection's own."""
    if pattern in STYLES:
        pattern = "/:collection/:path/" if pattern == "pretty" else "/:collection/:path:output_ext"
    path = "/".join(part for part in (stood.folder, stood.name) if part)
    return _filled(stood, (pattern or "/:collection/:path:output_ext").replace(":path", path.replace(":", "")))


def _filled(stood: Stood, pattern: str) -> str:
    values = {
        "title": pretty(stood.slug or stood.name),
        "slug": slugified(stood.slug or stood.name),
        "name": slugified(stood.name),
        "basename": stood.name,
        "path": stood.folder,
        "categories": "/".join(category.strip().lower().replace(" ", "%20") for category in stood.categories),
        "slugified_categories": "/".join(slugified(category) for category in stood.categories),
        "collection": stood.collection,
        "output_ext": ".html",
        **_times(stood.date),
    }
    path = _PLACEHOLDER.sub(lambda found: _longest(found[1], values), pattern)
    path = re.sub(r"/{2,}", "/", "/" + path).lstrip("/")
    return re.sub(r"(?:\A|(?<=/))index\.html?\Z", "", path)


def _longest(name: str, values: dict[str, str]) -> str:
    """The value of a placeholder; what follows it in small letters is text (`:title_lama`)."""
    for end in range(len(name), 0, -1):
        if name[:end] in values:
            return values[name[:end]] + name[end:]
    return f":{name}"


def _times(date: datetime | None) -> dict[str, str]:
    if date is None:
        return {}
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    months = "January February March April May June July August September October November December".split()  # noqa: SIM905
    year, week, weekday = date.isocalendar()
    return {
        "year": f"{date.year:04d}",
        "short_year": f"{date.year % 100:02d}",
        "month": f"{date.month:02d}",
        "i_month": str(date.month),
        "short_month": months[date.month - 1][:3],
        "long_month": months[date.month - 1],
        "day": f"{date.day:02d}",
        "i_day": str(date.day),
        "y_day": f"{date.timetuple().tm_yday:03d}",
        "w_year": str(year),
        "week": f"{week:02d}",
        "w_day": str(weekday),
        "short_day": names[weekday - 1],
        "long_day": days[weekday - 1],
        "hour": f"{date.hour:02d}",
        "minute": f"{date.minute:02d}",
        "second": f"{date.second:02d}",
    }


def pretty(text: str) -> str:
    """A file's name as Jekyll's `:title` has it: letters of all scripts and their case stay."""
    return re.sub(r"[^\w._~!$&'()+,;=@]+", "-", unicodedata.normalize("NFC", text)).strip("-")


def slugified(text: str) -> str:
    """A name as Jekyll's `:slug` has it: small letters and numbers."""
    return re.sub(r"[^\w]+|_+", "-", text.lower()).strip("-")
