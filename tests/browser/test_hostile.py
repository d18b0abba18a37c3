"""What an article tries to do to its readers, built as if no rule had seen it. Each sample sets `window.diretas`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser
from tests.browser.conftest import Visit, search
from tests.hostile.judge import CASES, cases, contents
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

# MkDocs itself takes these for files that are not there and stops
STOPPED = {"article/active-a-106-avascript-alert-1", "article/active-a-java-script-alert-1"}

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
        "event": f"{{start: 2026-12-01, place: {quoted}}}",
        "information": "berkala",
        "sources": f"[{quoted}]",
        "image": f"{{file: x.png, alt: {quoted}, caption: {quoted}}}",
        "attachments": f"[{{file: x.png, title: {quoted}}}]",
        "corrections": f"[{{date: 2026-11-05, text: {quoted}}}]",
    }
    picture = PANEN.removesuffix("index.md") + "x.png"
    other = text("Lain", tags=f"[{quoted}]")  # a second one makes it a topic
    site = visit(Office({PANEN: text(quoted, "Isi panen.", **front), path("lain"): other, picture: b"\x89PNG"}))

    for address in (PAGE, "", "kategori/kegiatan/", "topik/", "agenda/", "unduhan/", "daftar-informasi/"):
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


def test_the_texts_of_the_corpus_run_nothing_and_stay_in_their_place(visit: Callable[..., Visit]) -> None:
    """Every article case that can be rendered, built as if no rule had seen it."""
    texts = {name: contents(CASES / name) for name in cases() if name.startswith("article/")}
    texts = {name: files for name, files in texts.items() if len(files["index.md"]) < 10_000 and name not in STOPPED}
    files = {}
    for n, found in enumerate(texts.values()):
        beside = {"x.png": b"", "x.jpg": b""}
        files |= {path(f"n{n}").replace("index.md", name): content for name, content in {**beside, **found}.items()}
    site = visit(Office(files))

    shown = 0
    for n, name in enumerate(texts):
        page = site.go(f"berita/2026/11/n{n}/")
        if not page.locator("main article").count():
            continue  # front matter that nobody can read: there is no such page
        shown += 1
        page.evaluate(_TOUCH)
        page.wait_for_timeout(50)
        assert page.locator("main article").count() == 1, name
        assert page.locator("footer.tb-foot").count() == 1, name
        # the mark beside a download is the frame's own
        theirs = ":not(section.tb-files[aria-labelledby=terbit-files] > ul > .tb-file > .tb-icon > svg)"
        unwanted = f"main article :is(iframe, script, form, svg, .md-overlay, .mermaid){theirs}"
        assert page.locator(unwanted).count() == 0, name
        assert page.locator("script").count() == 3, name  # the frame's own, and what search engines read
    assert shown > 80
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


def test_no_word_makes_a_page_wider_than_a_phone(visit: Callable[..., Visit]) -> None:
    """Neither in a text nor in what lists, cards and registers print of it."""
    word, long = "x" * 2000, json.dumps("A" * 280)
    forms = "#\n\n`#`\n\n#\n===\n\n- #\n\n> #\n\n| # |\n|---|\n| # |\n\n#\n:   #\n\n!!! note\n    #\n\n<pre>#</pre>\n"
    body = forms.replace("#", word) + '\n<img src="x.png" width="99999" height="99999" alt="a">'
    front = {
        "description": json.dumps("B" * 390),
        "authors": f"[{long}]",
        "tags": json.dumps(["T" * 78, "U" * 78]),
        "event": f"{{start: 2026-12-01, place: {long}}}",
        "information": "berkala",
        "sources": f"[{long}]",
        "image": f"{{file: x.png, alt: {long}, caption: {long}}}",
        "attachments": f"[{{file: a.csv, title: {long}}}]",
    }
    folder = PANEN.removesuffix("index.md")
    files = {PANEN: text(long, body, **front), path("lain"): text(long, tags=front["tags"])}
    site = visit(Office({**files, folder + "x.png": b"\x89PNG", folder + "a.csv": b"a,b\n"}))
    site.page.set_viewport_size({"width": 360, "height": 740})

    for address in (
        PAGE,
        "",
        "berita/2026/11/lain/",
        "kategori/kegiatan/",
        "topik/",
        "agenda/",
        "unduhan/",
        "daftar-informasi/",
    ):
        assert site.go(address).evaluate("document.documentElement.scrollWidth") == 360, address
