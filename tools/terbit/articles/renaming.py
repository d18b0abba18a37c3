"""A file beside a text gets another name: the text's references to it follow. Pure: a text in, a text out.

Only places that name a file are touched: Markdown's links and pictures, its reference definitions, `src` and `href`,
and `file:` in the front matter. The name may be written plainly, percent-encoded or in another case.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote


def renamed(text: str, old: str, new: str) -> str:
    """The text with its references to `old` (as seen from the text, "/" between folders) leading to `new`."""
    name = rf"(?:\./)?(?:{'|'.join(sorted(map(re.escape, _forms(old)), key=len, reverse=True))})"
    head, body = _cut(text)
    head = re.sub(
        rf"""(\bfile:[ \t]*)(["']?){name}\2(?=[ \t]*(?:\r?$|[,}}]|\#))""",
        lambda found: found[1] + new,
        head,
        flags=re.MULTILINE | re.IGNORECASE,
    )
    after = r"""(?=[)\s>"'#?]|$)"""
    for before, closing in ((r"\]\([ \t]*", after), (r"^[ ]{0,3}\[[^\]\n]+\]:[ \t]*", after)):
        body = re.sub(
            rf"({before})(?:<{name}>|{name}){closing}",
            lambda found: found[1] + quote(new),
            body,
            flags=re.MULTILINE | re.IGNORECASE,
        )
    body = re.sub(
        rf"""(\b(?:src|href)[ \t]*=[ \t]*)(["']?){name}\2(?=[\s>#?/])""",
        lambda found: f'{found[1]}"{quote(new)}"',
        body,
        flags=re.IGNORECASE,
    )
    return head + body


def _forms(name: str) -> set[str]:
    """How a name may be written: macOS takes letters apart (é as e + accent), Markdown's editors encode."""
    spelled = {unicodedata.normalize(form, name) for form in ("NFC", "NFD")} | {name}
    return spelled | {quote(each) for each in spelled} | {each.replace(" ", "%20") for each in spelled}


def _cut(text: str) -> tuple[str, str]:
    found = re.match(r"---[ \t]*\r?\n.*?^---[ \t]*\r?$", text, re.DOTALL | re.MULTILINE)
    return (text[: found.end()], text[found.end() :]) if found else ("", text)
