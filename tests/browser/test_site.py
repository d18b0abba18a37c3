"""The site as readers meet it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.conftest import Visit, watched
from tests.browser.sample import PAGES
from tests.support.edition import Office, path, text

pytestmark = pytest.mark.browser

PANEN = path("panen-padi")


def test_pages_load_without_errors_foreign_requests_or_sideways_scrolling(chromium: Browser, sample: str) -> None:
    site = watched(chromium.new_page(), sample)
    page = site.page
    for address in PAGES:
        page.goto(sample + address)
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        assert page.locator("h1").count() == 1, address
        assert page.evaluate("document.documentElement.lang") == "id"
    site.quiet()
    page.close()


def test_the_menu_opens_on_a_small_screen(chromium: Browser, sample: str) -> None:
    site = watched(chromium.new_page(viewport={"width": 360, "height": 900}), sample)
    page = site.go("")
    entry = page.get_by_role("navigation", name="Menu utama").get_by_role("link", name="Layanan")

    expect(entry).not_to_be_visible()
    page.get_by_role("button", name="Menu").click()
    expect(entry).to_be_in_viewport()
    entry.click()
    expect(page.locator("h1")).to_have_text("Layanan")
    page.close()


def test_an_old_short_address_leads_on_to_the_article(visit: Callable[..., Visit]) -> None:
    site = visit(Office({PANEN: text("Panen padi", redirect_from="['?p=12']")}))

    site.page.goto(site.address + "?utm=x&p=12")
    site.page.wait_for_url(site.address + "berita/2026/11/panen-padi/")
    expect(site.page.locator("h1")).to_have_text("Panen padi")

    for unknown in ("?p=13", "?p=constructor", "?__proto__=1"):
        with site.page.expect_response(lambda answer: answer.url.endswith("alamat-pendek.json")):
            site.page.goto(site.address + unknown)
        assert site.page.url == site.address + unknown
    site.quiet()


def test_the_ledger_is_read_on_a_phone_as_on_a_desk(chromium: Browser, sample: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 900})
    page.goto(sample + "catatan-link/2026/")
    cell = page.locator("tbody tr", has_text="Judul yang sangat panjang").locator("td").nth(5)
    label = "cell => getComputedStyle(cell, '::before').content"
    expect(cell).to_have_text("baik")
    assert cell.evaluate(label) == '"Pemeriksaan situs"'
    page.set_viewport_size({"width": 1440, "height": 900})
    assert cell.evaluate(label) == "none"
    expect(page.get_by_role("columnheader", name="Pemeriksaan situs")).to_be_visible()
    expect(page.get_by_role("link", name="Instagram")).to_have_attribute("href", "https://contoh.example/p/1")
    with page.expect_download() as table:
        page.get_by_role("link", name="Unduh tabel tahun ini (CSV)").click()
    assert table.value.suggested_filename == "catatan-link-2026.csv"
    page.goto(sample + "catatan-link/")
    chart = page.get_by_role("img", name="Tautan luar pada pemeriksaan terakhir tiap bulan")
    expect(chart).to_be_visible()
    expect(page.get_by_role("cell", name="tidak ada data")).to_have_count(0)  # the tables are closed
    page.get_by_text("Angkanya sebagai tabel").last.click()
    expect(page.get_by_role("row", name="November 2026")).to_contain_text("4")
    page.close()


def test_an_old_address_leads_on_to_the_article(visit: Callable[..., Visit]) -> None:
    site = visit(Office({PANEN: text("Panen padi", redirect_from="[/lama/panen.html]")}))

    site.page.goto(site.address + "lama/panen.html")
    site.page.wait_for_url(site.address + "berita/2026/11/panen-padi/")

    expect(site.page.locator("h1")).to_have_text("Panen padi")
    site.quiet()
