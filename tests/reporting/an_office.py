"""A month of an invented office, as events: the shapes are those that the pipeline writes, the ids are made up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from terbit.articles import article
from terbit.articles.article import Article
from terbit.records.event import Event, identity
from terbit.sop import Sop, read

ZONE = ZoneInfo("Asia/Jakarta")


def sample_sop(**changed: Any) -> Sop:
    sop, findings = read((Path(__file__).parents[2] / "sop.yml").read_bytes())
    assert sop is not None, findings
    return sop.model_copy(update=changed)


def moment(text: str) -> datetime:
    """An hour of the office: "2026-10-05 08:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def oid(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()


@dataclass
class Office:
    """Writes events down in the order in which they are told."""

    source: str = "git"
    events: list[Event] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    _seen: dict[str, str] = field(default_factory=dict)

    def say(self, name: str, at: str, **fields: Any) -> Event:
        cause = f"{len(self.events)}"
        event = Event(identity(name, "test", cause), name, moment(at), self.source, **fields)
        self.events.append(event)
        return event

    def article_of(self, path: str, blob: str) -> Article | None:
        text = self.texts.get(blob)
        return None if text is None else article.read(path, text, ZONE, blob)

    def write(self, title: str, *lines: str, categories: Sequence[str] = ("kegiatan",)) -> str:
        quoted = title.replace("'", "''")
        front = [f"title: '{quoted}'", f"categories: [{', '.join(categories)}]", "authors: [Sari Wulandari]", *lines]
        text = ("---\n" + "\n".join(front) + "\n---\nIsi.\n").encode()
        blob = oid(title + "".join(lines))
        self.texts[blob] = text
        return blob

    def submit(self, at: str, number: int, revision: int = 1, who: str = "sari") -> Event:
        tip = oid(f"tip {number}.{revision}")
        return self.say(
            "submitted", at, change=number, commit=tip, actor=who, data={"revision": revision, "previous": ""}
        )

    def decide(self, verdict: str, at: str, number: int, who: str, *roles: str, revision: int = 1) -> Event:
        return self.say(
            verdict, at, change=number, commit=oid(f"tip {number}.{revision}"), actor=who,
            role=roles[0] if roles else "", data={"roles": list(roles), "witness": oid(f"{verdict}{number}{at}")},
        )  # fmt: skip

    def merge(self, at: str, number: int, *kinds: str, revision: int = 1) -> Event:
        data = {"tip": oid(f"tip {number}.{revision}"), "kinds": list(kinds)}
        return self.say("merged", at, change=number, commit=oid(f"merge {number}"), actor="agus", data=data)

    def release(self, at: str, number: int, path: str, blob: str, name: str = "released", **data: Any) -> Event:
        address = article.address_of(path)
        facts = {"path": path, "address": address, "blob": blob, "deployment": "d", **data}
        return self.say(name, at, commit=oid(f"merge {number}"), article=address, data=facts)

    def news(self, day: str, number: int, slug: str, title: str, *lines: str, **more: Any) -> None:
        """A piece of news the ordinary way: in at 08:00, approved at 09:00, merged at 09:30, online at 09:31."""
        blob = self.write(title, *lines, **more)
        self.submit(f"{day} 08:00", number)
        self.decide("approved", f"{day} 09:00", number, "budi", "ketua-tim")
        self.merge(f"{day} 09:30", number, "article")
        self.release(f"{day} 09:31", number, f"content/berita/{day[:4]}/{day[5:7]}/{slug}/index.md", blob)

    def page(self, day: str, number: int, slug: str = "profil") -> None:
        blob = self.write(f"Laman {slug} {number}", categories=())
        self.submit(f"{day} 08:00", number, who="dewi")
        self.decide("approved", f"{day} 10:00", number, "budi", "ketua-tim")
        self.merge(f"{day} 10:30", number, "page")
        self.release(f"{day} 10:31", number, f"content/{slug}/index.md", blob)


