"""What of main is approved: every path's approved content, merge by merge, from the trust anchor on.

Only main's first parents count. A merge that its verdict does not approve changes nothing here; what it brought is
held back until an approved change brings it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from terbit import sop as procedure
from terbit.articles.article import ROOT, holder_of, is_markdown
from terbit.findings import Refused
from terbit.git import Delta, Entry, Repo
from terbit.messages import msg
from terbit.review.demand import demand_of, touched_by
from terbit.sop import Sop

SITE = "mkdocs.yml"
OVERRIDES = "overrides/"
_ON_ONE_LINE = 200  # paths of at most 4,096 bytes each stay below the kernel's limit for one command line


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the walk needs of a verdict on a merge. `at` is the receipt of the merge (UTC).

    `tip` is the revision that was reviewed. `overdue` is when an urgent merge's missing approvals were due, None where
    nothing is missing. `roles` are those whose approval counted (None: whoever was asked).
    """

    approved: bool
    at: datetime | None = None
    tip: str = ""
    overdue: datetime | None = None
    roles: frozenset[str] | None = None


NOT_APPROVED = Ruling(False)
Judge = Callable[[str, Sop, str], Ruling]  # (commit of main, the last approved procedure, its blob) → ruling


@dataclass(frozen=True, slots=True)
class Revision:
    """An approved state of an article: its text ("" when it was removed) and its own files (path → blob id)."""

    commit: str
    at: datetime | None
    blob: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Approved:
    """The outcome of the walk. `revisions`: Markdown path → its approved states, oldest first.

    `files` is the newest approved content of every path, articles' own files included. `held`: path → the commit whose
    content of it is not approved, for every path where main differs from `files`. `sop` is the last approved procedure
    that can be read, `sop_blob` its blob; `faulty` the commits that brought an approved procedure which cannot be.
    """

    main: str
    files: Mapping[str, str]
    revisions: Mapping[str, tuple[Revision, ...]]
    held: Mapping[str, str]
    sop: Sop
    sop_blob: str
    newest: datetime | None = None
    faulty: tuple[str, ...] = ()
    overdue: tuple[tuple[str, datetime], ...] = ()  # (merge, when its missing approvals were due)
    sites: tuple[tuple[str, str], ...] = ()  # (commit, blob) of every approved mkdocs.yml, oldest first


def walk(repo: Repo, main: str, anchor: str, judge: Judge) -> Approved:
    """Judge main's first parents from the anchor (whose own tree is trusted) to `main`, a commit.

    Raises Refused where main does not descend from the anchor, or nothing in it can be judged by.
    """
    state = _State(repo, repo.tree(anchor))
    state.newest = repo.commit(anchor).committed
    state.snapshot(state.files, anchor, state.newest)
    state.keep_site(anchor)
    previous = anchor
    for commit, deltas in repo.history(main, anchor):
        if repo.commit(commit).parents[:1] != (previous,):
            raise Refused(
                msg("riwayat main tidak berawal dari jangkar kepercayaan {anchor}", anchor=anchor[:12]),
                msg("main di server ini bukan yang dibuat oleh terbit server init; jangan diterbitkan, periksa dulu"),
            )
        previous = commit
        ruling = judge(commit, state.sop, state.sop_blob)
        if ruling.approved:
            state.promote(commit, deltas, ruling)
        else:
            state.held.update(dict.fromkeys((delta.path for delta in deltas), commit))
    tip = {path: _plain(entry) for path, entry in repo.tree(main).items()}
    held = {
        path: state.held.get(path, main)
        for path in sorted(tip.keys() | state.files.keys())
        if tip.get(path) != state.files.get(path)
    }
    return Approved(
        main,
        state.files,
        {path: tuple(found) for path, found in sorted(state.revisions.items())},
        held,
        state.sop,
        state.sop_blob,
        state.newest,
        tuple(state.faulty),
        tuple(state.overdue),
        tuple(state.sites),
    )


def as_it_stands(files: Mapping[str, Entry], sop: Sop) -> Approved:
    """A work folder for a preview: taken as it is, as if everything in it were approved."""
    plain = {path: oid for path, entry in files.items() if (oid := _plain(entry)) is not None}
    owned = _owned(plain)
    revisions = {
        path: (Revision("", None, oid, owned.get(path, {})),) for path, oid in plain.items() if is_markdown(path)
    }
    sites = (("", plain[SITE]),) if SITE in plain else ()
    return Approved("", plain, revisions, {}, sop, plain.get(procedure.PATH, ""), sites=sites)


