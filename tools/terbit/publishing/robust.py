"""Robust Links 1.0 (https://robustlinks.mementoweb.org/spec/): a dead link keeps its address, and says where an
archived copy is: to programs in attributes, to readers by a link beside it, which also prints.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from terbit.articles import webaddress
from terbit.messages import Language, msg
from terbit.messages.dates import day_text


class Kept(NamedTuple):
    """An archived copy: its address, and the day whose page it shows."""

    address: str
    day: date


Copies = Mapping[str, Kept]  # a dead link's address, without fragment, as it goes over the wire → its copy

_LINK = re.compile(r'<a\b([^>]*?) href="([^"]*)"([^>]*)>|(</a>)')


def dressed(page: str, copies: Copies, home: str, language: Language) -> str:
    """A body as `sanitise` writes it, with its dead links made robust. `home` is the site's address."""
    if not copies:
        return page
    beside = ""

    def link(found: re.Match[str]) -> str:
        nonlocal beside
        if found[4]:
            closing, beside = found[4] + beside, ""
            return closing
        kept = _copy(html.unescape(found[2]), copies, home)
        if kept is None:
            return found[0]
        beside = _beside(kept, language)
        named = f'data-originalurl="{found[2]}" data-versionurl="{html.escape(kept.address)}"'
        return f'<a{found[1]} href="{found[2]}"{found[3]} {named} data-versiondate="{kept.day.isoformat()}">'

    return _LINK.sub(link, page)


def _copy(address: str, copies: Copies, home: str) -> Kept | None:
    try:
        seen = webaddress.web(home, address)
    except webaddress.Malformed:
        return None
    return copies.get(seen.text) if seen is not None else None


def _beside(kept: Kept, language: Language) -> str:
    words = html.escape(msg("salinan arsip {day}", day=day_text(kept.day, language)).text(language))
    return f' <small class="tb-copy">(<a href="{html.escape(kept.address)}">{words}</a>)</small>'
