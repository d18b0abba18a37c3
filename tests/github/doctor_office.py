"""The sample office on the fake GitHub, as the doctor finds it: new, or finished as the guide asks."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from tests.support import warm
from tests.support.github import App, FakeGitHub, Repository, User
from tests.support.github.hub import Hub
from tests.support.github.rest import Call, Listed, operation
from tests.support.github.shapes import stamp
from tests.support.github.world import Refusal
from tests.support.office import CHECKOUT

from terbit import sop as procedure
from terbit.forge.github.client import Client
from terbit.git import Repo
from terbit.github import doctor, files
from terbit.github.doctor import reading
from terbit.github.doctor.lines import Line
from terbit.github.doctor.ruleset import ruleset

APP = 123456
ADDRESS = "https://balai-contoh.example/"
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


# -- what the fake does not know by itself: the secrets and variables of an environment, and who installed an App ------

Kept = dict[str, dict[str, str | None]]  # environment → name → value; None: a secret
KEPT: dict[Hub, dict[str, Kept]] = {}


def _kept(call: Call, secret: bool) -> dict[str, str]:
    home = call.home("secrets" if secret else "variables")
    inside = KEPT.get(call.hub, {}).get(home.full_name, {})
    name = call.place["environment_name"]
    if name not in home.environments:
        raise Refusal(404, "Not Found")
    return {key: value or "" for key, value in inside.get(name, {}).items() if (value is None) is secret}


@operation("actions/list-environment-secrets")
def _environment_secrets(call: Call) -> Any:
    at = stamp(call.hub.now)
    return Listed(sorted(_kept(call, True)), lambda name: {"name": name, "created_at": at, "updated_at": at}, "secrets")


def _variable(call: Call, name: str, value: str) -> dict[str, Any]:
    at = stamp(call.hub.now)
    return {"name": name, "value": value, "created_at": at, "updated_at": at}


@operation("actions/list-environment-variables")
def _environment_variables(call: Call) -> Any:
    found = _kept(call, False)
    return Listed(sorted(found), lambda name: _variable(call, name, found[name]), "variables")


@operation("actions/get-environment-variable")
def _environment_variable(call: Call) -> Any:
    found = _kept(call, False)
    if call.place["name"] not in found:
        raise Refusal(404, "Not Found")
    return _variable(call, call.place["name"], found[call.place["name"]])


@operation("orgs/list-app-installations")
def _installations(call: Call) -> Any:
    owned = [home for home in call.hub.repositories.values() if home.owner.login.lower() == call.place["org"].lower()]
    if not any(call.hub.at_least(call.token.user, home, "admin") for home in owned):
        raise Refusal(403, "You must be an org owner or a GitHub App manager to list installations.")
    apps = {app.id: app for home in owned for app in home.installed}
    return Listed(list(apps.values()), lambda app: call.shapes.installation(app, owned[0].owner), "installations")


@operation("actions/get-allowed-actions-repository")
def _allowed(call: Call) -> Any:
    return call.home("administration").actions["selected"]


# -- an office on it --------------------------------------------------------------------------------------------------


class Situs:
    """The sample office's repository and the administrator's clone of it. Nothing is set up yet beyond what a new
    repository has."""

    def __init__(self, folder: Path, app: int | None = APP, private: bool = False, plan: str = "free") -> None:
        self.folder = folder
        self.fake = FakeGitHub(folder / "github", clock=datetime(2026, 11, 20, 1, tzinfo=UTC))
        self.fake.organization("balai-contoh", plan=plan)
        written = yaml.safe_load((CHECKOUT / "sop.yml").read_text("utf-8"))
        written["github"] |= {"public": not private} | ({"app": app} if app else {})
        self.text = yaml.safe_dump(written, allow_unicode=True, sort_keys=False)
        sop, findings = procedure.read(self.text.encode())
        assert sop is not None, findings
        self.sop = sop
        self.people = {
            key: self.fake.user(person.login, person.name, person.email or "")
            for key, person in sop.people.items()
            if person.login
        }
        agus = self.people["agus"]
        self.home: Repository = self.fake.repository(
            "balai-contoh/situs", private=private, files={"sop.yml": self.text}, roles={agus: "admin"}
        )
        self.app: App | None = None

    @property
    def clone(self) -> Path:
        return self.folder / "situs"

    def finish(self) -> None:
        """Everything that the guide asks for."""
        fake, home = self.fake, self.home
        fake.push(self.people["agus"], home, "main", files.files(self.sop), "Berkas GitHub")
        for key in ("sari", "budi", "ratna", "wayan", "dewi"):
            fake.permit(self.people[key], home, "write")
        fake.repository(
            "balai-contoh/catatan", private=True, files={"README.md": ""}, roles={self.people["agus"]: "admin"}
        )
        home.allow_squash_merge = home.allow_rebase_merge = False
        home.workflow_permissions = {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": True}
        fake.enable_pages(home, html_url=ADDRESS, cname="balai-contoh.example")
        fake.environment(home, "terbit", ["main"])
        self.keep("TERBIT_ANCHOR", home.store.resolve("main"))
        if self.sop.github is not None and self.sop.github.app is not None:
            rights = {"checks": "write", "contents": "write", "pull_requests": "write"}
            self.app = fake.app("terbit-balai", rights, owner=home.owner, install=[home], number=APP)
            self.keep("TERBIT_APP_KEY", None)
            self.keep("TERBIT_APP_ID", "Iv23li0123456789")
        else:
            self.keep("TERBIT_RECORDS_TOKEN", None)
        made = ruleset(self.sop)
        fake.ruleset(home, made["rules"], name=made["name"], include=made["conditions"]["ref_name"]["include"])

    def keep(self, name: str, value: str | None) -> None:
        """In the environment `terbit`; without a value a secret."""
        inside = KEPT.setdefault(self.fake.hub, {}).setdefault(self.home.full_name, {})
        inside.setdefault("terbit", {})[name] = value

    def type(
        self, *words: str, who: User | None = None, site: int | None = 1000, lang: str = "id", **more: str
    ) -> subprocess.CompletedProcess[str]:
        self.cloned(self.fake.token(self.people["agus"]))
        page = self.clone / "build" / "site" / "index.html"
        if site is not None:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_bytes(b"x" * site)
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "TERBIT_"))}
        environment |= {
            "GITHUB_API_URL": self.fake.api_url,
            "GITHUB_TOKEN": self.fake.token(who or self.people["agus"]),
        }
        return subprocess.run(
            [warm.python(), "-m", "terbit", "-C", str(self.clone), "--lang", lang, "doctor", "github", *words],
            capture_output=True, text=True, env=environment | more, check=False, timeout=120,
        )  # fmt: skip

    def lines(self) -> list[Line]:
        """The same in this process, with the administrator's token."""
        token = self.fake.token(self.people["agus"])
        self.cloned(token)
        with Repo(self.clone) as repo:
            local = reading.Local(repo, files.files(self.sop), 1000)
            return doctor.judge(reading.read(Client(token, self.fake.api_url), self.sop, local), self.sop, AT)

    def cloned(self, token: str) -> None:
        if not self.clone.exists():
            subprocess.run(["git", "clone", "-q", self.fake.git_url(token, self.home), str(self.clone)], check=True)

    def outcomes(self, **more: Any) -> dict[str, str]:
        lines = json.loads(self.type("--format", "json", **more).stdout)["lines"]
        return {line["key"]: line["outcome"] for line in lines}
