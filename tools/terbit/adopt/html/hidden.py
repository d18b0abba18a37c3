"""What readers of an old site did not see: the tricks by which intruders hide gambling links for search engines."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from terbit.adopt.html.spans import elements, without_comments

_FAR = re.compile(r"(?:left|right|top|bottom|text-indent|margin(?:-left|-top|-right)?):-(\d{3,})", re.IGNORECASE)


_SCRIPTED = re.compile(
    r"getElementById\(\s*[\"']([\w-]{1,80})[\"']\s*\)\.style\.(?:display\s*=\s*[\"']none|visibility\s*=\s*[\"']hidden|"
    r"(?:left|top|position|textIndent)\s*=\s*[\"'](?:-\d{3,}|absolute))",
    re.IGNORECASE,
)
_RULE = re.compile(r"([.#][\w-]{1,80})\s*\{([^{}]{1,500})\}")


def hidden_names(html: str) -> frozenset[str]:
    """The ids (`#x`) and classes (`.x`) that a text's own scripts and styles hide."""
    found = {"#" + name for name in _SCRIPTED.findall(html)}
    for start, end in elements(html, "style"):
        sheet = html[start:end][:20_000].partition(">")[2]
        found |= {name for name, style in _RULE.findall(sheet) if is_hidden({"style": style})}
    return frozenset(found)


def seen(html: str) -> str:
    """The part of a text's HTML that was not hidden from readers."""
    from selectolax.lexbor import LexborHTMLParser

    plain = without_comments(html)
    body = LexborHTMLParser(f"<!doctype html><body>{plain}").body
    if body is None:
        return ""
    names = hidden_names(plain)
    for node in reversed(body.css("*")):  # what is within another is taken out first
        if node.tag in ("script", "style", "template") or is_hidden(node.attributes, names):
            node.decompose()
    return body.inner_html or ""


def is_hidden(given: Mapping[str, str | None], names: Collection[str] = ()) -> bool:
    """Whether an element is kept from readers' eyes by the usual tricks."""
    if "hidden" in given:
        return True
    if names and (
        f"#{given.get('id')}" in names or any(f".{name}" in names for name in (given.get("class") or "").split())
    ):
        return True
    style = re.sub(r"\s|!important", "", given.get("style") or "").lower()
    if not style:
        return False
    if re.search(
        r"display:none|visibility:hidden|(?:^|;)opacity:0(?:\.0+)?(?:;|$)|font-size:[01](?:px|pt|em|%)?(?:;|$)", style
    ):
        return True
    far = _FAR.search(style)
    if far is not None and int(far[1]) >= 500:
        return True
    small = re.search(r"(?:^|;)(?:max-)?(?:height|width):[01](?:px|pt|em|%)?(?:;|$)", style)
    return (
        bool(small and re.search("overflow:(?:hidden|auto|scroll)", style))
        or "clip:rect(0" in style
        or "clip:rect(1px,1px" in style
    )
