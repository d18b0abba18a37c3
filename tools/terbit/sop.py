"""`sop.yml`: the office's written procedure as data. Which role does a step, its standard time, the targets, the
channels and the form codes differ from office to office; none of it is code.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from terbit import schema
from terbit.findings import Finding, Severity
from terbit.messages import Language, Message, msg
from terbit.schema import SchemaError
from terbit.workdays import WorkingTime

PATH = "sop.yml"
RULE = "SP001"
UNKNOWN_KEY = "SP002"
REFERENCE = "SP003"
UNREADABLE = "SP004"


# -- values ------------------------------------------------------------------------------------------------------

_AMOUNT = re.compile(r"([1-9][0-9]{0,4}) (menit|jam|hari|hari kerja|jam kerja)\Z")


class Span(BaseModel):
    """An amount of time as the procedures write it: `30 menit`, `3 jam`, `1 hari`, `2 hari kerja`, `4 jam kerja`.

    `menit` and `jam` of a standard time are effort; of a limit they are read as working time. A plain `hari` is only
    for standard times: as a limit it would leave open whether Sunday counts.
    """

    model_config = ConfigDict(frozen=True)
    amount: int
    unit: Literal["menit", "jam", "hari", "hari kerja", "jam kerja"]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"

    @property
    def minutes(self) -> int | None:
        """Minutes, or None when it is counted in days."""
        return {"menit": self.amount, "jam": 60 * self.amount, "jam kerja": 60 * self.amount}.get(self.unit)


def _span(value: object) -> Span:
    if isinstance(value, Span):
        return value
    found = _AMOUNT.match(value) if isinstance(value, str) else None
    if found is None:
        raise SchemaError(
            msg('"{value}" bukan lama waktu', value=value),
            msg('tulis misalnya "30 menit", "3 jam" atau "2 hari kerja"'),
        )
    return Span(amount=int(found[1]), unit=found[2])


def _limit(span: Span) -> Span:
    if span.unit == "hari":
        message = msg('batas "{value}" harus dalam hari kerja atau jam kerja', value=span)
        raise SchemaError(message, msg('tulis "{amount} hari kerja"', amount=span.amount))
    return span


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d\Z", value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise SchemaError(
            msg('"{value}" bukan tanggal', value=value), msg("tulis tahun-bulan-hari, misalnya 2026-11-20")
        ) from None


def _clock(value: object) -> tuple[time, time]:
    if isinstance(value, tuple):
        return value
    found = re.match(r"(\d\d):(\d\d)-(\d\d):(\d\d)\Z", value) if isinstance(value, str) else None
    try:
        if found is None:
            raise ValueError
        start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        if start >= end:
            raise ValueError
    except ValueError:
        raise SchemaError(msg('"{value}" bukan jam kerja', value=value), msg('tulis misalnya "07:30-16:00"')) from None
    return start, end


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):  # also a path, a folder, a file that is no zone
        known = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
        raise SchemaError(
            msg('zona waktu "{value}" tidak dikenal', value=value),
            schema.suggestion(value, known) or msg("pilih salah satu: {known}", known=", ".join(known)),
        ) from None
    return value


def _site(value: str) -> str:
    if not re.match(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~%/-]*)?\Z", value):
        raise SchemaError(
            msg('"{value}" bukan alamat situs', value=value), msg('tulis misalnya "https://kantor.go.id/"')
        )
    return value if value.endswith("/") else value + "/"


def _name(value: str) -> str:
    if not re.match(r"[a-z0-9][a-z0-9-]{0,39}\Z", value):
        plain = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:40]
        raise SchemaError(
            msg(
                '"{value}" bukan nama pendek: hanya huruf kecil, angka dan tanda hubung, paling banyak 40', value=value
            ),
            msg('tulis misalnya "{word}"', word=plain or "nama-pendek"),
        )
    return value


def _one_line(value: str) -> str:
    if not value.strip() or "\n" in value:
        raise SchemaError(msg("harus satu baris teks"), msg("hapus baris baru, dan jangan kosongkan"))
    return value


def _public_key(value: str) -> str:
    """An OpenSSH public key line whose inside says the same type as its first word (RFC 4253, section 6.6)."""
    kind, _, rest = value.partition(" ")
    try:
        blob = base64.b64decode(rest.split(" ")[0], validate=True)
    except ValueError:
        blob = b""
    if kind not in _KEY_TYPES or "\n" in value or blob[4 : 4 + len(kind)] != kind.encode() or len(blob) < 40:
        raise SchemaError(
            msg("ini bukan kunci publik SSH"), msg("salin seluruh baris dari berkas .pub, misalnya ssh-ed25519 AAAA…")
        )
    return value


_KEY_TYPES = (
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
)
Duration = Annotated[Span, BeforeValidator(_span)]
Limit = Annotated[Span, BeforeValidator(_span), AfterValidator(_limit)]
Day = Annotated[date, BeforeValidator(_day)]
Hours = Annotated[tuple[time, time], BeforeValidator(_clock)]
Name = Annotated[str, AfterValidator(_name)]
Text = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_one_line)]
Zone = Annotated[str, AfterValidator(_zone)]
SiteAddress = Annotated[str, AfterValidator(_site)]
PublicKey = Annotated[str, AfterValidator(_public_key)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


# -- the parts ---------------------------------------------------------------------------------------------------


class Office(_Part):
    """The institution: `zone` cuts months and days, `address` is where the site is served."""

    name: Text
    short: Text | None = None
    unit: Text | None = None
    zone: Zone
    language: Language = "id"
    address: SiteAddress
    postal: Text | None = None
    email: Text | None = None
    phone: Text | None = None


class Key(_Part):
    """A person's SSH public key; it counts for what is received between `from` and `until`, and before `revoked`."""

    key: PublicKey
    since: Day | None = Field(None, alias="from")
    until: Day | None = None
    revoked: Day | None = None


