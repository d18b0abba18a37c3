"""A site with planted defects: each is found, under its rule and with its words; and what only looks wrong is not."""

import unicodedata
from pathlib import Path

import pytest

from terbit.findings import Severity, render
from terbit.links import internal

URL = "https://kantor.go.id/"
SOURCES = {"": "content/index.md", "berita/panen/": "content/berita/panen/index.md"}

FRONT = '<html><body><h1 id="atas">Depan</h1><a href="berita/panen/#hasil">Panen</a></body></html>'
PANEN = '<html><body><h1 id="hasil">Panen</h1><a name="lama"></a><img src="padi.jpg" alt=""></body></html>'


def build(top: Path, files: dict[str, str | bytes]) -> Path:
    """A small sound site with more files, or other ones, in it."""
    sound: dict[str, str | bytes] = {
        "index.html": FRONT,
        "berita/panen/index.html": PANEN,
        "berita/panen/padi.jpg": b"\xff\xd8",
        "laporan.pdf": b"%PDF",
    }
    for name, content in {**sound, **files}.items():
        file = top / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return top


def found(top: Path, files: dict[str, str | bytes], url: str = URL) -> list[str]:
    """Every finding as its line of text."""
    findings = internal.check(build(top, files), url, lambda address: SOURCES.get(address, address))
    return render(findings, "text", "id").splitlines()


def page(body: str, head: str = "") -> dict[str, str | bytes]:
    return {
        "berita/panen/index.html": f"<html><head>{head}</head><body><p id=hasil>x</p>{body}<img src=padi.jpg></body>"
    }


PANEN_MD = "content/berita/panen/index.md"
NO_PAGE = PANEN_MD + ': error[LB001] tautan "{}" menuju halaman yang tidak ada'
NO_FILE = PANEN_MD + ': error[LB003] berkas "{}" tidak ada'


