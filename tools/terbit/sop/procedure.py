"""The parts of the procedure and the whole, with the questions that are asked of it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from terbit.messages import Language
from terbit.sop.values import (
    Day,
    Duration,
    Hours,
    Limit,
    Login,
    Name,
    PublicKey,
    Repository,
    SiteAddress,
    Text,
    Zone,
)
from terbit.workdays import WorkingTime


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


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
    login: Login | None = None
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
    """A kind of article and the steps it goes through, in the order in which people are asked.

    `publication`: printed works. `announcement`: what stands under Pengumuman until it expires.
    """

    name: Text
    steps: Annotated[tuple[Name, ...], Field(min_length=1)]
    publication: bool = False
    announcement: bool = False


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
    """How outside links are watched.

    A link counts as dead after bad checks on `failures` days over at least `days`. They are checked `every` so many
    days, on GitHub by `shards` runners. What a host answered counts for `age` days before it is asked again; 0: it is
    asked at every check. `timegate`: the Memento TimeGate (RFC 7089) that is asked for copies of dead ones, such as
    `https://web.archive.org/web/`; None: nobody is asked.
    """

    failures: Annotated[int, Field(ge=1, le=100)] = 3
    days: Annotated[int, Field(ge=0, le=365)] = 7
    every: Annotated[int, Field(ge=1, le=365)] = 7
    age: Annotated[int, Field(ge=0, le=30)] = 1
    shards: Annotated[int, Field(ge=1, le=20)] = 2
    timegate: SiteAddress | None = None


# Whose videos and maps an article may show, after a click (publishing.embeds knows their addresses).
EmbedService = Literal["youtube", "vimeo", "openstreetmap", "google-maps"]
EMBED_SERVICES: tuple[EmbedService, ...] = get_args(EmbedService)


class Report(_Part):
    """The monthly report: who receives it and what of it the public sees."""

    recipient: Name
    prepared_by: Name | None = None
    approved_by: Name | None = None
    sop_number: Text | None = None
    public: Literal["summary", "full", "none"] = "summary"


class GitHub(_Part):
    """Where the office lives on GitHub. Without this part it lives on plain git.

    `public`: everybody can read `repository`; then records and full reports go to `records`, a private one. `app`: the
    id of the GitHub App whose check binds. `embargo`: the office accepts that everybody can read there what has a
    `publish_at` in the future.
    """

    repository: Repository
    public: bool = True
    records: Repository | None = None
    app: Annotated[int, Field(ge=1)] | None = None
    embargo: bool = False


class Floor(_Part):
    """The two roles that approve what steers the site itself. That both must is code, not data."""

    administrator: Name
    head: Name


class Sop(_Part):
    """The whole procedure. Made by `read`, which also checks that every name refers to something.

    `ethics` are the statements that writers make by handing in (REQUIREMENTS B3); without them, two of ours.
    """

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
    embeds: tuple[EmbedService, ...] = EMBED_SERVICES
    ethics: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    report: Report
    github: GitHub | None = None

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

    def person_of_login(self, login: str) -> str | None:
        """Whose account on the forge this is. Accounts' names do not tell capitals apart."""
        wanted = login.casefold()
        for name, person in self.people.items():
            if person.login and person.login.casefold() == wanted:
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
