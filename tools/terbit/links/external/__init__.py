"""Links to other hosts: which there are, and what their hosts answer. An engine asks; linkchecker is always there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from terbit.articles import markdown
from terbit.articles import webaddress as address
from terbit.links import extract, internal
from terbit.links.external import linkchecker
from terbit.links.external.engines import LIMITS, EngineFault, Limits, Order
from terbit.links.external.verdict import Outcome, outcomes, unless_offline

__all__ = ["EngineFault", "Limits", "addresses", "check", "of_articles", "of_facts"]


def addresses(site: Path, site_url: str) -> dict[str, tuple[str, ...]]:
    """Every address of another host that a built site links to or loads, without fragment → the pages it stands on.

    Sorted. Pages are named by their address below the site's root.
    """
    return of_facts(internal.read(site).facts.items(), site_url)


def of_articles(texts: Iterable[tuple[str, str]], site_url: str) -> dict[str, tuple[str, ...]]:
    """The same, of articles that are not built here: (address, Markdown text)."""
    return of_facts(((name + "index.html", extract.html(_rendered(text))) for name, text in texts), site_url)


def _rendered(text: str) -> bytes:
    try:
        return markdown.html(text).encode("utf-8", "replace")
    except RecursionError:  # absurd nesting: the rules refuse it, and its links are nobody's
        return b""


def of_facts(facts: Iterable[tuple[str, extract.Facts]], site_url: str) -> dict[str, tuple[str, ...]]:
    """The same, of files that were read: (name, facts)."""
    root = internal.root_of(site_url)
    own = address.web(root, "")
    found: dict[str, dict[str, None]] = {}
    for name, fact in facts:
        page = internal.address_of(name)
        base = internal.base_of(root, name, fact)
        for reference in fact.references:
            try:
                seen = address.web(base, reference.address)
            except address.Malformed:
                continue  # a finding of the internal check
            if seen is not None and own is not None and seen.origin != own.origin:
                found.setdefault(seen.text, {})[page] = None
    return {url: tuple(pages) for url, pages in sorted(found.items())}


def check(urls: Iterable[str], limits: Limits = LIMITS, *, loopback: bool = False) -> dict[str, Outcome]:
    """Ask every address once. Addresses of private networks are never asked; `loopback` allows this machine's own.

    Returns after `limits.total` seconds at the latest (and a moment); what was not answered then is not checked. Raises
    EngineFault where that is nobody's fault but ours.
    """
    wanted = tuple(dict.fromkeys(urls))
    return unless_offline(outcomes(wanted, linkchecker.ask(Order(wanted, limits, loopback=loopback))))