def test_a_sound_site_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('<a href="/tidak/ada/">x</a>', NO_PAGE.format("/tidak/ada/")),
        ('<a href="../lain/">x</a>', NO_PAGE.format("../lain/")),
        ('<a href="https://kantor.go.id/hilang.html">x</a>', NO_PAGE.format("https://kantor.go.id/hilang.html")),
        ('<a href="http://KANTOR.go.id:80/hilang/">x</a>', NO_PAGE.format("http://KANTOR.go.id:80/hilang/")),
        ('<a href="http://kantor.go.id:8080/hilang/">x</a>', None),  # another port: another server
        ('<a href="//kantor.go.id/hilang/">x</a>', NO_PAGE.format("//kantor.go.id/hilang/")),
        ('<area href="hilang/">', NO_PAGE.format("hilang/")),
        ('<a href="/panen/">x</a>', NO_PAGE.format("/panen/") + '. Saran: maksud Anda "/berita/panen/"?'),
        ('<a href="padi%2ejpg">x</a>', None),
        ('<a href="..%2Fpanen/">x</a>', NO_PAGE.format("..%2Fpanen/")),
        ('<a href="x%00y">x</a>', NO_PAGE.format("x%00y")),
        ('<a href="%2e%2e/panen/">x</a>', None),
        ('<a href="..\\panen\\">x</a>', None),
        ('<a data-versionurl="/arsip/1/" href="/">x</a>', NO_PAGE.format("/arsip/1/")),
        ('<form action="/kirim/"></form>', NO_PAGE.format("/kirim/")),
        ('<blockquote cite="/kutip/">x</blockquote>', NO_PAGE.format("/kutip/")),
        ('<img src="hilang.jpg" alt="">', NO_FILE.format("hilang.jpg")),
        ('<img src="" alt="">', PANEN_MD + ": error[LB003] ada gambar atau berkas tanpa alamat"),
        ('<img srcset="padi.jpg 1x, padi-2.jpg 2x" src="padi.jpg" alt="">', NO_FILE.format("padi-2.jpg")),
        ('<picture><source srcset="padi,b.webp 1x"><img src="padi.jpg"></picture>', NO_FILE.format("padi,b.webp")),
        ('<script src="/a.js"></script>', NO_FILE.format("/a.js")),
        ('<video poster="p.jpg"></video>', NO_FILE.format("p.jpg")),
        ('<object data="o.svg"></object>', NO_FILE.format("o.svg")),
        ('<iframe src="/f/"></iframe>', NO_FILE.format("/f/")),
        ('<svg><use xlink:href="ikon.svg#a"/></svg>', NO_FILE.format("ikon.svg#a")),
        ('<svg><use href="ikon.svg#a"/></svg>', NO_FILE.format("ikon.svg#a")),
        ('<p style="background: url(latar.png)">x</p>', NO_FILE.format("latar.png")),
        ("<style>@import 'lain.css'; p{}</style>", NO_FILE.format("lain.css")),
        ('<a href="#tiada">x</a>', PANEN_MD + ': error[LB002] bagian "#tiada" tidak ada di halaman "/berita/panen/"'),
        (
            '<a href="#hasl">x</a>',
            PANEN_MD
            + ': error[LB002] bagian "#hasl" tidak ada di halaman "/berita/panen/". Saran: maksud Anda "hasil"?',
        ),
        ('<a href="/#tiada">x</a>', PANEN_MD + ': error[LB002] bagian "#tiada" tidak ada di halaman "/"'),
        (
            '<a href="/Berita/Panen/">x</a>',
            PANEN_MD + ': error[LB004] ejaan alamat "/Berita/Panen/" berbeda dari nama berkasnya. '
            'Saran: tulis "/berita/panen/"',
        ),
        (
            '<img src="Padi.JPG" alt="">',
            PANEN_MD + ': error[LB004] ejaan alamat "Padi.JPG" berbeda dari nama berkasnya. '
            'Saran: tulis "/berita/panen/padi.jpg"',
        ),
        ('<a href="http://[x/">x</a>', PANEN_MD + ': error[LB005] alamat "http://[x/" tidak dapat dibaca'),
        ('<a href="https:///x">x</a>', PANEN_MD + ': error[LB005] alamat "https:///x" tidak dapat dibaca'),
        ('<a href="https://a b/">x</a>', PANEN_MD + ': error[LB005] alamat "https://a b/" tidak dapat dibaca'),
        ('<a href="http://x:99999/">x</a>', PANEN_MD + ': error[LB005] alamat "http://x:99999/" tidak dapat dibaca'),
        ("<p id=hasil>x</p>", PANEN_MD + ': warning[LB007] id "hasil" dipakai 2 kali di satu halaman'),
    ],
)
def test_a_planted_defect_is_found_and_nothing_else(tmp_path: Path, body: str, line: str | None) -> None:
    expected = [] if line is None else [line]
    assert found(tmp_path, page(body)) == expected


