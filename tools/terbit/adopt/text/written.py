"""What several steps write in the same way: addresses and texts within Markdown's marks, links to embedded things."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from terbit.adopt.frames import label_of, page_of

RULE = "SL003"  # what the old programme's templates made and nobody typed

_PICTURE = re.compile(r"[^\s]\.(?:jpe?g|png|gif|webp|svg|bmp|avif|tiff?)(?:[?#].*)?\Z", re.IGNORECASE)


def is_picture(address: str) -> bool:
    """Whether an address is one of a picture, by its end."""
    return _PICTURE.search(address) is not None


def is_prose(value: str) -> bool:
    """Whether a parameter is something that readers saw: several words, no address, no list of CSS classes."""
    words = value.split()
    return (
        len(words) > 1
        and not re.search(r"://|\A[./#]|[{}<>;=]", value)
        and not any(re.search(r"[a-z]-[a-z0-9]", word) or re.search(r"\d(px|em|rem|%)", word) for word in words)
        and any(word[:1].isupper() for word in words)
    )


def target(address: str) -> str:
    """An address as it can stand between the parentheses of a Markdown link."""
    return quote(address.strip(), safe="/:?#@!$&'*+,;=%~-._[]") if address else ""


def bracketed(text: str) -> str:
    """A text as it can stand between the brackets of a Markdown link or picture, on one line."""
    return " ".join(text.replace("[", "(").replace("]", ")").replace("\\", "").split())


def fenced(code: str, language: str) -> str:
    """A block of code between fences longer than any in it."""
    marker = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", code)), default=0))
    return f"{marker}{language}\n{code}\n{marker}"


def plain(text: str) -> str:
    """A short text without Markdown's and HTML's marks."""
    text = re.sub(r"!?\[([^\[\]]{0,500})\]\([^()]{0,2000}\)", r"\1", text)
    text = re.sub(r"<[^<>]{0,2000}>", "", text)
    return " ".join(re.sub(r"[*_`#]{1,3}", "", text).split())


def embedded(address: str, title: str) -> str | None:
    """A link that stands for what was embedded, or None where its address is none."""
    address = "https:" + address if address.startswith("//") else address
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if not parts.scheme and not host and "." in parts.path.rpartition("/")[2]:  # a file of the site itself
        return f"[{bracketed(title or unquote(parts.path).rpartition('/')[2])}]({target(address)})"
    page = page_of(address)
    if not page:
        return None
    label = title if title and title.casefold() not in ("youtube video", "youtube video player") else label_of(page)
    return f"[{bracketed(label)}]({target(page)})"
