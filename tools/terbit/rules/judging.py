"""How a tree is judged: each text by its own rules (kept by blob ids), then by those that see the whole tree."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from terbit.articles import article as articles
from terbit.articles import library as libraries
from terbit.articles.cache import Cache
from terbit.articles.tree import Tree
from terbit.findings import Finding, sorted_findings
from terbit.git import Entry
from terbit.rules import attachments, dates, keep
from terbit.rules.rule import Office, Rule, Subject, Text
from terbit.sop import Sop


class Judging:
    """One run over one tree. What it finds out about a text is kept in `cache` for the next."""

    def __init__(self, tree: Tree, sop: Sop, as_of: datetime, rules: Sequence[Rule], cache: Cache) -> None:
        self._tree, self._sop, self._cache = tree, sop, cache
        self._alone = [rule for rule in rules if rule.judge is not None]
        self._across = [rule for rule in rules if rule.across is not None]
        self._by_id = {rule.id: rule for rule in rules}
        self._folders = Folders(tree.files)
        self._library = libraries.load(tree, sop.zone, cache)
        self._office = Office(self._library, tree.files, as_of, self._text, self._folders.of, sop)
        # of the procedure the rules read this much: a new colleague's key does not make them look at all again
        heard = sop.model_dump_json(include={"office", "categories", "channels"})
        self._procedure = hashlib.sha256(heard.encode()).hexdigest()
        self._known: dict[str, tuple[list[Finding], Text]] = {}

    def findings(self, only: Collection[str] | None = None) -> list[Finding]:
        """The findings of every text, or of those that a change of the paths `only` touches."""
        found: list[Finding] = []
        for path in self._library.cards if only is None else self._touched(frozenset(only)):
            own, text = self._judged(path)
            found += own
            adopted = self._library.cards[path].information == articles.UNCLASSIFIED
            for rule in self._across:
                if rule.across is not None:
                    found += (rule.finding(fault, path, adopted=adopted) for fault in rule.across(text, self._office))
        found += self._orphans(only)
        return sorted_findings(found)

    def _touched(self, only: frozenset[str]) -> list[str]:
        """The texts themselves, those in whose folders the files lie, those that may link to them, and those whose
        slug or old address they may have taken."""
        texts = {path for path in only if articles.is_markdown(path)}
        folders = {folder for path in only - texts if (folder := article_folder(path)) is not None}
        slugs = {articles.slug_of(path) for path in texts}
        found = texts | {folder + "index.md" for folder in folders} | set(self._library.mentioning(slugs))
        for path in only - texts:
            if article_folder(path) is None:  # a page's picture
                found.update(page for page in self._library.cards if path.startswith(articles.folder_of(page)))
        for slug in slugs:
            found.update(self._library.by_slug.get(slug, ()))
        for path in texts:
            found.update(self._library.redirects.get(articles.address_of(path), ()))
        return [path for path in self._library.cards if path in found]

    def _text(self, path: str) -> Text:
        return self._judged(path)[1]

    def _judged(self, path: str) -> tuple[list[Finding], Text]:
        """The findings of a text's own rules, and what the others need of it."""
        if path not in self._known:
            key = self._key(path)
            row = self._cache.get("judged", key)
            if row is None:
                result = self._judge(path)
                self._cache.put("judged", key, keep.row(*result))
            else:
                result = keep.result(path, row)
            self._known[path] = result
        return self._known[path]

    def _key(self, path: str) -> str:
        """Everything that the own rules may look at: see `Subject`."""
        parts = [path, self._library.cards[path].blob, self._procedure]
        for name in self._folders.of(path):
            parts += [name, self._tree.files[name].oid]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()

    def _judge(self, path: str) -> tuple[list[Finding], Text]:
        content = self._tree.read(path)
        article = articles.read(path, content, self._sop.zone, self._library.cards[path].blob)
        folder = {name: self._tree.files[name] for name in self._folders.of(path)}
        subject = Subject(article, content, folder, self._tree.read, self._sop)
        adopted = article.meta is not None and article.meta.information == articles.UNCLASSIFIED
        findings = [
            rule.finding(fault, path, adopted=adopted)
            for rule in self._alone
            if rule.judge is not None
            for fault in rule.judge(subject)
        ]
        page = subject.page
        redirects = article.meta.redirect_from if article.meta is not None else ()
        text = Text(
            path,
            article.meta is not None and page.fault is None,
            page.links,
            page.ids,
            tuple((old, subject.place("redirect_from", number)) for number, old in enumerate(redirects)),
            attachments.used(subject),
            subject.place("publish_at"),
            dates.told(subject),
        )
        return findings, text

    def _orphans(self, only: Collection[str] | None) -> Iterable[Finding]:
        """Files in the folder of an article that is not there."""
        rule = self._by_id.get(attachments.UNLISTED)
        if rule is None:
            return
        for folder in self._folders.articles:
            if folder + "index.md" not in self._library.cards:
                for path in self._folders.articles[folder]:
                    if only is None or path in only or folder + "index.md" in only:
                        yield rule.finding(attachments.stray(path), path)


class Folders:
    """Which files lie beside which text: an article's are those in its folder; a page's the others, at or below its."""

    def __init__(self, files: Mapping[str, Entry]) -> None:
        self.articles: dict[str, list[str]] = {}
        self._shared: list[str] = []
        for path, entry in files.items():
            if not path.startswith(articles.ROOT) or articles.is_markdown(path) or not entry.mode.startswith("100"):
                continue
            folder = article_folder(path)
            if folder is not None:
                self.articles.setdefault(folder, []).append(path)
            else:
                self._shared.append(path)
        self._shared.sort()

    def of(self, path: str) -> list[str]:
        """The files beside the text at a path."""
        folder = articles.folder_of(path)
        if articles.kind_of(path) == "article":
            return self.articles.get(folder, [])
        begin = bisect_left(self._shared, folder)
        end = bisect_left(self._shared, folder[:-1] + chr(ord("/") + 1))
        return self._shared[begin:end]


def article_folder(path: str) -> str | None:
    """The article's folder that a file lies in, however deep; None for what belongs to no article."""
    holder = articles.holder_of(path)
    return articles.folder_of(holder) if holder is not None else None