class Holding(_Part):
    """A role that a person holds, from a day until another (both included). `deputy_for`: Plh./Plt. of a person."""

    role: Name
    since: Day | None = Field(None, alias="from")
    until: Day | None = None
    deputy_for: Name | None = None


class Person(_Part):
    """Somebody of the office. The key of the entry stands in records instead of the name and is never used again."""

    name: Text
    email: Text | None = None
    login: Text | None = None
    nip: Text | None = None
    keys: tuple[Key, ...] = ()
    roles: tuple[Holding, ...] = ()


EventName = Literal["submitted", "approved", "returned", "rejected", "merged", "released"]


class Moment(_Part):
    """A point of a change's life that a step begins or ends at: an event, of one role where that matters."""

    event: EventName
    role: Name | None = None


def _moment(value: object) -> object:
    if isinstance(value, str):
        event, _, role = value.partition(" ")
        return {"event": event, "role": role or None}
    return value


def _list(value: object) -> object:
    return [value] if isinstance(value, str | dict) else value


class Step(_Part):
    """A step of the procedure. `decides`: its role must approve. `publishes`: its role merges.

    `waktu_baku` is effort and printed for reference; `batas` is a limit on the elapsed working time between the
    events `from` and `to`, and what percentages are made against. `measured: false` where a repository cannot see it.
    """

    name: Text
    role: Name
    waktu_baku: Duration | None = None
    batas: Limit | None = None
    decides: bool = False
    publishes: bool = False
    measured: bool = Field(True, alias="terukur")
    begins: Annotated[Moment, BeforeValidator(_moment)] | None = Field(None, alias="from")
    ends: Annotated[tuple[Annotated[Moment, BeforeValidator(_moment)], ...], BeforeValidator(_list)] | None = Field(
        None, alias="to"
    )
    source: Text | None = None
    form: Name | None = None


class Category(_Part):
    """A kind of article and the steps it goes through, in the order in which people are asked."""

    name: Text
    steps: Annotated[tuple[Name, ...], Field(min_length=1)]
    publication: bool = False


class Policy(_Part):
    """Policy matters: `steps` are asked beside the category's own; `paths` are policy whatever the flag says."""

    steps: tuple[Name, ...] = ()
    paths: tuple[Text, ...] = ()


class Urgent(_Part):
    """The lane for `serta-merta`: one approval now, all others within `hours` of it."""

    hours: Annotated[int, Field(ge=1, le=720)]


class Targets(_Part):
    news_gap_days: Annotated[int, Field(ge=1, le=366)] | None = None
    page_updates_per_week: Annotated[int, Field(ge=1, le=1000)] | None = None
    report: Literal["monthly"] | None = None


