"""The office folder as it is now, ready to be looked at: pages on demand, and what the rules find.

After a save everything is prepared anew (half a second for 2,000 articles), so nothing of yesterday can be left over;
what is read again is what changed, for the rest is known by its blob ids (`articles.cache`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from terbit import rules
from terbit import sop as procedure
from terbit.articles import article
from terbit.articles.article import Article, address_of, holder_of, is_markdown
from terbit.articles.tree import FolderTree
from terbit.findings import Finding
from terbit.git import GitError
from terbit.messages import Message
from terbit.publishing import edition as editions
from terbit.publishing.build import Unbuildable
from terbit.publishing.edition import Edition
from terbit.publishing.renderer import Renderer
from terbit.publishing.site import Site, site
from terbit.serving import saved
from terbit.sop import Sop

PAUSE = 0.2  # seconds between two looks at the files, and five times what a look takes


@dataclass(frozen=True)
class Known:
    """What is shown now. `number` counts the saves. `fault`: why nothing can be rendered, None where all is well.

    `findings` are those of the save before until the rules have been through it (`checked`); `procedure` are those of
    a sop.yml that cannot be read, instead of which the last good one is used.
    """

    number: int
    stamps: Mapping[str, saved.Stamp]
    sop: Sop
    tree: FolderTree
    site: Site
    renderer: Renderer | None
    fault: Message | None = None
    procedure: Sequence[Finding] = ()
    findings: Sequence[Finding] = ()
    checked: bool = False

    @property
    def edition(self) -> Edition:
        return self.site.edition


class Draft:
    """An office folder that is watched. `known` is what is shown now, a whole that is exchanged and never changed."""

    def __init__(self, top: Path, sop: Sop, clock: Callable[[], datetime], cache: Path | None, room: Path) -> None:
        """`clock` gives the time (aware); `cache` is as in `rules.check`, `room` a folder for what is rendered.

        Raises OSError where the folder cannot be read.
        """
        self.top, self.clock, self.cache, self.room = top, clock, cache, room
        self._one = threading.Lock()  # MkDocs renders one page at a time
        self._changed = threading.Condition()
        self._next_look = 0.0
        self._texts: dict[tuple[str, str, str], Article] = {}
        self.known = self._prepared(1, saved.look(top), sop, ())

    # -- what was saved ------------------------------------------------------------------------------------------

    def look(self) -> bool:
        """See whether anything was saved, and take it over; says whether it was."""
        with self._one:
            if time.monotonic() < self._next_look:
                return False
            begun = time.monotonic()
            stamps = saved.look(self.top)
            self._next_look = time.monotonic() + max(PAUSE, 5 * (time.monotonic() - begun))
            if stamps == self.known.stamps:
                return False
            sop, findings = self._procedure()
            try:
                fresh = self._prepared(self.known.number + 1, stamps, sop, findings)
            except (
                OSError,
                GitError,
                KeyError,
            ):  # a file went away while it was read: the next look sees what is there
                self._next_look = 0.0
                return False
            if self.known.renderer is not None:
                self.known.renderer.close()
            self._show(fresh)
        return True

    def _procedure(self) -> tuple[Sop, Sequence[Finding]]:
        """The procedure as it is now; while it is being written, the last one that could be read."""
        try:
            sop, findings = procedure.read((self.top / procedure.PATH).read_bytes())
        except OSError:
            return self.known.sop, ()
        return (sop, ()) if sop is not None else (self.known.sop, findings)

    def _prepared(self, number: int, stamps: Mapping[str, saved.Stamp], sop: Sop, findings: Sequence[Finding]) -> Known:
        tree = self._tree(stamps) if number > 1 else FolderTree(self.top)
        edition = editions.draft(tree, sop, self.clock(), self.cache)
        read = editions.by_id(tree)
        made = site(edition, read, sop, (), self._reading(read, sop))
        before = self.known.findings if number > 1 else ()
        renderer, fault = None, None
        try:
            pictures = (self.cache or self.room) / "gambar"  # in the cache: with those of the build
            renderer = Renderer(edition, read, sop, made, self.room / str(number), self.room / "templates", pictures)
        except Unbuildable as error:
            fault = error.message
        return Known(number, stamps, sop, tree, made, renderer, fault, findings, before)

    def _tree(self, stamps: Mapping[str, saved.Stamp]) -> FolderTree:
        """The files as they are now. Mostly one text was written again; anything else is for git to tell."""
        before = self.known.stamps
        if before.keys() != stamps.keys():
            return FolderTree(self.top)
        try:
            return self.known.tree.saved(path for path, stamp in stamps.items() if before[path] != stamp)
        except KeyError:  # a file that git ignores
            return FolderTree(self.top)

    def _reading(self, read: Callable[[str], bytes], sop: Sop) -> Callable[[str, str], Article]:
        """Reads each text once: after a save only the one that was saved."""
        before = self._texts

        def reading(path: str, blob: str) -> Article:
            key = (path, blob, sop.office.zone)
            self._texts[key] = before.get(key) or article.read(path, read(blob), sop.zone, blob)
            return self._texts[key]

        self._texts = {}
        return reading

    def check(self) -> None:
        """Hold what is shown now against the rules, unless that was done."""
        known = self.known
        if known.checked:
            return
        judge = partial(rules.check, known.tree, known.sop, known.edition.as_of, cache=self.cache)
        try:
            if not known.findings:  # a first look at thousands of texts takes long: the one in hand goes before
                self._found(known, judge(only=frozenset(saved.newest(known.stamps, 1))), whole=False)
            found = judge()
        except (OSError, GitError, KeyError):  # as above
            return
        self._found(known, found, whole=True)

    def _found(self, known: Known, findings: Sequence[Finding], *, whole: bool) -> None:
        with self._one:
            if self.known.number == known.number:
                self._show(replace(known, findings=findings, checked=whole))

    def _show(self, known: Known) -> None:
        with self._changed:
            self.known = known
            self._changed.notify_all()

    def wait(self, known: Known, seconds: float) -> bool:
        """Wait until something else than this is shown; False after so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self.known is not known, seconds)

    # -- what is shown -------------------------------------------------------------------------------------------

    def page(self, address: str) -> bytes | None:
        """The page at an address, None where there is none. Raises Unbuildable."""
        with self._one:
            if self.known.renderer is None:
                raise Unbuildable([self.known.fault.text() if self.known.fault is not None else "?"])
            return self.known.renderer.page(address)

    def missing(self) -> bytes:
        """The site's own page that says that there is none. Raises Unbuildable."""
        with self._one:
            return self.known.renderer.missing() if self.known.renderer is not None else b""

    def file(self, path: str) -> bytes | None:
        """A file of the site that is no page; None where there is none."""
        with self._one:
            try:
                return self.known.renderer.file(path) if self.known.renderer is not None else None
            except (OSError, KeyError):  # removed in this moment
                return None

    def offers(self, path: str) -> bool:
        """Whether a file of the site is one that lies in the office folder."""
        return self.known.renderer is not None and self.known.renderer.offers(path)

    def close(self) -> None:
        """Leave nothing behind."""
        with self._one:
            if self.known.renderer is not None:
                self.known.renderer.close()


def page_of(finding: Finding) -> str | None:
    """The address of the page that a finding is shown beside; None for what belongs to no page."""
    text = finding.path if is_markdown(finding.path) else holder_of(finding.path)
    return address_of(text) if text is not None else None


def unreadable(known: Known, address: str) -> Sequence[Finding] | None:
    """What is wrong with the text at an address where it cannot be shown at all; None where it can be."""
    entry = known.site.by_address.get(address)
    if entry is None or entry.state != "held":
        return None
    path = entry.item.path
    try:
        return article.read(path, known.tree.read(path), known.sop.zone).findings
    except (OSError, KeyError):
        return ()
