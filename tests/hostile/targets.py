"""What is fuzzed: one function a parser. Each takes any bytes and answers with what is said of them, a line each.

A target raises only for a fault of ours. Hypothesis (`test_anything.py`) and atheris (`tools/fuzz.py`) drive the same
functions; what a fuzzer found becomes a case folder of that kind (`judge.py`), its input under the name in `INPUTS`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser
from tests.rules.cases import Files
from tests.rules.cases import sop as sample

from terbit import lock, pictures, rules, schema, skeleton
from terbit import sop as procedure
from terbit.adopt.adoption import adopt
from terbit.adopt.existing import Given
from terbit.adopt.formats import FORMATS
from terbit.articles import article, markdown
from terbit.findings import Finding, Refused, Severity
from terbit.links import extract
from terbit.pictures import metadata
from terbit.publishing import embeds, sanitise
from terbit.publishing.pictures.markup import Shown, illustrate
from terbit.records import event
from terbit.rules.body.bounds import beyond
from terbit.rules.files import documents
from terbit.sop import Sop

HOME = "content/berita/2026/11/panen-padi/"
AS_OF = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
# what may be on a page; sanitise has the list, this one is only what must never be there
_NEVER = (
    "script, style, svg, math, iframe:not([sandbox]), object, embed, form, input, button, template, base, link, meta,"
    "[onerror], [onclick], [onload], [srcdoc], [formaction], [data-md-component], [href^='javascript'], [src^='data']"
)


def said(findings: list[Finding]) -> list[str]:
    """Each once, the first twelve: what comes after is the same again."""
    lines = list(dict.fromkeys(f"{f.rule} {f.line}:{f.column} {f.message.text('id')}"[:300] for f in findings))
    return lines[:12] + ([f"… {len(lines) - 12}"] if len(lines) > 12 else [])


def an_article(content: bytes) -> list[str]:
    """A text: judged; where it can be rendered at all, what becomes of it on the page, whatever the rules said."""
    path = HOME + "index.md"
    found = rules.check(Files({path: content}), _cases_sop(), AS_OF)
    found += rules.sensitive(path, content, _cases_sop())
    _placed(content, found)
    read = article.read(path, content, _cases_sop().zone)
    if beyond(read.parsed.body) is None:
        try:
            rendered = markdown.html(read.parsed.body)
        except RecursionError:
            assert any(f.rule == "AC005" for f in found)
        else:
            _on_the_page(rendered)
    return said(found)


def some_html(content: bytes) -> list[str]:
    """HTML of any kind, as the build treats it and as the link check reads it."""
    _on_the_page(content.decode("utf-8", "replace"))
    try:
        extract.html(content)
    except extract.Unreadable:
        return ["tak terbaca"]
    return []


def a_style(content: bytes) -> list[str]:
    return [reference.address[:80] for reference in extract.css(content.decode("utf-8", "replace"))][:12]


def a_feed(content: bytes) -> list[str]:
    """XML and robots.txt as the link check reads them."""
    extract.robots(content.decode("utf-8", "replace"))
    try:
        return [reference.address[:80] for reference in extract.xml(content).references][:12]
    except extract.Unreadable:
        return ["tak terbaca"]


def a_procedure(content: bytes) -> list[str]:
    sop, findings = procedure.read(content)
    assert (sop is None) == any(f.severity is Severity.ERROR for f in findings)
    return said(findings) if sop is None else ["terbaca", *said(findings)]


def some_settings(content: bytes) -> list[str]:
    return said(list(rules.settings.settings(lambda _: content)))


def some_yaml(content: bytes) -> list[str]:
    try:
        schema.parse(content.decode("utf-8", "replace"))
    except schema.YAMLFault as fault:
        return [fault.message.text("id")]
    return []


def a_picture(content: bytes) -> list[str]:
    """A picture of any kind: what is said of it, where it was taken, and itself without its metadata."""
    lines = said(rules.sensitive(HOME + "a.jpg", content, _cases_sop()))
    lines += said(rules.sensitive(HOME + "a.heic", content, _cases_sop()))
    kind = pictures.kind_of(content)
    pictures.size_of(content)
    try:
        facts = pictures.inspect(content)
    except Refused as refusal:
        metadata.without(kind, content)
        return [*lines, f"ditolak: {refusal.message.text('id')}"]
    bare = metadata.without(kind, content)
    assert kind not in ("JPEG", "PNG") or not metadata.has_metadata(kind, bare) or bare == content
    return [*lines, f"{facts.format} {facts.width}x{facts.height} metadata={facts.has_metadata} gps={facts.has_gps}"]


def a_document(content: bytes) -> list[str]:
    """A document under every name that it could have."""
    lines = []
    for kind in documents.KINDS:
        wrong = [
            look(kind, content) for look in (documents.unfit, documents.unreadable, documents.harmful, documents.closed)
        ]
        told = "; ".join(each[0].text("id") for each in wrong if each is not None)
        if not told.startswith("isi lampiran bukan"):
            lines.append(f"{kind}: {told or 'baik'}"[:200])
    return lines


def a_lock(content: bytes) -> list[str]:
    version = lock.version(content)
    if version is None:
        return []
    package = lock.Package("9.9.9", "0" * 64)
    assert lock.version(lock.upgraded(content, package)) == "9.9.9"
    return [version]


def an_event(content: bytes) -> list[str]:
    try:
        read = event.parse_line(content)
    except (event.EventFault, event.UnknownVersion) as fault:
        return [type(fault).__name__]
    assert read.line() == content.removesuffix(b"\n") + b"\n"
    return [read.event]


def a_wordpress(content: bytes) -> list[str]:
    return a_site("wordpress", {"export.xml": content})


def a_hugo(content: bytes) -> list[str]:
    return a_site("hugo", {INPUTS["hugo"]: content})


def a_jekyll(content: bytes) -> list[str]:
    return a_site("jekyll", {INPUTS["jekyll"]: content, "site/_config.yml": b"permalink: pretty\n"})


def a_site(form: str, files: Mapping[str, bytes]) -> list[str]:
    """What becomes of an existing site: the folder site/, or export.xml. No error is left in what comes in."""
    sop = _office_sop()
    one = next(each for each in FORMATS if each.name == form)
    with tempfile.TemporaryDirectory(prefix="terbit-hostile-") as room:
        for name, content in files.items():
            (Path(room) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(room) / name).write_bytes(content)
        source = Path(room) / ("export.xml" if form == "wordpress" else "site")
        try:
            adoption = adopt(one.read(Given(source, sop.zone)), Files({}), sop, AS_OF)
        except Refused as refusal:
            return [f"ditolak: {refusal.message.text('id').replace(str(source), source.name)}"]
    assert not [finding for finding in adoption.findings if finding.severity is Severity.ERROR]
    return [
        *(f"diadopsi {target}" for file in adoption.adopted for target in file.targets),
        *(f"tidak {file.path}: {file.reason.text('id')}" for file in adoption.listed),
        *said(list(adoption.findings)),
    ]


Target = Callable[[bytes], list[str]]
TARGETS: dict[str, Target] = {
    "article": an_article,
    "html": some_html,
    "style": a_style,
    "feed": a_feed,
    "yaml": some_yaml,
    "procedure": a_procedure,
    "settings": some_settings,
    "picture": a_picture,
    "document": a_document,
    "lock": a_lock,
    "event": an_event,
    "wordpress": a_wordpress,
    "hugo": a_hugo,
    "jekyll": a_jekyll,
}
# the name of a target's input within a case folder
INPUTS = {
    "article": "index.md",
    "procedure": "sop.yml",
    "settings": "mkdocs.yml",
    "wordpress": "export.xml",
    "hugo": "site/content/berita/a.md",
    "jekyll": "site/_posts/2020-01-01-a.md",
}
INPUT = "masukan"  # of the kinds that have no name of their own


def _placed(content: bytes, found: list[Finding]) -> None:
    """Every finding stands within the file."""
    lines = content.count(b"\n") + content.count(b"\r") + 2
    assert all(0 <= finding.line <= lines for finding in found), found


def _on_the_page(html: str) -> None:
    shown: list[str] = []
    cleaned = sanitise.clean(html, shown.append)
    assert sanitise.clean(cleaned, lambda _: None) == cleaned
    dressed = illustrate(cleaned, "berita/a", lambda path: Shown(path, 800, 600))
    body = embeds.stills(sanitise.framed(dressed), ("youtube", "vimeo", "openstreetmap", "google-maps"), "id")
    tree = LexborHTMLParser(f'<!doctype html><body><div id="terbit-dalam">{body}</div><p id="terbit-luar">')
    assert tree.body is not None
    assert [node.attributes.get("id") for node in tree.body.iter()] == ["terbit-dalam", "terbit-luar"], body
    assert not tree.css(_NEVER), body
    for node in tree.css("a[href]"):
        address = "".join(letter for letter in node.attributes.get("href") or "" if ord(letter) > 0x20).lower()
        assert not address.startswith(("javascript:", "data:", "vbscript:", "blob:", "file:")), address


@cache
def _cases_sop() -> Sop:
    return sample()


@cache
def _office_sop() -> Sop:
    sop, findings = procedure.read(skeleton.files()[procedure.PATH])
    assert sop is not None, findings
    return sop
