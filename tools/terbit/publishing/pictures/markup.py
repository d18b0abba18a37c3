"""Pictures in a text's HTML: their sizes, the renditions to choose from, figures with captions, and galleries. Pure.

It reads what `sanitise` wrote (every value escaped, every element balanced) and adds to it, so what stands here is
ours: a picture with a title alone in its paragraph becomes a figure, two or more alone in one become a gallery whose
pictures lead to the large ones, without a program.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote, unquote

from terbit.publishing.pictures.renditions import Rendition

TEXT = "(min-width: 44em) 42rem, 100vw"  # the measure of a text (terbit.css)
GALLERY = "(min-width: 44em) 14rem, 50vw"

_FIRST = ("src", "srcset", "sizes", "width", "height", "alt", "loading", "fetchpriority", "decoding")
_IMAGE = re.compile(r"<img( [^<>]*)?>")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_ALONE = re.compile(r"<p>((?:\s|<br>|<a [^<>]*><img[^<>]*></a>|<img[^<>]*>)+)</p>")
_LINKED = re.compile(r"<a ([^<>]*)><img([^<>]*)></a>|<img([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the office as a page may show it: its path from the site's root, sides in pixels (0: unknown) and
    renditions, smallest first."""

    path: str
    width: int = 0
    height: int = 0
    renditions: tuple[Rendition, ...] = ()

    @property
    def candidates(self) -> tuple[tuple[str, int], ...]:
        """What a `srcset` offers: (path, width), the picture itself last. Empty where there is no choice."""
        if not self.renditions:
            return ()
        return (*((each.path, each.width) for each in self.renditions), (self.path, self.width))


Find = Callable[[str], Shown | None]


def illustrate(html: str, folder: str, find: Find, *, eager: bool = False) -> str:
    """A text with its pictures dressed. `folder` is where its page stands (from the site's root), `find` tells of an
    office's picture by its path; `eager`: the first picture is the page's first, and loaded at once."""
    if "<img" not in html:
        return html
    html = _ALONE.sub(lambda found: _paragraph(found, folder), html)
    first = [eager]

    def dressed(found: re.Match[str]) -> str:
        given = dict(_ATTRIBUTE.findall(found[1] or ""))
        now = first[0]
        first[0] = False
        return _image(given, folder, find, eager=now)

    return _IMAGE.sub(dressed, html)


def _image(given: dict[str, str], folder: str, find: Find, *, eager: bool) -> str:
    shown = find(path_of(unescape(given.get("src", "")), folder))
    sizes = given.pop("sizes", TEXT)
    if shown is not None and shown.width:
        if "width" not in given and "height" not in given:
            given["width"], given["height"] = str(shown.width), str(shown.height)
        elif given.get("width", "").isdigit():
            sizes = f"{given['width']}px"
        if shown.candidates:
            given["srcset"] = escape(", ".join(f"{_url(path, folder)} {width}w" for path, width in shown.candidates))
            given["sizes"] = sizes
    given["loading"] = "eager" if eager else "lazy"
    if eager:
        given["fetchpriority"] = "high"
    given["decoding"] = "async"
    return _written(given)


def _written(given: Mapping[str, str]) -> str:
    """A picture's element: what is loaded first, then the rest as it came."""
    ordered = {name: given[name] for name in (*_FIRST, *given) if name in given}
    return "<img" + "".join(f' {name}="{value}"' for name, value in ordered.items()) + ">"


def path_of(address: str, folder: str) -> str:
    """A picture's address in a text as a path from the site's root."""
    path = unquote(address.partition("#")[0].partition("?")[0])
    return path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(folder, path))


def _url(path: str, folder: str) -> str:
    return quote(posixpath.relpath(path, folder or "."))


def _paragraph(found: re.Match[str], folder: str) -> str:
    parts = _LINKED.findall(found[1])
    if len(parts) > 1:
        return _gallery(parts)
    link, linked, bare = parts[0] if parts else ("", "", "")
    given = dict(_ATTRIBUTE.findall(linked or bare))
    caption = given.pop("title", "").strip()
    if not caption:
        return found[0]
    image = _written(given)
    image = f"<a {link}>{image}</a>" if link else image
    return f'<figure class="tb-figure">{image}<figcaption>{caption}</figcaption></figure>'


def _gallery(parts: Sequence[tuple[str, str, str]]) -> str:
    items = []
    for link, linked, bare in parts:
        given = dict(_ATTRIBUTE.findall(linked or bare))
        caption = given.pop("title", "").strip()
        image = _written({**given, "sizes": GALLERY})
        item = f'<a {link or f"""href="{given.get("src", "")}" """.rstrip()}>{image}</a>'
        if caption:
            item += f'<p class="tb-gallery__caption">{caption}</p>'
        items.append(f'<li class="tb-gallery__item">{item}</li>')
    return f'<ul class="tb-gallery">{"".join(items)}</ul>'
