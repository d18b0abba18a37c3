"""`terbit doctor github` as it is typed, on a GitHub that answers as the published descriptions say."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.github.doctor_office import APP, KEPT, Situs
from tests.support.github import published

from terbit.github import doctor
from terbit.github.doctor.lines import Outcome
from terbit.github.doctor.ruleset import ruleset

ADDRESS = "https://balai-contoh.example/"
HERE = Path(__file__).parent


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
    wanted = {"approvals": 1, "code_owners": True, "dismiss_stale": True, "last_push": True, "admins": True}
    rules = situs.fake.protect(situs.home, **wanted)
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
    assert len(bad) <= 9  # a ruleset that only watches takes all rules with it
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
