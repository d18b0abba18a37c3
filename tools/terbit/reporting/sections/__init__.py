"""The sections of a monthly report, in the order of REQUIREMENTS "What a monthly report holds".

A new section is one file here and one line below.
"""

from __future__ import annotations

from terbit.reporting.section import Section
from terbit.reporting.sections import (
    adopted,
    awaited,
    broken_links,
    channels,
    decisions,
    identity,
    late,
    live,
    news,
    publications,
    services,
    steps,
    targets,
    unreviewed,
    updates,
    urgent,
    written,
)

SECTIONS: tuple[Section, ...] = (
    identity.SECTION,
    targets.SECTION,
    news.SECTION,
    updates.SECTION,
    publications.SECTION,
    channels.SECTION,
    steps.SECTION,
    decisions.SECTION,
    urgent.SECTION,
    unreviewed.SECTION,
    live.SECTION,
    awaited.AVAILABILITY,
    services.SECTION,
    broken_links.SECTION,
    awaited.VISITORS,
    awaited.BACKUP,
    awaited.DISTURBANCES,
    awaited.NETWORK,
    written.OBSTACLES,
    written.RECOMMENDATIONS,
    adopted.SECTION,
    late.SECTION,
)
