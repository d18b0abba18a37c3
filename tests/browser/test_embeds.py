"""Stills of videos and maps: nobody is asked before the click, and exactly one frame after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.conftest import watched
from tests.publishing.test_embeds import HOSTILE, ID, TUBE
from tests.support.edition import CHECKOUT, Office, path, text

from terbit.publishing.live import served

pytestmark = pytest.mark.browser

PAGE = path("panen-padi")
PHOTO = (CHECKOUT / "content/berita/2026/11/ubi-jalar-kaya-betakaroten/ladang.jpg").read_bytes()
STILLS = {
    "Video panen": (f"https://www.youtube.com/watch?v={ID}", TUBE),
    "Video lahan": ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"),
    "Peta kebun": (
        "https://www.openstreetmap.org/?mlat=-6.5&mlon=106.8#map=15/-6.5/106.8",
        "https://www.openstreetmap.org/export/embed.html"
        "?bbox=106.78627%2C-6.50853%2C106.81373%2C-6.49147&layer=mapnik&marker=-6.5%2C106.8",
    ),
    "Peta kantor": (
        "https://www.google.com/maps/@-6.5,106.8,17z",
        "https://www.google.com/maps?q=-6.5,106.8&z=17&output=embed",
    ),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    good = "\n\n".join(f"[![{name}](a.jpg)]({link})" for name, (link, _) in STILLS.items())
    tricks = [trick.replace("\n", "&#10;").replace('"', "&quot;").replace("<", "&lt;") for trick in HOSTILE if trick]
    bad = "\n\n".join(f'<a href="{trick}"><img src="a.jpg" alt="Jahat {n}"></a>' for n, trick in enumerate(tricks))
    forged = f'<a class="tb-embed" data-embed="https://jahat.example/" href="https://youtu.be/{ID}">tipuan</a>'
    files: dict[str, str | bytes] = {
        PAGE: text("Panen padi", f"{good}\n\nTanpa gambar: [video](https://youtu.be/{ID})."),
        path("jahat"): text("Jahat", f"{bad}\n\n{forged}"),
    }
    files |= {name.replace("index.md", "a.jpg"): PHOTO for name in files}
    out = tmp_path_factory.mktemp("situs") / "site"
    Office(files).build(out)
    with served(out) as base:
        yield base


def opened(chromium: Browser, address: str, slug: str) -> tuple[Page, list[str]]:
    """A page, and everything that is asked of other servers from now on; an empty page answers in their place."""
    page = chromium.new_page(viewport={"width": 1024, "height": 900})
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<!doctype html><title>luar</title>", content_type="text/html")

    page.route(lambda url: not url.startswith(address), answer)
    page.goto(f"{address}berita/2026/11/{slug}/")
    page.wait_for_load_state("networkidle")
    return page, asked


def test_nobody_else_is_asked_before_a_click_and_only_the_frame_after_it(chromium: Browser, address: str) -> None:
    page, asked = opened(chromium, address, "panen-padi")
    page.mouse.wheel(0, 4000)
    page.wait_for_load_state("networkidle")
    assert asked == []
    expect(page.locator("iframe")).to_have_count(0)
    assert page.locator("a.tb-embed").count() == len(STILLS)

    for name, (_, frame) in STILLS.items():
        del asked[:]
        page.get_by_role("link", name=name).click()
        opened_frame = page.locator(f'iframe[title^="{name} – "]')
        expect(opened_frame).to_have_attribute("src", frame)
        page.wait_for_load_state("networkidle")
        assert asked == [frame]
        assert opened_frame.get_attribute("sandbox") == (
            "allow-scripts allow-same-origin allow-presentation allow-popups"
        )
        assert opened_frame.get_attribute("allow") == "autoplay; fullscreen; encrypted-media; picture-in-picture"
        assert opened_frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
    expect(page.locator("iframe")).to_have_count(len(STILLS))
    page.close()


def test_it_is_opened_with_the_keyboard_and_has_the_focus_then(chromium: Browser, address: str) -> None:
    page, asked = opened(chromium, address, "panen-padi")
    still = page.get_by_role("link", name="Video panen Putar video dari YouTube")
    still.focus()
    page.keyboard.press("Enter")
    expect(page.locator('iframe[title="Video panen – Putar video dari YouTube"]')).to_be_focused()
    assert asked == [TUBE]
    page.close()


def test_a_click_for_a_new_tab_is_the_links(chromium: Browser, address: str) -> None:
    page, asked = opened(chromium, address, "panen-padi")
    with page.context.expect_page() as other:  # the network has no YouTube: that a tab opened is all
        page.get_by_role("link", name="Video panen").click(modifiers=["Control"])
    expect(page.locator("iframe")).to_have_count(0)
    assert asked == []
    other.value.close()
    page.close()


def test_hostile_addresses_stay_links(chromium: Browser, address: str) -> None:
    page, asked = opened(chromium, address, "jahat")
    assert page.locator(".tb-embed, [data-embed], iframe").count() == 0
    assert page.get_by_text("tipuan").count() == 1
    assert page.locator("script[src*=embeds]").count() == 0
    assert asked == []
    watched(page, address).quiet()
    page.close()


def test_without_javascript_it_is_a_link(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}berita/2026/11/panen-padi/")
    link = page.get_by_role("link", name="Video panen Putar video dari YouTube")
    expect(link).to_be_visible()
    assert link.get_attribute("href") == STILLS["Video panen"][0]
    context.close()
