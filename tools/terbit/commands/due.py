"""`terbit due`: is anything due on GitHub? Cheap: it reads a few small files, so that a first job may ask it often."""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from terbit.commands import edge
from terbit.commands.edge import Format, help_text
from terbit.git import Repo
from terbit.messages import msg
from terbit.sop import midnight

LONGEST = timedelta(hours=4, minutes=30)  # a little more than by day, and in the evening, the schedule leaves open


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("due", help=help_text("Di GitHub: sebut yang sudah waktunya, tanpa mengerjakannya."))(due)


def due(
    github: Annotated[bool, typer.Option("--github", hidden=True)] = True,
    form: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
) -> None:
    from terbit.commands import pages
    from terbit.pipeline.due import due as what_is_due
    from terbit.pipeline.pages_host import MAIN
    from terbit.records import remote
    from terbit.records.event import stamp

    with Repo(edge.HERE.office) as repo:
        sop, here = pages.office(repo)
        now = edge.now()
        main = pages.main_of(pages.remote(here.address(), here.token).fetch(repo, "refs/heads/main", MAIN))
        found = what_is_due(repo, main, remote.bring(repo, pages.records(sop, here)), sop, now)
    following = stamp(found.next) if found.next is not None else ""
    if form is Format.JSON:
        reasons = {"publish": found.publish, "work": found.work}
        body = {name: [edge.text(reason) for reason in listed] for name, listed in reasons.items()}
        more = {"months": found.months, "links": found.links, "next": following, "findings": []}
        typer.echo(json.dumps({**body, **more}, ensure_ascii=False))
    else:
        for reason in (*found.publish, *found.work):
            edge.say(reason)
        if found.links:
            edge.say(msg("tautan ke luar belum diperiksa {days} hari terakhir", days=sop.links.every))
        if not found.publish and not found.work and not found.links:
            edge.say(msg("Belum ada yang jatuh waktu."))
    said = {"due": found.publish, "report": found.work, "links": found.links}
    wait = _seconds(found.next, now, sop.zone)
    answers = {name: "true" if why else "false" for name, why in said.items()}
    pages.hand_on(here, {**answers, "next": following, "wait": wait})


def _seconds(coming: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """How long a runner may sleep until the next moment at which what is shown changes: seconds, "" where it need not.

    The office's midnight is the schedule's, and what is further away than its longest pause another look will see.
    """
    if coming is None or coming == midnight(coming, zone) or not now < coming <= now + LONGEST:
        return ""
    return str(math.ceil((coming - now).total_seconds()))
