"""A change as one file: its pages as readers would see them, with what was found beside each, for a reviewer's phone.

The file asks nothing of anybody: styles and pictures are in it, there is no program, and a policy in its head forbids
both to whatever might get in. Its texts come from a proposal, so they are hostile: the build has gone through them once
(`publishing.sanitise`), here everything that is not on a short list is dropped again.
"""

from __future__ import annotations

import base64
import io
import posixpath
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from terbit.articles import article
from terbit.articles.tree import Tree
from terbit.findings import Finding, Refused, Severity
from terbit.messages import Language, Message, msg
from terbit.messages.dates import day_text
from terbit.pictures import inspect
from terbit.publishing.edition import Edition
from terbit.sop import Sop

MAX_BYTES = 5_000_000
MAX_PAGES = 60
PICTURE_BYTES = 250_000  # of a picture that is shown as it is
WIDTHS = (960, 640, 400)  # pixels: how far pictures are made smaller until all of them fit

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"

Change = Literal["new", "changed", "deleted"]


@dataclass(frozen=True, slots=True)
class Page:
    """A text that the change touches, by itself or by a file beside it.

    `publish_at` where it is scheduled; `summary` is what lists and search engines show of it, and the page does not.
    """

    path: str
    change: Change
    title: str
    publish_at: datetime | None = None
    summary: str = ""

    @property
    def address(self) -> str:
        return article.address_of(self.path)


@dataclass(frozen=True)
class Proposal:
    """What is shown: the touched pages in the order of their paths, findings, and what else the change touches."""

    pages: Sequence[Page]
    findings: Sequence[Finding]
    others: Sequence[str] = ()
    left_out: int = field(default=0, kw_only=True)


def proposal(
    old: Collection[str], tree: Tree, changed: Collection[str], findings: Iterable[Finding], sop: Sop
) -> Proposal:
    """A change as a reviewer wants to see it. `old`: the paths that were there before; `changed`: those that differ."""
    texts: dict[str, Change] = {}
    others = []
    for path in sorted(changed):
        text = path if article.is_markdown(path) else article.holder_of(path)
        if text is None or (text not in tree.files and text not in old):
            others.append(path)
        elif text not in tree.files:
            texts[text] = "deleted"
        else:
            texts[text] = "changed" if text in old else "new"
    pages = [_page(path, change, tree, sop) for path, change in sorted(texts.items())]
    return Proposal(pages[:MAX_PAGES], list(findings), others, left_out=len(pages[MAX_PAGES:]))


def _page(path: str, change: Change, tree: Tree, sop: Sop) -> Page:
    meta = None if change == "deleted" else article.read(path, tree.read(path), sop.zone).meta
    if meta is None:
        return Page(path, change, article.slug_of(path) or path)
    return Page(path, change, meta.title, meta.publish_at, meta.description or "")


def shown_at(pages: Iterable[Page], now: datetime) -> datetime:
    """The moment to build for: now, or when the last of these pages is due, for a reviewer reads it before."""
    return max([now, *(page.publish_at for page in pages if page.publish_at is not None)])


# -- the file ----------------------------------------------------------------------------------------------------


def withheld(made: Edition) -> frozenset[str]:
    """The texts in whose place the built site shows only that there is something."""
    return frozenset(item.path for item in made.items if item.state not in ("shown", "withdrawn", "expired"))


def document(what: Proposal, site: Path, sop: Sop, language: Language, withheld: Collection[str] = frozenset()) -> str:
    """The HTML of the preview, at most MAX_BYTES. `site` is the built site; it is only read from, inside itself."""
    for width in (*WIDTHS, 0):
        text = _document(what, _Built(site, sop, width, withheld), sop, language)
        if len(text.encode()) <= MAX_BYTES:
            return text
    few = Proposal((), what.findings[:200], what.others[:200], left_out=len(what.pages) + what.left_out)
    return _document(few, _Built(site, sop, 0), sop, language)