@pytest.mark.parametrize(
    "body",
    [
        '<template><a href="/tidak/">x</a><img src="tidak.jpg"></template>',
        '<a href="#:~:text=padi">x</a>',
        '<a href="#hasil:~:text=padi">x</a>',
        '<a href="../../../../berita/panen/">past the root</a>',
        '<a href=" /berita/panen/\n">x</a>',
        '<a href="/berita/\npanen/">x</a>',
        '<a href="whatsapp://send?text=x">x</a>',
        '<a href="mailto:humas@kantor.go.id">x</a>',
        '<a href="tel:+62251">x</a>',
        '<a href="javascript:void(0)">x</a>',
        '<img src="data:image/gif;base64,AAAA" alt="">',
        '<a href="">self</a>',
        '<a href="#">top</a>',
        '<a href="#TOP">top</a>',
        '<a href="#lama%20bab">x</a><h2 id="lama bab">x</h2>',
        '<a href="#bab-é">x</a><h2 id="bab-é">x</h2>',
        '<a href="?halaman=2">x</a>',
        '<a href="/berita/panen">x</a>',
        '<a href="/berita/panen/index.html#hasil">x</a>',
        '<a href="https://contoh.org/tidak/ada">x</a>',
        '<a href="/laporan.pdf#page=3">x</a>',
        "<style>p::after{content:'url(tidak.png)'} /* url(tidak.png) */ p{fill:url(#warna)}</style>",
        '<link rel="preconnect" href="https://kantor.go.id/tidak">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="artikel:panen-raya">x</a>',
    ],
)
def test_what_only_looks_wrong_is_no_finding(tmp_path: Path, body: str) -> None:
    assert found(tmp_path, page(body)) == []


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (
            '<meta property="og:image" content="https://kantor.go.id/og.png">',
            NO_FILE.format("https://kantor.go.id/og.png"),
        ),
        ('<meta name="twitter:image" content="/og.png">', NO_FILE.format("/og.png")),
        ('<link rel="stylesheet" href="/a.css">', NO_FILE.format("/a.css")),
        ('<link rel="canonical" href="https://kantor.go.id/lain/">', NO_PAGE.format("https://kantor.go.id/lain/")),
        ('<link rel="alternate" type="application/rss+xml" href="/feed.xml">', NO_PAGE.format("/feed.xml")),
        ('<meta http-equiv="refresh" content="0; url=/pindah/">', NO_PAGE.format("/pindah/")),
        ('<base href="/berita/"><link rel="icon" href="i.png">', NO_FILE.format("i.png")),
    ],
)
def test_the_head_of_a_page_is_read(tmp_path: Path, head: str, line: str) -> None:
    files = page("", head)
    files["berita/panen/index.html"] = str(files["berita/panen/index.html"]).replace("<img src=padi.jpg>", "")
    assert found(tmp_path, files) == [line]


def test_a_base_moves_relative_links_and_bare_fragments(tmp_path: Path) -> None:
    files = page('<a href="#atas">of the front page</a><a href="berita/panen/">x</a>', '<base href="/">')
    assert found(tmp_path, files) == [NO_FILE.format("padi.jpg")]


def test_names_in_unicode_are_found_however_they_are_written(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "berita/kopi-é/index.html": "x",
        **page('<a href="../kopi-%C3%A9/">x</a><a href="../kopi-é/">x</a>'),
    }
    assert found(tmp_path, files) == []


def test_names_that_are_no_addresses_by_themselves(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a%20b/index.html": '<a href="#x">x</a><a href="lain.html">x</a><p id=x>',
        "a%20b/lain.html": '<a href="../c%23d/?q">x</a><a href="../a%2520b/">x</a>',
        "c#d/index.html": '<a href=".">x</a><a href="../a%20b/">not that one</a>',
    }
    assert found(tmp_path, files) == ['c#d/: error[LB001] tautan "../a%20b/" menuju halaman yang tidak ada']


def test_another_unicode_form_of_a_name_is_another_spelling(tmp_path: Path) -> None:
    written = unicodedata.normalize("NFD", "/kopi-é/")
    files: dict[str, str | bytes] = {"kopi-é/index.html": "x", **page(f'<a href="{written}">x</a>')}
    assert [line.split("]")[0] for line in found(tmp_path, files)] == [PANEN_MD + ": error[LB004"]


def test_an_own_host_in_unicode_and_in_ascii_are_one(tmp_path: Path) -> None:
    files = page('<a href="https://xn--kantr-0ta.id/tidak/">x</a><a href="https://kantör.id/tiada/">x</a>')
    lines = found(tmp_path, files, "https://kantör.id/")
    assert [line.split('"')[1] for line in lines] == ["https://kantör.id/tiada/"]


def test_css_files_are_read_from_where_they_stand(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "assets/a.css": '@import url("b.css"); p{background:URL( huruf\\.woff2 )} q{background:url("../laporan.pdf")}'
    }
    assert found(tmp_path, files) == [
        'assets/a.css: error[LB003] berkas "b.css" tidak ada',
        'assets/a.css: error[LB003] berkas "huruf.woff2" tidak ada',
    ]


