"""The live check: what HTTP really serves, held against the manifest of what was built.

Three outcomes: good, bad (something else is served) and unknown (it could not be found out, which is never good).
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import http.server
import random
import re
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from terbit.findings import Finding, Severity
from terbit.messages import Message, msg
from terbit.publishing.manifest import Manifest, url_path
from terbit.publishing.search import INDEX

Outcome = Literal["good", "bad", "unknown"]

STATUS, CONTENT, TITLE, UNKNOWN = "LV001", "LV002", "LV003", "LV004"
CONCURRENCY = 8
TIMEOUT = 10.0  # seconds for one answer
DEADLINE = 120.0  # seconds for the whole check, and PER_FILE more for each; what is not asked by then is unknown
PER_FILE = 0.1
MAX_BYTES = 64 * 1024 * 1024
# The search keeps a small file for each page. To fetch them all would take as long as all pages together, and whoever
# changes one changes what stands beside a result, never where it leads: some are asked for, others each time.
SAMPLE = 100
_FRAGMENT = re.compile(rf"{INDEX}[^/]+/fragment/")
_NOT_AN_ANSWER = (429, 502, 503, 504)  # the server, or what stands before it, is busy or down: nothing is known
_REDIRECTS = (301, 302, 303, 307, 308)
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one built file: its outcome and, unless it is good, why."""

    file: str
    url: str
    outcome: Outcome
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """The answers, in the order of the manifest; `left` files of the search index were not asked for."""

    answers: tuple[Answer, ...]
    left: int = 0

    def count(self, outcome: Outcome) -> int:
        return sum(answer.outcome == outcome for answer in self.answers)

    @property
    def outcome(self) -> Outcome:
        """Bad when anything is, else unknown when anything is or when nothing was asked."""
        if self.count("bad"):
            return "bad"
        return "unknown" if self.count("unknown") or not self.answers else "good"

    @property
    def findings(self) -> list[Finding]:
        return [answer.finding for answer in self.answers if answer.finding is not None]


def verify(base_url: str, manifest: Manifest, *, timeout: float = TIMEOUT, deadline: float | None = None) -> LiveCheck:
    """Fetch what of the manifest is `wanted` below `base_url` and compare. `timeout` and `deadline` are seconds.

    Redirects are followed on the same host only: a site that sends its readers elsewhere is not what was built.
    """
    base = below(base_url, "")
    files = wanted(manifest.files)
    seconds = DEADLINE + PER_FILE * len(files) if deadline is None else deadline
    answers = asyncio.run(_verify(base, files, manifest, timeout, time.monotonic() + seconds))
    return LiveCheck(tuple(answers), len(manifest.files) - len(files))


def wanted(files: Iterable[str], pick: Callable[[list[str], int], Collection[str]] | None = None) -> list[str]:
    """The files that one check asks for: all, but of the search's fragments SAMPLE that `pick` chooses."""
    names = list(files)
    fragments = [name for name in names if _FRAGMENT.match(name)]
    if len(fragments) <= SAMPLE:
        return names
    # nobody who tampers with the site knows which
    left = set(fragments) - set((pick or random.SystemRandom().sample)(fragments, SAMPLE))
    return [name for name in names if name not in left]


def below(base_url: str, path: str) -> str:
    """An address below a site's own."""
    return (base_url if base_url.endswith("/") else base_url + "/") + path


async def _verify(base: str, files: list[str], manifest: Manifest, timeout: float, until: float) -> list[Answer]:
    import httpx

    gate = asyncio.Semaphore(CONCURRENCY)
    limits = httpx.Limits(max_connections=CONCURRENCY, max_keepalive_connections=CONCURRENCY)
    # trust_env off: a proxy or a certificate bundle of the environment would answer in the site's place
    async with httpx.AsyncClient(timeout=timeout, limits=limits, trust_env=False) as client:

        async def one(file: str) -> Answer:
            url = base + url_path(file)
            async with gate:
                left = until - time.monotonic()
                if left <= 0:
                    return _unknown(file, url, msg("tidak sempat diperiksa"))
                return await _one(client, file, url, manifest, min(left, 3 * timeout))

        return list(await asyncio.gather(*map(one, files)))


