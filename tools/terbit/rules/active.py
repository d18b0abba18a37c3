"""Active content: an article may show, never run, frame, submit, track or restyle the page around it.

Judged on the rendered page against a list of what is allowed, because Markdown has many ways to say the same HTML
(raw tags, attribute lists, admonitions) and a list of what is forbidden is never complete.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from terbit.findings import Severity
from terbit.messages import Message, msg
from terbit.rules.body.page import Element
from terbit.rules.rule import Fault, Rule, Subject, strings

# no more than publishing/sanitise.py keeps, which is the second wall
_ELEMENTS = frozenset(
    """a abbr audio b blockquote br caption cite code col colgroup dd del details div dl dt em figcaption figure h1 h2
    h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small source span strong sub summary sup table tbody td tfoot
    th thead time tr track u ul var video""".split()  # noqa: SIM905 (a list of names reads best as words)
)
_ANYWHERE = frozenset({"id", "class", "title", "lang", "dir"})
_ATTRIBUTES = {
    "a": frozenset({"href", "rel", "download"}),
    "img": frozenset({"src", "alt", "width", "height", "loading"}),
    "audio": frozenset({"src", "controls"}),
    "video": frozenset({"src", "controls", "width", "height"}),
    "source": frozenset({"src", "type"}),
    "track": frozenset({"src", "kind", "srclang", "label"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "li": frozenset({"value"}),
    "td": frozenset({"colspan", "rowspan", "style"}),
    "th": frozenset({"colspan", "rowspan", "style", "scope"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "details": frozenset({"open"}),
    "time": frozenset({"datetime"}),
}
_SCHEMES = {
    "href": frozenset({"", "http", "https", "mailto", "tel", "artikel"}),
    "src": frozenset({"", "http", "https"}),
}
_STYLE = re.compile(r"text-align: (left|right|center);\Z")  # what the tables extension writes
# The theme's scripts find their parts by these; an article must not pose as one.
_THEME_CLASS = re.compile(r"(md|mdx|js|mermaid|headroom)(-|\Z)", re.IGNORECASE)
_THEME_ID = re.compile(r"(__|terbit-)", re.IGNORECASE)
# what makes text vanish for readers and stay for search engines
_HIDES = re.compile(
    r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}(?:hidden|collapse)|opacity\s{0,5}:\s{0,5}0(?:\.0)?\s{0,5}(?:;|\Z)"
    r"|font-size\s{0,5}:\s{0,5}[01](?:px|pt|em|%)?\s{0,5}(?:;|\Z)|(?:left|top|text-indent)\s{0,5}:\s{0,5}-\d{3,}"
    r"|clip(?:-path)?\s{0,5}:|(?:width|height)\s{0,5}:\s{0,5}[01](?:px)?\s{0,5}(?:;|\Z)|color\s{0,5}:\s{0,5}transparent",
    re.IGNORECASE,
)
_SHOWN = 120  # letters of an address in a message
_TAG = re.compile(r"<\s*[a-zA-Z/!?]")

_REMOVE = msg("hapus bagian itu; tulis dengan Markdown biasa")


def elements(subject: Subject) -> Iterator[Fault]:
    """AC001: elements and attributes that are not on the list."""
    for element in dict.fromkeys(subject.page.elements):
        if element.tag not in _ELEMENTS:
            place = subject.page.find(f"<{element.tag}", f"</{element.tag}")
            yield Fault(*_element(element), place)
            continue
        for name, value in element.attributes:
            if not _allowed(element.tag, name, value or ""):
                place = subject.page.find(f"{name}=", name)
                yield Fault(_attribute(element.tag, name, value or ""), _REMOVE, place)


def _element(element: Element) -> tuple[Message, Message]:
    """What is wrong with an element, and how else to say it."""
    if element.tag == "script":
        return msg("skrip tidak boleh ada di naskah"), _REMOVE
    if element.tag != "iframe":
        return msg("elemen <{tag}> tidak boleh dipakai", tag=element.tag), _REMOVE
    address = " ".join((dict(element.attributes).get("src") or "").split())
    if not address:
        return msg("elemen <{tag}> tidak boleh dipakai", tag=element.tag), _REMOVE
    return (
        msg("bingkai (iframe) dari {address} tidak boleh dipakai", address=address[:_SHOWN]),
        msg("tulis sebagai gambar bertautan: [![Apa yang terlihat](gambar.jpg)]({address})", address=address[:_SHOWN]),
    )


def _attribute(tag: str, name: str, value: str) -> Message:
    if name.startswith("on"):
        return msg("atribut {name} pada <{tag}> menjalankan program", name=name, tag=tag)
    if name == "style" and _HIDES.search(value):
        return msg("gaya pada <{tag}> menyembunyikan teks", tag=tag)
    return msg("atribut {name} pada <{tag}> tidak boleh dipakai", name=name, tag=tag)


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "style":
        return tag in ("td", "th") and bool(_STYLE.match(value))
    if name == "class":
        return not any(_THEME_CLASS.match(word) for word in value.split())
    if name == "id":
        return not _THEME_ID.match(value)
    return name in _ANYWHERE or name in _ATTRIBUTES.get(tag, frozenset())


def schemes(subject: Subject) -> Iterator[Fault]:
    """AC002: addresses that run something instead of leading somewhere (`javascript:`, `data:`, …)."""
    for link in subject.page.links:
        name = "href" if link.tag == "a" else "src"
        if link.scheme not in _SCHEMES[name] | {"//"}:  # "//" leads somewhere: the link rules speak of it
            yield Fault(
                msg('alamat berawalan "{scheme}:" tidak boleh dipakai', scheme=link.scheme),
                msg("pakai https://, mailto:, tel:, artikel:, atau berkas di samping artikel"),
                (link.line, link.column),
            )


def balance(subject: Subject) -> Iterator[Fault]:
    """AC003: tags that are left open (or closed once too often) change the page around the article."""
    if not subject.page.balanced:
        yield Fault(
            msg("ada tag HTML yang tidak ditutup, atau ditutup dua kali"), _REMOVE, subject.page.find("<!--", "</", "<")
        )


def texts(subject: Subject) -> Iterator[Fault]:
    """AC004: front matter and headings are plain text; the theme prints some of them as they are."""
    for key, value in strings((), subject.article.parsed.data):
        if _markup(value):
            name = ".".join(str(part) for part in key)
            message = msg('"{key}" berisi tag HTML', key=name)
            yield Fault(message, msg("tulis sebagai teks biasa"), subject.place(*key))
    for label in subject.page.labels:
        if _markup(label):
            yield Fault(
                msg("judul bagian berisi tag HTML"), msg("tulis sebagai teks biasa"), subject.page.find(label[:20], "#")
            )


def _markup(text: str) -> bool:
    """Whether a text is, or becomes when it is unescaped once more by a template, a tag."""
    once = html.unescape(text)
    return bool(_TAG.search(text) or _TAG.search(once) or _TAG.search(html.unescape(once)))


def readable(subject: Subject) -> Iterator[Fault]:
    """AC005: a body that cannot be rendered within bounds cannot be judged either."""
    if subject.page.fault is not None:
        yield Fault(subject.page.fault, msg("bagi naskah, atau sederhanakan susunannya"), (subject.page.fault_line, 1))


RULES = (
    Rule("AC001", Severity.ERROR, msg("hanya elemen dan atribut HTML yang menampilkan teks"), elements,
         adopted=Severity.ERROR),
    Rule("AC002", Severity.ERROR, msg("alamat tautan tidak menjalankan apa pun"), schemes, adopted=Severity.ERROR),
    Rule("AC003", Severity.ERROR, msg("tag HTML ditutup sebagaimana dibuka"), balance, adopted=Severity.ERROR),
    Rule("AC004", Severity.ERROR, msg("judul dan isian front matter berupa teks biasa"), texts,
         adopted=Severity.ERROR),
    Rule("AC005", Severity.ERROR, msg("panjang dan susunan naskah wajar"), readable, adopted=Severity.ERROR),
)  # fmt: skip
