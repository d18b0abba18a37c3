"""The first sentence of a text, for a description that an old site never wrote."""

from __future__ import annotations

import re

from terbit.adopt.text.plaintext import shortened

LIMIT = 400  # characters of a description
_WORDS = 2  # what has fewer is an exclamation or a label ("Tidak.") and stays with the sentence behind it
_ABBREVIATION = re.compile(
    r"(?:\b(?:no|nomor|prof|dr|drs|dra|ir|hj?|bpk|sdr|jl|jln|tgl|hlm|vol|ed|cet|tn|ny|st|mr|mrs|ms|vs|dll|dsb|dkk|a\.n|"
    r"d\.a|s\.d|u\.p|pt|cv|kab|kec|inc|ltd|e\.g|i\.e|cf|ca|u\.s|[a-z])|\bS\.[A-Z][a-z]{0,3}|\bM\.[A-Z][a-z]{0,3})\.\Z",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…][\"”’')\]]*(?=\s)")


def description(paragraphs: list[str], fallback: str) -> str:
    """The first sentence of the first paragraph that holds one, at most 400 characters; else `fallback`."""
    texts = [" ".join(paragraph.split()) for paragraph in paragraphs]
    found = next((text for text in texts if len(text.split()) >= _WORDS), None) or next(filter(None, texts), fallback)
    return shortened(_sentence(found), LIMIT)


def _sentence(text: str) -> str:
    for end in _END.finditer(text):
        before = text[: end.start() + 1]
        following = text[end.end() :].lstrip()
        if len(before.split()) < _WORDS or _ABBREVIATION.search(before) or (following and following[0].islower()):
            continue
        return text[: end.end()]
    return text