Weekday = Literal["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class Calendar(_Part):
    """A year's days off, frozen here so that a figure of that year never changes with a library."""

    holidays: Mapping[Day, Text] = {}


class Channel(_Part):
    name: Text
    address: Text | None = None


class Service(_Part):
    name: Text
    expires: Day | None = None
    vendor: Text | None = None


class Form(_Part):
    name: Text
    code: Text


class Links(_Part):
    """When a link counts as dead: `failures` bad checks over at least `days`."""

    failures: Annotated[int, Field(ge=1, le=100)] = 3
    days: Annotated[int, Field(ge=0, le=365)] = 7


class Report(_Part):
    """The monthly report: who receives it and what of it the public sees."""

    recipient: Name
    prepared_by: Name | None = None
    approved_by: Name | None = None
    sop_number: Text | None = None
    public: Literal["summary", "full", "none"] = "summary"


class Floor(_Part):
    """The two roles that approve what steers the site itself. That both must is code, not data."""

    administrator: Name
    head: Name


class Sop(_Part):
    """The whole procedure. Made by `read`, which also checks that every name refers to something."""

    version: Literal[1]
    office: Office
    roles: Annotated[Mapping[Name, Text], Field(min_length=1)]
    floor: Floor
    people: Mapping[Name, Person] = {}
    steps: Annotated[Mapping[Name, Step], Field(min_length=1)]
    categories: Annotated[Mapping[Name, Category], Field(min_length=1)]
    pages: Annotated[tuple[Name, ...], Field(min_length=1)]
    policy: Policy = Policy()
    urgent: Urgent | None = None
    targets: Targets = Targets()
    hours: Mapping[Weekday, Hours] = {day: (time(7, 30), time(16, 0)) for day in WEEKDAYS[:5]}
    calendar: Mapping[Annotated[int, Field(ge=2000, le=2200)], Calendar] = {}
    channels: Mapping[Name, Channel] = {}
    services: Mapping[Name, Service] = {}
    forms: Mapping[Name, Form] = {}
    links: Links = Links()
    report: Report

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.office.zone)

    @property
    def working_time(self) -> WorkingTime:
        """The office's hours and its calendars, for `workdays`."""
        return WorkingTime(
            self.zone,
            {WEEKDAYS.index(day): hours for day, hours in self.hours.items()},
            {year: frozenset(calendar.holidays) for year, calendar in self.calendar.items()},
        )

    # -- who holds what ----------------------------------------------------------------------------------------

    def roles_of(self, person: str, at: datetime) -> frozenset[str]:
        """The roles that a person holds at a moment (aware), by the office's calendar."""
        known = self.people.get(person)
        if known is None:
            return frozenset()
        day = at.astimezone(self.zone).date()
        return frozenset(holding.role for holding in known.roles if _within(day, holding.since, holding.until))

    def holders(self, role: str, at: datetime) -> tuple[str, ...]:
        """The people who hold a role at a moment, in the order of the file."""
        return tuple(person for person in self.people if role in self.roles_of(person, at))

    def key_counts(
        self, person: str, fingerprint: str, at: datetime
    ) -> Literal["good", "unknown", "expired", "revoked"]:
        """Whether a key of a person counts for what is received at a moment (aware)."""
        known = self.people.get(person)
        day = at.astimezone(self.zone).date()
        answer: Literal["good", "unknown", "expired", "revoked"] = "unknown"
        for key in known.keys if known else ():
            if fingerprint_of(key.key) != fingerprint:
                continue
            if key.revoked is not None and day >= key.revoked:
                return "revoked"
            if _within(day, key.since, key.until):
                answer = "good"
            elif answer == "unknown":
                answer = "expired"
        return answer

    def person_of_email(self, email: str) -> str | None:
        """Whom a commit's e-mail names. A claim: it can only add to who wrote something, never vouch for anybody."""
        wanted = email.strip().casefold()
        for name, person in self.people.items():
            if person.email and person.email.casefold() == wanted:
                return name
        return None

    def allowed_signers(self) -> str:
        """All keys, also old ones, in ssh-keygen's format; whether a key counts is `key_counts`' business."""
        lines = []
        for name, person in self.people.items():
            for key in person.keys:
                kind, blob, *_ = key.key.split(" ")
                lines.append(f'{name} namespaces="git" {kind} {blob}\n')
        return "".join(lines)

    # -- what goes through which steps -------------------------------------------------------------------------

    def steps_for(self, categories: Iterable[str]) -> tuple[str, ...]:
        """The union of the steps of these categories, in the order in which `steps` lists them."""
        wanted = {step for name in categories if name in self.categories for step in self.categories[name].steps}
        return tuple(step for step in self.steps if step in wanted)

    def deciding_roles(self, steps: Iterable[str]) -> tuple[str, ...]:
        """The roles that must approve, in the order of the steps, each once."""
        return tuple(dict.fromkeys(self.steps[step].role for step in steps if self.steps[step].decides))

    def publishing_roles(self, steps: Iterable[str]) -> frozenset[str]:
        """The roles any of which may merge; the administrator where no step says who publishes."""
        found = frozenset(self.steps[step].role for step in steps if self.steps[step].publishes)
        return found or frozenset({self.floor.administrator})


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


def fingerprint_of(key: str) -> str:
    """`SHA256:…` of an OpenSSH public key line, as ssh-keygen prints it."""
    blob = base64.b64decode(key.split(" ")[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


# -- reading -----------------------------------------------------------------------------------------------------


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


def _in_order(since: date | None, until: date | None, *key: str | int) -> _Wrong:
    if since is not None and until is not None and until < since:
        yield key, msg("{until} lebih awal daripada {since}", until=until, since=since), msg("tukar from dan until")


def midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    """The office's last midnight at or before a moment, in UTC."""
    local = moment.astimezone(zone)
    return datetime(local.year, local.month, local.day, tzinfo=zone).astimezone(UTC)


def month_bounds(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First moment of a month ("2026-10") and of the next one, by the office's zone, in UTC.

    Raises ValueError when it is no month.
    """
    year, number = (int(part) for part in month.split("-"))
    start = datetime(year, number, 1, tzinfo=zone)
    following = (start + timedelta(days=32)).replace(day=1)
    return start.astimezone(UTC), following.astimezone(UTC)
