"""Where a built site says that it is served."""

from __future__ import annotations

from pathlib import Path

from terbit.articles import webaddress
from terbit.links import extract
from terbit.links.internal.site import NOBODY, root_of

_READ = 1_000_000  # bytes of a page whose head is wanted


def own_address(site: Path) -> str | None:
    """The root of a site as its front page's canonical address, or else its sitemap's first one, tells it."""
    for name in ("index.html", "sitemap.xml"):
        try:
            with (site / name).open("rb") as file:
                facts = extract.of(name, file.read(_READ))
        except (OSError, extract.Unreadable):
            continue
        told = facts.canonical or next((one.address for one in facts.references if name == "sitemap.xml"), "")
        try:
            seen = webaddress.web(NOBODY, told) if told else None
        except webaddress.Malformed:
            continue
        if seen is not None and not seen.text.startswith(NOBODY):
            return root_of(seen.text.removesuffix("index.html")) if name == "index.html" else _shortest(site, seen)
    return None


def _shortest(site: Path, seen: webaddress.Web) -> str | None:
    """The root below which the rest of a page's address is a file of the site."""
    parts = seen.path.strip("/").split("/")
    for count in range(len(parts) + 1):
        inner = "/".join(parts[count:])
        if (site / inner / "index.html").is_file() or (inner and (site / inner).is_file()):
            start = seen.text.removesuffix(seen.path)
            return root_of(start + "/" + "/".join(parts[:count]))
    return None
