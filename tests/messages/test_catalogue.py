"""The catalogue is whole: every text that users read has its English translation, with the same fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from terbit.messages import CATALOGUE, msg

PACKAGE = CATALOGUE.parents[1]
KEYWORDS = ("msg", "help_text", "t")
TEMPLATES = {".html", ".xml", ".j2", ".jinja", ".typ", ".md"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def templates() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*") if path.suffix in TEMPLATES and path.is_file())


def sources() -> dict[str, str]:
    """Text → the first place where it stands, as Babel's extractors find it in modules and templates."""
    found: dict[str, str] = {}
    keywords = dict.fromkeys(KEYWORDS)
    for path in modules():
        for line, text, *_ in extract_from_file("python", path, keywords=keywords):
            found.setdefault(str(text), f"{path.relative_to(PACKAGE)}:{line}")
    for path in templates():
        for line, text, *_ in extract_from_file(
            "jinja2.ext:babel_extract", path, keywords=keywords, options={"silent": "false"}
        ):
            found.setdefault(str(text), f"{path.relative_to(PACKAGE)}:{line}")
    return found


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_text_is_translated(catalogue: Catalog) -> None:
    known = {str(entry.id) for entry in catalogue if entry.id and entry.string}
    missing = {text: place for text, place in sources().items() if text not in known}
    assert missing == {}


def test_no_translation_is_left_over(catalogue: Catalog) -> None:
    used = sources()
    assert [str(entry.id) for entry in catalogue if entry.id and str(entry.id) not in used] == []
    assert list(catalogue.obsolete) == []


def test_no_translation_is_fuzzy(catalogue: Catalog) -> None:
    assert [str(entry.id) for entry in catalogue if entry.id and entry.fuzzy] == []


def test_translations_have_the_fields_of_their_source(catalogue: Catalog) -> None:
    different = [
        str(entry.id) for entry in catalogue if entry.id and fields(str(entry.id)) != fields(str(entry.string))
    ]
    assert different == []


def test_no_text_is_twice_in_the_catalogue() -> None:
    ids = [
        line for line in CATALOGUE.read_text("utf-8").splitlines() if line.startswith("msgid ") and line != 'msgid ""'
    ]
    assert sorted({line for line in ids if ids.count(line) > 1}) == []


def test_every_text_is_a_literal() -> None:
    """Babel passes over what it cannot read, so a computed text would be missing without a word."""
    wrong = [place for path in modules() for place in not_literal(path.read_text("utf-8"), path.name)]
    assert wrong == []


def not_literal(source: str, name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function = node.func
        called = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        literal = isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
        if called in ("msg", "help_text") and not literal:
            yield f"{name}:{node.lineno}"


@pytest.mark.parametrize("call", ["msg(f'halo {x}')", "msg(text)", "edge.help_text('a' + b)"])
def test_a_computed_text_is_noticed(call: str) -> None:
    assert list(not_literal(call, "x.py")) == ["x.py:1"]


def test_control_characters_in_values_are_made_visible() -> None:
    shown = msg('kategori "{name}" tidak dikenal', name="a\x1b[31m\n\udcff").text("en")
    assert shown == 'category "a\\x1b[31m\\n\\xff" is not known'
