"""The preview's web server as browsers, other sites and other programs meet it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.serving.conftest import FRONT, PAGE, PANEN, Folder, running
from tests.support.edition import path, text

from terbit.serving.web import Server

HOSTILE = "berita/2026/11/jahat/"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = Folder(tmp_path_factory.mktemp("serve") / "kantor")
    body = "<script>window.diretas=1</script>\n\n[surat](surat.html) ![peta](peta.svg)"
    folder.write(path("jahat"), text('"<script>window.diretas=1</script>"', body, redirect_from="[/lama/jahat/]"))
    folder.write(f"content/{HOSTILE}surat.html", "<script>window.diretas=1</script>")
    folder.write(f"content/{HOSTILE}peta.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    folder.write(path("rusak"), "---\ntitle: <b>Panen: raya\n---\n\nIsi.\n")
    with running(folder, folder.top.parent / "room") as started:
        yield started


def get(server: Server, place: str, **headers: str) -> httpx.Response:
    return httpx.get(server.address + place, headers={name.replace("_", "-"): value for name, value in headers.items()})


def raw(server: Server, method: str, target: str, host: str) -> http.client.HTTPResponse:
    """What no well-behaved client asks: the target as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.putrequest(method, target, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    return connection.getresponse()


def test_a_page_is_the_sites_own_and_a_person_is_led_to_its_panel(server: Server) -> None:
    page = get(server, PAGE)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"_terbit" not in page.content
    led = get(server, PAGE, Sec_Fetch_Dest="document")
    assert (led.status_code, led.headers["location"]) == (302, f"/_terbit/lihat/{PAGE}")
    assert "Pratinjau, belum tayang" in get(server, f"_terbit/lihat/{PAGE}").text
    assert get(server, PAGE.rstrip("/")).headers["location"] == f"/{PAGE}"
    assert get(server, "feed.xml").text.startswith("<?xml")
    assert get(server, "tidak/ada/").status_code == 404


def test_it_is_there_for_this_machine_only(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    port = server.server_address[1]
    for host in ("jahat.example", f"jahat.example:{port}", "127.0.0.1", "", f"127.0.0.1:{port + 1}"):
        for target in ("/", f"/{PAGE}", "/_terbit/temuan", "/_terbit/peristiwa"):
            assert raw(server, "GET", target, host).status == 421, (host, target)
    assert raw(server, "GET", "/", f"localhost:{port}").status == 200


def test_no_other_site_may_read_or_embed_it(server: Server) -> None:
    for place in ("", PAGE, "_terbit/temuan?alamat=", f"_terbit/lihat/{PAGE}", "assets/stylesheets/terbit.css", "lama"):
        headers = get(server, place).headers
        assert headers["cross-origin-resource-policy"] == "same-origin", place
        assert headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in headers
        assert "frame-ancestors" in headers["content-security-policy"] or "default-src 'none'" in str(headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_written(server: Server, method: str) -> None:
    assert raw(server, method, f"/{PAGE}", f"127.0.0.1:{server.server_address[1]}").status == 501


@pytest.mark.parametrize(
    "target",
    [
        "/../sop.yml", "/..%2fsop.yml", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/sop.yml", "/content/index.md",
        "/index.md", f"/{PAGE}index.md", "/_terbit/../sop.yml", "/_terbit/..%2fweb.py", "/_terbit/lihat.html",
        "/.git/config", "/%00", "/%ff", "/" + "a/" * 2000,
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_site(server: Server, target: str) -> None:
    answer = raw(server, "GET", target, f"127.0.0.1:{server.server_address[1]}")
    assert answer.status == 404, target
    assert b"administrator" not in answer.read()


def test_a_hostile_text_is_cleaned_as_in_the_build_and_its_files_run_nothing(server: Server) -> None:
    page = get(server, HOSTILE).text
    assert "<script>window.diretas" not in page
    for name in ("surat.html", "peta.svg"):
        policy = get(server, HOSTILE + name).headers["content-security-policy"]
        assert policy.startswith("sandbox; default-src 'none'"), name
    told = get(server, f"_terbit/temuan?alamat={HOSTILE}")
    assert told.headers["content-type"] == "application/json"
    assert json.loads(told.content)["title"] == "<script>window.diretas=1</script>"
    # an old address still leads on, so it is not shut in
    assert "sandbox" not in get(server, "lama/jahat/").headers["content-security-policy"]


def test_a_text_that_cannot_be_read_shows_what_is_wrong(server: Server) -> None:
    page = get(server, "berita/2026/11/rusak/").text
    assert "<h1>Naskah ini belum dapat ditampilkan</h1>" in page
    assert "content/berita/2026/11/rusak/index.md:2:" in page
    assert "error[FM001]" in page


def test_a_save_is_told_to_whoever_listens(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "kantor")
    with running(folder, tmp_path / "room") as server:
        with httpx.stream("GET", server.address + "_terbit/peristiwa", timeout=60) as answer:
            events = (json.loads(line[6:]) for line in answer.iter_lines() if line.startswith("data: "))
            assert next(events)["number"] == 1
            folder.write(PANEN, text(body="Panen lebih awal.", **FRONT))
            while (seen := next(events)) != {"number": 2, "checked": True}:
                assert seen["number"] in (1, 2)
        assert "Panen lebih awal." in get(server, PAGE).text


def terbit(folder: Folder, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-u", "-m", "terbit", "-C", str(folder.top), "serve", *words]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def test_the_command_serves_until_it_is_interrupted(folder: Folder) -> None:
    with terbit(folder, "--port", "0") as process:
        assert process.stdout is not None
        found = re.match(r"Pratinjau ada di (http://127\.0\.0\.1:\d+/) \(hanya dari komputer ini\)\n",
                         process.stdout.readline())  # fmt: skip
        assert found is not None
        assert process.stdout.readline() == "Simpan naskah, dan halamannya dimuat ulang. Ctrl-C untuk berhenti.\n"
        assert httpx.get(found[1] + PAGE).status_code == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (0, "\n", "")


def test_a_port_that_is_taken_is_said(folder: Folder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with terbit(folder, "--port", str(port)) as process:
            _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err == (
        f"porta {port} sedang dipakai program lain\n"
        f"Saran: tutup program itu, atau pilih porta lain: terbit serve --port {port + 1}\n"
    )
