"""The live check against real HTTP servers on loopback that serve the right thing, the wrong thing, or nothing."""

from __future__ import annotations

import hashlib
import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from terbit.publishing import live
from terbit.publishing.manifest import Manifest

PAGE = "<!doctype html><html><head><title>Panen raya</title></head><body>{}</body></html>"
PICTURE = b"\xff\xd8gambar"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "berita" / "panen").mkdir(parents=True)
    (tmp_path / "index.html").write_text(PAGE.format("depan"))
    (tmp_path / "berita" / "panen" / "index.html").write_text(PAGE.format("isi"))
    (tmp_path / "berita" / "panen" / "sawah hijau.jpg").write_bytes(PICTURE)
    (tmp_path / "404.html").write_text("tidak ada")
    return tmp_path


@pytest.fixture
def manifest(site: Path) -> Manifest:
    files = {
        str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }
    return Manifest(files, {"index.html": "Panen raya", "berita/panen/index.html": "Panen raya"})


def lines(check: live.LiveCheck, base: str) -> list[str]:
    return [finding.text().replace(base, "BASE/").partition(". Saran:")[0] for finding in check.findings]


def test_what_was_built_is_good(site: Path, manifest: Manifest) -> None:
    with live.served(site) as base:
        check = live.verify(base, manifest)
    assert check.outcome == "good"
    assert (check.count("good"), check.findings) == (4, [])


def test_a_defaced_folder_is_found(site: Path, manifest: Manifest) -> None:
    (site / "index.html").write_text(PAGE.format("judi").replace("Panen raya", "Slot gacor"))
    (site / "berita" / "panen" / "index.html").write_text(PAGE.format("isi lain"))
    with live.served(site) as base:
        check = live.verify(base, manifest)
    assert check.outcome == "bad"
    assert sorted(lines(check, base)) == [
        'BASE/: error[LV003] judulnya "Slot gacor", seharusnya "Panen raya"',
        "BASE/berita/panen/: error[LV002] isinya bukan yang diterbitkan",
    ]
    assert "its title is" in check.findings[0].text("en") + check.findings[1].text("en")


def test_a_missing_picture_is_found(site: Path, manifest: Manifest) -> None:
    (site / "berita" / "panen" / "sawah hijau.jpg").unlink()
    with live.served(site) as base:
        check = live.verify(base, manifest)
    assert lines(check, base) == [
        "BASE/berita/panen/sawah%20hijau.jpg: error[LV001] gambar tidak ada: server menjawab 404"
    ]


Handler = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextmanager
def answering(handle: Handler) -> Iterator[str]:
    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            handle(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def reply(request: http.server.BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def one() -> Manifest:
    return Manifest({"index.html": hashlib.sha256(b"baru").hexdigest()})


def test_an_old_page_with_status_200_is_found() -> None:
    with answering(lambda request: reply(request, 200, b"lama")) as base:
        check = live.verify(base, one())
    assert lines(check, base) == ["BASE/: error[LV002] isinya bukan yang diterbitkan"]


def test_readers_sent_to_another_host_are_found() -> None:
    with answering(lambda request: reply(request, 302, Location="http://judi.example/")) as base:
        check = live.verify(base, one())
    assert lines(check, base) == ["BASE/: error[LV001] pembaca dialihkan ke http://judi.example/"]


def test_a_redirect_on_the_same_host_is_followed() -> None:
    def handle(request: http.server.BaseHTTPRequestHandler) -> None:
        reply(request, 301, Location="/depan") if request.path == "/" else reply(request, 200, b"baru")

    with answering(handle) as base:
        assert live.verify(base, one()).outcome == "good"


def test_redirects_in_circles_are_bad() -> None:
    with answering(lambda request: reply(request, 301, Location="/")) as base:
        check = live.verify(base, one())
    assert lines(check, base) == ["BASE/: error[LV001] pengalihannya berputar-putar"]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_unknown(status: int) -> None:
    with answering(lambda request: reply(request, status)) as base:
        check = live.verify(base, one())
    assert check.outcome == "unknown"
    assert lines(check, base) == [f"BASE/: warning[LV004] server menjawab {status}"]


@pytest.mark.parametrize("status", [403, 404, 410, 500])
def test_a_page_that_readers_do_not_get_is_bad(status: int) -> None:
    with answering(lambda request: reply(request, status)) as base:
        check = live.verify(base, one())
    assert lines(check, base) == [f"BASE/: error[LV001] server menjawab {status}, seharusnya 200"]


def test_a_server_that_is_down_is_unknown() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        check = live.verify(base, one())
    assert check.outcome == "unknown"
    assert lines(check, base) == ["BASE/: warning[LV004] tidak bisa dihubungi (ConnectError)"]


def test_a_server_that_says_nothing_is_unknown() -> None:
    with answering(lambda request: time.sleep(2)) as base:
        check = live.verify(base, one(), timeout=0.2)
    assert lines(check, base) == ["BASE/: warning[LV004] server tidak menjawab pada waktunya"]


def test_a_server_that_trickles_is_cut_off() -> None:
    def handle(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(40):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.1)

    with answering(handle) as base:
        started = time.monotonic()
        check = live.verify(base, one(), timeout=0.3)
    assert check.outcome == "unknown"
    assert time.monotonic() - started < 3


def test_what_there_was_no_time_for_is_unknown(manifest: Manifest) -> None:
    with answering(lambda request: time.sleep(0.3)) as base:
        check = live.verify(base, Manifest(dict.fromkeys(map(str, range(50)), "")), timeout=0.2, deadline=0.4)
    assert check.count("unknown") == 50
    assert any("tidak sempat diperiksa" in line for line in lines(check, base))


def test_a_check_of_nothing_is_not_good() -> None:
    assert live.LiveCheck(()).outcome == "unknown"


def test_no_proxy_of_the_environment_answers_for_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(lambda request: reply(request, 200, b"baru")) as base:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
        assert live.verify(base, one()).outcome == "good"


def test_of_the_searchs_fragments_some_are_asked_for_and_the_rest_is_counted(site: Path, manifest: Manifest) -> None:
    fragments = [f"cari/indeks/2026/fragment/id_{n}.pf_fragment" for n in range(live.SAMPLE + 50)]
    (site / "cari/indeks/2026/fragment").mkdir(parents=True)
    for name in fragments:
        (site / name).write_bytes(b"x")
    whole = Manifest({**manifest.files, **dict.fromkeys(fragments, hashlib.sha256(b"x").hexdigest())})

    with live.served(site) as base:
        check = live.verify(base, whole)

    assert check.outcome == "good"
    assert (check.count("good"), check.left) == (4 + live.SAMPLE, 50)
    assert live.wanted(whole.files, lambda names, count: names[-count:]) == [
        *manifest.files,
        *fragments[-live.SAMPLE :],
    ]
    assert live.wanted(fragments[: live.SAMPLE]) == fragments[: live.SAMPLE]
    index = [f"cari/indeks/2026/index/id_{n}.pf_index" for n in range(live.SAMPLE + 50)]
    assert live.wanted(index) == index


def test_what_was_not_asked_for_is_said_and_never_counted_as_good() -> None:
    from terbit.commands.publish import counts

    answer = live.Answer("index.html", "https://kantor.example/", "good")
    assert counts(live.LiveCheck((answer,), 50)).text() == (
        "Diperiksa lewat HTTP: 1 baik, 0 salah, 0 tidak diketahui, 50 potongan indeks pencarian tidak diminta kali ini"
    )
