"""Addresses in HTML texts: two ways of writing one, and where people open what a frame shows."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urljoin, urlsplit


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


_EMBEDS = (
    (
        re.compile(r"(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]{6,20})"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"player\.vimeo\.com/video/(\d{4,12})"), "https://vimeo.com/{}"),
    (re.compile(r"(?:www\.)?dailymotion\.com/embed/video/(\w{4,20})"), "https://www.dailymotion.com/video/{}"),
)


def watched(address: str) -> str:
    """Where people open what a frame shows: the video's page, the map, the document itself."""
    if address.startswith("//"):
        address = "https:" + address
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    for pattern, page in _EMBEDS:
        found = pattern.search(address)
        if found is not None:
            return page.format(found[1])
    query = parse_qs(parts.query)
    if host in ("docs.google.com", "view.officeapps.live.com"):
        inner = next((query[key][0] for key in ("url", "src") if key in query), "")
        return inner if re.match(r"https?://", inner) else address
    if host.endswith("facebook.com") and "href" in query and re.match(r"https?://", query["href"][0]):
        return query["href"][0]
    return address
