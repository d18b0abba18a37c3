"""One existing site, from its files to pages over HTTP and a monthly report, with two approvals by two keys."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.corpora import old, words
from tests.corpora.office import Failed, git, people_with_keys, served, terbit

KEPT = 0.99  # the share of words that a proof asks for


@dataclass
class Figures:
    """What was measured of one site. `words` and `kept` count visible words of the adopted documents."""

    site: str
    wanted: float = 0.95
    documents: int = 0
    adopted: int = 0
    words: int = 0
    kept: int = 0
    said: tuple[int, int] = (0, 0)  # kept words and all, by the adopter's own count
    pages: int = 0
    pictures: int = 0
    redirects: int = 0
    stood: int = 0
    month: str = ""
    reported: int = 0
    worst: list[tuple[float, str, str]] = field(default_factory=list)

    @property
    def share_adopted(self) -> float:
        return self.adopted / self.documents if self.documents else 1.0

    @property
    def share_kept(self) -> float:
        return self.kept / self.words if self.words else 1.0

    @property
    def good(self) -> bool:
        own = self.said[0] / self.said[1] if self.said[1] else 0.0
        return self.share_adopted >= self.wanted and self.share_kept >= KEPT and own >= KEPT

    def lines(self) -> list[str]:
        return [
            f"{self.site}: {self.adopted} of {self.documents} documents adopted ({self.share_adopted:.2%})",
            f"  {self.kept} of {self.words} visible words served ({self.share_kept:.3%}), on {self.pages} pages",
            f"  the adopter counted {self.said[0]} of {self.said[1]}",
            f"  {self.pictures} pictures and {self.redirects} old addresses answered"
            + (f", {self.stood} texts where they stood" if self.stood else ""),
            f"  report of {self.month}: {self.reported} adopted articles, those of that month",
            *(f"  lowest {share:.2%}  {path}  lost: {lost}" for share, path, lost in self.worst),
        ]


def prove(name: str, was: old.Old, room: Path) -> Figures:
    """Run the whole way for one site in an empty folder. Raises Failed where something is not as it must be."""
    figures = Figures(name, was.wanted, len(was.documents))
    office = room / "kantor"
    _new_office(name, was, office)
    bare, live = room / "server.git", room / "live"
    git(office, "checkout", "-q", "main")
    people_with_keys(office, room / "kunci")
    with served(live) as url:
        key = room / "kunci" / "admin.pub"
        terbit("server", "init", bare, "--office", office, "--admin-key", key, "--live", live, "--check-url", url)
        for person in ("penulis", "admin", "kepala"):
            terbit("server", "join", bare, room / person, "--key", room / "kunci" / person)
        report = json.loads(terbit("-C", room / "penulis", "adopt", *was.typed, "--format", "json"))
        _complete(name, was, report)
        figures.said = (report["words"]["kept"], report["words"]["total"])
        terbit("-C", room / "penulis", "check")
        terbit("-C", room / "penulis", "submit", "-m", "Adopsi situs lama")
        _approved_by_two(room)
        terbit("publish", bare)
        targets = {file["path"]: file["targets"] for file in report["adopted"]}
        figures.adopted = sum(name in targets for name in was.documents)
        _measure(was, url, {name: targets[name][0] for name in was.documents if name in targets}, figures)
        figures.stood = _stood(was, url, targets)
        figures.pictures = _pictures(url, targets)
        figures.redirects = _redirects(url, room / "penulis", targets)
        _reported(room, targets, figures)
    return figures


def _new_office(name: str, was: old.Old, office: Path) -> None:
    """`adopt` makes the office where there is none: one commit on a branch; a second run adds nothing."""
    report = json.loads(terbit("-C", office, "adopt", *was.typed, "--format", "json"))
    _complete(name, was, report)
    branch = git(office, "rev-parse", "--abbrev-ref", "HEAD")
    if branch == "main" or git(office, "rev-list", "--count", "main..HEAD") != "1":
        raise Failed(f"{name}: not one commit on a branch")
    terbit("-C", office, "check")
    again = json.loads(terbit("-C", office, "adopt", *was.typed, "--format", "json"))
    _complete(name, was, again)
    if again["adopted"]:
        raise Failed(f"{name}: the second run adopted {again['adopted'][0]['path']} once more")


def _complete(name: str, was: old.Old, report: dict[str, Any]) -> None:
    """Every file or text of the site is in exactly one of the two lists."""
    said = Counter(file["path"] for part in ("adopted", "listed") for file in report[part])
    missing = was.reported - set(said)
    if missing or set(said.values()) - {1} or (was.typed[0] != "wordpress" and set(said) != was.reported):
        raise Failed(f"{name}: reported otherwise than once: {sorted(missing or was.reported ^ set(said))[:5]}")


def _approved_by_two(room: Path) -> None:
    """The change cannot be merged with one approval; with the second it can."""
    terbit("-C", room / "admin", "approve", "1")
    terbit("-C", room / "admin", "merge", "1", expect=1)
    terbit("-C", room / "kepala", "approve", "1")
    terbit("-C", room / "admin", "merge", "1")


def _measure(was: old.Old, url: str, targets: dict[str, str], figures: Figures) -> None:
    for path, target in targets.items():
        page = _get(url + _address(target))
        source = was.documents[path]()
        found = words.of_page(page.decode("utf-8"))
        count = words.kept(source, found)
        figures.words += source.total()
        figures.kept += count
        figures.pages += 1
        if count < source.total():
            lost = " ".join(sorted((source - found).elements())[:12])
            figures.worst.append((count / source.total(), path, lost))
    figures.worst = sorted(figures.worst)[:5]


def _stood(was: old.Old, url: str, targets: dict[str, list[str]]) -> int:
    """Where a text stood by the existing site's own word, its page is, or what leads to it."""
    count = 0
    for name, address in was.stood.items():
        if name in targets and address.rstrip("/") + "/" != _plain(targets[name][0]):
            page = _get(url + quote(address)).decode("utf-8")
            if _address(targets[name][0]) not in page:
                raise Failed(f"{address} does not lead to {_address(targets[name][0])}")
        count += name in targets
    return count


