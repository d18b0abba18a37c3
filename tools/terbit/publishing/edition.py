"""The edition: what is live. For every address the revision that is shown, chosen from main and records alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from terbit import rules
from terbit.articles.article import address_of, holder_of
from terbit.articles.article import read as read_article
from terbit.articles.library import old_address
from terbit.articles.tree import Tree
from terbit.findings import Finding, Refused, Severity
from terbit.git import Entry, Repo
from terbit.messages import Message, msg
from terbit.publishing import approved as history
from terbit.publishing.approved import Approved
from terbit.publishing.choice import Chosen, Texts, choose
from terbit.publishing.choice import State as State
from terbit.publishing.rulings import with_rulings
from terbit.records.book import Book
from terbit.records.event import canonical, stamp
from terbit.rules.settings import configuration
from terbit.sop import Sop

UNAPPROVED, UNSOUND, EXEMPT, PROCEDURE, OVERDUE, SITE = "ED001", "ED002", "ED003", "ED004", "ED005", "ED006"


@dataclass(frozen=True, slots=True)
class Item:
    """An address and what stands there.

    `path` is the Markdown file, `blob` its text in the revision chosen: the text shown, or for a placeholder the last
    one that may be read for its title and reason; "" where not even that is told (exempt, held, deleted). `commit` is
    the commit of main that brought the revision, `at` the receipt of that commit (UTC), None in a preview. `files` are
    the article's own pictures and attachments in that revision (path → blob id), empty for a placeholder. `redirects`
    are the old addresses that lead here. `article` is the address at first release: it stays when the article moves.
    """

    address: str
    path: str
    blob: str
    commit: str
    state: State
    files: Mapping[str, str] = field(default_factory=dict)
    redirects: tuple[str, ...] = ()
    at: datetime | None = None
    article: str = ""

    @property
    def page(self) -> bool:
        """Whether anything is served at the address: an embargoed article has no page, not even a placeholder."""
        return self.state != "embargoed"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something on main that is not shown as it stands there, or is overdue. `commit` brought it.

    `at` is when it began (UTC), None where that is the receipt of the commit.
    """

    rule: str
    path: str
    commit: str
    finding: Finding
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """What a build is made from. `as_of` is aware (UTC).

    `items` are ordered by address. `config` holds the last approved mkdocs.yml, sop.yml and overrides/ (path → blob
    id). `shared` holds approved files below content/ that belong to no article's folder (a page's pictures, a logo).
    Of `shared` and of the items' files the build copies only what a page shows.
    """

    main: str
    as_of: datetime
    sop_blob: str
    config: Mapping[str, str]
    items: tuple[Item, ...]
    shared: Mapping[str, str] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over what decides the site's bytes: items, configuration, shared files and `as_of`; not over main,
        which also moves by what is not published."""
        return hashlib.sha256(canonical(self.record())).hexdigest()

    def record(self) -> dict[str, object]:
        """The edition as canonical JSON holds it (edition.json)."""
        return {
            "as_of": stamp(self.as_of),
            "config": dict(self.config),
            "shared": dict(self.shared),
            "items": [
                {
                    "address": item.address,
                    "path": item.path,
                    "blob": item.blob,
                    "commit": item.commit,
                    "state": item.state,
                    "files": dict(item.files),
                    "redirects": list(item.redirects),
                    "at": stamp(item.at) if item.at else None,
                    "article": item.article,
                }
                for item in self.items
            ],
        }

    def at_address(self, address: str) -> Item | None:
        return next((item for item in self.items if item.address == address), None)


# -- making one --------------------------------------------------------------------------------------------------


def edition(repo: Repo, main: str, book: Book, as_of: datetime, anchor: str, cache: Path | None = None) -> Edition:
    """The edition of a commit of main by these records at a moment. Same inputs, same edition, on any machine.

    `anchor` is the commit that is trusted without approval. `cache` is a folder for verdicts and readings; it never
    changes the outcome. Raises Refused where main cannot be judged from the anchor at all.
    """
    approved = approved_by(repo, main, book, anchor, cache)
    texts = Texts(approved, repo.blob, cache)
    return chosen_from(approved, texts, repo.blob, as_of, exempt=exempt_on(repo, approved, texts), cache=cache)


def approved_by(repo: Repo, main: str, book: Book, anchor: str, cache: Path | None = None) -> Approved:
    """What of main is approved by these records."""
    return with_rulings(repo, book, cache, lambda judge: history.walk(repo, main, anchor, judge))


def preview(tree: Tree, sop: Sop, as_of: datetime) -> Edition:
    """The edition that a work folder would make if everything in it were approved."""
    approved, read = history.as_it_stands(tree.files, sop), by_id(tree)
    return chosen_from(approved, Texts(approved, read), read, as_of, exempt=())


def draft(tree: Tree, sop: Sop, as_of: datetime, cache: Path | None = None) -> Edition:
    """The edition that a writer wants to see while writing: everything in the work folder that can be read, what
    breaks a rule or is not due yet included. `cache` as in `edition`."""
    approved, read = history.as_it_stands(tree.files, sop), by_id(tree)
    return chosen_from(approved, Texts(approved, read, cache, due=True), read, as_of, exempt=(), judged=False)


def by_id(tree: Tree) -> Callable[[str], bytes]:
    """What reads a tree's files by their blob ids."""
    paths = {entry.oid: path for path, entry in tree.files.items()}
    return lambda oid: tree.read(paths[oid])


