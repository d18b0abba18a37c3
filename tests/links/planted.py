# ruff: noqa: E501 (a trap stands on one line, as in a page)
"""A site with one planted defect or trap a page: what a check of links must find, and what it must not.

Every page is linked from the front page, but those that are planted as orphans.
"""

from __future__ import annotations

import gzip
import unicodedata
from pathlib import Path
from typing import NamedTuple

URL = "https://kantor.go.id/"


class Defect(NamedTuple):
    """A page (or another file) and what is to be found in it: the rule and the address that the finding names."""

    name: str
    content: str | bytes
    rule: str
    address: str


def page(body: str = "", head: str = "") -> str:
    return (
        f'<!doctype html>\n<html lang="id"><head><meta charset="utf-8"><title>x</title>{head}</head>\n'
        f'<body><h1 id="judul">x</h1>\n{body}\n</body></html>\n'
    )


def _body(name: str, body: str, rule: str, address: str) -> Defect:
    return Defect(f"cacat/{name}/index.html", page(body), rule, address)


def _head(name: str, head: str, rule: str, address: str) -> Defect:
    return Defect(f"cacat/{name}/index.html", page(head=head), rule, address)


NFD = unicodedata.normalize("NFD", "kopi-é")

DEFECTS = (
    _body("halaman", '<a href="/tidak/">x</a>', "LB001", "/tidak/"),
    _body("relatif", '<a href="../tidak/">x</a>', "LB001", "../tidak/"),
    _body("penuh", '<a href="https://kantor.go.id/tidak/">x</a>', "LB001", "https://kantor.go.id/tidak/"),
    _body("penuh-http", '<a href="http://kantor.go.id:80/tidak/">x</a>', "LB001", "http://kantor.go.id:80/tidak/"),
    _body("besar", '<a href="HTTPS://KANTOR.GO.ID/tidak/">x</a>', "LB001", "HTTPS://KANTOR.GO.ID/tidak/"),
    _body("tanpa-skema", '<a href="//kantor.go.id/tidak/">x</a>', "LB001", "//kantor.go.id/tidak/"),
    _body("tanpa-indeks", '<a href="/aset/">x</a>', "LB001", "/aset/"),
    _body("area", '<map name="m"><area href="/tidak/"></map><img usemap="#m" src="/aset/a.png">', "LB001", "/tidak/"),
    _body("formulir", '<form action="/tidak/"></form>', "LB001", "/tidak/"),
    _body("kutip", '<blockquote cite="/tidak/">x</blockquote>', "LB001", "/tidak/"),
    _body("versi", '<a href="/" data-versionurl="/arsip/1/">x</a>', "LB001", "/arsip/1/"),
    _body("noscript", '<noscript><a href="/tidak/">x</a></noscript>', "LB001", "/tidak/"),
    _body("bayangan", '<p><template shadowrootmode="open"><a href="/tidak/">x</a></template></p>', "LB001", "/tidak/"),
    _body("entitas", '<a href="/&#116;idak/?a&amp;b">x</a>', "LB001", "/tidak/?a&b"),
    _body("tanpa-kutip", "<a href=/tidak/>x</a>", "LB001", "/tidak/"),
    _body("svg-a", '<svg><a href="/tidak/"><text>x</text></a></svg>', "LB001", "/tidak/"),
    _body("svg-title", '<svg><title/><a xlink:href="/tidak/">x</a></svg>', "LB001", "/tidak/"),
    _body("svg-nilai", '<svg fill=a/><title/><style/><a href="/tidak/">x</a></svg>', "LB001", "/tidak/"),
    _body("persen", '<a href="/kopi-%C3%A8/">x</a>', "LB001", "/kopi-%C3%A8/"),
    _body("persen-ganda", '<a href="/kopi-%25C3%25A9/">x</a>', "LB001", "/kopi-%25C3%25A9/"),
    _body("garis-miring", '<a href="/berita%2Fpanen/">x</a>', "LB001", "/berita%2Fpanen/"),
    _body("garis-miring-berkas", '<a href="/laporan.pdf/">x</a>', "LB001", "/laporan.pdf/"),
    _body("ejaan", '<a href="/Berita/panen/">x</a>', "LB004", "/Berita/panen/"),
    _body("ejaan-berkas", '<img src="/aset/A.PNG">', "LB004", "/aset/A.PNG"),
    _body("nfd", f'<a href="/{NFD}/">x</a>', "LB004", f"/{NFD}/"),
    _body("tanpa-html", '<a href="/tentang">x</a>', "LB004", "/tentang"),
    _body("bagian", '<a href="#tidak">x</a>', "LB002", "#tidak"),
    _body("bagian-lain", '<a href="/berita/panen/#tidak">x</a>', "LB002", "#tidak"),
    _body("bagian-huruf", '<a href="/berita/panen/#Hasil">x</a>', "LB002", "#Hasil"),
    _body("bagian-inert", '<a href="#a">x</a><template><p id="a"></p></template>', "LB002", "#a"),
    _body("bagian-komentar", '<a href="#a">x</a><!-- <p id="a"></p> -->', "LB002", "#a"),
    _body("bagian-pindah", '<a href="/lama/#tidak">x</a>', "LB002", "#tidak"),
    _body("bagian-svg", '<svg><use href="/aset/ikon.svg#tidak"/></svg>', "LB002", "#tidak"),
    _body("bagian-use", '<svg><use xlink:href="#tidak"/></svg>', "LB002", "#tidak"),
    _body("peta", '<img src="/aset/a.png" usemap="#tidak">', "LB002", "#tidak"),
    _body("gambar", '<img src="tidak.png">', "LB003", "tidak.png"),
    _body("gambar-kosong", '<img src="">', "LB003", ""),
    _body("srcset", '<img src="/aset/a.png" srcset="/aset/a.png 1x, t.png 2x">', "LB003", "t.png"),
    _body("source", '<picture><source srcset="t,a.webp 1x, /aset/a.png 2x"></picture>', "LB003", "t,a.webp"),
    _body("video", '<video src="t.mp4"></video>', "LB003", "t.mp4"),
    _body("poster", '<video poster="t.png"></video>', "LB003", "t.png"),
    _body("takarir", '<video><track src="t.vtt"></video>', "LB003", "t.vtt"),
    _body("audio", '<audio><source src="t.mp3"></audio>', "LB003", "t.mp3"),
    _body("bingkai", '<iframe src="/t/"></iframe>', "LB003", "/t/"),
    _body("srcdoc", "<iframe srcdoc=\"<img src='t.png'>\"></iframe>", "LB003", "t.png"),
    _body("objek", '<object data="t.svg"></object>', "LB003", "t.svg"),
    _body("embed", '<embed src="t.pdf">', "LB003", "t.pdf"),
    _body("skrip", '<script src="/t.js"></script>', "LB003", "/t.js"),
    _body("modul", '<script type="module" src="t.mjs"></script>', "LB003", "t.mjs"),
    _body("tombol", '<input type="image" src="t.png">', "LB003", "t.png"),
    _body("latar", '<table background="t.png"></table>', "LB003", "t.png"),
    _body("svg-image", '<svg><image href="t.png"/></svg>', "LB003", "t.png"),
    _body("svg-use", '<svg><use href="t.svg#a"/></svg>', "LB003", "t.svg#a"),
    _body("gaya-sebaris", '<p style="background:url(t.png)">x</p>', "LB003", "t.png"),
    _body("gaya-entitas", "<p style='background:url(&quot;t.png&quot;)'>x</p>", "LB003", "t.png"),
    _body("svg-gaya", "<svg><style><![CDATA[a{fill:url(t.svg#a)}]]></style></svg>", "LB003", "t.svg#a"),
    _head("gaya", "<style>p{background:url('t.png')}</style>", "LB003", "t.png"),
    _head("gaya-impor", "<style>@import 't.css';</style>", "LB003", "t.css"),
    _head("gaya-set", '<style>p{background:image-set("t.png" 1x, url(/aset/a.png) 2x)}</style>', "LB003", "t.png"),
    _head("lembar", '<link rel="stylesheet" href="/t.css">', "LB003", "/t.css"),
    _head("ikon", '<link rel="icon" href="t.ico">', "LB003", "t.ico"),
    _head("imagesrcset", '<link rel="preload" as="image" imagesrcset="t.png 1x">', "LB003", "t.png"),
    _head(
        "og", '<meta property="og:image" content="https://kantor.go.id/t.png">', "LB003", "https://kantor.go.id/t.png"
    ),
    _head("og-url", '<meta property="og:url" content="https://kantor.go.id/t/">', "LB001", "https://kantor.go.id/t/"),
    _head("kanonis", '<link rel="canonical" href="https://kantor.go.id/t/">', "LB001", "https://kantor.go.id/t/"),
    _head("bahasa", '<link rel="alternate" hreflang="en" href="/en/">', "LB001", "/en/"),
    _head("umpan", '<link rel="alternate" type="application/rss+xml" href="/t.xml">', "LB001", "/t.xml"),
    _head("alih", '<meta http-equiv="refresh" content="5; URL=\'/t/\'">', "LB001", "/t/"),
    _head("alih-tanpa-url", '<meta http-equiv="refresh" content="0;/t/">', "LB001", "/t/"),
    _head("alih-koma", '<meta http-equiv="refresh" content=".5 , /t/">', "LB001", "/t/"),
    _head("dasar", '<base href="/berita/"><link rel="icon" href="t.png">', "LB003", "t.png"),
    _head(
        "ld",
        '<script type="application/ld+json">{"image":["https://kantor.go.id/t.png"]}</script>',
        "LB003",
        "https://kantor.go.id/t.png",
    ),
    _head(
        "ld-url",
        '<script type="application/ld+json">{"url":"https://kantor.go.id/t/"}</script>',
        "LB001",
        "https://kantor.go.id/t/",
    ),
    _head("mikrodata", '<link itemprop="image" href="t.png">', "LB003", "t.png"),
    _head("mikrodata-url", '<link itemprop="url" href="/t/">', "LB001", "/t/"),
    _body("image", '<image src="t.png">', "LB003", "t.png"),
    Defect(
        "cacat/xml.xhtml",
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><meta name="robots" content="noindex"/><title/><script src="/aset/a.css"/></head>\n'
        '<body><textarea rows="2"/><a href="/t/">x</a></body></html>',
        "LB001",
        "/t/",
    ),
    _body("malang", '<a href="http://[x/">x</a>', "LB005", "http://[x/"),
    _body("id-ganda", '<p id="a">x</p><p id="a">y</p>', "LB007", "a"),
    Defect("putar/a/index.html", page(head='<meta http-equiv="refresh" content="0;url=../b/">'), "LB006", "/putar/a/"),
    Defect("putar/b/index.html", page(head='<meta http-equiv="refresh" content="0;url=../a/">'), "LB006", "/putar/b/"),
    Defect(
        "putar/c/index.html", page(head='<meta http-equiv="refresh" content="0;url=/putar/c/">'), "LB006", "/putar/c/"
    ),
    Defect("yatim/index.html", page('<a href="/yatim/">x</a>'), "LB011", "/yatim/"),
    Defect("aset/lain.css", "@import url(t.css); p{background:URL( 'a.png' )}", "LB003", "t.css"),
    Defect("aset/komentar.css", "/* url(t.png) */\np{background:url(t.png)}", "LB003", "t.png"),
    Defect("aset/lolos.css", "p{background:\n url(\\74 .png)}", "LB003", "t.png"),
    Defect("aset/akhir.css", "p{background:\n url(t.png", "LB003", "t.png"),
    Defect("aset/huruf.css", "@font-face{src:url(t.woff2?x#iefix)}", "LB003", "t.woff2?x#iefix"),
    Defect("aset/gambar.svg", '<svg xmlns="http://www.w3.org/2000/svg"><image href="t.png"/></svg>', "LB003", "t.png"),
    Defect("app.webmanifest", '{"name":"x","start_url":"/","icons":[{"src":"t.png"}]}', "LB003", "t.png"),
    Defect(
        "robots.txt",
        "User-agent: *\nSitemap: https://kantor.go.id/t.xml\nSitemap: https://lain.id/s.xml",
        "LB008",
        "https://kantor.go.id/t.xml",
    ),
    Defect(
        "peta-2.xml",
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://kantor.go.id/t/'
        "</loc></url></urlset>",
        "LB008",
        "https://kantor.go.id/t/",
    ),
    Defect(
        "peta-3.xml.gz",
        gzip.compress(b"<urlset><url><loc>https://kantor.go.id/t/</loc></url></urlset>", mtime=0),
        "LB008",
        "https://kantor.go.id/t/",
    ),
    Defect(
        "indeks.xml",
        "<sitemapindex><sitemap><loc>https://kantor.go.id/t.xml</loc></sitemap></sitemapindex>",
        "LB008",
        "https://kantor.go.id/t.xml",
    ),
    Defect(
        "rss.xml",
        "<rss><channel><item><link>https://kantor.go.id/t/</link></item></channel></rss>",
        "LB001",
        "https://kantor.go.id/t/",
    ),
    Defect(
        "rss-2.xml",
        "<rss><channel><item><enclosure url='https://kantor.go.id/t.mp3'/></item></channel></rss>",
        "LB003",
        "https://kantor.go.id/t.mp3",
    ),
    Defect(
        "rss-3.xml",
        "<rss><channel><item><description>&lt;img src='https://kantor.go.id/t.png'></description></item>"
        "</channel></rss>",
        "LB003",
        "https://kantor.go.id/t.png",
    ),
    Defect("atom.xml", "<feed xmlns='http://www.w3.org/2005/Atom'><link href='/t/'/></feed>", "LB001", "/t/"),
    Defect("atom-2.xml", "<feed xml:base='/berita/'><logo>t.png</logo></feed>", "LB003", "t.png"),
    Defect("atom-3.xml", "<feed><entry><content src='/t.html'/></entry></feed>", "LB003", "/t.html"),
    Defect(
        "atom-4.xml",
        "<feed><content type='xhtml'>\n<a xmlns='http://www.w3.org/1999/xhtml' href='https://kantor.go.id/t/'/></content></feed>",
        "LB001",
        "https://kantor.go.id/t/",
    ),
    Defect(
        "rss-4.xml",
        "<rss><channel>\n<image><url>https://kantor.go.id/t.png</url></image></channel></rss>",
        "LB003",
        "https://kantor.go.id/t.png",
    ),
    Defect("rss-5.xml", "<?xml-stylesheet type='text/xsl' href='/t.xsl?a&amp;b'?><rss/>", "LB003", "/t.xsl?a&b"),
    Defect("cari.xml", "<OpenSearchDescription><Image> /t.png </Image></OpenSearchDescription>", "LB003", "/t.png"),
    Defect(
        "feed-2.json",
        '{"version":"https://jsonfeed.org/version/1.1","items":[{"content_html":"<img src=https://kantor.go.id/t.png>"}]}',
        "LB003",
        "https://kantor.go.id/t.png",
    ),
    Defect(
        "feed.json",
        '{"version":"https://jsonfeed.org/version/1.1","items":[{"url":"https://kantor.go.id/t/"}]}',
        "LB001",
        "https://kantor.go.id/t/",
    ),
    Defect("rusak.xml", "<urlset>", "LB009", ""),
)

