"""`sop.yml` read: the procedure, or every error in it at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from terbit import schema
from terbit.findings import Finding, Severity
from terbit.messages import Message, msg
from terbit.sop.procedure import Sop

PATH = "sop.yml"
RULE = "SP001"
UNKNOWN_KEY = "SP002"
REFERENCE = "SP003"
UNREADABLE = "SP004"


def read(content: bytes, path: str = PATH) -> tuple[Sop | None, list[Finding]]:
    """The procedure out of `sop.yml`'s bytes, or None with every error found in it."""

    def fault(rule: str, message: Message, line: int = 0, column: int = 0, hint: Message | None = None) -> Finding:
        return Finding(rule, Severity.ERROR, path, message, hint, line, column)

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, [fault(UNREADABLE, msg("berkas bukan teks UTF-8"), line, 0, msg("simpan ulang sebagai UTF-8"))]
    try:
        document = schema.parse(text)
    except schema.YAMLFault as error:
        return None, [fault(UNREADABLE, error.message, error.line, error.column, error.hint)]
    sop, findings = schema.validate(Sop, document, path, rule=RULE, unknown_rule=UNKNOWN_KEY)
    wrong = [*_references(document.data), *(_contradictions(sop) if sop is not None else ())]
    for key, message, hint in wrong[: schema.MAX_FINDINGS]:
        findings.append(fault(REFERENCE, schema.short(message), *document.place(key), hint))
    findings += schema.more(len(wrong), REFERENCE, path)
    return (None, findings) if findings else (sop, [])


_Wrong = Iterable[tuple[schema.Key, Message, Message | None]]

# Where the procedure names something, and the part that must hold that name ("*" is any key or place in a list).
_NAMES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("floor", "administrator"), "roles"),
    (("floor", "head"), "roles"),
    (("people", "*", "roles", "*", "role"), "roles"),
    (("people", "*", "roles", "*", "deputy_for"), "people"),
    (("steps", "*", "role"), "roles"),
    (("steps", "*", "from", "role"), "roles"),
    (("steps", "*", "to", "role"), "roles"),
    (("steps", "*", "to", "*", "role"), "roles"),
    (("steps", "*", "form"), "forms"),
    (("categories", "*", "steps", "*"), "steps"),
    (("pages", "*"), "steps"),
    (("policy", "steps", "*"), "steps"),
    (("report", "recipient"), "roles"),
    (("report", "prepared_by"), "roles"),
    (("report", "approved_by"), "roles"),
)
# moments in their short form: "approved ketua-tim"
_MOMENTS = (("steps", "*", "from"), ("steps", "*", "to"), ("steps", "*", "to", "*"))


def _references(data: object) -> _Wrong:
    """Every name that refers to nothing. Looks at what is written, so that it finds them in a faulty file too."""
    if not isinstance(data, dict):
        return
    named = [(key, name, part) for pattern, part in _NAMES for key, name in _found(data, pattern)]
    for pattern in _MOMENTS:
        named += [(key, text.partition(" ")[2], "roles") for key, text in _found(data, pattern)]
    parts = {part: data.get(part) for _, part in _NAMES}
    known = {part: dict.fromkeys(names) if isinstance(names, dict) else {} for part, names in parts.items()}
    wrong = [(key, name, part) for key, name, part in named if name and name not in known[part]]
    for n, (key, name, part) in enumerate(wrong):
        hint = schema.suggestion(name, list(known[part])) if n < schema.MAX_FINDINGS else None
        yield key, msg('"{name}" tidak ada di {where}', name=name, where=part), hint


def _found(data: object, pattern: tuple[str, ...], key: schema.Key = ()) -> Iterable[tuple[schema.Key, str]]:
    """The texts at every place that a pattern describes."""
    if not pattern:
        if isinstance(data, str):
            yield key, data
        return
    entries: Iterable[tuple[str | int, object]] = ()
    if isinstance(data, dict):
        entries = data.items() if pattern[0] == "*" else [(pattern[0], data.get(pattern[0]))]
    elif isinstance(data, list) and pattern[0] == "*":
        entries = enumerate(data)
    for part, below in entries:
        yield from _found(below, pattern[1:], (*key, part))


def _contradictions(sop: Sop) -> _Wrong:
    """What is well formed and cannot be meant."""
    if sop.floor.administrator == sop.floor.head:
        yield ("floor",), msg("administrator dan pimpinan harus dua peran yang berbeda"), None
    yield from _of_people(sop)
    hub = sop.github
    if hub is not None and hub.public and hub.records is None:
        message = msg("repositori yang terbuka perlu repositori kedua yang tertutup untuk catatan (records)")
        yield ("github",), message, msg("tulis records: pemilik/nama, atau public: false bila repositorinya tertutup")
    if hub is not None and hub.records is not None and hub.records.casefold() == hub.repository.casefold():
        yield ("github", "records"), msg("catatan perlu repositori lain daripada situs"), None
    for name, step in sop.steps.items():
        if step.measured and (step.begins is None) != (step.ends is None):
            yield ("steps", name), msg("langkah yang diukur perlu from dan to sekaligus"), None
    workflows: list[tuple[schema.Key, tuple[str, ...]]] = [
        (("categories", name, "steps"), category.steps) for name, category in sop.categories.items()
    ]
    workflows += [(("pages",), sop.pages), *([(("policy", "steps"), sop.policy.steps)] if sop.policy.steps else [])]
    for where, names in workflows:
        if all(name in sop.steps for name in names) and not sop.deciding_roles(names):
            yield where, msg("tidak ada langkah yang memutuskan (decides: true)"), None


def _of_people(sop: Sop) -> _Wrong:
    keys: dict[str, str] = {}
    addresses: dict[str, str] = {}
    accounts: dict[str, str] = {}
    for person, known in sop.people.items():
        for n, holding in enumerate(known.roles):
            yield from _in_order(holding.since, holding.until, "people", person, "roles", n, "until")
        for n, key in enumerate(known.keys):
            owner = keys.setdefault(key.key.split(" ")[1], person)
            if owner != person:
                yield ("people", person, "keys", n), msg("kunci ini sudah milik {person}", person=owner), None
            yield from _in_order(key.since, key.until, "people", person, "keys", n, "until")
        if known.email:
            owner = addresses.setdefault(known.email.strip().casefold(), person)
            if owner != person:
                yield ("people", person, "email"), msg("alamat ini sudah milik {person}", person=owner), None
        if known.login:
            owner = accounts.setdefault(known.login.casefold(), person)
            if owner != person:
                yield ("people", person, "login"), msg("akun ini sudah milik {person}", person=owner), None


def _in_order(since: date | None, until: date | None, *key: str | int) -> _Wrong:
    if since is not None and until is not None and until < since:
        yield key, msg("{until} lebih awal daripada {since}", until=until, since=since), msg("tukar from dan until")
