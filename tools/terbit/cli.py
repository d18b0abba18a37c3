"""The command `terbit`: finds the office, the language and the verb, and loads that verb alone (start-up is short)."""

from __future__ import annotations

import importlib
import sys
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from terbit import schema
from terbit import sop as procedure
from terbit.commands import VERBS, edge
from terbit.messages import Language


def main() -> None:
    """Entry point of the command."""
    arguments = sys.argv[1:]
    asked, verb = _leading(arguments)
    edge.HERE.office = Path(asked.get("-C", "."))
    edge.HERE.language = _language(asked.get("--lang"), edge.HERE.office)
    edge.HERE.quiet = "--format=sarif" in arguments or ("--format", "sarif") in pairwise(arguments)
    sys.exit(edge.guarded(lambda: _run(arguments, verb)))


def _run(arguments: list[str], verb: str | None) -> None:
    app = application([verb] if verb in VERBS else list(VERBS))
    command: Any = typer.main.get_command(app)
    try:
        ended = command.main(arguments, prog_name="terbit", standalone_mode=False)
    except TyperException as error:  # what was typed cannot be understood; no word at all gets the help
        wrong: Any = error
        wrong.show()
        raise typer.Exit(edge.USAGE) from None
    if isinstance(ended, int):  # click gives back a verb's exit code instead of letting it through
        raise typer.Exit(ended)


def application(verbs: list[str]) -> typer.Typer:
    """The typer application with these verbs."""
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help=edge.help_text("Situs kantor sebagai repositori Git: naskah, periksa, tayang, catat, lapor."),
    )
    app.callback()(_options)
    for verb in verbs:
        importlib.import_module(f"terbit.commands.{VERBS[verb]}").register(app)
    return app


def _options(
    office: Annotated[Path, typer.Option("-C", help=edge.help_text("folder kantor"))] = Path(),
    lang: Annotated[Language | None, typer.Option("--lang", help=edge.help_text("bahasa: id atau en"))] = None,
) -> None:
    """Read before (see `main`); here so that typer knows and explains them."""


def _leading(arguments: list[str]) -> tuple[dict[str, str], str | None]:
    """The options in front of the verb, and the verb: a verb's own options may have any name."""
    asked: dict[str, str] = {}
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if name not in ("-C", "--lang"):
            return asked, None if word.startswith("-") else word
        asked[name] = value if equals else next(words, "")
    return asked, None


def _language(asked: str | None, office: Path) -> Language:
    """The language that is asked for, else the office's own, else Indonesian."""
    file = office / procedure.PATH
    if asked is None and file.is_file():  # never a device that has no end
        try:
            document = schema.parse(file.read_text(encoding="utf-8"))
            asked = document.data["office"]["language"]
        except (OSError, ValueError, KeyError, TypeError, schema.YAMLFault):
            return "id"
    return "en" if asked == "en" else "id"
