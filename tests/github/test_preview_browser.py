"""The preview in Chromium: it runs nothing, asks nothing of anybody, and fits a phone, by day and by night."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.test_hostile import STOPPED, TITLES
from tests.github.test_preview import picture
from tests.hostile.judge import CASES, cases, contents
from tests.support.edition import SOP, Office, path, text

from terbit.findings import Finding, Severity
from terbit.github import preview
from terbit.github.preview import Proposal
from terbit.messages import msg

pytestmark = pytest.mark.browser

_TOUCH = """() => {
  document.addEventListener("click", event => event.preventDefault(), true);
  for (const element of document.querySelectorAll("body *"))
    for (const name of ["mouseover", "focus", "toggle", "click"])
      element.dispatchEvent(new MouseEvent(name, { bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def opened(chromium: Browser, file: Path, width: int = 360, scheme: str = "light") -> tuple[Page, list[str]]:
    """The page and what it asked for beyond the file itself."""
    page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")
    return page, [url for url in asked if url != file.as_uri() and not url.startswith("data:image/")]


def written(tmp_path: Path, files: dict[str, str | bytes], findings: list[Finding]) -> Path:
    Office(files).build(tmp_path / "site")
    pages = [preview.Page(name, "new", TITLES[0]) for name in files if name.endswith(".md")]
    file = tmp_path / "pratinjau.html"
    file.write_text(preview.document(Proposal(pages, findings, [TITLES[0]]), tmp_path / "site", SOP, "id"), "utf-8")
    return file


# the texts of the corpus that try to run something, without their front matter
BODIES = [
    contents(CASES / name)["index.md"].decode().partition("\n---\n")[2]
    for name in cases()
    if name.startswith("article/active-") and name not in STOPPED
]


def test_hostile_articles_run_nothing_and_ask_nobody(chromium: Browser, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {}
    for n, body in enumerate(BODIES):
        files[path(f"n{n}")] = text(json.dumps(TITLES[n % len(TITLES)]), f"Awal.\n\n{body}\n\nAkhir.")
        for name in ("x.png", "x.jpg"):
            files[path(f"n{n}").replace("index.md", name)] = picture(30)
    quoted = msg("{value}", value=TITLES[0])
    file = written(tmp_path, files, [Finding("X", Severity.ERROR, path("n0"), quoted, quoted)])
    page, asked = opened(chromium, file)

    page.evaluate(_TOUCH)
    page.wait_for_timeout(200)
    assert page.evaluate("window.diretas") is None
    assert asked == []
    assert page.locator("section.sheet").count() == len(BODIES)
    assert page.locator("script, iframe, object, embed, form, svg, link, base, video").count() == 0
    assert page.url == file.as_uri()
    page.close()


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("policy", [True, False])
def test_what_got_in_all_the_same_is_stopped_by_the_policy(chromium: Browser, tmp_path: Path, policy: bool) -> None:
    """The head's policy alone, with everything else broken; and the same without it, to see that it is the policy."""
    file = written(tmp_path, {path("panen"): text("Panen")}, [])
    with listening() as (server, asked):
        hostile = (
            "<script>window.diretas=1</script><p onclick=x></p>"
            f"<img src={server}/gambar><link rel=stylesheet href={server}/gaya>"
            f"<iframe src={server}/bingkai></iframe><style>@import '{server}/impor';</style>"
        )
        whole = file.read_text("utf-8").replace("<main>", f"<main>{hostile}")
        if not policy:
            whole = whole.replace(preview.POLICY, "")
        file.write_text(whole, "utf-8")
        page, _ = opened(chromium, file)
        ran = page.evaluate("window.diretas")
        page.close()
    assert (ran, sorted(asked)) == ((None, []) if policy else (1, ["/bingkai", "/gambar", "/gaya", "/impor"]))


def office(tmp_path: Path) -> Path:
    wide = "| " + " | ".join(f"Kolom {n}" for n in range(12)) + " |\n|" + "---|" * 12 + "\n| " + "isi | " * 12
    body = f"![Padi](p.jpg)\n\n{wide}\n\n```\n{'panjang ' * 40}\n```\n\n{'x' * 400}\n\n!!! note\n    Kotak.\n"
    files: dict[str, str | bytes] = {path("panen"): text("Panen " + "raya" * 60, body)}
    files[path("panen").replace("index.md", "p.jpg")] = picture(300)
    long = msg("{value}", value="temuan" * 60)
    found = [Finding("PD003", severity, path("panen"), long, long, 3) for severity in Severity]
    return written(tmp_path, files, found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_it_fits_the_screen(chromium: Browser, tmp_path: Path, width: int, scheme: str) -> None:
    page, asked = opened(chromium, office(tmp_path), width, scheme)
    assert asked == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("section img").evaluate("image => image.naturalWidth") == 300
    assert page.locator("section img").evaluate("image => image.clientWidth <= innerWidth")
    page.close()


_CONTRAST = """() => {
  const light = color => { const [r, g, b] = color.match(/[\\d.]+/g).map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const ground = node => { for (; node; node = node.parentElement) {
    const color = getComputedStyle(node).backgroundColor; if (!/, 0\\)$/.test(color)) return color; } };
  const poor = [];
  for (const node of document.querySelectorAll("body *")) {
    if (![...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim())) continue;
    const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) poor.push([node.tagName, node.className, ratio]);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_text_can_be_read(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1."""
    page, _ = opened(chromium, office(tmp_path), 360, scheme)
    assert page.evaluate(_CONTRAST) == []
    grounds = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert grounds == ("rgb(243, 247, 244)" if scheme == "light" else "rgb(16, 21, 18)")
    page.close()


def test_a_page_cannot_stand_over_what_was_found(chromium: Browser, tmp_path: Path) -> None:
    file = office(tmp_path)
    cover = '<div style="position:fixed;inset:0;background:red" id="tutup">x</div>'
    file.write_text(file.read_text("utf-8").replace('<div class="page">', f'<div class="page">{cover}', 1), "utf-8")
    page, _ = opened(chromium, file)
    top = page.evaluate("document.querySelector('.findings').getBoundingClientRect().bottom")
    assert page.evaluate("document.getElementById('tutup').getBoundingClientRect().top") >= top
    page.close()
