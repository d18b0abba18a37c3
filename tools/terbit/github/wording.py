"""What the gate says on a pull request: the check's outcome and text, and the one comment. Pure.

Every value from outside goes through `markup`. On the pull request people are named as sop.yml names them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal

from terbit.findings import Finding, Severity, has_errors
from terbit.github.conversation import MARK
from terbit.github.markup import code, inline, link, within
from terbit.github.verdicts import Judged, Unjudged
from terbit.messages import Language, Message, msg
from terbit.review.demand import ordered
from terbit.review.reasons import RETURNED
from terbit.sop import Sop

CHECK = "terbit / persetujuan"
MOST_TEXT = 60_000  # GitHub takes 65,535 characters; bytes are what may be meant
MOST_ANNOTATIONS = 200
MOST_ANNOTATION_TEXT = 2_000
MOST_IN_COMMENT = 10

Conclusion = Literal["success", "failure", "action_required"]


def conclusion(judged: Judged | Unjudged) -> Conclusion:
    """`action_required` while people are waited for, `failure` where the text must change, and where nothing is known.

    A required check is passed by `success`, `neutral` and `skipped`: so what could not be verified is none of them. Nor
    is it left open: an open check says nothing that could be read, and for ever where no further run comes.
    """
    if isinstance(judged, Unjudged):
        return "failure"
    if judged.approved:
        return "success"
    waits = judged.state in ("draft", "submitted", "approved") or (judged.state == "returned" and judged.next_role)
    return "action_required" if waits and judged.sound else "failure"


def title(judged: Judged | Unjudged, sop: Sop) -> Message:
    """How it stands, in one line."""
    if isinstance(judged, Unjudged):
        return msg("belum dapat diperiksa")
    role = sop.roles.get(judged.next_role, judged.next_role)
    if judged.approved:
        if judged.missing:
            return msg("boleh digabung; persetujuan {role} menyusul", role=role)
        return msg("disetujui: boleh digabung")
    if judged.state == "rejected":
        return msg("ditolak")
    if judged.state == "abandoned":
        return msg("dibatalkan")
    if not judged.sound:
        return msg("{count} kesalahan pada isi", count=sum(f.severity is Severity.ERROR for f in judged.findings))
    if judged.state == "draft":
        return msg("masih draf: belum diajukan")
    if judged.state == "returned":
        if role:
            return msg("sudah diperbaiki: menunggu {role} menilai ulang", role=role)
        return msg("dikembalikan: menunggu perbaikan penulis")
    if role:
        return msg("menunggu persetujuan {role}", role=role)
    return msg("belum boleh digabung")


def next_step(judged: Judged, sop: Sop) -> Message:
    """What to do next, and who."""
    if judged.approved:
        roles = ordered(sop.publishing_roles(sop.steps), sop)
        role = " / ".join(sop.roles.get(each, each) for each in roles)
        return msg(
            '{role} menekan "Merge pull request", lalu "Confirm merge"; squash dan rebase tidak berlaku', role=role
        )
    if judged.state in ("rejected", "abandoned"):
        return msg("usulan ini selesai; buat usulan baru bila perlu")
    if not judged.sound or (judged.state == "returned" and not judged.next_role):
        return msg("penulis memperbaiki isinya dan menyimpannya ke cabang yang sama; nomor usulan tetap")
    if judged.state == "draft":
        return msg('penulis menekan "Ready for review" bila sudah siap diperiksa')
    if not judged.next_role:
        return msg("selesaikan yang tertulis di atas")
    role = sop.roles.get(judged.next_role, judged.next_role)
    if not judged.able:
        return msg(
            "tidak ada {role} yang dapat diminta: mungkin ia ikut menulis, atau peran dan nama akunnya di sop.yml "
            "keliru",
            role=role,
        )
    people = ", ".join(_name(person, sop) for person in judged.able)
    return msg('{role} ({people}) membaca "Files changed", lalu menekan "Review changes"', role=role, people=people)


# -- the check -----------------------------------------------------------------------------------------------------


def check_run(judged: Judged | Unjudged, sop: Sop, at: datetime, address: str | None = None) -> dict[str, Any]:
    """The check as GitHub's REST interface takes it, all annotations in one list. `at`: when it was judged (aware).

    `external_id` tells this very outcome from any other, so that it is posted once. `address`: where more can be read.
    """
    language = sop.office.language
    findings = judged.findings if isinstance(judged, Judged) else ()
    run: dict[str, Any] = {
        "name": CHECK,
        "head_sha": judged.head,
        "status": "completed",
        "conclusion": conclusion(judged),
        "output": {
            "title": title(judged, sop).text(language)[:200],
            "summary": _summary(judged, sop),
            "annotations": marks(findings, language),
        },
    }
    digest = hashlib.sha256(json.dumps([judged.number, run], sort_keys=True).encode()).hexdigest()
    if address is not None and link(address) is not None:
        run["details_url"] = address
    started = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**run, "external_id": digest, "started_at": started, "completed_at": started}


def _summary(judged: Judged | Unjudged, sop: Sop) -> str:
    language = sop.office.language
    if isinstance(judged, Unjudged):
        lines = [_line(judged.message, judged.hint, language), "", inline(msg("Ini diperiksa lagi nanti."), language)]
        return within(lines, MOST_TEXT, "…")
    lines = [*_people(judged, sop), *_reasons(judged, language), *_next(judged, sop)]
    if judged.findings:
        lines += ["", _heading(msg("Temuan pada isi"), language), ""]
        lines += [f"- {_found(finding, language)}" for finding in judged.findings]
    return within(lines, MOST_TEXT, "\n" + inline(msg("… dan seterusnya; jalankan terbit check."), language))


def marks(findings: Iterable[Finding], language: Language) -> list[dict[str, Any]]:
    """The findings that lie in a file, as GitHub's annotations: plain text, which it does not interpret."""
    return [
        {
            "path": str(finding.record()["path"]),
            "start_line": max(finding.line, 1),
            "end_line": max(finding.line, 1),
            "annotation_level": "failure" if finding.severity is Severity.ERROR else "warning",
            "title": finding.rule,
            "message": _plain(finding, language)[:MOST_ANNOTATION_TEXT],
        }
        for finding in findings
        if in_file(finding)
    ][:MOST_ANNOTATIONS]


