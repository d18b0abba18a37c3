"""The site as readers meet it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visit, search
from tests.support.edition import CHECKOUT, Office, path, text

pytestmark = pytest.mark.browser

PANEN = path("panen-padi")


@pytest.fixture
def office() -> Office:
    """The repository's own sample pages and news."""
    content = CHECKOUT / "content"
    files = {file.relative_to(CHECKOUT).as_posix(): file.read_bytes() for file in content.rglob("*") if file.is_file()}
    withdrawn = {name: "withdrawn" for name, content in files.items() if b"\nwithdrawn:" in content}
    return Office({**files, "mkdocs.yml": (CHECKOUT / "mkdocs.yml").read_bytes()}, withdrawn)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_pages_load_without_errors_foreign_requests_or_sideways_scrolling(
    visit: Callable[..., Visit], office: Office, width: int
) -> None:
    site = visit(office, width)
    for address in ("", "arsip/", "kategori/kegiatan/", "publikasi/", "profil/", "laporan/", "404.html"):
        page = site.go(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.locator("h1").count() == 1, address
        assert page.evaluate("document.documentElement.lang") == "id"
    site.quiet()


@pytest.mark.skip("the page of the search follows")
def test_search_finds_an_indonesian_word_by_its_beginning(visit: Callable[..., Visit]) -> None:
    office = Office({PANEN: text("Hasil musim ini", "Petani memanen kedelai; panennya melimpah, katanya.")})
    site = visit(office)
    page = site.go("")

    expect(search(page, "panen")).to_contain_text("Hasil musim ini")
    expect(search(page, "melimpah")).to_contain_text("Hasil musim ini")
    site.quiet()


def test_the_menu_opens_on_a_small_screen(visit: Callable[..., Visit], office: Office) -> None:
    site = visit(office, 360)
    page = site.go("")
    entry = page.get_by_role("navigation", name="Menu utama").get_by_role("link", name="Layanan")

    expect(entry).not_to_be_visible()
    page.get_by_role("button", name="Menu").click()
    expect(entry).to_be_in_viewport()
    entry.click()
    expect(page.locator("h1")).to_have_text("Layanan")


def test_an_old_address_leads_on_to_the_article(visit: Callable[..., Visit]) -> None:
    site = visit(Office({PANEN: text("Panen padi", redirect_from="[/lama/panen.html]")}))

    site.page.goto(site.address + "lama/panen.html")
    site.page.wait_for_url(site.address + "berita/2026/11/panen-padi/")

    expect(site.page.locator("h1")).to_have_text("Panen padi")
    site.quiet()
