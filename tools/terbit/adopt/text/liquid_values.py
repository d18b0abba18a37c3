"""What Liquid's expressions stand for: front matter, settings, texts between quotation marks, and a few filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")


@dataclass(frozen=True)
class Template:
    """What the tags of one document refer to: its front matter, the site's settings, and posts by their file's name."""

    values: Mapping[str, object] = field(default_factory=dict)
    site: Mapping[str, object] = field(default_factory=dict)
    post: Callable[[str], str | None] = lambda name: None


def evaluated(expression: str, template: Template) -> str:
    """The text that an expression with filters prints, as far as it is written in the site's files."""
    parts = re.split(r"\|(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*\Z)", expression) if "|" in expression else [expression]
    value = _operand(parts[0].strip(), template)
    for part in parts[1:8]:
        name, _, argument = part.strip().partition(":")
        name = name.strip().casefold()
        given = _operand(argument.strip(), template) if argument.strip() else ""
        if name == "append":
            value += given
        elif name == "prepend":
            value = given + value
        elif name == "default":
            value = value or given
        elif name == "upcase":
            value = value.upper()
        elif name == "downcase":
            value = value.lower()
        elif name.endswith(("photo", "image", "img")) or name == "date":
            return "" if name != "date" else value
    return value


def _operand(written: str, template: Template) -> str:
    found = _STRING.fullmatch(written)
    if found is not None:
        return found[1] or found[2] or ""
    return as_text(looked_up(written, template))


def looked_up(path: str, template: Template) -> object:
    """What `page.x.y`, `site.x` or a bare name stands for, or None; the site's own address is empty."""
    first, _, rest = path.strip().casefold().partition(".")
    value: object
    if first == "site":
        if rest in ("baseurl", "url", "github.url"):
            return ""
        value = template.site
    elif first in ("page", "include"):
        value = template.values
    else:
        value, rest = template.values, path.strip().casefold()
    for part in rest.split(".")[:6]:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def as_text(value: object) -> str:
    """A value as it is printed; lists and tables print nothing."""
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, str | int | float) else ""
