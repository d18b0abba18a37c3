"""`terbit links issue`: on GitHub, keep the one issue that lists dead links."""

from __future__ import annotations

from terbit.commands import edge
from terbit.commands.links import recording
from terbit.commands.links.office import opened
from terbit.git import Repo
from terbit.messages import Message, msg

_SAID: dict[str, Message] = {
    "opened": msg("Isu {number} dibuka: {count} tautan mati."),
    "updated": msg("Isu {number} diperbarui: {count} tautan mati."),
    "unchanged": msg("Isu {number} tetap: {count} tautan mati."),
    "closed": msg("Isu {number} ditutup: tidak ada tautan mati."),
    "none": msg("Tidak ada yang baru tentang tautan mati."),
    "off": msg("Repositori ini tidak memakai isu: {count} tautan mati tidak disebut di sana."),
}


GONE = 410  # HTTP: how GitHub says that a repository has no issues


def issue() -> None:
    from terbit.commands import github_edge, pages
    from terbit.forge.github.client import Declined, Denied
    from terbit.github import dead_links

    with Repo(edge.HERE.office) as repo:
        sop, here = pages.office(repo)
        office = opened(repo)
        known = recording.states(repo, office.book)
        dead = {url: state for url, state in known.items() if state.dead(sop.links)}
        places = recording.written_places(office, dead)
        told: str
        try:
            told, number = dead_links.tell(github_edge.client(here), here.repository, dead, places, sop)
        except (Denied, Declined) as refusal:
            if refusal.status != GONE:
                raise
            told, number = "off", 0
    edge.say(Message(_SAID[told].source, (("number", number), ("count", len(dead)))))
