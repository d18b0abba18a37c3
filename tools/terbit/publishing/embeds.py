"""Videos and maps: a picture that links to one becomes a still picture that a click turns into the thing itself.

`[![Panen raya](panen.jpg)](https://www.youtube.com/watch?v=…)` is all that a writer writes. Nothing is asked of the
other server before the click, and without JavaScript it stays the link that it was (docs/decisions/embeds.md).

An address is read strictly: what is not exactly of a known form stays a link. The frame's address is put together
anew from its checked parts and is never the writer's own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import SplitResult, parse_qsl, urlsplit

from terbit.messages import Language, Message, msg
from terbit.sop.procedure import EmbedService

# a link around one picture, as sanitise.clean writes it: no `>` stands in an attribute
_LINKED = re.compile(r"<a( [^>]*)>\s*(<img [^>]*>)\s*</a>")
_HREF = re.compile(r' href="([^"]*)"')
_ALT = re.compile(r' alt="([^"]*)"')
# what browsers and Python read alike: no blank, control character, backslash or letter beyond ASCII
_PLAIN = re.compile(r"https?://[!-\[\]-~]{1,2000}\Z")
_NUMBER = r"-?\d{1,3}(?:\.\d{1,12})?"
_SECONDS = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?\Z")

_Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Embed:
    """What a click opens: the frame's address, and what it is to a reader ("Putar video dari YouTube")."""

    service: EmbedService
    address: str
    words: Message


def stills(html: str, services: Collection[EmbedService], language: Language) -> str:
    """Cleaned HTML with its linked pictures of videos and maps as stills, of the `services` that the office allows."""

    def still(found: re.Match[str]) -> str:
        href = _HREF.search(found[1])
        embed = embed_of(unescape(href[1]), services) if href is not None else None
        if href is None or embed is None:
            return found[0]
        alt = _ALT.search(found[2])
        words = escape(embed.words.text(language))
        title = f"{alt[1]} – {words}" if alt is not None and alt[1].strip() else words
        data = f'data-embed="{escape(embed.address)}" data-title="{title}"'
        return f'<a class="tb-embed"{found[1]} {data}>{found[2]}<span class="tb-embed__words">{words}</span></a>'

    return _LINKED.sub(still, html) if services else html


def embed_of(address: str, services: Collection[EmbedService]) -> Embed | None:
    """The video or map at an address, None where it is not exactly that of an allowed service."""
    if not _PLAIN.match(address):
        return None
    try:
        parts = urlsplit(address)
        pairs = parse_qsl(parts.query, max_num_fields=20)
    except ValueError:
        return None
    query = dict(pairs)
    if len(query) != len(pairs):  # a name twice: whoever reads it next may take the other
        return None
    for service in services:
        hosts, read, words = _SERVICES[service]
        # the whole of it: neither a name before @ nor a port
        if parts.netloc.lower() in hosts:
            found = read(parts, query)
            return Embed(service, found, words) if found is not None else None
    return None


# -- each service: from the parts of an address to the frame's ------------------------------------------------------


def _youtube(parts: SplitResult, query: _Query) -> str | None:
    if parts.netloc.lower() == "youtu.be":
        video = re.fullmatch(r"/([\w-]{11})", parts.path, re.ASCII)
        name = video[1] if video else ""
    elif parts.path == "/watch":
        name = query.get("v", "")
    else:
        video = re.fullmatch(r"/(?:shorts|embed|live)/([\w-]{11})/?", parts.path, re.ASCII)
        name = video[1] if video else ""
    if not re.fullmatch(r"[\w-]{11}", name, re.ASCII):
        return None
    start = _seconds(query.get("t") or query.get("start") or "")
    return f"https://www.youtube-nocookie.com/embed/{name}?autoplay=1" + (f"&start={start}" if start else "")


def _seconds(text: str) -> int:
    """`90`, `90s`, `1m30s` as seconds; 0 for what is none."""
    found = _SECONDS.match(text)
    if found is None:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return 3600 * hours + 60 * minutes + seconds


