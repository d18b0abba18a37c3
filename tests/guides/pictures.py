"""The guides' pictures, made from the real program: `make guides`. Terminals are what it printed, pages are pages."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.support.office import CHECKOUT, Office, make_template
from tests.support.terminal import talk

IMAGES = CHECKOUT / "docs" / "images"
TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 18px 22px; background: #101512; color: #e6ece8; width: 820px; box-sizing: border-box;
  font: 15px/1.55 "DejaVu Sans Mono", "Liberation Mono", monospace; }
pre { margin: 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
b { color: #7fd1a0; font-weight: 400; }
</style><pre>%s</pre>"""
STORY = """Petani di lereng timur memanen padi gogo pada awal November, dua pekan lebih awal daripada tahun lalu.
Luas panennya 21 hektare, dan hasilnya rata-rata 3,2 ton gabah kering per hektare.

## Tahan kering

![](timbang.jpg)

Varietas yang ditanam tetap tumbuh walaupun hujan baru turun pada pekan ketiga Oktober.
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="terbit-") as room, sync_playwright() as playwright:
        office = Office(Path(room) / "kantor", make_template(Path(room) / "mula"))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            article = _new(browser, office)
            _serve(browser, office, article)
            _waiting(browser, office)
        finally:
            browser.close()
            office.close()


def _new(browser: Browser, office: Office) -> Path:
    folder = office.clone("sari").path
    code, screen = talk(
        folder,
        ("new",),
        ("Judul:", "Panen raya padi gogo"),
        ("Kategori (nomornya):", "5"),
        ("Tanggal [", ""),
        ("Ringkasan ", "Petani di lereng timur memanen padi gogo dua pekan lebih awal."),
    )
    assert code == 0, screen
    _terminal(browser, "naskah-baru.png", f"$ terbit new\n{screen}")
    made = re.search(r"content/\S+index\.md", screen)
    assert made is not None
    return folder / made[0]


def _serve(browser: Browser, office: Office, article: Path) -> None:
    photo = CHECKOUT / "content/berita/2026/10/panen-kedelai-di-lahan-tadah-hujan/kedelai.jpg"
    for name in ("panen.jpg", "timbang.jpg"):
        article.with_name(name).write_bytes(photo.read_bytes())
    text = article.read_text("utf-8").partition("<!--")[0]
    image = "image:\n  file: panen.jpg\n  alt: Petani memanen padi gogo di lereng bukit\n---\n"
    article.write_text(re.sub(r"# Foto utama.*?---\n", image, text, flags=re.DOTALL) + STORY, "utf-8")
    folder = office.clone("sari").path
    command = [sys.executable, "-u", "-m", "terbit", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found is not None
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(found[0] + article.parent.relative_to(folder / "content").as_posix() + "/")
        page.wait_for_selector("#own li", timeout=60_000)
        page.wait_for_timeout(6_000)  # what is made of its picture
        _keep("pratinjau-naskah.png", page.screenshot())
        page.close()
        process.terminate()


def _waiting(browser: Browser, office: Office) -> None:
    titles = ("Panen raya padi gogo", "Jam layanan akhir tahun", "Promo pupuk murah")
    for title in titles:
        files = office.article(title.lower().replace(" ", "-"), title=title)
        office.submit("sari", files, title)
    number = office.submit(
        "dewi", office.article("tarif", title="Tarif uji mutu benih 2027", policy="true"), "Tarif 2027"
    )
    office.approve("budi", number)
    screen = _typed(office, "budi", "status") + _typed(office, "budi", "status", "1")
    _terminal(browser, "menunggu.png", screen)
    _terminal(browser, "usulan.png", _typed(office, "ratna", "status", str(number)))


def _typed(office: Office, who: str, *words: str) -> str:
    done = office.type(who, *words)
    assert done.returncode == 0, done.stderr
    return f"$ terbit {' '.join(words)}\n{done.stdout}\n"


def _terminal(browser: Browser, name: str, screen: str) -> None:
    lines = [
        f"<b>{escape(line)}</b>" if line.startswith("$ ") else escape(line) for line in screen.strip().splitlines()
    ]
    page = browser.new_page(viewport={"width": 820, "height": 100}, device_scale_factor=1.5)
    page.set_content(TERMINAL % "\n".join(lines))
    _keep(name, page.screenshot(full_page=True))
    page.close()


def _keep(name: str, png: bytes) -> None:
    """With as few colours as it needs: a guide is read over slow lines."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(192).save(out, "PNG", optimize=True)
    assert len(out.getvalue()) < 150_000, (name, len(out.getvalue()))
    (IMAGES / name).write_bytes(out.getvalue())
    print(f"{name}: {len(out.getvalue()) // 1000} kB")


if __name__ == "__main__":
    main()
