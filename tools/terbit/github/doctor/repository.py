"""Lines about the repository itself, and about where its records are."""

from __future__ import annotations

from datetime import datetime

from terbit.github.doctor.branch import missing
from terbit.github.doctor.branch import named as actor_names
from terbit.github.doctor.facts import MAIN, Facts, Rules, Unread
from terbit.github.doctor.lines import Check, Judged, listed, logins
from terbit.messages import msg
from terbit.sop import Sop


def _name(facts: Facts, sop: Sop, at: datetime) -> Judged:
    assert sop.github is not None  # noqa: S101
    if facts.repository.casefold() == sop.github.repository.casefold():
        return None
    return msg("di GitHub namanya {found}", found=facts.repository)


def _visibility(facts: Facts, sop: Sop, at: datetime) -> Judged:
    assert sop.github is not None  # noqa: S101
    if facts.private != sop.github.public:
        return None
    return msg("repositori ini privat") if facts.private else msg("repositori ini publik")


def _default_branch(facts: Facts, sop: Sop, at: datetime) -> Judged:
    return None if facts.default_branch == MAIN else msg("cabang utamanya {found}", found=facts.default_branch)


def _merge_methods(facts: Facts, sop: Sop, at: datetime) -> Judged:
    """The repository's setting and the branch's rules together; only what both allow can be done."""
    if isinstance(facts.methods, Unread):
        return facts.methods
    allowed = facts.methods
    for rule in facts.main.sources:
        allowed &= rule.methods
    if allowed == {"merge"}:
        return None
    return msg("yang diperbolehkan: {found}", found=", ".join(sorted(allowed)) or "-")


def _codeowners(facts: Facts, sop: Sop, at: datetime) -> Judged:
    found = facts.owners_wrong
    if isinstance(found, Unread):
        return found
    if found is None:
        return msg("berkasnya belum ada")
    return msg("baris yang salah: {found}", found=listed(found)) if found else None


def _generated(facts: Facts, sop: Sop, at: datetime) -> Judged:
    found = facts.generated
    return found if isinstance(found, Unread) else msg("berbeda: {found}", found=listed(found)) if found else None


def _records_place(facts: Facts, sop: Sop, at: datetime) -> Judged:
    assert sop.github is not None  # noqa: S101
    if sop.github.records is None:
        return None if facts.private else msg("sop.yml tidak menyebut repositori catatan, dan repositori ini publik")
    if isinstance(facts.second, Unread):
        return facts.second
    if facts.second is None:
        return msg("repositori catatan tidak ada")
    return None if facts.second.private else msg("repositori catatan itu publik")


def _records_writers(facts: Facts, sop: Sop, at: datetime) -> Judged:
    assert sop.github is not None  # noqa: S101
    if sop.github.records is None:
        return _records_rules(facts.records)
    if isinstance(facts.second, Unread):
        return facts.second
    if facts.second is None:
        return msg("repositori catatan tidak ada")
    if isinstance(facts.second.writers, Unread):
        return facts.second.writers
    too_many = facts.second.writers - logins(sop, {sop.floor.administrator}, at)
    return msg("juga dapat menulis: {found}", found=listed(sorted(too_many))) if too_many else None


def _records_rules(rules: Rules) -> Judged:
    """Records beside the articles, on a branch of the same repository."""
    tight = [rule for rule in rules.sources if rule.no_update and rule.no_force and rule.no_deletion]
    if not tight:
        return missing(rules, msg("cabang records tidak dibatasi"))
    through = [rule.bypass for rule in tight]
    known = [actors for actors in through if not isinstance(actors, Unread)]
    if any(all(actor.kind in ("app", "key", "user") for actor in actors) for actors in known):
        return None
    if len(known) < len(through):
        return next(actors for actors in through if isinstance(actors, Unread))
    return msg("dapat dilewati oleh: {found}", found=actor_names(known))


_FILES = msg("jalankan terbit github files, lalu ajukan hasilnya sebagai perubahan")
_OWNERS = msg(
    "jalankan terbit github files, lalu ajukan hasilnya; orang yang disebutnya harus boleh menulis: "
    "Settings → Collaborators → Add people"
)


CHECKS = (
    Check(
        "name", "repository",
        msg("nama repositori sama dengan github.repository di sop.yml"),
        msg("tautan dan catatan menunjuk ke nama yang lama"),
        msg("perbaiki github.repository di sop.yml"),
        _name,
    ),
    Check(
        "visibility", "repository",
        msg("keterbukaan repositori sama dengan github.public di sop.yml"),
        msg("embargo dan tempat catatan dinilai dengan anggapan yang keliru"),
        msg("perbaiki github.public di sop.yml; atau Settings → General → Danger Zone → Change visibility"),
        _visibility,
    ),
    Check(
        "default-branch", "repository",
        msg("cabang utama bernama main"),
        msg("gerbang dan penayangan hanya mengenal main"),
        msg("Settings → General → Default branch; atau: gh api -X PATCH repos/{repository} -f default_branch=main"),
        _default_branch,
    ),
    Check(
        "merge-methods", "repository",
        msg("usulan hanya dapat digabung dengan merge commit"),
        msg("squash dan rebase membuat commit yang tidak pernah diperiksa; usulan yang digabung begitu ditahan"),
        msg(
            "Settings → General → Pull Requests: hanya Allow merge commits; atau: gh api -X PATCH repos/{repository} "
            "-F allow_merge_commit=true -F allow_squash_merge=false -F allow_rebase_merge=false"
        ),
        _merge_methods,
    ),
    Check(
        "codeowners", "repository",
        msg("berkas CODEOWNERS ada dan dapat dibaca GitHub"),
        msg("GitHub tidak meminta persetujuan orang yang tepat"),
        _OWNERS,
        _codeowners,
    ),
    Check(
        "generated", "repository",
        msg("berkas di .github sama dengan yang dihasilkan dari sop.yml"),
        msg("yang dijalankan GitHub bukan alur kerja yang diperiksa; tanpa ini persetujuan tidak mengikat"),
        _FILES,
        _generated,
    ),
    Check(
        "records-place", "repository",
        msg("catatan disimpan di repositori privat"),
        msg("siapa pun dapat membaca catatan dan laporan lengkap"),
        msg("gh repo create {records} --private, lalu tulis github.records: {records} di sop.yml"),
        _records_place,
    ),
    Check(
        "records-writers", "repository",
        msg("hanya penayangan dan administrator yang dapat menulis catatan"),
        msg("persetujuan dan laporan dapat dikarang di dalam catatan; tanpa ini persetujuan tidak mengikat"),
        msg(
            "pakai repositori kedua (github.records di sop.yml) dan beri hak hanya kepada administrator: "
            "gh api -X DELETE repos/{records}/collaborators/LOGIN"
        ),
        _records_writers,
    ),
)  # fmt: skip
