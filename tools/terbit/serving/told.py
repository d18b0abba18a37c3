"""What the panel beside a page tells: the page's own findings, the others counted, what was saved last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from terbit.articles.article import address_of
from terbit.findings import Finding, Severity
from terbit.messages import Language
from terbit.serving import saved
from terbit.serving.draft import Known, page_of

RECENT = 6  # texts
OTHERS = 200  # pages with findings; ten thousand would be no list
EACH = 50  # findings of one page


def told(known: Known, address: str, language: Language) -> dict[str, Any]:
    """The panel's words and numbers for one address, as JSON values. Nothing in it is HTML."""
    found = [*known.procedure, *known.findings]
    by_page: dict[str | None, list[Finding]] = {}
    for finding in found:
        by_page.setdefault(page_of(finding), []).append(finding)
    own = by_page.pop(address, [])
    general = by_page.pop(None, [])
    entry = known.site.by_address.get(address)
    return {
        "number": known.number,
        "checked": known.checked,
        "title": entry.title if entry is not None else "",
        "path": entry.item.path if entry is not None else "",
        "own": _records(own, language),
        "general": _records(general, language),
        "others": [
            {"address": place, "title": _title(known, place), "errors": _errors(findings), "count": len(findings)}
            for place, findings in sorted(by_page.items(), key=lambda item: (-_errors(item[1]), item[0] or ""))
            if place is not None
        ][:OTHERS],
        "elsewhere": len(by_page),
        "recent": [
            {"address": address_of(path), "title": _title(known, address_of(path))}
            for path in saved.newest(known.stamps, RECENT)
        ],
    }


def _records(findings: list[Finding], language: Language) -> list[dict[str, str | int | None]]:
    return [finding.record(language) for finding in findings[:EACH]]


def _errors(findings: Iterable[Finding]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in findings)


def _title(known: Known, address: str | None) -> str:
    entry = known.site.by_address.get(address or "")
    return (entry.title if entry is not None else "") or address or "/"
