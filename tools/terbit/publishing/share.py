"""Links with which a reader passes an article on. Plain addresses: no script, nothing is asked before the click."""

from __future__ import annotations

from urllib.parse import quote

from terbit.publishing.site import Entry, Site, absolute

# Each names the page (`url`) and where it can its title (`text`); nothing else is told to anybody.
_SERVICES = (
    ("WhatsApp", "https://wa.me/?text={text}%20{url}"),
    ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    ("X", "https://x.com/intent/post?text={text}&url={url}"),
    ("Telegram", "https://t.me/share/url?url={url}&text={text}"),
)


def share_links(site: Site, entry: Entry) -> list[tuple[str, str]]:
    """(name of the service, address), in a fixed order."""
    values = {"url": quote(absolute(site, entry.address), safe=""), "text": quote(entry.title, safe="")}
    return [(name, address.format(**values)) for name, address in _SERVICES]


def is_share_link(address: str) -> bool:
    """Whether an address is one of these, and so nobody's to watch."""
    return address.startswith(tuple(form.partition("{")[0] for _, form in _SERVICES))
