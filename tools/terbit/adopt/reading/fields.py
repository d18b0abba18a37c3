"""The front matter of an existing site, whatever its programme, as a draft in neutral terms.

The keys are those that writers of Hugo, Jekyll and Eleventy sites use for one thing; what a key means to one programme
only is that format's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from terbit.adopt import addresses
from terbit.adopt.addresses import Place
from terbit.adopt.existing import Draft, Lead
from terbit.adopt.notes import Notes
from terbit.adopt.reading import dates
from terbit.adopt.reading.metadata import Head
from terbit.adopt.text.plaintext import line, several
from terbit.adopt.text.written import plain
from terbit.messages import msg

DATED = "SL001"
_LEADS = "featured_image featuredimage image images cover thumbnail banner hero feature header".split()  # noqa: SIM905


_WITHIN = "src image file url path feature overlay_image teaser thumbnail".split()  # noqa: SIM905


def draft(source: str, inner: str, head: Head, zone: ZoneInfo) -> Draft:
    """A document out of its front matter; `inner` is its path below the folder of contents."""
    notes = Notes()
    for change in head.mended:
        notes.changed(change)
    data = {str(key).casefold(): value for key, value in head.data.items()}
    head = Head(data, head.body, head.body_line, head.mended)
    place = addresses.place_of(inner)
    date = _date(data, inner, zone, notes)
    named = dates.from_name(inner, zone) is not None
    slug = data.get("slug")
    return Draft(
        source,
        head,
        place,
        title=_title(head, place, notes),
        date=date,
        is_article=date is not None and not place.branch and (bool(addresses.folders_for(place, date)) or named),
        slug=slug if isinstance(slug, str) else "",
        description=line(data.get("description") or data.get("summary") or data.get("excerpt"), 400),
        categories=_each(data, ("categories", "category", "kategori"), 80),
        tags=tuple(dict.fromkeys(tag for key in ("tags", "tag", "keywords") for tag in _words(data.get(key)))),
        authors=_each(data, ("author", "authors", "penulis"), 300),
        image=_lead(data),
        language=line(data.get("lang") or data.get("language") or place.language),
        publish_at=dates.parse(data.get("publishdate"), zone),
        expires_at=dates.parse(data.get("expirydate"), zone),
        notes=notes,
    )


def is_draft(draft: Draft) -> bool:
    """Whether its writer says that a document is not for readers yet."""
    return str(draft.head.data.get("draft")).casefold() == "true"


def _title(head: Head, place: Place, notes: Notes) -> str:
    title = line(head.data.get("title") or head.data.get("linktitle"))
    if not title:
        found = re.search(r"^#{1,2} +(.+?)[ #]*$", head.body, re.MULTILINE)
        title = line(plain(found[1])) if found else ""
        title = title or line(re.sub(r"[-_]+", " ", re.sub(r"\A\d{4}-\d\d-\d\d-?", "", place.name))).capitalize()
        title = title or line(place.name) or "?"
        notes.changed(msg("judul diambil dari isi atau nama berkas"))
    return title


def _date(data: Mapping[str, Any], inner: str, zone: ZoneInfo, notes: Notes) -> datetime | None:
    given = [data[key] for key in ("date", "publishdate", "pubdate", "published") if data.get(key) not in (None, "")]
    for value in given:
        moment = dates.parse(value, zone)
        if moment is not None:
            return moment
    moment = dates.from_name(inner, zone)
    if moment is not None:
        notes.changed(msg("tanggal diambil dari nama berkas"))
    elif given:
        notes.warn(
            DATED, msg('"{value}" bukan tanggal; halaman ini tanpa tanggal', value=str(given[0])), at=str(given[0])
        )
    return moment


def _each(data: Mapping[str, Any], keys: tuple[str, ...], limit: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for key in keys for name in several(data.get(key), limit)))


def _words(value: object) -> list[str]:
    if isinstance(value, str) and "," in value:
        return [part for item in value.split(",") if (part := line(item, 80))]
    return several(value, 80)


def _lead(data: Mapping[str, Any]) -> Lead | None:
    value: object = next((data[key] for key in _LEADS if data.get(key)), None)
    if isinstance(value, list):
        value = value[0] if value else None
    given = value if isinstance(value, dict) else {}
    if isinstance(value, dict):
        value = next((value[key] for key in _WITHIN if value.get(key)), None)
    if not isinstance(value, str):
        return None
    return Lead(
        line(value, 500),
        line(given.get("alt") or data.get("image_alt") or data.get("featured_image_alt") or ""),
        line(given.get("caption") or data.get("image_figcaption") or data.get("caption") or ""),
    )
