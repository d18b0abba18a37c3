"""What GitHub Actions (or whoever stands in for it) says through environment variables, and what is made of it.

No other module reads these variables.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from terbit.findings import Refused
from terbit.forge.github import GitHub
from terbit.forge.github.client import API, Client
from terbit.forge.github.desk import GitHubDesk
from terbit.forge.github.transport import Transport
from terbit.git import Repo
from terbit.messages import msg
from terbit.sop import Sop

SERVER = "https://github.com"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`repository` is owner/name; `api` and `server` are addresses without a slash at their end. Tokens: `token` reads
    (and writes what the workflow may), `app_token` is the GitHub App's, `records_token` is for the repository of the
    records; "" where there is none. `output` and `summary` are the files through which a job hands things on.
    """

    repository: str
    api: str
    server: str
    token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    records_token: str = field(default="", repr=False)
    output: Path | None = None
    summary: Path | None = None

    def address(self, repository: str | None = None) -> str:
        """Where git finds a repository (owner/name; this one when None)."""
        return f"{self.server}/{repository or self.repository}.git"


def is_runner() -> bool:
    """Whether this is a job of GitHub Actions."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def surroundings(sop: Sop) -> Surroundings:
    """What the environment says; the repository may also come from sop.yml. Raises Refused where neither names one, or
    where they name different ones: a copy of the office must not act as the office."""
    written = sop.github.repository if sop.github is not None else ""
    here = os.environ.get("GITHUB_REPOSITORY", "")
    if written and here and written.casefold() != here.casefold():
        raise Refused(
            msg("ini {here}, sedangkan sop.yml menyebut {written}", here=here, written=written),
            msg("jalankan di repositori kantor, atau perbaiki github.repository di sop.yml"),
        )
    if not (written or here):
        raise Refused(msg("repositori GitHub kantor belum disebut"), msg("isi github.repository di sop.yml"))
    return Surroundings(
        repository=here or written,
        api=(os.environ.get("GITHUB_API_URL") or API).rstrip("/"),
        server=(os.environ.get("GITHUB_SERVER_URL") or SERVER).rstrip("/"),
        token=os.environ.get("GITHUB_TOKEN", ""),
        app_token=os.environ.get("TERBIT_APP_TOKEN", ""),
        records_token=os.environ.get("TERBIT_RECORDS_TOKEN", ""),
        output=_file("GITHUB_OUTPUT"),
        summary=_file("GITHUB_STEP_SUMMARY"),
    )


def _file(name: str) -> Path | None:
    value = os.environ.get(name, "")
    return Path(value) if value else None


def client(here: Surroundings, token: str | None = None) -> Client:
    """GitHub, by the job's own token or another one. Raises Refused where there is none."""
    return Client(here.token if token is None else token, here.api)


def forge(here: Surroundings, repo: Repo, sop: Sop) -> GitHub:
    """The office's pull requests, one look at them: what it has read it does not ask again."""
    return GitHub(client(here), here.repository, repo, Transport(here.address(), here.token), sop)


def desk(here: Surroundings, repo: Repo, author: tuple[str, str], token: str | None = None) -> GitHubDesk:
    """Acting for whoever the token belongs to; `author` is the name and e-mail that commits show."""
    shown = here.token if token is None else token
    return GitHubDesk(Client(shown, here.api), here.repository, repo, Transport(here.address(), shown), author)
