"""Letters in disguise: the tricks with which a word is written so that people read it and programs do not.

Full-width and styled letters, accents, letters of other scripts that look alike, invisible characters, digits for
letters (`sl0t`), letters apart (`s l o t`).
"""

from __future__ import annotations

import re
import unicodedata

_LOOK_ALIKE = str.maketrans(
    "аеоросухікѕјӏԁԛԝһмтвнгьαοερτυικνχβηѵłıøđ",
    "aeopocyxiksjldqwhmtbhrbaoeptuikvxbnvliod",
)
_DIGITS = str.maketrans("013457@$", "oieastas")
_WITH_L = str.maketrans("013457@$", "oleastas")
_DIGIT = re.compile(r"[\d@$]")
# single letters with a mark between each two; letters and marks are disjoint, so nothing is tried twice
_APART = re.compile(r"(?<![^\W_])(?:[^\W_][\W_]{1,3}){3,40}[^\W_](?![^\W_])")
_NO_WORD = re.compile(r"[\W_]+")
_INSIDE = re.compile(r"[a-zA-Z][\u200b-\u200f\u2060-\u2064\ufeff\u0370-\u04ff][a-zA-Z]")


def plain(text: str) -> str:
    """A text as it looks: small Latin letters, nothing invisible, no accents."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    seen = "".join(letter for letter in folded if unicodedata.category(letter) not in ("Cf", "Mn", "Me"))
    return seen.translate(_LOOK_ALIKE)


def readings(text: str) -> tuple[str, ...]:
    """Every way in which people may read a text: as it looks, and without its disguise."""
    seen = plain(text)
    if not _DIGIT.search(seen) and not _APART.search(seen):
        return (seen,)
    joined = _APART.sub(lambda found: " " + _NO_WORD.sub("", found[0]) + " ", seen)
    return tuple(dict.fromkeys((seen, joined, joined.translate(_DIGITS), joined.translate(_WITH_L))))


def hidden_letters(text: str) -> bool:
    """Whether invisible characters or look-alikes stand inside Latin words, which no keyboard puts there."""
    return _INSIDE.search(text) is not None
