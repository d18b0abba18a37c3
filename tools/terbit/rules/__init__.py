"""Rules: what is proposed is held against them. One file a family; RULES is the explicit list. What they look with:
`body` (a text as a page and as prose), `files` (inside documents), `signs` (numbers, addresses, adverts, disguises).

`check` judges a tree, `shape` its names and modes, `sensitive` one blob of a commit (what must not even enter the
history), `introduced` what a change brings in: a finding blocks only the change that brings it in. `changed` judges the
step from main to a change: what is public stays so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from terbit import git
from terbit.articles import article as articles
from terbit.articles.cache import Cache
from terbit.articles.tree import Tree
from terbit.findings import Finding, Refused, sorted_findings
from terbit.messages import Message
from terbit.pictures import exif_place, inspect, is_convertible, is_picture, names_place
from terbit.rules import (
    active,
    address,
    attachments,
    changes,
    dates,
    ethics,
    events,
    exempt,
    frontmatter,
    headings,
    language,
    links,
    names,
    personal,
    reachable,
    settings,
    spam,
)
from terbit.rules import pictures as picture_rules
from terbit.rules import shape as shapes
from terbit.rules.judging import Judging
from terbit.rules.rule import WHOLE, Fault, Rule
from terbit.sop import Sop

RULES: tuple[Rule, ...] = (
    *frontmatter.RULES,
    *names.RULES,
    *dates.RULES,
    *events.RULES,
    *address.RULES,
    *picture_rules.RULES,
    *attachments.RULES,
    *exempt.RULES,
    *personal.RULES,
    *active.RULES,
    *spam.RULES,
    *links.RULES,
    *reachable.RULES,
    *headings.RULES,
    *language.RULES,
    *ethics.RULES,
    *changes.RULES,
    *shapes.RULES,
    *settings.RULES,
)
BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}


def check(
    tree: Tree, sop: Sop, as_of: datetime, *, only: Collection[str] | None = None, cache: Path | None = None
) -> list[Finding]:
    """Every finding of a tree, by place. `as_of` (aware) decides what is public.

    `only`: paths that changed; then only they and what they touch are judged (the folder's article, texts that link
    to them), within the whole tree. `cache`: a folder where what was found out about blobs is kept; it may be lost.
    """
    found = [finding for finding in shape(tree.files) if only is None or finding.path in only]
    if settings.CONFIG in tree.files and (only is None or settings.CONFIG in only):
        found += settings.settings(tree.read)
    with Cache(cache) as opened:
        found += Judging(tree, sop, as_of, RULES, opened).findings(only)
    return sorted_findings(found)


def changed(before: Tree, after: Tree, sop: Sop, as_of: datetime, *, cache: Path | None = None) -> list[Finding]:
    """What is wrong with going from `before` (main) to `after`, which neither tree shows alone."""
    with Cache(cache) as opened:
        return changes.judge(before, after, sop, as_of, opened)


def shape(files: Mapping[str, git.Entry]) -> list[Finding]:
    """What is wrong with a tree's names and modes, anywhere in it."""
    return shapes.shape(files)


def sensitive(path: str, content: bytes, sop: Sop) -> list[Finding]:
    """What must not enter the history: exempt material, personal data, where a picture was taken. For each new blob."""
    if is_picture(path) or is_convertible(path):
        return _located(path, content)
    if not path.startswith(articles.ROOT):
        return []
    found = [
        rule.finding(fault, path) for rule in personal.RULES for fault in personal.in_file(rule.id, path, content, sop)
    ]
    if articles.is_markdown(path) and exempt.is_exempt(content):
        rule = BY_ID["EX001"]
        found.append(rule.finding(exempt.fault(exempt.place(content)), path))
    return sorted_findings(found)


def _located(path: str, content: bytes) -> list[Finding]:
    try:
        located = inspect(content).has_gps if is_picture(path) else exif_place(content) or names_place(content)
    except Refused:
        # what cannot be read is PG003's business; a location in it can still be told
        located = names_place(content) or exif_place(content)
    if located:
        message, hint = picture_rules.located()
        return [BY_ID["PG005"].finding(Fault(message, hint, WHOLE, path), path)]
    return []


def introduced(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Those of `after` that `before` lacks: what a change brings in. Where in the file they stand does not matter."""
    known = Counter(map(_same, before))
    brought = []
    for finding in sorted_findings(after):
        if known[_same(finding)] > 0:
            known[_same(finding)] -= 1
        else:
            brought.append(finding)
    return brought


def _same(finding: Finding) -> tuple[str, str, str, Message]:
    return finding.rule, finding.severity, finding.path, finding.message