def test_a_site_in_a_folder_of_its_host(tmp_path: Path) -> None:
    files = page('<a href="/laporan.pdf">x</a><a href="/blog/tidak/">x</a><a href="/lain/">not ours</a>')
    assert found(tmp_path, files, "https://kantor.go.id/blog/") == [
        PANEN_MD + ': error[LB001] tautan "/blog/tidak/" menuju halaman yang tidak ada',
        PANEN_MD + ': error[LB010] alamat "/laporan.pdf" keluar dari folder situs "/blog/". Saran: tulis '
        '"/blog/laporan.pdf"',
    ]


def test_a_site_in_a_folder_may_lead_to_the_root_of_its_host(tmp_path: Path) -> None:
    assert (
        found(tmp_path, page('<a href="/">x</a><link rel=icon href="/favicon.ico">'), "https://kantor.go.id/blog/")
        == []
    )


def test_where_a_site_is_served_is_not_known(tmp_path: Path) -> None:
    files = page('<a href="../../../tetangga/">x</a><a href="../../t/">x</a><a href="https://kantor.go.id/t/">x</a>')
    assert found(tmp_path, files, internal.NOBODY) == [NO_PAGE.format("../../t/")]


def test_a_page_that_nobody_links_to_is_a_warning(tmp_path: Path) -> None:
    alone = "<title>x</title>"
    files: dict[str, str | bytes] = {
        "yatim/index.html": alone,
        "404.html": alone,
        "noindex.html": alone + "<meta name=robots content=noindex>",
        "pindah.html": alone + "<meta http-equiv=refresh content='5;url=/'>",
        "salinan.html": alone + "<link rel=canonical href=/>",
        "potongan.html": "<p>x</p>",
        "peta.xml": f"<urlset><url><loc>{URL}yatim/</loc></url></urlset>",
    }
    assert found(tmp_path, files) == [
        'yatim/: warning[LB011] tidak ada halaman yang menaut ke "/yatim/". '
        "Saran: tautkan dari menu, daftar atau halaman lain"
    ]
    findings = internal.check(tmp_path, URL, str)
    assert render(findings, "text", "en").splitlines() == [
        'yatim/: warning[LB011] no page links to "/yatim/". Hint: link to it from the menu, a list or another page'
    ]


def test_a_picture_without_its_map(tmp_path: Path) -> None:
    findings = internal.check(build(tmp_path, page("<img src=padi.jpg usemap=#a>")), URL, str)
    assert render(findings, "text", "id") == ('berita/panen/: error[LB002] peta gambar "#a" tidak ada di halaman ini')
    assert render(findings, "text", "en") == 'berita/panen/: error[LB002] there is no image map "#a" on this page'


def test_redirects_carry_anchors_on_and_loops_are_found(tmp_path: Path) -> None:
    def moved(to: str) -> str:
        return f'<html><head><meta http-equiv="refresh" content="0; url={to}"></head></html>'

    files: dict[str, str | bytes] = {
        "lama/index.html": moved("../berita/panen/"),
        "a/index.html": moved("/b/"),
        "b/index.html": moved("/a/"),
        "tunggu/index.html": '<meta http-equiv="refresh" content="30">',
        **page('<a href="/lama/#hasil">x</a><a href="/lama/#tiada">x</a>'),
    }
    assert found(tmp_path, files) == [
        "a/: error[LB006] halaman ini mengalihkan pembaca berputar-putar: /a/ → /b/ → /a/",
        "b/: error[LB006] halaman ini mengalihkan pembaca berputar-putar: /b/ → /a/ → /b/",
        PANEN_MD + ': error[LB002] bagian "#tiada" tidak ada di halaman "/berita/panen/"',
    ]


