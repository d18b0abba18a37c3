"""`terbit links …` as it is typed: in a clone, on the server, on a built folder."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.links.hosts import host
from tests.support.office import Office

from terbit.articles.tree import blob_id
from terbit.links.watch import file
from terbit.records import book
from terbit.records.event import Event, release_identity

ADDRESS = "berita/2026/09/panen/"
PATH = f"content/{ADDRESS}index.md"


def release(office: Office, body: str) -> str:
    """Approve and merge an article with this body, and write into records that it went live; returns the commit."""
    files = office.article("panen", body=body)
    commit = office.publishable("sari", files, "budi")
    blob = blob_id(files[PATH])
    data = {"blob": blob, "path": PATH, "address": ADDRESS, "deployment": "1"}
    at = datetime(2026, 9, 2, 3, 0, tzinfo=UTC)
    made = release_identity("released", ADDRESS, blob, "")
    event = Event(made, "released", at, "demo", commit=commit, article=ADDRESS, data=data)
    book.append(office.repo, [event], at=at, reason="released")
    return commit


def on_server(office: Office, *words: str) -> tuple[int, str, str]:
    done = office.type("agus", "-C", str(office.bare), *words, folder=office.top)
    return done.returncode, done.stdout, done.stderr


def test_a_server_checks_and_records(office: Office) -> None:
    with host() as known:
        release(office, f"[a]({known('/404')}#x) [b]({known('/200')}) [c]({known('/404')}) [d]({known('/403')})\n")
        code, out, err = on_server(office, "links", "--allow-loopback")
        assert known.asked == {"/robots.txt": 1, "/404": 1, "/200": 1, "/403": 1}
        assert (code, err) == (0, "Memeriksa 3 alamat luar…\n")
        first, second, counts = out.splitlines()
        assert first == f"{PATH}:9:5: warning[LX002] tautan {known('/404')} putus (404). Saran: ada juga di {PATH}:9"
        assert second.startswith(f"{PATH}:9:")
        assert second.endswith(f": warning[LX003] tautan {known('/403')} tidak dapat dipastikan (403)")
        assert counts == "1 baik, 0 pindah, 1 putus, 1 tidak dapat dipastikan, 0 belum diperiksa."
        recorded = book.read(office.repo)
        [checked] = recorded.of("links-checked")
        assert checked.source == "demo"
        assert checked.data == {"ok": 1, "moved": 0, "broken": 1, "unverifiable": 1, "unchecked": 0}
        assert [event.data for event in recorded.of("link-broken")] == [{"url": known("/404"), "status": "404"}]
        states = file.parse(office.repo.blob(recorded.files[file.PATH]))
        assert {url: (s.verdict.value, s.failures) for url, s in states.items()} == {
            known("/200"): ("ok", 0),
            known("/403"): ("unverifiable", 0),
            known("/404"): ("broken", 1),
        }


def test_a_link_is_dead_after_failures_over_days_and_then_an_error(office: Office) -> None:
    with host() as known:
        release(office, f"[a]({known('/404')})\n")
        for day in ("2026-09-02", "2026-09-05"):
            office.clock(f"{day}T10:00")
            assert on_server(office, "links", "--allow-loopback")[0] == 0
        office.clock("2026-09-10T10:00")
        code, out, _ = on_server(office, "links", "--allow-loopback", "--format", "json")
        assert code == 1
        body = json.loads(out)
        assert body["counts"] == {"ok": 0, "moved": 0, "broken": 1, "unverifiable": 0, "unchecked": 0}
        assert body["links"] == [
            {
                "url": known("/404"),
                "verdict": "broken",
                "status": "404",
                "dead": True,
                "to": "",
                "copy": "",
                "pages": [ADDRESS],
                "places": [f"{PATH}:9"],
            }
        ]
        assert body["findings"][0]["message"] == f"tautan {known('/404')} mati sejak 2026-09-02 (404)"
        code, out, _ = on_server(office, "--lang", "en", "links", "--allow-loopback")
        assert out.startswith(
            f"{PATH}:9:5: error[LX001] the link {known('/404')} is dead since 2026-09-02 (404). Hint:"
        )
    assert len(book.read(office.repo).of("links-checked")) == 3  # the second one of a day is not counted again


def test_a_clone_looks_and_records_nothing(office: Office) -> None:
    with host() as known:
        release(office, f"[a]({known('/404')})\n")
        before = office.refs()
        done = office.type("sari", "links", "--allow-loopback")
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0,
        f"{PATH}:9:5: warning[LX002] tautan {known('/404')} putus (404)",
    )
    assert office.refs() == before


def test_nothing_that_could_be_found_out_is_not_good(office: Office) -> None:
    release(office, "[a](http://a.invalid/) [b](http://b.invalid/) [c](http://c.invalid/)\n")
    code, out, err = on_server(office, "links")
    assert code == 3
    assert out.splitlines()[-1] == "0 baik, 0 pindah, 0 putus, 0 tidak dapat dipastikan, 3 belum diperiksa."
    assert err.splitlines()[1:] == [
        "tidak satu alamat pun dapat diperiksa",
        "Saran: periksa jaringan, lalu coba lagi",
    ]


def test_loopback_is_not_asked_without_the_option(office: Office) -> None:
    with host() as known:
        release(office, f"[a]({known('/200')})\n")
        _, out, _ = on_server(office, "links")
    assert out.startswith(f"{PATH}:9:5: warning[LX003] tautan {known('/200')} tidak dapat dipastikan (alamat jaringan")
    assert not known.asked


def test_a_folder_without_an_office_is_told(tmp_path: Path, office: Office) -> None:
    done = office.type("sari", "links", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == ".: ini bukan folder kerja kantor"


# -- the ledger --------------------------------------------------------------------------------------------------


def test_the_ledger_in_a_clone(office: Office) -> None:
    commit = release(office, "Isi.\n")
    done = office.type("sari", "links", "ledger")
    assert done.returncode == 0, done.stderr
    head, row = csv.reader(io.StringIO(done.stdout, newline=""))
    facts = dict(zip(head, row, strict=True))
    assert facts == {
        "Alamat": f"https://balai-contoh.example/{ADDRESS}",
        "Judul": "Panen padi di kebun percobaan",
        "Kategori": "Kegiatan kantor",
        "Pertama tayang": "2026-09-02",
        "Terakhir berubah": "2026-09-02",
        "Commit": commit,
        "Disetujui oleh": "tidak ada data",  # records hold no approvals before the first publish
        "Penyetuju": "tidak ada data",
        "Keadaan": "tayang",
        "Pindah ke": "",
        "Pemeriksaan situs": "tidak ada data",
        "Tanggal pemeriksaan": "tidak ada data",
        "Diarsipkan": "tidak ada data",
        "Paket arsip": "tidak ada data",
        "SHA-256 paket": "tidak ada data",
        "Media sosial": "tidak ada data",
    }


def test_the_ledger_as_json_is_an_object_with_findings(office: Office) -> None:
    release(office, "Isi.\n")
    done = office.type("sari", "links", "ledger", "--format", "json")
    body = json.loads(done.stdout)
    assert body["findings"] == []
    assert [(row["state"], row["live"]) for row in body["addresses"]] == [("live", None)]
    assert [(month["month"], month["states"]) for month in body["history"]] == [("2026-09", {"live": 1})]
    assert body["records"] == office.repo.resolve("refs/heads/records")
    done = office.type("sari", "links", "ledger", "--format", "xlsx")
    assert (done.returncode, done.stderr) == (2, 'bentuk "xlsx" tidak dikenal\nSaran: pilih csv atau json\n')


# -- a built folder ----------------------------------------------------------------------------------------------


def built(top: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, "utf-8")
    return top


def test_a_built_folder_is_checked_against_the_offices_address(office: Office, tmp_path: Path) -> None:
    home = "https://balai-contoh.example/"
    site = built(
        tmp_path / "situs", {"index.html": f'<a href="{home}x/">x</a>', "profil/index.html": '<img src="g.png">'}
    )
    done = office.type("sari", "links", "check", "--site", str(site))
    assert (done.returncode, done.stdout.splitlines()) == (
        1,
        [
            f'content/index.md: error[LB001] tautan "{home}x/" menuju halaman yang tidak ada',
            'content/profil/index.md: error[LB003] berkas "g.png" tidak ada',
        ],
    )
    done = office.type(
        "sari", "links", "check", "--site", str(site), "--site-url", "https://lain.id", "--format", "json"
    )
    assert [finding["rule"] for finding in json.loads(done.stdout)] == ["LB003"]


def test_a_site_or_an_address_that_is_none_is_refused(office: Office, tmp_path: Path) -> None:
    done = office.type("sari", "links", "check", "--site", str(tmp_path / "tidak"))
    assert done.returncode == 2
    assert done.stderr == f"{tmp_path / 'tidak'}: folder tidak ditemukan\nSaran: bangun dahulu dengan terbit build\n"
    empty = built(tmp_path / "kosong", {"style.css": ""})
    done = office.type("sari", "--lang", "en", "links", "check", "--site", str(empty))
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == f"{empty}: there is not one HTML page in this folder\nHint: build it first with terbit build\n"
    )
    site = built(tmp_path / "situs", {"index.html": '<a href="https://lain.id/x/">x</a>'})
    done = office.type("sari", "links", "check", "--site", str(site), "--site-url", "https://lain.id/index.html")
    assert done.stdout == 'content/index.md: error[LB001] tautan "https://lain.id/x/" menuju halaman yang tidak ada\n'
    done = office.type("sari", "links", "check", "--site", str(site), "--site-url", "kantor.go.id")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == '"kantor.go.id" bukan alamat situs'


def elsewhere(office: Office, folder: Path, zone: str = "America/Adak", locale: str = "id_ID.UTF-8") -> list[str]:
    """The ledger as CSV and as JSON, computed in a folder by a machine of another zone and locale."""
    environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "terbit", "-C", str(folder), "links", "ledger", "--format"]
    done = [
        subprocess.run([*command, form], cwd=office.top, env=environment, capture_output=True, text=True, check=True)
        for form in ("csv", "json")
    ]
    assert '"live": {' in done[1].stdout
    return [one.stdout for one in done]


def test_a_finding_has_the_line_of_its_text(office: Office, tmp_path: Path) -> None:
    files = office.article("panen", body="Isi.\n\nBaca [ini](artikel:hilang) dan [itu](../tidak/index.md).\n")
    built(office.clone("sari").path, {name: text.decode() for name, text in files.items() if name == PATH})
    links = '<a href="../hilang/">x</a><a href="../tidak/">x</a><img src="g.png">\n<img src="g.png">'
    site = built(tmp_path / "situs", {"index.html": "", f"{ADDRESS}index.html": links})
    done = office.type("sari", "links", "check", "--site", str(site))
    line = next(n for n, text in enumerate(files[PATH].decode().splitlines(), 1) if "artikel:hilang" in text)
    assert done.stdout.splitlines() == [
        f'{PATH}: error[LB003] berkas "g.png" tidak ada',
        f'{PATH}:{line}:12: error[LB001] tautan "../hilang/" menuju halaman yang tidak ada',
        f'{PATH}:{line}:38: error[LB001] tautan "../tidak/" menuju halaman yang tidak ada',
    ]


def test_any_site_can_be_checked_without_an_office(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))  # there the check keeps what it read
    full = '<a href="https://lain.id/blog/t/">x</a>\n <img src="g.png">'
    site = built(tmp_path / "situs", {"index.html": f'<link rel=canonical href="https://lain.id/blog/">{full}'})
    done = office.type("sari", "links", "check", "--site", str(site), folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, "Alamat situs menurut halaman depannya: https://lain.id/blog/\n")
    assert done.stdout.splitlines() == [
        f'{site}/index.html:1:59: error[LB001] tautan "https://lain.id/blog/t/" menuju halaman yang tidak ada',
        f'{site}/index.html:2:12: error[LB003] berkas "g.png" tidak ada',
    ]
    built(site, {"index.html": full})
    done = office.type("sari", "--lang", "en", "links", "check", "--site", str(site), folder=tmp_path)
    assert done.stdout.splitlines() == [f'{site}/index.html:2:12: error[LB003] there is no file "g.png"']
    assert done.stderr == (
        "The site's address is not known: full links to the site itself are not checked (--site-url).\n"
    )
    built(site, {"a/index.html": "", "sitemap.xml": "<urlset><url><loc>https://lain.id/x/a/</loc></url></urlset>"})
    done = office.type("sari", "links", "check", "--site", str(site), folder=tmp_path)
    assert done.stderr == "Alamat situs menurut halaman depannya: https://lain.id/x/\n"
    assert len(list((tmp_path / "home/.cache/terbit/links").iterdir())) == 3


# -- all of it together ------------------------------------------------------------------------------------------


def test_what_was_published_is_checked_listed_and_shown(office: Office) -> None:
    with host() as known:
        office.publishable("sari", office.article("panen", body=f"[a]({known('/404')})\n"), "budi")
        assert on_server(office, "publish")[0] == 0
        _, out, _ = on_server(office, "links", "--allow-loopback")
        assert out.splitlines()[0] == f"{PATH}:9:5: warning[LX002] tautan {known('/404')} putus (404)"
        office.publishable("dewi", office.article("tanam", title="Musim tanam"), "budi")
        assert on_server(office, "publish")[0] == 0
    listed = list(csv.DictReader(io.StringIO(office.type("sari", "links", "ledger").stdout, newline="")))
    names = ("Judul", "Disetujui oleh", "Penyetuju", "Keadaan", "Pemeriksaan situs")
    assert {tuple(row[name] for name in names) for row in listed if "berita/" in row["Alamat"]} == {
        ("Panen padi di kebun percobaan", "Ketua Tim", "budi", "tayang", "baik"),
        ("Musim tanam", "Ketua Tim", "budi", "tayang", "baik"),
    }
    assert elsewhere(office, office.clone("sari").path) == elsewhere(office, office.bare, "Pacific/Kiritimati", "C")
    page = (office.live / "catatan-link/2026/index.html").read_text("utf-8")
    assert '<a href="../../berita/2026/09/panen/">Panen padi di kebun percobaan</a>' in page
    done = office.type("sari", "links", "check", "--site", str(office.live))
    assert (done.returncode, done.stdout) == (0, "Tidak ada temuan.\n")
