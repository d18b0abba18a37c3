"""The book at a remote: real git, over smart HTTP with a token, against a second writer and against a dead line."""

from __future__ import annotations

import base64
import http.server
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from terbit.findings import Refused, Unverified
from terbit.git import Repo
from terbit.records import book, remote
from terbit.records.event import Event, identity
from terbit.records.remote import Remote

AT = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
TOKEN = "ghs_rahasia123"
HEADER = "Authorization: Basic " + base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()


def event(cause: str, name: str = "submitted", **fields) -> Event:
    return Event(identity(name, "1", cause), name, AT, "github", **fields)


class Backend(http.server.BaseHTTPRequestHandler):
    """git's own smart HTTP behind a token."""

    def answer(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        if self.server.fault is not None:
            self.server.fault(self)
            return
        if self.headers.get("Authorization") != HEADER.removeprefix("Authorization: "):
            self.send_response(401)
            self.send_header("WWW-Authenticate", "Basic")
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Transfer-Encoding") == "chunked":
            raise AssertionError("a push of records fits into one request")
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.server.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "bot",
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
        if self.server.lost and b"receive-pack" in head and self.command == "POST":
            self.server.lost = False
            self.close_connection = True
            return  # it was done, and nobody hears of it
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    root: Path
    asked: list[str]
    fault: Callable[[Backend], None] | None = None
    lost = False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Backend)
    made.root, made.asked = tmp_path / "remote", []
    bare = Repo(made.root / "catatan.git")
    bare.path.mkdir(parents=True)
    bare.run("init", "--quiet", "--bare")
    bare.run("config", "http.receivepack", "true")
    bare.run("config", "receive.denyNonFastForwards", "true")
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def there(server: Server) -> Repo:
    return Repo(server.root / "catatan.git")


@pytest.fixture
def at_remote(server: Server) -> Remote:
    url = f"http://127.0.0.1:{server.server_address[1]}/catatan.git"
    return Remote(url, {f"http.{url}.extraheader": HEADER}, pauses=())


def runner(folder: Path) -> Repo:
    """A machine without a memory."""
    folder.mkdir()
    made = Repo(folder)
    made.run("init", "--quiet")
    return made


@pytest.fixture
def here(tmp_path: Path) -> Repo:
    return runner(tmp_path / "here")


def add(repo: Repo, at_remote: Remote, *events: Event, **more) -> book.Book:
    return remote.append(repo, at_remote, events, at=AT, reason="catat", **more)


def test_what_is_added_is_at_the_remote_and_comes_back_on_a_fresh_machine(here, there, at_remote, tmp_path):
    assert remote.fetch(here, at_remote) == book.Book(None)
    made = add(here, at_remote, event("a"), files={"publish.json": b"{}\n"})
    assert there.resolve(book.REF) == here.resolve(book.REF) == made.commit
    fresh = runner(tmp_path / "fresh")
    assert remote.fetch(fresh, at_remote).events == (event("a"),)
    assert fresh.file(book.REF, "publish.json") == b"{}\n"


def test_running_again_adds_nothing_and_asks_nobody(here, there, at_remote, server):
    add(here, at_remote, event("a"))
    before, asked = there.resolve(book.REF), len(server.asked)
    assert add(here, at_remote, event("a")).events == (event("a"),)
    assert (there.resolve(book.REF), len(server.asked)) == (before, asked)


def test_somebody_faster_is_no_obstacle(here, there, at_remote, tmp_path):
    add(here, at_remote, event("a"))
    other = runner(tmp_path / "other")
    remote.fetch(other, at_remote)
    add(other, at_remote, event("b"), event("c"))
    made = add(here, at_remote, event("c"), event("d"))
    assert [e.id for e in made.events] == [event(cause).id for cause in "abcd"]
    assert made.findings == ()
    assert there.resolve(book.REF) == made.commit


def test_what_follows_from_the_book_is_made_anew_where_somebody_was_faster(here, there, at_remote, tmp_path):
    def one_more(known: book.Book):
        with Repo(here.path) as repo:
            count = int(repo.blob(known.files["jumlah"])) if "jumlah" in known.files else 0
        return [], {"jumlah": f"{count + 1}\n".encode()}

    add(here, at_remote, files={"jumlah": b"1\n"})
    other = runner(tmp_path / "other")
    remote.fetch(other, at_remote)
    add(other, at_remote, files={"jumlah": b"5\n"})
    remote.amend(here, at_remote, one_more, at=AT, reason="uji")
    assert there.file(book.REF, "jumlah") == b"6\n"


