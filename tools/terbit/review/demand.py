"""Who must approve a change: judged by what it would change on `main`, never by what the change says of itself.

`demand` reads git, `demand_of` decides. The procedure is the base's; the front matter of base, tip and merge result
all count, so a flag that a change drops and a category that it leaves still ask their people (DESIGN: Who approves
what; REQUIREMENTS A3, A6, C3.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Literal, get_args

from terbit.articles import article
from terbit.articles.article import UNCLASSIFIED, Article
from terbit.articles.frontmatter import FrontMatter
from terbit.git import Delta, Entry, Repo
from terbit.sop import Sop

Kind = Literal[
    "article", "publication", "page", "layout", "policy", "urgent", "withdrawal", "adoption", "report", "control"
]  # what a change touches; `control` steers the site itself (sop.yml, mkdocs.yml, code, styles, SVG, …), and is also
# `layout` where it is what readers see: menu, theme, styles, graphics (REQUIREMENTS A6)

# Files that only inform. All others can act in a reader's browser or steer the site: the floor approves them.
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif"})
DOCUMENTS = frozenset({
    ".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".doc", ".xls", ".ppt", ".rtf",
    ".epub", ".zip", ".csv", ".txt", ".json", ".geojson", ".ics", ".mp3", ".mp4", ".ogg",
})  # fmt: skip
URGENT = "serta-merta"
_LAYOUT = re.compile(r"mkdocs\.yml\Z|overrides/|content/.*\.(?:svg|css)\Z", re.IGNORECASE | re.DOTALL)
_REPORT = re.compile(r"reports/[0-9]{4}-[0-9]{2}/(?:index\.md|notes\.md|figures\.json|SHA256SUMS|[a-z0-9-]+\.csv)\Z")


@dataclass(frozen=True, slots=True)
class Demand:
    """Who is asked. `roles`: each must approve, in the order of the steps; `publishers`: any of them merges.

    `any_one`: one of the roles is enough (a withdrawal). `urgent`: one is enough now, the others within the hours that
    sop.yml sets. No roles at all: the change changes nothing.
    """

    roles: tuple[str, ...]
    publishers: frozenset[str]
    kinds: tuple[Kind, ...]
    any_one: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Touched:
    """A path that the merge would change, with the article that it belongs to in base, tip and result (None: none).

    An article's text belongs to itself, a picture or attachment to the article in whose folder it lies. `plain` is
    False where the path is no ordinary file on some side (a symbolic link, a submodule, an executable).
    """

    path: str
    base: Article | None = None
    tip: Article | None = None
    result: Article | None = None
    plain: bool = True

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(side for side in (self.base, self.tip, self.result) if side is not None)

    @property
    def after(self) -> tuple[Article, ...]:
        return tuple(side for side in (self.tip, self.result) if side is not None)


def demand(repo: Repo, base: str, result: str, tip: str, sop: Sop) -> Demand:
    """The demand of merging `tip` into `base` (the present main), where `result` is the merge's commit or tree.

    `sop` is the base's. Only the difference between base and result counts: what a diff against an older merge base
    would show is the pusher's choice. Raises GitError when an id is none.
    """
    return demand_of(touched(repo, base, result, tip, sop), sop)


def touched(repo: Repo, base: str, result: str, tip: str, sop: Sop) -> list[Touched]:
    """Every path that differs between base and result, with its owners. A rename is a removal and an addition."""
    deltas = repo.diff(base, result)
    if not any(delta.path.startswith(article.ROOT) for delta in deltas):
        return [Touched(delta.path, plain=_plain(delta)) for delta in deltas]
    return touched_by(repo, deltas, repo.tree(base), repo.tree(tip), repo.tree(result), sop)


def touched_by(
    repo: Repo,
    deltas: Iterable[Delta],
    base: Mapping[str, Entry],
    tip: Mapping[str, Entry],
    result: Mapping[str, Entry],
    sop: Sop,
) -> list[Touched]:
    """Every path of `deltas` with its owners, by the files of base, tip and result."""

    @cache
    def read(path: str, oid: str) -> Article:
        return article.read(path, repo.blob(oid), sop.zone, oid)

    def owner(path: str, files: Mapping[str, Entry]) -> Article | None:
        holder = _owner(path, files)
        return None if holder is None else read(holder, files[holder].oid)

    return [
        Touched(
            delta.path, owner(delta.path, base), owner(delta.path, tip), owner(delta.path, result), plain=_plain(delta)
        )
        for delta in deltas
    ]


def _plain(delta: Delta) -> bool:
    return all(side is None or side.mode == "100644" for side in (delta.old, delta.new))


def _owner(path: str, files: Mapping[str, Entry]) -> str | None:
    """The text that a path of content/ belongs to: itself, the article in whose folder it lies, and outside of any
    article's folder the nearest page (`index.md`) at or above it."""
    if not path.startswith(article.ROOT):
        return None
    if article.is_markdown(path):
        candidates = [path]
    elif (holder := article.holder_of(path)) is not None:
        candidates = [holder]
    else:
        inner = PurePosixPath(path.removeprefix(article.ROOT)).parents
        candidates = [str(PurePosixPath(article.ROOT, folder, "index.md")) for folder in inner]
    return next((name for name in candidates if name in files and files[name].mode == "100644"), None)


class _Asked:
    """What has been asked so far; demands only ever add up."""

    def __init__(self) -> None:
        self.steps: set[str] = set()
        self.roles: set[str] = set()
        self.kinds: set[Kind] = set()


