"""An existing site brought into an office: every file of it adopted or listed, nothing guessed in silence.

Pure but for reading the site and the office's tree: what comes out is a set of files and a report. Whoever calls it
makes the commit. Each document goes through the office's own rules before it counts as adopted: one that would not
pass is listed with the rule's words.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from terbit.adopt import judging, placing, reporting
from terbit.adopt.converting import converted
from terbit.adopt.existing import Existing, Listed
from terbit.adopt.reporting import Adoption
from terbit.articles.tree import Tree
from terbit.findings import Refused
from terbit.messages import msg
from terbit.schema import suggestion
from terbit.sop import Sop


def adopt(
    existing: Existing,
    tree: Tree,
    sop: Sop,
    as_of: datetime,
    *,
    category: str | None = None,
    cache: Path | None = None,
) -> Adoption:
    """Everything of a site that the office can take. `tree` is the office as it is, `as_of` (aware) what rules go by.

    `cache` is a folder where the rules keep what they found out. Raises Refused for a category that `sop.yml` does
    not know.
    """
    if category is not None and category not in sop.categories:
        hint = suggestion(category, list(sop.categories)) or msg(
            "pilih salah satu: {known}", known=", ".join(sop.categories)
        )
        raise Refused(msg('kategori "{name}" tidak ada di sop.yml', name=category), hint)
    listed = {path: Listed(path, reason) for path, reason in existing.media.listed.items()} | existing.listed
    documents, before = placing.placed(existing.documents, placing.held(tree, sop), sop)
    listed |= {one.path: one for one in before}
    while True:  # each round lists a document or makes one plainer, so there is a last one
        made = converted(existing, documents, sop, as_of, category)
        judged = judging.judged(made.files, tree, sop, as_of, cache)
        refused = judging.refused(judged, made.files, documents)
        if not refused:
            break
        for document in list(documents):
            finding = refused.get(document.path)
            if finding is None:
                continue
            if judging.is_of_form(finding) and not document.plain:
                document.plain = True
                document.notes.changed(msg("tautan dan gambar yang tidak dapat diperbaiki menjadi teks biasa"))
            else:
                listed[document.source] = Listed(document.source, finding.message)
                documents.remove(document)
    return reporting.report(existing, documents, made, listed, judged, again=bool(before))
