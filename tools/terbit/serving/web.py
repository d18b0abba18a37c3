"""The preview's web server: on this machine only, read only.

What it shows may be somebody else's draft, and any page open in the same browser may try to ask it. So: bound to
127.0.0.1; a Host that is not this machine's is refused (DNS rebinding); no other site may embed or read an answer;
paths are keys of tables and never reach the file system; nothing can be written.

`/…` is the site itself, byte for byte as it would be built. `/_terbit/lihat/…` is a page with its panel: a frame
around it, so that the page's own layout has its true width. A browser that goes to a page by itself is led there.
"""

from __future__ import annotations

import errno
import json
import mimetypes
import re
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from terbit.articles.article import address_of
from terbit.findings import Refused
from terbit.messages import Language, Message, msg
from terbit.publishing.build import Unbuildable
from terbit.serving.draft import Draft, Known, unreadable
from terbit.serving.told import told

PANEL = Path(__file__).with_name("panel")
LOCAL = "127.0.0.1"
OWN = "/_terbit/"
VIEW = OWN + "lihat/"
FIRST = 0.4  # seconds that the page has for itself before the rules go to work
BEAT = 15.0  # seconds between two signs of life: without them nobody would notice a browser that went away

_FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE_POLICY = "frame-ancestors 'self'"
# a file of the office's that is a document of its own could run a program in this place: it may not
_ACTIVE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
_HASHED = re.compile(r"/assets/\w+/[\w.-]+\.[0-9a-f]{8}\.min\.(?:js|css)\Z")
_ACTIVE = ("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml")
_TYPES = {".webp": "image/webp", ".woff2": "font/woff2", ".avif": "image/avif", ".js": "text/javascript"}


