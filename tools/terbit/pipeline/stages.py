"""A publish, stage by stage: what an office's server does with main, from the evidence to the report.

    reconcile → check → build → links → deploy → verify → records → report

A stage that fails ends the run and leaves what is live alone. Every effect is either one step (a renamed folder, a
replaced link, a moved ref) or can be made again from what is there, so a run that is killed anywhere loses nothing and
the next one doubles nothing. BOUNDARIES names the places where a test kills it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from terbit import __version__
from terbit import sop as procedure
from terbit.articles import article
from terbit.articles.article import ArticleOf
from terbit.findings import Finding, Refused, Severity, Unverified, has_errors, sorted_findings
from terbit.forge import Source
from terbit.forge.bare import Bare, Facts, replace
from terbit.forge.receipts import Receipts
from terbit.forge.revisions import MAIN
from terbit.forge.server import PlainGit
from terbit.git import GitError, Repo
from terbit.messages import Message, msg
from terbit.pipeline import releases
from terbit.pipeline.as_of import as_of
from terbit.publishing import build, deploy, live
from terbit.publishing.approved import Approved
from terbit.publishing.choice import Texts
from terbit.publishing.deploy import Release, Seam
from terbit.publishing.edition import Edition, approved_by, chosen_from, exempt_on
from terbit.publishing.live import LiveCheck, Outcome
from terbit.publishing.manifest import Manifest
from terbit.records import book as records
from terbit.records.book import Book
from terbit.records.event import Event, canonical, identity, stamp
from terbit.review import evidence
from terbit.sop import Sop

LOCK = "requirements.lock"
_LOCKED = re.compile(rb"^terbit==([0-9A-Za-z.+!-]{1,40})", re.MULTILINE)
PUBLISH = "publish.json"  # on the records branch: how the last publish ended, for everybody who has a clone


class Stopped(Exception):
    """A stage failed; what is live did not change by it. `code` is the exit code, `findings` what it found."""

    def __init__(
        self, stage: str, code: int, message: Message, hint: Message | None = None, findings: tuple[Finding, ...] = ()
    ) -> None:
        super().__init__(f"{stage}: {message.source}")
        self.stage, self.code, self.message, self.hint, self.findings = stage, code, message, hint, findings


@dataclass
class Run:
    """A publish that is under way: what each stage leaves for those after it."""

    server: Bare
    repo: Repo
    facts: Facts
    now: datetime
    source: Source
    seam: Seam
    resume: bool = False
    rollback: bool = False
    thorough: bool = True  # look at what is live even where nothing was deployed
    main: str = ""
    receipts: Receipts = field(default_factory=Receipts)
    book: Book = field(default_factory=lambda: Book(None))
    approved: Approved | None = None
    edition: Edition | None = None
    release: Release | None = None  # what is live
    stays: bool = False  # what is live stays: it is this very edition, or a roll-back that holds
    room: Path | None = None
    manifest: Manifest | None = None
    checked: LiveCheck | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def live(self) -> Path:
        return Path(self.facts.live)

    @property
    def releases(self) -> Path:
        return self.server.folder / "releases"

    @property
    def cache(self) -> Path:
        return self.server.folder / "cache"

    @property
    def sop(self) -> Sop:
        assert self.approved is not None  # noqa: S101 (set by the check stage)
        return self.approved.sop

    @property
    def outcome(self) -> Outcome:
        """What is known of what is live: this run's check, else the last that was recorded of this deployment."""
        if self.checked is not None:
            return self.checked.outcome
        last = self.last_check()
        found = last.data.get("outcome") if last is not None else None
        return "good" if found == "good" else "bad" if found == "bad" else "unknown"

    def last_check(self) -> Event | None:
        """The last recorded live check of what is live."""
        name = self.release.deployed.deployment if self.release is not None else None
        return next((e for e in reversed(self.book.of("verified")) if e.data.get("deployment") == name), None)

    @property
    def article_of(self) -> ArticleOf:
        return article.by_blob(self.repo.blob, self.sop.zone)

    def record(self, events: list[Event], reason: str, files: Mapping[str, bytes] | None = None) -> None:
        """Add events to the book; those it holds already add nothing."""
        at = max((event.at for event in events), default=self.now)
        self.book = records.append(self.repo, events, files=files, at=at, reason=reason)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a publish. `title` is what people see while it runs."""

    name: str
    title: Message
    run: Callable[[Run], None]


# -- reconcile ---------------------------------------------------------------------------------------------------


def _reconcile(run: Run) -> None:
    """Bring records up to what the server holds: the changes' evidence, and what the live deployment put there."""
    deploy.sweep(run.releases, run.live)
    main = run.repo.resolve(MAIN)
    if main is None:
        raise Refused(msg("server ini belum berisi kantor"), msg("minta administrator menjalankan terbit server init"))
    run.main = main
    forge = PlainGit(run.repo, run.server)
    run.receipts = forge.receipts
    run.book = records.read(run.repo)
    run.findings += run.book.findings
    missing = evidence.reconcile(run.book, run.repo, forge, _reading_sop(run))
    run.findings += missing.findings
    run.record(list(missing.events), "Catat apa yang diterima server")
    run.release = deploy.current(run.live)
    run.approved = approved_by(run.repo, run.main, run.book, run.facts.anchor, run.cache)
    if run.release is not None:
        run.record(_went_live(run, run.release), f"Catat terbitan {run.release.deployed.deployment}")


