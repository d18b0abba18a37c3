"""`terbit doctor github`: whether the gate binds on GitHub, what it lacks, and what the plan cannot do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from terbit.commands import edge, github_edge
from terbit.commands.edge import Format, help_text
from terbit.findings import Finding, Refused, Severity
from terbit.git import Repo
from terbit.github import doctor, files
from terbit.github.doctor import reading
from terbit.github.doctor.facts import NO_SITE, Facts, Read
from terbit.github.doctor.lines import GROUPS, Line, Outcome
from terbit.github.doctor.ruleset import ruleset
from terbit.messages import Message, msg
from terbit.sop import PATH, Sop

_MARKS: dict[Outcome, Message] = {
    Outcome.GOOD: msg("✓ baik"),
    Outcome.BAD: msg("✗ belum"),
    Outcome.UNKNOWN: msg("? tidak diketahui"),
}


class Branch(StrEnum):
    """Whose ruleset is printed."""

    MAIN = "main"


def register(app: typer.Typer) -> None:
    """Add the verb."""
    verb = typer.Typer(
        help=help_text("Periksa pemasangan: apa yang kurang agar gerbang mengikat."), no_args_is_help=True
    )
    verb.command("github", help=help_text("Periksa pengaturan, orang dan paket langganan di GitHub."))(github)
    verb.callback()(lambda: None)
    app.add_typer(verb, name="doctor")


def github(
    form: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
    branch: Annotated[
        Branch | None, typer.Option("--ruleset", help=help_text("cetak aturan cabang untuk gh api, tanpa memeriksa"))
    ] = None,
    site: Annotated[Path, typer.Option(help=help_text("folder situs yang sudah dibangun"))] = Path("build/site"),
) -> None:
    sop = edge.office_sop(form)
    if sop.github is None:
        raise Refused(
            msg("sop.yml tidak memuat bagian github"), msg("tulis bagian github di sop.yml (lihat docs/github.md)")
        )
    if branch is not None:
        typer.echo(json.dumps(ruleset(sop), indent=1))
        return
    lines = doctor.judge(_facts(sop, edge.HERE.office / site), sop, edge.now())
    if form is Format.JSON:
        typer.echo(json.dumps(_record(lines), ensure_ascii=False, indent=1))
    elif form in (Format.GITHUB, Format.SARIF):
        typer.echo(edge.rendered(_findings(lines), form))
    else:
        _show(lines)
    outcomes = {line.outcome for line in lines}
    raise typer.Exit(
        edge.FINDINGS if Outcome.BAD in outcomes else edge.UNVERIFIED if Outcome.UNKNOWN in outcomes else edge.GOOD
    )


def _facts(sop: Sop, site: Path) -> Facts:
    here = github_edge.surroundings(sop)
    with Repo(edge.HERE.office) as repo:
        return reading.read(
            github_edge.client(here),
            sop,
            reading.Local(repo, files.files(sop), _size(site)),
            app=github_edge.client(here, here.app_token) if here.app_token else None,
            records=github_edge.client(here, here.records_token) if here.records_token else None,
        )


def _size(site: Path) -> Read[int]:
    """Bytes of a built site."""
    if not (site / "index.html").is_file():
        return NO_SITE
    return sum(path.stat().st_size for path in site.rglob("*") if path.is_file())


def _show(lines: Sequence[Line]) -> None:
    for group, title in GROUPS.items():
        mine = [line for line in lines if line.group == group]
        if mine:
            edge.say(title)
        for line in mine:
            edge.say(_first(line))
            if line.outcome is not Outcome.GOOD:
                edge.say(msg("      akibatnya: {text}", text=line.follows))
                edge.say(msg("      perbaikan: {text}", text=line.remedy))
    if not any(line.group == "level 2" for line in lines):
        edge.say(msg("Tingkat 2 tidak dipakai: sop.yml tidak menyebut Aplikasi GitHub (github.app)."))
    edge.say(doctor.binding(lines).sentence)


def _first(line: Line) -> Message:
    mark = _MARKS[line.outcome]
    if line.found is None:
        return Message("  {mark}: {what}", (("mark", mark), ("what", line.what)))
    return Message("  {mark}: {what} ({found})", (("mark", mark), ("what", line.what), ("found", line.found)))


def _findings(lines: Sequence[Line]) -> list[Finding]:
    """What is not good: an error where it is bad, a warning where it is unknown."""
    severity = {Outcome.BAD: Severity.ERROR, Outcome.UNKNOWN: Severity.WARNING}
    return [
        Finding(line.key, severity[line.outcome], PATH, _sentence(line), line.remedy)
        for line in lines
        if line.outcome in severity
    ]


def _sentence(line: Line) -> Message:
    return msg("belum atau tidak diketahui: {what} ({found})", what=line.what, found=line.found)


def _record(lines: Sequence[Line]) -> dict[str, Any]:
    language = edge.HERE.language
    return {
        "level": doctor.binding(lines).level,
        "lines": [
            {
                "key": line.key,
                "group": line.group,
                "outcome": line.outcome.value,
                "what": line.what.text(language),
                "found": line.found.text(language) if line.found else None,
                "follows": line.follows.text(language),
                "remedy": line.remedy.text(language),
            }
            for line in lines
        ],
        "findings": [finding.record(language) for finding in _findings(lines)],
    }