async def _one(client: Any, file: str, url: str, manifest: Manifest, seconds: float) -> Answer:
    import httpx

    for attempt in (1, 2):
        try:
            async with asyncio.timeout(seconds):
                status, body, elsewhere = await _get(client, url)
            break
        except (httpx.TimeoutException, TimeoutError):
            return _unknown(file, url, msg("server tidak menjawab pada waktunya"))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            if attempt == 2:
                return _unknown(file, url, msg("tidak bisa dihubungi ({error})", error=type(error).__name__))
    return _judged(file, url, status, body, elsewhere, manifest)


async def _get(client: Any, url: str) -> tuple[int, bytes, str]:
    """Status, body and, when the server sends readers to another host, where to. Raises httpx's errors."""
    for _ in range(5):
        async with client.stream("GET", url, headers={"Cache-Control": "no-cache"}) as response:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                target = urljoin(url, response.headers["location"])
                if urlsplit(target).hostname != urlsplit(url).hostname:
                    return response.status_code, b"", target
                url = target
                continue
            body = b""
            async for part in response.aiter_bytes():
                body += part
                if len(body) > MAX_BYTES:
                    break
            return response.status_code, body, ""
    return 310, b"", ""  # no status of HTTP's: it redirects in circles


def _judged(file: str, url: str, status: int, body: bytes, elsewhere: str, manifest: Manifest) -> Answer:
    if elsewhere:
        return _bad(file, url, STATUS, msg("pembaca dialihkan ke {target}", target=elsewhere))
    if status in _NOT_AN_ANSWER:
        return _unknown(file, url, msg("server menjawab {status}", status=status))
    if status == 310:
        return _bad(file, url, STATUS, msg("pengalihannya berputar-putar"))
    if status != 200:
        if file.lower().endswith(_PICTURES):
            return _bad(file, url, STATUS, msg("gambar tidak ada: server menjawab {status}", status=status))
        return _bad(file, url, STATUS, msg("server menjawab {status}, seharusnya 200", status=status))
    if hashlib.sha256(body).hexdigest() == manifest.files[file]:
        return Answer(file, url, "good")
    wanted = manifest.titles.get(file)
    shown = title(body) if wanted is not None else None
    if wanted is not None and shown != wanted:
        return _bad(
            file, url, TITLE, msg('judulnya "{shown}", seharusnya "{wanted}"', shown=shown or "", wanted=wanted)
        )
    return _bad(file, url, CONTENT, msg("isinya bukan yang diterbitkan"))


def title(page: bytes) -> str:
    """The <title> of a page as readers see it, white space folded; "" without one."""
    from selectolax.lexbor import LexborHTMLParser

    node = LexborHTMLParser(page).css_first("head > title")
    return " ".join(node.text().split()) if node is not None else ""


def _bad(file: str, url: str, rule: str, message: Message) -> Answer:
    hint = msg("terbitkan lagi dengan terbit publish; bila tetap begitu, periksa server web dan siapa yang mengubahnya")
    return Answer(file, url, "bad", Finding(rule, Severity.ERROR, url, message, hint))


def _unknown(file: str, url: str, message: Message) -> Answer:
    return Answer(file, url, "unknown", Finding(UNKNOWN, Severity.WARNING, url, message))


# -- a folder over HTTP ------------------------------------------------------------------------------------------


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map: Mapping[str, str] = {  # type: ignore[assignment]
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".xml": "application/xml; charset=utf-8",
        ".md": "text/plain; charset=utf-8",
    }

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the check reports what it saw."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder over real HTTP on a loopback port, for offices whose web server is not known; yields its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
