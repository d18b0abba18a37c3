"""Numbers of the state, known by their own structure, so that an ISBN, an account or a document's number is none.

NIK (Perpres 67/2011, UU 24/2013 article 13): province, regency, district (two digits each), day of birth (women: + 40),
month, year, serial number of four digits. A family card's number is built alike, with the day of its entry. NIP
(Perka BKN 22/2007): born (year, month, day), appointed (year, month), sex, serial number of three digits.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

# province → the last code of its regencies (from 01) and of its cities (from 71), old ones that cards still carry
# included (Kepmendagri 100.1.1-6117/2022)
_REGIONS = {
    11: (18, 75), 12: (25, 78), 13: (12, 77), 14: (10, 73), 15: (9, 72), 16: (13, 74), 17: (9, 71), 18: (13, 72),
    19: (6, 71), 21: (5, 72), 31: (1, 75), 32: (18, 79), 33: (29, 76), 34: (4, 71), 35: (29, 79), 36: (4, 74),
    51: (8, 71), 52: (8, 72), 53: (22, 71), 61: (12, 72), 62: (13, 71), 63: (11, 72), 64: (11, 74), 65: (4, 71),
    71: (11, 74), 72: (13, 71), 73: (26, 73), 74: (15, 72), 75: (5, 71), 76: (6, 71), 81: (9, 72), 82: (8, 72),
    91: (28, 71), 92: (12, 71), 93: (4, 71), 94: (8, 71), 95: (8, 71), 96: (5, 71),
}  # fmt: skip
_SEPARATOR = r"[ .\-\u00a0]?"
# sixteen digits together, in fours, or as people read a NIK: 32.71.04.650493.0002
_SIXTEEN = re.compile(
    r"(?:(?<![\w])|(?<=nik)|(?<=ktp)|(?<=kk))(?<!\d[.,\-/])"
    rf"(?:(?:\d{{4}}{_SEPARATOR}){{3}}\d{{4}}|(?:\d\d{_SEPARATOR}){{3}}\d{{6}}{_SEPARATOR}\d{{4}}|\d{{6}}{_SEPARATOR}\d{{6}}{_SEPARATOR}\d{{4}})"
    r"(?![.,]?\d)(?![a-z])",
    re.IGNORECASE,
)
_EIGHTEEN = re.compile(r"(?<!\d)(\d{8})[ .]?(\d{6})[ .]?([12])[ .]?(\d{3})(?!\d)")
_UNSEEN = re.compile("[\u200b-\u200f\u2060-\u2064\u00ad\ufeff]")
_ADDRESS = 2000  # letters of a web address before a number within it


def identities(text: str) -> Iterator[tuple[int, str]]:
    """Where a NIK or family card's number stands in a text, and its digits."""
    for found in _SIXTEEN.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if is_identity(digits) and not _in_address(text, found.start()):
            yield found.start(), digits
    if _UNSEEN.search(text):  # an invisible character between digits hides a number from programs alone
        known = {digits for _, digits in identities(_UNSEEN.sub("\n", text))}
        for _, digits in identities(_UNSEEN.sub("", text)):
            if digits not in known:
                yield 0, digits


def is_identity(digits: str) -> bool:
    """Whether sixteen digits have the structure of a NIK or a family card's number."""
    regencies, cities = _REGIONS.get(int(digits[:2]), (0, 0))
    region = int(digits[2:4])
    if not (1 <= region <= regencies or 71 <= region <= cities) or digits[4:6] == "00" or digits[12:] == "0000":
        return False
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    day = day - 40 if day > 40 else day
    # 2000 or 1900: whichever had a 29 February in that year
    return 1 <= month <= 12 and 1 <= day <= monthrange(2000 if year == 0 else 1900 + year, month)[1]


def service(text: str) -> Iterator[tuple[int, str]]:
    """Where a NIP stands in a text, and its first digits."""
    for found in _EIGHTEEN.finditer(text):
        born, since = found[1], found[2]
        try:
            day = date(int(born[:4]), int(born[4:6]), int(born[6:]))
        except ValueError:
            continue
        if 1930 <= day.year <= 2030 and 1950 <= int(since[:4]) <= 2100 and 1 <= int(since[4:]) <= 12:
            yield found.start(), born + since


def _in_address(text: str, at: int) -> bool:
    """Whether a place lies within a web address: long numbers there are times and ids, unless a NIK is named."""
    before = re.search(r"https?://[^\s<>()\"']{0,2000}\Z", text[max(0, at - _ADDRESS) : at])
    return before is not None and re.search(r"(nik|kk|ktp)\W{0,3}\Z", before[0], re.IGNORECASE) is None
