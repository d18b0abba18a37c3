"""The one issue that lists dead links: opened once, found again by its mark, kept as the records are, closed when none
is left. People who close it are left alone until something is new.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from terbit.forge.github.client import Client
from terbit.forge.github.shape import Node
from terbit.github.markup import inline, within
from terbit.links.watch.places import Place
from terbit.links.watch.replacement import replacement
from terbit.links.watch.state import State
from terbit.messages import Message, msg
from terbit.sop import Sop

MOST = 60_000  # characters of an issue; GitHub takes 65,536
_MARK = re.compile(r"<!-- terbit: tautan mati ([0-9a-f]{16}) -->\n")
_SHOWN = 5  # places of one link

Told = Literal["opened", "updated", "unchanged", "closed", "none"]


def tell(
    client: Client, repository: str, dead: Mapping[str, State], places: Mapping[str, Sequence[Place]], sop: Sop
) -> tuple[Told, int]:
    """Bring the issue to what is dead now; how that went, and its number (0 where there is none).

    Safe to run again after any failure. Raises Unverified, and Refused where GitHub says no.
    """
    path = f"/repos/{repository}/issues"
    own = _own(client, path)
    if not dead:
        if own is None or own.text("state") == "closed":
            return "none", 0
        client.send("PATCH", f"{path}/{own.number('number')}", {"state": "closed", "state_reason": "completed"})
        return "closed", own.number("number")
    language = sop.office.language
    said = {"title": msg("Tautan mati: {count}", count=len(dead)).text(language), "body": _body(dead, places, sop)}
    if own is None:
        return "opened", Node.of(client.send("POST", path, said), "issues").number("number")
    number, body = own.number("number"), _written(own)
    is_open = own.text("state") == "open"
    known = _MARK.match(body)
    if not is_open and known is not None and known[1] == _digest(dead):
        return "none", number  # people have seen these and closed it
    if is_open and (own.text("title"), body) == (said["title"], said["body"]):
        return "unchanged", number
    client.send("PATCH", f"{path}/{number}", {**said, "state": "open"})
    return "updated" if is_open else "opened", number


def _own(client: Client, path: str) -> Node | None:
    """Our issue: the newest open one, else the newest closed one. Anybody can copy the mark, but no person is a bot."""
    for state in ("open", "closed"):
        found = Node({"issues": client.pages(path, {"state": state})}).list("issues")
        for issue in found:
            if issue.node("user").text("type") == "Bot" and _MARK.match(_written(issue)):
                return issue
    return None


def _written(issue: Node) -> str:
    return (issue.maybe_text("body") or "").replace("\r\n", "\n")


def _digest(dead: Mapping[str, State]) -> str:
    return hashlib.sha256("\n".join(sorted(dead)).encode()).hexdigest()[:16]


def _body(dead: Mapping[str, State], places: Mapping[str, Sequence[Place]], sop: Sop) -> str:
    language = sop.office.language

    def said(message: Message) -> str:
        return inline(message, language)

    lines = [f"<!-- terbit: tautan mati {_digest(dead)} -->"]
    lines.append(said(msg("Tautan ini sudah lama putus. Usulan penggantinya dibuat dengan terbit links fix.")))
    lines.append("")
    for url, state in sorted(dead.items()):
        day = (state.first_failed or state.since).astimezone(sop.zone).date().isoformat()
        lines.append("- " + said(msg("{url}, sejak {day}", url=url, day=day)))
        for place in places.get(url, ())[:_SHOWN]:
            lines.append("  - " + said(msg("di {place}", place=str(place))))
        instead = replacement(state, sop.links)
        if instead is not None:
            lines.append("  - " + said(msg("salinan arsip: {address}", address=instead.address)))
    return within(lines, MOST, said(msg("Selebihnya ada di catatan kantor.")))
