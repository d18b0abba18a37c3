"""What holds on every page: WCAG 2.2 AA as far as a program can tell; keyboard, zoom, no scripts, no strangers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.conftest import Visit, watched
from tests.browser.sample import ENGLISH, EVERYTHING, PAGES
from tests.support.edition import CHECKOUT, Office, path, text

pytestmark = [pytest.mark.browser, pytest.mark.npm]

AXE = CHECKOUT / ".venv/share/npm/node_modules/axe-core/axe.min.js"
# everything that axe knows and does not itself call experimental, target sizes included (2.5.8)
_JUDGE = """async rules => {
  await new Promise(requestAnimationFrame)  // after a change of the window the page is told first
  const options = { rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] }
  if (rules) options.runOnly = { type: "rule", values: rules }
  const found = await axe.run(document, options)
  return found.violations.flatMap(fault => fault.nodes.map(node => `${fault.id}: ${node.target.join(" ")}`))
}"""
_SCROLLS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def page(chromium: Browser, sample: str) -> Iterator[Visit]:
    """A page on the sample site, 1440 px wide, in a system that is set to light."""
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    seen = watched(context.new_page(), sample)
    yield seen
    context.close()


@pytest.mark.parametrize("half", [0, 1])
def test_axe_finds_nothing_on_any_page_in_light_and_dark_narrow_and_wide(page: Visit, half: int) -> None:
    faults: dict[str, list[str]] = {}
    for address in PAGES[half::2]:
        page.page.emulate_media(color_scheme="light")
        opened = page.page
        opened.goto(page.address + address)
        opened.evaluate(AXE.read_text("utf-8"))
        for scheme, rules in (("light", None), ("dark", ["color-contrast", "link-in-text-block"])):
            opened.emulate_media(color_scheme=scheme)
            for width in (360, 1440):
                opened.set_viewport_size({"width": width, "height": 900})
                found = opened.evaluate(_JUDGE, rules)
                if found:
                    faults[f"/{address} {scheme} {width}"] = found
    assert faults == {}
    page.quiet()


def test_axe_would_find_something(page: Visit) -> None:
    opened = page.go("")
    opened.evaluate(AXE.read_text("utf-8"))
    opened.evaluate("document.querySelector('.tb-kicker').style.color = '#ddd'")
    opened.evaluate("document.querySelector('.tb-foot a').textContent = ''")

    assert {fault.split(":")[0] for fault in opened.evaluate(_JUDGE, None)} == {"color-contrast", "link-name"}


def test_an_offices_own_colour_keeps_its_contrast(page: Visit) -> None:
    opened = page.go(EVERYTHING)
    opened.evaluate(AXE.read_text("utf-8"))
    for scheme in ("light", "dark"):
        opened.emulate_media(color_scheme=scheme)
        for hue in range(0, 360, 30):
            opened.evaluate("hue => document.documentElement.style.setProperty('--tb-hue', hue)", hue)
            assert opened.evaluate(_JUDGE, ["color-contrast"]) == [], (scheme, hue)


def test_a_name_of_materials_palette_is_an_offices_colour(visit: Callable[..., Visit]) -> None:
    settings = "theme: {name: material, palette: {primary: deep purple}}\nextra_css: [kantor.css]\n"
    css = ".tb-foot__name { color: var(--tb-accent) }"
    named = Office({path("a"): text("A"), "mkdocs.yml": settings, "content/kantor.css": css})
    found = visit(named).go("").locator(".tb-foot__name")
    assert found.evaluate("one => getComputedStyle(one).color") == "oklch(0.43 0.1 310)"


def test_everything_is_reached_with_the_keyboard_in_the_order_of_the_page(page: Visit) -> None:
    for address in ("", EVERYTHING, "ppid/"):
        opened = page.go(address)
        wanted = opened.evaluate("""() => [...document.querySelectorAll("a[href], button, input, summary")]
            .filter(one => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0)
            .map((one, place) => (one.dataset.place = place))""")
        reached, unseen = [], []
        for _ in range(len(wanted) + 10):
            opened.keyboard.press("Tab")
            at = opened.evaluate("document.activeElement.dataset.place")
            if at is not None:  # else a table that scrolls
                reached.append(int(at))
            if not opened.evaluate(_FOCUS_SHOWS):
                unseen.append(opened.evaluate("document.activeElement.outerHTML"))
            if reached == wanted:
                break
        assert reached == wanted
        assert unseen == []


# an outline, on the element or on the item that its link stands for, and inside the window
_FOCUS_SHOWS = """() => {
  const at = document.activeElement
  const item = at.closest("li, article, h2, h3") ?? at
  const outlined = [at, item].some(one => getComputedStyle(one).outlineStyle !== "none")
  const box = at.getBoundingClientRect()
  return outlined && box.bottom > 0 && box.top < innerHeight
}"""


def test_the_first_key_leads_past_the_menu(page: Visit) -> None:
    opened = page.go("layanan/")
    opened.keyboard.press("Tab")
    skip = opened.get_by_role("link", name="Langsung ke isi")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)

    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")

    assert opened.evaluate("document.activeElement.closest('main') !== null")


def test_a_sub_menu_opens_and_closes_with_the_keyboard(page: Visit) -> None:
    opened = page.go("")
    menu, entry = _menu(opened)
    menu.focus()
    expect(entry).not_to_be_visible()
    opened.keyboard.press("Enter")
    expect(entry).to_be_visible()

    opened.keyboard.press("Escape")
    expect(entry).not_to_be_visible()
    expect(menu).to_be_focused()

    opened.keyboard.press("Enter")
    for _ in range(3):  # past its two entries
        opened.keyboard.press("Tab")
    expect(entry).not_to_be_visible()


def test_the_menu_of_a_phone_works_with_the_keyboard(page: Visit) -> None:
    page.page.set_viewport_size({"width": 360, "height": 700})
    opened = page.go("")
    button = opened.get_by_role("button", name="Menu", exact=True)
    button.focus()
    opened.keyboard.press("Enter")
    menu, entry = _menu(opened)
    expect(menu).to_be_visible()
    menu.press("Enter")
    expect(entry).to_be_visible()

    opened.keyboard.press("Escape")

    expect(menu).not_to_be_visible()
    expect(button).to_be_focused()


def _menu(opened: Page) -> tuple[Locator, Locator]:
    menu = opened.get_by_role("navigation", name="Menu utama")
    return menu.locator("summary", has_text="Profil"), menu.get_by_role("link", name="Struktur organisasi")


@pytest.mark.parametrize(("width", "zoom", "letters"), [(320, 1, 100), (640, 2, 100), (1280, 1, 200)])
def test_nothing_scrolls_sideways_on_small_screens_or_enlarged(
    chromium: Browser, sample: str, width: int, zoom: int, letters: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 450}, device_scale_factor=zoom)
    page = context.new_page()
    wide = {}
    for address in PAGES:
        page.goto(sample + address)
        page.evaluate("size => document.documentElement.style.fontSize = size + '%'", letters)
        if too_wide := page.evaluate(_SCROLLS):
            wide[address] = too_wide
    context.close()
    assert wide == {}


def test_without_scripts_all_is_there_and_the_system_chooses_the_scheme(chromium: Browser, sample: str) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 700}, java_script_enabled=False, color_scheme="dark"
    )
    opened = context.new_page()
    opened.goto(sample + EVERYTHING)
    expect(opened.get_by_role("button", name="Tampilan gelap")).to_have_count(0)
    expect(opened.get_by_text("Alinea pertama")).to_be_visible()
    expect(opened.locator("body")).not_to_have_css("background-color", "rgb(255, 255, 255)")
    expect(opened.locator("html")).to_have_css("color-scheme", "light dark")

    opened.get_by_role("button", name="Menu", exact=True).click()
    menu, entry = _menu(opened)
    menu.click()
    entry.click()

    expect(opened.locator("h1")).to_have_text("Struktur organisasi")
    opened.set_viewport_size({"width": 1440, "height": 900})
    menu, entry = _menu(opened)
    menu.click()
    expect(entry).to_be_visible()
    context.close()


def test_the_readers_choice_of_scheme_is_kept_and_can_be_taken_back(page: Visit) -> None:
    light = "rgb(255, 255, 255)"
    opened = page.go("")
    switch = opened.get_by_role("button", name="Tampilan gelap")
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(opened.locator("body")).to_have_css("background-color", light)

    switch.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "true")
    opened = page.go("layanan/")
    expect(opened.locator("body")).not_to_have_css("background-color", light)

    opened.get_by_role("button", name="Tampilan gelap").press("Space")
    expect(opened.locator("body")).to_have_css("background-color", light)
    opened.emulate_media(color_scheme="dark")  # the choice is the system's again
    expect(opened.locator("body")).not_to_have_css("background-color", light)


def test_the_language_is_said(page: Visit) -> None:
    opened = page.go(ENGLISH)
    assert opened.evaluate("document.documentElement.lang") == "id"
    expect(opened.locator("main article")).to_have_attribute("lang", "en")
    opened = page.go("")
    expect(opened.get_by_role("link", name="A visit in English")).to_have_attribute("lang", "en")


def test_the_front_page_weighs_less_than_500_kb_and_asks_nobody_else(page: Visit) -> None:
    weights: dict[str, int] = {}
    page.page.on(
        "requestfinished",
        lambda request: weights.__setitem__(request.url, request.sizes()["responseBodySize"]),
    )
    opened = page.go("")
    for _ in range(20):
        opened.mouse.wheel(0, 600)
        opened.wait_for_load_state("networkidle")

    assert opened.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert 50_000 < sum(weights.values()) <= 500_000, weights
    page.quiet()


def test_paper_has_the_text_its_addresses_and_no_menu(page: Visit) -> None:
    opened = page.go(EVERYTHING)
    opened.emulate_media(media="print", color_scheme="dark")
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")

    for gone in (".tb-menu", ".tb-tools", ".tb-foot nav"):
        for part in opened.locator(gone).all():
            expect(part).not_to_be_visible()
    expect(opened.locator(".tb-brand__name")).to_be_visible()
    expect(opened.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    printed = "link => getComputedStyle(link, '::after').content"
    assert opened.get_by_role("link", name="ke luar").evaluate(printed) == '" <https://contoh.example/a>"'
    inner = opened.get_by_role("link", name="tautan ke dalam").evaluate(printed)
    assert inner == f'" <{page.address}berita/2026/10/panen-kedelai-di-lahan-tadah-hujan/>"'


def test_movement_is_left_out_for_those_who_ask(page: Visit) -> None:
    page.page.emulate_media(reduced_motion="reduce")
    opened = page.go("")
    assert opened.evaluate(
        "[...document.querySelectorAll('*')].every(one => getComputedStyle(one).transitionDuration === '0s' "
        "&& getComputedStyle(one).animationName === 'none')"
    )
