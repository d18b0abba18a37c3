"""What an article tries to do to its readers, built as if no rule had seen it. Each sample sets `window.diretas`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser
from tests.browser.conftest import Visit, search
from tests.support.edition import Office, files_below, path, text

pytestmark = pytest.mark.browser

PANEN = path("panen-padi")
PAGE = "berita/2026/11/panen-padi/"

TITLES = [
    "</title><script>window.diretas=1</script>",
    '"><script>window.diretas=1</script><meta name="',
    "' onmouseover='window.diretas=1' x='",
    "{{ 7*7 }} {% raw %}<img src=x onerror=window.diretas=1>",
    "]]></title><script>window.diretas=1</script>",
    "&lt;img src=x onerror=window.diretas=1&gt;",
]

BODIES = [
    "<script>window.diretas=1</script>",
    "<img src=x onerror=window.diretas=1>",
    "# Judul {: onclick=window.diretas=1 onmouseover=window.diretas=1 }",
    "## A <img src=x onerror=window.diretas=1>",
    "## A &lt;img src=x onerror=window.diretas=1&gt;",
    '## A {: data-toc-label="<img src=x onerror=window.diretas=1>" }',
    '## A {: id="x&quot; onclick=window.diretas=1" }',
    "[tautan](javascript:window.diretas=1)",
    '<a href="java&#x0A;script:window.diretas=1">tautan</a>',
    '<a href="&#1;javascript:window.diretas=1">tautan</a>',
    "<svg><a xlink:href='javascript:window.diretas=1'><text y=20>tautan</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=window.diretas=1&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=window.diretas=1>'></noscript>",
    "<iframe srcdoc='<script>parent.diretas=1</script>'></iframe>",
    "<object data='data:text/html,<script>parent.diretas=1</script>'></object>",
    "<form action='javascript:window.diretas=1'><button>kirim</button></form>",
    "<details open ontoggle=window.diretas=1><summary>a</summary></details>",
    "<meta http-equiv=refresh content='0;url=https://jahat.example/'>",
    "<base href='https://jahat.example/'>",
    "<link rel=stylesheet href='https://jahat.example/x.css'>",
    "<style>@import 'https://jahat.example/x.css'; body { display: none }</style>",
    "<p style='background:url(https://jahat.example/x.png)'>latar</p>",
    "![a](https://jahat.example/x.png)",
    "<img src='//jahat.example/x.png' srcset='https://jahat.example/y.png 2x'>",
    "<video autoplay src='https://jahat.example/x.mp4' poster='https://jahat.example/x.png'></video>",
    "<pre class='mermaid'>graph TD; A--&gt;B</pre>",
    "graph {: .mermaid }",
    '<a data-md-component="source" href="https://github.com/squidfunk/mkdocs-material">sumber</a>',
    '<p id="__config">{"base": "https://jahat.example/", "features": [], "translations": {}}</p>',
    "Teks {: #__config }",
    "Teks {: #__search .md-overlay data-md-component=dialog }",
    "</div></article></main></body></html><script>window.diretas=1</script>",
    "<plaintext><script>window.diretas=1</script>",
    "<textarea><script>window.diretas=1</script>",
    "<!--><script>window.diretas=1</script>-->",
    "{% include 'main.html' %} {{ config.__class__ }}",
    "[x](http://[::1)",
    "<x-y onclick=window.diretas=1>unsur lain</x-y>",
    "![a](x.png \"judul' onerror='window.diretas=1\"){: onerror=window.diretas=1 }",
]


# every element of the text is touched and clicked; links lead nowhere, unless they are programs
_TOUCH = """() => {
  document.addEventListener("click", event => {
    const link = event.target.closest("a");
    if (link && link.protocol !== "javascript:") event.preventDefault();
  });
  for (const element of document.querySelectorAll("main article *"))
    for (const name of ["mouseover", "focus", "toggle", "click"])
      element.dispatchEvent(new MouseEvent(name, { bubbles: true, cancelable: true }));
}"""


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_text_wherever_it_is_printed(visit: Callable[..., Visit], title: str, tmp_path: Path) -> None:
    quoted = json.dumps(title)
    front = {
        "description": quoted,
        "authors": f"[{quoted}]",
        "tags": f"[{quoted}]",
        "sources": f"[{quoted}]",
        "image": f"{{file: x.png, alt: {quoted}, caption: {quoted}}}",
        "attachments": f"[{{file: x.png, title: {quoted}}}]",
        "corrections": f"[{{date: 2026-11-05, text: {quoted}}}]",
    }
    picture = PANEN.removesuffix("index.md") + "x.png"
    site = visit(Office({PANEN: text(quoted, "Isi panen.", **front), picture: b"\x89PNG"}))

    for address in (PAGE, "", "arsip/2026/11/", "kategori/kegiatan/"):
        page = site.go(address)
        page.evaluate(_TOUCH)
    assert site.go(PAGE).locator("h1").inner_text() == " ".join(title.split())
    head = site.page.locator("head")
    assert head.locator("script").count() == 2  # the frame's own, and what search engines read:
    told = json.loads(head.locator('script[type="application/ld+json"]').text_content() or "")
    assert told["@graph"][0]["headline"] == told["@graph"][0]["keywords"][0] == title
    assert head.locator('meta[property="og:title"]').get_attribute("content") == title
    assert head.locator('meta[name="description"]').get_attribute("content") == title
    found = search(site, "panen")
    expect(found).to_have_count(1)
    assert found.locator("h2 a").inner_text() == " ".join(title.split())
    assert found.locator("*").evaluate_all("all => [...new Set(all.map(one => one.localName))].sort().join(' ')") == (
        "a h2 mark p span"
    )
    site.errors[:] = [error for error in site.errors if "404" not in error]
    site.quiet()


@pytest.mark.parametrize("several", [BODIES[n : n + 10] for n in range(0, len(BODIES), 10)])
def test_a_text_runs_nothing_and_stays_in_its_place(visit: Callable[..., Visit], several: list[str]) -> None:
    files = {path(f"n{n}"): text(f"Panen {n}", f"Awal panen.\n\n{body}\n\nAkhir.") for n, body in enumerate(several)}
    files |= {name.replace("index.md", "x.png"): b"" for name in files}  # type: ignore[misc]
    site = visit(Office(files))

    for n, body in enumerate(several):
        page = site.go(f"berita/2026/11/n{n}/")
        page.evaluate(_TOUCH)
        page.wait_for_timeout(100)
        assert page.locator("main article").count() == 1, body
        assert page.locator("footer.tb-foot").count() == 1, body
        assert (
            page.locator("main article iframe, main article script, main article form, main article svg").count() == 0
        )
        assert page.locator("main article .md-overlay, main article .mermaid").count() == 0, body
        assert page.locator("script").count() == 3, body  # the frame's own, and what search engines read
    site.errors[:] = [error for error in site.errors if "404" not in error]
    site.quiet()


def test_no_text_of_an_article_breaks_out_in_what_machines_read(tmp_path: Path) -> None:
    """Head and feed, parsed: what was written is there as text, and no element more."""
    from xml.etree import ElementTree

    title = TITLES[0]
    office = Office(
        {PANEN: text(json.dumps(title), "## A <b>x</b>\n\nIsi &lt;script&gt;", description=json.dumps(title))}
    )
    office.build(tmp_path / "site")
    files = files_below(tmp_path / "site")

    feed = ElementTree.fromstring(files["feed.xml"])
    assert [node.text for node in feed.iterfind("channel/item/title")] == [title]
    head = LexborHTMLParser(files[PAGE + "index.html"]).css_first("head")
    assert head is not None
    assert [node.attributes.get("type") for node in head.css("script")] == ["application/ld+json", None]
