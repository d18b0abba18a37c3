"""Addresses as browsers read them (WHATWG URL), as far as a static site needs it. Pure text, no network."""

from __future__ import annotations

import os
import re
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
EDGES = "".join(map(chr, range(0x21)))  # C0 controls and space are stripped from both ends
_BAD_HOST = re.compile(r"[\x00-\x20\x7f\s<>\"^`{|}\\%#?@]")
_WEB = {"http": 80, "https": 443}


class Malformed(ValueError):
    """An address that no browser can read."""


class Web(NamedTuple):
    """An absolute http or https address, cut in parts.

    `origin` is comparable: (host in ASCII, port), 0 for the scheme's own port: http and https are one site.
    """

    scheme: str
    origin: tuple[str, int]
    path: str
    query: str
    fragment: str
    text: str  # the whole address without its fragment, in the form in which it goes over the wire


def web(base: str, address: str) -> Web | None:
    """An address, seen from a page at `base`; None when it is no web address (`mailto:`, `tel:`, `whatsapp:`, …).

    Raises Malformed.
    """
    cleaned = address.strip(EDGES)
    for character in "\t\n\r":
        cleaned = cleaned.replace(character, "")
    scheme = _SCHEME.match(cleaned)
    if scheme is not None and scheme[1].lower() not in _WEB:
        return None
    body, mark, rest = _cut(cleaned)
    cleaned = body.replace("\\", "/") + mark + rest
    try:
        parts = urlsplit(urljoin(base, cleaned))
        port = 0 if parts.port in (None, _WEB[parts.scheme]) else parts.port or 0
        host = _host(parts.hostname or "")
    except (ValueError, KeyError) as error:
        raise Malformed(address) from error
    if scheme is not None and not re.match(r"//[^/]", cleaned[scheme.end() :]):
        raise Malformed(address)
    return Web(parts.scheme, (host, port), parts.path, parts.query, parts.fragment, _wire(parts, host))


def _cut(address: str) -> tuple[str, str, str]:
    found = re.search(r"[?#]", address)
    return (address, "", "") if found is None else (address[: found.start()], found[0], address[found.end() :])


def _host(name: str) -> str:
    ascii_name = name if name.isascii() else name.encode("idna").decode("ascii")  # UnicodeError is a ValueError
    host = ascii_name.lower().rstrip(".")
    if not host or (_BAD_HOST.search(host) and ":" not in host):
        raise ValueError(name)
    return host


def _wire(parts: SplitResult, host: str) -> str:
    """Without fragment, host in ASCII, Unicode percent-encoded: two spellings of one address become one."""
    netloc = f"[{host}]" if ":" in host else host
    if parts.port is not None and parts.port != _WEB[parts.scheme]:
        netloc += f":{parts.port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._", errors="replace")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]", errors="replace")
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def name_of(path: str) -> str | None:
    """The file name below the site's root that a path names, decoded, without `.` and `..` (a slash at the end stays).

    `..` past the root stays at the root, as browsers do it. None for what can name no file (an encoded slash, NUL).
    """
    segments: list[str] = []
    parts = path.split("/")
    for index, part in enumerate(parts):
        segment = os.fsdecode(unquote_to_bytes(part)) if "%" in part else part
        if "/" in segment or "\0" in segment:
            return None
        last = index == len(parts) - 1
        if segment in (".", ".."):
            if segment == ".." and segments:
                segments.pop()
            if last:
                segments.append("")
        elif segment or last:
            segments.append(segment)
    return "/".join(segments)


def anchor_of(fragment: str) -> str:
    """The anchor of a fragment, as written, without a text directive (`#:~:text=…`)."""
    return fragment.partition(":~:")[0]


def decoded(text: str) -> str:
    return unquote_to_bytes(text).decode("utf-8", "replace")
