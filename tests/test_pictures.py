"""Pictures as they may be committed: small, upright, nothing but pixels; and hostile files that are refused."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from terbit import pictures
from terbit.findings import Refused
from terbit.pictures import MAX_BYTES, MAX_SIDE, inspect, normalise


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A picture that no encoder makes small."""
    count = width * height * len(mode)
    return Image.frombytes(mode, (width, height), random.Random(7).randbytes(count))


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def flat(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), (40, 120, 60, 128)[: len(mode)] if len(mode) > 1 else 9)


def exif(**tags: object) -> bytes:
    found = Image.Exif()
    if "orientation" in tags:
        found[0x0112] = tags["orientation"]
    if "camera" in tags:
        found[0x010F] = tags["camera"]
    if "gps" in tags:
        place = found.get_ifd(0x8825)
        place[1], place[2], place[3], place[4] = "S", (6.0, 35.0, 0.0), "E", (106.0, 47.0, 0.0)
        found[0x8825] = place
    return found.tobytes()


def test_a_fine_picture_comes_back_byte_for_byte() -> None:
    for kind, name in (("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("GIF", "a.gif")):
        content = encoded(flat(), kind)
        assert inspect(content).fine
        assert normalise(content, name) is content


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.JPG"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("GIF", "a.gif")])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_a_large_picture_becomes_small_and_keeps_its_kind(kind: str, name: str, mode: str) -> None:
    if kind == "JPEG" and mode == "RGBA":
        mode = "CMYK"
    content = encoded(noise(1700, 850, mode), kind)
    made = normalise(content, name)
    facts = inspect(made)
    assert facts.fine and facts.format == kind
    assert max(facts.width, facts.height) <= MAX_SIDE and len(made) <= MAX_BYTES
    assert facts.width == pytest.approx(2 * facts.height, rel=0.01)
    assert normalise(made, name) is made
    assert normalise(content, name) == made  # the same on every machine and day


def test_a_picture_is_turned_upright() -> None:
    image = flat(40, 20)
    image.putpixel((0, 0), (255, 0, 0))
    made = normalise(encoded(image, "JPEG", exif=exif(orientation=6)), "a.jpg")
    with Image.open(io.BytesIO(made)) as turned:
        assert turned.size == (20, 40)
        assert not turned.getexif()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_location_is_seen_and_removed(kind: str) -> None:
    content = encoded(flat(), kind, exif=exif(gps=True))
    assert inspect(content).has_gps and inspect(content).has_metadata
    made = inspect(normalise(content, f"a.{kind.lower()}"))
    assert not made.has_gps and not made.has_metadata


def test_a_location_in_xmp_is_seen() -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="6,35S"/></x:xmpmeta>'
    assert inspect(encoded(flat(), "JPEG", xmp=xmp)).has_gps
    assert inspect(encoded(flat(), "WEBP", xmp=xmp)).has_gps


def metadata() -> dict[str, bytes]:
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "Sari")
    plain = encoded(flat(), "JPEG")
    png = encoded(flat(), "PNG")
    return {
        "camera.jpg": encoded(flat(), "JPEG", exif=exif(camera="Kamera")),
        "comment.jpg": encoded(flat(), "JPEG", comment=b"dari Sari"),
        "after.jpg": plain + plain,
        "camera.webp": encoded(flat(), "WEBP", exif=exif(camera="Kamera")),
        "text.png": encoded(flat(), "PNG", pnginfo=note),
        "after.png": png + b"rahasia",
        "comment.gif": encoded(flat(mode="L"), "GIF", comment=b"dari Sari"),
    }


@pytest.mark.parametrize("name", sorted(metadata()))
def test_metadata_of_any_sort_is_seen_and_removed(name: str) -> None:
    content = metadata()[name]
    assert inspect(content).has_metadata
    assert not inspect(normalise(content, name)).has_metadata


def test_a_colour_profile_is_no_metadata_and_colours_are_kept() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert inspect(encoded(flat(), "JPEG", icc_profile=profile)).fine
    made = normalise(encoded(flat(1700, 10), "JPEG", icc_profile=profile, quality=95), "a.jpg")
    with Image.open(io.BytesIO(made)) as image:
        assert all(abs(a - b) < 6 for a, b in zip(image.getpixel((5, 5)), (40, 120, 60), strict=True))  # type: ignore[arg-type]


def test_transparency_becomes_white_only_where_it_must() -> None:
    clear = Image.new("RGBA", (1700, 10), (0, 0, 0, 0))
    with Image.open(io.BytesIO(normalise(encoded(clear, "PNG"), "a.png"))) as image:
        assert image.convert("RGBA").getpixel((3, 3))[3] == 0  # type: ignore[index]
    with Image.open(io.BytesIO(normalise(encoded(clear, "PNG"), "a.jpg"))) as image:
        assert image.format == "JPEG" and min(image.getpixel((3, 3))) > 250  # type: ignore[arg-type,type-var]


def test_an_animation_is_left_alone_or_refused() -> None:
    frames = [flat(mode="L"), Image.new("L", (64, 48), 200)]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert inspect(content).animated
    assert normalise(content, "a.gif") is content
    large = encoded(noise(1700, 300, "L"), "GIF", save_all=True, append_images=[noise(1700, 300, "L").rotate(180)])
    with pytest.raises(Refused) as refusal:
        normalise(large, "a.gif")
    assert refusal.value.message.text() == "a.gif: gambar bergerak terlalu besar atau memuat metadata"
    assert refusal.value.message.text("en") == "a.gif: the animated picture is too large or holds metadata"


# -- hostile files -----------------------------------------------------------------------------------------------------


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")


HOSTILE = {
    "empty": b"",
    "noise": b"bukan gambar",
    "only a header": b"\x89PNG\r\n\x1a\n",
    "cut off": encoded(noise(200, 200), "JPEG")[:4000],
    "pixels bomb": png(50_000, 50_000, chunk(b"IDAT", zlib.compress(bytes(1_000_000)))),
    "beyond Pillow's own limit": png(400_000, 400_000),
    "text bomb": png(8, 8, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000)))),
    "no pixels": png(0, 0),
    "endless chunk": b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 0xFFFFFFFF) + b"IHDR" + bytes(100),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    "webp of nothing": b"RIFF\x04\0\0\0WEBP",
    "gif of nothing": b"GIF89a\xff\xff\xff\xff\0\0\0",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(name: str) -> None:
    with pytest.raises(Refused):
        inspect(HOSTILE[name])
    with pytest.raises(Refused):
        normalise(HOSTILE[name], "a.png")


def test_what_is_refused_says_so() -> None:
    with pytest.raises(Refused) as refusal:
        inspect(HOSTILE["pixels bomb"])
    assert refusal.value.message.text() == "gambar terlalu besar: lebih dari 80000000 piksel"
    assert refusal.value.message.text("en") == "the picture is too large: more than 80000000 pixels"
    with pytest.raises(Refused) as refusal:
        inspect(b"")
    assert refusal.value.message.text() == "gambar tidak dapat dibaca"


def test_any_damage_gives_facts_or_a_refusal() -> None:
    content = encoded(noise(40, 40), "JPEG", exif=exif(gps=True))
    chance = random.Random(3)
    for _ in range(300):
        at = chance.randrange(len(content))
        broken = content[:at] + chance.randbytes(3) + content[at + chance.randrange(4) :]
        try:
            pictures.inspect(broken)
        except Refused:
            continue
