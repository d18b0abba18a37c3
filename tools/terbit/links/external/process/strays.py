"""What hosts show for an address that cannot exist: asked once for a host, and only where something depends on it."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from string import ascii_lowercase
from urllib.parse import urlsplit

from terbit.links.external import pages
from terbit.links.external.process.address import Address
from terbit.links.external.verdict import at_home


@dataclass
class _Stray:
    """A host's page for such an address; None while nobody asked, or where it answers honestly."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: bool = False
    url: str = ""
    page: pages.Page | None = None


class Strays:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: dict[str, _Stray] = {}

    def page(self, address: Address) -> str:
        """What an address that was answered well really shows, in a word of `verdict.PAGES`; "" for what it should."""
        if not _is_html(address.answer.get("Content-Type", ""), address.body):
            return ""
        page = pages.read(address.body)
        if pages.changed_hands(page, address.url, address.final):
            return "changed-hands"
        if at_home(address.url):
            return ""  # many sites show their front page for whatever is asked
        stray = self._stray(address)
        return "" if stray.page is None else pages.missing(page, address.url, stray.page, stray.url)

    def _stray(self, address: Address) -> _Stray:
        parts = urlsplit(address.url)
        with self._lock:
            stray = self._of.setdefault(f"{parts.scheme}://{parts.netloc}", _Stray())
        with stray.lock:
            if not stray.asked:
                stray.asked = True
                stray.url = f"{parts.scheme}://{parts.netloc}/{_name()}"
                ghost = Address(stray.url, 0, address.aggregate)
                ghost.ask({})
                if ghost.status == 200 and not ghost.fault:
                    stray.page = pages.read(ghost.body)
        return stray


def _name() -> str:
    """A name that no page has: letters alone, since a number may well be one."""
    return "".join(secrets.choice(ascii_lowercase) for _ in range(16))


def _is_html(kind: str, body: bytes) -> bool:
    return bool(body) and kind.partition(";")[0].strip().lower() in ("text/html", "application/xhtml+xml")
