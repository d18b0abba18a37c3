"""What a change does to what is public already: an address never stops answering, a document is not replaced in
silence. Judged where a change is held against main; a tree alone does not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from terbit import pictures
from terbit.articles import article as articles
from terbit.articles import library as libraries
from terbit.articles.cache import Cache
from terbit.articles.library import Card, Library, old_address
from terbit.articles.tree import Tree
from terbit.findings import Finding, Severity, sorted_findings
from terbit.messages import msg
from terbit.rules.rule import WHOLE, Fault, Rule
from terbit.sop import Sop

_MOVED = Rule("AD004", Severity.ERROR, msg("alamat yang sudah tayang tetap menjawab"), adopted=Severity.ERROR)
_REPLACED = Rule("AT009", Severity.WARNING, msg("lampiran yang sudah tayang tidak diganti diam-diam"))
RULES = (_MOVED, _REPLACED)


def judge(before: Tree, after: Tree, sop: Sop, as_of: datetime, cache: Cache) -> list[Finding]:
    """What is wrong with going from one tree (main) to another. `as_of` (aware) decides what is public."""
    paths = [
        path for path in before.files.keys() | after.files.keys() if before.files.get(path) != after.files.get(path)
    ]
    old, new = _cards(before, paths, sop, cache), _cards(after, paths, sop, cache)
    public = {path: card for path, card in old.items() if card.readable and card.due(as_of) and not card.exempt}
    found = list(_replaced(before, after, paths, sop, as_of))
    if any(path not in new or set(card.redirect_from) - set(new[path].redirect_from) for path, card in public.items()):
        library = libraries.load(after, sop.zone, cache)
        found += [_MOVED.finding(fault, fault.path) for fault in _moved(public, old, new, library)]
        found += [_MOVED.finding(fault, fault.path) for fault in _forgotten(public, new, library)]
    return sorted_findings(found)


def _cards(tree: Tree, paths: list[str], sop: Sop, cache: Cache) -> dict[str, Card]:
    """The cards of those of the paths that are texts of a tree."""
    texts = {path: tree.files[path].oid for path in paths if articles.is_markdown(path) and path in tree.files}
    at = {blob: path for path, blob in texts.items()}
    found = libraries.cards(at, lambda blob: tree.read(at[blob]), sop.zone, cache)
    return {path: found[blob] for path, blob in texts.items()}


def _moved(
    public: Mapping[str, Card], old: Mapping[str, Card], new: Mapping[str, Card], library: Library
) -> Iterator[Fault]:
    """Texts that went to another address without `redirect_from`. What is deleted keeps its address: a placeholder."""
    fresh = {path: card for path, card in new.items() if path not in old}
    for path, card in public.items():
        address = articles.address_of(path)
        if path in new or not address or address in library.by_address or address in library.redirects:
            continue
        here = next((other for other, its in fresh.items() if _is_same(path, card, other, its)), None)
        if here is not None:
            yield Fault(
                msg("artikel ini pindah dari alamat yang sudah tayang: /{address}", address=address),
                msg('tambahkan redirect_from: ["/{address}"]', address=address),
                WHOLE,
                here,
            )


def _is_same(path: str, card: Card, other: str, its: Card) -> bool:
    same_name = articles.slug_of(path) == articles.slug_of(other)
    same_title = card.title == its.title and card.date == its.date
    return card.blob == its.blob or same_name or same_title


def _forgotten(public: Mapping[str, Card], new: Mapping[str, Card], library: Library) -> Iterator[Fault]:
    """Old addresses that were taken out of `redirect_from`."""
    for path, card in public.items():
        if path not in new or not new[path].readable:
            continue
        for written in card.redirect_from:
            address = old_address(written)
            if address is not None and address not in library.redirects and address not in library.by_address:
                yield Fault(
                    msg("alamat lama /{address} tidak lagi menuju ke mana pun", address=address),
                    msg('kembalikan "/{address}" ke redirect_from', address=address),
                    WHOLE,
                    path,
                )


def _replaced(before: Tree, after: Tree, paths: list[str], sop: Sop, as_of: datetime) -> Iterator[Finding]:
    """AT009: documents of public articles that are others now, without a correction that says so."""
    for path in sorted(paths):
        holder = articles.holder_of(path)
        both = path in before.files and path in after.files
        if holder is None or articles.is_markdown(path) or pictures.is_picture(path) or not both:
            continue
        if holder not in before.files or holder not in after.files:
            continue
        was = articles.read(holder, before.read(holder), sop.zone).meta
        now = articles.read(holder, after.read(holder), sop.zone).meta
        if was is None or now is None or not articles.due(was, as_of) or now.withdrawn is not None:
            continue
        if len(now.corrections) <= len(was.corrections):
            fault = Fault(
                msg("lampiran ini sudah tayang dan diganti tanpa ralat"),
                msg("catat di corrections apa yang berubah, agar pembaca versi lama tahu"),
                WHOLE,
                path,
            )
            yield _REPLACED.finding(fault, path)
