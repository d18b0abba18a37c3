"""Why a change may not be merged, in words: one finding a reason, each with what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from terbit.findings import Finding, Severity
from terbit.forge import Approval
from terbit.messages import Message, msg
from terbit.review.case import Case

MISSING = "RV001"
RETURNED = "RV002"
REJECTED = "RV003"
OWN_WORK = "RV004"
OTHER_REVISION = "RV005"
WITHOUT_ROLE = "RV006"
UNSEEN_EDIT = "RV007"
NO_PUBLISHER = "RV008"
URGENT_OPEN = "RV009"
URGENT_OVERDUE = "RV010"
NOTHING = "RV011"
NO_REVISION = "RV012"
ABANDONED = "RV013"
NOT_AN_AUTHOR = "RV014"
CLOSED = "RV015"
ONE_FOR_TWO = "RV016"
STRANGERS = "RV017"


# -- what stands in the way ---------------------------------------------------------------------------------------


def blocks(case: Case) -> list[Finding]:
    """What stands in the way whoever approves."""
    return [*final(case), *returns(case), *unseen_edits(case), *nothing(case), *strangers(case)]


def final(case: Case) -> list[Finding]:
    found = []
    for opinion in case.final:
        who = person_name(case, opinion.reviewer)
        if opinion.verdict == "abandoned":
            found.append(error(case, ABANDONED, msg("dibatalkan oleh {name}", name=who)))
            continue
        message = msg("ditolak oleh {name}", name=who)
        if opinion.reason:
            message = msg("ditolak oleh {name}: {reason}", name=who, reason=opinion.reason)
        found.append(error(case, REJECTED, message, msg("penolakan bersifat tetap; buat usulan baru bila perlu")))
    return found


def returns(case: Case) -> list[Finding]:
    found = []
    for opinion in case.open_returns:
        who = person_name(case, opinion.reviewer)
        message = msg("dikembalikan oleh {name}", name=who)
        if opinion.reason:
            message = msg("dikembalikan oleh {name}: {reason}", name=who, reason=opinion.reason)
        role = role_names(case, case.roles(opinion) & case.deciding)
        hint = msg("perbaiki lalu ajukan lagi; sesudah itu {role} menilai ulang", role=role)
        found.append(error(case, RETURNED, message, hint))
    return found


def unseen_edits(case: Case) -> list[Finding]:
    return [
        error(
            case,
            UNSEEN_EDIT,
            msg("koreksi dari {name} belum disetujui orang lain", name=person_name(case, editor)),
            msg("penulis naskah atau penilai lain menyetujui isi yang sudah dikoreksi"),
        )
        for editor in case.unseen_edits
    ]


def nothing(case: Case) -> list[Finding]:
    if case.demand.roles:
        return []
    return [error(case, NOTHING, msg("usulan ini tidak mengubah apa pun"))]


def strangers(case: Case) -> list[Finding]:
    """Nobody knows whether he who wrote it is one of those who approve it. A report's files are the exception: the
    pipeline hands them in, and they are compared with what records give."""
    count = sum(revision.strangers for revision in case.change.revisions)
    if not count or case.demand.kinds == ("report",):
        return []
    message = msg("{count} komit ditulis oleh akun yang tidak ada di sop.yml", count=count)
    hint = msg("administrator mencatat akunnya di sop.yml, atau penulis kantor mengajukan isinya sendiri")
    return [error(case, STRANGERS, message, hint)]


def lacking(case: Case, missing: tuple[str, ...], until: datetime | None, at: datetime) -> list[Finding]:
    """The roles without which it may not be merged now.

    An urgent change may go ahead with one approval while the hours run; once merged it stays, however late they are.
    """
    if case.demand.any_one:
        if case.granted or not missing:
            return []
        roles = role_names(case, missing)
        return [error(case, MISSING, msg("belum disetujui: perlu satu persetujuan dari {roles}", roles=roles))]
    if until is not None and (case.change.merged or at <= until):
        return []
    found = []
    for role in missing:
        name = case.sop.roles.get(role, role)
        found.append(error(case, MISSING, msg("belum disetujui oleh {role}", role=name), _who(case, role, at)))
    return found


def _who(case: Case, role: str, at: datetime) -> Message:
    """Who could approve, for the hint."""
    holders = case.sop.holders(role, at)
    free = [person_name(case, person) for person in holders if person not in case.authors]
    if free:
        return msg("yang dapat menyetujui: {people}", people=", ".join(free))
    if holders:
        return msg(
            "semua pemegang peran ini ikut menulis: biar orang lain mengusulkan, atau tunjuk pelaksana (Plh./Plt.) "
            "di sop.yml"
        )
    return msg("tidak ada yang memegang peran ini sekarang: tunjuk pejabat atau pelaksana (Plh./Plt.) di sop.yml")


def urgent(case: Case, missing: tuple[str, ...], until: datetime, at: datetime) -> Finding:
    roles, time = role_names(case, missing), clock(case, until)
    if at <= until:
        message = msg("jalur mendesak: persetujuan {roles} ditunggu sampai {time}", roles=roles, time=time)
        return warning(case, URGENT_OPEN, message)
    message = msg("jalur mendesak: persetujuan {roles} terlambat, batasnya {time}", roles=roles, time=time)
    return warning(case, URGENT_OVERDUE, message)


def merger(case: Case, merger: str, at: datetime) -> list[Finding]:
    if case.sop.roles_of(merger, at) & case.demand.publishers:
        return []
    return [
        error(
            case,
            NO_PUBLISHER,
            msg("{name} tidak berwenang menayangkan", name=person_name(case, merger)),
            msg("yang berwenang: {roles}", roles=role_names(case, case.demand.publishers)),
        )
    ]


# -- why an approval does not count -------------------------------------------------------------------------------


def uncounted(case: Case, missing: Iterable[str]) -> list[Finding]:
    """Why approvals that somebody gave for what is missing do not count."""
    wanted = frozenset(missing)
    given = [o for o in case.opinions if o.verdict == "approved" and not case.looks_again(o)]
    faults = [fault(case, opinion, wanted) for opinion in given]
    return list(dict.fromkeys(found for found in faults if found is not None))


def fault(case: Case, opinion: Approval, asked: frozenset[str]) -> Finding | None:
    """Why an approval does not count for any of the roles asked, or None."""
    name = person_name(case, opinion.reviewer)
    heard = case.roles(opinion) & asked
    if opinion.reviewer in case.authors or (heard and case.own_work(opinion)):
        return error(
            case,
            OWN_WORK,
            msg("persetujuan {name} tidak dihitung: ia ikut menulis usulan ini", name=name),
            msg("minta persetujuan orang lain"),
        )
    if not heard:
        return None if case.roles(opinion) & set(case.demand.roles) else without_role(case, opinion)
    if not case.stands(opinion):
        return error(
            case,
            OTHER_REVISION,
            msg("persetujuan {name} berlaku untuk isi {commit}", name=name, commit=opinion.commit[:12]),
            msg("isi usulan sudah berubah: minta {name} menyetujui isi {tip}", name=name, tip=case.change.tip[:12]),
        )
    counted = case.granted.get(case.sop.floor.administrator)
    if heard == {case.sop.floor.head} and counted is not None and counted.reviewer == opinion.reviewer:
        return error(
            case,
            ONE_FOR_TWO,
            msg(
                "persetujuan {name} sudah dihitung sebagai {role}",
                name=name,
                role=role_names(case, [case.sop.floor.administrator]),
            ),
            msg("administrator dan pimpinan harus dua orang yang berbeda"),
        )
    return None


def without_role(case: Case, opinion: Approval) -> Finding:
    day = opinion.at.astimezone(case.sop.zone).strftime("%Y-%m-%d")
    return error(
        case,
        WITHOUT_ROLE,
        msg("{name} tidak memegang peran yang diminta pada {day}", name=person_name(case, opinion.reviewer), day=day),
        msg("yang diminta: {roles}", roles=role_names(case, case.demand.roles)),
    )


# -- words --------------------------------------------------------------------------------------------------------


def error(case: Case, rule: str, message: Message, hint: Message | None = None) -> Finding:
    return Finding(rule, Severity.ERROR, f"perubahan/{case.change.number}", message, hint)


def warning(case: Case, rule: str, message: Message) -> Finding:
    return Finding(rule, Severity.WARNING, f"perubahan/{case.change.number}", message)


def person_name(case: Case, person: str) -> str:
    known = case.sop.people.get(person)
    return known.name if known else person


def role_names(case: Case, roles: Iterable[str]) -> str:
    """Names of roles, in the order of sop.yml."""
    wanted = set(roles)
    return ", ".join(name for role, name in case.sop.roles.items() if role in wanted)


def clock(case: Case, moment: datetime) -> str:
    return moment.astimezone(case.sop.zone).strftime("%Y-%m-%d %H:%M %Z")
