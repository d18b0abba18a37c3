"""Personal data (UU 27/2022) in a text is pointed out before it is public; history cannot be mended later.

A number with the structure of an identity number is refused. What may well be meant to be public (a telephone number,
an e-mail address, an account to pay to) is a warning: the reviewer decides. Searched are the article, its front matter
included, and the documents beside it that are text or office files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from terbit.findings import Severity
from terbit.messages import Message, msg
from terbit.rules.attachments import offered
from terbit.rules.files import documents, texts
from terbit.rules.rule import WHOLE, Fault, Place, Rule, Subject
from terbit.rules.signs import numbers, posts
from terbit.sop import Sop

# files whose text is searched
SUFFIXES = (".md", ".txt", ".csv", ".json", ".geojson", ".ics", ".html", ".htm", ".svg", ".yml", ".yaml", ".vcf")
MOST = 20  # findings of one rule in one file: whoever has more has a list
_REMOVE = msg("hapus, atau samarkan angkanya, sebelum dikirim: riwayat tidak dapat dihapus")
_SURE = msg("hapus, kecuali memang boleh diketahui umum")

# All patterns are linear: bounded repetitions, no nesting.
_MOBILE = re.compile(
    r"(?<![\d/=\w.])(?:wa\.me/|phone=|tel:)?(?:\(?(?:\+|00)62\)?|62|\(?0)"
    r"[ .\-]{0,2}8\d{1,2}\)?[ .\-]{0,2}\d{3,4}[ .\-]{0,2}\d{3,5}(?!\d)"
)
_LANDLINE = re.compile(
    r"\b(?:telp|tlp|telepon|tel|phone|hubungi|kontak|hotline)\b\.?[ ]?(?:\(?wa\)?)?[ :]{0,3}"
    r"((?:\(?\+62\)?[ .\-]?|\(?0)[2-79]\d{1,2}\)?[ .\-]{0,3}\d{3,4}[ .\-]?\d{3,4})(?!\d)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63}){1,5}")
_BANK = r"bri|bni|bca|mandiri|btn|bsi|bjb|danamon|cimb(?: niaga)?|permata|muamalat|mega|jago|bpd|bank \w{2,20}"
_ACCOUNT = re.compile(
    rf"(?:\brekening\b|\bno\.? ?rek\b|\bnorek\b|\ba/n\b|\ba\.n\.|\bbank (?:{_BANK})\b|\b(?:{_BANK})[ :]{{1,3}}(?=\d))"
    r"[^\d\n]{0,40}(\d[\d .\-]{8,24}\d)(?!\d)",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|peb|mar|apr|me[iy]|jun|jul|agu|aug|sep|okt|oct|nov|nop|des|dec)[a-z]{0,6}"  # in both languages
_BORN = re.compile(
    r"\b(?:lahir|kelahiran|ttl|tgl\.? ?lahir|tempat[ ,/&]{1,3}(?:dan )?(?:tgl|tanggal) lahir|date of birth|dob|born)\b"
    rf"[^\n]{{0,60}}?\b(\d{{1,2}}(?:[ /.\-]{{1,2}}\d{{1,2}}[ /.\-]{{1,2}}|[ -]{{1,2}}{_MONTH}[ ,-]{{1,3}})"
    r"(\d{4})|(\d{4})-\d\d-\d\d)(?!\d)",
    re.IGNORECASE,
)
_LIVING = 1930  # who was born before is most likely told of as history


def identity_numbers(text: str) -> Iterator[tuple[int, Message]]:
    """PD001: NIK and family-card numbers."""
    for at, digits in numbers.identities(text):
        yield at, msg("tampaknya ada NIK atau nomor KK: {number}", number=_masked(digits))


def service_numbers(text: str) -> Iterator[tuple[int, Message]]:
    """PD002: NIP: born (year, month, day), appointed (year, month), sex, serial number."""
    for at, digits in numbers.service(text):
        yield at, msg("tampaknya ada NIP: {number}", number=_masked(digits))


def telephones(text: str, sop: Sop) -> Iterator[tuple[int, Message]]:
    """PD003: mobile numbers, and numbers that are called a telephone's, other than the office's own."""
    own = {_subscriber(number) for number in re.split(r"[,;/]|\batau\b|\bdan\b", sop.office.phone or "")}
    for found in _MOBILE.finditer(text):
        if _subscriber(found[0]) not in own:
            yield found.start(), msg("ada nomor telepon: {number}", number=_masked(re.sub(r"\D", "", found[0])))
    for found in _LANDLINE.finditer(text):
        if _subscriber(found[1]) not in own:
            yield found.start(1), msg("ada nomor telepon: {number}", number=_masked(re.sub(r"\D", "", found[1])))


def addresses(text: str, sop: Sop) -> Iterator[tuple[int, Message]]:
    """PD004: people's e-mail addresses; those of the office and of posts (info@, humas@) are for everybody."""
    own = {address.strip().casefold() for address in re.split(r"[,; ]", sop.office.email or "")}
    for found in _EMAIL.finditer(text):
        name, _, host = found[0].rstrip(".").partition("@")
        if f"{name}@{host}".casefold() not in own and not posts.is_post(name, host):
            yield found.start(), msg("ada alamat surel: {address}", address=f"{name[:2]}…@{host}")


