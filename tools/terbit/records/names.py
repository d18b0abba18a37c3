"""The events' names as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from terbit.messages import Message, msg

_NAMES: Mapping[str, Message] = {
    "submitted": msg("diajukan"),
    "approved": msg("disetujui"),
    "returned": msg("dikembalikan"),
    "rejected": msg("ditolak"),
    "abandoned": msg("dibatalkan"),
    "dismissed": msg("pernyataan dicabut"),
    "merged": msg("digabung"),
    "released": msg("tayang"),
    "adopted": msg("diadopsi"),
    "withdrawn": msg("ditarik"),
    "expired": msg("habis masa tayang"),
    "deleted": msg("dihapus"),
    "exempted": msg("dikecualikan"),
    "held-back": msg("ditahan"),
    "deployed": msg("situs dipasang"),
    "verified": msg("situs diperiksa"),
    "links-checked": msg("tautan diperiksa"),
    "link-broken": msg("tautan putus"),
    "link-dead": msg("tautan mati"),
    "link-moved": msg("tautan pindah"),
    "link-mended": msg("tautan pulih"),
    "moved": msg("pindah"),
    "alarm": msg("peringatan"),
}


def name_of(event: str) -> Message:
    """What people call an event; one that this terbit does not know keeps its name in the records."""
    return _NAMES.get(event) or Message("{name}", (("name", event),))