TRAPS = {
    "template": '<template><a href="/t/">x</a><img src="t.png"><style>p{background:url(t.png)}</style></template>',
    "template-bertingkat": '<template><template></template><a href="/t/">x</a></template>',
    "komentar": '<!-- <a href="/t/">x</a> --><!--><!---><!-- a -- b --!>',
    "skrip": "<script>document.write('<a href=\"/t/\">')</script>",
    "skrip-ganda": "<script><!--\nx='<script></script>'; y='<a href=\"/t/\">';\n--></script>",
    "textarea": '<textarea><a href="/t/"></textarea><xmp><a href="/t/"></xmp>',
    "atribut": "<p title='<a href=\"/t/\">' data-x=\"<img src='t.png'>\">x</p>",
    "cdata": '<svg><text><![CDATA[<a href="/t/">]]></text></svg>',
    "teks": '<a href="#:~:text=x">x</a><a href="/berita/panen/#:~:text=x">x</a><a href="#judul:~:text=x">x</a>',
    "akar": '<a href="../../../../../berita/panen/">x</a>',
    "spasi": '<a href="  /berita/panen/\n">x</a><a href="/berita/\n\tpanen/">x</a><img src=" /aset/a.png ">',
    "skema": '<a href="whatsapp://send?x">x</a><a href="tel:1">x</a><a href="mailto:a@b.id">x</a><a href="geo:1,2">x</a>'
    '<a href="sms:1">x</a><a href="data:text/plain,x">x</a><a href="blob:https://kantor.go.id/t">x</a>'
    '<a href="javascript:void(0)">x</a><a href="JavaScript:x()">x</a><a href="about:blank">x</a>',
    "kosong": '<a href="">x</a><a href="#">x</a><a href="#top">x</a><a href="#TOP">x</a><a href>x</a><iframe src=""></iframe>',
    "kueri": '<a href="?h=2">x</a><a href="/berita/panen/?a=b#hasil">x</a><link rel=stylesheet href="/aset/a.css?v=3">',
    "garis-miring": '<a href="/berita/panen">x</a><a href="/berita/panen#hasil">x</a><a href="/berita/panen/index.html">x</a>',
    "pdf": '<a href="/laporan.pdf#page=2">x</a><a href="/laporan.pdf#nameddest=x">x</a>',
    "unicode": '<a href="/kopi-é/">x</a><a href="/kopi-%c3%a9/">x</a><a href="/kopi-%C3%A9/#bagian-%C3%A9">x</a>'
    '<a href="/kopi-é/#bagian-é">x</a>',
    "nama": '<a name="lama"></a><a href="#lama">x</a>',
    "titik": '<a href="./">x</a><a href=".">x</a><a href="../titik/">x</a><a href="/./berita//panen/">x</a>',
    "persen": '<a href="/%62erita/panen/">x</a><a href="%2e%2e/titik/">x</a>',
    "balik": '<a href="\\berita\\panen\\">x</a>',
    "lain": '<a href="https://www.kantor.go.id/t/">x</a><a href="https://kantor.go.id:8443/t/">x</a><a href="//lain.id/t">x</a>',
    "malas": '<img src="" data-src="t.png"><img data-src="t.png">',
    "gaya": "<style>/* url(t.png) */ p::after{content:'url(t.png)'} q{fill:url(#a)} r{background:url()}"
    "@namespace svg url(/t/); i{src:url(data:image/png;base64,AA)}</style>",
    "prakoneksi": '<link rel="preconnect" href="/t/"><link rel="dns-prefetch" href="//kantor.go.id/t"><link rel="x" href="/t">',
    "pos": '<form method="post" action="/kirim.php"></form><form><button formaction="/t.php" formmethod=post></button></form>',
    "ping": '<a href="/" ping="/t">x</a>',
    "pindah": '<a href="/lama/#hasil">x</a><a href="/lama/">x</a>',
    "refresh": '<meta http-equiv="refresh" content="30"><meta http-equiv="refresh" content="x; url=/t/">'
    '<meta http-equiv="refresh" content="0url=/t/"><meta http-equiv="refresh" content="30; ">',
    "ld": '<script type="application/ld+json">{"@id":"https://kantor.go.id/#org","url":"https://kantor.go.id/#x",'
    '"target":"https://kantor.go.id/cari/?q={x}","sameAs":["https://kantor.go.id/t"]}</script>',
    "peta": '<img src="/aset/a.png" usemap="#p"><map name="p"></map>',
    "svg": '<svg><symbol id="s"></symbol><use href="#s"/><use xlink:href="/aset/ikon.svg#a"/></svg>',
    "sama": '<p id="a">x</p><p id="A">y</p><a href="#a">x</a><a href="#A">x</a>',
    "rute": '<a href="#!">x</a><a href="#/berita/1">x</a><a href="/berita/panen/#!/x">x</a>',
    "srcdoc": "<iframe srcdoc='<a href=\"#dalam\">x</a><p id=dalam>x</p>'></iframe>",
    "bukan-tag": "<p>1 < 2 <3 a<b href='/t/' </p><p>x</p",
}