class Server(ThreadingHTTPServer):
    """Serves a draft at `address` until it is shut down. Port 0 takes any that is free."""

    daemon_threads = True  # an open panel does not keep the program from ending

    def __init__(self, draft: Draft, port: int, language: Language) -> None:
        """Raises Refused where the port is taken."""
        self.draft, self.language = draft, language
        # an office's site may live below a folder of its host: its pages know that folder
        self.base = urlsplit(draft.known.sop.office.address).path or "/"
        self._ended = threading.Event()
        self._fault: BaseException | None = None
        self._listeners = 0
        self._count = threading.Lock()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        try:
            super().__init__((LOCAL, port), _Handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise Refused(
                msg("porta {port} sedang dipakai program lain", port=port),
                msg("tutup program itu, atau pilih porta lain: terbit serve --port {port}", port=port + 1),
            ) from error
        self.hosts = frozenset(f"{name}:{self.server_address[1]}" for name in (LOCAL, "localhost"))
        self._watcher.start()

    @property
    def address(self) -> str:
        """Where to point a browser."""
        return f"http://{LOCAL}:{self.server_address[1]}/"

    def _watch(self) -> None:
        """Look at the files while anybody looks at the pages, and hold every save against the rules."""
        try:
            while not self._ended.wait(0.1):
                if self._listeners and self.draft.look():
                    self._ended.wait(FIRST)
                self.draft.check()
        except Exception as error:
            self._fault = error

    def service_actions(self) -> None:
        """Between two requests: a fault of ours in another thread ends the program as any other does."""
        if self._fault is not None:
            raise self._fault

    def listening(self, step: int) -> None:
        """One panel more (1) or less (-1)."""
        with self._count:
            self._listeners += step

    def server_close(self) -> None:
        """Close and leave nothing behind."""
        self._ended.set()
        super().server_close()
        if self._watcher.is_alive():
            self._watcher.join(timeout=1)  # it may be in the middle of ten thousand texts
        self.draft.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is nothing to report."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self._fault = error


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "terbit", ""
    timeout = 60  # seconds that a browser may take to ask

    def log_message(self, format: str, *args: object) -> None:
        """The screen is for what the writer does."""

    def do_GET(self) -> None:
        if self.headers.get("Host") not in self.server.hosts:
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, b"?", "text/plain")
            return
        path = urlsplit(self.path).path
        if path.startswith(OWN):
            self._own(path)
            return
        self.server.draft.look()
        base = self.server.base
        if not path.startswith(base):
            self._lead(base)
            return
        self._site(unquote(path.removeprefix(base), errors="replace"))

    do_HEAD = do_GET  # noqa: N815 (the library's name)

    # -- the site ------------------------------------------------------------------------------------------------

    def _site(self, place: str) -> None:
        draft = self.server.draft
        address = place.removesuffix("index.html") if f"/{place}".endswith("/index.html") else place
        try:
            if address == "" or address.endswith("/"):
                if self._looked_at() and address in draft.known.site.by_address:
                    self._lead(VIEW + quote(address))
                    return
                page = self._page(address)
                if page is not None:
                    self._answer(HTTPStatus.OK, page, "text/html; charset=utf-8", _PAGE_POLICY)
                    return
            self._file(place)
        except Unbuildable as error:
            self._notice(msg("Halaman ini tidak dapat dibuat"), error.message)
        except (OSError, KeyError):  # a file that was saved or removed in this moment
            self._notice(msg("Halaman ini sedang disimpan"), msg("Muat ulang sebentar lagi."))

    def _page(self, address: str) -> bytes | None:
        draft = self.server.draft
        wrong = unreadable(draft.known, address)
        if wrong is not None:
            lines = [finding.text(self.server.language) for finding in wrong]
            return self._told(
                msg("Naskah ini belum dapat ditampilkan"), msg("Perbaiki yang berikut, lalu simpan lagi."), lines
            )
        return draft.page(address)

    def _file(self, place: str) -> None:
        draft = self.server.draft
        old = place + "index.html" if place.endswith("/") else place
        content = draft.file(old)
        if content is not None:
            kind = _kind(old)
            active = kind.partition(";")[0] in _ACTIVE and draft.offers(old)
            self._answer(HTTPStatus.OK, content, kind, _ACTIVE_POLICY if active else _PAGE_POLICY)
        elif f"{place}/" in draft.known.site.by_address:
            self._lead(f"{self.server.base}{quote(place)}/")
        else:
            self._answer(HTTPStatus.NOT_FOUND, draft.missing(), "text/html; charset=utf-8", _PAGE_POLICY)

    def _looked_at(self) -> bool:
        """Whether a person goes to this address (and not a frame, a picture or a program)."""
        return self.headers.get("Sec-Fetch-Dest") == "document"

    # -- the panel -----------------------------------------------------------------------------------------------

    def _own(self, path: str) -> None:
        name = path.removeprefix(OWN)
        if path.startswith(VIEW):
            self._view(unquote(path.removeprefix(VIEW), errors="replace"))
        elif name in ("panel.js", "panel.css"):
            self._answer(HTTPStatus.OK, (PANEL / name).read_bytes(), _kind(name))
        elif name == "temuan":
            address = parse_qs(urlsplit(self.path).query).get("alamat", [""])[0]
            told_now = told(self.server.draft.known, address, self.server.language)
            self._answer(HTTPStatus.OK, json.dumps(told_now).encode(), "application/json")
        elif name == "peristiwa":
            self._events()
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"?", "text/plain")

    def _view(self, address: str) -> None:
        content = self._template(
            "lihat.html",
            base=self.server.base,
            address=address,
            office=self.server.draft.known.sop.office.name,
        )
        self._answer(HTTPStatus.OK, content, "text/html; charset=utf-8", _FRAME_POLICY)

    def _events(self) -> None:
        """A line for every change, as long as the browser listens (https://html.spec.whatwg.org/#server-sent-events)."""
        draft = self.server.draft
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self._headers("text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.server.listening(1)
        try:
            while True:
                known = draft.known
                self.wfile.write(f"data: {_event(known)}\n\n".encode())
                while not draft.wait(known, BEAT):
                    self.wfile.write(b":\n\n")
        except OSError:  # the browser went away
            return
        finally:
            self.server.listening(-1)

    # -- answers -------------------------------------------------------------------------------------------------

    def _notice(self, title: Message, words: Message) -> None:
        self._answer(HTTPStatus.OK, self._told(title, words, ()), "text/html; charset=utf-8", _PAGE_POLICY)

    def _told(self, title: Message, words: Message, lines: Any) -> bytes:
        language = self.server.language
        return self._template("notice.html", title=title.text(language), words=words.text(language), lines=lines)

    def _template(self, name: str, **values: object) -> bytes:
        from jinja2 import Environment, FileSystemLoader

        language = self.server.language
        env = Environment(loader=FileSystemLoader(PANEL), autoescape=True)
        return (
            env.get_template(name).render(lang=language, t=lambda text: Message(text).text(language), **values).encode()
        )

    def _lead(self, target: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self._headers("text/plain")
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: HTTPStatus, content: bytes, kind: str, policy: str = "default-src 'none'") -> None:
        self.send_response(status)
        self._headers(kind)
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _headers(self, kind: str) -> None:
        self.send_header("Content-Type", kind)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        # Material names its programs and styles after their content
        kept = _HASHED.search(urlsplit(self.path).path) is not None
        self.send_header("Cache-Control", "max-age=86400" if kept else "no-store")


def _event(known: Known) -> str:
    return json.dumps({"number": known.number, "checked": known.checked})


def _kind(name: str) -> str:
    suffix = "." + name.rpartition(".")[2].lower()
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def place_of(text: str) -> str:
    """The path at which a text (content/…/index.md; "": the front page) is looked at with its panel."""
    return VIEW + quote(address_of(text) if text else "")
