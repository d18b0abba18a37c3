"""Pictures as pages show them: in lists, in texts, as figures and galleries, and where a page is shared."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import pytest
from PIL import Image
from tests.support.edition import SOP, Office, files_below, path, text
from tests.test_pictures import encoded, flat, noise

from terbit.articles.tree import blob_id
from terbit.findings import has_errors
from terbit.links import internal
from terbit.publishing.build import render
from terbit.publishing.manifest import Manifest
from terbit.publishing.pictures.markup import Shown, illustrate
from terbit.publishing.pictures.renditions import Rendition

PANEN, KOSONG, BIASA = path("panen-padi"), path("kosong"), path("biasa")
LARGE = encoded(noise(700, 460).resize((1400, 920)), "JPEG", quality=80)
OTHER = encoded(noise(500, 340).resize((1000, 680)), "JPEG", quality=85)
BODY = """\
![Satu](satu.jpg)
![Dua "petak"](dua%20petak.jpg "Petak kedua")

Teks di antaranya ![kecil](kecil.png) dalam kalimat.

![Peta](satu.jpg "Peta kebun & sekitarnya")

[![Video](dua%20petak.jpg)](https://www.youtube.com/watch?v=abc)
"""


def office() -> Office:
    here = PANEN.removesuffix("index.md")
    lead = '{file: utama.jpg, alt: "Petani \\"muda\\" memanen", caption: Panen pertama}'
    return Office(
        {
            PANEN: text("Panen", BODY, image=lead),
            here + "utama.jpg": LARGE,
            here + "satu.jpg": OTHER,
            here + "dua petak.jpg": encoded(noise(300, 200), "JPEG"),
            here + "kecil.png": encoded(flat(), "PNG"),
            KOSONG: text("Kosong", "![Rusak](rusak.jpg)"),
            KOSONG.replace("index.md", "rusak.jpg"): b"bukan gambar",
            BIASA: text("Biasa", image="{file: kecil.png, alt: Kecil}"),
            BIASA.replace("index.md", "kecil.png"): encoded(flat(), "PNG"),
        }
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], Manifest, Path]:
    folder = tmp_path_factory.mktemp("gambar")
    shown = office()
    manifest = render(shown.edition(), shown.read, SOP, (), folder / "site", folder / "room", cache=folder / "cache")
    return files_below(folder / "site"), manifest, folder


def page(files: dict[str, bytes], slug: str) -> str:
    return files[f"berita/2026/11/{slug}/index.html"].decode()


def gambar(content: bytes, name: str) -> str:
    return f"assets/gambar/{blob_id(content)[:16]}-{name}"


def test_the_main_picture_comes_in_the_widths_of_screens(made: tuple[dict[str, bytes], Manifest, Path]) -> None:
    files, manifest, _ = made
    lead = re.search(r'<figure class="tb-lead">\s*(<img.*?>)', page(files, "panen-padi"), re.DOTALL)
    assert lead is not None
    up = "../../../../"
    assert lead[1] == (
        f'<img src="utama.jpg" srcset="{up}{gambar(LARGE, "480.webp")} 480w, '
        f'{up}{gambar(LARGE, "960.webp")} 960w, utama.jpg 1400w" '
        'sizes="(min-width: 60em) 896px, 100vw" width="1400" height="920" '
        'alt="Petani &#34;muda&#34; memanen" loading="eager" fetchpriority="high" decoding="async">'
    )
    for width in (480, 960):
        name = gambar(LARGE, f"{width}.webp")
        with Image.open(io.BytesIO(files[name])) as image:
            assert (image.format, image.width) == ("WEBP", width)
        assert manifest.files[name] == hashlib.sha256(files[name]).hexdigest()


def test_pictures_alone_in_a_paragraph_become_a_gallery_that_works_without_a_program(
    made: tuple[dict[str, bytes], Manifest, Path],
) -> None:
    found = re.search(r'<ul class="tb-gallery">.*?</ul>', page(made[0], "panen-padi"))
    assert found is not None
    assert re.findall(r'<li class="tb-gallery__item"><a href="(.*?)"><img src="(.*?)"', found[0]) == [
        ("satu.jpg", "satu.jpg"),
        ("dua%20petak.jpg", "dua%20petak.jpg"),
    ]
    assert '<p class="tb-gallery__caption">Petak kedua</p>' in found[0]
    assert 'alt="Dua &quot;petak&quot;"' in found[0] and "title=" not in found[0]
    assert found[0].count('loading="lazy"') == found[0].count("width=") == 2


def test_a_picture_with_a_title_becomes_a_figure_and_others_stay(
    made: tuple[dict[str, bytes], Manifest, Path],
) -> None:
    shown = page(made[0], "panen-padi")
    figure = re.search(r'<figure class="tb-figure">.*?</figure>', shown)
    assert figure is not None
    assert figure[0].endswith("<figcaption>Peta kebun &amp; sekitarnya</figcaption></figure>")
    assert f"{gambar(OTHER, '480.webp')} 480w" in figure[0]
    assert re.search(r'Teks di antaranya <img src="kecil.png" width="64" height="48" alt="kecil" ', shown)
    assert re.search(r'<p><a href="https://www.youtube.com/watch\?v=abc"><img [^>]*></a></p>', shown)


def test_every_picture_knows_its_size_and_when_to_load(made: tuple[dict[str, bytes], Manifest, Path]) -> None:
    for name, content in made[0].items():
        for image in re.findall(r"<img [^>]*>", content.decode()) if name.endswith(".html") else ():
            if "rusak.jpg" not in image and "assets/" not in image.split("srcset")[0]:
                assert "width=" in image and "loading=" in image and "decoding=" in image, (name, image)


def test_a_picture_that_cannot_be_read_is_shown_as_it_is(made: tuple[dict[str, bytes], Manifest, Path]) -> None:
    # the first of a text without a main picture
    assert '<img src="rusak.jpg" alt="Rusak" loading="eager" fetchpriority="high" decoding="async">' in page(
        made[0], "kosong"
    )


def metadata(shown: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="((?:og:image|twitter)[^"]*)" content="([^"]*)">', shown))


def test_a_shared_page_shows_its_picture_cut_to_the_shape_of_previews(
    made: tuple[dict[str, bytes], Manifest, Path],
) -> None:
    files = made[0]
    preview = gambar(LARGE, "bagikan.jpg")
    assert metadata(page(files, "panen-padi")) == {
        "og:image": SOP.office.address + preview,
        "og:image:type": "image/jpeg",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Petani &#34;muda&#34; memanen",
        "twitter:card": "summary_large_image",
    }
    assert len(files[preview]) <= 300_000
    with Image.open(io.BytesIO(files[preview])) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 630))


@pytest.mark.parametrize("slug", ["kosong", "biasa"])
def test_a_page_without_a_picture_worth_showing_wears_the_offices_card(
    slug: str, made: tuple[dict[str, bytes], Manifest, Path]
) -> None:
    found = metadata(page(made[0], slug))
    assert found["og:image:alt"] == SOP.office.name
    assert found["og:image"].startswith(SOP.office.address + "assets/gambar/kantor-")
    card = made[0][found["og:image"].removeprefix(SOP.office.address)]
    with Image.open(io.BytesIO(card)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
    assert found == metadata(made[0]["index.html"].decode())


def test_links_see_every_file_and_nothing_is_missing(made: tuple[dict[str, bytes], Manifest, Path]) -> None:
    assert not has_errors(internal.check(made[2] / "site", SOP.office.address, str))


def test_the_same_inputs_give_the_same_bytes_with_what_was_kept_and_without(
    made: tuple[dict[str, bytes], Manifest, Path], tmp_path: Path
) -> None:
    files, _, folder = made
    shown = office()
    kept = sorted((folder / "cache").rglob("*.*"))
    assert kept
    kept[0].write_bytes(kept[0].read_bytes()[:-20])  # cut off
    kept[1].write_bytes(b"")
    damaged = bytearray(kept[-1].read_bytes())
    damaged[-10] ^= 1  # a bit that fell over
    kept[-1].write_bytes(damaged)
    render(shown.edition(), shown.read, SOP, (), tmp_path / "site", tmp_path / "room", cache=folder / "cache")
    assert files_below(tmp_path / "site") == files


def test_a_trial_makes_nothing_of_pictures(tmp_path: Path) -> None:
    shown = office()
    render(shown.edition(), shown.read, SOP, (), tmp_path / "site", tmp_path / "room", pictures=False)
    files = files_below(tmp_path / "site")
    assert [name for name in files if name.endswith(".webp") or "bagikan" in name] == []
    assert 'width="1400" height="920"' in page(files, "panen-padi")


# -- the text's HTML, by itself --------------------------------------------------------------------------------------

KNOWN = Shown("a/b.jpg", 1000, 500, (Rendition("assets/gambar/1-480.webp", 480, 240),))


def found(name: str) -> Shown | None:
    return KNOWN if name == "a/b.jpg" else None


@pytest.mark.parametrize(
    ("html", "dressed"),
    [
        ("<p>tanpa gambar</p>", "<p>tanpa gambar</p>"),
        (
            '<p><img src="b.jpg" alt="x" width="300"></p>',  # a width that the writer chose stays
            '<p><img src="b.jpg" srcset="../assets/gambar/1-480.webp 480w, b.jpg 1000w" '
            'sizes="300px" width="300" alt="x" loading="lazy" decoding="async"></p>',
        ),
        (
            '<p><img src="../lain.jpg" alt=""></p>',
            '<p><img src="../lain.jpg" alt="" loading="lazy" decoding="async"></p>',
        ),
        (
            '<p><a href="c/"><img src="x.jpg" alt="" title="&lt;b&gt;"></a></p>',
            '<figure class="tb-figure"><a href="c/"><img src="x.jpg" alt="" loading="lazy" decoding="async"></a>'
            "<figcaption>&lt;b&gt;</figcaption></figure>",
        ),
        (
            '<p>kata <img src="x.jpg" alt=""> <img src="y.jpg" alt=""></p>',
            '<p>kata <img src="x.jpg" alt="" loading="lazy" decoding="async"> '
            '<img src="y.jpg" alt="" loading="lazy" decoding="async"></p>',
        ),
    ],
)
def test_what_is_added_to_a_text(html: str, dressed: str) -> None:
    assert illustrate(html, "a", found) == dressed


def test_a_long_paragraph_of_almost_only_pictures_takes_no_time() -> None:
    html = "<p>" + '<img src="b.jpg" alt="">\n<br> ' * 3000 + "kata</p>"
    assert illustrate(html, "a", found).count("srcset") == 3000
