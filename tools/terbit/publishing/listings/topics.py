"""Topics: the tags that articles share. `topik/` names them all, each has a page at an address made from its text.

A tag that one article alone carries leads nowhere else, so it has no page.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from terbit.articles.page import Generated
from terbit.messages import msg
from terbit.publishing.listings.shape import by_year, lastmod
from terbit.publishing.site import Entry, Site

ADDRESS, TEMPLATE = "topik/", "topics.html"
LEAST = 2  # articles that a topic joins
_LONGEST = 60  # letters of an address; eight more may be needed to tell two apart
_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Topic:
    """A tag as most articles write it, its address, and the articles that are shown (newest first)."""

    name: str
    address: str
    entries: tuple[Entry, ...]


def key_of(tag: str) -> str:
    """What two spellings of one tag have in common: "Padi  Gogo", "padi-gogo" and "PADI GOGO" are one topic."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tag).casefold())
    return re.sub(r"[\s_-]+", " ", folded).strip()


@functools.lru_cache(maxsize=16_384)
def topic_address(tag: str) -> str:
    """Where a tag's page stands: a function of its text alone, so a new tag never moves another one's page.

    What letters and digits of ASCII cannot say, or only at length, is told apart by eight digits of its SHA-256.
    """
    key = key_of(tag)
    letters = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:_LONGEST].strip("-")
    if slug != key.replace(" ", "-") or not _PLAIN.match(key) or re.search(r"(?:^|-)[0-9a-f]{8}\Z", slug):
        slug = "-".join(filter(None, [slug, hashlib.sha256(key.encode()).hexdigest()[:8]]))
    return f"{ADDRESS}{slug}/"


def topics(site: Site) -> Mapping[str, Topic]:
    """Key → topic. One whose articles have expired keeps its page, as an address that was public does."""
    carriers: dict[str, list[Entry]] = {}
    spellings: dict[str, Counter[str]] = {}
    gone = (entry for entry in site.entries if entry.state == "expired" and entry.kind == "article")
    for entry in (*site.articles, *gone):
        for key, tag in keys_of(entry).items():
            carriers.setdefault(key, []).append(entry)
            spellings.setdefault(key, Counter())[" ".join(tag.split())] += 1
    return {
        key: Topic(
            # the commonest spelling; of equally common ones the first by its letters, so that one name holds
            min(spellings[key], key=lambda tag: (-spellings[key][tag], tag)),
            topic_address(key),
            tuple(entry for entry in found if entry.shown),
        )
        for key, found in carriers.items()
        if len(found) >= LEAST
    }


def keys_of(entry: Entry) -> dict[str, str]:
    """The topics of an article: key → the tag as it writes it."""
    found: dict[str, str] = {}
    for tag in entry.meta.tags if entry.meta is not None else ():
        if key_of(tag):
            found.setdefault(key_of(tag), tag)
    return found


def named(found: Mapping[str, Topic], entry: Entry) -> list[tuple[str, str]]:
    """An article's tags as it writes them, each with its page's address; "" where it has none."""
    return [(tag, found[key].address if key in found else "") for key, tag in keys_of(entry).items()]


def pages(site: Site) -> Iterator[Generated]:
    """The index, whose context is `letters`: (first letter, [(name, address, count)]), and a page for each topic."""
    language = site.sop.office.language
    title = msg("Topik").text(language)
    found = sorted(topics(site).values(), key=lambda topic: (key_of(topic.name), topic.address))
    listed = [topic for topic in found if topic.entries]
    letters = [
        (letter, [(topic.name, topic.address, len(topic.entries)) for topic in group])
        for letter, group in groupby(listed, lambda topic: _letter(topic.name))
    ]
    yield Generated(ADDRESS, title, TEMPLATE, {"letters": letters}, lastmod=lastmod(site.articles[:1]))
    for topic in found:
        yield from by_year(
            site,
            topic.entries,
            address=topic.address,
            title=msg("Topik: {topic}", topic=topic.name).text(language),
            of_year=msg("Topik: {topic}, tahun {year}", topic=topic.name),
            back=(ADDRESS, msg("Semua topik").text(language)),
        )


def _letter(name: str) -> str:
    """What a topic stands under: its first letter in capitals, "#" for a digit or a sign."""
    first = unicodedata.normalize("NFKD", key_of(name))[0].upper()
    return first if first.isalpha() else "#"
