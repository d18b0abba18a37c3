"""`terbit publish --github`, as the workflow runs it: from a merge to the site, the records and the report."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.forge.github.office import QUICK
from tests.github.publisher import RECORDS, Publisher
from tests.support.github.faults import KINDS

from terbit.commands import edge
from terbit.git import Repo
from terbit.records import book

pytestmark = pytest.mark.npm
ARTICLE = "berita/2026/09/panen-padi/"


def test_a_merge_becomes_a_page_records_and_a_report(publisher: Publisher, capsys) -> None:
    publisher.merged()
    assert publisher.prepare() == 0
    name = publisher.said()["deployment"]
    assert publisher.said() == {"deploy": "true", "deployment": name}
    assert capsys.readouterr().out == f"siap ditayangkan: terbitan {name}\n"
    publisher.deploy()
    assert publisher.finish() == 0
    told = capsys.readouterr()
    assert told.out.startswith(f"tayang: terbitan {name}\nDiperiksa lewat HTTP: ")
    assert " 0 salah, 0 tidak diketahui" in told.out
    assert publisher.said() == {"deploy": "false", "deployment": ""}
    assert "Padi dipanen" in publisher.page(ARTICLE).text
    events = publisher.book.for_change(1)
    assert [(e.event, e.actor, e.source) for e in events] == [
        ("submitted", "sari", "github"),
        ("approved", "budi", "github"),
        ("merged", "agus", "github"),
    ]
    assert publisher.names("deployed", "verified") == ["deployed", "verified"]
    assert publisher.book.last_at_address(ARTICLE).event == "released"
    assert publisher.status()["state"] == "published"
    assert "Panen padi" in publisher.report("Daftar berita")
    assert f"tayang: terbitan {name}" in publisher.summary.read_text()


def test_records_and_reports_stay_out_of_a_public_repository(publisher: Publisher) -> None:
    publisher.merged()
    publisher.publish()
    there = Repo(publisher.site.store.path).refs("refs/heads/")
    assert set(there) == {"refs/heads/main", "refs/heads/panen-padi"}
    assert publisher.file("laporan/2026-09/figures.json") is not None
    held = b"".join(file.read_bytes() for file in (publisher.folder / "github/pages").rglob("*") if file.is_file())
    for name in (b"Budi Santoso", b"budi-santoso-contoh"):
        assert name not in held


def test_a_private_repository_keeps_its_records_itself(private: Publisher) -> None:
    private.merged()
    assert private.publish() == 0
    assert private.names("released") != []
    assert "refs/heads/records" in Repo(private.site.store.path).refs("refs/heads/")
    assert Repo(private.catatan.store.path).resolve(book.REF) is None


def test_a_second_run_changes_nothing(publisher: Publisher) -> None:
    publisher.merged()
    publisher.publish()
    before = publisher.kept.resolve(book.REF)
    assert publisher.publish() == 0
    assert publisher.said() == {"deploy": "false", "deployment": ""}
    assert publisher.finish() == 0  # the workflow's last job, run again by hand
    assert publisher.prepare("--thorough") == 0
    assert publisher.kept.resolve(book.REF) == before


def read(publisher: Publisher) -> str:
    """The article as it is served, without the articles beside it: those that come later are named there too."""
    article = LexborHTMLParser(publisher.page(ARTICLE).text).css_first("article.tb-article")
    assert article is not None and "Padi dipanen" in article.text()
    return article.html or ""


@pytest.mark.parametrize("how", ["without approval", "squash", "rebase", "direct push"])
def test_what_nobody_approved_is_held_back_and_named(publisher: Publisher, how: str, capsys) -> None:
    publisher.merged()
    publisher.publish()
    good = read(publisher)
    path = "content/berita/2026/09/panen-padi/index.md"
    changed = (publisher.fake.read(publisher.site, path) or b"").replace(b"Padi dipanen", b"Judi dipanen")
    if how == "direct push":
        publisher.fake.edit(publisher.people["agus"], publisher.site, "main", {path: changed})
    else:
        pull = publisher.office.propose("sari", "ubah", files={path: changed})
        if how != "without approval":
            publisher.office.approve("budi", pull)
        publisher.office.tick()
        publisher.fake.merge(publisher.people["agus"], pull, "merge" if how == "without approval" else how)
    publisher.merged("panen-jagung", title="Panen jagung")
    publisher.office.tick()
    capsys.readouterr()
    assert publisher.prepare() == 0  # the rest goes live
    annotation = (
        f"::error file={path},title=ED001::isi ini ada di main tanpa persetujuan, jadi tidak ditayangkan "
        "ajukan sebagai perubahan biasa, atau kembalikan isi yang sudah disetujui\n"
    )
    assert annotation in capsys.readouterr().out
    assert f"{path}: error[ED001] isi ini ada di main tanpa persetujuan" in publisher.summary.read_text()
    publisher.deploy()
    assert publisher.finish() == 1
    assert read(publisher) == good
    assert publisher.page("berita/2026/09/panen-jagung/").status_code == 200
    (alarm,) = publisher.book.of("alarm")
    assert dict(alarm.data) == {"path": path, "rule": "ED001"}
    assert f"ED001 {path}" in publisher.report("Yang melewati pemeriksaan atau ditahan").replace("\\", "")
    assert publisher.prepare() == 1  # as long as it stands there, the workflow is red
    assert publisher.said()["deploy"] == "false"
    assert publisher.names("alarm") == ["alarm"]


def test_hostile_names_and_titles_stay_text(publisher: Publisher, capsys) -> None:
    """A path that would end an annotation, close the summary's block or speak Markdown to whoever looks at the run."""
    path = "content/x\n::warning::y\n</pre>[klik](jahat.example) @budi-santoso-contoh.md"
    publisher.fake.push(publisher.people["agus"], publisher.site, "main", {path: b"x"})
    publisher.prepare()
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("::")] == [line for line in lines if ",title=ED001::" in line]
    page = publisher.summary.read_text()
    assert page.count("</pre>") == 1 and page.endswith("</pre>\n\n")
    assert "\\n::warning::y\\n&lt;/pre&gt;[klik]" in page
    assert set(publisher.said()) == {"deploy", "deployment"}


