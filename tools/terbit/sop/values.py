"""The values that `sop.yml` is written in: amounts of time, days, hours, names, addresses, keys."""

from __future__ import annotations

import base64
import re
from datetime import date, datetime, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from terbit import schema
from terbit.messages import msg
from terbit.schema import SchemaError

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


def _login(value: str) -> str:
    """An account's name as GitHub gives them out; those that an enterprise manages end in `_name`."""
    if not re.match(r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]{1,10})?\Z", value):
        raise SchemaError(msg('"{value}" bukan nama akun', value=value), msg("tulis nama akunnya saja, tanpa @"))
    return value


def _repository(value: str) -> str:
    if not re.match(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}/(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,100}\Z", value):
        raise SchemaError(
            msg('"{value}" bukan nama repositori', value=value),
            msg('tulis pemilik/nama, misalnya "balai-contoh/situs"'),
        )
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
Login = Annotated[str, AfterValidator(_login)]
Repository = Annotated[str, AfterValidator(_repository)]
PublicKey = Annotated[str, AfterValidator(_public_key)]
