"""Advertising that breaks into offices' sites (gambling, pills, pornography) and the marks of a hacked site.

An honest text on fighting online gambling names the same things, so a word alone never stops a text: what stops it is
a link that leads there, or advertising without one word about why it is named. The rest is a warning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import unquote

from terbit.articles import webaddress
from terbit.findings import Severity
from terbit.messages import msg
from terbit.rules.rule import Fault, Place, Rule, Subject
from terbit.rules.signs.adverts import AGAINST, HACKED, MANY, OFFICIAL, advertised_by, phrases
from terbit.rules.signs.disguise import hidden_letters, plain

_FARM_HOSTS = 20
_LONGEST = 2000  # letters of one entry of the front matter
_FARM_SHARE = 0.5  # of all letters that are read stand in links to other sites


def _against(subject: Subject) -> bool:
    """Whether a text says anywhere that it is about such things, not for them."""
    told = [subject.prose.text, *(text for text, _ in subject.said)]
    return any(AGAINST.search(plain(text)) for text in told)


def linked(subject: Subject) -> Iterator[Fault]:
    """IK001: no link leads to gambling, pills or pornography; no text is their advertisement."""
    against = _against(subject)
    texts = defaultdict[str, str](str)
    for anchor in subject.prose.anchors:
        texts[anchor.address] += f" {anchor.text}"
    for link in subject.page.links:
        seen = _web(link.address)
        if seen is None or (OFFICIAL.search(seen.origin[0]) and not phrases(unquote(seen.path)[:500])):
            continue
        host = advertised_by(seen.origin[0])
        text = next(iter(phrases(texts[link.address]) | phrases(unquote(seen.path)[:500])), None)
        if host is not None or (text is not None and not against):
            yield Fault(
                msg('tautan ini mengiklankan "{text}"', text=host or text),
                msg("hapus; bila bukan Anda yang menulisnya, akun atau komputer penulis mungkin diretas"),
                (link.line, link.column),
            )
    found = frozenset[str]() if against else _advertised(subject)
    if len(found) >= MANY:
        yield Fault(
            msg("naskah ini berisi iklan: {phrases}", phrases=", ".join(sorted(found)[:MANY])),
            msg("hapus; bila bukan Anda yang menulisnya, akun atau komputer penulis mungkin diretas"),
            _place(subject, found),
        )


def named(subject: Subject) -> Iterator[Fault]:
    """IK002: what advertisers write is looked at by a person, unless the text says why it is named."""
    against = _against(subject)
    found = _advertised(subject)
    if found and (len(found) >= MANY if against else len(found) < MANY):
        yield Fault(
            msg('ungkapan iklan judi atau sejenisnya: "{text}"', text=sorted(found)[0]),
            msg("hapus, atau jelaskan mengapa disebut"),
            _place(subject, found),
        )
    elif found and hidden_letters(subject.page.source):
        yield Fault(
            msg('ungkapan iklan yang disamarkan: "{text}"', text=sorted(found)[0]),
            msg("hapus huruf yang tak terlihat atau huruf asing di dalam kata"),
            _place(subject, found),
        )


def _advertised(subject: Subject) -> frozenset[str]:
    return phrases(subject.prose.text) | frozenset(
        phrase for text, _ in subject.said for phrase in phrases(text[:_LONGEST])
    )


def _place(subject: Subject, found: frozenset[str]) -> Place:
    for text, place in subject.said:
        if found & phrases(text[:_LONGEST]):
            return place
    return subject.page.find(*sorted(found))


def _web(address: str) -> webaddress.Web | None:
    try:
        return webaddress.web("https://a.invalid/", address)
    except webaddress.Malformed:
        return None  # LK007


def hacked(subject: Subject) -> Iterator[Fault]:
    """IK003: what break-ins leave behind; as an example it stands in a block of code."""
    for text, place in [*subject.said, (subject.prose.text, None)]:
        found = HACKED.search(text)
        if found is not None:
            yield Fault(
                msg('ada sisa peretasan: "{text}"', text=found[0]),
                msg("hapus; bila ini contoh, tulis di dalam blok kode (```)"),
                place or subject.page.find(found[0]),
            )


def farmed(subject: Subject) -> Iterator[Fault]:
    """IK004: a text is more than links to other sites."""
    hosts = set[str]()
    letters = 0
    for anchor in subject.prose.anchors:
        seen = _web(anchor.address)
        if seen is not None and seen.origin[0] != "a.invalid":
            hosts.add(seen.origin[0])
            letters += len(anchor.text)
    if len(hosts) >= _FARM_HOSTS and letters >= _FARM_SHARE * len(" ".join(subject.prose.text.split())):
        yield Fault(
            msg("naskah ini hampir hanya tautan: ke {count} situs", count=len(hosts)),
            msg("periksa siapa yang menulisnya; jelaskan setiap tautan, atau hapus"),
            subject.page.find("http"),
        )


RULES = (
    Rule("IK001", Severity.ERROR, msg("tidak ada iklan judi, obat, atau pornografi"), linked, adopted=Severity.ERROR),
    Rule("IK002", Severity.WARNING, msg("ungkapan iklan judi dan sejenisnya dijelaskan"), named),
    Rule("IK003", Severity.ERROR, msg("tidak ada sisa peretasan"), hacked, adopted=Severity.ERROR),
    Rule("IK004", Severity.WARNING, msg("naskah bukan kumpulan tautan"), farmed),
)
