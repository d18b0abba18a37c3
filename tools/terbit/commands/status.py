"""`terbit status [N]`: how changes stand, who is asked next, and how the last publish went."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from terbit import sop as procedure
from terbit.commands import clone, edge
from terbit.commands.edge import Format, help_text
from terbit.findings import Refused, render
from terbit.forge import Change, plain
from terbit.forge import receipts as book
from terbit.forge.bare import Bare
from terbit.forge.revisions import MAIN, Merged, Refs, merges, numbers, read_change, server_refs
from terbit.git import Repo
from terbit.messages import Message, msg
from terbit.pipeline import worker
from terbit.pipeline.stages import leaves_live_alone
from terbit.pipeline.summary import PUBLISH
from terbit.review.verdict import STATES, Verdict, judge
from terbit.sop import Sop

_OPINIONS: dict[str, Message] = {
    "approved": msg("disetujui oleh {name}"),
    "returned": msg("dikembalikan oleh {name}"),
    "rejected": msg("ditolak oleh {name}"),
    "abandoned": msg("dibatalkan oleh {name}"),
}
_PUBLISHING: dict[str, Message] = {
    "published": msg("Situs sudah sesuai dengan yang terakhir digabung."),
    "rolled-back": msg("Situs dikembalikan ke terbitan sebelumnya."),
    "queued": msg("Situs menunggu ditayangkan."),
    "running": msg("Situs sedang ditayangkan."),
    "interrupted": msg("Penayangan terhenti di tengah jalan; situs yang lama tetap tayang."),
    "failed": msg("Penayangan terakhir gagal; situs yang lama tetap tayang."),
}
_FINISHED = ("merged", "rejected", "abandoned")


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("status", help=help_text("Tampilkan keadaan usulan dan penayangan."))(status)


def status(
    number: Annotated[int | None, typer.Argument(min=1, help=help_text("nomor usulan; tanpa nomor: semua"))] = None,
    server: Annotated[Path | None, typer.Option(help=help_text("folder repositori server, di komputer server"))] = None,
    every: Annotated[bool, typer.Option("--all", help=help_text("juga usulan yang sudah selesai"))] = False,
    form: Annotated[Format, typer.Option("--format", help=help_text("bentuk keluaran"))] = Format.TEXT,
) -> None:
    view = _on_server(server.resolve(), number) if server is not None else _in_clone(number)
    if form is Format.JSON:
        typer.echo(json.dumps(view.record(), ensure_ascii=False, indent=1))
    else:
        view.show(number, every=every)


class View:
    """The changes that were asked for with their verdicts, and what is known of the last publish."""

    def __init__(
        self, sop: Sop, rows: list[tuple[Change, Verdict]], publishing: Mapping[str, Any] | None, exact: bool
    ) -> None:
        self.sop, self.rows, self.publishing, self.exact = sop, rows, publishing, exact

    def record(self) -> dict[str, Any]:
        """As JSON: the publisher's own status, and `changes`."""
        changes = [
            {
                "number": change.number,
                "title": change.title,
                "state": verdict.state,
                "tip": change.tip,
                "merged": change.merged,
                "missing": list(verdict.missing),
                "urgent_until": verdict.urgent_until.isoformat() if verdict.urgent_until else None,
                "reasons": [finding.record(edge.HERE.language) for finding in verdict.reasons],
            }
            for change, verdict in self.rows
        ]
        return {**(self.publishing or {"state": "unknown"}), "changes": changes}

    def show(self, number: int | None, *, every: bool) -> None:
        if number is not None:
            for change, verdict in self.rows:
                self._detail(change, verdict)
            return
        shown = [(c, v) for c, v in self.rows if every or v.state not in _FINISHED or v.urgent_until is not None]
        for change, verdict in shown:
            edge.say(self._line(change, verdict))
        if not shown:
            edge.say(msg("Tidak ada usulan yang menunggu."))
        self._published()

    def _line(self, change: Change, verdict: Verdict) -> Message:
        waiting = self._waiting(verdict)
        values: tuple[tuple[str, object], ...] = (
            ("number", change.number), ("state", STATES[verdict.state]), ("title", change.title)
        )  # fmt: skip
        if waiting is None:
            return Message("{number}  {state}  {title}", values)
        return Message("{number}  {state}  {title}  ({waiting})", (*values, ("waiting", waiting)))

    def _waiting(self, verdict: Verdict) -> Message | None:
        if verdict.state == "returned":
            return msg("menunggu perbaikan penulis")
        if verdict.state == "approved":
            return msg("menunggu digabung")
        if verdict.missing and (verdict.state == "submitted" or verdict.urgent_until is not None):
            return msg("menunggu {role}", role=clone.role_names(self.sop, verdict.missing[:1]))
        return None

    def _detail(self, change: Change, verdict: Verdict) -> None:
        edge.say(self._line(change, verdict))
        for line in self._history(change):
            edge.say(line)
        if not self.exact:
            edge.say(msg("  (waktu menurut komputer pengirim; yang berlaku adalah waktu penerimaan di server)"))
        if verdict.reasons:
            edge.say(render(verdict.reasons, "text", edge.HERE.language))

    def _history(self, change: Change) -> list[Message]:
        """What happened, in order: each revision, and what was said of it."""
        lines = []
        order = {revision.commit: n for n, revision in enumerate(change.revisions)}
        for revision in change.revisions:
            values = {"time": clone.local_time(revision.at, self.sop), "commit": revision.commit[:12]}
            name = self._name(revision.submitter)
            line = msg("  {time}  isi {commit} dikirim oleh {name}", **values, name=name)
            lines.append(((revision.at, order[revision.commit], 0), line))
        for opinion in change.approvals:
            values = {"time": clone.local_time(opinion.at, self.sop), "commit": opinion.commit[:12]}
            said = Message(_OPINIONS[opinion.verdict].source, (("name", self._name(opinion.reviewer)),))
            line = msg("  {time}  isi {commit} {said}", **values, said=said)
            if opinion.reason:
                line = msg("  {time}  isi {commit} {said}: {reason}", **values, said=said, reason=opinion.reason)
            lines.append(((opinion.at, order.get(opinion.commit, -1), 1), line))
        return [line for _, line in sorted(lines, key=lambda pair: pair[0])]

    def _name(self, person: str) -> str:
        return self.sop.people[person].name if person in self.sop.people else "?"

    def _published(self) -> None:
        if self.publishing is None:
            return
        known = _PUBLISHING.get(str(self.publishing.get("state")))
        if known is None:
            return
        if self.publishing.get("state") == "failed" and not leaves_live_alone(str(self.publishing.get("stage"))):
            known = msg("Situs sudah ditayangkan, tetapi ada yang gagal sesudahnya; itu diulang nanti.")
        edge.say(known)


