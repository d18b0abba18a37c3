"""Where a document of a Hugo site stood (slug, url, permalinks, uglyURLs).

Hugo's own rules: https://gohugo.io/content-management/urls/.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from terbit.adopt.addresses import Place, old_address


def urlized(text: str) -> str:
    """A name as Hugo writes it into an address (`urlize`, lower case): letters of all scripts stay."""
    kept = []
    for character in text.strip().lower():
        if character.isalnum() or character in "-_.~+#/%@" or unicodedata.category(character).startswith("M"):
            kept.append(character)
        elif character.isspace():
            kept.append("-")
    return re.sub(r"-{2,}", "-", "".join(kept).replace("%", "").replace("#", "")).strip("-")


def permalink(
    place: Place, *, title: str, slug: object, url: object, date: datetime | None, pattern: str | None, ugly: bool
) -> str:
    """The old address below the site's root, without the slash in front: `berita/x/`.

    `date` is in the zone that the document names; `pattern` is Hugo's, such as `/:year/:month/:slug/`.
    """
    if isinstance(url, str) and url.strip():
        return old_address(url) or ""
    name = urlized(slug) if isinstance(slug, str) and slug.strip() else urlized(place.name)
    if place.branch:
        return "".join(urlized(part) + "/" for part in place.sections)
    if pattern and (date is not None or not re.search(r":(year|month|day|yearday|weekday|2006|01|02)", pattern)):
        path = _expanded(pattern, place, title, name, date).strip("/")
    else:
        path = "/".join([*(urlized(part) for part in place.sections), name])
    path = re.sub(r"/{2,}", "/", path)
    return f"{path}.html" if ugly and not path.endswith(".html") else path + "/" if path else ""


def _expanded(pattern: str, place: Place, title: str, name: str, date: datetime | None) -> str:
    values = {
        "section": urlized(place.section),
        "sections": "/".join(urlized(part) for part in place.sections),
        "title": urlized(title),
        "slug": name,
        "slugorfilename": name,
        "slugorcontentbasename": name,
        "filename": urlized(place.name),
        "contentbasename": urlized(place.name),
    }
    if date is not None:
        values |= {
            "year": f"{date.year:04d}",
            "month": f"{date.month:02d}",
            "day": f"{date.day:02d}",
            "yearday": str(date.timetuple().tm_yday),
            "weekday": str(date.isoweekday() % 7),
            "monthname": date.strftime("%B").lower(),
            "weekdayname": date.strftime("%A").lower(),
        }
    return re.sub(r":([a-z]+)(?:\[[^\]]*\])?", lambda found: values.get(found[1], ""), pattern)