def in_file(finding: Finding) -> bool:
    """Whether its place is a file, and not a change or a commit."""
    return not finding.path.startswith("perubahan/") and not finding.path.startswith("/") and "." in finding.path


def _plain(finding: Finding, language: Language) -> str:
    return finding.message.text(language) + (f" {finding.hint.text(language)}" if finding.hint else "")


# -- the comment -----------------------------------------------------------------------------------------------------


def comment(judged: Judged, sop: Sop, strangers: Iterable[str] = (), preview: str | None = None) -> str:
    """The one comment. `strangers`: accounts whose reviews are not heard. `preview`: where the pages can be seen."""
    language = sop.office.language
    lines = [MARK, _heading(msg("Persetujuan: {title}", title=title(judged, sop)), language), ""]
    lines += [*_people(judged, sop), *_reasons(judged, language)]
    unheard = [
        inline(msg("penilaian akun {account} tidak dihitung: akun itu tidak ada di sop.yml", account=account), language)
        for account in strangers
    ]
    if unheard:
        lines += ["", *(f"- {text}" for text in unheard)]
    if judged.findings:
        shown_findings = judged.findings[:MOST_IN_COMMENT]
        lines += ["", _heading(msg("Temuan pada isi"), language), ""]
        lines += [f"- {_found(finding, language)}" for finding in shown_findings]
        rest = len(judged.findings) - len(shown_findings)
        if rest:
            lines.append("- " + inline(msg("dan {count} lagi", count=rest), language))
    lines += _next(judged, sop)
    if preview is not None and link(preview) is not None:
        lines += ["", inline(msg("Pratinjau:"), language) + f" {link(preview)}"]
    lines += ["", inline(msg("Isi yang dinilai: {commit}", commit=judged.head[:12]), language)]
    return within(lines, MOST_TEXT, "…")


# -- parts -----------------------------------------------------------------------------------------------------------


def _people(judged: Judged, sop: Sop) -> list[str]:
    """One line for each role that is asked, in the order of the steps."""
    language = sop.office.language
    granted = dict(judged.granted)
    lines = []
    for role in ordered([*granted, *judged.missing], sop):
        name = sop.roles.get(role, role)
        said = msg("{role}: belum", role=name)
        if role in granted:
            said = msg("{role}: disetujui oleh {name}", role=name, name=_name(granted[role], sop))
        lines.append(f"- {inline(said, language)}")
    return lines


def _reasons(judged: Judged, language: Language) -> list[str]:
    if not judged.reasons:
        return []
    heading = msg("Yang menahan") if has_errors(judged.reasons) else msg("Perlu diperhatikan")
    mended = judged.state == "returned" and judged.next_role  # then nobody is told to mend
    said = [
        f"- {_line(reason.message, None if mended and reason.rule == RETURNED else reason.hint, language)}"
        for reason in judged.reasons
    ]
    return ["", _heading(heading, language), "", *said]


def _next(judged: Judged, sop: Sop) -> list[str]:
    language = sop.office.language
    heading = _heading(msg("Langkah berikutnya"), language)
    return ["", f"{heading}: {inline(next_step(judged, sop), language)}"]


def _heading(message: Message, language: Language) -> str:
    return f"**{inline(message, language)}**"


def _found(finding: Finding, language: Language) -> str:
    where = ""
    if in_file(finding):
        line = f":{finding.line}" if finding.line else ""
        where = code(Message("{path}", (("path", finding.path[:200] + line),)).text()) + " "
    return f"{where}{finding.rule}: {_line(finding.message, finding.hint, language)}"


def _line(message: Message, hint: Message | None, language: Language) -> str:
    text = inline(message, language)
    if hint is None:
        return text
    stop = "" if text.rstrip("`").endswith((".", "?", "!")) else "."
    advice = inline(msg("Saran: {hint}", hint=hint), language)
    return f"{text}{stop} {advice}"


def _name(person: str, sop: Sop) -> str:
    known = sop.people.get(person)
    return known.name if known else person
