"""`terbit init` as it is typed: what it prints, asks and refuses, and that nothing half done is left."""

from __future__ import annotations

import functools
import hashlib
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.support import warm

from terbit.findings import Refused, Unverified
from terbit.founding import package
from terbit.git import Repo

WHEEL = "terbit-7.1-py3-none-any.whl"
FLAGS = (
    "--name", "Balai Uji", "--address", "https://uji.go.id/",
    "--administrator", "Agus Pratama <agus@uji.go.id>", "--kepala", "Ratna Kusuma",
)  # fmt: skip


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A file with a package's name: for the lock its bytes and its name are all that counts."""
    file = tmp_path / WHEEL
    file.write_bytes(b"paket")
    return file


def terbit(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [warm.python(), "-m", "terbit", *map(str, words)],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_an_office_from_flags(tmp_path: Path, wheel: Path) -> None:
    folder = tmp_path / "kantor"
    done = terbit("init", folder, *FLAGS, "--package", wheel)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"Kantor baru: {folder}, dengan terbit 7.1\n"
        f"Paket terbit ada di {folder}/paket; salin ke komputer lain yang memasangnya\n"
        "Belum ada orangnya, lengkapi di sop.yml: ketua-tim, penulis, koordinator\n"
        "Periksa sop.yml, lalu:\n"
        f"  terbit server init server.git --office {folder} --admin-key admin.pub --live situs\n"
        "  terbit server join server.git kerja --key admin\n"
    )
    repo = Repo(folder)
    assert repo.text("status", "--porcelain") == ""
    assert repo.text("log", "--format=%s", "main") == "Kantor dimulai"
    assert (folder / "paket" / WHEEL).read_bytes() == b"paket"
    line = f"terbit==7.1 --hash=sha256:{hashlib.sha256(b'paket').hexdigest()}"
    assert line in (folder / "requirements.lock").read_text("utf-8").splitlines()
    checked = terbit("-C", folder, "check")
    assert (checked.returncode, checked.stdout) == (0, "Tidak ada temuan.\n")


def test_an_office_on_github_in_english(tmp_path: Path, wheel: Path) -> None:
    folder = tmp_path / "office"
    hub = ("--github", "uji/situs", "--records", "uji/catatan")
    done = terbit("--lang", "en", "init", folder, *FLAGS, *hub, "--package", wheel)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-5:] == [
        "Read through sop.yml, then:",
        f"  git -C {folder} remote add origin https://github.com/uji/situs.git",
        f"  git -C {folder} push -u origin main",
        f"  terbit -C {folder} doctor github",
        f"GitHub fetches terbit from an address: publish the package, then terbit -C {folder} upgrade https://…",
    ]
    generated = terbit("-C", folder, "github", "files", "--check")
    assert generated.returncode == 0, generated.stdout


def test_questions_on_a_terminal(tmp_path: Path, wheel: Path) -> None:
    folder = tmp_path / "kantor"
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "terbit", "init", str(folder), "--package", str(wheel)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        answers = ["Balai Uji", "https://uji.go.id/", "", "Agus <agus@uji.go.id>", "Ratna", "", "Sari", ""]
        os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other side is closed
                break
            shown += piece
        assert process.wait() == 0, process.stderr and process.stderr.read()
    os.close(ours)
    for question in ("Nama kantor", "Alamat situs (https://…)", "Zona waktu [Asia/Jakarta]", "Penulis: Nama <surel>"):
        assert question in shown.decode(), shown.decode()
    sop = (folder / "sop.yml").read_text("utf-8")
    assert 'name: "Sari"' in sop
    assert 'zone: "Asia/Jakarta"' in sop


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (FLAGS[2:], "--name belum diisi\nSaran: lihat terbit init --help\n"),
        (FLAGS[:2] + FLAGS[4:], "--address belum diisi\nSaran: lihat terbit init --help\n"),
        (FLAGS[:6], "belum ada orang untuk peran kepala\nSaran: tambahkan --kepala\n"),
        (
            (*FLAGS, "--zone", "WIB"),
            'zona waktu "WIB" tidak dikenal\nSaran: pilih salah satu: Asia/Jakarta, Asia/Makassar, Asia/Jayapura\n',
        ),
        (
            (*FLAGS, "--package", "http://uji.go.id/terbit-1-py3-none-any.whl"),
            "http://uji.go.id/terbit-1-py3-none-any.whl: hanya alamat https:// yang diterima\n",
        ),
        ((*FLAGS, "--package", "tidak-ada.whl"), "tidak-ada.whl: paket terbit tidak ditemukan\n"),
        (
            (*FLAGS, "--package", "/etc/passwd"),
            "passwd: bukan paket terbit\nSaran: namanya seperti terbit-0.1.0-py3-none-any.whl\n",
        ),
    ],
)
def test_refusals_leave_nothing(tmp_path: Path, wheel: Path, words: tuple[str, ...], said: str) -> None:
    folder = tmp_path / "kantor"
    package = () if "--package" in words else ("--package", str(wheel))
    done = terbit("init", folder, *words, *package)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert not folder.exists()


def test_a_folder_that_holds_something_stays_as_it_is(tmp_path: Path, wheel: Path) -> None:
    done = terbit("init", tmp_path, *FLAGS, "--package", wheel)
    assert (done.returncode, done.stderr) == (2, f"{tmp_path}: sudah ada isinya\nSaran: pilih folder yang belum ada\n")
    assert [file.name for file in tmp_path.iterdir()] == [WHEEL]


# -- where the package comes from --------------------------------------------------------------------------------


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_an_address_without_tls_is_not_asked(web: str, wheel: Path) -> None:
    with pytest.raises(Refused) as refusal:
        package.given(f"http://{web}/{WHEEL}")
    assert refusal.value.message.text("id") == f"http://{web}/{WHEEL}: hanya alamat https:// yang diterima"


def test_an_address_that_does_not_answer_cannot_be_locked(web: str) -> None:
    with pytest.raises(Unverified) as refusal:  # a server without TLS
        package.given(f"https://{web}/{WHEEL}")
    assert refusal.value.message.text("id").startswith(f"https://{web}/{WHEEL} tidak dapat diambil: ")
