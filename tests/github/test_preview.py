"""`terbit preview`: which pages a change touches, what is said of them, and that the file stays small and alone."""

from __future__ import annotations

import base64
import io
import random
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser, LexborNode
from tests.support import warm
from tests.support.edition import SOP, Office, path, text
from tests.support.office import CHECKOUT

from terbit.findings import Finding, Severity
from terbit.github import preview
from terbit.github.preview import Page, Proposal
from terbit.messages import msg

PANEN = path("panen-padi")


class Git:
    """An office folder with one commit on main, as a pull request's checkout has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("sop.yml", "mkdocs.yml"):
            self.put(name, (CHECKOUT / name).read_bytes())
        self.put("content/index.md", text("Beranda", "Selamat datang."))
        self.put("content/layanan.md", text("Layanan", "Senin sampai Jumat.", description="Jam layanan."))
        self.put(PANEN, article("Panen padi", "Isi panen."))
        self.run("init", "-q", "-b", "main")
        self.commit()

    def put(self, name: str, content: str | bytes) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def run(self, *words: str) -> None:
        command = ["git", "-c", "user.name=X", "-c", "user.email=x@localhost", *words]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)

    def commit(self) -> None:
        self.run("add", "-A")
        self.run("commit", "-q", "-m", "x")

    def preview(self, *words: str) -> tuple[int, str, LexborHTMLParser]:
        """Exit code, what was said, and the page."""
        out = self.folder.with_name("pratinjau.html")
        out.unlink(missing_ok=True)
        command = [warm.python(), "-m", "terbit", "-C", str(self.folder), *words, "preview"]
        done = subprocess.run(
            [*command, "--changed-since", "HEAD^1", "--out", str(out)], capture_output=True, text=True, check=False
        )
        page = out.read_text("utf-8") if out.exists() else ""
        return done.returncode, (done.stdout + done.stderr).replace(str(out), "FILE"), LexborHTMLParser(page)


def article(title: str, body: str, **front: str) -> str:
    return text(title, body, description="Satu kalimat.", information="berkala", **front)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    (tmp_path / "kantor").mkdir()
    return Git(tmp_path / "kantor")


def words(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def picture(side: int, seed: int = 1) -> bytes:
    """A picture that does not compress."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(seed).randbytes(side * side * 3)).save(out, "JPEG", quality=90)
    return out.getvalue()


# -- which pages ---------------------------------------------------------------------------------------------------


def test_each_touched_page_is_there_with_what_was_found_beside_it(git: Git) -> None:
    git.put(path("baru"), article("Berita baru", "Hubungi 0812-3456-7890."))
    git.put(path("rusak"), article("Naskah rusak", "Isi.").replace("[kegiatan]", "[kegiatn]"))
    git.put("content/layanan.md", text("Layanan", "Setiap hari.", description="Jam layanan."))
    (git.folder / PANEN).unlink()
    git.put("mkdocs.yml", (CHECKOUT / "mkdocs.yml").read_bytes() + b"# x\n")
    git.commit()
    status, said, page = git.preview()

    assert (status, said) == (0, "4 halaman berubah, di FILE\n")
    assert words(page.css_first("header.top > p:last-of-type")) == "4 halaman berubah; 1 kesalahan, 1 peringatan."
    assert [words(item) for item in page.css(".index li")] == [
        "Berita baru baru 1 temuan",
        "panen-padi dihapus",
        "Naskah rusak baru 1 temuan",
        "Layanan diubah",
    ]
    shown = [words(section) for section in page.css("section.sheet")]
    assert "Hubungi 0812-3456-7890." in shown[0] and "Peringatan ada nomor telepon" in shown[0]
    assert "Halaman ini dihapus; di alamatnya akan ada pemberitahuan." in shown[1]
    assert 'Kesalahan kategori "kegiatn" tidak dikenal maksud Anda "kegiatan"?' in shown[2]
    assert "Halaman ini belum dapat ditampilkan; perbaiki temuannya lebih dahulu." in shown[2]
    assert "Setiap hari." in shown[3] and "Kesalahan" not in shown[3]
    assert "Ringkasan untuk daftar: Jam layanan." in shown[3]
    assert words(page.css_first("nav details")) == "Berkas lain yang berubah: 1 mkdocs.yml"


