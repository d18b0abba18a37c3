"""Where people open what a frame of an existing site showed: a video's page, a map's place, a document itself.

`publishing.embeds` goes the other way: it makes a frame of such a page, of those that the office allows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

_Query = dict[str, list[str]]


def page_of(address: str) -> str:
    """The page for a frame's address; the address itself where none is known, "" where it is none of the web's."""
    address = "https:" + address if address.startswith("//") else address
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    for pattern, _, page in _SERVICES:
        if pattern.search(host):
            return page(parts, parse_qs(parts.query)) or address
    return address


def label_of(address: str) -> str:
    """What a page of the web is called where nobody gave it a title: "Video YouTube", else its host."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    for pattern, label, _ in _SERVICES:
        if label and pattern.search(host) and (label != _MAPS or parts.path.startswith("/maps")):
            return label
    return host.removeprefix("www.")


def _youtube(parts: SplitResult, query: _Query) -> str:
    if parts.hostname == "youtu.be":
        video = re.match(r"/([\w-]{5,20})\Z", parts.path)
    else:
        video = re.match(r"/(?:embed|v|shorts|live)/(?!videoseries)([\w-]{5,20})", parts.path)
    video = video or re.fullmatch(r"([\w-]{5,20})", _first(query, "v"))
    if video is not None:
        return f"https://www.youtube.com/watch?v={video[1]}"
    listed = re.fullmatch(r"[\w-]{5,60}", _first(query, "list"))
    return f"https://www.youtube.com/playlist?list={listed[0]}" if listed else ""


def _vimeo(parts: SplitResult, query: _Query) -> str:
    found = re.search(r"/video/(\d+)", parts.path)
    return f"https://vimeo.com/{found[1]}" if found else ""


def _dailymotion(parts: SplitResult, query: _Query) -> str:
    found = re.match(r"/embed/video/(\w{4,20})", parts.path)
    return f"https://www.dailymotion.com/video/{found[1]}" if found else ""


def _google_maps(parts: SplitResult, query: _Query) -> str:
    if not parts.path.startswith("/maps"):
        return ""
    place = _first(query, "q", "query")
    if not place:  # `pb=…!2d110.37!3d-7.78…`: longitude and latitude
        found = re.search(r"!2d(-?\d{1,3}(?:\.\d{1,20})?)!3d(-?\d{1,3}(?:\.\d{1,20})?)", _first(query, "pb"))
        place = f"{found[2]},{found[1]}" if found else ""
    return f"https://www.google.com/maps/search/?api=1&query={quote(place)}" if place else ""


def _document(parts: SplitResult, query: _Query) -> str:
    return _of_the_web(_first(query, "url", "src"))


def _post(parts: SplitResult, query: _Query) -> str:
    return _of_the_web(_first(query, "href"))


def _unknown(parts: SplitResult, query: _Query) -> str:
    return ""


def _of_the_web(address: str) -> str:
    try:
        return address if re.match(r"https?://", address) and urlsplit(address).hostname else ""
    except ValueError:
        return ""


def _first(query: _Query, *names: str) -> str:
    return next((query[name][0] for name in names if name in query), "")


_MAPS = "Google Maps"
# (host, what it is called or "", its page)
_SERVICES: tuple[tuple[re.Pattern[str], str, Callable[[SplitResult, _Query], str]], ...] = (
    (re.compile(r"(^|\.)(youtube(-nocookie)?\.com|youtu\.be)\Z"), "Video YouTube", _youtube),
    (re.compile(r"(^|\.)vimeo\.com\Z"), "Video Vimeo", _vimeo),
    (re.compile(r"(^|\.)dailymotion\.com\Z"), "", _dailymotion),
    (re.compile(r"\A(docs\.google\.com|view\.officeapps\.live\.com)\Z"), "", _document),
    (re.compile(r"(^|\.)google\.[a-z.]+\Z"), _MAPS, _google_maps),
    (re.compile(r"(^|\.)openstreetmap\.org\Z"), "OpenStreetMap", _unknown),
    (re.compile(r"(^|\.)facebook\.com\Z"), "", _post),
)
