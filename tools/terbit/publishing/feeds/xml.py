"""XML that is XML whatever a title holds."""

from __future__ import annotations

import re
from xml.etree import ElementTree

# https://www.w3.org/TR/xml/#charsets: a file with any other character is no XML, whatever escapes it
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(parent: ElementTree.Element, name: str, text: str) -> None:
    """Add an element that holds this text."""
    ElementTree.SubElement(parent, name).text = _NOT_XML.sub("", text)


def document(root: ElementTree.Element) -> bytes:
    """The whole document, as UTF-8."""
    ElementTree.indent(root, " ")
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
