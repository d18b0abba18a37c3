"""What is due on GitHub, from a few small files: no article is read, nothing is built and GitHub is asked nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from terbit.articles.tree import GitTree
from terbit.findings import Finding
from terbit.git import Repo
from terbit.messages import Message, msg
from terbit.pipeline import checking
from terbit.pipeline.host import Host
from terbit.pipeline.pages_host import INTENT, REPORTS, TOLD
from terbit.pipeline.stages import reading_sop
from terbit.pipeline.summary import PUBLISH
from terbit.records.book import Book
from terbit.records.event import EventFault, UnknownVersion, canonical, parse_line, parse_stamp, stamp
from terbit.reporting import source
from terbit.review import evidence
from terbit.review.evidence import Missing
from terbit.sop import Sop

COMPARED = "bukti.json"  # on the records branch: when all evidence was last compared with the forge
ASKED = f"{REPORTS}diajukan.json"  # month → how its report's pull request was last seen
COMPARE_EVERY = timedelta(days=1)
SETTLED = ("merged", "closed")  # people have decided


@dataclass(frozen=True, slots=True)
class Due:
    """`publish`: why the site is to be published now; `work`: what `terbit run-due` has to do besides. `months` are the
    months whose report is to be proposed or looked at again. `links`: outside links are to be checked. `next` is when
    what is shown may change by itself.
    """

    publish: tuple[Message, ...]
    work: tuple[Message, ...]
    compare: bool
    months: tuple[str, ...]
    next: datetime | None
    links: bool = False


def due(repo: Repo, main: str, records: str | None, sop: Sop, now: datetime) -> Due:
    """What is due by `now` (aware), by main and by the records (commits; None: nothing recorded yet)."""
    said = _read(repo, records, PUBLISH)
    next_change = _moment(said.get("next"))
    why = tuple(_why(repo, main, records, said, next_change, now, sop))
    compare = is_late(repo, records, now)
    asked = _read(repo, records, ASKED)
    open_months = [month for month in months_over(repo, main, records, sop, now) if not _settled(asked, month)]
    work = [msg("laporan {month} belum diajukan", month=month) for month in open_months if month not in asked]
    if compare:
        work.append(msg("bukti di GitHub belum dibandingkan dengan catatan hari ini"))
    links = checking.is_due(repo, records, sop, now)
    return Due(why, tuple(work), compare, tuple(open_months), next_change, links)


def _why(
    repo: Repo,
    main: str,
    records: str | None,
    said: dict[str, Any],
    following: datetime | None,
    now: datetime,
    sop: Sop,
) -> Iterable[Message]:
    if not said:
        yield msg("situs belum pernah diterbitkan")
        return
    if said.get("main") != main:
        yield msg("ada yang digabung dan belum diterbitkan")
    if said.get("state") == "failed":
        yield msg("penerbitan terakhir gagal")
    intent = str(_read(repo, records, INTENT + TOLD).get("deployment", ""))
    if intent != said.get("deployment"):
        yield msg("terbitan {deployment} disiapkan dan belum tercatat tayang", deployment=intent)
    elif said.get("live") != "good" and intent:
        yield msg("yang tayang belum terbukti sama dengan yang diterbitkan")
    if following is not None and following <= now:
        at = following.astimezone(sop.zone).strftime("%Y-%m-%d %H:%M")
        yield msg("sejak {time} ada yang harus tayang, turun atau ditegur", time=at)


def is_late(repo: Repo, records: str | None, now: datetime) -> bool:
    """Whether the forge's evidence was not compared for a day."""
    last = _moment(_read(repo, records, COMPARED).get("at"))
    return last is None or now - last >= COMPARE_EVERY


def compared(now: datetime) -> dict[str, bytes]:
    """The file that says so."""
    return {COMPARED: canonical({"at": stamp(now), "v": 1}) + b"\n"}


def compare(host: Host, main: str, book: Book) -> Missing:
    """Compare all evidence with the records, also of what they know to its end, and add what they lack."""
    sop = reading_sop(host, main)
    found = evidence.reconcile(book, host.repo, host.forge(sop), sop, every=True)
    at = max((event.at for event in found.events), default=host.now)
    host.record(
        list(found.events), "Lengkapi catatan", at=at, files={} if unread(found.findings) else compared(host.now)
    )
    return found


def unread(findings: Iterable[Finding]) -> bool:
    """Whether some evidence could not be read."""
    return any(finding.rule == evidence.UNWITNESSED for finding in findings)


def asked(repo: Repo, records: str | None, found: dict[str, tuple[int, str]]) -> dict[str, bytes]:
    """The file of what was proposed, with these added: month → (pull request, open|merged|closed)."""
    new = {month: {"number": number, "state": state} for month, (number, state) in found.items()}
    return {ASKED: canonical({**_read(repo, records, ASKED), **new}) + b"\n"}


def months_over(repo: Repo, main: str, records: str | None, sop: Sop, now: datetime) -> list[str]:
    """The office's months that are over and have no report in main, from the first that something is known of."""
    first = _first(repo, records, sop)
    if first is None:
        return []
    there = set(source.months(GitTree(repo, main)))
    found, year, number = [], first.year, first.month
    while source.over(month := f"{year:04d}-{number:02d}", sop, now):
        if month not in there:
            found.append(month)
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    return found


def _first(repo: Repo, records: str | None, sop: Sop) -> datetime | None:
    """When the office's records begin, by its own clock."""
    files = repo.tree(records, "events") if records else {}
    if not files:
        return None
    moments = []
    for line in repo.blob(files[min(files)].oid).splitlines():
        try:
            moments.append(parse_line(line).at)
        except (EventFault, UnknownVersion):
            continue  # whoever reads the book says so
    return min(moments).astimezone(sop.zone) if moments else None


def _settled(asked: dict[str, Any], month: str) -> bool:
    known = asked.get(month)
    return isinstance(known, dict) and known.get("state") in SETTLED


def _read(repo: Repo, records: str | None, path: str) -> dict[str, Any]:
    content = repo.file(records, path) if records else None
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _moment(value: object) -> datetime | None:
    try:
        return parse_stamp(str(value)) if value else None
    except EventFault:
        return None