def exempt_on(repo: Repo, approved: Approved, texts: Texts) -> frozenset[str]:
    """Texts that main marks as exempt now, approved or not."""
    tip = repo.tree(approved.main, "content")
    return frozenset(
        path
        for path in approved.held
        if path.endswith(".md") and (entry := tip.get(path)) and entry.mode.startswith("100")
        if texts(path, entry.oid).exempt
    )


@dataclass(frozen=True)
class _Files:
    """Files by blob id, as the tree that the rules judge."""

    files: Mapping[str, Entry]
    blob: Callable[[str], bytes]

    def read(self, path: str) -> bytes:
        return self.blob(self.files[path].oid)


def chosen_from(
    approved: Approved,
    texts: Texts,
    read: Callable[[str], bytes],
    as_of: datetime,
    *,
    exempt: Collection[str],
    cache: Path | None = None,
    judged: bool = True,
) -> Edition:
    """The edition out of what is approved. `read` gives a blob's bytes by its id. `judged` False shows also what breaks
    a rule."""
    broken: dict[str, Finding] = {}

    def unsound(files: Mapping[str, str]) -> Collection[str]:
        if not judged:
            return ()
        tree = _Files({path: Entry("100644", oid) for path, oid in files.items()}, read)
        errors = [f for f in rules.check(tree, approved.sop, as_of, cache=cache) if f.severity is Severity.ERROR]
        found = {holder_of(finding.path) or finding.path: finding for finding in reversed(errors)}
        for path, finding in found.items():
            broken.setdefault(path, finding)
        return found.keys()

    site, unusable = _site(approved, read)
    choice = choose(approved, texts, as_of, exempt, unsound)
    unreadable = dict(_unreadable(approved, texts, read))
    return Edition(
        main=approved.main,
        as_of=as_of,
        sop_blob=approved.sop_blob,
        config=history.config(approved.files, approved.sop_blob, site),
        items=_items(approved, choice),
        shared=history.shared(approved.files),
        alarms=(*_alarms(approved, choice, broken, unreadable, as_of), *unusable),
    )


def _unreadable(approved: Approved, texts: Texts, read: Callable[[str], bytes]) -> Iterable[tuple[str, Finding]]:
    """The first finding of each text whose newest approved revision cannot be read at all."""
    for path, revisions in approved.revisions.items():
        blob = revisions[-1].blob
        if blob and texts(path, blob).card is None:
            yield path, next(iter(read_article(path, read(blob), approved.sop.zone).findings))


def _site(approved: Approved, read: Callable[[str], bytes]) -> tuple[str, list[Alarm]]:
    """The newest approved mkdocs.yml that the build takes ("": none), and alarms for those that it does not."""
    alarms: list[Alarm] = []
    for commit, blob in reversed(approved.sites):
        try:
            configuration(read(blob))
        except Refused as refusal:
            message = msg("mkdocs.yml yang disetujui tidak dapat dipakai; yang berlaku tetap yang sebelumnya")
            alarms.append(_alarm(SITE, history.SITE, commit, message, refusal.message))
            continue
        return blob, alarms
    return "", alarms


def _items(approved: Approved, choice: Mapping[str, Chosen]) -> tuple[Item, ...]:
    items: dict[str, Item] = {}
    for path in sorted(choice, key=lambda path: (address_of(path), not path.endswith("/index.md"))):
        item = _item(approved, path, choice[path])
        items.setdefault(item.address, item)  # x.md beside x/index.md: a rule names it, here the folder wins
    return _moved(items, approved)


def _item(approved: Approved, path: str, chosen: Chosen) -> Item:
    revision, address = chosen.revision, address_of(path)
    told = revision is not None and chosen.state in ("shown", "withdrawn", "expired")
    return Item(
        address=address,
        path=path,
        blob=revision.blob if told and revision else "",
        commit=revision.commit if revision else approved.held.get(path, ""),
        state=chosen.state,
        files=dict(sorted(revision.files.items())) if revision and chosen.state == "shown" else {},
        redirects=_redirects(chosen) if chosen.state != "embargoed" else (),
        at=revision.at if revision else None,
        article=address,
    )


