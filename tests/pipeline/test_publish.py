"""`terbit publish`, `verify` and `run-due` as people type them: what they print, how they end, what stays live."""

from __future__ import annotations

import json
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support import warm
from tests.support.office import Office

from terbit import __version__
from terbit.pipeline import worker
from terbit.publishing import deploy, live
from terbit.records import book

ARTICLE = "berita/2026/09/panen-padi/index.html"


def terbit(*arguments: str | Path, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    command = [warm.python() if before is None else sys.executable, "-m", "terbit", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=before)


def deployments(office: Office) -> list[str]:
    return [release.folder.name for release in deploy.history(office.server.folder / "releases")]


def served(office: Office) -> int:
    """How many files are live."""
    return sum(path.is_file() for path in office.live.rglob("*"))


@pytest.fixture
def merged(waiting_template: Path, tmp_path: Path) -> Iterator[Office]:
    """An office whose first site is live, and an article that is merged and not published."""
    made = Office(tmp_path / "kantor", waiting_template)
    yield made
    made.close()


def test_publishing_says_what_is_live_and_that_it_was_looked_at(merged: Office) -> None:
    done = terbit("publish", merged.bare)
    name = deployments(merged)[-1]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"tayang: terbitan {name}\n"
        f"Diperiksa lewat HTTP: {served(merged)} baik, 0 salah, 0 tidak diketahui\n"
        f"Situsnya ada di {merged.live}\n"
    )
    assert (merged.live / ARTICLE).is_file()
    again = terbit("--lang", "en", "publish", merged.bare)
    assert again.stdout.startswith(f"nothing new: release {name} stays live\n")


def test_the_office_folder_knows_its_server(merged: Office) -> None:
    folder = merged.clone("agus").path
    assert terbit("-C", folder, "publish").returncode == 0
    assert terbit("-C", merged.bare, "run-due").returncode == 0


def test_a_folder_without_a_server_is_told_where_to_publish(tmp_path: Path) -> None:
    done = terbit("-C", tmp_path, "publish")
    assert done.returncode == 2
    assert done.stderr == (
        "server kantor ini tidak ada di komputer ini\n"
        "Saran: jalankan di server dengan terbit publish FOLDER-REPOSITORI; setiap kiriman juga terbit sendiri\n"
    )


def test_a_roll_back_holds_until_it_is_resumed(merged: Office) -> None:
    first = deployments(merged)[0]
    terbit("publish", merged.bare)
    done = terbit("publish", merged.bare, "--rollback")
    assert done.returncode == 0
    assert done.stdout.startswith(
        f"dikembalikan ke terbitan {first}; penerbitan menunggu terbit publish --resume atau penggabungan berikutnya\n"
    )
    assert not (merged.live / ARTICLE).exists()
    terbit("run-due", merged.bare)
    assert not (merged.live / ARTICLE).exists()
    assert terbit("publish", merged.bare, "--resume").returncode == 0
    assert (merged.live / ARTICLE).is_file()
    address = "berita/2026/09/panen-padi/"
    events = [e.event for e in book.read(merged.repo).events if e.data.get("address") == address]
    assert events == ["released", "held-back", "released"]


def test_a_roll_back_ends_with_a_newer_merge(merged: Office) -> None:
    terbit("publish", merged.bare)
    terbit("publish", merged.bare, "--rollback")
    merged.publishable("sari", merged.article("panen-jagung", title="Jagung"))
    terbit("publish", merged.bare)
    assert (merged.live / ARTICLE).is_file()
    assert (merged.live / "berita/2026/09/panen-jagung/index.html").is_file()


def test_there_is_nothing_before_the_first_release(office: Office) -> None:
    worker.once(office.server)
    done = terbit("publish", office.bare, "--rollback")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "Gagal saat menayangkan: tidak ada terbitan sebelumnya yang bisa dikembalikan",
        "Yang sudah tayang tidak berubah.",
    ]


def test_a_defaced_folder_is_found_and_the_next_publish_mends_it(merged: Office) -> None:
    terbit("publish", merged.bare)
    (merged.live / "index.html").write_text("<title>Slot gacor</title>")
    done = terbit("verify", merged.bare)
    assert done.returncode == 1
    assert 'error[LV003] judulnya "Slot gacor", seharusnya "' in done.stdout
    assert done.stdout.endswith(f"HTTP: {served(merged) - 1} baik, 1 salah, 0 tidak diketahui\n")
    assert terbit("publish", merged.bare).returncode == 0
    assert "Slot gacor" not in (merged.live / "index.html").read_text()
    assert terbit("verify", merged.bare).returncode == 0