def _plain(target: str) -> str:
    return target.removeprefix("content/").removesuffix("index.md")


def _pictures(url: str, targets: dict[str, list[str]]) -> int:
    """Every picture that came in is served as one."""
    found = [target for moved in targets.values() for target in moved if not target.endswith(".md")]
    for target in found:
        if not _get(url + quote(target.removeprefix("content/"))):
            raise Failed(f"{target}: empty")
    return len(found)


def _answer(url: str, address: str) -> str:
    """What the reader of an old address gets: a page; of a short one (`?p=12`) what the script there is told."""
    if not address.startswith("?"):
        return _get(url + quote(address)).decode("utf-8")
    if "terbit-short.js" not in _get(url).decode("utf-8"):
        raise Failed("the front page does not look short addresses up")
    known: dict[str, str] = json.loads(_get(url + "alamat-pendek.json"))
    _get(url + quote(known[address]))
    return quote(known[address])


def _redirects(url: str, clone: Path, targets: dict[str, list[str]]) -> int:
    """Every old address leads to the page where the article is now."""
    count = 0
    for moved in targets.values():
        if not moved[0].endswith("/index.md"):
            continue
        text = (clone / moved[0]).read_text("utf-8")
        front = text.split("\n---\n")[0]
        for address in re.findall(r'^  - "/(.*)"$', front.partition("redirect_from:")[2], re.MULTILINE):
            page = _answer(url, address)
            if _address(moved[0]) not in page:
                raise Failed(f"{address} does not lead to {_address(moved[0])}")
            count += 1
    return count


def _reported(room: Path, targets: dict[str, list[str]], figures: Figures) -> None:
    """The report of the month with most articles (in 2017 where there are any) lists that month's as adopted."""
    found = [re.search(r"/(\d{4})/(\d\d)/[^/]+/index\.md\Z", moved[0]) for moved in targets.values()]
    months = Counter(f"{match[1]}-{match[2]}" for match in found if match)
    if not months:
        return
    wanted = {month: count for month, count in months.items() if month.startswith("2017")} or months
    figures.month = max(sorted(wanted), key=lambda month: wanted[month])
    part = "/" + figures.month.replace("-", "/") + "/"
    expected = {_address(moved[0]) for moved in targets.values() if part in moved[0] and moved[0].endswith("/index.md")}
    made = json.loads(terbit("-C", room / "admin", "report", figures.month, "--format", "json"))
    sections = made["sections"]
    listed = set(re.findall(r'"address": "([^"]*)"', json.dumps(sections["adopted"])))
    if listed != expected:
        raise Failed(f"the report of {figures.month} lists other adopted articles: {sorted(listed ^ expected)[:5]}")
    if any(address in json.dumps(sections[name]) for name in sections if name != "adopted" for address in expected):
        raise Failed(f"the report of {figures.month} lists adopted articles among others")
    if "Diadopsi" not in terbit("-C", room / "admin", "report", figures.month):
        raise Failed(f"the report of {figures.month} does not say what was adopted")
    figures.reported = len(listed)


def _address(target: str) -> str:
    return quote(_plain(target))


def _get(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as error:
        raise Failed(f"{address}: {error.code}") from error
