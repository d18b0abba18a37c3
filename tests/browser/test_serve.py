"""`terbit serve` as a writer sees it: the page, what is wrong with it beside it, and a save that shows by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect
from tests.serving.conftest import FRONT, PAGE, PANEN, Folder, running
from tests.support.edition import path, text

pytestmark = pytest.mark.browser
LONG = "\n\n".join(f"Alinea {n}. " + "Petani memanen padi. " * 30 for n in range(30))


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """How fast a save shows is measured elsewhere; here only that it does."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    made = Folder(tmp_path_factory.mktemp("serve") / "kantor")
    made.write(PANEN, text(body=LONG, **FRONT))
    made.write(
        path("jahat"),
        text(
            "'<img src=x onerror=\"window.diretas=1\">'",
            '<img src=x onerror="window.diretas=1; top.diretas=1">\n\n![<b onclick=x>](x"><script>.jpg)\n',
            categories="['<script>top.diretas=1</script>']",
        ),
    )
    return made


@pytest.fixture(scope="module")
def address(folder: Folder) -> Iterator[str]:
    with running(folder, folder.top.parent / "room") as server:
        yield server.address


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page(viewport={"width": 1440, "height": 900})
    yield opened
    opened.close()


def shown(page: Page) -> FrameLocator:
    return page.frame_locator("#page")


def scrolled(page: Page) -> float:
    return float(page.evaluate("document.getElementById('page').contentWindow.scrollY"))


def test_a_save_shows_by_itself_and_the_reader_stays_where_he_was(page: Page, address: str, folder: Folder) -> None:
    page.goto(address + PAGE)
    expect(page).to_have_url(f"{address}_terbit/lihat/{PAGE}")
    expect(shown(page).locator("h1")).to_have_text("Panen padi")
    expect(page.get_by_text("Pratinjau, belum tayang")).to_be_visible()
    expect(page.locator("#state")).to_have_text("Tidak ada temuan.")
    page.evaluate("document.getElementById('page').contentWindow.scrollTo(0, 900)")

    folder.write(PANEN, text(body=f"{LONG}\n\n![](padi.jpg)\n\nPanen lebih awal.", **FRONT))

    expect(shown(page).get_by_text("Panen lebih awal.")).to_be_attached()
    expect(page.locator("#own")).to_contain_text('berkas gambar "padi.jpg" tidak ditemukan')
    expect(page.locator("#own li").first).to_contain_text("baris ")
    assert scrolled(page) == 900

    folder.write(PANEN, "---\ntitle: Panen: raya\n---\n")
    expect(shown(page).locator("h1")).to_have_text("Naskah ini belum dapat ditampilkan")
    expect(page.locator("#own li")).to_have_count(1)

    folder.write(PANEN, text(body=LONG, **FRONT))
    expect(shown(page).locator("h1")).to_have_text("Panen padi")
    expect(page.locator("#state")).to_have_text("Tidak ada temuan.")


def test_the_panel_follows_the_links_and_shows_a_phones_width(page: Page, address: str) -> None:
    page.goto(address)
    shown(page).get_by_role("link", name="Panen padi").first.click()
    expect(page).to_have_url(f"{address}_terbit/lihat/{PAGE}")
    expect(page.locator("#path")).to_have_text(PANEN)
    page.get_by_role("button", name="Ponsel").click()
    assert page.evaluate("document.getElementById('page').contentWindow.innerWidth") == 360
    page.go_back()
    expect(page.locator("#path")).to_have_text("content/index.md")
    page.locator("#others-part summary").click()
    page.locator("#others a").first.click()
    expect(page.locator("#own li").first).to_be_visible()


def test_somebody_elses_draft_runs_nothing_in_page_or_panel(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}berita/2026/11/jahat/")
    expect(page.locator("#own li").first).to_be_visible()
    expect(shown(page).locator("h1")).to_be_attached()
    page.wait_for_timeout(200)
    assert page.evaluate("window.diretas") is None
    assert page.evaluate("document.getElementById('page').contentWindow.diretas") is None
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert page.locator("aside script, aside img, aside [onclick]").count() == 0
