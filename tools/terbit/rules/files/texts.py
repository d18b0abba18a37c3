"""The text of a document beside an article, for searching: text files as they are, office files without their markup.

Bounded: of an office file at most a few million letters are looked at. A PDF is not read: its letters are glyphs.
"""

from __future__ import annotations

import re

from terbit.rules.files import documents, packed

MOST = 8 * 2**20  # bytes of one document
_PARTS = re.compile(
    r"(?:word/(?:document|footnotes|header\d*|footer\d*)|xl/sharedStrings|xl/worksheets/sheet\d+|ppt/slides/slide\d+|content)\.xml\Z"
)
_BREAK = re.compile(r"</(?:w:p|a:p|text:p|text:h|si|c|row|table:table-cell)>")
_TAG = re.compile(r"<[^<>]{0,5000}>")


def of(path: str, content: bytes) -> str:
    """A document's text; "" where it has none that can be read."""
    kind = documents.kind_of(path)
    if kind in documents.TEXTS:
        return content[:MOST].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    if kind not in documents.OFFICE:
        return ""
    try:
        listed = packed.entries(content)
    except (packed.Unreadable, packed.Bomb):
        return ""
    found, left = [], MOST
    for entry in listed:
        if left > 0 and _PARTS.match(entry.filename):
            part = packed.read(content, entry, left)
            left -= len(part)
            found.append(_TAG.sub("", _BREAK.sub("\n", packed.text(part))))
    return "\n".join(found)