def test_a_picture_beside_an_article_touches_it(git: Git) -> None:
    git.put(PANEN, article("Panen padi", "![Petani](padi.jpg)"))
    git.put(PANEN.replace("index.md", "padi.jpg"), picture(40))
    git.commit()
    git.put(PANEN.replace("index.md", "padi.jpg"), picture(50))
    git.commit()
    _, _, page = git.preview()
    assert [words(item) for item in page.css(".index li")] == ["Panen padi diubah"]
    image = page.css_first("section img")
    assert image is not None and (image.attributes["src"] or "").startswith("data:image/jpeg;base64,")


def test_a_scheduled_article_is_shown_before_its_time(git: Git) -> None:
    git.put(path("kelak"), article("Berita kelak", "Isi kelak.", publish_at="2099-01-02 08:00"))
    git.commit()
    _, _, page = git.preview()
    shown = words(page.css_first("section.sheet"))
    assert "tayang mulai 2 Januari 2099" in shown and "Isi kelak." in shown


def test_a_withdrawal_is_shown_as_readers_will_see_it(git: Git) -> None:
    git.put(PANEN, article("Panen padi", "Isi panen.", withdrawn="{date: 2026-11-10, reason: Datanya keliru.}"))
    git.commit()
    _, _, page = git.preview()
    shown = words(page.css_first("section.sheet .page"))
    assert "Artikel ini telah ditarik" in shown and "Datanya keliru." in shown and "Isi panen." not in shown


def test_nothing_of_the_site_is_touched(git: Git) -> None:
    git.put("catatan.txt", "x")
    git.commit()
    status, said, page = git.preview("--lang", "en")
    assert (status, said) == (0, "0 pages change, in FILE\n")
    assert words(page.css_first("header.top > p:last-of-type")) == "0 pages change; 0 errors, 0 warnings."
    assert page.css("section") == []


def test_an_unknown_revision_is_refused(git: Git) -> None:
    status, said, _ = git.preview()
    assert (status, said) == (
        2,
        'revisi "HEAD^1" tidak ada\nSaran: periksa namanya, misalnya origin/main\n',
    )


# -- what is in the file ------------------------------------------------------------------------------------------


def built(tmp_path: Path, files: dict[str, str | bytes], *, pages: list[Page] | None = None) -> str:
    Office(files).build(tmp_path / "site")
    shown = pages or [Page(name, "new", name) for name in files if name.endswith(".md")]
    return preview.document(Proposal(shown, []), tmp_path / "site", SOP, "id")


def hrefs(document: str) -> list[str | None]:
    return [link.attributes.get("href") for link in LexborHTMLParser(document).css(".page a")]


def test_links_lead_to_pages_in_the_file_or_to_the_world_outside(tmp_path: Path) -> None:
    body = (
        "[sini](#bab-dua) [lain](artikel:jagung) [bab](artikel:jagung#hasil) [luar](artikel:ubi) "
        "[bmkg](https://www.bmkg.go.id/) [surel](mailto:a@contoh.example)\n\n## Bab dua\n"
    )
    files: dict[str, str | bytes] = {
        PANEN: text("Panen", body),
        path("jagung"): text("Jagung", "## Hasil\n"),
        path("ubi"): text("Ubi"),
    }
    document = built(tmp_path, files, pages=[Page(PANEN, "new", "Panen"), Page(path("jagung"), "new", "Jagung")])
    assert [href for href in hrefs(document) if href and "kategori" not in href] == [
        "#h1-bab-dua",
        "#h2",
        "#h2-hasil",
        "https://balai-contoh.example/berita/2026/11/ubi/",
        "https://www.bmkg.go.id/",
        "mailto:a@contoh.example",
    ]
    page = LexborHTMLParser(document)
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids)) and {"h1-bab-dua", "h2-hasil", "h1", "h2"} <= set(ids)


