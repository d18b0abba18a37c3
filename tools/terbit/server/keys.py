"""People's keys in `sop.yml` and on the server: put one in, and list them for sshd's authorized_keys."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path

from terbit import schema
from terbit import sop as procedure
from terbit.findings import Finding, Refused, sorted_findings
from terbit.messages import Message, msg
from terbit.sop import Sop, fingerprint_of


def read_sop(content: bytes) -> Sop:
    """The procedure. Raises Refused with its first error, where it has one."""
    sop, findings = procedure.read(content)
    if sop is None:
        raise Refused(_first(findings))
    return sop


def public_key(file: Path) -> str:
    """`ssh-ed25519 AAAA…` out of a public key's file, without its comment. Raises Refused when it is none."""
    try:
        words = file.read_text("utf-8").split()
    except (OSError, UnicodeDecodeError):
        raise Refused(msg("{path}: kunci publik tidak dapat dibaca", path=file)) from None
    if len(words) < 2 or not words[0].startswith(("ssh-", "ecdsa-", "sk-")):
        raise Refused(
            msg("{path}: bukan kunci publik SSH", path=file),
            msg("pakai berkas yang berakhiran .pub, bukan pasangannya"),
        )
    return f"{words[0]} {words[1]}"


def owner_of(sop: Sop, key: str) -> str | None:
    """The person whose key this is."""
    wanted = fingerprint_of(key)
    for person, known in sop.people.items():
        if any(fingerprint_of(held.key) == wanted for held in known.keys):
            return person
    return None


def with_key(content: bytes, person: str, key: str) -> bytes:
    """`sop.yml` with a key added to a person, every other byte as it was. Raises Refused where that cannot be done."""
    text = content.decode("utf-8-sig")
    document = schema.parse(text)
    lines = text.splitlines(keepends=True)
    entry = document.data["people"][person]
    first, column = document.place(("people", person, "name"))
    indent = " " * (column - 1)
    if "keys" not in entry:
        lines.insert(first, f"{indent}keys:\n{indent}  - {{key: {key}}}\n")
    else:
        place, _ = document.place(("people", person, "keys"))
        if lines[place - 1].strip() != "keys:":
            raise Refused(
                msg("sop.yml:{line}: kunci tidak dapat ditambahkan di sini", line=place),
                msg("tulis setiap kunci pada baris tersendiri di bawah keys:"),
            )
        following = lines[place]
        lines.insert(place, f"{following[: len(following) - len(following.lstrip())]}- {{key: {key}}}\n")
    changed = "".join(lines).encode("utf-8")
    if owner_of(read_sop(changed), key) != person:
        raise Refused(msg("sop.yml: kunci tidak dapat ditambahkan kepada {person}", person=person))
    return changed


def with_admin_key(content: bytes, key: str, at: datetime) -> bytes:
    """`sop.yml` in which somebody who is administrator now holds this key. Raises Refused where nobody can."""
    sop = read_sop(content)
    owner = owner_of(sop, key)
    administrators = sop.holders(sop.floor.administrator, at)
    if owner is not None:
        if owner not in administrators:
            raise Refused(msg("kunci ini milik {person}, yang bukan administrator", person=owner))
        return content
    if not administrators:
        raise Refused(
            msg("sop.yml: belum ada orang dengan peran {role}", role=sop.floor.administrator),
            msg("isi bagian people dahulu"),
        )
    return with_key(content, administrators[0], key)


def authorized_keys(sop: Sop, bare: Path, python: str, at: datetime) -> str:
    """Lines for sshd: each key that counts now may run our shell on this repository and nothing else."""
    command = f"{shlex.quote(python)} -I -m terbit server shell {shlex.quote(str(bare))}"
    quoted = command.replace("\\", "\\\\").replace('"', '\\"')
    lines = []
    for person, known in sop.people.items():
        for held in known.keys:
            if sop.key_counts(person, fingerprint_of(held.key), at) == "good":
                kind, blob, *_ = held.key.split(" ")
                lines.append(f'restrict,command="{quoted}" {kind} {blob} {person}\n')
    return "".join(lines)


def _first(findings: list[Finding]) -> Message:
    first = sorted_findings(findings)[0]
    values = (("path", first.path), ("line", first.line), ("message", first.message))
    return Message("{path}:{line}: {message}", values)
