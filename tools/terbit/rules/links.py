"""Links of a text to what the office holds. Whatever MkDocs' strict mode would warn about is found here first."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote

from terbit.articles import article as articles
from terbit.articles import webaddress
from terbit.findings import Severity
from terbit.messages import Message, msg
from terbit.rules.body.page import Link
from terbit.rules.rule import Fault, Office, Place, Rule, Subject, Text
from terbit.schema import suggestion

_PREFIX = "artikel:"
_GUESSES = 5
_NEAR = 8  # letters by which a slug that was meant may differ in length
_COMPARED = 50


def _anchors(text: Text) -> Iterator[Link]:
    return (link for link in text.links if link.tag == "a")


def _split(address: str) -> tuple[str, str]:
    """An address as (path, fragment), decoded, without its query."""
    inner, _, fragment = address.partition("#")
    return unquote(inner.partition("?")[0]), unquote(fragment)


def named(text: Text, office: Office) -> Iterator[Fault]:
    """LK001: `artikel:slug` names an article of the office."""
    guesses = 0
    for link in _anchors(text):
        if link.scheme != "artikel" or not link.made:
            continue
        slug, fragment = _split(link.address[len(_PREFIX) :])
        path = office.library.path_of(slug)
        place = (link.line, link.column)
        if path is None:
            known = [other for other in office.library.by_slug if abs(len(other) - len(slug)) <= _NEAR]
            # comparing is dear in a large library: the first of a text's broken links are enough
            close = suggestion(slug, known) if (guesses := guesses + 1) <= _GUESSES else None
            hint = close or msg("periksa slugnya: nama folder artikel itu")
            yield Fault(msg('artikel "{slug}" tidak ada', slug=slug), hint, place)
        elif fragment:
            yield from _anchor(office, path, fragment, place)


def _anchor(office: Office, path: str, fragment: str, place: Place) -> Iterator[Fault]:
    other = office.text(path)
    if fragment not in other.ids and other.whole:
        hint = suggestion(fragment, list(other.ids[:_COMPARED]))
        yield Fault(msg('bagian "#{fragment}" tidak ada di {path}', fragment=fragment, path=path), hint, place)


def public(text: Text, office: Office) -> Iterator[Fault]:
    """LK002: a link never leads to what is not public yet, or never will be."""
    own = office.library.cards[text.path].publish_at
    for link in _anchors(text):
        path = target(text.path, link, office)
        card = office.library.cards.get(path or "")
        if card is None or path == text.path:
            continue
        when = max(datetime.fromisoformat(own), office.as_of) if own else office.as_of
        if card.exempt or not card.due(when):
            yield Fault(
                msg("tautan ke {path}, yang belum tayang", path=path),
                msg("tayangkan sesudahnya (publish_at), atau hapus tautannya"),
                (link.line, link.column),
            )


def withdrawn(text: Text, office: Office) -> Iterator[Fault]:
    """LK003: a link to a withdrawn article leads to its placeholder. A warning: withdrawing cannot wait."""
    for link in _anchors(text):
        path = target(text.path, link, office)
        card = office.library.cards.get(path or "")
        if card is not None and card.withdrawn and path != text.path:
            yield Fault(
                msg("tautan ke {path}, yang sudah ditarik", path=path), msg("hapus tautannya"), (link.line, link.column)
            )


def target(path: str, link: Link, office: Office) -> str | None:
    """The office's text that a link leads to, or None."""
    if link.scheme == "artikel":
        return office.library.path_of(_split(link.address[len(_PREFIX) :])[0])
    if link.scheme == "":
        return _relative(path, _split(link.address)[0])
    return None


def _relative(path: str, inner: str) -> str | None:
    """A relative address as a path in the tree; None where it leads out of `content/`."""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), inner)) if inner else path
    return found if found.startswith(articles.ROOT) else None


def relative(text: Text, office: Office) -> Iterator[Fault]:
    """LK004: a relative link leads to a file that is there, and to a part of the page that is there."""
    for link in _anchors(text):
        if link.scheme != "":
            continue
        place = (link.line, link.column)
        inner, fragment = _split(link.address)
        if inner.startswith("/") or "\\" in inner:
            continue  # LK005
        path = _relative(text.path, inner)
        if path is None or path not in office.files:
            yield Fault(msg('berkas "{name}" tidak ditemukan', name=link.address), _instead(inner, office), place)
        elif fragment and articles.is_markdown(path):
            yield from _anchor(office, path, fragment, place)
        elif not articles.is_markdown(path) and text.is_article and not path.startswith(articles.folder_of(text.path)):
            yield Fault(
                msg('berkas "{name}" milik halaman lain', name=link.address),
                msg("simpan berkasnya di samping index.md"),
                place,
            )


