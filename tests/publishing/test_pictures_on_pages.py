"""Pictures as pages show them: through the macro of the theme, in texts, and where a page is shared."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader
from tests.support.edition import CHECKOUT, Office, path, text

PANEN = path("panen-padi")


def macro(office: Office, call: str) -> str:
    env = Environment(loader=FileSystemLoader(CHECKOUT / "tools" / "terbit" / "theme"), autoescape=True)
    env.filters["url"] = lambda address: f"../{address}"
    template = env.from_string('{% from "partials/picture.html" import picture with context %}' + call)
    return template.render(entry=office.site().entries[0])


def test_the_macro_shows_an_entrys_picture() -> None:
    picture = '{file: panen raya.jpg, alt: "Petani \\"muda\\" memanen"}'
    office = Office({PANEN: text(image=picture), PANEN.replace("index.md", "panen raya.jpg"): b"1"})

    assert macro(office, "{{ picture(entry) }}").strip() == (
        '<img src="../berita/2026/11/panen-padi/panen%20raya.jpg" alt="Petani &#34;muda&#34; memanen" '
        'loading="lazy" decoding="async">'
    )
    assert macro(office, '{{ picture(entry, eager=true, alt="", cls="tb-x") }}').strip() == (
        '<img class="tb-x" src="../berita/2026/11/panen-padi/panen%20raya.jpg" alt="" '
        'loading="eager" fetchpriority="high" decoding="async">'
    )


def test_an_entry_without_a_picture_shows_none() -> None:
    assert macro(Office({PANEN: text()}), "{{ picture(entry) }}").strip() == ""
