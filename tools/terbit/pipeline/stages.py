"""A publish, stage by stage: what is done with main, from the evidence to the report.

    reconcile → check → build → links → deploy → verify → records → report

A stage that fails ends the run and leaves what is live alone. Every effect is either one step (a renamed folder, a
replaced link, a moved ref) or can be made again from what is there, so a run that is killed anywhere loses nothing and
the next one doubles nothing. BOUNDARIES names the places where a test kills it.
"""

from __future__ import annotations

from terbit import __version__, lock
from terbit import sop as procedure
from terbit.findings import Refused, has_errors
from terbit.messages import msg
from terbit.pipeline import releases
from terbit.pipeline.as_of import as_of, following
from terbit.pipeline.copies import copies_of
from terbit.pipeline.host import Host, Standing
from terbit.pipeline.run import Run, Stage, Stopped
from terbit.pipeline.summary import PUBLISH, summary
from terbit.publishing import build
from terbit.publishing.choice import Texts
from terbit.publishing.edition import UNAPPROVED, Edition, approved_by, chosen_from, exempt_on
from terbit.publishing.live import LiveCheck
from terbit.records.event import Event, identity, stamp
from terbit.review import evidence
from terbit.sop import Sop

# -- reconcile ---------------------------------------------------------------------------------------------------


def _reconcile(run: Run) -> None:
    """Bring records up to what the server holds: the changes' evidence, and what the live deployment put there."""
    main = run.host.begin()
    if main is None:
        raise Refused(msg("server ini belum berisi kantor"), msg("minta administrator menjalankan terbit server init"))
    run.main = main
    run.book = run.host.book()
    run.findings += run.book.findings
    sop = reading_sop(run.host, main)
    missing = evidence.reconcile(run.book, run.repo, run.host.forge(sop), sop)
    run.findings += missing.findings
    run.doubtful = run.host.patient and any(found.rule == evidence.UNWITNESSED for found in missing.findings)
    run.record(list(missing.events), "Catat apa yang diterima server")
    run.approved = approved_by(run.repo, run.main, run.book, run.host.anchor, run.host.cache)
    run.release = run.host.live(run.book, run.sop)
    if run.release is not None:
        run.record(_went_live(run, run.release), f"Catat terbitan {run.release.deployed.deployment}")


def reading_sop(host: Host, main: str) -> Sop:
    """The procedure by which evidence is read: main's own, else that of the trust anchor."""
    for revision in (main, host.anchor):
        sop, _ = procedure.read(host.repo.file(revision, procedure.PATH) or b"")
        if sop is not None:
            return sop
    raise Refused(msg("sop.yml pada jangkar kepercayaan tidak ada atau tidak terbaca"))


def _went_live(run: Run, release: Standing) -> list[Event]:
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
    host = run.host
    texts = Texts(run.approved, run.repo.blob, host.cache)
    moment, run.next = as_of(run.approved, texts, host.now), following(run.approved, texts, host.now)
    exempt = exempt_on(run.repo, run.approved, texts)
    run.edition = chosen_from(run.approved, texts, run.repo.blob, moment, exempt=exempt, cache=host.cache)
    run.findings += [alarm.finding for alarm in run.edition.alarms]
    stays = run.release is not None and _stays(run, run.release, run.edition)
    run.stays = run.rollback or host.looks_only or stays
    if host.looks_only and not stays:
        run.behind, run.next = True, stamp(moment)  # what should be live by now is another run's to publish


def _stays(run: Run, release: Standing, edition: Edition) -> bool:
    if release.deployed.rollback:
        return not run.resume and release.deployed.main == run.main
    # what was found bad is looked at again, also where nobody asks for it
    intact = not (run.thorough or run.outcome == "bad") or release.intact()
    return release.deployed.digest == edition.digest and intact and _same_program(release)


def _same_program(release: Standing) -> bool:
    """Whether the same terbit built it: a new version may render the same edition otherwise."""
    return release.inputs().get("terbit") == __version__


