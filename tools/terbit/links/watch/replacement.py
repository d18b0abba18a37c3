"""What may stand where a link no longer leads to what it did: its new address, else an archived copy."""

from __future__ import annotations

from dataclasses import dataclass

from terbit.links.external.verdict import Verdict
from terbit.links.watch.foreign import site_of
from terbit.links.watch.state import State
from terbit.messages import Message, msg
from terbit.sop import Links


@dataclass(frozen=True, slots=True)
class Replacement:
    """An address, and whether it is an archived copy. `doubtful`: it is another owner's, so somebody must look."""

    address: str
    archived: bool
    doubtful: bool = False

    @property
    def advice(self) -> Message:
        if self.archived:
            return msg("ganti dengan salinan arsip {address} (terbit links fix)", address=self.address)
        if self.doubtful:
            return msg("periksa dahulu: {address} milik situs lain (terbit links fix)", address=self.address)
        return msg("ganti dengan {address} (terbit links fix)", address=self.address)


def replacement(state: State, links: Links) -> Replacement | None:
    """What takes an address's place, None where it needs no other or none is known."""
    if state.verdict is Verdict.MOVED and state.to:
        return Replacement(state.to, archived=False, doubtful=site_of(state.to) != site_of(state.url))
    if state.dead(links) and state.copy:
        return Replacement(state.copy, archived=True)
    return None