def test_what_cannot_be_seen_in_a_name_is_made_visible(tmp_path: Path) -> None:
    page = Page(PANEN, "deleted", "aman\u202egpj.exe\n")
    finding = Finding("FM001", Severity.ERROR, "content/\u202ea<b>\n.md", msg("berkas ini bukan teks"))
    document = preview.document(Proposal([page], [finding], ["x\u202ey"]), tmp_path, SOP, "id")
    assert "\u202e" not in document and "<b>\n" not in document
    assert "aman\\u202egpj.exe\\n" in document and "content/\\u202ea&lt;b&gt;\\n.md" in document


def test_no_file_outside_the_site_gets_in(tmp_path: Path) -> None:
    (tmp_path / "rahasia.jpg").write_bytes(picture(30))
    folder = tmp_path / "site/berita/2026/11/panen-padi"
    folder.mkdir(parents=True)
    (folder / "tautan.jpg").symlink_to(tmp_path / "rahasia.jpg")
    sources = [
        "../../../../../rahasia.jpg",
        "/../rahasia.jpg",
        "tautan.jpg",
        f"file://{tmp_path}/rahasia.jpg",
        "%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/rahasia.jpg",
        "a\0b",
    ]
    images = "".join(f'<img alt="x" src="{source}">' for source in sources)
    (folder / "index.html").write_text(f"<main id=terbit-isi>{images}</main>")
    document = preview.document(Proposal([Page(PANEN, "new", "x")], []), tmp_path / "site", SOP, "id")
    assert "data:image/" not in document
    assert document.count('<span class="gone"') == len(sources)


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_its_alternative_text(tmp_path: Path, content: bytes) -> None:
    files: dict[str, str | bytes] = {PANEN: text("Panen", "![Petani memanen](p.jpg)")}
    files[PANEN.replace("index.md", "p.jpg")] = content
    document = built(tmp_path, files)
    assert "<img" not in document
    assert '<span class="gone" role="img" aria-label="Petani memanen">Petani memanen</span>' in document


def many_pictures(count: int) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {}
    for n in range(count):
        files[path(f"n{n}")] = text(f"N{n}", f"![Gambar {n}](p.jpg)")
        files[path(f"n{n}").replace("index.md", "p.jpg")] = picture(1200, n)
    return files


def test_large_pictures_are_made_smaller(tmp_path: Path) -> None:
    document = built(tmp_path, many_pictures(1))
    data = re.search(r"data:image/webp;base64,([A-Za-z0-9+/=]+)", document)
    assert data is not None
    with Image.open(io.BytesIO(base64.b64decode(data[1]))) as image:
        assert max(image.size) == 960


def test_the_file_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = many_pictures(6)
    sizes = {}
    for limit in (preview.MAX_BYTES, 800_000, 300_000, 30_000, 9_000):
        monkeypatch.setattr(preview, "MAX_BYTES", limit)
        if not (tmp_path / "site").exists():
            built(tmp_path, files)
        shown = [Page(name, "new", "x" * 100) for name in files if name.endswith(".md")]
        sizes[limit] = preview.document(Proposal(shown, []), tmp_path / "site", SOP, "id")
        assert len(sizes[limit].encode()) <= limit
    assert sizes[30_000].count('class="gone"') == 6 and "data:image/webp" not in sizes[30_000]
    assert "6 halaman lagi tidak muat di pratinjau ini." in sizes[9_000]


def test_pages_have_a_bound() -> None:
    class Folder:
        files = {path(f"n{n}"): None for n in range(preview.MAX_PAGES + 5)}  # noqa: RUF012

        def read(self, name: str) -> bytes:
            return text(name).encode()

    what = preview.proposal((), Folder(), Folder.files, (), SOP)  # type: ignore[arg-type]
    assert (len(what.pages), what.left_out) == (preview.MAX_PAGES, 5)


