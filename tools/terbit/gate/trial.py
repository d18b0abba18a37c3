"""A site in small, built before a change of its frame is let in: what MkDocs, Material or a template of the office
refuses, or a link that is broken in every page, would keep all later texts from being published.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path, PurePosixPath

from terbit.articles import article
from terbit.articles.tree import GitTree, Tree, blob_id
from terbit.findings import Finding, has_errors
from terbit.gate import FRAME, refusal
from terbit.git import Entry, Repo
from terbit.messages import Message, msg
from terbit.sop import Sop

CONFIG = "mkdocs.yml"
SECONDS = 60  # a template may loop without end; pages are few and almost empty
_LONGEST = 200
_IN_BROWSER = (".css", ".svg", ".ico")


def concerns(paths: Iterable[str]) -> bool:
    """Whether one of these paths belongs to the frame that every page wears: configuration, templates, styles, and
    pictures that are no article's own."""
    return any(
        path == CONFIG
        or path.startswith("overrides/")
        or path.lower().endswith(_IN_BROWSER)
        or (path.startswith(article.ROOT) and not article.is_markdown(path) and article.holder_of(path) is None)
        for path in paths
    )


def trial(repo: Repo, revision: str, sop: Sop, as_of: datetime, seconds: float = SECONDS) -> list[Finding]:
    """What keeps a revision's frame from being built; nothing where it can be. `as_of` is aware.

    A process of its own builds it: templates are programs, and this one must go on whatever they do.
    """
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(theirs, repo, revision, sop, as_of), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            return [_fault(msg("situs tidak selesai dibangun dalam {seconds} detik", seconds=int(seconds)))]
        found: list[Finding] = ours.recv()
        return found
    except EOFError:
        return [_unbuildable("?")]
    finally:
        process.kill()
        process.join()
        ours.close()


def _answer(answer: Connection, repo: Repo, revision: str, sop: Sop, as_of: datetime) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what MkDocs prints is not for the person who proposes
        os.dup2(nowhere, stream)
    for name in set(os.environ) - {"PATH", "HOME", "LC_ALL", "TMPDIR"}:  # tokens of a forge are not for templates
        del os.environ[name]
    with closing(answer), repo.configured({}) as own, tempfile.TemporaryDirectory(prefix="terbit-") as folder:
        answer.send(built(Small(GitTree(own, revision), sop), sop, as_of, Path(folder)))


def built(tree: Small, sop: Sop, as_of: datetime, folder: Path) -> list[Finding]:
    """Build a tree below an empty folder and check every link of it."""
    from terbit.links import internal
    from terbit.publishing.build import Unbuildable, render
    from terbit.publishing.edition import SITE, preview

    edition = preview(tree, sop, as_of)
    unusable = [replace(alarm.finding, rule=FRAME) for alarm in edition.alarms if alarm.rule == SITE]
    if unusable:
        return unusable
    paths = {entry.oid: path for path, entry in tree.files.items()}
    try:
        render(edition, lambda oid: tree.read(paths[oid]), sop, (), folder / "site", folder / "room", pictures=False)
    except Unbuildable as error:
        return [_unbuildable("; ".join(error.warnings))]
    except Exception as error:  # a template of the office's can raise anything
        return [_unbuildable(f"{type(error).__name__}: {error}".replace(str(folder), ""))]
    site = internal.read(folder / "site")
    site = replace(site, files=site.files | _elsewhere(tree.whole))
    findings = internal.judge(site, sop.office.address, lambda address: CONFIG)
    wrong = [finding for finding in findings if finding.rule != internal.ANCHOR and has_errors([finding])]
    return list(dict.fromkeys(replace(finding, rule=FRAME) for finding in wrong))


def _elsewhere(tree: Tree) -> frozenset[str]:
    """What the whole site holds and the small one does not: articles and their files."""
    texts = {article.address_of(path) + "index.html" for path in tree.files if article.is_markdown(path)}
    own = {path.removeprefix(article.ROOT) for path in tree.files if article.holder_of(path) is not None}
    return frozenset(texts | own)


def _unbuildable(text: str) -> Finding:
    short = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return _fault(msg("situs tidak dapat dibangun: {warning}", warning=short))


def _fault(message: Message) -> Finding:
    return refusal(FRAME, CONFIG, message, msg("jalankan terbit build sebelum mengirim perubahan tampilan"))


class Small:
    """A tree with its frame as it is, a line of text on every page, and one article."""

    def __init__(self, tree: Tree, sop: Sop) -> None:
        self.whole = tree
        texts = [path for path in tree.files if article.is_markdown(path)]
        first = [path for path in texts if article.kind_of(path) == "article"][:1]
        self._stubs = {path: _stub(path, "") for path in texts if article.kind_of(path) == "page"}
        self._stubs |= {
            path: _stub(path, f"date: 2026-01-01\ncategories: [{next(iter(sop.categories))}]\n") for path in first
        }
        kept = {path: entry for path, entry in tree.files.items() if _frame(path)}
        stubs = {path: Entry("100644", blob_id(content)) for path, content in self._stubs.items()}
        self.files: Mapping[str, Entry] = {**kept, **stubs}

    def read(self, path: str) -> bytes:
        return self._stubs[path] if path in self._stubs else self.whole.read(path)


def _frame(path: str) -> bool:
    if path.startswith(article.ROOT):
        return not article.is_markdown(path) and article.holder_of(path) is None
    return path == CONFIG or path.startswith("overrides/")


def _stub(path: str, more: str) -> bytes:
    name = PurePosixPath(path).parent.name or "situs"
    place = path.removeprefix(article.ROOT)  # makes each text another one
    return f'---\ntitle: "{name}"\ndescription: "{place}"\ninformation: berkala\n{more}---\n\n{name}\n'.encode()
