"""Language: what a text is in is what it says it is in (WCAG 2.2, 3.1.1 and 3.1.2): screen readers choose their voice
by that. Told by the share of function words, which no longer text can do without; where that is not clear, nothing is
said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from terbit.findings import Severity
from terbit.messages import Message, msg
from terbit.rules.rule import Fault, Rule, Subject

_WORD = re.compile(r"[^\W\d_]+")
_INDONESIAN = frozenset(
    """yang dan di dengan untuk pada dari ini itu dalam adalah tidak akan oleh ke juga atau sebagai dapat telah karena
    para kami kita mereka bahwa secara serta sudah lebih bisa ada saat antara hingga tersebut kepada""".split()  # noqa: SIM905
)
_ENGLISH = frozenset(
    """the of and to in is that for with on as are was this by be it from at an we our have has you not or their which
    will can they your were been but""".split()  # noqa: SIM905
)
_LEAST = 40  # words of a text, below which nothing is said
_LEAST_PARAGRAPH = 25
_SHARE = 0.12  # of function words: running text of either language has 20 to 50 %, lists of names have few
_TIMES = 3  # so many times more than of the other language
_OTHER = 0.3  # of a text's words in paragraphs of the other language
_NAMES = {"id": msg("Indonesia"), "en": msg("Inggris")}


def told(words: Iterable[str], least: int = _LEAST) -> str | None:
    """The language of these words (lower case): "id", "en", or None where it is not clear."""
    total = indonesian = english = 0
    for word in words:
        total += 1
        indonesian += word in _INDONESIAN
        english += word in _ENGLISH
    if total < least:
        return None
    if indonesian >= _SHARE * total and indonesian >= _TIMES * english:
        return "id"
    if english >= _SHARE * total and english >= _TIMES * indonesian:
        return "en"
    return None


def declared(subject: Subject) -> Iterator[Fault]:
    """LG001: the whole text is in the language that it says."""
    found = told(words(subject.prose.text))
    if subject.meta is not None and found is not None and found != subject.language:
        yield Fault(
            msg("naskah ini tampaknya berbahasa {language}", language=_NAMES[found]),
            msg("tulis lang: {code} agar pembaca layar melafalkannya dengan benar", code=found),
            subject.place("lang"),
        )


def mixed(subject: Subject) -> Iterator[Fault]:
    """LG002: no large part of a text is in another language, unmarked."""
    if subject.meta is None or told(words(subject.prose.text)) not in (None, subject.language):
        return  # LG001
    known = [(paragraph, [*words(paragraph)]) for paragraph in subject.prose.paragraphs]
    total = sum(len(found) for _, found in known)
    other = [
        (paragraph, found)
        for paragraph, found in known
        if told(found, _LEAST_PARAGRAPH) not in (None, subject.language)
    ]
    if other and sum(len(found) for _, found in other) >= _OTHER * total:
        language: Message = _NAMES["en" if subject.language == "id" else "id"]
        yield Fault(
            msg("sebagian naskah ini berbahasa {language}", language=language),
            msg("terjemahkan, jadikan kutipan (>), atau buat artikel tersendiri dengan lang-nya"),
            subject.page.find(other[0][0][:20]),
        )


def words(text: str) -> list[str]:
    """The words of a text, lower case."""
    return _WORD.findall(text.lower())


RULES = (
    Rule("LG001", Severity.WARNING, msg("bahasa naskah sesuai dengan yang dinyatakan"), declared),
    Rule("LG002", Severity.WARNING, msg("satu naskah satu bahasa"), mixed),
)