def test_tokens_are_shown_nowhere(publisher: Publisher, capfd) -> None:
    publisher.merged()
    publisher.prepare()
    publisher.fake.fail("404", path="git-receive-pack", times=99)
    publisher.deploy()
    assert publisher.finish() == 3
    told = capfd.readouterr()
    everything = told.out + told.err + publisher.summary.read_text() + publisher.output.read_text()
    assert len(publisher.tokens) == 2
    for token in publisher.tokens:
        assert token not in everything
        assert not any(token.encode() in file.read_bytes() for file in publisher.work.rglob("*") if file.is_file())


# -- what must be there ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("anchor", ["", "main", "HEAD", "0123abc"])
def test_without_an_anchor_nothing_is_published(publisher: Publisher, anchor: str, capsys) -> None:
    publisher.anchor = anchor
    assert publisher.prepare() == 2
    assert capsys.readouterr().err.splitlines() == [
        "jangkar kepercayaan belum disebut",
        "Saran: isi variabel TERBIT_ANCHOR dengan ujung main saat kantor selesai disiapkan, 40 huruf dan angka "
        "(docs/github.md, bagian 10)",
    ]


def test_records_need_a_place_that_not_everybody_reads(publisher: Publisher, capsys) -> None:
    assert publisher.prepare(TERBIT_RECORDS_TOKEN=None) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"token untuk repositori catatan {RECORDS} tidak ada",
        "Saran: atur TERBIT_RECORDS_TOKEN",
    ]


@pytest.mark.parametrize("office", ["publisher", "private"])
def test_records_go_to_no_repository_that_everybody_reads(office: str, request: pytest.FixtureRequest, capsys) -> None:
    """Whatever sop.yml says of the second one, or of the only one: GitHub is asked."""
    tried: Publisher = request.getfixturevalue(office)
    opened = tried.catatan if tried.public else tried.site
    tried.merged()
    opened.private = False
    assert tried.prepare() == 2
    assert capsys.readouterr().err.splitlines() == [
        f"Gagal saat mencocokkan catatan: {opened.full_name} dapat dibaca semua orang, dan catatan kantor tidak boleh",
        "Saran: buat repositori kedua yang tertutup, lalu isi github.records di sop.yml",
        "Yang sudah tayang tidak berubah.",
    ]
    assert tried.kept.resolve(book.REF) is None


@pytest.mark.parametrize("edit", [("repository: balai-contoh/situs", "repository: jahat/situs"), ("github:", "x:")])
def test_an_unapproved_procedure_that_points_elsewhere_is_held_back_like_anything_else(
    publisher: Publisher, edit: tuple[str, str]
) -> None:
    publisher.merged()
    text = (publisher.fake.read(publisher.site, "sop.yml") or b"").decode()
    publisher.fake.edit(publisher.people["agus"], publisher.site, "main", {"sop.yml": text.replace(*edit)})
    assert publisher.prepare() == 0
    publisher.deploy()
    assert publisher.finish() == 1
    assert publisher.page(ARTICLE).status_code == 200


