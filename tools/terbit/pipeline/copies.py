"""The archived copies of dead links that a build shows, from the records that it names."""

from __future__ import annotations

from terbit.findings import Finding, Severity, Unverified
from terbit.links.watch import file
from terbit.links.watch.replacement import replacement
from terbit.pipeline.run import Run
from terbit.publishing.robust import Copies, Kept

UNREADABLE = "LX006"


def copies_of(run: Run) -> Copies:
    """What the records of a publish know. Where that cannot be read, the site is published without: a warning."""
    oid = run.book.files.get(file.PATH)
    if oid is None:
        return {}
    try:
        states = file.parse(run.repo.blob(oid))
    except Unverified as fault:
        run.findings.append(Finding(UNREADABLE, Severity.WARNING, file.PATH, fault.message, fault.hint))
        return {}
    known = {}
    for url, state in states.items():
        instead = replacement(state, run.sop.links)
        if instead is not None and instead.archived and state.copied is not None:
            known[url] = Kept(instead.address, state.copied.date())
    return known
