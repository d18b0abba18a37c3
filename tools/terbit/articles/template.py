"""What a new article begins with: a template with everything filled in that is known already.

A template is itself an article: front matter with its comments, and a body that says in HTML comments, which are never
shown, what belongs there. An office has its own below `templates/`, named after a category; those approve them who
approve what steers the site.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from terbit.articles import article
from terbit.findings import Refused
from terbit.messages import msg
from terbit.sop import Sop

FOLDER = "templates/"
_OURS = Path(__file__).with_name("templates")
Value = str | list[str] | Mapping[str, str]
_YAML_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
_PLAIN, _PRINTED, _ANNOUNCED = "umum", "publikasi", "pengumuman"


def begun(categories: Iterable[str], values: Mapping[str, Value], sop: Sop, own: Callable[[str], bytes]) -> str:
    """The text of a new article of these categories, with these keys. Raises Refused for a template of the office's
    that cannot be used; `own` as in `of`."""
    name, text = of(categories, sop, own)
    try:
        made = filled(text, values)
    except Refused as refusal:
        raise Refused(msg("{path}: {fault}", path=name, fault=refusal.message), refusal.hint) from None
    findings = article.read(name, made.encode(), sop.zone).findings
    if findings:
        raise Refused(msg("{path}: {fault}", path=name, fault=findings[0].message), findings[0].hint)
    return made


def of(categories: Iterable[str], sop: Sop, own: Callable[[str], bytes]) -> tuple[str, str]:
    """The template for an article of these categories: its name as users see it, and its text.

    The office's own before ours, the first category's before the next one's. `own` gives a file of the office folder
    or raises KeyError. Raises Refused for a template of the office's that is no text.
    """
    names = list(categories)
    for name in names:
        path = f"{FOLDER}{name}.md"
        try:
            return path, own(path).decode("utf-8-sig").replace("\r\n", "\n")
        except KeyError:
            continue
        except UnicodeDecodeError:
            fault = msg("berkas bukan teks UTF-8")
            raise Refused(msg("{path}: {fault}", path=path, fault=fault), msg("simpan ulang sebagai UTF-8")) from None
    found = nature(names, sop)
    return found, (_OURS / f"{found}.md").read_text("utf-8")


def nature(categories: Iterable[str], sop: Sop) -> str:
    """Which of our templates suits an article of these categories."""
    return next(filter(None, (_nature(name, sop) for name in categories)), _PLAIN)


def _nature(name: str, sop: Sop) -> str | None:
    """By a category's id, else by what the procedure says of it."""
    if (_OURS / f"{name}.md").is_file():
        return name
    category = sop.categories[name]
    if category.publication:
        return _PRINTED
    return _ANNOUNCED if category.announcement else None


def filled(template: str, values: Mapping[str, Value]) -> str:
    """A template with these keys of its front matter set; also where they stood behind a `#`. Keys that it lacks are
    put at its beginning, in their order. Raises Refused where it has no front matter."""
    parts = re.fullmatch(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n(.*))?", template, re.DOTALL)
    if parts is None:
        raise Refused(
            msg("tidak ada front matter"), msg("baris pertama harus ---, lalu title: dan seterusnya, lalu --- lagi")
        )
    front, body = parts[1], parts[2] or "\n"
    missing = []
    for key, value in values.items():
        line = f"{key}: {_yaml(value)}"
        # with the lines below it that belong to its value
        standing = re.compile(
            rf"^(?:# ?)?{key}:[^\n]*(?:\n[ \t]+\S[^\n]*|\n- [^\n]*|\n#[ \t]{{2,}}\S[^\n]*)*$", re.MULTILINE
        )
        front, found = standing.subn(lambda _, line=line: line, front, count=1)
        if not found:
            missing.append(line + "\n")
    return f"---\n{''.join(missing)}{front}---\n{body}"


def _yaml(value: Value) -> str:
    """A value on one line: a JSON string is a YAML string, and dates and plain words stay as people write them."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_yaml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    plain = re.fullmatch(r"[a-z][a-z0-9-]*|\d{4}-\d\d-\d\d(?: \d\d:\d\d)?", value) and value not in _YAML_WORDS
    return value if plain else json.dumps(value, ensure_ascii=False)
