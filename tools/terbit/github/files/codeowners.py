"""`.github/CODEOWNERS`: whom GitHub itself asks. Coarser than the verdict, and there in case only it is looked at.

GitHub lets the last line that matches decide, asks for one of the owners that it names, and asks for nobody where a
line names none. So the floor comes first and holds for everything; the lines below it name only what an article may
hold (`review.demand`); and a line without anybody is left out.
https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from terbit.findings import Finding, Severity
from terbit.github.files.yaml import header
from terbit.messages import msg
from terbit.review.demand import DOCUMENTS, PICTURES
from terbit.sop import PATH as PROCEDURE
from terbit.sop import Sop

PATH = ".github/CODEOWNERS"
NO_LOGIN, NOBODY = "GF002", "GF003"
_CONTENT = tuple(f"*{suffix}" for suffix in (".md", *sorted(PICTURES | DOCUMENTS)))
_REPORTS = tuple(f"/reports/*/{name}" for name in ("index.md", "notes.md", "figures.json", "SHA256SUMS", "*.csv"))
_PLAIN = re.compile(r"[A-Za-z0-9._/-]+\Z")


def files(sop: Sop) -> Mapping[str, bytes]:
    lines: list[str] = []
    for patterns, roles in _sections(sop):
        who = _logins(sop, roles)
        if who:
            names = " ".join(f"@{login}" for login in who)
            lines += ["", *(f"{pattern} {names}" for pattern in patterns)]
    return {PATH: (header(sop) + "\n".join(lines) + "\n").encode()}


def notices(sop: Sop) -> list[Finding]:
    """Who is never asked because the procedure does not name an account, and which roles nobody can answer for."""
    every = tuple(dict.fromkeys(role for _, roles in _sections(sop) for role in roles))
    found = []
    for key, person in sop.people.items():
        if person.login is None and any(holding.role in every for holding in person.roles):
            message = msg(
                "{person} memeriksa naskah tetapi tidak punya login, jadi GitHub tidak dapat memintanya", person=key
            )
            found.append(
                _warning(NO_LOGIN, message, msg("isi people.{person}.login dengan nama akun GitHub-nya", person=key))
            )
    for role in every:
        if not _logins(sop, (role,)):
            message = msg(
                "tidak seorang pun dengan peran {role} punya login; GitHub meminta administrator dan pimpinan",
                role=role,
            )
            found.append(_warning(NOBODY, message, msg("isi login pemegang peran itu")))
    return found


def _warning(rule: str, message: object, hint: object) -> Finding:
    return Finding(rule, Severity.WARNING, PROCEDURE, message, hint)  # type: ignore[arg-type]


def _sections(sop: Sop) -> Iterator[tuple[Iterable[str], tuple[str, ...]]]:
    """Patterns with the roles that answer for them, from the most general to the most special."""
    yield ("*",), (sop.floor.administrator, sop.floor.head)
    steps = {step for category in sop.categories.values() for step in category.steps} | set(sop.pages)
    deciding = sop.deciding_roles(step for step in sop.steps if step in steps)
    yield [f"/content/**/{name}" for name in _CONTENT], deciding
    policy = sop.deciding_roles(step for step in sop.steps if step in sop.policy.steps) or (sop.floor.head,)
    for pattern in sop.policy.paths:
        if pattern.startswith("content/"):
            yield _within(pattern), policy
    yield _REPORTS, (sop.report.recipient,)


def _within(pattern: str) -> list[str]:
    """What a pattern of sop.yml covers, as CODEOWNERS says it. It knows neither `?` nor half a folder with `**`, so
    such a pattern is widened to the folder that holds it: too many are asked, never too few."""
    if _PLAIN.match(pattern) and not pattern.endswith("/"):
        return [f"/{pattern}"]
    folders = pattern.removesuffix("**").rstrip("/").split("/")
    sure = next((n for n, folder in enumerate(folders) if not _PLAIN.match(folder)), len(folders))
    return [f"/{'/'.join(folders[:sure])}/**/{name}" for name in _CONTENT]


def _logins(sop: Sop, roles: Iterable[str]) -> tuple[str, ...]:
    """Everybody whom the procedure names with one of these roles, whatever the dates: a deputy must be able to answer
    in the deputy's weeks, and this file does not change with the day. Whether it counts then is the verdict's business.
    """
    wanted = frozenset(roles)
    return tuple(
        person.login
        for person in sop.people.values()
        if person.login is not None and any(holding.role in wanted for holding in person.roles)
    )
