"""From a dead link to its copy on the page: an archive is asked once, records change with what is known."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.links.hosts import host
from tests.support.office import Office

from terbit.commands.links import recording
from terbit.commands.links.office import opened_at
from terbit.git import Repo
from terbit.links.external.verdict import NOT_CHECKED, Outcome, Verdict
from terbit.links.watch import file
from terbit.records import book

ADDRESS = "berita/2026/09/panen/"


@contextmanager
def archive(asked: list[str]) -> Iterator[str]:
    """A TimeGate that has one copy of everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.path} {self.headers.get('Accept-Datetime')}")
            copied = self.path.startswith("/salinan/")
            self.send_response(200 if copied else 302)
            if copied:
                self.send_header("Memento-Datetime", "Mon, 31 Aug 2026 23:00:00 GMT")
            else:
                self.send_header("Location", "/salinan/1")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def on_server(office: Office, *words: str) -> subprocess.CompletedProcess[str]:
    return office.type("agus", "-C", str(office.bare), *words, folder=office.top)


def records(office: Office) -> str:
    return office.repo.text("rev-parse", book.REF)


def test_a_dead_link_shows_its_copy(office: Office) -> None:
    asked: list[str] = []
    with host() as known, archive(asked) as gate:
        office.reform(("  failures: 3\n  days: 7", f"  failures: 1\n  days: 0\n  timegate: {gate}"))
        office.publishable("sari", office.article("panen", body=f"Lihat [data]({known('/404')}) ini.\n"), "budi")
        assert on_server(office, "publish").returncode == 0
        done = on_server(office, "links", "--allow-loopback")
        assert done.returncode == 1, done.stderr
        assert f"Saran: ganti dengan salinan arsip {gate}salinan/1 (terbit links fix)" in done.stdout
        [live] = [event for event in book.read(office.repo).of("released") if event.data["address"] == ADDRESS]
        when = f"{live.at:%a, %d %b %Y %H:%M:%S} GMT"
        assert asked == [f"/{known('/404')} {when}", f"/salinan/1 {when}"]
        state = file.parse(office.repo.file(book.REF, file.PATH) or b"")[known("/404")]
        assert (state.copy, state.copied and state.copied.isoformat()) == (
            f"{gate}salinan/1",
            "2026-08-31T23:00:00+00:00",
        )
        before = records(office)
        on_server(office, "links", "--allow-loopback")
        assert records(office) == before  # nothing new was found out, and nobody was asked again
        assert len(asked) == 2

        office.publishable("sari", office.article("tanam", title="Musim tanam"), "budi")
        assert on_server(office, "publish").returncode == 0
        page = (office.live / ADDRESS / "index.html").read_text("utf-8")
        assert (
            f'<a href="{known("/404")}" data-originalurl="{known("/404")}" data-versionurl="{gate}salinan/1" '
            f'data-versiondate="2026-08-31">data</a> <small class="tb-copy">'
            f'(<a href="{gate}salinan/1">salinan arsip 31 Agustus 2026</a>)</small> ini.'
        ) in page
        watched = on_server(office, "links", "--allow-loopback", "--format", "json").stdout
        assert "salinan/1" in watched
        assert '"url": "' + gate not in watched  # what the build put there is nobody's link to watch