def _reading_sop(run: Run) -> Sop:
    """The procedure by which evidence is read: main's own, else that of the trust anchor."""
    for revision in (run.main, run.facts.anchor):
        sop, _ = procedure.read(run.repo.file(revision, procedure.PATH) or b"")
        if sop is not None:
            return sop
    raise Refused(msg("sop.yml pada jangkar kepercayaan tidak ada atau tidak terbaca"))


def _went_live(run: Run, release: Release) -> list[Event]:
    """The events of a deployment. None once the book says that it was deployed: they were written together."""
    event = releases.deployed(release.deployed)
    if event.id in run.book.by_id:
        return []
    return [event, *releases.released(release.deployed, release.edition(), run.book, run.article_of, run.sop.zone)]


# -- check -------------------------------------------------------------------------------------------------------


def _check(run: Run) -> None:
    """Choose what is to be shown, raise alarms for what is not, and see whether it is live already."""
    assert run.approved is not None  # noqa: S101 (set by reconcile)
    _locked(run)
    texts = Texts(run.approved, run.repo.blob, run.cache)
    moment = as_of(run.approved, texts, run.now)
    exempt = exempt_on(run.repo, run.approved, texts)
    run.edition = chosen_from(run.approved, texts, run.repo.blob, moment, exempt=exempt, cache=run.cache)
    run.findings += [alarm.finding for alarm in run.edition.alarms]
    run.stays = run.rollback or (run.release is not None and _stays(run, run.release, run.edition))


def _stays(run: Run, release: Release, edition: Edition) -> bool:
    if release.deployed.rollback:
        return not run.resume and release.deployed.main == run.main
    intact = not run.thorough or release.intact()
    return release.deployed.digest == edition.digest and intact and _same_program(release)


def _same_program(release: Release) -> bool:
    """Whether the same terbit built it: a new version may render the same edition otherwise."""
    return release.inputs().get("terbit") == __version__


def _locked(run: Run) -> None:
    """Refuse to publish with another terbit than the one that the office's approved lock file names."""
    assert run.approved is not None  # noqa: S101 (set by reconcile)
    blob = run.approved.files.get(LOCK)
    found = _LOCKED.search(run.repo.blob(blob)) if blob is not None else None
    if found is not None and found[1].decode() != __version__:
        raise Refused(
            msg(
                "terpasang terbit {version}, kantor ini memakai {locked}",
                version=__version__,
                locked=found[1].decode(),
            ),
            msg("pasang yang tertulis di {path}, atau ajukan perubahannya", path=LOCK),
        )


# -- build, links, deploy ----------------------------------------------------------------------------------------


def _build(run: Run) -> None:
    if run.stays:
        return
    assert run.edition is not None  # noqa: S101 (set by the check stage)
    run.room = deploy.room(run.releases)
    inputs = {"records": run.book.commit or "", "terbit": __version__}
    run.manifest = build.render(
        run.edition,
        run.repo.blob,
        run.sop,
        run.book.events,
        run.room / "site",
        run.room / "work",
        inputs=inputs,
    )