@dataclass(frozen=True)
class _Built:
    """The built site, and how wide its pictures may be (pixels; 0: none are shown)."""

    site: Path
    sop: Sop
    width: int
    withheld: Collection[str] = frozenset()

    def file(self, path: str) -> bytes | None:
        """A file of the site by its path below the root; nothing outside of it, whatever the path says."""
        clean = posixpath.normpath("/" + path).lstrip("/")
        target = self.site / clean
        try:
            inside = target.resolve().is_relative_to(self.site.resolve())
            return target.read_bytes() if inside and target.is_file() else None
        except (OSError, ValueError):
            return None


def _document(what: Proposal, built: _Built, sop: Sop, language: Language) -> str:
    def say(message: Message) -> str:
        return escape(message.text(language))

    places = {page.address: f"h{n}" for n, page in enumerate(what.pages, 1) if page.change != "deleted"}
    beside, general = _sorted(what)
    title, contents = say(msg("Pratinjau usulan")), say(msg("Isi pratinjau"))
    parts = [
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">\n<meta name="robots" content="noindex">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{title}: {escape(sop.office.name)}</title>\n<style>{_style()}</style>\n</head>\n<body>",
        f'<header class="top"><p class="office">{escape(sop.office.name)}</p>\n<h1>{title}</h1>',
        f"<p>{say(_counted(what))}</p></header>\n<nav aria-label=\"{contents}\">",
        _index(what, beside, say),
        _found(general, say, language),
        _others(what, say),
        "</nav>\n<main>",
        *(_shown(page, f"h{n}", beside.get(page.path, []), built, places, say, language)
          for n, page in enumerate(what.pages, 1)),
        "</main>\n</body>\n</html>\n",
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


_Say = Callable[[Message], str]


def _counted(what: Proposal) -> Message:
    errors = sum(finding.severity is Severity.ERROR for finding in what.findings)
    return msg(
        "{pages} halaman berubah; {errors} kesalahan, {warnings} peringatan.",
        pages=len(what.pages) + what.left_out,
        errors=errors,
        warnings=len(what.findings) - errors,
    )


def _sorted(what: Proposal) -> tuple[dict[str, list[Finding]], list[Finding]]:
    """Findings by the page that they belong to, and those of no page that is shown."""
    known = {page.path for page in what.pages}
    beside: dict[str, list[Finding]] = {}
    general = []
    for finding in what.findings:
        owner = finding.path if finding.path in known else article.holder_of(finding.path)
        if owner in known and owner is not None:
            beside.setdefault(owner, []).append(finding)
        else:
            general.append(finding)
    return beside, general


def _index(what: Proposal, beside: Mapping[str, Sequence[Finding]], say: _Say) -> str:
    lines = []
    for n, page in enumerate(what.pages, 1):
        marks = f'<span class="mark {page.change}">{say(_CHANGES[page.change])}</span>'
        count = len(beside.get(page.path, ()))
        if count:
            told = say(msg("{count} temuan", count=count))
            marks += f' <span class="mark found">{told}</span>'
        lines.append(f'<li><a href="#h{n}">{escape(_printable(page.title))}</a> {marks}</li>')
    if what.left_out:
        message = msg("{count} halaman lagi tidak muat di pratinjau ini.", count=what.left_out)
        lines.append(f"<li>{say(message)}</li>")
    return f'<ol class="index">{"".join(lines)}</ol>' if lines else ""


_CHANGES: Mapping[Change, Message] = {"new": msg("baru"), "changed": msg("diubah"), "deleted": msg("dihapus")}


def _found(findings: Sequence[Finding], say: _Say, language: Language) -> str:
    if not findings:
        return ""
    lines = []
    for finding in findings:
        where = finding.path + (f":{finding.line}" if finding.line else "")
        hint = f" <span>{escape(finding.hint.text(language))}</span>" if finding.hint else ""
        lines.append(
            f'<li class="{finding.severity.value}"><b>{say(_SEVERITIES[finding.severity])}</b> '
            f"{escape(finding.message.text(language))}{hint} "
            f"<code>{escape(_printable(where))} · {finding.rule}</code></li>"
        )
    return f'<ul class="findings">{"".join(lines)}</ul>'


_SEVERITIES: Mapping[Severity, Message] = {
    Severity.ERROR: msg("Kesalahan"),
    Severity.WARNING: msg("Peringatan"),
}


def _others(what: Proposal, say: _Say) -> str:
    if not what.others:
        return ""
    names = "".join(f"<li><code>{escape(_printable(path))}</code></li>" for path in what.others[:100])
    summary = say(msg("Berkas lain yang berubah: {count}", count=len(what.others)))
    return f"<details><summary>{summary}</summary><ul>{names}</ul></details>"


def _printable(text: str) -> str:
    """A text of the proposal with what cannot be seen made visible: names that turn the line around, line feeds."""
    return Message("{text}", (("text", text),)).text()


def _shown(
    page: Page,
    key: str,
    findings: Sequence[Finding],
    built: _Built,
    places: Mapping[str, str],
    say: _Say,
    language: Language,
) -> str:
    told = [f'<span class="mark {page.change}">{say(_CHANGES[page.change])}</span>']
    if page.publish_at is not None:
        day = day_text(page.publish_at.astimezone(built.sop.zone).date(), language)
        told.append(say(msg("tayang mulai {day}", day=day)))
    told.append(f"<code>/{escape(_printable(page.address))}</code>")
    body = _body(page, key, built, places)
    if body is None:
        words = {
            "deleted": msg("Halaman ini dihapus; di alamatnya akan ada pemberitahuan."),
        }.get(page.change, msg("Halaman ini belum dapat ditampilkan; perbaiki temuannya lebih dahulu."))
        body = f'<p class="none">{say(words)}</p>'
    return (
        f'<section class="sheet" id="{key}" aria-label="{escape(_printable(page.title))}">\n'
        f'<p class="about">{" · ".join(told)}</p>\n{_summary(page, say)}'
        f'{_found(findings, say, language)}\n<div class="page">{body}</div>\n</section>'
    )


def _summary(page: Page, say: _Say) -> str:
    if not page.summary:
        return ""
    told = msg("Ringkasan untuk daftar: {text}", text=page.summary)
    return f'<p class="summary">{say(told)}</p>\n'


# -- a page's body -----------------------------------------------------------------------------------------------


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# what a page of the site is made of; the attributes that are kept, by element ("*": of each)
_ELEMENTS = _words(
    """a abbr article aside b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark nav ol p pre q s samp section small span strong sub
    summary sup table tbody td tfoot th thead time tr u ul var"""
)
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": frozenset({"lang", "dir", "title"}),
    "img": frozenset({"alt"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "li": frozenset({"value"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
    "details": frozenset({"open"}),
}
_VOID = frozenset({"br", "col", "hr", "img"})
_CLASSES = _words(
    """tb-kicker tb-meta tb-ralat tb-notice tb-lead tb-files tb-sources tb-changed tb-tags tb-list tb-item admonition
    admonition-title footnote"""
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def _body(page: Page, key: str, built: _Built, places: Mapping[str, str]) -> str | None:
    """The text of a built page between its frame; None where there is none, or only that there is something."""
    hidden = page.change == "deleted" or page.path in built.withheld
    content = None if hidden else built.file(f"{page.address}index.html")
    if content is None:
        return None
    whole = LexborHTMLParser(content.decode("utf-8", "replace"))
    found = whole.css_first("main#terbit-isi")
    if found is None:
        return None
    # what the site adds below a text is not proposed; the text stands in div.tb-text, which none of these can be in
    for added in whole.css("main > aside.tb-related, main > article > footer > nav.tb-share"):
        added.decompose()
    try:
        return "".join(_written(node, _Frame(page.address, key, built, places)) for node in _children(found))
    except RecursionError:  # nested beyond what any text needs
        return None


@dataclass(frozen=True)
class _Frame:
    """Where a page stands: its address on the site, its place in the file, and the places of the others."""

    address: str
    key: str
    built: _Built
    places: Mapping[str, str]


def _children(node: LexborNode) -> Iterable[LexborNode]:
    return node.iter(include_text=True)


def _written(node: LexborNode, frame: _Frame) -> str:
    tag = node.tag or ""
    if tag == "-text":
        return escape(node.text_content or "", quote=False)
    if tag not in _ELEMENTS:
        return ""
    if tag == "img":
        return _picture(node, frame)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in _kept(node, tag, frame))
    if tag in _VOID:
        return f"<{tag}{attributes}>"
    inner = "".join(_written(child, frame) for child in _children(node))
    return f"<{tag}{attributes}>{inner}</{tag}>"


def _kept(node: LexborNode, tag: str, frame: _Frame) -> Iterable[tuple[str, str]]:
    known = _ATTRIBUTES["*"] | _ATTRIBUTES.get(tag, frozenset())
    for name, value in node.attributes.items():
        text = value or ""
        if name in known:
            yield name, text
        elif name == "id" and text:
            yield name, f"{frame.key}-{text}"  # several pages in one file must not share an id
        elif name == "class":
            kept = [word for word in text.split() if word in _CLASSES]
            if kept:
                yield name, " ".join(kept)
        elif name == "href" and tag == "a":
            target = _target(text, frame)
            if target is not None:
                yield name, target
                if not target.startswith("#"):
                    yield "rel", "noopener noreferrer"


def _target(href: str, frame: _Frame) -> str | None:
    """Where a link leads from this file: to a page in it, else to the site or the world outside; None: nowhere."""
    home = frame.built.sop.office.address
    try:
        whole = urlsplit(urljoin(home + frame.address, href.strip()))
        host = whole.hostname
    except ValueError:
        return None
    if whole.scheme not in _SCHEMES or (whole.scheme.startswith("http") and not host):
        return None
    base = urlsplit(home)
    if (host, whole.path.startswith(base.path)) == (base.hostname, True):
        address = unquote(whole.path.removeprefix(base.path))
        if address == frame.address and whole.fragment:
            return f"#{frame.key}-{whole.fragment}"
        if address in frame.places:
            key = frame.places[address]
            return f"#{key}-{whole.fragment}" if whole.fragment else f"#{key}"
    return whole.geturl()


def _picture(node: LexborNode, frame: _Frame) -> str:
    alt = node.attributes.get("alt") or ""
    source = unquote(urlsplit((node.attributes.get("src") or "").strip()).path)
    content = frame.built.file(urljoin(f"/{frame.address}", source)) if source else None
    shown = _smaller(content, frame.built.width) if content is not None and frame.built.width else None
    if shown is None:
        return f'<span class="gone" role="img" aria-label="{escape(alt)}">{escape(alt) or "–"}</span>'
    kind, data = shown
    return f'<img alt="{escape(alt)}" src="data:image/{kind};base64,{base64.b64encode(data).decode()}">'


def _smaller(content: bytes, width: int) -> tuple[str, bytes] | None:
    """A picture no wider than `width` pixels, as (kind, bytes); None where it is none that we show."""
    try:
        facts = inspect(content)
    except Refused:
        return None
    if facts.width <= width and len(content) <= PICTURE_BYTES:
        return facts.format.lower(), content
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=(facts.format,)) as image:
        flat = image.convert("RGBA" if image.has_transparency_data else "RGB")
        flat.thumbnail((width, width * 4))
        out = io.BytesIO()
        flat.save(out, "WEBP", quality=70)
    return "webp", out.getvalue()


def _style() -> str:
    return Path(__file__).with_name("preview.css").read_text("utf-8")
