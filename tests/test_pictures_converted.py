"""Phone photographs and scans: what becomes JPEG, under which name; metadata cut out; decoders kept within bounds."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageDraw
from tests.test_pictures import chunk, encoded, exif, flat, noise, png

from terbit import pictures
from terbit.findings import Refused
from terbit.pictures import making
from terbit.pictures.workshop import Workshop, each


def heic(image: Image.Image, **options: object) -> bytes:
    """A HEIC file as a phone writes it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=50, **options)
    return out.getvalue()


def halves(width: int = 240, height: int = 120) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    ImageDraw.Draw(image).rectangle((width // 2, 0, width, height), fill=(30, 30, 200))
    return image


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description photoshop:City="Sukamaju"/></x:xmpmeta>'
SECRETS = (b"Exif", b"GPS", b"Kamera Sari", b"xmpmeta", b"Sukamaju", b"Photoshop 3.0", b"8BIM", b"rahasia")


def phone(kind: str) -> bytes:
    """A picture with everything that a camera and its programs leave in it."""
    tags = exif(gps=True, camera="Kamera Sari", orientation=6)
    image = halves()
    if kind == "HEIC":
        return heic(image, exif=tags, xmp=XMP)
    content = encoded(image, kind, exif=tags, **({"xmp": XMP} if kind != "PNG" else {}))
    if kind == "JPEG":
        iptc = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x08\x1c\x02\x5a\0\x03kota"
        note = b"rahasia"
        content = (
            content[:2]
            + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
            + b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note
            + content[2:]
        )  # fmt: skip
    return content + b"rahasia"


@pytest.mark.parametrize(
    ("kind", "name", "fits"),
    [
        ("HEIC", "IMG_0412.HEIC", "img-0412.jpg"),
        ("JPEG", "Foto Panen (2).JPG", "foto-panen-2.jpg"),
        ("PNG", "Layar.png", "layar.png"),
        ("WEBP", "panen.webp", "panen.webp"),
    ],
)
def test_nothing_but_pixels_is_left_of_a_phones_photograph_and_it_stands_upright(
    kind: str, name: str, fits: str
) -> None:
    content = phone(kind)
    assert any(secret in content for secret in SECRETS)

    made_name, made = pictures.ready(content, name)

    assert made_name == fits
    assert [secret for secret in SECRETS if secret in made] == []
    facts = pictures.inspect(made)
    assert facts.fine and not facts.has_gps
    assert (facts.width, facts.height) == (120, 240)  # it was held upright
    with Image.open(io.BytesIO(made)) as image:
        assert not image.getexif() and "xmp" not in image.info
        top, bottom = (image.convert("RGB").getpixel((60, y)) for y in (20, 220))
        assert top[0] > 150 and bottom[2] > 150  # type: ignore[index]


@pytest.mark.parametrize("kind", ["AVIF", "TIFF", "BMP"])
def test_other_kinds_become_jpeg(kind: str) -> None:
    made_name, made = pictures.ready(encoded(halves(), kind), f"Scan Surat.{kind.lower()}")
    assert made_name == "scan-surat.jpg"
    assert pictures.inspect(made).format == "JPEG"


def test_a_scan_with_sixteen_bits_of_grey_is_not_white() -> None:
    content = encoded(Image.new("I;16", (60, 40), 0x2000), "TIFF")
    with Image.open(io.BytesIO(pictures.ready(content, "a.tif")[1])) as image:
        assert 20 < image.convert("L").getpixel((5, 5)) < 50  # type: ignore[operator]


def test_a_heic_that_is_called_jpg_becomes_one() -> None:
    assert pictures.inspect(pictures.ready(heic(halves()), "foto.jpg")[1]).format == "JPEG"


def test_the_second_picture_of_a_phones_jpeg_goes_and_it_is_no_animation() -> None:
    content = encoded(halves(), "MPO", save_all=True, append_images=[halves()])
    facts = pictures.inspect(content)
    assert (facts.format, facts.animated, facts.has_metadata) == ("JPEG", False, True)
    made = pictures.normalise(content, "a.jpg")
    assert pictures.inspect(made).fine and len(made) < len(content)


def test_cutting_out_metadata_changes_no_pixel() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        content = encoded(noise(60, 40), kind, exif=exif(gps=True), **({"lossless": True} if kind == "WEBP" else {}))
        made = pictures.normalise(content, f"a.{kind.lower()}")
        with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(made)) as after:
            assert before.tobytes() == after.tobytes()
        assert pictures.inspect(made).fine


def test_a_thumbnail_in_a_jpegs_header_is_metadata() -> None:
    content = encoded(flat(), "JPEG")
    (length,) = struct.unpack(">H", content[4:6])
    thumbnail = b"\xff\xe0" + struct.pack(">H", length + 3) + content[6 : 4 + length - 2] + b"\x01\x01abc"
    assert pictures.inspect(content[:2] + thumbnail + content[4 + length :]).has_metadata


def test_a_photograph_as_png_becomes_jpeg_when_it_would_shrink_too_far() -> None:
    name, made = pictures.ready(encoded(noise(700, 700), "PNG"), "Tangkapan Layar.png")
    facts = pictures.inspect(made)
    assert (name, facts.format) == ("tangkapan-layar.jpg", "JPEG")
    clear = Image.new("RGBA", (700, 700), (0, 0, 0, 0))
    clear.paste(noise(700, 700), (0, 0), Image.new("L", (700, 700), 128))
    assert pictures.ready(encoded(clear, "PNG"), "a.png")[0] == "a.png"  # transparency would be lost


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("IMG_0412.HEIC", "img-0412.jpg"),
        ("Kepala Balai & Sari.JPEG", "kepala-balai-sari.jpeg"),
        ("panen-raya.webp", "panen-raya.webp"),
        ("照片.png", "gambar.png"),
        ("a" * 90 + ".png", "a" * 60 + ".png"),
    ],
)
def test_names_fit_addresses(name: str, fits: str) -> None:
    assert pictures.fitting(name) == fits
    assert pictures.fitting(fits) == fits


