"""What a deployment did to each address, told from its folder and the book."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from terbit.articles import article
from terbit.articles.article import Article
from terbit.pipeline import releases
from terbit.publishing.deploy import Deployed
from terbit.records.book import Book
from terbit.records.event import Event, identity

ZONE = ZoneInfo("Asia/Jakarta")
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TEXTS = {
    "b1": "---\ntitle: Satu\ndate: 2017-05-03\ninformation: belum-diklasifikasi\n---\n",
    "b2": "---\ntitle: Dua\ndate: 2026-11-03\ninformation: berkala\n---\n",
}


def deployed(number: int = 1, rollback: str = "") -> Deployed:
    return Deployed(f"{number:04d}-abc", AT, f"digest{number}", "m" * 40, AT, "git", rollback)


def read(path: str, blob: str) -> Article | None:
    return article.read(path, TEXTS[blob].encode(), ZONE, blob) if blob in TEXTS else None


def item(
    address: str = "a/", blob: str = "b2", state: str = "shown", commit: str = "c1", **more: Any
) -> dict[str, Any]:
    return {
        "address": address,
        "path": f"content/{address}index.md",
        "blob": blob,
        "state": state,
        "commit": commit,
        "redirects": [],
        "article": address,
        **more,
    }


def after(book: Book, *items: dict[str, Any], number: int = 1) -> list[Event]:
    return releases.released(deployed(number), {"items": list(items)}, book, read, ZONE)


def told(events: list[Event]) -> list[tuple[str, str, str]]:
    return [(event.event, str(event.data["address"]), str(event.data["blob"])) for event in events]


def grown(*rounds: list[dict[str, Any]]) -> Book:
    book = Book(None)
    for number, items in enumerate(rounds, 1):
        book = Book(None, (*book.events, *after(book, *items, number=number)))
    return book


def test_an_address_is_released_once() -> None:
    book = grown([item()], [item()])
    assert told(list(book.events)) == [("released", "a/", "b2")]
    event = book.events[0]
    assert (event.at, event.source, event.commit, event.article) == (AT, "git", "c1", "a/")
    assert dict(event.data) == {"blob": "b2", "path": "content/a/index.md", "address": "a/", "deployment": "0001-abc"}


def test_a_new_text_or_a_new_picture_is_a_release_of_its_own() -> None:
    book = grown([item()], [item(blob="b3", commit="c2")], [item(blob="b3", commit="c3")])
    assert told(list(book.events)) == [("released", "a/", "b2"), ("released", "a/", "b3"), ("released", "a/", "b3")]
    assert len({event.id for event in book.events}) == 3


def test_what_existed_before_is_adopted_and_its_next_text_released() -> None:
    book = grown([item(blob="b1")], [item(blob="b2", commit="c2")])
    assert told(list(book.events)) == [("adopted", "a/", "b1"), ("released", "a/", "b2")]
    assert (book.events[0].at, book.events[0].data["date"]) == (AT, "2017-05-03")
    assert grown([item(blob="b1")], [item(blob="b1")]).events == book.events[:1]


def test_a_roll_back_and_the_same_text_again_are_new_events() -> None:
    book = grown([item()], [item(blob="b3", commit="c2")], [item()], [item(blob="b3", commit="c2")])
    assert [blob for _, _, blob in told(list(book.events))] == ["b2", "b3", "b2", "b3"]
    assert len({event.id for event in book.events}) == 4


def test_every_placeholder_is_an_event_of_its_state() -> None:
    for state, name in releases.EVENTS.items():
        if state != "shown":
            book = grown([item()], [item(blob="", state=state, commit="c2")])
            assert [event.event for event in book.events] == ["released", name]


def test_an_embargoed_article_is_no_event() -> None:
    assert grown([item(state="embargoed")]).events == ()


def test_a_move_is_an_event_of_the_old_address_and_a_release_at_the_new_one() -> None:
    moved = item("b/", redirects=["a/"], article="a/", commit="c2")
    book = grown([item()], [moved], [moved])
    assert told(list(book.events)) == [("released", "a/", "b2"), ("released", "b/", "b2"), ("moved", "a/", "")]
    assert book.events[1].article == "a/"
    assert book.events[2].data["to"] == "b/"
    back = grown([item()], [moved], [item(commit="c3")])
    assert told(list(back.events))[3:] == [("released", "a/", "b2"), ("held-back", "b/", "")]


def test_an_address_that_a_roll_back_takes_away_is_held_back_once() -> None:
    book = grown([item(), item("b/")], [item()], [item()], [item(), item("b/")])
    assert told(list(book.events))[2:] == [("held-back", "b/", ""), ("released", "b/", "b2")]


def test_a_deployment_is_an_event_of_its_edition() -> None:
    event = releases.deployed(deployed(4, rollback="0002-abc"))
    assert event.id == identity("deployed", "digest4", "0004-abc")
    assert dict(event.data) == {"deployment": "0004-abc", "as_of": "2026-11-20T03:00:00Z", "rollback": True}