def test_two_who_begin_the_book_at_once_both_stand_in_it(here, there, at_remote, tmp_path):
    other = runner(tmp_path / "other")
    remote.fetch(here, at_remote)
    remote.fetch(other, at_remote)
    add(other, at_remote, event("b"))
    assert [e.id for e in add(here, at_remote, event("a")).events] == [event(cause).id for cause in "ba"]


def test_many_at_once_lose_nothing(there, at_remote, tmp_path):
    def work(number: int) -> None:
        repo = runner(tmp_path / f"runner-{number}")
        remote.fetch(repo, at_remote)
        for turn in range(3):
            add(repo, at_remote, event(f"{number}-{turn}"))

    workers = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = book.read(there)
    assert len(found.events) == 12
    assert found.findings == ()


def test_an_answer_that_is_lost_doubles_nothing(here, there, at_remote, server, tmp_path):
    add(here, at_remote, event("a"))
    server.lost = True
    with pytest.raises(Unverified):
        add(here, at_remote, event("b"))
    assert len(book.read(there).events) == 2  # it had arrived
    assert len(book.read(here).events) == 1
    made = add(here, at_remote, event("b"))
    assert made.events == (event("a"), event("b"))
    assert made.commit == there.resolve(book.REF)


def test_a_lost_answer_is_asked_for_again_by_itself(here, there, at_remote, server):
    server.lost = True
    patient = Remote(at_remote.url, at_remote.settings, pauses=(0.01,))
    made = add(here, patient, event("a"))
    assert made.commit == there.resolve(book.REF)
    assert made.events == (event("a"),)


def test_a_dead_line_leaves_everything_as_it_was(here, there, at_remote, server):
    add(here, at_remote, event("a"))
    before = here.refs("refs/heads/"), there.refs("refs/heads/")
    dead = Remote("http://127.0.0.1:1/catatan.git", pauses=())
    with pytest.raises(Unverified) as refusal:
        add(here, dead, event("b"))
    assert refusal.value.message.text().startswith("server tidak dapat dihubungi: fatal: unable to access")
    assert refusal.value.hint.text() == "periksa jaringan, lalu coba lagi"
    with pytest.raises(Unverified):
        remote.fetch(here, dead)
    assert (here.refs("refs/heads/"), there.refs("refs/heads/")) == before
    assert add(here, at_remote, event("b")).events == (event("a"), event("b"))


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_in_trouble_is_unverified(here, at_remote, server, status):
    server.fault = lambda request: request.send_error(status)
    with pytest.raises(Unverified) as refusal:
        remote.fetch(here, at_remote)
    assert str(status) in refusal.value.message.text()


def test_nonsense_is_unverified(here, at_remote, server):
    def nonsense(request: Backend) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
        request.send_header("Content-Length", "12")
        request.end_headers()
        request.wfile.write(b"<html></html"[:12])

    server.fault = nonsense
    with pytest.raises(Unverified):
        remote.fetch(here, at_remote)


def test_trouble_that_passes_is_waited_for(here, at_remote, server):
    left = [503, 502]

    def once_or_twice(request: Backend) -> None:
        request.send_error(left.pop())
        if not left:
            server.fault = None

    server.fault = once_or_twice
    assert remote.fetch(here, Remote(at_remote.url, at_remote.settings, pauses=(0.01, 0.01))) == book.Book(None)


def test_a_line_that_stays_silent_counts_as_dead(here, at_remote, server, monkeypatch):
    monkeypatch.setattr(remote, "STALLED", 1)
    silent = threading.Event()
    server.fault = lambda request: silent.wait(30)
    with pytest.raises(Unverified):
        remote.fetch(here, at_remote)
    silent.set()


def test_a_token_without_rights_is_told_where_to_look(here, at_remote):
    with pytest.raises(Unverified) as refusal:
        remote.fetch(here, Remote(at_remote.url, {}, pauses=(60.0,)))  # nobody waits a minute to be refused again
    assert refusal.value.hint.text() == (
        "periksa nama repositori dan hak token (TERBIT_RECORDS_TOKEN untuk repositori catatan)"
    )


def test_the_token_is_shown_nowhere(here, at_remote, server, tmp_path, monkeypatch):
    """Not in a command line that other processes see, not in what is said, not in a file."""
    real = subprocess.run
    lines: list[list[str]] = []

    def watched(command, **more):
        lines.append(command)
        return real(command, **more)

    monkeypatch.setattr(subprocess, "run", watched)
    add(here, at_remote, event("a"))
    server.fault = lambda request: request.send_error(403)
    with pytest.raises(Unverified) as refusal:
        add(here, at_remote, event("b"))
    monkeypatch.undo()
    secret = HEADER.rpartition(" ")[2]
    told = f"{lines} {refusal.value.message.text()} {refusal.value.hint} {at_remote!r} {server.asked}"
    assert len(lines) > 5
    assert TOKEN not in told and secret not in told
    kept = b"".join(file.read_bytes() for file in here.path.rglob("*") if file.is_file())
    assert secret.encode() not in kept and TOKEN.encode() not in kept