def _instead(inner: str, office: Office) -> Message:
    slug = (
        inner.rstrip("/").removesuffix("/index.md").removesuffix(".md").removesuffix("/index.html").rpartition("/")[2]
    )
    if office.library.path_of(slug) is not None:
        return msg('tulis "{address}"', address=_PREFIX + slug)
    return msg("periksa nama berkasnya, termasuk huruf besar; tautan ke artikel ditulis artikel:slug")


def absolute(text: Text, office: Office) -> Iterator[Fault]:
    """LK005: an address that begins with `/` breaks when the site moves into a folder, and MkDocs does not know it."""
    for link in text.links:
        if link.scheme == "//" or (link.scheme == "" and link.address.replace("\\", "/").strip().startswith("/")):
            if link.tag == "img":
                continue  # PG001
            hint = (
                _instead(_split(link.address)[0], office) if link.scheme == "" else msg("tulis lengkap dengan https://")
            )
            yield Fault(msg('alamat "{address}" tidak lengkap', address=link.address), hint, (link.line, link.column))
        elif "\\" in link.address and link.scheme == "":
            yield Fault(
                msg('alamat "{address}" tidak lengkap', address=link.address),
                msg("pakai garis miring /"),
                (link.line, link.column),
            )


def raw(subject: Subject) -> Iterator[Fault]:
    """LK006: addresses inside raw HTML tags are not resolved by anybody."""
    for link in subject.page.links:
        if not link.made and link.scheme in ("", "artikel") and not link.address.startswith("#"):
            yield Fault(
                msg('tautan "{address}" ditulis sebagai HTML', address=link.address),
                msg("tulis dengan Markdown: [teks](alamat) atau ![teks](gambar.jpg)"),
                (link.line, link.column),
            )


def elsewhere(subject: Subject) -> Iterator[Fault]:
    """LK007: a web address can be read, and leads to another site: one of this site's breaks when the site moves, and
    nobody would notice at submit that its page is not there.
    """
    home = subject.sop.office.address
    own = webaddress.web(home, "")
    for link in subject.page.links:
        place = (link.line, link.column)
        if link.tag == "img" and not link.address.strip():
            yield Fault(msg("gambar tanpa alamat"), msg("tulis nama berkasnya, atau hapus gambarnya"), place)
        if link.scheme not in ("http", "https") and (link.scheme, link.tag) != ("//", "img"):
            continue  # LK005
        try:
            seen = webaddress.web(home, link.address)
        except webaddress.Malformed:
            yield Fault(
                msg('alamat "{address}" tidak dapat dibaca', address=link.address),
                msg("salin alamatnya sekali lagi dari peramban"),
                place,
            )
            continue
        if seen is not None and own is not None and seen.origin == own.origin:
            yield Fault(
                msg('alamat "{address}" menuju situs ini sendiri', address=link.address),
                msg("tautan ke artikel dan halaman ditulis artikel:slug"),
                place,
            )


# Adopted texts have no grace here: what leads nowhere would stop the build of the whole site, whoever wrote it. The
# adopter brings no such address in.
RULES = (
    Rule(
        "LK001",
        Severity.ERROR,
        msg("tautan artikel:slug menuju artikel yang ada"),
        across=named,
        adopted=Severity.ERROR,
    ),
    Rule("LK002", Severity.ERROR, msg("tautan tidak menuju yang belum tayang"), across=public, adopted=Severity.ERROR),
    Rule("LK003", Severity.WARNING, msg("tautan tidak menuju yang sudah ditarik"), across=withdrawn),
    Rule(
        "LK004",
        Severity.ERROR,
        msg("tautan relatif menuju berkas dan bagian yang ada"),
        across=relative,
        adopted=Severity.ERROR,
    ),
    Rule("LK005", Severity.ERROR, msg("alamat tautan lengkap"), across=absolute, adopted=Severity.ERROR),
    Rule("LK006", Severity.ERROR, msg("tautan dan gambar ditulis dengan Markdown"), raw, adopted=Severity.ERROR),
    Rule(
        "LK007", Severity.ERROR, msg("alamat web dapat dibaca dan menuju situs lain"), elsewhere, adopted=Severity.ERROR
    ),
)