def test_the_program_as_a_workflow_starts_it(publisher: Publisher, monkeypatch) -> None:
    """In a process of its own, by its own clock, with the waits that it has."""
    publisher.merged()
    monkeypatch.setattr(edge, "guarded", lambda run: 0)
    publisher.prepare()  # only makes the clone and the environment
    checkout, work = publisher.work / "repo", publisher.folder / "terbit"
    command = [sys.executable, "-m", "terbit", "publish", "--github", str(work), "--anchor", publisher.anchor]
    done = subprocess.run([*command, "--url", publisher.url], cwd=checkout, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    publisher.deploy()
    done = subprocess.run(
        [*command, "--live", publisher.url], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("tayang: terbitan 0001-")


def test_a_broken_procedure_on_main_does_not_stop_the_rest(publisher: Publisher) -> None:
    publisher.merged()
    publisher.fake.edit(publisher.people["agus"], publisher.site, "main", {"sop.yml": b"x: ["})
    assert publisher.prepare() == 0
    assert publisher.said()["deploy"] == "true"
    publisher.deploy()
    assert publisher.finish() == 1
    assert publisher.page(ARTICLE).status_code == 200


# -- faults ------------------------------------------------------------------------------------------------------------


def test_github_goes_down_at_any_request_and_nothing_is_lost_or_doubled(publisher: Publisher) -> None:
    """From the n-th request on nothing answers, for every n: the job says that it could not verify, hands nothing over
    and what is live stays. When GitHub is back, one run makes everything good."""
    publisher.publish()
    publisher.merged()
    live = publisher.page("").text
    step, ended = 0, 3
    while ended == 3:
        publisher.fake.heal()
        publisher.fake.fail("502", path="^(?!/pages/)", after=step, times=999)
        ended = publisher.prepare()
        assert ended in (0, 3), step
        assert (publisher.folder / "terbit/site").exists() == (ended == 0)
        assert publisher.page("").text == live
        step += 1
    assert step > 6
    publisher.deploy()
    step, ended = 0, 3
    while ended == 3:
        publisher.fake.heal()
        publisher.fake.fail("502", path="^(?!/pages/)", after=step, times=999)
        ended = publisher.finish()
        step += 1
    assert (ended, step > 4) == (0, True)
    publisher.fake.heal()
    assert publisher.publish() == 0
    assert publisher.names("submitted", "approved", "merged") == ["submitted", "approved", "merged"]
    assert publisher.names("deployed", "verified") == ["deployed", "verified"] * 2
    address = [e for e in publisher.book.events if e.data.get("address") == ARTICLE]
    assert [e.event for e in address] == ["released"]


def test_however_the_evidence_fails_nothing_is_published_on_half_of_it(publisher: Publisher, capsys) -> None:
    publisher.publish()
    publisher.merged()
    for kind in KINDS:
        publisher.fake.heal()
        publisher.fake.fail(kind, path="^/graphql", times=99, seconds=60)
        publisher.limits = replace(QUICK, silence=1, whole=2, attempts=1) if kind == "slow" else QUICK
        capsys.readouterr()
        assert publisher.prepare() == 3, kind
        assert publisher.said() == {"deploy": "false", "deployment": ""}, kind
        assert publisher.names("alarm", "merged") == [], kind
        told = capsys.readouterr().err
        assert "Gagal saat mencocokkan catatan: " in told
        assert told.splitlines()[-1] == "Yang sudah tayang tidak berubah."
    publisher.fake.heal()
    assert publisher.publish() == 0
    assert publisher.page(ARTICLE).status_code == 200
    assert publisher.names("alarm") == []


def test_a_hiccup_is_waited_for(publisher: Publisher) -> None:
    publisher.merged()
    publisher.fake.fail("502", path="^/graphql", times=1)
    publisher.fake.fail("503", path="git-receive-pack", times=1)
    publisher.fake.fail("502", path="git-upload-pack", times=1)
    assert publisher.publish() == 0


def test_a_push_whose_answer_is_lost_doubles_nothing(publisher: Publisher) -> None:
    publisher.merged()
    publisher.fake.fail("refused", path="/git-receive-pack$", times=1, done=True)
    assert publisher.publish() == 0
    assert publisher.names("submitted", "approved", "merged") == ["submitted", "approved", "merged"]


@pytest.mark.parametrize("kind", ["502", "404", "nonsense", "refused", "500 html"])
def test_pages_in_trouble_is_unknown_and_never_good(publisher: Publisher, kind: str) -> None:
    publisher.merged()
    publisher.prepare()
    publisher.deploy()
    publisher.fake.fail(kind, path="^/pages/", times=999)
    assert publisher.finish() == 3
    assert publisher.names("deployed", "verified", "released") == []
    publisher.fake.heal()
    assert publisher.publish() == 0
    assert publisher.names("deployed", "verified") == ["deployed", "verified"]
