"""Plain git as a forge, seen from its server: refs, merges and receipts."""

from __future__ import annotations

from functools import cached_property
from typing import get_args

from terbit.forge import Change, Landing, Opinion, Seen, Source
from terbit.forge.bare import Bare
from terbit.forge.receipts import read as read_receipts
from terbit.forge.revisions import (
    APPROVALS,
    CHANGES,
    MAIN,
    Merged,
    merges,
    numbers,
    read_change,
    server_refs,
    signers_file,
)
from terbit.git import Repo
from terbit.sop import Sop


class PlainGit:
    """A server as it stands when this is made. Raises Unverified where its receipts cannot be read."""

    def __init__(self, repo: Repo, server: Bare) -> None:
        self._repo = repo
        # refs before receipts: a receipt is written before its ref moves, so none is missing
        self._refs = server_refs(repo)
        self.receipts = read_receipts(server.receipts)

    @cached_property
    def _main(self) -> str:
        return self._refs.get(MAIN, "")

    @cached_property
    def _merged(self) -> dict[int, Merged]:
        return merges(self._repo, self._main) if self._main else {}

    def source(self, number: int) -> Source:
        """Whose clock the receipt of a change's last revision is."""
        merged = self._merged.get(number)
        ref = f"{CHANGES}{number}"
        receipt = self.receipts.of(ref, merged.tip if merged else self._refs.get(ref, ""))
        return receipt.source if receipt else "git"

    def refs(self, number: int) -> tuple[str, str]:
        return f"{CHANGES}{number}", f"{APPROVALS}{number}"

    def news(self, seen: Seen, *, every: bool = False) -> list[int]:
        if not self._main:
            return []
        return [number for number in numbers(self._refs) if every or not self._known(number, seen)]

    def _known(self, number: int, seen: Seen) -> bool:
        """Whether records hold the last thing of each kind that happened to a change."""
        merge = self._merged.get(number)
        last = self._refs.get(f"{APPROVALS}{number}")
        return (
            (last is None or any(seen(verdict, number, last) for verdict in get_args(Opinion)))
            and seen("submitted", number, self._refs[f"{CHANGES}{number}"])
            and (merge is None or seen("merged", number, merge.commit))
        )

    def change(self, number: int, sop: Sop) -> Change | None:
        return read_change(self._repo, number, sop, self._main, self.receipts, self._refs, self._merged)

    def landing(self, number: int, sop: Sop) -> Landing | None:
        merged = self._merged.get(number)
        if merged is None:
            return None
        receipt = self.receipts.of(MAIN, merged.commit)
        with signers_file(sop) as signers:
            signature = self._repo.signatures([merged.commit], signers).get(merged.commit)
        signer = signature.signer if signature else ""
        return Landing(merged.commit, merged.base, merged.tip, receipt.at if receipt else None, signer)

    def unsettled(self, number: int) -> frozenset[str]:
        return frozenset()
