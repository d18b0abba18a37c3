"""Making pictures: as they may be committed, in the widths that pages ask for, and as a share's preview.

Bytes in, bytes out; the same bytes for the same input and libraries. Everything is decoded here, so hostile files come
through `workshop`, which runs these functions in a process with limits.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from terbit.findings import Refused
from terbit.messages import msg
from terbit.pictures import MAX_BYTES, MAX_SIDE, SHARED, Facts, fitting, inspect
from terbit.pictures.metadata import without
from terbit.pictures.opening import CONVERTED, SUFFIXES, kind_of, opened

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTHS = (480, 960)  # pixels: a phone's column at one and at two dots a pixel; the original serves above
_MANY = 20_000  # colours, of a photograph rather than a drawing
_LEAST = 20_000  # bytes: a smaller picture is small enough for every screen
_PAYS = 0.85  # of the next larger file's bytes: what saves less than that is not made


def ready(content: bytes, name: str) -> tuple[str, bytes]:
    """See `terbit.pictures.ready`."""
    free = fitting(name)
    if free.endswith(".png") and not inspect(content).fine and _photograph(content):
        free = free.removesuffix(".png") + ".jpg"
    return free, normalised(content, free)


def _photograph(content: bytes) -> bool:
    """Whether a PNG is one in truth: too large for what may be committed, of many colours, and without transparency
    that would be lost."""
    if len(content) <= MAX_BYTES:
        return False
    with opened(content) as image:
        if image.has_transparency_data:
            return False
        image.thumbnail((800, 800))
        return image.convert("RGB").getcolors(_MANY) is None


def normalised(content: bytes, name: str) -> bytes:
    """See `terbit.pictures.normalise`."""
    facts = inspect(content)
    wanted = _wanted(name, facts.format)
    if facts.fine and wanted == facts.format:
        return content
    lighter = _without_metadata(content, facts) if wanted == facts.format else None
    if lighter is not None:
        return lighter
    if facts.animated:
        raise Refused(
            msg("{name}: gambar bergerak terlalu besar atau memuat metadata", name=name),
            msg("simpan satu gambar diam, atau perkecil sendiri"),
        )
    with opened(content) as image:
        # JPEG is decoded at half or a quarter of its size where that is still large enough: time and memory
        image.draft(None, (2 * MAX_SIDE, 2 * MAX_SIDE))
        return _fitted(_upright(image, wanted), wanted, name)


def _without_metadata(content: bytes, facts: Facts) -> bytes | None:
    """The picture with nothing but its metadata cut out, where that is enough: it loses no quality and few-coloured
    drawings stay small. None where it has to be turned, made smaller, or what is left is not fine."""
    if max(facts.width, facts.height) > MAX_SIDE:
        return None
    with opened(content) as image:
        if image.getexif().get(0x0112, 1) != 1:
            return None
    try:
        made = without(facts.format, content)
        return made if inspect(made).fine else None
    except (Refused, struct.error):
        return None


def _wanted(name: str, found: str) -> str:
    wanted = next((kind for suffix, kind in SUFFIXES.items() if name.lower().endswith(suffix)), found)
    return wanted if wanted in SUFFIXES.values() else "JPEG"


def _fitted(image: Image, kind: str, name: str) -> bytes:
    side = MAX_SIDE
    while side >= 200:
        smaller = image.copy()
        smaller.thumbnail((side, side))
        for quality in (85, 75, 65):
            written = _written(smaller, kind, quality)
            if len(written) <= MAX_BYTES:
                return written
            if kind in ("PNG", "GIF") and quality == 75:
                break  # they know two qualities: all colours, and 256
        side = int(side * min(0.8, (MAX_BYTES / len(written)) ** 0.5))  # bytes grow with the area
    raise Refused(msg("{name}: gambar tidak dapat dikecilkan sampai {limit} bita", name=name, limit=MAX_BYTES))


def _upright(image: Image, kind: str) -> Image:
    from PIL import ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode in ("I;16", "I;16B", "I;16L", "I;16N"):  # 16 bits of grey, as scanners write them
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    alpha = image.has_transparency_data
    if kind == "JPEG" and alpha:
        from PIL import Image as Pillow

        ground = Pillow.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    return _plain_colours(image).convert("RGBA" if alpha and kind != "JPEG" else "RGB")


def _plain_colours(image: Image) -> Image:
    """The colours as sRGB: a profile is metadata that would be lost."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile that is none: the colours as they are
        return image


