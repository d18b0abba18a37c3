"""A real Chromium (Debian's) and real HTTP on loopback. Every page is watched: what it asks for and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from tests.browser.sample import build
from tests.support.edition import Office

from terbit.publishing.live import served

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="module")  # while it runs, its thread has an event loop, which the next module may need
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page in the browser with what it did: other servers asked, errors said, dialogs opened."""

    page: Page
    address: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def quiet(self) -> None:
        assert self.foreign == []
        assert self.errors == []
        assert self.page.evaluate("window.diretas") is None, "a text of an article ran as a program"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample site (see sample.py), built once for all tests."""
    out = tmp_path_factory.mktemp("contoh") / "site"
    build(out)
    with served(out) as address:
        yield address


def watched(page: Page, address: str) -> Visit:
    seen = Visit(page, address)
    page.on("request", lambda request: _watch(seen, request.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: (seen.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    return seen


@pytest.fixture
def visit(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Build an office and open it: `visit(office, width=360)`."""
    closing = []

    def opened(office: Office, width: int = 1440) -> Visit:
        number = len(closing)
        office.build(tmp_path / f"situs{number}" / "site")
        serving = served(tmp_path / f"situs{number}" / "site")
        address = serving.__enter__()
        page = chromium.new_page(viewport={"width": width, "height": 900})
        closing.append((page, serving))
        return watched(page, address)

    yield opened
    for page, serving in closing:
        page.close()
        serving.__exit__(None, None, None)


def search(site: Visit, words: str) -> Locator:
    """Ask the search page as a reader does: what it found."""
    page = site.go("cari/")
    page.locator("#terbit-q").fill(words)
    page.locator("#terbit-q").press("Enter")
    expect(page.locator(".tb-found__status")).to_have_text(re.compile(words.split()[0].strip('"')), timeout=30000)
    return page.locator(".tb-found__list > li")


def _watch(seen: Visit, url: str) -> None:
    if not url.startswith((seen.address, "data:", "blob:")):
        seen.foreign.append(url)
