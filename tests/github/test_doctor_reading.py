"""What the doctor reads where GitHub says less, or says it elsewhere: other tokens, other plans, other owners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.github.doctor_office import APP, KEPT, Situs
from tests.support.github.rest import HANDLERS, Call
from tests.support.github.world import Refusal

from terbit.forge.github.client import Client
from terbit.git import Repo
from terbit.github import doctor, files
from terbit.github.doctor import reading, workflows
from terbit.github.doctor.facts import CHECK, HIDDEN, NO_MAIN, NO_SITE, Facts, Second
from terbit.github.doctor.lines import Line, Outcome

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def situs(tmp_path: Path) -> Iterator[Situs]:
    made = Situs(tmp_path)
    made.finish()
    yield made
    made.fake.close()


def facts(situs: Situs, token: str | None = None, **others: str) -> Facts:
    shown = token or situs.fake.token(situs.people["agus"])
    situs.cloned(situs.fake.token(situs.people["agus"]))
    with Repo(situs.clone) as repo:
        local = reading.Local(repo, files.files(situs.sop), NO_SITE)
        clients = {name: Client(value, situs.fake.api_url) for name, value in others.items()}
        return reading.read(Client(shown, situs.fake.api_url), situs.sop, local, **clients)


def line(situs: Situs, key: str, found: Facts) -> Line:
    return next(each for each in doctor.judge(found, situs.sop, AT) if each.key == key)


def test_the_records_own_token_tells_where_the_reader_may_not_look(situs: Situs) -> None:
    sari = situs.fake.token(situs.people["sari"])
    assert facts(situs, sari).second == HIDDEN
    robot = situs.fake.user("robot-catatan")
    situs.fake.permit(robot, "balai-contoh/catatan", "write")
    found = facts(situs, sari, records=situs.fake.token(robot)).second
    agus = situs.people["agus"].login.lower()
    assert found == Second(private=True, writers=frozenset({agus, "robot-catatan"}))


UPGRADE = "Upgrade to GitHub Pro or make this repository public to enable this feature."


def refuse(status: int, said: str) -> Any:
    def refused(call: object) -> Any:
        raise Refusal(status, said)

    return refused


def test_a_private_repository_on_the_free_plan_is_told_what_the_plan_cannot_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    situs = Situs(tmp_path, private=True)
    situs.finish()
    for name in ("repos/get-branch-rules", "repos/get-branch-protection"):
        monkeypatch.setitem(HANDLERS, name, refuse(403, UPGRADE))
    found = facts(situs)
    assert (found.main.sources, found.main.whole, found.main.plan, found.plan) == ((), True, False, "free")
    lines = {each.key: each for each in doctor.judge(found, situs.sop, AT)}
    assert str(lines["plan-rules"].found) == "GitHub menolak aturan cabang untuk repositori ini"
    assert str(lines["plan-pages"].found) == "paketnya free dan repositori ini privat"
    assert lines["pull-request"].outcome is Outcome.BAD
    assert doctor.binding(lines.values()).level == 0
    situs.fake.close()


def test_a_private_repository_on_a_plan_that_has_branch_rules(tmp_path: Path) -> None:
    situs = Situs(tmp_path, private=True, plan="team")
    situs.finish()
    lines = {each.key: each for each in doctor.judge(facts(situs), situs.sop, AT)}
    assert {key for key, each in lines.items() if each.outcome is not Outcome.GOOD} == {"site-size"}
    assert doctor.binding(lines.values()).level == 2
    situs.fake.close()


def test_rules_that_may_not_be_read_are_unknown_and_not_missing(situs: Situs, monkeypatch: pytest.MonkeyPatch) -> None:
    situs.home.rulesets.clear()
    monkeypatch.setitem(HANDLERS, "repos/get-branch-protection", refuse(403, "Resource not accessible"))
    found = facts(situs)
    assert (found.main.sources, found.main.whole) == ((), False)
    assert line(situs, "pull-request", found).outcome is Outcome.UNKNOWN


def test_an_environment_for_protected_branches_lists_them(situs: Situs) -> None:
    policy = {"protected_branches": True, "custom_branch_policies": False}
    situs.home.environments["terbit"]["deployment_branch_policy"] = policy
    situs.home.rulesets.clear()
    situs.fake.protect(situs.home, "main", approvals=1)
    assert facts(situs).guarded == ("main",)
    situs.fake.edit(situs.people["sari"], situs.home, "draf", {"content/a.md": "a"})
    situs.fake.protect(situs.home, "draf", approvals=1)
    assert facts(situs).guarded == ("draf", "main")


def test_the_environments_anchor_comes_before_the_repositorys(situs: Situs) -> None:
    situs.fake.variable(situs.home, "TERBIT_ANCHOR", "4f" * 20)
    found = facts(situs).anchor
    assert found is not None and not isinstance(found, doctor.Unread)
    assert (found.commit, found.on_main, found.kept) == (situs.home.store.resolve("main"), True, True)
    del KEPT[situs.fake.hub][situs.home.full_name]["terbit"]["TERBIT_ANCHOR"]
    assert str(line(situs, "anchor", facts(situs)).found) == (
        "tersimpan di repositori; di situ siapa pun yang boleh menulis dapat mengubahnya"
    )


def test_a_short_anchor_is_no_commit_of_main(situs: Situs) -> None:
    situs.keep("TERBIT_ANCHOR", (situs.home.store.resolve("main") or "")[:10])
    assert line(situs, "anchor", facts(situs)).outcome is Outcome.BAD


def test_an_app_that_is_not_listed_is_known_by_its_check(situs: Situs, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a personal account, where nobody can list installations."""
    monkeypatch.setitem(HANDLERS, "orgs/list-app-installations", refuse(403, "Must be an owner"))
    assert facts(situs).app == HIDDEN
    fake, home = situs.fake, situs.home
    head = fake.edit(situs.people["sari"], home, "artikel", {"content/a.md": "a"})
    home.rulesets.clear()
    assert situs.app is not None
    app = Client(fake.app_token(situs.app), fake.api_url)
    given = {"name": "terbit / persetujuan", "head_sha": head, "status": "completed", "conclusion": "success"}
    app.send("POST", f"/repos/{home.full_name}/check-runs", given)
    fake.merge_branches(situs.people["agus"], home, "main", "artikel")
    found = facts(situs).app
    assert found is not None and not isinstance(found, doctor.Unread)
    assert {right: found[right] for right in ("checks", "contents", "pull_requests")} == {
        "checks": "write", "contents": "write", "pull_requests": "write"
    }  # fmt: skip
    assert situs.app.id == APP


