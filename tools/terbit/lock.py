"""An office's lock file: the one line that says which terbit it runs, with the hash of the package.

What terbit itself needs is locked inside the package, so its hash holds all of that too, and upgrading an office
changes this line alone. https://pip.pypa.io/en/stable/topics/secure-installs/#hash-checking-mode
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PATH = "requirements.lock"

_LINE = re.compile(
    r"^terbit(?:==(?P<version>[0-9A-Za-z.+!-]{1,40})"
    r"| @ \S*/terbit-(?P<named>[0-9A-Za-z.+!_]{1,40})-py3-none-any\.whl(?=\s|$))[^\n]*",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Package:
    """A package of terbit: its version, the SHA-256 of its file in hex, and where pip fetches it from (None: from
    wherever pip looks)."""

    version: str
    sha256: str
    url: str | None = None

    @property
    def line(self) -> str:
        """The line of the lock file."""
        name = f"terbit @ {self.url}" if self.url else f"terbit=={self.version}"
        return f"{name} --hash=sha256:{self.sha256}"


def version(content: bytes) -> str | None:
    """The version that a lock file names; None where it names none (an office with the tool's source inside)."""
    found = _LINE.search(content.decode("utf-8", "replace"))
    return (found["version"] or found["named"]) if found else None


def upgraded(content: bytes, package: Package) -> bytes:
    """The lock file with another package in the place of the present one. Raises ValueError where it names none."""
    text = content.decode("utf-8", "replace")
    found = _LINE.search(text)
    if found is None:
        raise ValueError(PATH)
    end = found.end()
    while end < len(text) and text[:end].endswith("\\"):  # a line that pip reads on, as other tools write it
        following = text.find("\n", end + 1)
        end = following if following >= 0 else len(text)
    return (text[: found.start()] + package.line + text[end:]).encode()
