"""Addresses that strangers name: where a host says that a page moved to, where an archive says that its copy is."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from terbit.articles import webaddress

LONGEST = 2000  # characters; longer ones are no addresses that people pass on
# Second levels of Indonesia's registry (pandi.id), and those that others have in common
_SECOND = frozenset(
    {"ac", "biz", "co", "desa", "go", "mil", "my", "net", "or", "ponpes", "sch", "web"}
    | {"com", "edu", "gob", "gouv", "gov", "org", "ne"}
)
_HOST = re.compile(r"(?:[a-z0-9][a-z0-9._-]*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?\Z")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_MARKDOWN = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "()'*[]|`"})


def accepted(address: str) -> str:
    """The address as records, pages and texts may take it, "" where it is none that anybody should follow.

    http or https, with a host, without a log-in, nothing invisible. Written in ASCII, and no sign of it means anything
    in Markdown or YAML.
    """
    if len(address) > LONGEST or not _WEB.match(address) or not address.isprintable() or re.search(r"\s", address):
        return ""
    try:
        seen = webaddress.web("https://x.invalid/", address)
        if seen is None or "@" in urlsplit(address).netloc:
            return ""
    except ValueError:  # Malformed, and what urlsplit itself refuses
        return ""
    scheme, rest = seen.text.split("://", 1)
    host, slash, path = rest.partition("/")  # the brackets of an IPv6 address stay
    if not _HOST.match(host):
        return ""
    fragment = "#" + quote(seen.fragment, safe="/?:@!$&+,;=~-._%", errors="replace") if seen.fragment else ""
    plain = re.sub(r":+\Z", lambda colons: "%3A" * len(colons[0]), (path + fragment).translate(_MARKDOWN))
    return f"{scheme}://{host}{slash}{plain}"


def site_of(address: str) -> str:
    """What a registrar gave out of an address's host, as far as that can be told without a list of all registries: its
    last two labels, three where a country's registry has a second level (`go.id`)."""
    labels = (urlsplit(address).hostname or "").split(".")
    if labels[-1].isdecimal() or ":" in labels[-1]:
        return ".".join(labels)
    below = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND
    return ".".join(labels[-3:] if below else labels[-2:])
