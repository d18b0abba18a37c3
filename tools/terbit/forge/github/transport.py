"""Commits to and from a repository on GitHub, over HTTPS. The token reaches git through its environment alone: it
stands on no command line, in no address, file or log.
"""

from __future__ import annotations

import base64
import re
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from terbit.findings import Refused, Unverified
from terbit.forge.github.client import Declined
from terbit.git import Repo
from terbit.messages import msg

STALLED = 30  # seconds without a byte after which a connection counts as dead
_FORBIDDEN = re.compile(r"returned error: 40[134]|Authentication failed|could not read Username", re.IGNORECASE)
_NOT_THERE = re.compile(r"couldn't find remote ref|not our ref|upload-pack: not our ref")


@dataclass(frozen=True, slots=True)
class Transport:
    """A repository's address for git, such as `https://github.com/balai-contoh/situs.git`, and whose token is shown.

    `pauses`: seconds to wait before each further try of a fetch that got no answer.
    """

    url: str
    token: str = field(default="", repr=False)
    pauses: tuple[float, ...] = (2.0, 8.0)

    def settings(self) -> dict[str, str]:
        """Git's settings for speaking with it."""
        found = {
            "http.lowSpeedLimit": "1",
            "http.lowSpeedTime": str(STALLED),
            "http.followRedirects": "false",  # a token goes to the host that it was meant for and to no other
            "credential.helper": "",  # and no other log-in than it is tried
            "fetch.recurseSubmodules": "false",
            "maintenance.auto": "false",
        }
        if self.token:
            shown = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
            found[f"http.{self.url}.extraheader"] = f"Authorization: Basic {shown}"
        return found

    def fetch(self, repo: Repo, wanted: Iterable[str]) -> bool:
        """Fetch refs (`from:to`, overwriting what stands there) and commits (by id) in one go.

        False where GitHub does not have one of them; then none came. Raises Unverified where it does not answer.
        """
        specs = [f"+{spec}" if ":" in spec else spec for spec in wanted]
        if not specs:
            return True
        given = "".join(f"{spec}\n" for spec in specs).encode()
        done = self._ask(
            repo, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--stdin", self.url, input=given
        )
        if done.returncode == 0:
            return True
        said = done.stderr.decode("utf-8", "replace")
        if _NOT_THERE.search(said):
            return False
        raise _silent(said)

    def _ask(self, repo: Repo, *arguments: str, input: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        """Run a git command that only reads; whatever the outcome, it is the last try's."""
        asked = repo.configured(self.settings())
        for pause in self.pauses:
            done = asked.run(*arguments, input=input, check=False)
            said = done.stderr.decode("utf-8", "replace")
            if done.returncode == 0 or _NOT_THERE.search(said) or _FORBIDDEN.search(said):
                return done
            time.sleep(pause)
        return asked.run(*arguments, input=input, check=False)

    def tip(self, repo: Repo, ref: str) -> str | None:
        """The commit that a ref stands at on GitHub, None where there is none. Raises Unverified."""
        done = self._ask(repo, "ls-remote", "--refs", self.url, ref)
        if done.returncode != 0:
            raise _silent(done.stderr.decode("utf-8", "replace"))
        words = done.stdout.decode("utf-8", "replace").split()
        return words[0] if words else None

    def push(self, repo: Repo, commit: str, ref: str) -> None:
        """Push a commit to a branch, never by force. Raises Declined where GitHub refuses it, Unverified where it does
        not answer."""
        done = repo.configured(self.settings()).run("push", "--porcelain", self.url, f"{commit}:{ref}", check=False)
        if done.returncode == 0:
            return
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        refused = next(
            (line for line in said.splitlines() if "[rejected]" in line or "[remote rejected]" in line), None
        )
        if refused is not None:
            raise Declined(422, refused.rpartition("rejected]")[2].strip() or "rejected")
        raise _silent(said)


def whole(repo: Repo) -> None:
    """Raises Refused where the repository lacks part of its history: who wrote what could not be told."""
    if repo.text("rev-parse", "--is-shallow-repository") != "false":
        raise Refused(
            msg("repositori ini hanya memuat sebagian riwayat"),
            msg("ambil seluruhnya: fetch-depth: 0 pada actions/checkout, atau git fetch --unshallow"),
        )


def _silent(said: str) -> Unverified:
    line = next((line for line in said.splitlines() if line.startswith(("fatal:", "error:"))), said.strip())
    text = "".join(sign if sign.isprintable() else " " for sign in line)[:300]
    hint = msg("periksa jaringan, lalu coba lagi")
    if _FORBIDDEN.search(said):
        hint = msg("periksa nama repositori dan hak token itu")
    return Unverified(msg("server tidak dapat dihubungi: {error}", error=text), hint)
