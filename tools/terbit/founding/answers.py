"""What a new office says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from terbit import skeleton
from terbit import sop as procedure
from terbit.findings import Refused
from terbit.messages import Language, msg

# The roles that a new office names people for, in the order of its skeleton's people. The two of the floor must be held
# by two people.
_PROCEDURE = procedure.read(skeleton.files()[procedure.PATH])[0]
assert _PROCEDURE is not None  # noqa: S101 (a test reads it)
ROLES = {person.roles[0].role: _PROCEDURE.roles[person.roles[0].role] for person in _PROCEDURE.people.values()}
FLOOR = (_PROCEDURE.floor.administrator, _PROCEDURE.floor.head)

_MEMBER = re.compile(r"(?P<name>[^<>@]*[^<>@\s])(?:\s*<(?P<email>[^<>\s]+@[^<>\s]+)>)?(?:\s+@(?P<login>[\w-]+))?\Z")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works here: as sop.yml names him, with his account on GitHub where he has one."""

    name: str
    roles: tuple[str, ...]
    email: str | None = None
    login: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """`zone` is an IANA name; `address` where the site will be served; `repository` on GitHub ("owner/name")."""

    name: str
    address: str
    members: tuple[Member, ...]
    short: str | None = None
    unit: str | None = None
    postal: str | None = None
    email: str | None = None
    zone: str = "Asia/Jakarta"
    language: Language = "id"
    repository: str | None = None
    public: bool = True
    records: str | None = None


def members(said: Sequence[tuple[str, str]]) -> tuple[Member, ...]:
    """People out of (role, "Name <e-mail> @login"); whoever is named for several roles is one person.

    Raises Refused for what is no name, and where the two roles of the floor are not held by two people: each change of
    the procedure is approved by both, and nobody approves twice.
    """
    found: dict[str, Member] = {}
    for role, text in said:
        part = _MEMBER.match(text.strip())
        if part is None:
            raise Refused(
                msg('"{text}" bukan nama orang', text=text), msg('tulis misalnya "Sari Wulandari <sari@kantor.go.id>"')
            )
        name = " ".join(part["name"].split())
        known = found.get(name.casefold(), Member(name, ()))
        roles = (*known.roles, role) if role not in known.roles else known.roles
        found[name.casefold()] = Member(known.name, roles, part["email"] or known.email, part["login"] or known.login)
    for role in FLOOR:
        if not any(role in member.roles for member in found.values()):
            raise Refused(msg("belum ada orang untuk peran {role}", role=role), msg("tambahkan --{role}", role=role))
    if len([member for member in found.values() if {*member.roles} & {*FLOOR}]) < 2:
        raise Refused(
            msg("administrator dan pimpinan harus dua orang: perubahan prosedur disetujui keduanya"),
            msg("sebutkan orang lain untuk salah satu peran itu"),
        )
    return tuple(found.values())