# -- hostile ---------------------------------------------------------------------------------------------------------


def riff(width: int, height: int) -> bytes:
    """An extended WebP that claims a canvas."""
    claim = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + claim + b"ANIM" + struct.pack("<I", 6) + bytes(6)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def heic_claiming(width: int, height: int) -> bytes:
    content = heic(halves(64, 64))
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack(">II", width, height) + content[at + 8 :]


def frames(count: int) -> bytes:
    """A GIF of many large frames that costs next to nothing to send."""
    frame = b"\x2c\0\0\0\0" + struct.pack("<HH", 1600, 1600) + b"\0\x02\x01\x44\0"
    return b"GIF89a" + struct.pack("<HH", 1600, 1600) + b"\x80\0\0" + bytes(6) + frame * count + b"\x3b"


def scans(count: int) -> bytes:
    """A progressive JPEG that asks for the same pass over all pixels again and again."""
    content = encoded(flat(1600, 1600), "JPEG", progressive=True)
    at = content.rindex(b"\xff\xda")
    return content[:at] + content[at:-2] * count + b"\xff\xd9"


BOMBS = {
    "heic of 60000 x 60000.heic": lambda: heic_claiming(60_000, 60_000),
    "webp canvas.webp": lambda: riff(16_000, 16_000),
    "gif of 4000 frames.gif": lambda: frames(4000),
    "jpeg of 3000 passes.jpg": lambda: scans(3000),
    "colour profile.png": lambda: png(8, 8, chunk(b"iCCP", b"a\0\0" + __import__("zlib").compress(bytes(60_000_000)))),
    "heic cut off.heic": lambda: heic(noise(64, 64))[:-400],
    "jpeg cut off.jpg": lambda: encoded(noise(300, 300), "JPEG")[:20_000],
    "svg.png": lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "page.jpg": lambda: b"<!doctype html><script>alert(1)</script>",
    "tiff of nothing.tif": lambda: b"II*\0\x08\0\0\0\xff\xff" + bytes(100),
    "bmp 30000 x 30000.bmp": lambda: (
        b"BM"
        + struct.pack("<IHHI", 60, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, 30_000, 30_000, 1, 24, 0, 0, 0, 0, 0, 0)
    ),
}


@pytest.fixture(scope="module")
def shop() -> Iterator[Workshop]:
    with Workshop() as shop:
        yield shop


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_and_broken_files_are_refused_within_bounds(name: str, shop: Workshop) -> None:
    content = BOMBS[name]()
    with pytest.raises(Refused):
        shop.ready(content, name)
    assert pictures.inspect(encoded(flat(), "JPEG")).fine


def test_many_scans_and_frames_are_refused_before_they_are_decoded() -> None:
    for content in (scans(3000), frames(4000), riff(16_000, 16_000)):
        with pytest.raises(Refused):
            pictures.inspect(content)
    assert pictures.size_of(frames(4000)) == (1600, 1600)  # a header is cheap


