"""Why a host did not answer, as one word of a closed list, from the exception and its causes. Pure."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import requests
import urllib3

# X509_V_ERR_… of OpenSSL: not yet valid or expired; the name; everything else is a chain that we do not trust
_EXPIRED = frozenset({9, 10})
_NAME = frozenset({62, 63, 64})


class PrivateAddress(urllib3.exceptions.LocationValueError):
    """A host of the checker's own network: a link or a redirect must not make us knock there."""


class NoRobots(Exception):
    """A host that cannot say what its `robots.txt` allows."""


class BadLocation(requests.exceptions.InvalidURL):
    """A redirect to what is no address."""


class OtherScheme(requests.exceptions.InvalidSchema):
    """A redirect out of the web, to an app."""


class NoEnd(requests.exceptions.TooManyRedirects):
    """Redirects in a circle, or more of them than a browser follows."""


# in this order: what says most comes first
_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (PrivateAddress, "private"),
    (NoRobots, "robots-unread"),
    (BadLocation, "location"),
    (OtherScheme, "scheme"),
    (NoEnd, "redirects"),
    (socket.gaierror, "dns"),
    (UnicodeError, "dns"),  # a host's name that cannot be one
    (TimeoutError, "timeout"),
    (requests.exceptions.Timeout, "timeout"),
    (ssl.SSLError, "tls"),
    (OSError, "connection"),
    (urllib3.exceptions.HTTPError, "connection"),
)
_UNCLEAR = (requests.exceptions.RequestException, urllib3.exceptions.MaxRetryError, urllib3.exceptions.ProtocolError)


def word(error: BaseException) -> str:
    """The word for an exception: of the deepest cause that says something; "error" for what we do not know."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause.verify_code)
    for kind, name in _WORDS:
        if any(isinstance(cause, kind) and not _wraps(cause, kind) for cause in causes):
            return name
    return "connection" if isinstance(error, requests.exceptions.ConnectionError) else "error"


def _certificate(code: int) -> str:
    if code in _EXPIRED:
        return "tls-expired"
    return "tls-name" if code in _NAME else "tls-untrusted"


def _wraps(cause: BaseException, kind: type[BaseException]) -> bool:
    """Whether it is a wrapper that says nothing by itself: requests' exceptions are all OSErrors."""
    return kind in (OSError, urllib3.exceptions.HTTPError) and isinstance(cause, _UNCLEAR)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that led to it; requests and urllib3 hide some in arguments and `reason`."""
    waiting, seen = [error], set()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = (*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__)
        waiting.extend(entry for entry in inner if isinstance(entry, BaseException))