def test_an_old_page_with_status_200_is_found(merged: Office, tmp_path: Path) -> None:
    """A web server that serves a stale copy: everything answers 200, and not what was published."""
    shutil.copytree(merged.live, tmp_path / "stale")
    with live.served(tmp_path / "stale") as base:
        merged.server.write_facts(replace(merged.server.facts(), check_url=base))
        done = terbit("publish", merged.bare, "--format", "json")
    body = json.loads(done.stdout)
    assert done.returncode == 1
    assert body["deployment"] == deployments(merged)[-1]
    assert body["live"]["bad"] >= 2
    assert f"{base}{ARTICLE.removesuffix('index.html')}" in [finding["path"] for finding in body["findings"]]
    assert {finding["rule"] for finding in body["findings"]} <= {"LV001", "LV002", "LV003"}
    outcome = book.read(merged.repo).of("verified")[-1].data["outcome"]
    assert outcome == "bad"


def test_a_site_that_cannot_be_reached_is_unknown_and_stays_published(merged: Office) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        merged.server.write_facts(replace(merged.server.facts(), check_url=base))
        done = terbit("publish", merged.bare)
        again = terbit("verify", merged.bare)
    assert (done.returncode, again.returncode) == (3, 3)
    assert f"HTTP: 0 baik, 0 salah, {served(merged)} tidak diketahui" in done.stdout
    assert (merged.live / ARTICLE).is_file()
    assert book.read(merged.repo).of("verified")[-1].data["outcome"] == "unknown"


def test_another_address_can_be_verified(merged: Office) -> None:
    with live.served(merged.live) as base:
        assert terbit("verify", merged.bare, "--url", base).returncode == 0
    with live.served(merged.top) as base:
        assert terbit("verify", merged.bare, "--url", base).returncode == 1


def test_nothing_is_verified_before_something_is_live(office: Office) -> None:
    done = terbit("verify", office.bare)
    assert done.returncode == 3
    assert done.stderr == "belum ada yang tayang\nSaran: terbitkan dahulu dengan terbit publish\n"


def test_what_is_held_back_ends_with_1_and_the_rest_is_published(merged: Office) -> None:
    commit = merged.commit("agus", {"content/judi.md": b"---\ntitle: Judi\n---\n\nJudi.\n"})
    merged.clone("agus").run("push", "--quiet", "origin", f"{commit}:refs/heads/draft/x")
    merged.repo.update_ref("refs/heads/main", commit)
    done = terbit("publish", merged.bare)
    assert done.returncode == 1
    assert done.stdout.startswith(
        "content/judi.md: error[ED001] isi ini ada di main tanpa persetujuan, jadi tidak ditayangkan."
    )
    assert (merged.live / ARTICLE).is_file()
    assert not (merged.live / "judi").exists()
    alarms = book.read(merged.repo).of("alarm")
    assert [(e.commit, dict(e.data)) for e in alarms] == [(commit, {"path": "content/judi.md", "rule": "ED001"})]
    assert terbit("publish", merged.bare).returncode == 1
    assert len(book.read(merged.repo).of("alarm")) == 1


def test_a_late_approval_is_recorded_at_its_deadline_whenever_it_is_found(office: Office) -> None:
    office.clock("2026-09-02T09:00")
    number = office.submit("sari", office.article("padi", information="serta-merta", policy="true"))
    office.approve("budi", number)
    commit = office.merge("agus", number)
    office.clock("2026-10-05T08:00")
    assert terbit("publish", office.bare).returncode == 1
    (alarm,) = book.read(office.repo).of("alarm")
    assert (alarm.commit, alarm.data["rule"], alarm.at.isoformat()) == (commit, "ED005", "2026-09-04T02:00:00+00:00")


def test_what_fails_after_the_site_is_live_does_not_say_that_nothing_changed(merged: Office) -> None:
    shutil.rmtree(merged.server.folder / "reports")
    (merged.server.folder / "reports").write_text("bukan folder")
    done = terbit("publish", merged.bare)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "Situsnya sudah ditayangkan; sisanya diulang pada penerbitan berikutnya."
    assert (merged.live / ARTICLE).is_file()
    assert terbit("status", "--server", merged.bare).stdout.splitlines()[-1] == (
        "Situs sudah ditayangkan, tetapi ada yang gagal sesudahnya; itu diulang nanti."
    )


def test_a_full_disk_leaves_what_is_live(merged: Office) -> None:
    before = deployments(merged)

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    done = terbit("publish", merged.bare, before=full)
    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert done.stderr.splitlines()[-2:] == [
        "Saran: periksa ruang disk dan hak akses di server, lalu terbitkan lagi",
        "Yang sudah tayang tidak berubah.",
    ]
    assert "Traceback" not in done.stderr
    assert deployments(merged) == before
    assert not (merged.live / ARTICLE).exists()
    assert terbit("publish", merged.bare).returncode == 0
    assert (merged.live / ARTICLE).is_file()