def _links(run: Run) -> None:
    """Every link, anchor and file of the built site, before anybody sees it."""
    from terbit.links import internal

    if run.room is None or run.manifest is None:
        return
    sources = run.manifest.sources
    found = internal.check(run.room / "site", run.sop.office.address, lambda address: sources.get(address, address))
    run.findings += found
    if has_errors(found):
        raise Stopped("links", 1, msg("ada tautan putus di dalam situs"), None, tuple(found))


def _deploy(run: Run) -> None:
    if run.rollback:
        run.release = deploy.roll_back(run.releases, run.live, run.now, run.source, run.main, run.seam)
    if run.room is None or run.manifest is None or run.edition is None:
        return
    run.release = deploy.deploy(
        run.room, run.releases, run.live, run.edition, run.manifest, run.now, run.source, run.seam
    )
    run.room = None
    deploy.prune(run.releases, run.live)


# -- verify, records, report -------------------------------------------------------------------------------------


def _verify(run: Run) -> None:
    """Fetch everything that is live and compare it with what was built. A push that put nothing live (an approval)
    does not ask again what is known to be good; `terbit publish` and `run-due` do."""
    if run.release is None or (run.stays and not run.rollback and not run.thorough and run.outcome == "good"):
        return
    run.checked = check_live(run.facts, run.release)
    run.findings += run.checked.findings


def check_live(facts: Facts, release: Release) -> LiveCheck:
    """The live check of a release: at the address that the server knows, else of the live folder on loopback."""
    where = nullcontext(facts.check_url) if facts.check_url else live.served(Path(facts.live))
    with where as base:
        return live.verify(base, release.manifest())


def _records(run: Run) -> None:
    assert run.edition is not None  # noqa: S101 (set by the check stage)
    events = _alarms(run, run.edition)
    if run.release is not None:
        events += _went_live(run, run.release)
        if run.checked is not None:
            events += _verified(run, run.release, run.checked)
    where = run.release.deployed.deployment if run.release is not None else "-"
    run.record(events, f"Catat terbitan {where}", {PUBLISH: summary(run)})


def _alarms(run: Run, edition: Edition) -> list[Event]:
    found = []
    for alarm in edition.alarms:
        event_id = identity("alarm", f"{alarm.path}/{alarm.rule}", alarm.commit)
        if event_id in run.book.by_id:
            continue
        receipt = run.receipts.of(MAIN, alarm.commit)
        arrived = receipt.at if receipt is not None else edition.as_of
        path = alarm.path.encode("utf-8", "backslashreplace").decode()
        found.append(
            Event(
                event_id,
                "alarm",
                alarm.at or arrived,
                run.source,
                commit=alarm.commit,
                data={"rule": alarm.rule, "path": path},
            )
        )
    return found


def _verified(run: Run, release: Release, checked: LiveCheck) -> list[Event]:
    """The outcome of a live check: the first of a deployment, and afterwards each that differs from the one before."""
    deployment, before = release.deployed.deployment, run.last_check()
    counts = {outcome: checked.count(outcome) for outcome in ("good", "bad", "unknown")}
    data = {"outcome": checked.outcome, "deployment": deployment, **counts}
    if before is not None and dict(before.data) == data:
        return []
    slot = before.id if before is not None else "deploy"
    at = run.now if before is not None else release.deployed.at
    return [Event(identity("verified", deployment, f"{deployment} {slot}"), "verified", at, run.source, data=data)]


def summary(run: Run, stopped: Stopped | None = None) -> bytes:
    """publish.json: how the publish of this main ended. Made of facts alone, so a repeated run writes nothing new."""
    release = run.release.deployed if run.release is not None else None
    state = "failed" if stopped is not None else "rolled-back" if release and release.rollback else "published"
    language = run.facts.language
    body = {
        "v": 1,
        "state": state,
        "main": run.main,
        "deployment": release.deployment if release else "",
        "live_main": release.main if release else "",
        "as_of": stamp(release.as_of) if release else "",
        "live": run.outcome,
        "stage": stopped.stage if stopped is not None else "",
        "message": stopped.message.text(language) if stopped is not None else "",
        "findings": [
            finding.text(language).encode("utf-8", "backslashreplace").decode()
            for finding in sorted_findings(run.findings)
            if finding.severity is Severity.ERROR
        ][:50],
    }
    return canonical(body) + b"\n"


