"""A small office and a short way to write a change's history down, for the tests of demand and verdict."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from terbit import sop as procedure
from terbit.forge import Approval, Change, Opinion, Revision
from terbit.review.demand import Demand

PROCEDURE = b"""\
version: 1
office: {name: Balai Uji, zone: Asia/Jakarta, address: "https://uji.example/"}
roles:
  penulis: Penulis
  ketua: Ketua Tim
  kepala: Kepala Balai
  admin: Administrator
  pengelola: Pengelola web
  koordinator: Koordinator
floor: {administrator: admin, head: kepala}
people:
  sari: {name: Sari, email: sari@uji.example, roles: [{role: penulis}]}
  dewi: {name: Dewi, email: dewi@uji.example, roles: [{role: penulis}]}
  budi: {name: Budi, email: budi@uji.example, roles: [{role: ketua}]}
  ani: {name: Ani, email: ani@uji.example, roles: [{role: ketua}]}
  ratna: {name: Ratna, email: ratna@uji.example, roles: [{role: kepala}]}
  agus: {name: Agus, email: agus@uji.example, roles: [{role: admin}, {role: pengelola}]}
  wayan:
    name: Wayan
    email: wayan@uji.example
    roles:
      - {role: koordinator}
      - {role: kepala, from: 2026-10-12, until: 2026-10-23, deputy_for: ratna}
  both: {name: Bayu, email: bayu@uji.example, roles: [{role: admin}, {role: kepala}]}
steps:
  tulis: {name: Menulis, role: penulis}
  periksa: {name: Memeriksa, role: ketua, decides: true}
  setujui: {name: Menyetujui, role: kepala, decides: true}
  tayang: {name: Menayangkan, role: pengelola, publishes: true}
categories:
  kegiatan: {name: Kegiatan, steps: [tulis, periksa, tayang]}
  opini: {name: Opini, steps: [tulis, periksa, setujui, tayang]}
  buku: {name: Buku, steps: [tulis, periksa, setujui, tayang], publication: true}
  kilat: {name: Kilat, steps: [tulis, setujui]}
pages: [periksa, tayang]
policy: {steps: [setujui], paths: ["content/profil/**"]}
urgent: {hours: 48}
report: {recipient: koordinator}
"""

START = datetime(2026, 10, 14, 2, 0, tzinfo=UTC)  # Wednesday, 09:00 in the office

_SAID: dict[str, Opinion] = {"+": "approved", "-": "returned", "!": "rejected", "~": "abandoned"}


def office(text: bytes = PROCEDURE) -> procedure.Sop:
    sop, findings = procedure.read(text)
    assert sop is not None, findings
    return sop


SOP = office()


def asks(roles: str, *, any_one: bool = False, urgent: bool = False) -> Demand:
    return Demand(tuple(roles.split()), frozenset({"pengelola"}), ("article",), any_one, urgent)


def commit(name: str) -> str:
    """The commit id that stands for `r1`, `r2` …"""
    return name.encode().hex().ljust(40, "0")


def history(text: str, sop: procedure.Sop = SOP, number: int = 7) -> tuple[Change, datetime]:
    """A change out of its story, one hour a word, and the moment after the last word.

    `r1:sari` Sari hands in her revision · `r2:base` the base was merged in, nothing else · `r3:sari,budi` both wrote
    it · `budi+r1` Budi approves it · `-` returns · `!` rejects · `~` abandons · `budi+r1@ketua` in that role only ·
    `[2026-10-24]` the clock goes to 09:00 of that day · `merge` it is merged.
    """
    now, revisions, said, merged = START, list[Revision](), list[Approval](), ""
    for word in text.split():
        if found := re.fullmatch(r"\[(\S+)\]", word):
            now = datetime.fromisoformat(found[1] + "T02:00:00+00:00")
        elif word == "merge":
            merged = commit("merge")
        elif found := re.fullmatch(r"(r\d+):(\S+)", word):
            base = found[2] == "base"
            writers = frozenset() if base else frozenset(found[2].split(","))
            own = revisions[-1].own if base else (("content/x.md", found[1]),)
            submitter = revisions[-1].submitter if base else found[2].split(",")[0]
            revisions.append(Revision(commit(found[1]), now, writers, submitter, own))
        elif found := re.fullmatch(r"(\w+)([-+!~])(r\d+)(?:@(\S+))?", word):
            held = sop.roles_of(found[1], now)
            roles = frozenset(found[4].split(",")) if found[4] else held
            witness = f"{len(said):040x}"
            said.append(Approval(_SAID[found[2]], found[1], roles, commit(found[3]), now, witness, ""))
        else:
            raise ValueError(word)
        now += timedelta(hours=1)
    return Change(number, "Panen raya", tuple(revisions), tuple(said), merged), now
