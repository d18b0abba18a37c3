"""The command `terbit`: finds the office, the language and the verb, and loads that verb alone (start-up is short)."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Annotated, Any, get_args

import click
import typer

from terbit.commands import VERBS, edge
from terbit.messages import Language


def main() -> None:
    """Entry point of the command."""
    arguments = sys.argv[1:]
    edge.HERE.office = Path(_option(arguments, "-C", "--office") or ".")
    edge.HERE.language = _language(_option(arguments, "--lang"))
    sys.exit(edge.guarded(lambda: _run(arguments)))


def _run(arguments: list[str]) -> None:
    verb = next((word for word in _words(arguments)), None)
    app = application([verb] if verb in VERBS else list(VERBS))
    command: Any = typer.main.get_command(app)
    try:
        ended = command.main(arguments, prog_name="terbit", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        typer.echo(error.format_message())
        raise typer.Exit(edge.USAGE) from None
    except click.ClickException as error:
        error.show()
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
    office: Annotated[Path, typer.Option("-C", "--office", help=edge.help_text("folder kantor"))] = Path(),
    lang: Annotated[str, typer.Option("--lang", help=edge.help_text("bahasa: id atau en"))] = "id",
) -> None:
    """Read before (see `main`); here so that typer knows and explains them."""


def _option(arguments: list[str], *names: str) -> str | None:
    for index, word in enumerate(arguments):
        if word in names and index + 1 < len(arguments):
            return arguments[index + 1]
        for name in names:
            if name.startswith("--") and word.startswith(name + "="):
                return word.partition("=")[2]
    return None


def _words(arguments: list[str]) -> list[str]:
    """The arguments that are neither a global option nor its value."""
    words, skip = [], False
    for word in arguments:
        if skip:
            skip = False
        elif word in ("-C", "--office", "--lang"):
            skip = True
        elif not word.startswith("-"):
            words.append(word)
    return words


def _language(asked: str | None) -> Language:
    if asked in get_args(Language):
        return "en" if asked == "en" else "id"
    return "id"