@dataclass
class _State:
    repo: Repo
    entries: Mapping[str, Entry]
    files: dict[str, str] = field(init=False)
    owned: dict[str, dict[str, str]] = field(init=False)
    revisions: dict[str, list[Revision]] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    faulty: list[str] = field(default_factory=list)
    overdue: list[tuple[str, datetime]] = field(default_factory=list)
    sites: list[tuple[str, str]] = field(default_factory=list)
    newest: datetime | None = None
    sop: Sop = field(init=False)
    sop_blob: str = field(init=False)

    def __post_init__(self) -> None:
        self.files = {path: oid for path, entry in self.entries.items() if (oid := _plain(entry)) is not None}
        self.owned = _owned(self.files)
        self.sop_blob = self.files.get(procedure.PATH, "")
        sop = self._procedure()
        if sop is None:
            raise Refused(msg("sop.yml pada jangkar kepercayaan tidak ada atau tidak terbaca"))
        self.sop = sop

    def _procedure(self) -> Sop | None:
        try:
            content = self.repo.blob(self.files[procedure.PATH])
        except KeyError:
            return None
        return procedure.read(content)[0]

    def promote(self, commit: str, deltas: Iterable[Delta], ruling: Ruling) -> None:
        """Take over what an approved merge brought, path by path.

        Its tree is git's own merge of its parents (the judge saw to it). A path whose content is not what the
        reviewers read (both sides had changed it) counts only where the base's side was approved as well: otherwise
        an approved line would carry an unapproved one in. Who is asked was judged by what main held; where that was not
        approved, who is asked about what readers would see changed must have approved too: otherwise what nobody
        approved could first drop the flag that asks for more.
        """
        deltas = list(deltas)
        uncovered = self._uncovered(deltas, ruling)
        paths = [delta.path for delta in deltas] if len(deltas) <= _ON_ONE_LINE else []
        tip = self.repo.tree(ruling.tip, *paths) if ruling.tip else {}
        touched = []
        for delta in deltas:
            path = delta.path
            read = _plain(tip.get(path)) == _plain(delta.new)
            if path in uncovered or (not read and self.files.get(path) != _plain(delta.old)):
                self.held[path] = commit
                continue
            self._set(path, _plain(delta.new))
            self.held.pop(path, None)
            touched.append(path)
        self.newest = max(filter(None, (self.newest, ruling.at)), default=None)
        if ruling.overdue is not None:
            self.overdue.append((commit, ruling.overdue))
        self.snapshot(touched, commit, ruling.at)
        if SITE in touched:
            self.keep_site(commit)
        if procedure.PATH in touched:
            sop = self._procedure()
            if sop is None:
                self.faulty.append(commit)
            else:
                self.sop, self.sop_blob = sop, self.files[procedure.PATH]

    def _uncovered(self, deltas: list[Delta], ruling: Ruling) -> frozenset[str]:
        """The paths whose change against what is approved asks roles that did not approve. A text that is withdrawn is
        not shown: nothing keeps it from going."""
        if not self.held or ruling.roles is None:
            return frozenset()
        before = {path: Entry("100644", oid) for path, oid in self.files.items()}
        new = {delta.path: delta.new for delta in deltas}
        after = {path: entry for path, entry in {**before, **new}.items() if entry is not None}
        changed = [Delta(path, before.get(path), entry) for path, entry in new.items() if before.get(path) != entry]
        found = set()
        for path in touched_by(self.repo, changed, before, self.repo.tree(ruling.tip), after, self.sop):
            asked = demand_of([path], self.sop)
            few = asked.any_one or asked.urgent
            heard = ruling.roles & set(asked.roles)
            gone = path.result is not None and path.result.meta is not None and path.result.meta.withdrawn is not None
            if not gone and not (heard if few else heard == set(asked.roles)):
                found.add(path.path)
        return frozenset(found)

    def keep_site(self, commit: str) -> None:
        """Remember the site's configuration as it now is."""
        if SITE in self.files:
            self.sites.append((commit, self.files[SITE]))

    def _set(self, path: str, oid: str | None) -> None:
        holder = holder_of(path)
        if oid is None:
            self.files.pop(path, None)
            if holder is not None:
                self.owned.get(holder, {}).pop(path, None)
        else:
            self.files[path] = oid
            if holder not in (None, path):
                self.owned.setdefault(str(holder), {})[path] = oid

    def snapshot(self, touched: Iterable[str], commit: str, at: datetime | None) -> None:
        """Keep a revision of every article that one of these paths belongs to."""
        texts = {path if is_markdown(path) and holder_of(path) is None else holder_of(path) for path in touched}
        for text in sorted(filter(None, texts)):
            if text not in self.files and text not in self.revisions:
                continue  # files in a folder without an article: nothing is shown there
            revision = Revision(commit, at, self.files.get(text, ""), dict(self.owned.get(text, {})))
            self.revisions.setdefault(text, []).append(revision)


def _plain(entry: Entry | None) -> str | None:
    """A plain file's blob; symlinks, links to other repositories and absent files are None: never approved content."""
    return entry.oid if entry is not None and entry.mode in ("100644", "100755") else None


def _owned(files: Mapping[str, str]) -> dict[str, dict[str, str]]:
    owned: dict[str, dict[str, str]] = {}
    for path, oid in files.items():
        holder = holder_of(path)
        if holder is not None and holder != path:
            owned.setdefault(holder, {})[path] = oid
    return owned


def config(files: Mapping[str, str], sop_blob: str, site_blob: str) -> dict[str, str]:
    """The configuration of the site: the last approved overrides, the last sop.yml and mkdocs.yml that can be used."""
    found = {path: oid for path, oid in files.items() if path.startswith(OVERRIDES)}
    found.update({path: oid for path, oid in ((procedure.PATH, sop_blob), (SITE, site_blob)) if oid})
    return dict(sorted(found.items()))


def shared(files: Mapping[str, str]) -> dict[str, str]:
    """Files below content/ that are no text and belong to no article."""
    return {
        path: oid
        for path, oid in sorted(files.items())
        if path.startswith(ROOT) and not is_markdown(path) and holder_of(path) is None
    }
