"""`terbit doctor github` as it is typed, on a GitHub that answers as the published descriptions say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.github import App, FakeGitHub, Repository, User, published
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
from terbit.github.doctor.lines import Line, Outcome
from terbit.github.doctor.ruleset import ruleset

APP = 123456
ADDRESS = "https://balai-contoh.example/"
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
HERE = Path(__file__).parent

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
        fake.enable_pages(home, html_url="https://balai-contoh.example/", cname="balai-contoh.example")
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
            [sys.executable, "-m", "terbit", "-C", str(self.clone), "--lang", lang, "doctor", "github", *words],
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


@pytest.fixture
def situs(tmp_path: Path) -> Iterator[Situs]:
    made = Situs(tmp_path)
    yield made
    made.fake.close()


def test_a_finished_office_is_all_good_and_level_2_binds(situs: Situs) -> None:
    situs.finish()
    done = situs.type()
    assert re.findall(r"^  .*", done.stdout, re.MULTILINE) == [
        f"  ✓ baik: {line}" for line in promised(situs, without="dismiss-stale")
    ]
    assert done.stdout.splitlines()[-1] == "Gerbang mengikat: tingkat 2."
    assert (done.returncode, done.stderr) == (0, "")
    assert situs.fake.count("rest", "POST") == 0, "it only reads"
    assert situs.fake.count("rest", "GET") <= 40


def promised(situs: Situs, without: str) -> list[str]:
    values = {"app": APP, "check": "terbit / persetujuan", "address": "https://balai-contoh.example/"}
    checks = [check for check in doctor.CHECKS if check.when(situs.sop)]
    assert without not in [check.key for check in checks]
    return [check.what.source.format(**values) for check in checks]


def test_without_an_app_level_1_binds_and_level_2_is_not_spoken_of(tmp_path: Path) -> None:
    situs = Situs(tmp_path, app=None)
    situs.finish()
    done = situs.type()
    assert done.stdout.splitlines()[-2:] == [
        "Tingkat 2 tidak dipakai: sop.yml tidak menyebut Aplikasi GitHub (github.app).",
        "Gerbang mengikat: tingkat 1.",
    ]
    assert "✗" not in done.stdout and "?" not in done.stdout
    assert done.returncode == 0
    situs.fake.close()


def test_a_new_repository_is_told_everything(situs: Situs) -> None:
    """The whole text, as an administrator first sees it. `UPDATE=1` writes it anew."""
    done = situs.type(site=None)
    golden = HERE / "doctor-new.txt"
    if os.environ.get("UPDATE"):
        golden.write_text(done.stdout, "utf-8")
    assert done.stdout == golden.read_text("utf-8")
    assert (done.returncode, done.stderr) == (1, "")


def test_in_english(situs: Situs) -> None:
    situs.finish()
    situs.home.allow_squash_merge = True
    situs.home.rulesets.clear()
    done = situs.type(lang="en")
    assert "  ✗ not yet: changes can be merged by merge commit only (allowed are: merge, squash)" in done.stdout
    assert done.stdout.splitlines()[-1] == "The gate does not bind yet."


def test_somebody_who_may_only_write_is_shown_no_setting_as_good(situs: Situs) -> None:
    situs.finish()
    done = situs.type(who=situs.people["sari"])
    outcomes = situs.outcomes(who=situs.people["sari"])
    hidden = {"bypass", "app", "actions", "actions-allowed", "token-default", "actions-propose", "records-place"}
    assert {key for key in hidden if outcomes[key] != "unknown"} == set()
    assert "bad" not in outcomes.values()
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1] == "Tidak dapat dipastikan apakah gerbang mengikat."
    assert "? tidak diketahui: GitHub Actions menyala (token ini tidak boleh membacanya)" in done.stdout


def test_the_classic_protection_counts_as_well_as_a_ruleset(tmp_path: Path) -> None:
    situs = Situs(tmp_path, app=None)
    situs.finish()
    situs.home.rulesets.clear()
    rules = situs.fake.protect(situs.home, approvals=1, code_owners=True, dismiss_stale=True, admins=True)
    done = situs.type()
    assert done.stdout.splitlines()[-1] == "Gerbang mengikat: tingkat 1."
    rules.admins, rules.force_pushes = False, True
    done = situs.type()
    assert "tidak seorang pun dapat melewati aturan main (dapat dilewati oleh: administrator)" in done.stdout
    assert "main tidak dapat ditulis ulang (belum dilarang)" in done.stdout
    assert done.stdout.splitlines()[-1] == "Gerbang belum mengikat."
    situs.fake.close()


def without_rule(situs: Situs, kind: str) -> None:
    made = situs.home.rulesets[0]
    made["rules"] = [rule for rule in made["rules"] if rule["type"] != kind]


def let_through(situs: Situs) -> None:
    actor = {"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"}
    situs.home.rulesets[0]["bypass_actors"] = [actor]


def from_another_app(situs: Situs) -> None:
    for rule in situs.home.rulesets[0]["rules"]:
        for check in rule.get("parameters", {}).get("required_status_checks", []):
            check["integration_id"] = 15368


def also_rebase(situs: Situs) -> None:
    """Allowed by the repository and by the rules; what only one of them allows cannot be done."""
    situs.home.allow_rebase_merge = True
    for rule in situs.home.rulesets[0]["rules"]:
        if rule["type"] == "pull_request":
            rule["parameters"]["allowed_merge_methods"] = ["merge", "rebase"]


def with_a_workflow_of_ones_own(situs: Situs) -> None:
    store, tip = situs.home.store, situs.home.store.resolve("main") or ""
    tree = store.tree_with(store.commit(tip).tree, {".github/workflows/lain.yml": b"on: push\n"})
    person = situs.fake.hub.person(situs.people["agus"])
    store.set_ref("refs/heads/main", store.make_commit(tree, (tip,), "lain", person, person))


def without_account(situs: Situs) -> None:
    login = situs.people["dewi"].login.lower()
    situs.home.roles.pop(login)
    del situs.fake.hub.users[login]


# One thing each that is not so any more.
CHANGES: dict[str, Callable[[Situs], object]] = {
    "bypass": let_through,
    "check-source": from_another_app,
    "pull-request": lambda situs: without_rule(situs, "pull_request"),
    "deletions": lambda situs: situs.home.rulesets[0].update(enforcement="evaluate"),
    "app": lambda situs: situs.home.installed.clear(),
    "merge-methods": also_rebase,
    "anchor": lambda situs: situs.keep("TERBIT_ANCHOR", "4f" * 20),
    "guarded": lambda situs: situs.fake.environment(situs.home, "terbit", ["main", "draf/*"]),
    "environment": lambda situs: situs.fake.environment(situs.home, "github-pages", None),
    "secrets-place": lambda situs: situs.fake.secret(situs.home, "TERBIT_APP_KEY"),
    "secrets": lambda situs: KEPT[situs.fake.hub][situs.home.full_name]["terbit"].pop("TERBIT_APP_KEY"),
    "generated": with_a_workflow_of_ones_own,
    "records-writers": lambda situs: situs.fake.permit(situs.people["budi"], "balai-contoh/catatan", "write"),
    "records-place": lambda situs: setattr(situs.fake.find("balai-contoh/catatan"), "private", False),
    "strangers": lambda situs: situs.fake.permit(situs.fake.user("orang-lain"), situs.home, "write"),
    "administrators": lambda situs: situs.fake.permit(situs.people["ratna"], situs.home, "admin"),
    "rights": lambda situs: situs.fake.permit(situs.people["budi"], situs.home, "read"),
    "accounts": without_account,
    "pages-source": lambda situs: situs.fake.enable_pages(situs.home, "legacy", html_url=ADDRESS),
    "pages-address": lambda situs: situs.fake.enable_pages(situs.home, html_url="https://lain.example/"),
    "pages-https": lambda situs: situs.fake.enable_pages(situs.home, html_url=ADDRESS, https_enforced=False),
    "actions": lambda situs: situs.home.actions.update(enabled=False),
    "actions-allowed": lambda situs: situs.home.actions.update(
        allowed_actions="selected", selected={"github_owned_allowed": False}
    ),
    "token-default": lambda situs: situs.home.workflow_permissions.update(default_workflow_permissions="write"),
}


@pytest.mark.parametrize("what", sorted(CHANGES))
def test_each_thing_that_is_not_so_is_found(situs: Situs, what: str) -> None:
    situs.finish()
    CHANGES[what](situs)
    lines = situs.lines()
    bad = {line.key for line in lines if line.outcome is Outcome.BAD}
    assert what in bad
    assert len(bad) <= 8  # a ruleset that only watches takes all rules with it
    assert doctor.binding(lines).level == (2 if what not in doctor.FLOOR | doctor.LEVEL_2 else 0)


def test_as_json_for_programs(situs: Situs) -> None:
    situs.finish()
    also_rebase(situs)
    done = situs.type("--format", "json", site=None)
    made = json.loads(done.stdout)
    assert (made["level"], done.returncode) == (2, 1)
    lines = {line["key"]: line for line in made["lines"]}
    assert lines["default-branch"] == {
        "key": "default-branch",
        "group": "repository",
        "outcome": "good",
        "what": "cabang utama bernama main",
        "found": None,
        "follows": "gerbang dan penayangan hanya mengenal main",
        "remedy": "Settings → General → Default branch; atau: "
        "gh api -X PATCH repos/balai-contoh/situs -f default_branch=main",
    }
    assert [(found["rule"], found["severity"]) for found in made["findings"]] == [
        ("merge-methods", "error"),
        ("site-size", "warning"),
    ]


def test_actions_that_are_selected_are_good_where_githubs_own_are_among_them(situs: Situs) -> None:
    situs.finish()
    situs.home.actions |= {"allowed_actions": "selected", "selected": {"github_owned_allowed": True}}
    assert situs.type().returncode == 0


def test_an_old_clone_cannot_tell_whether_the_anchor_is_in_main(situs: Situs) -> None:
    situs.finish()
    situs.type()
    situs.home.rulesets.clear()
    situs.fake.push(situs.people["agus"], situs.home, "main", {"content/a.md": "a"})
    outcomes = situs.outcomes()
    assert (outcomes["anchor"], outcomes["generated"], outcomes["secrets"]) == ("unknown", "unknown", "unknown")


def test_annotations_for_a_workflow(situs: Situs) -> None:
    situs.finish()
    situs.home.workflow_permissions["can_approve_pull_request_reviews"] = False
    assert situs.type("--format", "github").stdout == (
        "::error file=sop.yml,title=actions-propose::belum atau tidak diketahui: alur kerja boleh membuat pull "
        "request (persetujuan dari alur kerja tidak pernah dihitung gerbang) (belum diperbolehkan) Settings → Actions "
        "→ General → Workflow permissions: Allow GitHub Actions to create and approve pull requests; atau: gh api -X "
        "PUT repos/balai-contoh/situs/actions/permissions/workflow -f default_workflow_permissions=read "
        "-F can_approve_pull_request_reviews=true\n"
    )


# -- the printed ruleset --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("app", [APP, None])
def test_the_printed_ruleset_is_one_that_github_takes(tmp_path: Path, app: int | None) -> None:
    situs = Situs(tmp_path, app=app)
    done = situs.type("--ruleset", "main", GITHUB_TOKEN="")
    made = json.loads(done.stdout)
    assert made == ruleset(situs.sop)
    known = published.operation("POST", "/repos/balai-contoh/situs/rulesets")
    assert known is not None
    shape = known[0].body()
    assert shape is not None
    assert published.fault(shape, made) is None
    assert published.fault(shape, {**made, "enforcement": "on"}) is not None
    assert (situs.fake.count("rest"), done.returncode) == (0, 0)
    situs.fake.close()


# -- when it cannot be told -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "path", "said"),
    [
        ("502", "/rules/branches/main", "GitHub sedang terganggu (HTTP 502)"),
        (
            "nonsense",
            "/collaborators",
            "GitHub menjawab sesuatu yang tidak dikenal (/repos/balai-contoh/situs/collaborators)",
        ),
        ("secondary 403", "/environments/terbit", "GitHub membatasi banyaknya permintaan"),
        ("401", "/repos/balai-contoh/situs", "GitHub tidak mengenali token ini"),
        (
            "wrong shape",
            "/actions/permissions/workflow",
            "GitHub menjawab sesuatu yang tidak dikenal (/repos/balai-contoh/situs/actions/permissions/workflow)",
        ),
    ],
)
def test_where_github_does_not_answer_nothing_is_claimed(situs: Situs, kind: Any, path: str, said: str) -> None:
    situs.finish()
    met = situs.fake.fail(kind, path=path, times=20).met
    done = situs.type()
    assert done.stderr.splitlines()[0] == said
    assert (done.returncode, done.stdout) == (3, "")
    assert met


def test_a_repository_that_is_not_there(situs: Situs) -> None:
    situs.type()
    del situs.fake.hub.repositories["balai-contoh/situs"]
    done = situs.type()
    assert done.stderr == (
        "repositori balai-contoh/situs tidak ada, atau token ini tidak boleh membacanya\n"
        "Saran: isi GITHUB_TOKEN dengan token administrator repositori, misalnya dari gh auth token\n"
    )
    assert (done.returncode, done.stdout) == (3, "")


def test_an_office_that_is_not_on_github(situs: Situs) -> None:
    situs.type()
    file = situs.clone / "sop.yml"
    file.write_text(file.read_text("utf-8").partition("\ngithub:")[0] + "\n", "utf-8")
    done = situs.type()
    assert done.stderr == (
        "sop.yml tidak memuat bagian github\nSaran: tulis bagian github di sop.yml (lihat docs/github.md)\n"
    )
    assert (done.returncode, done.stdout) == (2, "")