def demand_of(paths: Iterable[Touched], sop: Sop) -> Demand:
    """The union of what each touched path asks, by the office's procedure. Pure."""
    every = list(paths)
    asked = _Asked()
    for path in every:
        _ask(path, sop, asked)
    withdrawal = bool(every) and all(_withdraws(path) for path in every)
    if withdrawal:
        asked.kinds.add("withdrawal")
    # What the floor or the recipient decides does not hurry, whatever article comes with it.
    urgent = sop.urgent is not None and bool(every) and all(_hurries(path) for path in every)
    if urgent:
        asked.kinds.add("urgent")
    roles = asked.roles | set(sop.deciding_roles(asked.steps))
    return Demand(
        roles=ordered(roles, sop),
        publishers=sop.publishing_roles(asked.steps or sop.steps),
        kinds=tuple(kind for kind in get_args(Kind) if kind in asked.kinds),
        any_one=withdrawal,
        urgent=urgent and not withdrawal,
    )


def _ask(path: Touched, sop: Sop, asked: _Asked) -> None:
    if any(_matches(pattern, path.path) for pattern in sop.policy.paths):
        _ask_policy(sop, asked)
    if _LAYOUT.match(path.path) and article.holder_of(path.path) is None:
        asked.kinds.add("layout")
    if not path.plain:
        _ask_floor(sop, asked, "control")
    elif _belongs_to_article(path):
        _ask_owners(path, sop, asked)
    elif _REPORT.match(path.path):
        asked.kinds.add("report")
        asked.roles.add(sop.report.recipient)
    else:
        _ask_floor(sop, asked, "control")


def _belongs_to_article(path: Touched) -> bool:
    if not path.path.startswith(article.ROOT) or not path.articles:
        return False
    return article.is_markdown(path.path) or PurePosixPath(path.path).suffix.lower() in PICTURES | DOCUMENTS


def _ask_floor(sop: Sop, asked: _Asked, kind: Kind) -> None:
    """The two roles that approve what steers the site: hard-coded, whatever the procedure says."""
    asked.kinds.add(kind)
    asked.roles |= {sop.floor.administrator, sop.floor.head}


def _ask_policy(sop: Sop, asked: _Asked) -> None:
    asked.kinds.add("policy")
    asked.steps |= set(sop.policy.steps)
    if not sop.deciding_roles(sop.policy.steps):
        asked.roles.add(sop.floor.head)


def _ask_owners(path: Touched, sop: Sop, asked: _Asked) -> None:
    metas = [side.meta for side in path.articles if side.meta is not None]
    if any(meta.policy for meta in metas):
        _ask_policy(sop, asked)
    if any(side.meta is None for side in path.articles):  # who knows what it is: everybody looks
        _ask_floor(sop, asked, "control")
        asked.roles |= set(sop.deciding_roles(sop.steps))
        return
    if _adopts(path):
        _ask_floor(sop, asked, "adoption")
        if path.base is None:
            return
    steps = {step for meta in metas for step in sop.steps_for(meta.categories)}
    if any(side.kind == "page" for side in path.articles):
        asked.kinds.add("page")
        steps |= set(sop.pages)
    else:
        shown = any(
            sop.categories[name].publication for meta in metas for name in meta.categories if name in sop.categories
        )
        asked.kinds.add("publication" if shown else "article")
    asked.steps |= steps
    if not sop.deciding_roles(steps):  # no category that the procedure knows: never nobody
        asked.roles |= {sop.floor.administrator, sop.floor.head, *sop.deciding_roles(sop.steps)}


def _adopts(path: Touched) -> bool:
    """Whether it brings in an article of an existing site, or says of one of ours that it were one."""
    was = path.base is not None and _information(path.base) == UNCLASSIFIED
    return not was and any(_information(side) == UNCLASSIFIED for side in path.after)


def _hurries(path: Touched) -> bool:
    return (
        path.plain
        and _belongs_to_article(path)
        and path.result is not None
        and all(_information(side) == URGENT for side in path.after)
        and (path.base is None or path.base.meta is not None)
    )


def _information(side: Article) -> str | None:
    return side.meta.information if side.meta is not None else None


def _withdraws(path: Touched) -> bool:
    """Whether it sets `withdrawn` on an article and does nothing else."""
    if not path.plain or not article.is_markdown(path.path) or any(side.meta is None for side in path.articles):
        return False
    if path.base is None or path.result is None or path.base.parsed.body != path.result.parsed.body:
        return False
    before, after = path.base.meta, path.result.meta
    return (
        isinstance(before, FrontMatter)
        and isinstance(after, FrontMatter)
        and before.withdrawn is None
        and after.withdrawn is not None
        and after.model_copy(update={"withdrawn": None}) == before
    )


def ordered(roles: Iterable[str], sop: Sop) -> tuple[str, ...]:
    """Roles in the order in which the procedure asks them; those without a step last."""
    order = [step.role for step in sop.steps.values()]
    order += [sop.floor.administrator, sop.floor.head, sop.report.recipient]
    wanted = set(roles)
    return tuple(role for role in dict.fromkeys(order) if role in wanted)


def _matches(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern of sop.yml: `*` stays within a folder, `**` does not."""
    return _compiled(pattern).fullmatch(path) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*|\*|\?)", pattern)
    wild = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(wild.get(part, re.escape(part)) for part in parts), re.DOTALL)