def test_absurd_nesting_does_not_end_it(tmp_path: Path) -> None:
    folder = tmp_path / "site/berita/2026/11/panen-padi"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(f"<main id=terbit-isi>{'<div>' * 50_000}</main>")
    document = preview.document(Proposal([Page(PANEN, "new", "Panen")], []), tmp_path / "site", SOP, "id")
    assert "Halaman ini belum dapat ditampilkan" in document


def test_the_moment_is_that_of_the_last_page_that_is_due() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    page = Page(PANEN, "new", "x")
    later, earlier = datetime(2027, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert preview.shown_at([page, replace(page, publish_at=earlier)], now) == now
    assert preview.shown_at([page, replace(page, publish_at=later)], now) == later


@pytest.mark.parametrize(
    "fragment",
    [
        "<script>x</script>", "<p onclick=x>y</p>", "<a href='javascript:x'>y</a>", "<a href=' JaVa\tScript:x'>y</a>",
        "<iframe src=x></iframe>", "<style>p{}</style>", "<p style='position:fixed'>y</p>", "<base href=x>",
        "<link rel=stylesheet href=x>", "<meta http-equiv=refresh content=0>", "<form action=x></form>", "<svg></svg>",
        "<video src=x></video>", "<p class='sheet top'>y</p>", "<a href='data:text/html,x'>y</a>", "<p data-x=1>y</p>",
        "<a href='http://[::1'>y</a>", "<object data=x></object>", "<template><p>y</template>",
        "<a ping=x target=_top>y</a>", "<img srcset=x>", "<div id=''>y</div>", "<!-- x -->",
    ],
)  # fmt: skip
def test_only_what_is_read_is_kept(tmp_path: Path, fragment: str) -> None:
    """As if the build had let it through."""
    folder = tmp_path / "site/berita/2026/11/panen-padi"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(f"<main id=terbit-isi>{fragment}</main>")
    document = preview.document(Proposal([Page(PANEN, "new", "Panen")], []), tmp_path / "site", SOP, "id")
    kept = document.partition('<div class="page">')[2].partition("</div>\n</section>")[0]
    assert kept in ("", "<p>y</p>", "<a>y</a>", "<div>y</div>", '<span class="gone" role="img" aria-label="">–</span>')


def test_texts_of_all_kinds_are_text(tmp_path: Path) -> None:
    hostile = "</title></style><script>x</script>\"'&lt;"
    page = Page(PANEN, "new", hostile)
    finding = Finding("X", Severity.WARNING, PANEN, msg("{value}", value=hostile), msg("{value}", value=hostile))
    document = preview.document(Proposal([page], [finding], [hostile]), tmp_path, SOP, "id")
    assert LexborHTMLParser(document).css("script") == []
    assert document.count("&lt;script&gt;") == 5


def test_the_policy_forbids_everything_but_its_own_styles_and_pictures(git: Git) -> None:
    git.put("content/layanan.md", text("Layanan", "Setiap hari."))
    git.commit()
    _, _, page = git.preview()
    policy = page.css_first('meta[http-equiv="Content-Security-Policy"]')
    assert policy is not None and policy.attributes["content"] == (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
    )
    heads = [node.tag for node in page.css("head *")]
    assert heads.index("meta") < heads.index("style") and heads[1] == "meta"  # before anything that it governs


def test_a_summary_is_text_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    page = Page(PANEN, "changed", "Panen", summary="<b>padi</b> aman\u202egpj.exe")
    document = preview.document(Proposal([page], []), tmp_path / "site", SOP, "id")
    assert '<p class="summary">Ringkasan untuk daftar: &lt;b&gt;padi&lt;/b&gt; aman' in document
    assert "\u202e" not in document
    without = preview.document(Proposal([Page(PANEN, "changed", "Panen")], []), tmp_path / "site", SOP, "id")
    assert '<p class="summary">' not in without