def test_a_hostile_name_is_shown_harmless(situs: Situs) -> None:
    situs.fake.environment(situs.home, "terbit", ["main", "x\n::error::\x1b[31m"])
    found = line(situs, "guarded", facts(situs)).found
    assert str(found) == "terbuka untuk: main, x\\n::error::\\x1b[31m"


def test_a_right_that_the_token_lacks_is_not_absence(situs: Situs, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator's token that was given less: GitHub hides with 404 what is there."""
    monkeypatch.setitem(HANDLERS, "actions/get-github-actions-permissions-repository", refuse(403, "Not accessible"))
    monkeypatch.setitem(HANDLERS, "repos/get-pages", refuse(404, "Not Found"))
    assert facts(situs).pages == HIDDEN
    monkeypatch.undo()
    situs.home.pages = None
    assert facts(situs).pages is None


def test_who_may_pass_the_classic_protection(situs: Situs, monkeypatch: pytest.MonkeyPatch) -> None:
    """People and Apps who need no pull request, who alone may push, and administrators who are exempt."""
    situs.home.rulesets.clear()
    situs.fake.protect(situs.home, approvals=2, checks=[(CHECK, APP), ("lain", None)])
    plain = HANDLERS["repos/get-branch-protection"]

    def with_passes(call: Call) -> Any:
        shown = plain(call)
        some = {
            "users": [call.shapes.user(situs.people["sari"])], "teams": [], "apps": [call.shapes.app(situs.app)]
        }  # fmt: skip
        urls = dict.fromkeys(("url", "users_url", "teams_url", "apps_url"), shown["url"])
        shown["required_pull_request_reviews"]["bypass_pull_request_allowances"] = some
        shown["restrictions"] = urls | {"users": [], "teams": [], "apps": [{**some["apps"][0], "description": ""}]}
        return shown

    monkeypatch.setitem(HANDLERS, "repos/get-branch-protection", with_passes)
    (rule,) = facts(situs).main.sources
    assert not isinstance(rule.bypass, doctor.Unread)
    assert [str(actor) for actor in rule.bypass] == [
        "user sari-wulandari-contoh", "app terbit-balai", "app terbit-balai", "administrator"
    ]  # fmt: skip
    assert set(rule.checks) == {(CHECK, APP), ("lain", None)}
    assert (rule.approvals, rule.code_owners, rule.dismiss_stale, rule.no_update) == (2, False, False, True)


def test_whoever_collaborates_is_not_looked_up_again(situs: Situs) -> None:
    facts(situs)
    assert [request for request in situs.fake.requests if "/users/" in request.path] == []


@pytest.mark.parametrize("name", ["repos/get-branch-rules", "repos/get-branch-protection"])
def test_either_refusal_tells_what_the_plan_lacks(situs: Situs, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(HANDLERS, name, refuse(403, UPGRADE))
    assert facts(situs).main.plan is False


def test_where_main_is_not_to_be_seen_nothing_is_said_of_its_files(
    situs: Situs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(HANDLERS, "repos/get-branch", refuse(404, "Branch not found"))
    found = facts(situs)
    assert (found.generated, found.needed, found.minutes) == (NO_MAIN, NO_MAIN, NO_MAIN)
    assert found.anchor is not None and not isinstance(found.anchor, doctor.Unread)
    assert found.anchor.on_main == NO_MAIN


# -- what the text of workflows tells ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cron", "times"),
    [
        ("7 * * * *", 720),
        ("7 1,3,5 * * *", 90),
        ("*/15 0-5 * * *", 720),
        ("0 0 1 * *", 1),
        ("0 0 * * 1", 30 / 7),
        ("0 0 * * 1-5", 150 / 7),
        ("0 0 1 1 *", 1 / 12),
        ("5/20 0 * * *", 90),
        ("nonsense", 0),
    ],
)
def test_how_often_a_schedule_runs_in_30_days(cron: str, times: float) -> None:
    assert workflows.runs_in_30_days(cron) == pytest.approx(times)


def test_minutes_and_needs_of_workflows() -> None:
    text = 'on:\n  schedule:\n    - cron: "7 1,3 * * *"\n    - cron: 0 0 1 * *\n  x: ${{ secrets.GITHUB_TOKEN }}\n'
    used = "y: ${{ secrets.TERBIT_APP_KEY || vars.TERBIT_ANCHOR }} ${{ secrets.GITHUB_TOKEN }}"
    assert workflows.minutes((text, used)) == (60 + 1) * 3
    assert workflows.needed((text, used)) == {"secrets.TERBIT_APP_KEY", "vars.TERBIT_ANCHOR"}


def test_the_generated_workflows_fit_the_free_plans_minutes(situs: Situs) -> None:
    made = [content.decode() for path, content in files.files(situs.sop).items() if "/workflows/" in path]
    assert 0 < workflows.minutes(tuple(made)) <= 1500