def _vimeo(parts: SplitResult, query: _Query) -> str | None:
    form = (
        r"/video/(\d{1,12})()" if parts.netloc.lower() == "player.vimeo.com" else r"/(\d{1,12})(?:/([0-9a-f]{6,20}))?"
    )
    found = re.fullmatch(form, parts.path, re.ASCII)
    if found is None:
        return None
    secret = found[2] or query.get("h", "")
    unlisted = f"&h={secret}" if re.fullmatch(r"[0-9a-f]{6,20}", secret) else ""
    return f"https://player.vimeo.com/video/{found[1]}?autoplay=1&dnt=1{unlisted}"


def _openstreetmap(parts: SplitResult, query: _Query) -> str | None:
    if parts.path == "/export/embed.html":
        box = [_degrees(number) for number in query.get("bbox", "").split(",")]
        place = [_degrees(number) for number in query["marker"].split(",")] if "marker" in query else []
        if len(box) != 4 or len(place) not in (0, 2):
            return None
    else:
        view = re.fullmatch(rf"map=(\d{{1,2}})(?:\.\d{{1,4}})?/({_NUMBER})/({_NUMBER})(?:&.*)?", parts.fragment)
        if parts.path != "/" or view is None or int(view[1]) > 20:
            return None
        middle = [_degrees(view[2]), _degrees(view[3])]
        place = [_degrees(query[name]) for name in ("mlat", "mlon") if name in query]
        if None in middle or len(place) == 1:
            return None
        box = [*_box(int(view[1]), float(view[2]), float(view[3]))]
    if None in box or None in place:
        return None
    marker = f"&marker={place[0]}%2C{place[1]}" if place else ""
    return f"https://www.openstreetmap.org/export/embed.html?bbox={'%2C'.join(map(str, box))}&layer=mapnik{marker}"


def _box(zoom: int, latitude: float, longitude: float) -> tuple[str, str, str, str]:
    """West, south, east, north of a frame of 640 by 400 points, for a tile of 256 (zoom 0: the world)."""
    width = 360 / 2**zoom * 640 / 256
    height = width * 400 / 640 * math.cos(math.radians(min(abs(latitude), 85)))
    edges = longitude - width / 2, latitude - height / 2, longitude + width / 2, latitude + height / 2
    west, south, east, north = (f"{edge:.5f}" for edge in edges)
    return west, south, east, north


def _google_maps(parts: SplitResult, query: _Query) -> str | None:
    base = "https://www.google.com/maps"
    if parts.path == "/maps/embed":
        view = query.get("pb", "")
        # `!` and letters, as Google's own button "embed a map" writes it
        return f"{base}/embed?pb={view}" if re.fullmatch(r"![\w!.-]{1,1500}", view, re.ASCII) else None
    found = re.fullmatch(rf"/maps/(?:place/[^/]*/)?@({_NUMBER}),({_NUMBER}),(\d{{1,2}})(?:\.\d+)?z(?:/.*)?", parts.path)
    if found is not None:
        latitude, longitude, zoom = found[1], found[2], int(found[3])
    else:
        spot = re.fullmatch(rf"({_NUMBER}),({_NUMBER})", query.get("q", ""))
        if parts.path not in ("/maps", "/maps/") or spot is None:
            return None
        latitude, longitude, zoom = spot[1], spot[2], 15
    if _degrees(latitude) is None or _degrees(longitude) is None or zoom > 21:
        return None
    return f"{base}?q={latitude},{longitude}&z={zoom}&output=embed"


def _degrees(text: str) -> str | None:
    return text if re.fullmatch(_NUMBER, text, re.ASCII) and abs(float(text)) <= 180 else None


_Read = Callable[[SplitResult, _Query], str | None]
_SERVICES: Mapping[EmbedService, tuple[frozenset[str], _Read, Message]] = {
    "youtube": (
        frozenset(
            {"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be", "www.youtube-nocookie.com"},
        ),
        _youtube,
        msg("Putar video dari YouTube"),
    ),
    "vimeo": (
        frozenset({"vimeo.com", "www.vimeo.com", "player.vimeo.com"}),
        _vimeo,
        msg("Putar video dari Vimeo"),
    ),
    "openstreetmap": (
        frozenset({"openstreetmap.org", "www.openstreetmap.org"}),
        _openstreetmap,
        msg("Buka peta dari OpenStreetMap"),
    ),
    "google-maps": (
        frozenset({"google.com", "www.google.com", "maps.google.com"}),
        _google_maps,
        msg("Buka peta dari Google Maps"),
    ),
}
