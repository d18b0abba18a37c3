"""Where a built file says what it says: offsets in its bytes. Only findings need them, so nothing keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from terbit.links.extract import tokens
from terbit.links.extract.facts import Reference
from terbit.links.extract.markup import said_by


def spots(content: bytes, wanted: Iterable[Reference]) -> dict[Reference, int]:
    """The offset of the first tag that holds each of these references, which are of this page.

    An address that stands there a single time needs no search for the tag.
    """
    left, found, text = set(wanted), dict[Reference, int](), tokens.in_utf8(content)
    for reference in [*left][:_FEW]:
        address = reference.address.encode("utf-8", "replace")
        at = text.find(address) if address else -1
        if at >= 0 and text.find(address, at + 1) < 0:
            found[reference] = at
            left.discard(reference)
    if not left:
        return found
    for at, token in tokens.placed(content):
        if not left:
            break
        said = said_by(token)
        here = [one for one in said.references if one in left] if said is not None else []
        if here:
            inner = within(token, here)
            found.update((one, at + inner.get(one, 0)) for one in here)
            left.difference_update(here)
    return found


_FEW = 20  # addresses that are looked for one by one
_RUN = re.compile(rb"[^\"'<>()\s]++")


def within(text: bytes, references: Iterable[Reference], *, alone: bool = False) -> dict[Reference, int]:
    """Where addresses stand in a text; `alone`: not as the beginning of another.

    Many are found in one pass, if they stand there as they are."""
    written = {one: one.address.encode("utf-8", "replace") for one in references}
    if len(written) > _FEW:
        runs: dict[bytes, int] = {}
        for run in _RUN.finditer(text):
            runs.setdefault(run[0], run.start())
        return {one: runs[address] for one, address in written.items() if address in runs}
    find = _alone if alone else bytes.find
    return {one: at for one, address in written.items() if (at := find(text, address)) >= 0}


def _alone(text: bytes, address: bytes) -> int:
    """Where an address stands that is not the beginning of another."""
    if not address:
        return -1
    at = text.find(address)
    while at >= 0 and text[at + len(address) : at + len(address) + 1] not in _AFTER:
        at = text.find(address, at + 1)
    return at


_AFTER = (b"", b'"', b"'", b"<", b")", b" ", b"\t", b"\r", b"\n", b"&", b"]", b">", b"\\")


def id_spots(content: bytes, wanted: Iterable[str]) -> dict[str, int]:
    """The offset of the tag that has each of these ids for the second time."""
    left, once, found = set(wanted), set[str](), {}
    for at, token in tokens.placed(content):
        if not left:
            break
        said = said_by(token)
        if said is None or said.id not in left:
            continue
        if said.id in once:
            found[said.id] = at
            left.discard(said.id)
        once.add(said.id)
    return found