SOUND: dict[str, str | bytes] = {
    "berita/panen/index.html": page('<h2 id="hasil">x</h2>'),
    "kopi-é/index.html": page('<h2 id="bagian-é">x</h2>'),
    "lama/index.html": page(head='<meta http-equiv="refresh" content="0; url=../berita/panen/">'),
    "tentang.html": page(),
    "404.html": page(),
    "tersembunyi/index.html": page(head='<meta name="robots" content="noindex, follow">'),
    "salinan/index.html": page(head='<link rel="canonical" href="/berita/panen/">'),
    "potongan.html": "<p>no page of its own</p>",
    "laporan.pdf": b"%PDF",
    "aset/a.png": b"\x89PNG",
    "aset/a.css": "p{}",
    "aset/ikon.svg": '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><style/><symbol id="a"/></svg>',
    "peta.xml": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/'
    'sitemap-image/1.1"><url><loc>\n https://kantor.go.id/berita/panen/ </loc><image:image><image:loc>https://cdn.id/a.png'
    "</image:loc></image:image></url></urlset>",
    "atom-dasar.xml": "<feed xml:base='https://kantor.go.id/berita/'><link href='panen/'/><entry xml:base='panen/'>"
    "<link href='../../kopi-é/'/><link href='.'/><content type='html' xml:base='/t/'>&lt;a href='t/'></content>"
    "<link href='#hasil'/></entry></feed>",
    "lain.xml": "<x><link>/q/</link></x>",
    "data.json": '{"icons": ["t.png"]}',
}


def make(top: Path) -> None:
    """Write the site below an empty folder."""
    files: dict[str, str | bytes] = dict(SOUND)
    files.update({f"jebakan/{name}/index.html": page(body) for name, body in TRAPS.items()})
    files.update({defect.name: defect.content for defect in DEFECTS})
    pages = [name for name in files if name.endswith(".html") and not name.startswith(("yatim", "404", "t", "s", "po"))]
    links = "".join(f'<a href="/{name.removesuffix("index.html")}">x</a>\n' for name in pages)
    files["index.html"] = page(f'{links}<a href="tentang.html">x</a>')
    for name, content in files.items():
        file = top / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
