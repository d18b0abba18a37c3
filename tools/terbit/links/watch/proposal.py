"""Which links are to be replaced by what, and how a proposal remembers it: in trailers of its commits. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from terbit.articles import article, webaddress
from terbit.links.watch.mending import mended
from terbit.links.watch.places import Place
from terbit.links.watch.replacement import Replacement, replacement
from terbit.links.watch.state import State
from terbit.rules.signs.adverts import advertised_by, phrases
from terbit.sop import Links

TRAILER = "Terbit-Link"  # of a proposal's commits: old address, new address
MOST = 100  # links of one proposal: more nobody can look at


@dataclass(frozen=True)
class Proposal:
    """`files`: path → text of what changes. `places`: of each address that is replaced, where it stood. `left`: places
    where a link could not be replaced without changing more than it."""

    instead: Mapping[str, Replacement]
    files: Mapping[str, str]
    places: Mapping[str, list[Place]]
    left: Mapping[str, list[Place]]


def chosen(
    states: Mapping[str, State], links: Links, home: str, settled: Collection[str] = ()
) -> dict[str, Replacement]:
    """What is to take whose place. Nothing for `settled` addresses, and nothing that the office's own rules would
    refuse: this site's own address, or one that advertises."""
    found = {}
    for url, state in states.items():
        instead = replacement(state, links)
        if instead is not None and url not in settled and _decent(instead.address, home):
            found[url] = instead
    return found


def _decent(address: str, home: str) -> bool:
    host = urlsplit(address).hostname or ""
    own = webaddress.web(home, "")
    seen = webaddress.web(home, address)
    if seen is None or (own is not None and seen.origin == own.origin):
        return False
    return advertised_by(host) is None and not phrases(unquote(urlsplit(address).path)[:500])


def proposal(texts: Iterable[tuple[str, str]], instead: Mapping[str, Replacement], home: str) -> Proposal:
    """The edits of these texts (path, text), for the first `MOST` addresses that stand in any of them."""
    files: dict[str, str] = {}
    places: dict[str, list[Place]] = {}
    left: dict[str, list[Place]] = {}
    by_host = _by_host(instead)
    for path, text in sorted(texts):
        low = text.lower()
        urls = [url for host, urls in by_host.items() if host in low or not host.isascii() for url in urls]
        if not urls or not article.is_markdown(path):
            continue
        made = mended(text, {url: instead[url].address for url in urls}, home)
        new = list(dict.fromkeys(place.url for place in made.replaced if place.url not in places))
        if len(places) + len(new) > MOST:
            kept_back = set(new[MOST - len(places) :])
            made = mended(text, {url: instead[url].address for url in urls if url not in kept_back}, home)
        for there, kept in ((made.replaced, places), (made.left, left)):
            for place in there:
                kept.setdefault(place.url, []).append(Place(path, place.line, place.column))
        if made.text != text:
            files[path] = made.text
        if len(places) == MOST:
            by_host = _by_host(places)
    return Proposal({url: instead[url] for url in sorted(places)}, files, places, left)


def _by_host(urls: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for url in urls:
        found.setdefault((urlsplit(url).hostname or "").lower(), []).append(url)
    return found


def message(title: str, made: Proposal) -> str:
    """The message of a proposal's commit: what reviewers must look at, and trailers, which `proposed` reads."""
    doubtful = [f"- {url} → {new.address}" for url, new in made.instead.items() if new.doubtful]
    lines = [f"{TRAILER}: {url} {new.address}" for url, new in made.instead.items()]
    look = ["\n".join(["Periksa dahulu, milik situs lain:", *doubtful])] if doubtful else []
    return "\n\n".join([title, *look, "\n".join(lines)]) + "\n"


def proposed(trailers: Iterable[str]) -> dict[str, str]:
    """Old address → new one, of the trailers of a proposal's commits."""
    parts = (value.split(" ") for value in trailers)
    return {part[0]: part[1] for part in parts if len(part) == 2}
