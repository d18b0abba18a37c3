"""Personal data (UU 27/2022) in a text is pointed out before it is public; history cannot be mended later.

A number with the structure of an identity number is refused. What may well be meant to be public (a telephone number,
an e-mail address, an account to pay to) is a warning: the reviewer decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from terbit.findings import Severity
from terbit.messages import Message, msg
from terbit.rules.rule import Fault, Place, Rule, Subject
from terbit.sop import Sop

# files whose text is searched
SUFFIXES = (".md", ".txt", ".csv", ".json", ".geojson", ".ics", ".html", ".htm", ".svg", ".yml", ".yaml", ".vcf")

# All patterns are linear: bounded repetitions, no nesting.
_SIXTEEN = re.compile(r"(?<![\d])(?:\d{4}[ .\-]?){3}\d{4}(?![\d])")
_EIGHTEEN = re.compile(r"(?<!\d)(\d{8})[ .]?(\d{6})[ .]?([12])[ .]?(\d{3})(?!\d)")
_PHONE = re.compile(r"(?<![\d/=\w])(?:\+62|62|0)[ .\-]?8\d{1,2}[ .\-]?\d{3,4}[ .\-]?\d{3,5}(?![\d])")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_ACCOUNT = re.compile(
    r"(?:rekening|no\.? ?rek|norek|a/n|bank (?:bri|bni|bca|mandiri|btn|bsi))[^\d\n]{0,40}(\d[\d .\-]{8,24}\d)",
    re.IGNORECASE,
)
_PROVINCES = frozenset(
    [*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82, *range(91, 98)]
)
_REMOVE = msg("hapus, atau samarkan angkanya, sebelum dikirim: riwayat tidak dapat dihapus")
_SURE = msg("hapus, kecuali memang boleh diketahui umum")


def identity_numbers(text: str) -> Iterator[tuple[int, Message]]:
    """PD001: NIK and family-card numbers: province, day of birth (women: + 40), month, year, serial number."""
    for found in _SIXTEEN.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        day = int(digits[6:8])
        day = day - 40 if day > 40 else day
        plausible = int(digits[:2]) in _PROVINCES and 1 <= day <= 31 and 1 <= int(digits[8:10]) <= 12
        if plausible and digits[2:4] != "00" and digits[12:] != "0000" and not _in_address(text, found.start()):
            yield found.start(), msg("tampaknya ada NIK atau nomor KK: {number}", number=_masked(digits))


def _in_address(text: str, at: int) -> bool:
    """Whether a place lies within a web address: long numbers there are times and ids, unless a NIK is named."""
    before = re.search(r"https?://[^\s<>()\"']{0,2000}\Z", text[max(0, at - 2000) : at])
    return before is not None and re.search(r"(nik|kk|ktp)\W{0,3}\Z", before[0], re.IGNORECASE) is None


def service_numbers(text: str) -> Iterator[tuple[int, Message]]:
    """PD002: NIP: born (year, month, day), appointed (year, month), sex, serial number."""
    for found in _EIGHTEEN.finditer(text):
        born, since = found[1], found[2]
        years = 1930 <= int(born[:4]) <= 2030 and 1950 <= int(since[:4]) <= 2100
        if years and 1 <= int(born[4:6]) <= 12 and 1 <= int(born[6:]) <= 31 and 1 <= int(since[4:]) <= 12:
            yield found.start(), msg("tampaknya ada NIP: {number}", number=_masked(born + since))


def telephones(text: str, sop: Sop) -> Iterator[tuple[int, Message]]:
    """PD003: mobile numbers other than the office's own."""
    own = _subscriber(sop.office.phone or "")
    for found in _PHONE.finditer(text):
        if _subscriber(found[0]) != own:
            yield found.start(), msg("ada nomor telepon: {number}", number=_masked(re.sub(r"\D", "", found[0])))


def addresses(text: str, sop: Sop) -> Iterator[tuple[int, Message]]:
    """PD004: e-mail addresses other than the office's own."""
    own = (sop.office.email or "").casefold()
    for found in _EMAIL.finditer(text):
        if found[0].rstrip(".").casefold() != own:
            name, _, host = found[0].partition("@")
            yield found.start(), msg("ada alamat surel: {address}", address=f"{name[:2]}…@{host}")


def accounts(text: str) -> Iterator[tuple[int, Message]]:
    """PD005: numbers of bank accounts."""
    for found in _ACCOUNT.finditer(text):
        digits = re.sub(r"\D", "", found[1])
        if 9 <= len(digits) <= 16:
            yield found.start(1), msg("ada nomor rekening: {number}", number=_masked(digits))


def _subscriber(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return digits.removeprefix("62").removeprefix("0")


def _masked(digits: str) -> str:
    """A finding is shown and kept in logs: it must not spread what it found."""
    return digits[:4] + "…" + digits[-2:]


def found(rule: str, content: bytes, sop: Sop) -> Iterator[Fault]:
    """What a rule of this family finds in a file, with its places."""
    text = decoded(content)
    finders = {
        "PD001": lambda: identity_numbers(text),
        "PD002": lambda: service_numbers(text),
        "PD003": lambda: telephones(text, sop),
        "PD004": lambda: addresses(text, sop),
        "PD005": lambda: accounts(text),
    }
    for at, message in finders[rule]():
        place: Place = (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        yield Fault(message, _REMOVE if rule in ("PD001", "PD002") else _SURE, place)


def _rule(rule: str, severity: Severity, asks: Message) -> Rule:
    def judge(subject: Subject) -> Iterator[Fault]:
        return found(rule, subject.content, subject.sop)

    return Rule(rule, severity, asks, judge)


def decoded(content: bytes) -> str:
    """A text for searching, whatever its encoding; line ends as in the file's own lines."""
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


RULES = (
    _rule("PD001", Severity.ERROR, msg("tidak ada NIK atau nomor KK")),
    _rule("PD002", Severity.WARNING, msg("tidak ada NIP (memuat tanggal lahir)")),
    _rule("PD003", Severity.WARNING, msg("tidak ada nomor telepon pribadi")),
    _rule("PD004", Severity.WARNING, msg("tidak ada alamat surel pribadi")),
    _rule("PD005", Severity.WARNING, msg("tidak ada nomor rekening")),
)