def test_the_token_follows_no_redirect(here, at_remote, server, tmp_path):
    heard: list[str | None] = []

    class Thief(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.headers.get("Authorization"))
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    thief = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Thief)
    threading.Thread(target=thief.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def away(request: Backend) -> None:
        request.send_response(302)
        request.send_header("Location", f"http://127.0.0.1:{thief.server_address[1]}{request.path}")
        request.send_header("Content-Length", "0")
        request.end_headers()

    server.fault = away
    with pytest.raises(Unverified):
        remote.fetch(here, at_remote)
    thief.shutdown()
    thief.server_close()
    assert heard == []


def test_records_that_were_rewritten_are_noticed(here, there, at_remote):
    add(here, at_remote, event("a"))
    commit = there.write_commit(there.write_tree(None, {"x": b""}), [], "lain\n", at=AT, who=("x", "x@x"))
    there.update_ref(book.REF, commit)
    for attempt in (lambda: remote.fetch(here, at_remote), lambda: add(here, at_remote, event("b"))):
        with pytest.raises(Unverified) as refusal:
            attempt()
        assert refusal.value.message.text() == (
            f"catatan di {at_remote.url} telah diubah dari belakang: yang pernah ada tidak ada lagi"
        )
        assert refusal.value.hint.text() == ("pulihkan cabang records dari cadangan; catatan hanya boleh bertambah")
    assert there.resolve(book.REF) == commit


def test_records_that_are_gone_are_not_begun_anew(here, there, at_remote):
    add(here, at_remote, event("a"))
    there.run("update-ref", "-d", book.REF)
    with pytest.raises(Unverified) as refusal:
        remote.fetch(here, at_remote)
    assert refusal.value.message.text() == f"catatan di {at_remote.url} tidak ada lagi"
    assert refusal.value.hint.text() == "pulihkan cabang records dari cadangan; jangan membuat yang baru"


def test_records_of_another_origin_are_not_mixed(here, there, at_remote, tmp_path):
    book.append(here, [event("a")], at=AT, reason="tangan")
    add(runner(tmp_path / "other"), at_remote, event("b"))
    with pytest.raises(Unverified) as refusal:
        remote.fetch(here, at_remote)
    assert refusal.value.message.text() == f"catatan di sini dan di {at_remote.url} tidak lagi sejalan"
    assert refusal.value.hint.text() == "bandingkan keduanya; yang sah adalah yang dilindungi di server"


def test_what_was_recorded_here_before_goes_along(here, there, at_remote):
    book.append(here, [event("a")], at=AT, reason="tangan")
    remote.fetch(here, at_remote)
    add(here, at_remote, event("b"))
    assert [e.id for e in book.read(there).events] == [event("a").id, event("b").id]


def test_a_remote_that_refuses_is_quoted(here, there, at_remote):
    hook = there.path / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(Refused) as refusal:
        add(here, at_remote, event("a"))
    assert not isinstance(refusal.value, Unverified)
    assert refusal.value.message.text() == f"{at_remote.url} menolak catatan: (pre-receive hook declined)"
    assert refusal.value.hint.text() == "aturan cabang records harus membolehkan penerbit menambah"
    assert here.resolve(book.REF) is None


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from terbit.git import Repo
from terbit.records import remote
from terbit.records.event import Event, identity

at = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
real, left = Repo.update_ref, [int(sys.argv[3])]

def dying(self, *arguments):
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    real(self, *arguments)

Repo.update_ref = dying
event = Event(identity("submitted", "1", "b"), "submitted", at, "github")
remote.append(Repo(Path(sys.argv[1])), remote.Remote(sys.argv[2]), [event], at=at, reason="catat")
"""


@pytest.mark.parametrize("step", range(4))
def test_killed_at_any_moved_ref_the_next_run_makes_it_good(here, there, step):
    near = Remote(f"file://{there.path}", pauses=())
    add(here, near, event("a"))
    done = subprocess.run([sys.executable, "-c", KILLED, str(here.path), near.url, str(step)], check=False)
    assert done.returncode == -signal.SIGKILL
    remote.fetch(here, near)
    made = add(here, near, event("b"))
    assert made.events == (event("a"), event("b")) == book.read(there).events
    assert made.commit == there.resolve(book.REF)