def october() -> Office:
    """October 2026 with the end of September before it."""
    office = Office()
    office.news("2026-09-24", 1, "benih", "Menjaga benih lokal", categories=("teknologi",))
    office.page("2026-09-29", 2)
    # a report of September
    office.submit("2026-10-01 08:30", 3, who="agus")
    office.decide("approved", "2026-10-01 14:00", 3, "wayan", "koordinator")
    office.merge("2026-10-01 14:20", 3, "report")
    # returned once, mended, approved by two roles
    soy = office.write("Panen kedelai | 2,1 ton *naik*", categories=("opini",))
    office.submit("2026-10-05 13:00", 4)
    office.decide("returned", "2026-10-06 08:20", 4, "budi", "ketua-tim")
    office.submit("2026-10-06 10:00", 4, 2)
    office.decide("approved", "2026-10-06 11:00", 4, "budi", "ketua-tim", revision=2)
    office.decide("approved", "2026-10-13 09:00", 4, "wayan", "kepala", "koordinator", revision=2)  # deputy
    office.merge("2026-10-13 09:10", 4, "article", revision=2)
    office.release("2026-10-13 09:12", 4, "content/berita/2026/10/panen-kedelai/index.md", soy)
    # rejected
    office.submit("2026-10-07 09:00", 5, who="dewi")
    office.decide("rejected", "2026-10-07 15:00", 5, "budi", "ketua-tim")
    # two page updates in one week, three in the next
    for day, number in (("12", 6), ("14", 7), ("19", 8), ("20", 9), ("21", 10)):
        office.page(f"2026-10-{day}", number)
    # a correction of the soybean text
    mended = office.write("Panen kedelai | 2,1 ton *naik*", "corrections: [{date: 2026-10-15, text: Angka.}]")
    office.submit("2026-10-15 08:00", 11)
    office.decide("approved", "2026-10-15 08:30", 11, "budi", "ketua-tim")
    office.merge("2026-10-15 08:40", 11, "article")
    office.release("2026-10-15 08:41", 11, "content/berita/2026/10/panen-kedelai/index.md", mended)
    # a printed publication
    book = office.write("=Petunjuk teknis", "printed_on: 2026-10-01", categories=("publikasi",))
    office.submit("2026-10-16 08:00", 12)
    office.decide("approved", "2026-10-16 09:00", 12, "budi", "ketua-tim")
    office.decide("approved", "2026-10-16 10:00", 12, "ratna", "kepala")
    office.merge("2026-10-16 10:10", 12, "publication")
    office.release("2026-10-16 10:11", 12, "content/publikasi/2026/10/petunjuk/index.md", book)
    # urgent: one approval, the other one too late
    warning = office.write("Peringatan dini wereng", "information: serta-merta", categories=("opini",))
    office.submit("2026-10-22 07:40", 13)
    office.decide("approved", "2026-10-22 07:50", 13, "budi", "ketua-tim")
    office.merge("2026-10-22 07:55", 13, "article", "urgent")
    office.release("2026-10-22 07:56", 13, "content/berita/2026/10/wereng/index.md", warning)
    office.decide("approved", "2026-10-26 09:00", 13, "ratna", "kepala")
    # withdrawn, checked, broken, found out
    office.say(
        "withdrawn", "2026-10-23 10:00", article="berita/2026/09/benih/", commit=oid("merge 14"),
        data={"path": "content/berita/2026/09/benih/index.md", "address": "berita/2026/09/benih/", "blob": "gone"},
    )  # fmt: skip
    office.say("deployed", "2026-10-23 10:01", data={"rollback": False, "deployment": "d"})
    office.say("verified", "2026-10-23 10:02", data={"outcome": "good", "good": 9, "bad": 0, "unknown": 0})
    office.say("link-broken", "2026-10-24 01:00", data={"url": "https://lama.example/a b"})
    office.say("links-checked", "2026-10-24 01:00", data={"ok": 11, "broken": 1, "unverifiable": 2, "unchecked": 0})
    office.say("alarm", "2026-10-27 09:00", data={"rule": "URGENT", "path": "content/berita/2026/10/wereng/index.md"})
    # still waiting at the end of the month
    office.submit("2026-10-30 15:00", 15)
    office.news("2026-11-02", 16, "november", "Berita November")
    return office


def with_source(office: Office, source: str) -> list[Event]:
    return [replace(event, source=source) for event in office.events]
