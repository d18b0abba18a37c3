"""The files of a new office, from its answers: a pure function."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from terbit import lock, skeleton
from terbit import sop as procedure
from terbit.findings import Refused
from terbit.founding.answers import FLOOR, Answers, Member
from terbit.github import files as github
from terbit.lock import Package
from terbit.rules.address import slug

_WEB_MANAGER = "pengelola"  # who publishes; the administrator, until somebody else is named


def files(answers: Answers, package: Package, now: datetime) -> dict[str, bytes]:
    """Path in the office folder → content. The calendars of the office's year at `now` (aware) and of the next one are
    frozen in sop.yml. Raises Refused where an answer is nothing that sop.yml may hold.
    """
    made = skeleton.files()
    text = made[procedure.PATH].decode()
    for key, block in _blocks(answers, _year_at(now, answers.zone)).items():
        text = _replaced(text, key, block)
    sop, findings = procedure.read(text.encode())
    if sop is None:
        raise Refused(findings[0].message, findings[0].hint)
    made[procedure.PATH] = text.encode()
    made["mkdocs.yml"] = _replaced(
        made["mkdocs.yml"].decode(), "site_description", [f"site_description: {_quoted(answers.name)}"]
    ).encode()
    made[lock.PATH] = (_LOCK_HEAD[answers.language] + package.line + "\n").encode()
    contact = "  \n".join(filter(None, [answers.name, answers.unit, answers.postal, answers.email]))
    words = {"name": answers.name, "address": sop.office.address, "contact": contact}
    made |= skeleton.texts(answers.language, words)
    if answers.repository is not None:
        made |= github.files(sop)
    return dict(sorted(made.items()))


def _year_at(now: datetime, zone: str) -> int:
    try:
        return now.astimezone(ZoneInfo(zone)).year
    except (ZoneInfoNotFoundError, ValueError):  # the procedure refuses such a zone
        return now.year


_LOCK_HEAD = {
    "id": "# Terbit yang dipakai kantor ini. Hanya baris ini yang berubah bila terbit diperbarui: terbit upgrade.\n",
    "en": "# The terbit that this office runs. An upgrade changes this line alone: terbit upgrade.\n",
}


def _blocks(answers: Answers, year: int) -> Mapping[str, list[str]]:
    office = {
        "name": answers.name,
        "short": answers.short,
        "unit": answers.unit,
        "zone": answers.zone,
        "language": answers.language,
        "address": answers.address,
        "postal": answers.postal,
        "email": answers.email,
    }
    blocks = {
        "office": ["office:", *(f"  {key}: {_quoted(value)}" for key, value in office.items() if value)],
        "people": ["people:", *(line for key, member in _keyed(answers.members) for line in _person(key, member))],
        "calendar": ["calendar:", *_year(year), *_year(year + 1)],
    }
    if answers.repository is not None:
        hub = {"repository": answers.repository, "public": answers.public, "records": answers.records}
        blocks["github"] = ["github:", *(f"  {key}: {_quoted(v)}" for key, v in hub.items() if v is not None)]
    return blocks


def _keyed(members: Iterable[Member]) -> Iterable[tuple[str, Member]]:
    """Each with a key of his own for the records: the first name, as the procedure's names are written."""
    taken: set[str] = set()
    for member in members:
        first = next((part for word in member.name.split() if (part := slug(word)[:30])), "orang")
        key, number = first, 1
        while key in taken:
            number += 1
            key = f"{first}-{number}"
        taken.add(key)
        yield key, member


def _person(key: str, member: Member) -> list[str]:
    roles = [*member.roles, _WEB_MANAGER] if FLOOR[0] in member.roles else list(member.roles)
    return [
        f"  {key}:",
        f"    name: {_quoted(member.name)}",
        *([f"    email: {_quoted(member.email)}"] if member.email else []),
        *([f"    login: {_quoted(member.login)}"] if member.login else []),
        "    roles: [" + ", ".join(f"{{role: {role}}}" for role in roles) + "]",
    ]


def _year(year: int) -> list[str]:
    """The national holidays and the days of collective leave, as far as they are known; none are made up."""
    import holidays

    found = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    return [f"  {year}:", "    holidays:"] + [f"      {day}: {_quoted(name)}" for day, name in sorted(found.items())]


def _replaced(text: str, key: str, block: list[str]) -> str:
    """A YAML text with one of its top-level keys written anew; one that is not there yet goes to the end."""
    new = "\n".join(block) + "\n"
    # the key's own line, and what is indented below it
    pattern = re.compile(rf"^{key}:.*\n(?:[ ].*\n)*", re.MULTILINE)
    if pattern.search(text) is None:
        return text.rstrip("\n") + "\n\n" + new
    return pattern.sub(lambda _: new, text, count=1)


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)  # JSON is YAML
