"""Lines about who may do what."""

from __future__ import annotations

from datetime import datetime

from terbit.github.doctor.facts import WRITE, Facts, Unread
from terbit.github.doctor.lines import Check, Judged, listed, logins
from terbit.messages import msg
from terbit.sop import Sop

_PEOPLE = msg(
    "Settings → Collaborators → Add people; atau: "
    "gh api -X PUT repos/{repository}/collaborators/LOGIN -f permission=push"
)


def _without_login(facts: Facts, sop: Sop, at: datetime) -> Judged:
    """Everybody who holds a role now, by their keys in sop.yml."""
    found = [key for key, person in sop.people.items() if person.login is None and sop.roles_of(key, at)]
    return msg("belum punya login: {found}", found=listed(found)) if found else None


def _accounts(facts: Facts, sop: Sop, at: datetime) -> Judged:
    absent = sorted(login for login, there in facts.accounts.items() if there is False)
    if absent:
        return msg("tidak ada akun bernama: {found}", found=listed(absent))
    return next((there for there in facts.accounts.values() if isinstance(there, Unread)), None)


def _rights(facts: Facts, sop: Sop, at: datetime) -> Judged:
    """GitHub counts an approval towards a rule only from somebody with write access, and only such a person merges."""
    if isinstance(facts.collaborators, Unread):
        return facts.collaborators
    steps = list(sop.steps)
    roles = {*sop.deciding_roles(steps), *sop.publishing_roles(steps), sop.floor.administrator, sop.floor.head}
    wanted = logins(sop, {*roles, sop.report.recipient}, at)
    short = sorted(login for login in wanted if facts.collaborators.get(login) not in WRITE)
    return msg("haknya kurang: {found}", found=listed(short)) if short else None


def _writers_read(facts: Facts, sop: Sop, at: datetime) -> Judged:
    """Whoever holds a role must at least see a private repository."""
    if not facts.private:
        return None
    if isinstance(facts.collaborators, Unread):
        return facts.collaborators
    short = sorted(logins(sop, sop.roles, at) - set(facts.collaborators))
    return msg("belum diundang: {found}", found=listed(short)) if short else None


def _strangers(facts: Facts, sop: Sop, at: datetime) -> Judged:
    if isinstance(facts.collaborators, Unread):
        return facts.collaborators
    known = logins(sop, sop.roles, at)
    found = sorted(login for login, right in facts.collaborators.items() if right in WRITE and login not in known)
    return msg("tidak punya peran di sop.yml: {found}", found=listed(found)) if found else None


def _administrators(facts: Facts, sop: Sop, at: datetime) -> Judged:
    if isinstance(facts.collaborators, Unread):
        return facts.collaborators
    known = logins(sop, {sop.floor.administrator}, at)
    found = sorted(login for login, right in facts.collaborators.items() if right == "admin" and login not in known)
    return msg("juga berhak admin: {found}", found=listed(found)) if found else None


CHECKS = (
    Check(
        "logins", "people",
        msg("setiap orang yang memegang peran punya login di sop.yml"),
        msg("yang ia tulis dan setujui di GitHub tidak dikenali"),
        msg("tulis login: nama-akun-github pada orangnya di sop.yml"),
        _without_login,
    ),
    Check(
        "accounts", "people",
        msg("setiap login di sop.yml adalah akun GitHub"),
        msg("siapa pun dapat mendaftarkan nama itu, lalu menjadi orang itu"),
        msg("perbaiki login di sop.yml"),
        _accounts,
    ),
    Check(
        "rights", "people",
        msg("pemeriksa dan pengelola web boleh menulis di repositori"),
        msg("bagi GitHub persetujuan mereka tidak dihitung, dan mereka tidak dapat menggabung"),
        _PEOPLE,
        _rights,
    ),
    Check(
        "readers", "people",
        msg("setiap orang yang memegang peran dapat membuka repositori"),
        msg("mereka tidak dapat menulis atau memeriksa"),
        _PEOPLE,
        _writers_read,
    ),
    Check(
        "strangers", "people",
        msg("hanya orang dari sop.yml yang boleh menulis di repositori"),
        msg("orang yang tidak dikenal kantor dapat membuat cabang dan menggabung"),
        msg("Settings → Collaborators → Remove; atau: gh api -X DELETE repos/{repository}/collaborators/LOGIN"),
        _strangers,
    ),
    Check(
        "administrators", "people",
        msg("hanya administrator kantor yang berhak admin"),
        msg("yang berhak admin dapat mematikan semua aturan ini"),
        msg(
            "Settings → Collaborators → Role: Write; atau: "
            "gh api -X PUT repos/{repository}/collaborators/LOGIN -f permission=push"
        ),
        _administrators,
    ),
)  # fmt: skip
