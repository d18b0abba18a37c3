"""Sound inputs of each kind, small: what a fuzzer begins with, and what is mutated."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.hostile.targets import INPUTS
from tests.rules.test_families import FILM, made, old, related

TOP = Path(__file__).resolve().parents[2]
_CASES = TOP / "tests" / "cases"
_EXPORT = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Balai</title><link>https://balai.example</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://balai.example</wp:base_site_url><wp:base_blog_url>https://balai.example</wp:base_blog_url>
<item><title>Panen</title><link>https://balai.example/2020/01/panen/</link><dc:creator>sari</dc:creator>
<content:encoded><![CDATA[<!-- wp:paragraph --><p>Isi <b>panen</b>
[caption id="a"]<img src="https://balai.example/wp-content/uploads/a.jpg"
 style="display:none" />Sawah[/caption]</p>
<!-- /wp:paragraph --><ul><li>a</li></ul>[gallery ids="7"]]]></content:encoded>
<wp:post_id>5</wp:post_id><wp:post_date>2020-01-02 03:04:05</wp:post_date>
<wp:post_name>panen</wp:post_name><wp:status>publish</wp:status><wp:post_parent>0</wp:post_parent>
<wp:post_type>post</wp:post_type><category domain="category" nicename="berita"><![CDATA[Berita]]></category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value><![CDATA[7]]></wp:meta_value></wp:postmeta></item>
</channel></rss>
"""
_HUGO = """---
title: "Panen"
date: 2017-07-10T10:00:00+07:00
tags: [padi]
aliases: [/lama/]
---
{{< figure src="a.jpg" caption="Sawah" >}} [a]({{< ref "b.md" >}}) <table><tr><td>1</td></tr></table>

# Judul
"""
_JEKYLL = """---
title: Panen
date: 2017-07-10 10:00:00 +0700
categories: berita
---
{% include gambar.html src='a.jpg' %} {{ page.title | escape }} {% highlight ruby %}x{% endhighlight %}
{: .kelas} [a]({% post_url 2017-07-10-b %})
"""


@cache
def samples(name: str) -> tuple[bytes, ...]:
    """A target's sound inputs."""
    found = _MADE.get(name, dict)()
    files = [(_CASES / "sop.yml")] if name in ("procedure", "yaml") else []
    files += [TOP / "mkdocs.yml"] if name in ("settings", "yaml") else []
    files += [TOP / "requirements.lock"] if name == "lock" else []
    if name in ("article", "html"):
        files += sorted((_CASES / "valid").rglob(INPUTS["article"]))
    return (*found.values(), *(file.read_bytes() for file in files))


def _pictures() -> Mapping[str, bytes]:
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener()
    picture = Image.radial_gradient("L").resize((24, 16)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (6.0, 35.0, 0.0)
    found = {}
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF"):
        file = io.BytesIO()
        picture.save(file, kind, **({"exif": exif} if kind not in ("GIF", "BMP") else {}))
        found[kind] = file.getvalue()
    file = io.BytesIO()
    picture.save(file, "GIF", save_all=True, append_images=[picture.rotate(90)], comment=b"a")
    return found | {"film": file.getvalue()}


def _documents() -> Mapping[str, bytes]:
    packed = zlib.compress(b"5 0 << /S /GoTo >>")
    streams = b"3 0 obj <</Type/ObjStm/Filter/FlateDecode>> stream\n" + packed + b"\nendstream endobj\ntrailer"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as writing:
        writing.writestr("content.xml", "<!DOCTYPE a><a>Panen</a>")
        writing.writestr("META-INF/manifest.xml", "<a/>")
    return {
        "pdf": made(),
        "packed": made().replace(b"trailer", streams),
        "docx": related("hyperlink", "https://balai.example/"),
        "odt": file.getvalue(),
        "mp4": FILM,
        "doc": old("WordDocument"),
        "rtf": rb"{\rtf1\ansi Panen}",
    }


_EVENT = (
    b'{"actor":"sari","article":"","at":"2026-11-20T01:00:00Z","change":1,"commit":"","data":{},"event":"merged","id":"'
    + b"0" * 64
    + b'","ref":"","role":"","source":"git","v":1}\n'
)
_MADE = {
    "picture": _pictures,
    "document": _documents,
    "wordpress": lambda: {"export": _EXPORT.encode()},
    "hugo": lambda: {"post": _HUGO.encode()},
    "jekyll": lambda: {"post": _JEKYLL.encode()},
    "event": lambda: {"event": _EVENT},
    "feed": lambda: {
        "rss": b'<rss><channel><item><link>https://a.example/</link><enclosure url="a"/></item></channel></rss>'
    },
    "style": lambda: {"css": b'@import "a.css"; a { background: url( "x.png" ) } /* b */ c { d: url(\\61.png) }'},
    "lock": lambda: {"named": b"terbit==0.1.0 \\\n    --hash=sha256:" + b"a" * 64 + b"\nother==1\n"},
}