def _redirects(chosen: Chosen) -> tuple[str, ...]:
    if chosen.card is None:
        return ()
    return tuple(dict.fromkeys(filter(None, map(old_address, chosen.card.redirect_from))))


def _moved(items: Mapping[str, Item], approved: Approved) -> tuple[Item, ...]:
    """Settle where old addresses lead: a removed article whose address another one took over is no placeholder but a
    redirect, and the article keeps the address of its first release. An address leads to one place only."""
    taken = {address for address, item in items.items() if item.state != "deleted"}
    gone: set[str] = set()
    settled: list[Item] = []
    for address, item in items.items():
        if item.state == "deleted":
            continue
        redirects: list[str] = []
        first = (_age(approved, item.path), address)
        queue = list(item.redirects)
        while queue:
            old = queue.pop(0)
            folder = old if old.endswith("/") or not old else old + "/"
            if folder in taken or old in taken:
                continue
            taken.add(old)
            redirects.append(old)
            before = items.get(folder)
            if before is not None and before.state == "deleted":
                gone.add(folder)
                queue += before.redirects
                first = min(first, (_age(approved, before.path), folder))
        settled.append(replace(item, redirects=tuple(redirects), article=first[1]))
    settled += [item for address, item in items.items() if item.state == "deleted" and address not in gone]
    return tuple(sorted(settled, key=lambda item: item.address))


def _age(approved: Approved, path: str) -> str:
    """When a text was first approved, as a stamp that sorts."""
    revisions = approved.revisions.get(path, ())
    return stamp(revisions[0].at) if revisions and revisions[0].at else "~"


# -- alarms ------------------------------------------------------------------------------------------------------


def _alarms(
    approved: Approved,
    choice: Mapping[str, Chosen],
    broken: Mapping[str, Finding],
    unreadable: Mapping[str, Finding],
    as_of: datetime,
) -> Iterable[Alarm]:
    exempt = {path for path, chosen in choice.items() if chosen.state == "exempt"}
    for path in sorted(exempt):
        yield _alarm(
            EXEMPT,
            path,
            approved.held.get(path) or approved.revisions[path][-1].commit,
            msg("informasi yang dikecualikan ada di main; di alamatnya sekarang hanya ada pemberitahuan"),
            msg("hapus dari main lewat perubahan, lalu minta administrator menghapusnya dari riwayat"),
        )
    for path, commit in approved.held.items():
        if path not in exempt:
            yield _alarm(
                UNAPPROVED,
                path,
                commit,
                msg("isi ini ada di main tanpa persetujuan, jadi tidak ditayangkan"),
                msg("ajukan sebagai perubahan biasa, atau kembalikan isi yang sudah disetujui"),
            )
    for path, chosen in sorted(choice.items()):
        if path in unreadable and chosen.state in ("shown", "expired", "held"):
            newest = approved.revisions[path][-1]
            yield _alarm(UNSOUND, path, newest.commit, *_passed_over(chosen, unreadable[path]))
        elif path in broken and chosen.newer is not None:
            yield _alarm(UNSOUND, path, chosen.newer.commit, *_passed_over(chosen, broken[path]))
    for commit in approved.faulty:
        yield _alarm(
            PROCEDURE,
            "sop.yml",
            commit,
            msg("sop.yml yang disetujui tidak terbaca; yang berlaku tetap sop.yml sebelumnya"),
            msg("jalankan terbit check untuk melihat kesalahannya"),
        )
    for commit, due in approved.overdue:
        if due <= as_of:
            yield _alarm(
                OVERDUE,
                "content",
                commit,
                msg(
                    "persetujuan susulan untuk informasi serta-merta belum lengkap; tenggatnya {due}",
                    due=due.astimezone(approved.sop.zone).strftime("%Y-%m-%d %H:%M"),
                ),
                msg("mintalah persetujuan yang masih kurang; lihat terbit status"),
                due,
            )


def _passed_over(chosen: Chosen, finding: Finding) -> tuple[Message, Message]:
    reason = msg("{rule}: {message}", rule=finding.rule, message=finding.message)
    if chosen.state == "held":
        return msg("melanggar aturan, jadi di alamatnya hanya ada pemberitahuan"), reason
    return msg("revisi terbaru melanggar aturan, jadi yang tayang tetap revisi sebelumnya"), reason


def _alarm(rule: str, path: str, commit: str, message: Message, hint: Message, at: datetime | None = None) -> Alarm:
    return Alarm(rule, path, commit, Finding(rule, Severity.ERROR, path, message, hint), at)
