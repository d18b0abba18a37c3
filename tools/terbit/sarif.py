"""Findings as SARIF 2.1.0 (OASIS), which editors and code hosts show beside the text. A pure function of the findings.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html; numbers in comments are its sections.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from terbit import __version__
from terbit.findings import Finding, Severity, sorted_findings
from terbit.messages import Language, Message

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "terbitFinding/v1"
Described = Mapping[str, tuple[Severity, Message]]  # rule → its severity and what it asks


def log(findings: Iterable[Finding], rules: Described, language: Language) -> str:
    """A whole log with one run: every rule of `rules`, and of the findings those that it does not know."""
    ordered = sorted_findings(findings)
    known = dict.fromkeys([*rules, *(finding.rule for finding in ordered)])
    places = {rule: number for number, rule in enumerate(known)}
    seen = Counter[str]()
    driver = {
        "name": "terbit",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule, rules.get(rule), language) for rule in known],
    }
    run = {
        "tool": {"driver": driver},
        "language": language,
        "columnKind": "unicodeCodePoints",  # 3.14.17: a finding's column counts characters
        "results": [_result(finding, places[finding.rule], seen, language) for finding in ordered],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rule(rule: str, described: tuple[Severity, Message] | None, language: Language) -> dict[str, Any]:
    """3.49: a reporting descriptor."""
    if described is None:
        return {"id": rule}
    severity, asks = described
    text = asks.text(language)
    return {
        "id": rule,
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": f"{rule}: {text} (docs/penulis.md)", "markdown": f"**{rule}**: {text} (`docs/penulis.md`)"},
        "defaultConfiguration": {"level": severity.value},
    }


def _result(finding: Finding, index: int, seen: Counter[str], language: Language) -> dict[str, Any]:
    """3.27: a result. Its fingerprint (3.27.17) holds while the fault stays, wherever in the file it moves to."""
    same = f"{finding.rule}\0{finding.path}\0{finding.message.text()}"
    seen[same] += 1
    digest = hashlib.sha256(f"{same}\0{seen[same]}".encode("utf-8", "backslashreplace")).hexdigest()
    message = finding.message.text(language)
    if finding.hint is not None:
        stop = "" if message.endswith((".", "?", "!")) else "."
        message += f"{stop} {finding.hint.text(language)}"
    related = [{"physicalLocation": _location(path, line)} for path, line in finding.elsewhere]
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": _text(message)},
        "locations": [{"physicalLocation": _location(finding.path, finding.line, finding.column)}],
        **({"relatedLocations": related} if related else {}),  # 3.27.22
        "partialFingerprints": {FINGERPRINT: digest},
    }


def _location(path: str, line: int, column: int = 0) -> dict[str, Any]:
    """3.29: a physical location."""
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(os.fsencode(path))}}
    if line:
        place["region"] = {"startLine": line}
        if column:
            place["region"]["startColumn"] = column
    return place


def _text(text: str) -> str:
    """A message's text: UTF-8, and its brackets and braces are no links and placeholders (3.11.5, 3.11.6)."""
    plain = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return plain.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("{", "{{").replace("}", "}}")
