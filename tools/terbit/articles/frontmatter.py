"""Strict front matter: YAML between `---` lines, every key known, every date aware, nothing dropped in silence.

python-frontmatter cuts the file in two; our handler reads the YAML part so that each value keeps its place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import frontmatter
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from terbit import schema
from terbit.articles import spelled
from terbit.findings import Finding, Severity
from terbit.messages import msg
from terbit.schema import SchemaError

UNREADABLE = "FM001"
SCHEMA = "FM002"
UNKNOWN_KEY = "FM004"

Information = Literal["berkala", "serta-merta", "setiap-saat", "dikecualikan", "belum-diklasifikasi"]

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?(?: ?(Z|[+-]\d\d:?\d\d))?)?\Z")


def parse_moment(text: object, zone: ZoneInfo) -> datetime:
    """An aware moment out of `2026-11-20`, `2026-11-20 09:00` or with seconds and `+07:00`.

    Without a time it is the office's midnight, without an offset the office's time. Raises SchemaError.
    """
    found = _MOMENT.match(text) if isinstance(text, str) else None
    try:
        if found is None:
            raise ValueError
        day, clock, seconds, offset = found.groups()
        moment = datetime.fromisoformat(f"{day}T{clock or '00:00'}{seconds or ''}{offset or ''}")
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except ValueError:
        meant = spelled.iso(text) if isinstance(text, str) else None
        if meant is not None:
            raise SchemaError(
                msg('"{value}" belum berbentuk tahun-bulan-hari', value=text), msg("tulis {meant}", meant=meant)
            ) from None
        raise SchemaError(
            msg('"{value}" bukan tanggal', value=text),
            msg("tulis tahun-bulan-hari, misalnya 2026-11-20 atau 2026-11-20 09:00"),
        ) from None


def _moment(value: object, info: ValidationInfo) -> datetime:
    return value if isinstance(value, datetime) else parse_moment(value, (info.context or {})["zone"])


def _when(value: object, info: ValidationInfo) -> datetime | date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return _day(value, info)
    return value if isinstance(value, date) else _moment(value, info)


def _day(value: object, info: ValidationInfo) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    moment = _moment(value, info)
    return moment.astimezone((info.context or {})["zone"]).date()


Moment = Annotated[datetime, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]
When = Annotated[datetime | date, BeforeValidator(_when)]  # a day where no time was written
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\n]*\S[^\n]*$")]
Word = Annotated[str, Field(min_length=1, max_length=80)]
File = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Picture(_Part):
    """The lead picture: a file beside the article, its alternative text and its caption."""

    file: File
    alt: Line
    caption: Line | None = None


class Attachment(_Part):
    """A document beside the article that readers may download; `sha256` where it must stay exactly this one."""

    file: File
    title: Line
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class Correction(_Part):
    """A *ralat*: what was corrected after publication, and when."""

    date: Moment
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class Withdrawal(_Part):
    """A *penarikan*: since when the article is withdrawn, and the reason that readers see."""

    date: Moment
    reason: Line


class Occasion(_Part):
    """An event (*acara*) that an article tells of: when it begins and ends, and where. A day without a time is the
    whole day, the last one included."""

    start: When
    end: When | None = None
    place: Line | None = None

    def begins(self, zone: ZoneInfo) -> datetime:
        """When it begins (aware)."""
        return _midnight(self.start, zone)

    def ends(self, zone: ZoneInfo) -> datetime | None:
        """When it ends, None where nobody said so. A day ends at the midnight after it."""
        if self.end is None:
            return None if isinstance(self.start, datetime) else _midnight(self.start + timedelta(days=1), zone)
        return _midnight(self.end if isinstance(self.end, datetime) else self.end + timedelta(days=1), zone)

    def over(self, zone: ZoneInfo) -> datetime:
        """From when on it is past: its end, else the midnight after it began."""
        begins, ends = self.begins(zone), self.ends(zone)
        if ends is None or ends < begins:
            return _midnight(begins.astimezone(zone).date() + timedelta(days=1), zone)
        return ends


def _midnight(when: datetime | date, zone: ZoneInfo) -> datetime:
    return when if isinstance(when, datetime) else datetime.combine(when, time(), zone)


class FrontMatter(_Part):
    """All keys that an article or page may have (DESIGN: Front matter). Dates are aware, in the office's zone."""

    title: Line
    date: Moment | None = None
    description: Annotated[str, Field(max_length=400)] | None = None
    categories: tuple[Word, ...] = ()
    tags: tuple[Word, ...] = ()
    authors: tuple[Line, ...] = ()
    image: Picture | None = None
    policy: bool = False
    information: Information | None = None
    section: Word | None = None
    sources: tuple[Line, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    printed_on: Day | None = None
    publish_at: Moment | None = None
    expires_at: Moment | None = None
    event: Occasion | None = None
    review_by: Day | None = None
    channels: tuple[Word, ...] = ()
    lang: Literal["id", "en"] | None = None
    redirect_from: tuple[Annotated[str, Field(min_length=1, max_length=500)], ...] = ()
    corrections: tuple[Correction, ...] = ()
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file cut in two. `meta` is None when the front matter has findings; `body_line` is the body's first line."""

    meta: FrontMatter | None
    data: Mapping[str, Any]
    document: schema.Document
    body: str
    body_line: int
    findings: tuple[Finding, ...]

    def place(self, *key: str | int) -> schema.Place:
        """Where a key stands in the file."""
        line, column = self.document.place(key)
        return line + 1, column


class _Strict(YAMLHandler):
    """python-frontmatter's handler with our reader, which keeps the places. The fence must open the file."""

    FM_BOUNDARY = re.compile(r"^-{3}[ \t]*$", re.MULTILINE)

    def __init__(self) -> None:
        self.document = schema.Document(None)

    def load(self, fm: str, **_: object) -> Any:
        # the separator's line feed stays in front of the text: line n here is line n + 1 of the file, less one
        self.document = schema.parse(fm.removeprefix("\n"))
        return self.document.data


def parse(content: bytes, path: str, zone: ZoneInfo) -> Parsed:
    """Cut a Markdown file into front matter and body; every fault is a finding with its line in the file."""

    def unreadable(message: Any, line: int = 0, column: int = 0, hint: Any = None) -> Parsed:
        finding = Finding(UNREADABLE, Severity.ERROR, path, message, hint, line, column)
        return Parsed(None, {}, schema.Document({}), "", 1, (finding,))

    if b"\0" in content:
        return unreadable(msg("berkas ini bukan teks"), 0, 0, msg("simpan artikel sebagai teks Markdown (.md)"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return unreadable(msg("berkas bukan teks UTF-8"), line, 0, msg("simpan ulang sebagai UTF-8"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not re.match(r"---[ \t]*\n", text):
        return unreadable(
            msg("tidak ada front matter"),
            1,
            1,
            msg("baris pertama harus ---, lalu title: dan seterusnya, lalu --- lagi"),
        )
    closing = re.compile(r"^---[ \t]*$", re.MULTILINE).search(text, 3)
    if closing is None:
        return unreadable(msg("front matter tidak ditutup"), 1, 1, msg("tulis --- pada baris tersendiri sesudahnya"))
    handler = _Strict()
    try:
        data, body = frontmatter.parse(text, handler=handler)
    except schema.YAMLFault as error:
        return unreadable(error.message, error.line + 1, error.column, error.hint)
    del body  # python-frontmatter strips it; places in the body need it as it stands
    rest = text[closing.end() :].removeprefix("\n")
    body_line = text.count("\n", 0, closing.end()) + 2
    meta, findings = schema.validate(
        FrontMatter,
        handler.document,
        path,
        rule=SCHEMA,
        unknown_rule=UNKNOWN_KEY,
        first_line=2,
        context={"zone": zone},
    )
    known = data if isinstance(data, dict) else {}
    return Parsed(meta, known, handler.document, rest, body_line, tuple(findings))