def accounts(text: str) -> Iterator[tuple[int, Message]]:
    """PD005: numbers of bank accounts."""
    for found in _ACCOUNT.finditer(text):
        digits = re.sub(r"\D", "", found[1])
        if 9 <= len(digits) <= 16 and _subscriber(digits)[:1] != "8":
            yield found.start(1), msg("ada nomor rekening: {number}", number=_masked(digits))


def births(text: str) -> Iterator[tuple[int, Message]]:
    """PD006: the day on which somebody was born who may well be alive."""
    for found in _BORN.finditer(text):
        if int(found[2] or found[3]) >= _LIVING:
            yield found.start(), msg("ada tanggal lahir: {date}", date="…" + (found[2] or found[3]))


def _subscriber(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return digits.removeprefix("00").removeprefix("62").removeprefix("0")


def _masked(digits: str) -> str:
    """A finding is shown and kept in logs: it must not spread what it found."""
    return digits[:4] + "…" + digits[-2:]


def found(rule: str, text: str, sop: Sop) -> Iterator[Fault]:
    """What a rule of this family finds in a text, with its places."""
    finders = {
        "PD001": lambda: identity_numbers(text),
        "PD002": lambda: service_numbers(text),
        "PD003": lambda: telephones(text, sop),
        "PD004": lambda: addresses(text, sop),
        "PD005": lambda: accounts(text),
        "PD006": lambda: births(text),
    }
    hint = _REMOVE if rule in ("PD001", "PD002") else _SURE
    for number, (at, message) in enumerate(finders[rule]()):
        if number == MOST:
            return
        place: Place = (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        yield Fault(message, hint, place)


def _rule(rule: str, severity: Severity, asks: Message) -> Rule:
    def judge(subject: Subject) -> Iterator[Fault]:
        yield from found(rule, decoded(subject.content), subject.sop)
        for path, text in subject.kept("documents", _documents):
            for fault in found(rule, text, subject.sop):
                yield fault._replace(path=path, place=fault.place if _has_lines(path) else WHOLE)

    return Rule(rule, severity, asks, judge)


def in_file(rule: str, path: str, content: bytes, sop: Sop) -> Iterator[Fault]:
    """What a rule of this family finds in a file of the office, whoever shows it."""
    text = decoded(content) if path.lower().endswith(SUFFIXES) else texts.of(path, content)
    for fault in found(rule, text, sop):
        yield fault if _has_lines(path) else fault._replace(place=WHOLE)


def _documents(subject: Subject) -> tuple[tuple[str, str], ...]:
    """The texts of what readers may download, by path."""
    return tuple((path, texts.of(path, subject.read(path))) for path, _ in offered(subject))


def _has_lines(path: str) -> bool:
    return documents.kind_of(path) not in documents.OFFICE


def decoded(content: bytes) -> str:
    """A text for searching, whatever its encoding; line ends as in the file's own lines."""
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


RULES = (
    _rule("PD001", Severity.ERROR, msg("tidak ada NIK atau nomor KK")),
    _rule("PD002", Severity.WARNING, msg("tidak ada NIP (memuat tanggal lahir)")),
    _rule("PD003", Severity.WARNING, msg("tidak ada nomor telepon pribadi")),
    _rule("PD004", Severity.WARNING, msg("tidak ada alamat surel pribadi")),
    _rule("PD005", Severity.WARNING, msg("tidak ada nomor rekening")),
    _rule("PD006", Severity.WARNING, msg("tidak ada tanggal lahir")),
)