def _locked(run: Run) -> None:
    """Refuse to publish with another terbit than the one that the office's approved lock file names."""
    assert run.approved is not None  # noqa: S101 (set by reconcile)
    blob = run.approved.files.get(lock.PATH)
    locked = lock.version(run.repo.blob(blob)) if blob is not None else None
    if locked is not None and locked != __version__:
        raise Refused(
            msg("terpasang terbit {version}, kantor ini memakai {locked}", version=__version__, locked=locked),
            msg("pasang yang tertulis di {path}, atau ajukan perubahannya", path=lock.PATH),
        )


# -- build, links, deploy ----------------------------------------------------------------------------------------


def _build(run: Run) -> None:
    if run.stays:
        return
    assert run.edition is not None  # noqa: S101 (set by the check stage)
    run.room = run.host.room()
    inputs = {"records": run.book.commit or "", "terbit": __version__}
    run.manifest = build.render(
        run.edition,
        run.repo.blob,
        run.sop,
        run.book.events,
        run.room / "site",
        run.room / "work",
        inputs=inputs,
        cache=run.host.cache,
        copies=copies_of(run),
    )


def _links(run: Run) -> None:
    """Every link, anchor and file of the built site, before anybody sees it."""
    from terbit.links import internal

    if run.room is None or run.manifest is None:
        return
    sources = run.manifest.sources
    blobs = {item.path: item.blob for item in run.edition.items} if run.edition is not None else {}

    def text(path: str) -> str | None:
        return run.repo.blob(blobs[path]).decode("utf-8", "replace") if blobs.get(path) else None

    found = internal.check(
        run.room / "site",
        run.sop.office.address,
        lambda address: sources.get(address, address),
        text,
        internal.Kept(run.host.cache / "links", "terbitan"),
    )
    run.findings += found
    if has_errors(found):
        raise Stopped("links", 1, msg("ada tautan putus di dalam situs"), None, tuple(found))


def _deploy(run: Run) -> None:
    if run.rollback:
        run.release = run.host.roll_back(run.main, run.seam)
    if run.room is None or run.manifest is None or run.edition is None:
        return
    put = run.host.put(run.room, run.edition, run.manifest, run.seam)
    run.room = None
    if isinstance(put, str):
        run.handed = put
    else:
        run.release = put


# -- verify, records, report -------------------------------------------------------------------------------------


def _verify(run: Run) -> None:
    """Fetch everything that is live and compare it with what was built. A push that put nothing live (an approval)
    does not ask again what is known to be good; `terbit publish` and `run-due` do."""
    if run.release is None or (run.stays and not run.rollback and not run.thorough and run.outcome == "good"):
        return
    run.checked = run.host.check(run.release)
    run.findings += run.checked.findings


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
        if event_id in run.book.by_id or (run.doubtful and alarm.rule == UNAPPROVED):
            continue  # what could not be asked may have been approved all the same
        arrived = run.host.received(alarm.commit) or edition.as_of
        path = alarm.path.encode("utf-8", "backslashreplace").decode()
        found.append(
            Event(
                event_id,
                "alarm",
                alarm.at or arrived,
                run.host.source,
                commit=alarm.commit,
                data={"rule": alarm.rule, "path": path},
            )
        )
    return found


def _verified(run: Run, release: Standing, checked: LiveCheck) -> list[Event]:
    """The outcome of a live check: the first of a deployment, and afterwards each that differs from the one before."""
    deployment, before = release.deployed.deployment, run.last_check()
    counts = {outcome: checked.count(outcome) for outcome in ("good", "bad", "unknown")}
    data = {"outcome": checked.outcome, "deployment": deployment, **counts}
    if before is not None and dict(before.data) == data:
        return []
    slot = before.id if before is not None else "deploy"
    at = run.host.now if before is not None else release.deployed.at
    return [Event(identity("verified", deployment, f"{deployment} {slot}"), "verified", at, run.host.source, data=data)]


def _report(run: Run) -> None:
    """The running month's report as it stands, where the host keeps it; endorsing one is `terbit report`."""
    from terbit.reporting import report
    from terbit.reporting.figures import figures
    from terbit.reporting.page import month_of

    assert run.edition is not None  # noqa: S101 (set by the check stage)
    moment = run.edition.as_of
    made = figures(run.book.events, run.sop, month_of(moment, run.sop), run.article_of, moment)
    origin = report.Origin(run.host.origin(run.book), run.main)
    run.host.keep(report.files(made, run.sop, origin), moment)


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
