"""Texts for GitHub's Markdown. What comes from outside (names, paths, what somebody wrote) is shown and never acts.

GitHub makes accounts, issues, commits and addresses in a text into links and notices, also where they were written as
entities; only in code it leaves them alone. So a value that is more than plain words becomes a code span.
"""

from __future__ import annotations

import re

from terbit.messages import Language, Message

LONGEST = 300  # characters of one value
_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ .,()'-])*\Z")  # begins with a letter; no sign that means anything
_ACTS = re.compile(r"www\.|\bgh-\d|\b[0-9a-f]{7,40}\b", re.IGNORECASE)
_OURS = re.compile(r"([\\`*_\[\]<>#|~&!])")
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~/?#=&%+-]*)?\Z")
_HELD = re.compile(r"⟦(\d+)⟧")


def inline(message: Message, language: Language) -> str:
    """A message as one line of Markdown, with its values as plain words or code."""
    spans: list[str] = []

    def held(value: object) -> object:
        if isinstance(value, Message):
            return Message(value.source, tuple((name, held(inner)) for name, inner in value.values))
        if isinstance(value, int):
            return value
        spans.append(shown(str(value)))
        return f"⟦{len(spans) - 1}⟧"

    text = Message(message.source, tuple((name, held(value)) for name, value in message.values)).text(language)
    text = _OURS.sub(r"\\\1", text.replace("\n", " ")).replace("⟧⟦", "⟧ ⟦")
    return _HELD.sub(lambda found: spans[int(found[1])], text)


def shown(value: str) -> str:
    """A value from outside as Markdown that shows it letter by letter."""
    text = Message("{value}", (("value", value),)).text()  # what cannot be printed is made visible
    if len(text) > LONGEST:
        text = text[:LONGEST] + "…"
    if _PLAIN.match(text) and not _ACTS.search(text):
        return text
    return code(text)


def code(text: str) -> str:
    """A code span, whatever backticks are in the text (CommonMark 0.31, section 6.1)."""
    if not text.strip():
        return "–"
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    inner = f" {text} " if text[0] in "` " or text[-1] in "` " else text
    return f"{fence}{inner}{fence}"


def link(address: str) -> str | None:
    """An https address as a link that shows itself, None where it could be read as anything else."""
    return (
        f"<{address}>" if re.match(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~/?#=&%+-]*)?\Z", address) else None
    )


def within(lines: list[str], most: int, rest: str) -> str:
    """As many whole lines as fit into `most` characters; where some do not, `rest` stands at the end."""
    whole = "\n".join(lines)
    if len(whole) <= most:
        return whole
    room, kept = most - len(rest) - 1, list[str]()
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, rest])
