"""Serves the throw-away office's live site on this machine, with its own 404 page.

python tools/demo/serve.py build/office [PORT]
"""

from __future__ import annotations

import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Site(SimpleHTTPRequestHandler):
    """Files as they are; what is missing is answered by the site's own page."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def main() -> None:
    """Serve until Ctrl-C."""
    live = Path(sys.argv[1]) / "live"
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 8000
    if not live.is_dir():
        sys.exit(f"{live}: nothing is live yet; run make publish first")
    with ThreadingHTTPServer(("127.0.0.1", port), partial(Site, directory=str(live))) as server:
        print(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
