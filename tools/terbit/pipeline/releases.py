"""The events of a deployment: what changed at each address, against what records said of it before.

Made from the deployment's own folder (deployed.json, edition.json) and the book, so a run after a crash makes the
same events as the run that died.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from terbit.articles.article import UNCLASSIFIED, ArticleOf
from terbit.publishing.deploy import Deployed
from terbit.records.book import Book
from terbit.records.event import Event, identity, release_identity, stamp

# an item's state → the event of an address that comes into it
EVENTS: Mapping[str, str] = {
    "shown": "released",
    "withdrawn": "withdrawn",
    "expired": "expired",
    "deleted": "deleted",
    "exempt": "exempted",
    "held": "held-back",
}
ADOPTED = "adopted"


def deployed(release: Deployed) -> Event:
    """That this edition went live."""
    return Event(
        identity("deployed", release.digest, release.deployment),
        "deployed",
        release.at,
        release.source,
        commit=release.main,
        data={
            "deployment": release.deployment,
            "as_of": stamp(release.as_of),
            "rollback": bool(release.rollback),
        },
    )


def released(
    release: Deployed, edition: Mapping[str, Any], book: Book, article_of: ArticleOf, zone: ZoneInfo
) -> list[Event]:
    """An event for every address whose state or text is another than records last said."""
    events = []
    pages = [item for item in edition["items"] if item["state"] != "embargoed"]
    for item in pages:
        event = _state(release, item, book, article_of, zone)
        if event is not None:
            events.append(event)
    events += _gone(release, pages, book)
    return events


def _state(
    release: Deployed, item: Mapping[str, Any], book: Book, article_of: ArticleOf, zone: ZoneInfo
) -> Event | None:
    name, address, blob = EVENTS[item["state"]], item["address"], item["blob"]
    last = book.last_at_address(address)
    if last is not None and _same(last, name, item):
        return None
    data = {"blob": blob, "path": item["path"], "address": address, "deployment": release.deployment}
    if name == "released" and last is None:
        article = article_of(item["path"], blob)
        meta = article.meta if article is not None else None
        if meta is not None and meta.information == UNCLASSIFIED:
            name = ADOPTED
            if meta.date is not None:
                data["date"] = meta.date.astimezone(zone).date().isoformat()
    return Event(
        release_identity(name, address, blob, last.id if last else ""),
        name,
        release.at,
        release.source,
        commit=item["commit"],
        article=item["article"],
        data=data,
    )


def _same(last: Event, name: str, item: Mapping[str, Any]) -> bool:
    event = "released" if last.event == ADOPTED else last.event
    return (event, last.data.get("blob"), last.commit) == (name, item["blob"], item["commit"])


def _gone(release: Deployed, pages: list[Any], book: Book) -> Iterator[Event]:
    """Addresses that have no page in this edition though they had one: moved on, or rolled back to before they were."""
    present = {item["address"] for item in pages}
    leads = {old: item["address"] for item in pages for old in item["redirects"]}
    for address in book.addresses:
        last = book.last_at_address(address)
        if address in present or last is None:
            continue
        to = leads.get(address, leads.get(address.rstrip("/")))
        name = "moved" if to is not None else "held-back"
        if last.event == name and last.data.get("to", "") == (to or "") and not last.data.get("blob"):
            continue
        data = {"blob": "", "path": str(last.data.get("path", "")), "address": address}
        yield Event(
            release_identity(name, address, "", last.id),
            name,
            release.at,
            release.source,
            commit=release.main,
            article=last.article,
            data={**data, "deployment": release.deployment, **({"to": to} if to is not None else {})},
        )