def test_a_link_that_moved_is_mended_by_one_change_and_is_then_no_finding(office: Office) -> None:
    answers = {
        "/lama": lambda request: request.send(301, {"Location": "/antara"}),
        "/antara": lambda request: request.send(308, {"Location": "/baru"}),
        "/baru": lambda request: request.page("Data panen kedelai tahun ini."),
    }
    with host(answers=answers) as known:
        office.publishable("sari", office.article("panen", body=f"Lihat [data]({known('/lama')}#tabel) ini.\n"), "budi")
        assert on_server(office, "publish").returncode == 0
        done = on_server(office, "links", "--allow-loopback")
        line = f"tautan {known('/lama')} pindah alamat. Saran: ganti dengan {known('/baru')} (terbit links fix)"
        assert (done.returncode, line in done.stdout) == (0, True), done.stdout
        assert [dict(event.data) for event in book.read(office.repo).of("link-moved")] == [
            {"url": known("/lama"), "to": known("/baru")}
        ]

        proposed = office.type("dewi", "links", "fix")
        assert proposed.returncode == 0, proposed.stderr
        number = max(int(ref.rpartition("/")[2]) for ref in office.repo.refs("refs/heads/change/"))
        office.approve("budi", number)
        office.merge("agus", number)
        assert on_server(office, "publish").returncode == 0
        page = (office.live / ADDRESS / "index.html").read_text("utf-8")
        assert f'<a href="{known("/baru")}#tabel">data</a> ini.' in page
        done = on_server(office, "links", "--allow-loopback")
        assert done.stdout == "1 baik, 0 pindah, 0 putus, 0 tidak dapat dipastikan, 0 belum diperiksa.\n"
        assert office.type("dewi", "links", "fix").stdout.splitlines()[-1] == "Tidak ada tautan yang dapat diganti."


def test_run_due_checks_links_after_the_publish_and_then_lets_days_pass(office: Office) -> None:
    with host() as known:
        office.publishable("sari", office.article("panen", body=f"Lihat [data]({known('/200')}).\n"), "budi")
        done = on_server(office, "run-due", str(office.bare))
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == (
            "0 baik, 0 pindah, 0 putus, 1 tidak dapat dipastikan, 0 belum diperiksa."  # this machine is not asked
        )
        assert len(book.read(office.repo).of("links-checked")) == 1
        assert "tidak dapat dipastikan" not in on_server(office, "run-due", str(office.bare)).stdout
        office.clock("2026-09-09T10:00")
        assert "tidak dapat dipastikan" in on_server(office, "run-due", str(office.bare), "--format", "json").stderr
        assert len(book.read(office.repo).of("links-checked")) == 2


def test_states_that_cannot_be_read_keep_nothing_from_going_live(office: Office) -> None:
    office.publishable("sari", office.article("panen"), "budi")
    at = office.server.now()[0]
    book.append(office.repo, [], files={file.PATH: b"kacau\n"}, at=at, reason="uji")
    done = on_server(office, "publish")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == (
        "links/state.csv: warning[LX006] links/state.csv di catatan tidak dapat dibaca. "
        "Saran: pulihkan dari riwayat cabang records"
    )
    assert (office.live / ADDRESS / "index.html").is_file()


class BeatenOnce(Repo):
    """A server's repository in which another check records its answers first."""

    beaten = False

    def update_ref(self, ref: str, new: str, old: str = "", reason: str = "terbit") -> None:
        if not self.beaten:
            self.beaten = True
            with Repo(self.path) as other:
                found = {FIRST: Outcome(Verdict.BROKEN, "404"), SECOND: Outcome(Verdict.OK, "200")}
                recording.recorded(opened_at(other, self.path), dict.fromkeys(found, ("",)), found)
        super().update_ref(ref, new, old, reason)


FIRST, SECOND = "https://contoh.org/1", "https://contoh.org/2"


def test_of_two_checks_at_once_no_answer_is_lost(office: Office) -> None:
    office.publishable("sari", office.article("panen"), "budi")
    found = {FIRST: NOT_CHECKED, SECOND: Outcome(Verdict.BROKEN, "410")}
    with BeatenOnce(office.bare) as repo:
        after = recording.recorded(opened_at(repo, office.bare), dict.fromkeys(found, ("",)), found)
    assert file.parse(office.repo.file(book.REF, file.PATH) or b"") == after
    assert {url: (state.verdict.value, state.status) for url, state in after.items()} == {
        FIRST: ("broken", "404"),
        SECOND: ("broken", "410"),
    }
    told = [event for event in book.read(office.repo).events if event.event.startswith("link")]
    assert [(event.event, event.data.get("url")) for event in told] == [
        ("links-checked", None),
        ("link-broken", FIRST),
        ("link-broken", SECOND),
    ]
