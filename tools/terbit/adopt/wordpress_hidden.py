"""What readers of an old site did not see: the tricks by which intruders hide gambling links for search engines."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FAR = re.compile(r"(?:left|right|top|bottom|text-indent|margin(?:-left|-top|-right)?):-(\d{3,})", re.IGNORECASE)


def seen(html: str) -> str:
    """The part of a text's HTML that was not hidden from readers."""
    from selectolax.lexbor import LexborHTMLParser

    plain = re.sub(r"<!--.*?-->", " ", html, flags=re.DOTALL)
    body = LexborHTMLParser(f"<!doctype html><body>{plain}").body
    if body is None:
        return ""
    for node in reversed(body.css("[style], [hidden]")):  # what is within another is taken out first
        if is_hidden(node.attributes):
            node.decompose()
    return body.inner_html or ""


def is_hidden(given: Mapping[str, str | None]) -> bool:
    """Whether an element is kept from readers' eyes by the usual tricks."""
    if "hidden" in given:
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
    return bool(small and "overflow:hidden" in style) or "clip:rect(0" in style or "clip:rect(1px,1px" in style
