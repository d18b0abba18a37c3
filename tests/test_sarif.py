"""Findings as SARIF: the parts of the standard that we write, its own constraints on them, and what must stay the same.

The whole schema of the standard is no package that can be locked; what stands here is what it says of these parts.
"""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from terbit import rules, sarif
from terbit.findings import Finding, Severity
from terbit.messages import Language, Message, msg

_TEXT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text"],
    "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}},
}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


_RULE = _object(
    ["id"],
    id={"type": "string"},
    shortDescription=_TEXT,
    fullDescription=_TEXT,
    help=_TEXT,
    defaultConfiguration=_object([], level=_LEVEL),
)
_PLACE = _object(
    ["artifactLocation"],
    artifactLocation=_object(["uri"], uri={"type": "string", "pattern": r"^[A-Za-z0-9._~/%-]+$"}),
    region=_object(
        ["startLine"],
        startLine={"type": "integer", "minimum": 1},
        startColumn={"type": "integer", "minimum": 1},
    ),
)
_RESULT = _object(
    ["message"],
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=_LEVEL,
    message=_TEXT,
    locations={"type": "array", "items": _object([], physicalLocation=_PLACE)},
    relatedLocations={"type": "array", "items": _object([], physicalLocation=_PLACE)},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
)
SCHEMA = _object(
    ["version", "runs"],
    **{
        "$schema": {"const": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": _object(
                ["tool"],
                tool=_object(
                    ["driver"],
                    driver=_object(
                        ["name"],
                        name={"type": "string"},
                        version={"type": "string"},
                        semanticVersion={"type": "string"},
                        rules={"type": "array", "uniqueItems": True, "items": _RULE},
                    ),
                ),
                language={"type": "string", "pattern": "^[a-z]{2}(-[A-Z]{2})?$"},
                columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                results={"type": ["array", "null"], "items": _RESULT},
            ),
        },
    },
)
KNOWN = {rule.id: (rule.severity, rule.asks) for rule in rules.RULES}
ONE = Finding(
    "FM003",
    Severity.ERROR,
    "content/berita/2026/11/panen raya/index.md",
    msg('kategori "{name}" tidak dikenal', name="[kegiatn]"),
    msg('maksud Anda "{word}"?', word="kegiatan"),
    5,
    14,
)


def run(*findings: Finding, language: Language = "id") -> dict[str, Any]:
    """The run of a log that the schema accepts."""
    log = json.loads(sarif.log(findings, KNOWN, language))
    jsonschema.validate(log, SCHEMA)
    (only,) = log["runs"]
    driver = only["tool"]["driver"]
    assert [driver["rules"][result["ruleIndex"]]["id"] for result in only["results"]] == [
        result["ruleId"] for result in only["results"]
    ]
    found: dict[str, Any] = only
    return found


def test_a_finding_is_a_result_with_level_place_message_and_hint() -> None:
    (result,) = run(ONE)["results"]
    digest = result.pop("partialFingerprints")
    assert list(digest) == ["terbitFinding/v1"]
    assert result == {
        "ruleId": "FM003",
        "ruleIndex": list(KNOWN).index("FM003"),
        "level": "error",
        "message": {"text": 'kategori "\\[kegiatn\\]" tidak dikenal. maksud Anda "kegiatan"?'},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "content/berita/2026/11/panen%20raya/index.md"},
                    "region": {"startLine": 5, "startColumn": 14},
                }
            }
        ],
    }


def test_every_rule_is_described_with_what_it_asks_in_the_readers_language() -> None:
    described = {rule["id"]: rule for rule in run(language="en")["tool"]["driver"]["rules"]}
    assert list(described) == [rule.id for rule in rules.RULES]
    assert described["PD003"] == {
        "id": "PD003",
        "shortDescription": {"text": "there are no private telephone numbers"},
        "fullDescription": {"text": "there are no private telephone numbers"},
        "help": {
            "text": "PD003: there are no private telephone numbers (docs/penulis.md)",
            "markdown": "**PD003**: there are no private telephone numbers (`docs/penulis.md`)",
        },
        "defaultConfiguration": {"level": "warning"},
    }


def test_a_rule_of_another_room_has_its_id_alone() -> None:
    found = run(Finding("GT999", Severity.WARNING, "sop.yml", msg("berkas bukan teks UTF-8")))
    assert found["tool"]["driver"]["rules"][-1] == {"id": "GT999"}
    assert found["results"][0]["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "sop.yml"}}}]


def test_no_findings_are_a_log_without_results() -> None:
    assert run()["results"] == []


def fingerprint(finding: Finding) -> str:
    found: str = run(finding)["results"][0]["partialFingerprints"][sarif.FINGERPRINT]
    return found


def test_a_fault_keeps_its_fingerprint_where_it_moves_and_in_each_language() -> None:
    moved = Finding(ONE.rule, ONE.severity, ONE.path, ONE.message, None, 50, 1)
    other = Finding(ONE.rule, ONE.severity, "content/lain.md", ONE.message)
    assert fingerprint(ONE) == fingerprint(moved)
    assert fingerprint(ONE) != fingerprint(other)
    assert run(ONE)["results"][0]["partialFingerprints"] == run(ONE, language="en")["results"][0]["partialFingerprints"]


def test_the_same_fault_twice_has_two_fingerprints() -> None:
    again = Finding(ONE.rule, ONE.severity, ONE.path, ONE.message, ONE.hint, 9, 1)
    found = run(ONE, again)["results"]
    assert len({result["partialFingerprints"][sarif.FINGERPRINT] for result in found}) == 2


@settings(deadline=None)
@given(st.text(), st.text(min_size=1))
def test_any_text_and_path_give_a_log_that_can_be_read(text: str, path: str) -> None:
    (result,) = run(Finding("FM001", Severity.ERROR, path.replace("\0", "x").encode("utf-8", "replace").decode(),
                            Message("{x}", (("x", text),))))["results"]  # fmt: skip
    assert re.sub(r"\\(.)", r"\1", result["message"]["text"]) is not None


def test_a_path_that_is_no_text_is_written_as_its_bytes() -> None:
    (result,) = run(Finding("SH002", Severity.ERROR, "content/a\udcff.md", msg("nama berkas bukan UTF-8")))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "content/a%FF.md"


def test_further_places_are_related_locations() -> None:
    finding = Finding(
        "LX001", Severity.ERROR, "a.md", msg("berkas bukan teks UTF-8"), line=2, elsewhere=(("b c.md", 3), ("d.md", 0))
    )
    [result] = run(finding)["results"]
    assert [place["physicalLocation"] for place in result["relatedLocations"]] == [
        {"artifactLocation": {"uri": "b%20c.md"}, "region": {"startLine": 3}},
        {"artifactLocation": {"uri": "d.md"}},
    ]
