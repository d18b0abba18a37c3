"""Addresses in HTML texts: as a page means them, as readers see them, and two ways of writing one."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit


def full(base: str, address: str) -> str:
    """An address as the page at `base` means it; "" where it is none."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


def shown(address: str) -> str:
    """What readers see of an address: a document's name; of a long one the host."""
    parts = urlsplit(address)
    name = unquote(parts.path).rpartition("/")[2]
    if re.search(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|jpe?g|png|mp3|mp4)\Z", name, re.IGNORECASE):
        return name
    return address if len(address) <= 80 else parts.hostname or address


def key_of(address: str) -> str:
    """An address without what may differ between two ways of writing it: scheme, www, a slash at the end."""
    bare = re.sub(r"\A(?:https?:)?//(?:www\.)?", "", address.strip(), flags=re.IGNORECASE)
    return unquote(bare.partition("#")[0]).rstrip("/").casefold()
