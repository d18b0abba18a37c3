"""The files of a monthly report, out of its figures: the same figures give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terbit.messages import Language, msg
from terbit.messages.dates import month_text
from terbit.records.event import canonical
from terbit.reporting.blocks import Audience, Block, Text, escaped, markdown
from terbit.reporting.figures import Figures
from terbit.reporting.section import Section, View
from terbit.reporting.sections import SECTIONS, adopted, news, publications, written
from terbit.sheets import csv_of
from terbit.sop import Sop

ROOT = "reports/"
FIGURES, PAGE, RELEASES, CHECKSUMS, NOTES = "figures.json", "index.md", "releases.csv", "SHA256SUMS", "notes.md"
UNKNOWN = msg("Tidak ada data.")
GENERATED = (PAGE, FIGURES, RELEASES, CHECKSUMS)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a report was made from, by commit: the records, and the main branch whose `sop.yml` was in force.

    `previous` is the records commit of the report before it, "" where there is none: what it knew is not late.
    """

    records: str
    main: str
    previous: str = ""


def folder(month: str) -> str:
    return f"{ROOT}{month}/"


def title(month: str, language: Language) -> str:
    """Laporan bulanan Oktober 2026."""
    return msg("Laporan bulanan {month}", month=month_text(month, language)).text(language)


def sections(figures: Figures, sop: Sop, audience: Audience) -> Iterable[tuple[Section, tuple[Block, ...]]]:
    """What an audience may see, section by section; one without figures holds the one sentence that says so."""
    view = View(sop, audience)
    for section in SECTIONS:
        if audience == "summary" and not section.public:
            continue
        counted = figures.sections.get(section.key)
        yield section, (UNKNOWN,) if counted is None else section.show(counted, view)


def page(figures: Figures, sop: Sop, audience: Audience, origin: Origin | None = None, notes: str = "") -> str:
    """The report as Markdown, in the office's language."""
    language = sop.office.language
    parts = [f"# {escaped(title(figures.month, language))}\n\n"]
    people_wrote = written.parts(notes) if audience == "internal" else {}
    for section, blocks in sections(figures, sop, audience):
        if section.key in people_wrote:
            blocks = (Text(people_wrote[section.key]),)
        parts.append(f"## {escaped(section.title.text(language))}\n\n{markdown(blocks, language)}")
    if audience == "internal":
        parts.append(_endorsement(figures, sop, language, origin))
    return "".join(parts).rstrip("\n") + "\n"


def _endorsement(figures: Figures, sop: Sop, language: Language, origin: Origin | None) -> str:
    view = View(sop, "internal")
    heading = msg("Lampiran dan lembar pengesahan")
    appendix = msg("Lampiran: {files}.", files=f"{RELEASES}, {FIGURES}, {CHECKSUMS}")
    lines = [f"## {escaped(heading.text(language))}\n", escaped(appendix.text(language)) + "\n"]
    if origin is not None:
        made = msg("Dibuat dari catatan {records} dan prosedur {main}.", records=origin.records, main=origin.main)
        lines.append(escaped(made.text(language)) + "\n")
    signs = [
        (msg("Disusun oleh"), sop.report.prepared_by),
        (msg("Disahkan oleh"), sop.report.approved_by),
        (msg("Diterima oleh"), sop.report.recipient),
    ]
    rows = [(escaped(label.text(language)), escaped(view.role(role))) for label, role in signs if role]
    lines.append("| " + " | ".join(label for label, _ in rows) + " |\n" + "| --- " * len(rows) + "|")
    lines[-1] += "\n| " + " | ".join(role for _, role in rows) + " |\n"
    return "\n".join(lines)


def releases_csv(figures: Figures, sop: Sop) -> bytes:
    """News, publications and adopted articles as CSV, with names: it lies in the repository and nowhere else."""
    view = View(sop, "internal")
    counted = {key: figures.sections.get(key) for key in ("news", "publications", "adopted")}
    rows = [["date", "title", "kind", "categories", "roles", "link", "change", "authors", "approvers"]]
    for kind, group in (("news", counted["news"]), ("publication", counted["publications"])):
        if isinstance(group, news.News | publications.Publications):
            for one in group.items:
                categories, roles = " ".join(one.categories), " ".join(one.roles)
                row = [one.day.isoformat(), one.title, kind, categories, roles, view.url(one.address), str(one.change)]
                rows.append([*row, "; ".join(one.authors), "; ".join(map(view.person, one.approvers))])
    if isinstance(counted["adopted"], adopted.Adopted):
        for old in counted["adopted"].items:
            rows.append([old.day.isoformat(), old.title, "adopted", "", "", view.url(old.address), "", "", ""])
    return csv_of(rows)


def figures_json(figures: Figures, origin: Origin) -> bytes:
    """Canonical JSON: figures, period, and the commits that they were made from."""
    made_from = {"records": origin.records, "main": origin.main, "previous": origin.previous}
    return canonical({"v": 1, **figures.plain(), "made_from": made_from}) + b"\n"


def files(figures: Figures, sop: Sop, origin: Origin, notes: bytes | None = None) -> Mapping[str, bytes]:
    """The report as it lies in the repository: path → bytes. `notes` is the text that people wrote, where there is one.

    Checksums cover everything, also `notes.md`, in the form that `sha256sum -c` reads.
    """
    text = (notes or b"").decode("utf-8", "replace")
    made = {
        PAGE: page(figures, sop, "internal", origin, text).encode("utf-8"),
        FIGURES: figures_json(figures, origin),
        RELEASES: releases_csv(figures, sop),
    }
    summed = {**made, **({NOTES: notes} if notes is not None else {})}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(summed.items()))
    made[CHECKSUMS] = sums.encode()
    return {folder(figures.month) + name: content for name, content in sorted(made.items())}