def _report(run: Run) -> None:
    """The running month's report as it stands, beside the server's other files; endorsing one is `terbit report`."""
    from terbit.reporting import report
    from terbit.reporting.figures import figures
    from terbit.reporting.page import month_of

    assert run.edition is not None  # noqa: S101 (set by the check stage)
    moment = run.edition.as_of
    made = figures(run.book.events, run.sop, month_of(moment, run.sop), run.article_of, moment)
    origin = report.Origin(run.book.commit or "", run.main)
    for path, content in report.files(made, run.sop, origin).items():
        file = run.server.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        replace(file, content)


# -- all of them -------------------------------------------------------------------------------------------------

STAGES: tuple[Stage, ...] = (
    Stage("reconcile", msg("mencocokkan catatan"), _reconcile),
    Stage("check", msg("memeriksa isi"), _check),
    Stage("build", msg("membangun situs"), _build),
    Stage("links", msg("memeriksa tautan di dalam situs"), _links),
    Stage("deploy", msg("menayangkan"), _deploy),
    Stage("verify", msg("memeriksa yang tayang"), _verify),
    Stage("records", msg("mencatat"), _records),
    Stage("report", msg("menyusun laporan bulan berjalan"), _report),
)

# Where a run can be cut off: before and after the effect of every stage, and between the two steps of a deployment.
BOUNDARIES: tuple[str, ...] = (
    *(f"{stage.name}:{side}" for stage in STAGES for side in ("before", "after")),
    "deploy:placed",
)


def leaves_live_alone(stage: str) -> bool:
    """Whether a publish that ends at this stage has not touched what is live. Later ones only look and write down."""
    names = [known.name for known in STAGES]
    return stage not in names or names.index(stage) <= names.index("deploy")


def nothing(boundary: str) -> None:
    """The seam of every run but a test's."""


def publish(
    server: Bare,
    *,
    resume: bool = False,
    rollback: bool = False,
    thorough: bool = True,
    seam: Seam = nothing,
    progress: Callable[[Stage], None] = lambda stage: None,
) -> Run:
    """Publish what is due. Raises Stopped when a stage fails. The caller holds the server's lock (see worker).

    `rollback` puts the release back that was live before; publishing then stays there until `resume` or a newer main.
    `thorough` looks at what is live even where nothing new is put there.
    """
    now, source = server.now()
    with Repo(server.path) as repo:
        run = Run(server, repo, server.facts(), now, source, seam, resume, rollback, thorough)
        for stage in STAGES:
            progress(stage)
            seam(f"{stage.name}:before")
            try:
                _guarded(stage, run)
            except Stopped as stopped:
                _give_up(run, stopped)
                raise
            except Exception as error:
                kind = type(error).__name__
                _give_up(run, Stopped(stage.name, 4, msg("kesalahan di dalam terbit ({kind})", kind=kind)))
                raise
            seam(f"{stage.name}:after")
    return run


def _guarded(stage: Stage, run: Run) -> None:
    """Run a stage; whatever keeps it from its end that is no fault of ours becomes Stopped."""
    try:
        stage.run(run)
    except Stopped:
        raise
    except Refused as refusal:
        code = 3 if isinstance(refusal, Unverified) else 2
        raise Stopped(stage.name, code, refusal.message, refusal.hint) from refusal
    except build.Unbuildable as error:
        if isinstance(error.__cause__, OSError):
            raise _disk(stage, error.__cause__) from error
        raise Stopped(stage.name, 4, error.message) from error
    except OSError as error:
        raise _disk(stage, error) from error
    except GitError as error:
        lines = error.stderr.strip().splitlines()
        raise Stopped(stage.name, 2, msg("git gagal: {error}", error=lines[-1] if lines else error.status)) from error


def _disk(stage: Stage, error: OSError) -> Stopped:
    message = msg("{path}: {error}", path=error.filename or "?", error=error.strerror or str(error))
    return Stopped(stage.name, 2, message, msg("periksa ruang disk dan hak akses di server, lalu terbitkan lagi"))


def _give_up(run: Run, stopped: Stopped) -> None:
    """Leave nothing half made, and say on the records branch that it failed, where that is still possible."""
    if run.room is not None:
        shutil.rmtree(run.room, ignore_errors=True)
    if run.main:
        with suppress(Refused, GitError, OSError):
            run.record([], f"Catat penerbitan yang gagal pada {run.main[:12]}", {PUBLISH: summary(run, stopped)})
