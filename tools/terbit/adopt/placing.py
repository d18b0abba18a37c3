"""Where the documents of an existing site go: slugs, folders, redirects, and which of them came in before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from terbit.adopt import addresses
from terbit.adopt.document import DEFAULT_SECTION, Document
from terbit.adopt.existing import Draft, Listed
from terbit.articles import article as articles
from terbit.articles.library import old_address
from terbit.articles.tree import Tree
from terbit.messages import msg
from terbit.rules.address import MADE, RESERVED
from terbit.sop import Sop

# first folders whose addresses the site makes itself: no adopted page stands there, and no old address leads away
_GENERATED = RESERVED | MADE


@dataclass
class Office:
    """What the office holds already: its slugs, addresses, and how to know a document again that came in before."""

    slugs: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    by_old: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_text: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    claimed: set[str] = field(default_factory=set)

    def known(self, document: Document) -> str | None:
        """The article that a document became in an earlier run."""
        for found in (*(self.by_old.get(old, []) for old in document.old[:1]), self.by_text.get(_key(document), [])):
            for path in found:
                if path not in self.claimed:
                    self.claimed.add(path)
                    return path
        return None


def _key(document: Document) -> tuple[str, str]:
    return document.title, document.date.isoformat() if document.date else ""


def held(tree: Tree, sop: Sop) -> Office:
    """What an office's tree holds."""
    found = Office()
    for path in tree.files:
        if not articles.is_markdown(path):
            continue
        found.slugs.add(articles.slug_of(path))
        found.addresses.add(articles.address_of(path))
        meta = articles.read(path, tree.read(path), sop.zone).meta
        if meta is None or meta.information != articles.UNCLASSIFIED:
            continue
        found.by_old[articles.address_of(path)].append(path)
        for old in meta.redirect_from:
            found.by_old[old_address(old) or old].append(path)
        date = meta.date.astimezone(sop.zone) if meta.date else None
        found.by_text[meta.title, date.isoformat() if date else ""].append(path)
    return found


def placed(drafts: Iterable[Draft], office: Office, sop: Sop) -> tuple[list[Document], list[Listed]]:
    """(the documents with slug, path and old addresses, those that came in before)."""
    documents: list[Document] = []
    before: list[Listed] = []
    for draft in drafts:
        document = Document(draft, draft.date.astimezone(sop.zone) if draft.date else None, _old(draft))
        known = office.known(document)
        if known is not None:
            before.append(Listed(draft.source, msg("sudah diadopsi: {path}", path=known)))
        else:
            documents.append(document)
    slugs, taken = set(office.slugs), set(office.addresses)
    for document in documents:
        wanted = addresses.slug_for(document.draft.place, document.title, document.draft.slug)
        document.slug = addresses.numbered(wanted, slugs)
        if document.slug != wanted:
            document.notes.changed(
                msg('slug "{slug}" sudah dipakai; menjadi "{other}"', slug=wanted, other=document.slug)
            )
        slugs.add(document.slug)
        document.path = _path(document)
        taken.add(document.address)
    for document in documents:
        document.old = _free(document, taken)
    return documents, before


def _old(draft: Draft) -> tuple[str, ...]:
    """Where a document stood: its permalink and its aliases, as addresses below the root, each once."""
    found = [draft.permalink]
    for alias in draft.aliases:
        old = addresses.old_address(alias)
        if old is None:
            draft.notes.warn("SL006", msg('alamat lama "{address}" tidak dapat dialihkan', address=alias), at=alias)
        else:
            found.append(old)
    return tuple(dict.fromkeys(old for address in found if (old := addresses.old_address(address)) is not None))


def _free(document: Document, taken: set[str]) -> tuple[str, ...]:
    """The old addresses that can lead to a document; `taken` grows by them."""
    kept = []
    for old in document.old:
        if old == document.address or old in taken or _is_ours(old):
            if old != document.address:
                document.notes.warn("SL006", msg('alamat lama "{address}" sudah dipakai halaman lain', address=old))
            continue
        taken.add(old)
        kept.append(old)
    return tuple(kept)


def _is_ours(old: str) -> bool:
    """Whether the site itself serves something at an address, or will."""
    first = old.split("/")[0]
    return first in RESERVED or old in ("index.html", *(f"{name}/" for name in _GENERATED))


def _path(document: Document) -> str:
    place = document.draft.place
    folders = addresses.folders_for(place, document.date if document.is_article else None)
    if document.is_article and document.date is not None:
        where = "/".join(folders) or DEFAULT_SECTION
        return f"content/{where}/{document.date:%Y}/{document.date:%m}/{document.slug}/index.md"
    if place.branch:
        folders = folders[:-1]
    parts = [*folders, document.slug]
    if parts[0] in _GENERATED:
        parts[0] += "-lama"
    return "content/" + "/".join(parts) + "/index.md"
