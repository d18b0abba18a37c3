"""What became of an existing site: each document and file of it once, adopted or listed with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from terbit.adopt.converting import Converted
from terbit.adopt.document import Document
from terbit.adopt.existing import Draft, Existing, Listed
from terbit.adopt.measuring import Measured, measured
from terbit.findings import Finding, sorted_findings
from terbit.messages import Message, msg


@dataclass(frozen=True, slots=True)
class Adopted:
    """A document or a file of the site that came in: where it lies now, and what was changed."""

    path: str
    targets: tuple[str, ...]
    changes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Adoption:
    """What an existing site becomes: files to add (path → bytes), and the report.

    `words` has each adopted document once, the one that kept the smallest share first; the other adopted are files
    beside them. `left_out` says what is never taken.
    """

    files: Mapping[str, bytes]
    adopted: tuple[Adopted, ...]
    listed: tuple[Listed, ...]
    findings: tuple[Finding, ...]
    words: tuple[Measured, ...]
    left_out: tuple[Message, ...] = ()

    @property
    def documents(self) -> int:
        return len(self.words)

    @property
    def total(self) -> int:
        """Visible words of the adopted documents on the existing site."""
        return sum(document.total for document in self.words)

    @property
    def kept(self) -> int:
        """How many of them are in what was adopted."""
        return sum(document.kept for document in self.words)


def report(
    existing: Existing,
    documents: list[Document],
    made: Converted,
    listed: Mapping[str, Listed],
    judged: list[Finding],
    *,
    again: bool,
) -> Adoption:
    """The adoption of `documents`. `again`: some documents of this site came in before."""
    adopted = [Adopted(d.source, (d.path,), tuple(d.notes.changes)) for d in documents]
    left = dict(listed)
    taken = {file.path for file in adopted} | set(left)
    media = made.media
    for path in existing.media.files:
        if path in taken:
            continue
        if media.used.get(path):
            change = media.changed.get(path)
            adopted.append(Adopted(path, tuple(sorted(media.used[path])), (change,) if change else ()))
        else:
            reason = media.refused.get(path) or existing.purpose(path) or _unused(again)
            left[path] = Listed(path, reason)
    count = Counter(file.path for file in adopted)
    assert not count.keys() & left.keys()  # noqa: S101 (each file is in exactly one of the two)
    return Adoption(
        made.files,
        tuple(sorted(adopted, key=lambda file: file.path)),
        tuple(sorted(left.values(), key=lambda file: file.path)),
        tuple(sorted_findings([*made.findings, *judged])),
        _words(existing, documents, made),
        existing.left_out,
    )


def _words(existing: Existing, documents: list[Document], made: Converted) -> tuple[Measured, ...]:
    counted = [
        measured(
            document.source,
            f"{_title(document.draft)}\n\n{existing.visible(document.draft.original or document.draft.head.body)}",
            f"{document.title}\n\n{made.texts[document.path]}",
        )
        for document in documents
    ]
    return tuple(sorted(counted, key=lambda document: (document.share, document.source)))


def _title(draft: Draft) -> str:
    given = draft.head.data.get("title")
    return given if isinstance(given, str) and given.strip() else draft.title


def _unused(again: bool) -> Message:
    if again:
        return msg("tidak dipakai oleh naskah yang diadopsi kali ini")
    return msg("tidak dipakai oleh artikel mana pun")
