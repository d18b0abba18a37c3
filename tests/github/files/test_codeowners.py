"""CODEOWNERS, read as GitHub reads it, against what the verdict asks."""

from __future__ import annotations

import pytest
from pathspec import PathSpec
from tests.github.files.offices import TEXTS, office, read
from tests.support.edition import path as article_path
from tests.support.edition import text

from terbit.articles import article
from terbit.findings import render
from terbit.github.files.codeowners import PATH, files, notices
from terbit.review.demand import Touched, demand_of
from terbit.sop import Sop

LOGIN = "login: {}-contoh"


def owners(sop: Sop, path: str) -> set[str]:
    """The last line that matches decides; a line's pattern is one of .gitignore."""
    found: set[str] = set()
    for line in files(sop)[PATH].decode().splitlines():
        words = line.split()
        if words and not line.startswith("#") and PathSpec.from_lines("gitignore", words[:1]).match_file(path):
            found = {word.removeprefix("@") for word in words[1:]}
    return found


def asked(sop: Sop, touched: Touched) -> set[str]:
    """The log-ins of everybody who ever holds a role that the verdict asks for."""
    roles = set(demand_of([touched], sop).roles)
    return {
        person.login
        for person in sop.people.values()
        if person.login and roles & {holding.role for holding in person.roles}
    }


def changed(sop: Sop, path: str, **front: str) -> Touched:
    holder = path if path.endswith(".md") else article.holder_of(path) or "content/index.md"
    if not path.startswith("content/"):
        return Touched(path)
    read = article.read(holder, text(**front).encode(), sop.zone)
    return Touched(path, tip=read, result=read)


FLOOR = [
    "sop.yml",
    "mkdocs.yml",
    "overrides/main.html",
    ".github/workflows/publish.yml",
    ".github/CODEOWNERS",
    "editor/config.yml",
    "requirements.lock",
    "tools/terbit/cli.py",
    "content/assets/logo.svg",
    "content/berita/2026/11/panen/gambar.svg",
    "content/berita/2026/11/panen/skrip.js",
    "content/berita/2026/11/panen/halaman.html",
    "content/profil/tampilan.css",
    "reports/2026-10/skrip.js",
    "reports/README.md",
    "README.md",
]


@pytest.mark.parametrize("path", FLOOR)
def test_what_steers_the_site_is_asked_of_the_floor_alone(path: str) -> None:
    sop = office()
    assert owners(sop, path) == {"agus-pratama-contoh", "ratna-kusuma-contoh", "wayan-sudarma-contoh"}
    assert owners(sop, path) == asked(sop, Touched(path))


def test_an_article_is_asked_of_those_who_decide() -> None:
    sop = office()
    for path in (article_path("panen"), article_path("panen").replace("index.md", "padi.jpg"), "content/layanan.md"):
        assert owners(sop, path) == {"budi-santoso-contoh", "ratna-kusuma-contoh", "wayan-sudarma-contoh"}
        assert asked(sop, changed(sop, path, categories="[opini]")) == owners(sop, path)


def test_policy_matter_is_asked_of_the_head() -> None:
    sop = office()
    for path in ("content/profil/index.md", "content/profil/sejarah/gedung.jpg", "content/profil/visi.md"):
        assert owners(sop, path) == {"ratna-kusuma-contoh", "wayan-sudarma-contoh"}
        assert owners(sop, path) <= asked(sop, changed(sop, path))


def test_a_report_is_asked_of_its_recipient() -> None:
    sop = office()
    for name in ("index.md", "notes.md", "figures.json", "SHA256SUMS", "berita.csv"):
        assert owners(sop, f"reports/2026-10/{name}") == {"wayan-sudarma-contoh"}
        assert asked(sop, Touched(f"reports/2026-10/{name}")) == {"wayan-sudarma-contoh"}


@pytest.mark.parametrize(
    ("policy", "inside", "outside"),
    [
        ("content/layanan.md", "content/layanan.md", "content/kontak.md"),
        ("content/profil/**", "content/profil/a/b.md", "content/profi.md"),
        ("content/profil/*", "content/profil/b.md", "content/kontak.md"),
        ("content/profil/pim*.md", "content/profil/pimpinan.md", "content/kontak.md"),
        ("content/pro?il/**", "content/profil/b.md", None),
        ("content/a b/**", "content/a b/c.md", None),
        ("content/**", "content/kontak.md", None),
        ("content/#x/**", "content/#x/b.md", None),
    ],
)
def test_a_policy_path_is_covered_however_it_is_written(policy: str, inside: str, outside: str | None) -> None:
    sop = office("sample", ('paths: ["content/profil/**"]', f'paths: ["{policy}"]'))
    head = {"ratna-kusuma-contoh", "wayan-sudarma-contoh"}
    assert owners(sop, inside) == head
    assert outside is None or owners(sop, outside) == head | {"budi-santoso-contoh"}


def test_the_order_of_the_lines_is_from_the_general_to_the_special() -> None:
    lines = [line.split()[0] for line in files(office())[PATH].decode().splitlines()[1:] if line]
    firsts = [lines.index(name) for name in ("*", "/content/**/*.md", "/content/profil/**/*.md", "/reports/*/index.md")]
    assert firsts == sorted(firsts) and firsts[0] == 0


def test_no_line_is_without_an_owner() -> None:
    """Such a line would tell GitHub to ask nobody."""
    unknown = TEXTS["sample"]
    for login in ("budi-santoso-contoh", "wayan-sudarma-contoh", "ratna-kusuma-contoh"):
        unknown = unknown.replace(f"    login: {login}\n", "")
    sop = read(unknown)

    for line in files(sop)[PATH].decode().splitlines():
        assert not line or line.startswith("#") or " @" in line
    for path in ("content/layanan.md", "content/profil/index.md", "reports/2026-10/index.md"):
        assert owners(sop, path) == {"agus-pratama-contoh"}


def test_who_has_no_account_is_told_and_not_named_in_the_file() -> None:
    sop = read(TEXTS["sample"].replace("    login: budi-santoso-contoh\n", ""))
    assert render(notices(sop), "text", "id").splitlines() == [
        "sop.yml: warning[GF002] budi memeriksa naskah tetapi tidak punya login, jadi GitHub tidak dapat memintanya. "
        "Saran: isi people.budi.login dengan nama akun GitHub-nya",
        "sop.yml: warning[GF003] tidak seorang pun dengan peran ketua-tim punya login; GitHub meminta administrator "
        "dan pimpinan. Saran: isi login pemegang peran itu",
    ]
    assert b"budi" not in files(sop)[PATH].lower()
    assert notices(office()) == []


def test_a_writer_without_an_account_is_not_missed() -> None:
    assert notices(read(TEXTS["sample"].replace("    login: sari-wulandari-contoh\n", ""))) == []


def test_nobody_has_an_account() -> None:
    sop = read("\n".join(line for line in TEXTS["sample"].splitlines() if "login:" not in line))
    assert [line for line in files(sop)[PATH].decode().splitlines()[1:] if line] == []
    assert {finding.rule for finding in notices(sop)} == {"GF002", "GF003"}
