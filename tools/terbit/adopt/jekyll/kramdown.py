"""Kramdown's own marks, which Python-Markdown would print: attribute and contents lists, extensions, abbreviations."""

from __future__ import annotations

import re

_CONTENTS = re.compile(r"^[ ]{0,3}(?:[-*+]|1\.)[ ].*\n[ ]{0,3}\{:[ ]*toc\b[^}\n]*\}[ \t]*$", re.MULTILINE)
_BLOCK = re.compile(r"^[ \t>]*\{:[^}\n]{0,500}\}[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^([ ]{0,3}#{1,6}[ ].*?)[ ]*\{:[ ]*([^}\n]{0,300})\}[ ]*#*[ \t]*$", re.MULTILINE)
_SPAN = re.compile(r"(?<=[)*_\]>\"\ue001])\{:[^}\n]{0,300}\}")
_COMMENT = re.compile(r"\{::comment\}(?:[^{]|\{(?!:/)){0,20000}\{:/(?:comment)?\}")
_EXTENSION = re.compile(r"\{::[a-z]+[^}\n]{0,300}\}|\{:/[a-z]*\}")
_ABBREVIATION = re.compile(r"^[ ]{0,3}\*\[[^\]\n]{1,100}\]:[^\n]*$", re.MULTILINE)
_END = re.compile(r"^\^[ \t]*$", re.MULTILINE)
_BREAK = re.compile(r"(?<=\S)[ ]*\\\\$", re.MULTILINE)


def convert(text: str) -> str:
    """The text without them; a heading's own id stays, for the links that lead to it. Code is behind marks."""
    text = _EXTENSION.sub("", _COMMENT.sub("", _CONTENTS.sub("", text)))
    text = _HEADING.sub(_heading, text)
    text = _SPAN.sub("", _BLOCK.sub("", text))
    return _BREAK.sub("  ", _END.sub("", _ABBREVIATION.sub("", text)))


def _heading(found: re.Match[str]) -> str:
    identity = re.search(r"(?:\A|\s)#([A-Za-z][\w-]{0,60})", found[2])
    return f"{found[1]} {{#{identity[1]}}}" if identity else found[1]