def test_a_build_that_fails_is_a_fault_of_ours_and_deploys_nothing(merged: Office) -> None:
    before = deployments(merged)
    config = b"theme:\n  name: material\n  custom_dir: overrides\n"
    # a template that is sound in the hook's small site, and not for a text that came in beside it
    template = b"""{% extends "main.html" %}{% block content %}<h1>{{ entry.title }}</h1>
    {% if entry.title.startswith("Panen") %}{{ 1 / 0 }}{% endif %}{% endblock %}"""
    number = merged.submit("dewi", {"mkdocs.yml": config, "overrides/article.html": template})
    merged.approve("agus", number)
    merged.approve("ratna", number)
    merged.merge("agus", number)
    done = terbit("publish", merged.bare)
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    page = "berita/2026/09/panen-padi/index.md"
    assert done.stderr.splitlines() == [
        f"Gagal saat membangun situs: situs tidak dapat dibangun: Error building page '{page}': division by zero; "
        "ZeroDivisionError: division by zero",
        "Yang sudah tayang tidak berubah.",
    ]
    assert deployments(merged) == before
    said = json.loads(merged.repo.file("refs/heads/records", "publish.json") or b"")
    assert (said["state"], said["stage"], said["deployment"]) == ("failed", "build", before[-1])


def test_without_a_search_index_nothing_is_deployed(
    merged: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program that makes it is gone: a package that names a file which is not there comes before the real one."""
    before = deployments(merged)
    missing = tmp_path / "pagefind"
    package = tmp_path / "lain" / "pagefind_bin"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(f"def get_executable():\n    return {str(missing)!r}\n")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))

    done = terbit("publish", merged.bare)

    assert done.returncode == 4
    assert done.stderr.splitlines() == [
        "Gagal saat membangun situs: situs tidak dapat dibangun: program Pagefind tidak dapat dijalankan "
        f"([Errno 2] No such file or directory: '{missing}')",
        "Yang sudah tayang tidak berubah.",
    ]
    assert deployments(merged) == before
    assert not (merged.live / ARTICLE).exists()


def test_an_article_goes_live_at_its_time_and_leaves_at_its_time_without_any_push(office: Office) -> None:
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    files = office.article(
        "panen-padi",
        publish_at="2026-09-10 09:00",
        expires_at="2026-09-20",
        attachments="[{file: data.pdf, title: Data panen}]",
    )
    office.publishable("sari", {**files, "content/berita/2026/09/panen-padi/data.pdf": pdf})
    assert terbit("run-due", office.bare).returncode == 0
    assert not (office.live / "berita").exists()
    office.clock("2026-09-10T09:00")
    assert terbit("run-due", office.bare).returncode == 0
    assert (office.live / ARTICLE).is_file()
    assert (office.live / ARTICLE).with_name("data.pdf").read_bytes() == pdf
    office.clock("2026-09-20T00:00")
    assert terbit("run-due", office.bare).returncode == 0
    assert "Padi dipanen" not in (office.live / ARTICLE).read_text()
    assert not (office.live / ARTICLE).with_name("data.pdf").exists()
    address = "berita/2026/09/panen-padi/"
    events = [e for e in book.read(office.repo).events if e.data.get("address") == address]
    assert [(e.event, e.at.isoformat()) for e in events] == [
        ("released", "2026-09-10T02:00:00+00:00"),
        ("expired", "2026-09-19T17:00:00+00:00"),
    ]


def test_a_publish_waits_for_the_one_that_is_at_work(merged: Office) -> None:
    def let_go() -> None:
        time.sleep(3)
        held.__exit__(None, None, None)

    held = worker.lock(merged.server, wait=True)
    held.__enter__()
    threading.Thread(target=let_go).start()
    done = terbit("publish", merged.bare)
    assert (done.returncode, done.stderr) == (0, "menunggu penerbitan lain selesai\n")
    assert (merged.live / ARTICLE).is_file()


def test_another_terbit_than_the_locked_one_does_not_publish(merged: Office) -> None:
    before = deployments(merged)
    number = merged.submit("dewi", {"requirements.lock": b"terbit==99.1 --hash=sha256:00\n"})
    merged.approve("agus", number)
    merged.approve("ratna", number)
    merged.merge("agus", number)
    done = terbit("publish", merged.bare)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"Gagal saat memeriksa isi: terpasang terbit {__version__}, kantor ini memakai 99.1",
        "Saran: pasang yang tertulis di requirements.lock, atau ajukan perubahannya",
        "Yang sudah tayang tidak berubah.",
    ]
    assert deployments(merged) == before


def test_two_wishes_at_once_are_refused(office: Office) -> None:
    done = terbit("publish", office.bare, "--rollback", "--resume")
    assert (done.returncode, done.stderr) == (2, "pilih salah satu: --rollback atau --resume\n")


def test_stages_are_named_where_that_is_asked_for(merged: Office) -> None:
    done = terbit("publish", merged.bare, "-v")
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        "mencocokkan catatan",
        "memeriksa isi",
        "membangun situs",
        "memeriksa tautan di dalam situs",
        "menayangkan",
        "memeriksa yang tayang",
        "mencatat",
        "menyusun laporan bulan berjalan",
    ]