def test_sitemap_and_robots_list_what_is_there(tmp_path: Path) -> None:
    urls = "".join(f"<url><loc>{at}</loc></url>" for at in (URL, URL + "hilang/", "https://lain.id/"))
    files: dict[str, str | bytes] = {
        "sitemap.xml": f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>',
        "robots.txt": "User-agent: *\nSitemap: https://kantor.go.id/peta.xml\n",
    }
    listed = '{}: error[LB008] "{}" terdaftar di sini tetapi tidak ada di situs'
    assert found(tmp_path, files) == [
        listed.format("robots.txt", URL + "peta.xml"),
        listed.format("sitemap.xml", "https://lain.id/"),
        listed.format("sitemap.xml", URL + "hilang/"),
    ]


def test_feeds_link_to_what_is_there(tmp_path: Path) -> None:
    rss = (
        f"<rss><channel><link>{URL}</link><item><link>{URL}x/</link><guid isPermaLink='false'>{URL}y/</guid>"
        f"<enclosure url='{URL}z.mp3'/></item></channel></rss>"
    )
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><link href="{URL}w/"/></feed>'
    assert found(tmp_path, {"feed.xml": rss, "atom.xml": atom, "lain.xml": "<x><link>/q/</link></x>"}) == [
        f'atom.xml: error[LB001] tautan "{URL}w/" menuju halaman yang tidak ada',
        f'feed.xml: error[LB001] tautan "{URL}x/" menuju halaman yang tidak ada',
        f'feed.xml: error[LB003] berkas "{URL}z.mp3" tidak ada',
    ]


def test_broken_xml_is_a_finding(tmp_path: Path) -> None:
    assert found(tmp_path, {"sitemap.xml": "<urlset>"}) == [
        "sitemap.xml: error[LB009] berkas XML ini tidak dapat dibaca"
    ]


def test_bytes_that_are_no_text_are_read_all_the_same(tmp_path: Path) -> None:
    assert found(tmp_path, {"x.html": b'\xff\xfe\x00<a href="/t\xff/">', "y.html": b""}) != [""]


def test_words_in_english(tmp_path: Path) -> None:
    files = page('<a href="/t/">x</a><a href="#t">x</a><img src=t.png><p id=hasil>', '<base target="_self">')
    findings = internal.check(build(tmp_path, files), URL, lambda address: "x.md")
    assert render(findings, "text", "en").splitlines() == [
        'x.md: error[LB001] the link "/t/" leads to a page that does not exist',
        'x.md: error[LB002] there is no part "#t" on the page "/berita/panen/"',
        'x.md: error[LB003] there is no file "t.png"',
        'x.md: warning[LB007] the id "hasil" stands 2 times on one page',
    ]


def test_only_repeated_ids_are_no_more_than_a_warning(tmp_path: Path) -> None:
    findings = internal.check(build(tmp_path, page("<p id=hasil>")), URL, str)
    assert [finding.severity for finding in findings] == [Severity.WARNING]


def test_symbolic_links_are_what_they_lead_to(tmp_path: Path) -> None:
    links = '<a href="/terbaru/">x</a><a href="/terbaru/b.html">x</a><a href="/putus.html">x</a>'
    files = {"1.0/index.html": "<p id=a>", "1.0/b.html": '<a href="./#a">x</a><a href="./#b">x</a>'}
    build(tmp_path, {**page(links), **files})
    leads = {"terbaru": "1.0", "putus.html": "t.html", "lingkar": "lingkar", "diri": ".", "luar": "/"}
    for name, to in {**leads, "1.0/naik": "..", "1.0/berita": "../berita"}.items():
        (tmp_path / name).symlink_to(to)
    seen = internal.check(tmp_path, URL, str)
    assert [(one.path, one.rule) for one in seen] == [
        ("1.0/b.html", "LB002"),
        ("1.0/berita/panen/", "LB001"),
        ("berita/panen/", "LB001"),
        ("terbaru/b.html", "LB002"),
    ]
