"""How a tree is judged: what a change brings in, what it touches, what is kept between runs, what adoption eases."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.rules.cases import AS_OF, Files, sop

from terbit import rules
from terbit.articles import cache
from terbit.articles.article import folder_of, holder_of
from terbit.findings import Finding, Severity
from terbit.rules.judging import article_folder

PANEN = "content/berita/2026/11/panen/index.md"
BENIH = "content/berita/2026/11/benih/index.md"


def text(body: str = "Isi.\n", **keys: str) -> str:
    meta = {
        "title": "Panen raya",
        "date": "2026-11-02",
        "description": "Petani memanen padi.",
        "categories": "[kegiatan]",
        "information": "berkala",
        **keys,
    }
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in meta.items() if value) + f"---\n\n{body}"


def found(content: dict[str, bytes | str], *, as_of: datetime = AS_OF, **options: object) -> list[Finding]:
    return rules.check(Files(content), sop(), as_of, **options)  # type: ignore[arg-type]


def ids(findings: list[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


def test_several_findings_come_sorted_by_place() -> None:
    findings = found({PANEN: text("![](hilang.jpg)\n\nLihat [x](artikel:tidak-ada).\n", categories="[kegiatn]")})
    assert [(f.rule, f.line, f.column) for f in findings] == [
        ("FM003", 5, 14),
        ("PG001", 9, 1 + len("![](")),
        ("PG002", 9, 1 + len("![](")),
        ("LK001", 11, 1 + len("Lihat [x](")),
    ]


def test_the_same_address_twice_has_two_places() -> None:
    findings = found({PANEN: text("[a](artikel:x) dan [b](artikel:x)\n\n[c](artikel:x)\n")})
    assert [(f.line, f.column) for f in findings] == [(9, 5), (9, 24), (11, 5)]


def test_line_ends_of_windows_do_not_move_places() -> None:
    findings = found({PANEN: text("Satu.\n\n[a](artikel:x)\n").replace("\n", "\r\n")})
    assert [(f.line, f.column) for f in findings] == [(11, 5)]


def test_a_change_is_told_only_what_it_brings_in() -> None:
    before = found({PANEN: text("[a](artikel:x)\n")})
    after = found({PANEN: text("Baris baru.\n\n[a](artikel:x) dan [b](artikel:y)\n")})
    assert [f.message.text() for f in rules.introduced(before, after)] == ['artikel "y" tidak ada']


def test_the_same_fault_once_more_is_brought_in_once() -> None:
    before = found({PANEN: text("[a](artikel:x)\n")})
    after = found({PANEN: text("[a](artikel:x) dan [b](artikel:x)\n")})
    assert [f.column for f in rules.introduced(before, after)] == [24]


def test_a_warning_that_becomes_an_error_is_brought_in() -> None:
    before = found({PANEN: text(categories="", information="belum-diklasifikasi")})
    after = found({PANEN: text(categories="")})
    assert [f.severity for f in before] == [Severity.WARNING]
    assert ids(rules.introduced(before, after)) == ["FM006"]


def test_old_faults_of_adopted_articles_are_warnings_except_what_can_do_harm() -> None:
    old = text(
        "[a](artikel:x) ![](hilang.jpg) NIK 3271046504930002 <script>x</script>\n",
        information="belum-diklasifikasi",
        description="",
        categories="",
        redirect_from='["?"]',
    )
    severities = {f.rule: f.severity.value for f in found({PANEN: old, PANEN.replace("index.md", "x.pdf"): b"%PDF-"})}
    assert severities == {
        "FM005": "warning",
        "FM006": "warning",
        "AD003": "error",
        "PG001": "error",
        "PG002": "warning",
        "AT003": "warning",
        "PD001": "warning",
        "AC001": "error",
        "LK001": "error",
    }


def test_only_what_a_change_touches_is_judged() -> None:
    content: dict[str, bytes | str] = {
        PANEN: text("[a](artikel:benih)\n"),
        "content/berita/2026/11/lain/index.md": text("[a](artikel:tidak-ada)\n"),
    }
    assert ids(found(content)) == ["LK001", "LK001"]
    # benih was removed: whoever links to it is told, others are not
    assert [f.path for f in found(content, only={BENIH})] == [PANEN]
    assert found(content, only=set()) == []


def test_a_picture_that_goes_is_told_of_at_its_article() -> None:
    content: dict[str, bytes | str] = {PANEN: text("![Padi](padi.jpg)\n")}
    assert [(f.rule, f.path) for f in found(content, only={PANEN.replace("index.md", "padi.jpg")})] == [
        ("PG001", PANEN)
    ]


def test_an_article_that_takes_an_old_address_is_told_of_at_both() -> None:
    content: dict[str, bytes | str] = {
        BENIH: text(redirect_from="[/berita/2026/11/panen/]"),
        PANEN: text(),
    }
    assert [(f.rule, f.path) for f in found(content, only={PANEN})] == [("AD003", BENIH)]


def test_links_to_what_comes_later_are_faults_until_it_is_public() -> None:
    content: dict[str, bytes | str] = {
        PANEN: text("[a](artikel:benih)\n"),
        BENIH: text(publish_at="2026-11-25 08:00"),
    }
    assert ids(found(content)) == ["LK002"]
    assert found(content, as_of=datetime(2026, 11, 25, 1, 0, tzinfo=UTC)) == []


def test_files_without_their_article_are_told_of() -> None:
    path = "content/berita/2026/11/panen/data.csv"
    assert [(f.rule, f.path) for f in found({path: "a,b\n"})] == [("AT003", path)]


def test_pictures_of_pages_may_be_shared_and_are_judged_where_they_are_shown() -> None:
    page = "---\ntitle: Profil\n---\n\n![Kantor](foto/kantor.jpg)\n"
    findings = found({"content/profil/index.md": page, "content/profil/foto/kantor.jpg": b"bukan gambar"})
    assert [(f.rule, f.path) for f in findings] == [("PG003", "content/profil/foto/kantor.jpg")]
    assert found({"content/profil/index.md": "---\ntitle: P\n---\n", "content/profil/foto/kantor.jpg": b"x"}) == []


# -- what is kept between runs ---------------------------------------------------------------------------------------


@pytest.fixture
def content() -> dict[str, bytes | str]:
    files: dict[str, bytes | str] = {
        f"content/berita/2026/11/artikel-{n}/index.md": text(f"[a](artikel:artikel-{n + 1})\n", title=f"Artikel {n}")
        for n in range(20)
    }
    files[PANEN] = text("NIK 3271046504930002\n{: onclick=x }\n", categories="[kegiatn]")
    return files


def test_a_second_run_reads_nothing_and_says_the_same(content: dict[str, bytes | str], tmp_path: Path) -> None:
    first = found(content, cache=tmp_path)
    again = Files(content)
    assert rules.check(again, sop(), AS_OF, cache=tmp_path) == first
    assert again.reads == 0
    assert ids(first) == ["LK001", "FM003", "PD001", "AC001"]


def test_a_changed_article_and_a_changed_file_are_looked_at_again(
    content: dict[str, bytes | str], tmp_path: Path
) -> None:
    found(content, cache=tmp_path)
    content[PANEN] = text()
    assert ids(found(content, cache=tmp_path)) == ["LK001"]
    content[PANEN.replace("index.md", "x.csv")] = "a\n"
    assert ids(found(content, cache=tmp_path)) == ["LK001", "AT003"]


def test_a_changed_procedure_is_heard(content: dict[str, bytes | str], tmp_path: Path) -> None:
    found(content, cache=tmp_path)
    known = sop()
    wider = known.model_copy(update={"categories": {**known.categories, "kegiatn": known.categories["kegiatan"]}})
    findings = rules.check(Files(content), wider, AS_OF, cache=tmp_path)
    assert ids(findings) == ["LK001", "PD001", "AC001"]


@pytest.mark.parametrize("damage", ["empty", "noise", "middle", "folder"])
def test_a_broken_cache_changes_no_verdict(content: dict[str, bytes | str], tmp_path: Path, damage: str) -> None:
    first = found(content, cache=tmp_path)
    file = tmp_path / cache.FILE
    kept = file.read_bytes()
    if damage == "empty":
        file.write_bytes(b"")
    elif damage == "noise":
        file.write_bytes(b"bukan basis data" * 100)
    elif damage == "middle":
        # letters within rows, so that SQLite itself notices nothing
        file.write_bytes(re.sub(rb"kegiatn", rb"kegiatx", kept))
    else:
        file.unlink()
        file.mkdir()
    assert found(content, cache=tmp_path) == first
    assert found(content, cache=tmp_path) == first


def test_every_byte_of_the_cache_may_be_damaged(content: dict[str, bytes | str], tmp_path: Path) -> None:
    first = found(content, cache=tmp_path)
    file = tmp_path / cache.FILE
    kept = file.read_bytes()
    for at in range(0, len(kept), 97):
        file.write_bytes(kept[:at] + bytes([kept[at] ^ 0xFF]) + kept[at + 1 :])
        assert found(content, cache=tmp_path) == first


# -- what must not even enter the history ------------------------------------------------------------------------------


def test_personal_data_and_exempt_material_are_seen_in_one_blob() -> None:
    content = text("NIK 3271046504930002\n", information="dikecualikan").encode()
    findings = rules.sensitive(PANEN, content, sop())
    assert [(f.rule, f.severity.value, f.line) for f in findings] == [("EX001", "error", 6), ("PD001", "error", 9)]


@pytest.mark.parametrize(
    "line", ["information: dikecualikan", 'information: "dikecualikan"', "information : Dikecualikan"]
)
def test_exempt_material_is_seen_behind_a_broken_front_matter(line: str) -> None:
    content = f"---\ntitle: a: b\n{line}\n".encode()
    assert ids(rules.sensitive(PANEN, content, sop())) == ["EX001"]
    assert "EX001" in ids(found({PANEN: content}))


def test_other_files_are_not_searched() -> None:
    assert rules.sensitive("tools/x.py", b"3271046504930002", sop()) == []
    assert rules.sensitive("content/a.pdf", b"3271046504930002", sop()) == []


@pytest.mark.parametrize("name", ["kategori", "arsip", "laporan", "catatan-link", "assets"])
def test_addresses_of_the_site_itself_are_taken(name: str) -> None:
    page = "---\ntitle: Halaman\nredirect_from: [%s]\n---\n"
    assert ids(found({f"content/{name}/index.md": "---\ntitle: Halaman\n---\n"})) == ["AD002"]
    assert ids(found({"content/lain.md": page % f"/{name}/opini/"})) == ["AD003"]
    assert ids(found({"content/lain.md": page % "/sitemap.xml"})) == ["AD003"]
    assert found({"content/publikasi/2026/11/buku/index.md": text()}) == []


def test_two_texts_at_one_address_are_told_of() -> None:
    page = "---\ntitle: Profil\n---\n"
    findings = found({"content/profil.md": page, "content/profil/index.md": page})
    assert [(f.rule, f.path) for f in findings] == [
        ("AD002", "content/profil.md"),
        ("AD002", "content/profil/index.md"),
    ]


def test_an_old_address_that_two_claim_or_one_still_has_is_told_of() -> None:
    findings = found({PANEN: text(redirect_from="[/lama/]"), BENIH: text(redirect_from="[lama]")})
    assert [(f.rule, f.path) for f in findings] == [("AD003", BENIH), ("AD003", PANEN)]
    assert ids(found({PANEN: text(redirect_from="[/berita/2026/11/panen/]")})) == ["AD003"]


def test_a_file_belongs_to_the_article_whose_folder_the_edition_gives_it() -> None:
    outer, inner = "content/berita/2026/11/panen/", "content/berita/2026/11/panen/2026/11/sawah/"
    for file, folder in (
        (outer + "a/b.png", outer),
        (inner + "b.png", inner),
        ("content/Berita/2026/11/x/b.png", None),
    ):
        holder = holder_of(file)
        assert article_folder(file) == folder == (folder_of(holder) if holder is not None else None)


@pytest.mark.parametrize(
    "said",
    [
        b"information: dikecualikan",
        b"information : Dikecualikan",
        b"\"information\": 'dikecualikan'",
        b" 'information': dikecualikan",
        b"information:\n  dikecualikan",
        b"{title: A, information: dikecualikan}",
    ],
)
def test_exempt_material_is_seen_however_it_is_written(said: bytes) -> None:
    found = rules.sensitive(PANEN, b"---\n" + said + b"\n---\n\nIsi\n", sop())
    assert ids(found) == ["EX001"]


def test_looking_for_exempt_material_takes_no_longer_in_an_absurd_text() -> None:
    began = time.process_time()
    assert rules.sensitive(PANEN, b"\n \t" * 300_000, sop()) == []
    assert time.process_time() - began < 5  # a second pass over the rest for each line would take minutes
