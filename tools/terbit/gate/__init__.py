"""What a merge into main must satisfy, whichever forge it comes from."""

from __future__ import annotations

from terbit.findings import Finding, Severity
from terbit.messages import Message

TOO_MUCH = "SV004"  # more than one change or push may bring
MERGE = "SV006"  # main moves in another way than by the clean merge of a change
CHANGE = "SV007"  # a change that cannot be
PROCEDURE = "SV009"  # sop.yml would lock everybody out
FRAME = "SV010"  # the site's frame could not be built


def refusal(rule: str, place: str, message: Message, hint: Message | None = None) -> Finding:
    """A finding that stops what is judged. `place`: a path, a commit, a ref or a change."""
    return Finding(rule, Severity.ERROR, place, message, hint)