def test_a_picture_with_a_file_of_another_kind_behind_it_loses_that_file() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        polyglot = encoded(flat(), kind) + b"PK\x03\x04<script>alert(1)</script>"
        assert pictures.inspect(polyglot).has_metadata
        assert b"script" not in pictures.normalise(polyglot, f"a.{kind.lower()}")


def test_an_icc_profile_that_is_none_does_no_harm() -> None:
    content = encoded(flat(1700, 40), "JPEG", icc_profile=b"bukan profil" * 50)
    assert pictures.inspect(pictures.normalise(content, "a.jpg")).fine


# -- a process of its own --------------------------------------------------------------------------------------------


def test_what_is_made_in_a_process_of_its_own_is_the_same(shop: Workshop) -> None:
    content = phone("JPEG")
    assert shop.ready(content, "A.JPG") == pictures.ready(content, "A.JPG")
    large = encoded(noise(1000, 700), "JPEG", quality=60)
    assert shop.widths(large) == making.widths(large)
    assert shop.preview(large) == making.preview(large)
    assert shop.preview(encoded(flat(), "JPEG")) is None


def test_a_refusal_keeps_its_words(shop: Workshop) -> None:
    with pytest.raises(Refused) as refusal:
        shop.normalise(png(50_000, 50_000), "a.png")
    assert refusal.value.message.text() == "gambar terlalu besar: lebih dari 80000000 piksel"
    assert refusal.value.hint is not None and refusal.value.hint.text() == "perkecil gambar lebih dahulu"


def test_who_takes_too_long_or_too_much_is_ended_and_the_next_picture_is_made(tmp_path: Path) -> None:
    large = encoded(flat(6000, 6000), "PNG")
    for bounds in (Workshop(seconds=0.001), Workshop(memory=150_000_000)):
        with bounds as shop, pytest.raises(Refused) as refusal:
            shop.normalise(large, "a.png")
        assert refusal.value.message.text() in (
            "gambar tidak dapat diolah: terlalu rumit atau rusak",
            "gambar tidak dapat dibaca",
        )
    with Workshop() as shop:
        small = encoded(flat(), "JPEG")
        shop.normalise(small, "a.jpg")
        assert shop._child is not None
        shop._child.kill()
        shop._child.wait()
        assert shop.normalise(small, "a.jpg") == small


def test_many_are_made_by_several_processes() -> None:
    content = encoded(flat(500, 300), "JPEG")
    made: list[int] = []
    each(range(5), lambda shop, job: made.append(job + len(shop.widths(content)[1]) * 0))
    assert sorted(made) == [0, 1, 2, 3, 4]


# -- renditions ------------------------------------------------------------------------------------------------------


def test_renditions_are_smaller_in_pixels_and_clearly_in_bytes() -> None:
    content = encoded(noise(1200, 800).resize((1500, 1000)), "JPEG", quality=70)
    size, made = making.widths(content)
    assert size == (1500, 1000)
    assert [(width, height) for width, height, _ in made] == [(480, 320), (960, 640)]
    assert [pictures.inspect(each).format for _, _, each in made] == ["WEBP", "WEBP"]
    assert not any(pictures.inspect(each).has_metadata for _, _, each in made)
    assert len(made[0][2]) < len(made[1][2]) < len(content)
    assert making.widths(content) == (size, made)  # the same bytes, whenever it is made


def test_nothing_is_made_where_it_does_not_pay() -> None:
    assert making.widths(encoded(flat(480, 300), "JPEG")) == ((480, 300), [])
    assert making.widths(encoded(flat(1200, 800), "WEBP"))[1] == []  # one colour takes no bytes at any size
    assert making.widths(encoded(noise(490, 300), "WEBP", quality=30))[1] == []  # ten pixels less, as many bytes


def test_a_preview_is_cut_to_the_shape_that_previews_have() -> None:
    made = making.preview(encoded(noise(800, 1200), "WEBP", quality=60))
    assert made is not None and made[:2] == (800, 420)
    facts = pictures.inspect(made[2])
    assert (facts.format, facts.fine, facts.width, facts.height) == ("JPEG", True, 800, 420)
    large = making.preview(encoded(flat(1600, 1600), "PNG"))
    assert large is not None and large[:2] == (1200, 630)
    assert making.preview(encoded(flat(1200, 630), "JPEG")) is None  # serves as it is
    assert making.preview(encoded(flat(300, 200), "JPEG")) is None  # too small to be shown large