def _in_clone(number: int | None) -> View:
    with clone.working_clone() as repo:
        refs = plain.fetch(repo)
        sop = clone.server_sop(repo, refs)
        merged = merges(repo, plain.main_of(refs))
        rows = []
        for each in [number] if number is not None else numbers(refs):
            change = clone.looked_at(repo, refs, each, sop, merged)
            rows.append((change, clone.standing(change, clone.asked_of(repo, refs, change, sop, merged), sop)))
        return View(sop, rows, _beside(repo), exact=False)


def _beside(repo: Repo) -> Mapping[str, Any] | None:
    """How the last publish went: the publisher's own word where the server is a folder of this machine, else what it
    wrote into records, None where it wrote nothing."""
    server = clone.server_beside(repo.path)
    if server is not None:
        return publisher_status(server)
    written = repo.file(clone.REMOTE_RECORDS, PUBLISH) if repo.resolve(clone.REMOTE_RECORDS) else None
    known = json.loads(written) if written is not None else None
    return known if isinstance(known, dict) else None


def publisher_status(server: Bare) -> Mapping[str, Any] | None:
    """What the publisher last wrote of itself; waiting work counts before it. None where it never ran."""
    known = worker.status(server)
    if worker.pending(server) and (known is None or known.get("state") not in ("running", "interrupted")):
        return {**(known or {}), "state": "queued"}
    return known


def _on_server(path: Path, number: int | None) -> View:
    server = Bare(path)
    server.facts()
    with Repo(path) as repo:
        refs = server_refs(repo)
        main = plain.main_of(refs)
        sop, _ = procedure.read(repo.file(main, procedure.PATH) or b"")
        if sop is None:
            raise Refused(msg("sop.yml di server ini tidak dapat dibaca; hubungi administrator"))
        merged = merges(repo, main)
        wanted = [number] if number is not None else numbers(refs)
        rows = [_exact(repo, refs, server, each, sop, main, merged) for each in wanted]
        return View(sop, rows, publisher_status(server), exact=True)


def _exact(
    repo: Repo, refs: Refs, server: Bare, number: int, sop: Sop, main: str, merged: dict[int, Merged]
) -> tuple[Change, Verdict]:
    plain.tip_of(refs, number)
    change = read_change(repo, number, sop, main, book.read(server.receipts), refs, merged)
    if change is None:
        raise Refused(msg("usulan {number} tidak ada", number=number))
    asked = clone.asked_of(repo, {**refs, MAIN: main}, change, sop, merged)
    return change, judge(change, asked, sop, server.now()[0])
