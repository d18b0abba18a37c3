"""Searching as readers do: Indonesian words, all years at once, the keyboard, and nothing but this site asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.conftest import Visit, search, watched
from tests.support.edition import Office, path, text

from terbit.publishing.live import served

pytestmark = pytest.mark.browser

# title → text; the articles lie in the years 2019 to 2026 in turn
TEXTS = {
    "Panen raya": "Warga senang.",
    "Memanen": "Warga memanen padi.",
    "Dipanen": "Padi itu dipanen kemarin bersama Pak Si.",
    "Pemanenan": "Pemanenan berjalan lancar.",
    "Panennya": "Hasil panennya melimpah.",
    "Pertanian": "Pertanian organik.",
    "Petani": "Para petani muda.",
    "Tani": "Kelompok tani makmur.",
    "Perikanan": "Perikanan laut.",
    "Ikan": "Ikan lele.",
    "Kafe": "Café di São Paulo, Jum’at.",
    "Musim": "Musim hujan tiba lebih awal.",
    "Hujan": "Hujan tiba, musim berganti.",
    "Harvest": "The farmers were harvesting rice.",
}
PANEN = {"Panen raya", "Memanen", "Dipanen", "Pemanenan", "Panennya"}
TANI = {"Pertanian", "Petani", "Tani"}
HOSTILE = "<img src=x onerror=window.diretas=1> &lt;b&gt; </mark><script>window.diretas=1</script>"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One site for all of this, below a path as GitHub Pages serves it."""
    files: dict[str, str | bytes] = {}
    for n, (title, body) in enumerate(TEXTS.items()):
        year = 2019 + n % 8
        more = {"lang": "en"} if title == "Harvest" else {}
        files[path(f"n{n}", f"{year}/03")] = text(title, body, date=f"{year}-03-0{1 + n % 8}", **more)
    for n in range(23):
        files[path(f"banyak{n}")] = text(f"Rapat {n}", "Jagung manis.")
    files[path("jahat")] = text("Singkong", f"Awal {HOSTILE.replace('<', '&lt;').replace('>', '&gt;')} singkong.")
    top = tmp_path_factory.mktemp("situs")
    Office(files).build(top / "kantor" / "site")
    (top / "kantor" / "site").rename(top / "www-kantor")
    with served(top) as base:
        yield f"{base}www-kantor/"


@pytest.fixture(scope="module")
def site(chromium: Browser, address: str) -> Iterator[Visit]:
    page = chromium.new_page(viewport={"width": 1024, "height": 900})
    yield watched(page, address)
    page.close()


def titles(site: Visit, words: str) -> set[str]:
    return set(search(site, words).locator("h2").all_inner_texts())


@pytest.mark.parametrize(
    ("words", "found"),
    [
        *((word, PANEN) for word in ("panen", "memanen", "dipanen", "pemanenan", "panennya", "PANEN")),
        *((word, TANI) for word in ("tani", "petani", "pertanian", "bertani")),
        *((word, {"Perikanan", "Ikan"}) for word in ("ikan", "perikanan")),
        *((word, {"Kafe"}) for word in ("cafe", "Café", "sao paulo", "jumat", "jum'at")),
        ("musim hujan", {"Musim", "Hujan"}),
        ('"musim hujan"', {"Musim"}),
        ("musim huj", {"Musim", "Hujan"}),
        ("makm", {"Tani"}),
        ("harvest", {"Harvest"}),
        ("padi kemarin", {"Dipanen"}),
        ("sikat", set()),
        ("zzzz", set()),
    ],
)
def test_words_find_each_other_by_their_root_in_every_year(site: Visit, words: str, found: set[str]) -> None:
    assert titles(site, words) == found
    site.quiet()


def test_pages_with_only_some_of_the_words_are_said_to_be_that(site: Visit) -> None:
    found = search(site, "lele organik")
    assert set(found.locator("h2").all_inner_texts()) == {"Ikan", "Pertanian"}
    expect(site.page.locator(".tb-found__status")).to_have_text(
        "Tidak ada halaman yang memuat semua kata “lele organik”; 2 memuat sebagian."
    )


def test_a_result_shows_day_category_and_place_and_leads_to_its_page(site: Visit) -> None:
    found = search(site, "makmur")
    expect(found).to_have_count(1)
    assert found.locator(".tb-found__about span").all_inner_texts() == ["8 Maret 2026", "Kegiatan kantor"]
    assert found.locator("p").last.inner_html() == "Tani. Kelompok tani <mark>makmur.</mark>"
    found.get_by_role("link").click()
    expect(site.page).to_have_url(f"{site.address}berita/2026/03/n7/")
    expect(site.page.locator("h1")).to_have_text("Tani")
    site.quiet()