def _written(image: Image, kind: str, quality: int) -> bytes:
    out = io.BytesIO()
    clean = image.copy()
    clean.info.clear()
    if kind == "JPEG":
        clean.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    elif kind == "WEBP":
        clean.save(out, "WEBP", quality=quality, method=4, exif=b"", xmp=b"")
    elif kind == "PNG":
        (clean if quality == 85 else _few_colours(clean)).save(out, "PNG", optimize=True)
    else:
        _few_colours(clean).save(out, kind, optimize=True)
    return out.getvalue()


def _few_colours(image: Image) -> Image:
    from PIL.Image import Quantize

    quick = image.mode == "RGBA" or image.getcolors(_MANY) is None  # the better method takes long on many colours
    method = Quantize.FASTOCTREE if quick else Quantize.MEDIANCUT
    return image.quantize(256, method=method)


# -- what a build makes of a picture -----------------------------------------------------------------------------


def widths(content: bytes) -> tuple[tuple[int, int], list[tuple[int, int, bytes]]]:
    """The size of a picture and its renditions as (width, height, WebP), smallest first; only those that are smaller
    than the picture, in pixels and clearly in bytes. An animation has none. Raises Refused."""
    with opened(content) as image:
        size = image.size
        if not _still(image, content) or size[0] <= WIDTHS[0] or len(content) < _LEAST:
            return size, []
        image.draft(None, (WIDTHS[-1], 1))
        whole = _upright(image, "WEBP")
        limit, made = len(content), []
        for width in sorted((width for width in WIDTHS if width < size[0]), reverse=True):
            height = max(1, round(size[1] * width / size[0]))
            whole = whole.resize((width, height), reducing_gap=3.0)  # each from the next larger: quicker, as good
            out = io.BytesIO()
            whole.save(out, "WEBP", quality=78, method=3)
            if len(out.getvalue()) < _PAYS * limit:
                limit = len(out.getvalue())
                made.append((width, height, out.getvalue()))
        return size, made[::-1]


def _still(image: Image, content: bytes) -> bool:
    return kind_of(content) not in CONVERTED.values() and int(getattr(image, "n_frames", 1)) == 1


def preview(content: bytes) -> tuple[int, int, bytes] | None:
    """The picture as a share's preview: (width, height, JPEG) at most 1200 × 630 and in that shape. None where it
    serves as it is, or is too small to be shown large. Raises Refused."""
    with opened(content) as image:
        width, height = image.size
        ratio = SHARED[0] / SHARED[1]
        if width < 400 or height < 210:
            return None
        fits = abs(width / height / ratio - 1) < 0.06 and kind_of(content) in ("JPEG", "PNG")
        if fits and len(content) <= MAX_BYTES:
            return None
        image.draft(None, SHARED)
        whole = _upright(image, "JPEG")
        return _cut(whole, ratio)


def _cut(whole: Image, ratio: float) -> tuple[int, int, bytes]:
    """The largest part of that shape, from a little above the middle: that is where people's faces are."""
    width, height = whole.size
    inner = (width, round(width / ratio)) if width / height < ratio else (round(height * ratio), height)
    left, top = (width - inner[0]) // 2, round((height - inner[1]) * 0.4)
    size = SHARED if inner[0] >= SHARED[0] else inner
    part = whole.resize(size, box=(left, top, left + inner[0], top + inner[1]), reducing_gap=3.0)
    for quality in (76, 66, 55):
        written = _written(part, "JPEG", quality)
        if len(written) <= MAX_BYTES:
            break
    return *size, written