def test_what_looks_like_html_in_a_text_is_text_in_its_result(site: Visit) -> None:
    found = search(site, "singkong")
    assert HOSTILE.replace("&lt;b&gt;", "<b>") in found.locator("p").last.inner_text()
    assert found.locator("img, script, b").count() == 0
    site.quiet()


def test_it_is_used_with_the_keyboard_alone(site: Visit) -> None:
    page = site.go("cari/?q=jagung")
    status = page.get_by_role("status")
    expect(status).to_have_text("23 hasil untuk “jagung”")
    assert page.locator("#terbit-q").input_value() == "jagung"
    results = page.locator(".tb-found__list > li")
    expect(results).to_have_count(10)
    more = page.get_by_role("button", name="Muat lagi")
    more.focus()
    page.keyboard.press("Enter")
    expect(results).to_have_count(20)
    expect(results.nth(10).get_by_role("link")).to_be_focused()
    more.focus()
    page.keyboard.press("Space")
    expect(results).to_have_count(23)
    expect(more).to_be_hidden()

    page.locator("#terbit-q").fill("kelompok tani")
    page.keyboard.press("Enter")
    expect(status).to_have_text("1 hasil untuk “kelompok tani”")
    assert page.url.endswith("cari/?q=kelompok+tani")
    page.go_back()
    expect(status).to_have_text("23 hasil untuk “jagung”")
    assert page.locator("#terbit-q").get_attribute("type") == "search"
    assert page.get_by_role("searchbox", name="Kata yang dicari").count() == 1
    site.quiet()


def test_nothing_found_and_nothing_asked_are_said(site: Visit) -> None:
    search(site, "zzzz")
    expect(site.page.get_by_role("status")).to_have_text(
        "Tidak ada hasil untuk “zzzz”. Coba kata lain, atau kata yang lebih pendek."
    )
    page = site.go("cari/")
    expect(page.get_by_role("status")).to_have_text("")


def served_with(page: Page, headers: dict[str, str]) -> None:
    def answer(route: Route) -> None:
        got = route.fetch()
        route.fulfill(response=got, headers={**got.headers, **headers})

    page.route("**/*", answer)


def test_it_works_under_the_policy_that_the_guide_names(chromium: Browser, address: str) -> None:
    """docs/administrator.md: nothing but this server, inline scripts of the theme, and WebAssembly."""
    guide = (Path(__file__).parents[2] / "docs/administrator.md").read_text()
    (policy,) = re.findall(r'Content-Security-Policy "([^"]+)"', guide)
    page = chromium.new_page()
    served_with(page, {"Content-Security-Policy": policy})
    site = watched(page, address)
    assert titles(site, "dipanen") == PANEN
    site.quiet()
    page.close()


def test_without_javascript_it_leads_to_the_lists(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}cari/?q=panen")
    expect(page.get_by_text("Pencarian memerlukan JavaScript")).to_be_visible()
    page.get_by_role("navigation", name="Cari lewat daftar").get_by_role("link", name="Arsip berita").click()
    expect(page.locator("h1")).to_have_text("Arsip berita")
    context.close()


def test_an_index_that_cannot_be_read_is_said_and_no_error_of_the_page(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.route("**/pagefind.js", lambda route: route.abort())
    site = watched(page, address)
    page.goto(f"{address}cari/?q=panen")
    expect(page.get_by_role("status")).to_have_text("Pencarian sedang tidak dapat dipakai. Lihat daftar di bawah ini.")
    assert site.foreign == []
    page.close()


def test_a_meddled_index_leads_nowhere_but_into_this_site(chromium: Browser, address: str) -> None:
    import gzip
    import zlib

    def meddled(route: Route) -> None:
        content = zlib.decompress(route.fetch().body(), 31).replace(
            b'"/berita/2026/03/n7/"', b'"//jahat.example/slot/"'
        )
        route.fulfill(body=gzip.compress(content.replace(b'"/berita/', b'"javascript:alert(1)//')))

    page = chromium.new_page()
    page.route("**/*.pf_fragment", meddled)
    site = watched(page, address)
    for words in ("makmur", "organik"):
        expect(search(site, words)).to_have_count(1)
        href = page.locator(".tb-found__list a").evaluate("link => link.href")
        assert href.startswith(address), href
    page.close()
