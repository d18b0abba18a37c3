"""The doctor's judgement, line by line: how each looks when it is good, bad and unknown, and which level binds."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.support.office import CHECKOUT

from terbit import sop as procedure
from terbit.github import doctor
from terbit.github.doctor.facts import (
    CHECK,
    HIDDEN,
    NO_MAIN,
    NO_SITE,
    Actor,
    Anchor,
    Facts,
    Pages,
    Rule,
    Rules,
    Second,
)
from terbit.github.doctor.lines import Line, Outcome, listed
from terbit.github.doctor.ruleset import ruleset
from terbit.sop import Sop

APP = 123456
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
SHA = "4f" * 20
LOGINS = tuple(f"{name}-contoh" for name in (
    "sari-wulandari", "dewi-lestari", "budi-santoso", "ratna-kusuma", "agus-pratama", "wayan-sudarma"
))  # fmt: skip
SARI, DEWI, BUDI, RATNA, AGUS, WAYAN = LOGINS


def office(**github: Any) -> Sop:
    """The sample office with its part `github` changed."""
    sop, findings = procedure.read((CHECKOUT / "sop.yml").read_bytes())
    assert sop is not None, findings
    assert sop.github is not None
    return sop.model_copy(update={"github": sop.github.model_copy(update={"app": APP, **github})})


RULE = Rule(
    pull_request=True,
    approvals=1,
    code_owners=True,
    dismiss_stale=True,
    last_push=True,
    methods=frozenset({"merge"}),
    checks=((CHECK, APP),),
    no_force=True,
    no_deletion=True,
)
RIGHTS = {"checks": "write", "contents": "write", "pull_requests": "write", "metadata": "read"}
NEEDED = frozenset(
    {"vars.TERBIT_APP_ID", "secrets.TERBIT_APP_KEY", "secrets.TERBIT_RECORDS_TOKEN", "vars.TERBIT_ANCHOR"}
)

GOOD = Facts(
    repository="balai-contoh/situs",
    private=False,
    default_branch="main",
    methods=frozenset({"merge"}),
    plan="free",
    main=Rules((RULE,)),
    records=Rules(),
    second=Second(private=True, writers=frozenset({AGUS})),
    actions=True,
    actions_allowed="all",
    token_writes=False,
    actions_propose=True,
    pages=Pages("workflow", "https://balai-contoh.example/", https=True),
    environment=("main",),
    guarded=("main",),
    anchor=Anchor(SHA, on_main=True, kept=True),
    app=RIGHTS,
    secrets=frozenset(),
    variables=frozenset(),
    kept=frozenset({"secrets.TERBIT_APP_KEY", "vars.TERBIT_APP_ID", "vars.TERBIT_ANCHOR"}),
    needed=NEEDED,
    collaborators={SARI: "write", DEWI: "read", BUDI: "write", RATNA: "write", AGUS: "admin", WAYAN: "write"},
    accounts=dict.fromkeys(LOGINS, True),
    owners_wrong=(),
    generated=(),
    site=421_000_000,
    minutes=1260,
)

TOKEN = HIDDEN.why.source
SOP = office()
LEVEL_1 = office(app=None)
PRIVATE = office(public=False)
ALONE = office(public=False, records=None)
private = {"private": True, "plan": "team"}
unread = Rules((), whole=False)
BLIND = {"main": unread}
deaf = Rules((replace(RULE, bypass=HIDDEN),))


def without(**lost: Any) -> Rules:
    return Rules((replace(RULE, **lost),))


# key, office, what is good, what is bad, how the bad one reads, what is unknown, why
CASES: list[tuple[str, Sop, dict[str, Any], dict[str, Any], str, dict[str, Any] | None, str]] = [
    ("name", SOP, {"repository": "Balai-Contoh/situs"}, {"repository": "balai-contoh/web"},
     "di GitHub namanya balai-contoh/web", None, ""),
    ("visibility", SOP, {}, {"private": True}, "repositori ini privat", None, ""),
    ("visibility", PRIVATE, {"private": True}, {}, "repositori ini publik", None, ""),
    ("default-branch", SOP, {}, {"default_branch": "master"}, "cabang utamanya master", None, ""),
    ("merge-methods", SOP, {"methods": frozenset({"merge", "squash"})}, {
        "methods": frozenset({"merge", "squash", "rebase"}), "main": without(methods=frozenset({"merge", "squash"}))
    }, "yang diperbolehkan: merge, squash", {"methods": HIDDEN}, TOKEN),
    ("codeowners", SOP, {}, {"owners_wrong": None}, "berkasnya belum ada", {"owners_wrong": HIDDEN}, TOKEN),
    ("codeowners", SOP, {}, {"owners_wrong": (3, 8)}, "baris yang salah: 3, 8", None, ""),
    ("generated", SOP, {}, {"generated": (".github/CODEOWNERS", ".github/workflows/lain.yml")},
     "berbeda: .github/CODEOWNERS, .github/workflows/lain.yml", {"generated": NO_MAIN}, NO_MAIN.why.source),
    ("records-place", office(records=None), private, {},
     "sop.yml tidak menyebut repositori catatan, dan repositori ini publik", None, ""),
    ("records-place", SOP, {}, {"second": None}, "repositori catatan tidak ada", {"second": HIDDEN}, TOKEN),
    ("records-place", SOP, {}, {"second": Second(private=False, writers=frozenset())},
     "repositori catatan itu publik", None, ""),
    ("records-writers", SOP, {}, {"second": None}, "repositori catatan tidak ada", {"second": HIDDEN}, TOKEN),
    ("records-writers", SOP, {}, {"second": Second(private=True, writers=frozenset({AGUS, BUDI, "orang"}))},
     f"juga dapat menulis: {BUDI}, orang", {"second": Second(private=True, writers=HIDDEN)}, TOKEN),
    ("records-writers", ALONE, {"records": Rules((replace(RULE, no_update=True, bypass=(Actor("app", "1"),)),))},
     {"records": Rules((RULE,))}, "cabang records tidak dibatasi", {"records": unread}, TOKEN),
    ("records-writers", ALONE, {"records": Rules((replace(RULE, no_update=True),))},
     {"records": Rules((replace(RULE, no_update=True, bypass=(Actor("role", "write"), Actor("key", ""))),))},
     "dapat dilewati oleh: role write, key", {"records": Rules((replace(RULE, no_update=True, bypass=HIDDEN),))},
     TOKEN),
    ("pull-request", SOP, {}, {"main": without(pull_request=False)}, "belum diwajibkan", BLIND, TOKEN),
    ("approvals", SOP, {}, {"main": without(approvals=0)}, "belum diwajibkan", BLIND, TOKEN),
    ("code-owners", SOP, {}, {"main": without(code_owners=False)}, "belum diwajibkan", BLIND, TOKEN),
    ("dismiss-stale", LEVEL_1, {}, {"main": without(dismiss_stale=False)}, "belum diatur", BLIND, TOKEN),
    ("last-push", SOP, {}, {"main": without(last_push=False)}, "belum diatur", BLIND, TOKEN),
    ("force-pushes", SOP, {}, {"main": without(no_force=False)}, "belum dilarang", BLIND, TOKEN),
    ("deletions", SOP, {}, {"main": without(no_deletion=False)}, "belum dilarang", BLIND, TOKEN),
    ("bypass", SOP, {}, {"main": Rules()}, "belum ada aturan untuk main", BLIND, TOKEN),
    ("bypass", SOP, {}, {"main": Rules((replace(RULE, bypass=HIDDEN), replace(RULE, bypass=(Actor("role",
     "admin"),))))},
     "dapat dilewati oleh: role admin", {"main": deaf}, TOKEN),
    ("anchor", SOP, {}, {"anchor": None}, "variabel itu belum diisi", {"anchor": HIDDEN}, TOKEN),
    ("anchor", SOP, {}, {"anchor": Anchor(SHA, on_main=False, kept=True)}, f"{SHA} bukan commit di main",
     {"anchor": Anchor(SHA, on_main=NO_MAIN, kept=True)}, NO_MAIN.why.source),
    ("anchor", SOP, {}, {"anchor": Anchor(SHA, on_main=True, kept=False)},
     "tersimpan di repositori; di situ siapa pun yang boleh menulis dapat mengubahnya", None, ""),
    ("app", SOP, {}, {"app": None}, "belum terpasang", {"app": HIDDEN}, TOKEN),
    ("app", SOP, {}, {"app": {"checks": "read", "contents": "write"}}, "haknya kurang: checks, pull_requests", None,
     ""),
    ("check-required", SOP, {}, {"main": without(checks=(("lain", APP),))}, "belum diwajibkan",
     BLIND, TOKEN),
    ("check-source", SOP, {}, {"main": without(checks=())}, "belum diwajibkan", BLIND, TOKEN),
    ("check-source", SOP, {}, {"main": without(checks=((CHECK, 15368),))}, "diterima dari aplikasi 15368", None, ""),
    ("check-source", SOP, {}, {"main": without(checks=((CHECK, None),))}, "diterima dari siapa saja", None, ""),
    ("actions", SOP, {}, {"actions": False}, "masih mati", {"actions": HIDDEN}, TOKEN),
    ("actions-allowed", SOP, {"actions_allowed": "selected"}, {"actions_allowed": "local_only"},
     "actions buatan GitHub tidak diperbolehkan", {"actions_allowed": HIDDEN}, TOKEN),
    ("token-default", SOP, {}, {"token_writes": True}, "token itu boleh menulis", {"token_writes": HIDDEN}, TOKEN),
    ("actions-propose", SOP, {}, {"actions_propose": False}, "belum diperbolehkan", {"actions_propose": HIDDEN}, TOKEN),
    ("guarded", SOP, {}, {"guarded": None}, "lingkungan itu belum ada", {"guarded": HIDDEN}, TOKEN),
    ("guarded", SOP, {}, {"guarded": ("*",)}, "terbuka untuk: *", None, ""),
    ("secrets", SOP, {}, {"kept": frozenset({"secrets.TERBIT_APP_KEY"})}, "belum diisi: vars.TERBIT_APP_ID",
     {"needed": NO_MAIN}, NO_MAIN.why.source),
    ("secrets", LEVEL_1, {"kept": frozenset({"secrets.TERBIT_RECORDS_TOKEN"})}, {"kept": frozenset()},
     "belum diisi: secrets.TERBIT_RECORDS_TOKEN", {"kept": HIDDEN}, TOKEN),
    ("secrets", SOP, {"kept": frozenset(), "secrets": frozenset({"secrets.TERBIT_APP_KEY"}),
                      "variables": frozenset({"vars.TERBIT_APP_ID"})},
     {"kept": frozenset()}, "belum diisi: secrets.TERBIT_APP_KEY, vars.TERBIT_APP_ID",
     {"kept": frozenset(), "secrets": HIDDEN}, TOKEN),
    ("secrets-place", SOP, {"secrets": frozenset({"secrets.LAIN"})}, {"secrets": frozenset({"secrets.TERBIT_APP_KEY"})},
     "tersimpan di repositori: TERBIT_APP_KEY", {"secrets": HIDDEN}, TOKEN),
    ("pages-source", SOP, {}, {"pages": None}, "Pages belum dinyalakan", {"pages": HIDDEN}, TOKEN),
    ("pages-source", SOP, {}, {"pages": Pages("legacy", "", https=True)},
     "Pages menayangkan dari sebuah cabang", None, ""),
    ("pages-address", SOP, {}, {"pages": None}, "Pages belum dinyalakan", {"pages": HIDDEN}, TOKEN),
    ("pages-address", SOP, {"pages": Pages("workflow", "http://balai-contoh.example", https=True)},
     {"pages": Pages("workflow", "https://balai-contoh.github.io/situs/", https=True)},
     "Pages menayangkan di https://balai-contoh.github.io/situs/", None, ""),
    ("pages-https", SOP, {}, {"pages": None}, "Pages belum dinyalakan", {"pages": HIDDEN}, TOKEN),
    ("pages-https", SOP, {}, {"pages": Pages("workflow", "", https=False)}, "belum diwajibkan",
     {"pages": Pages("workflow", "", https=HIDDEN)}, TOKEN),
    ("environment", SOP, {}, {"environment": None}, "lingkungan itu belum ada", {"environment": HIDDEN}, TOKEN),
    ("environment", SOP, {}, {"environment": ("main", "records")}, "terbuka untuk: main, records", None, ""),
    ("site-size", SOP, {"site": 800_000_000}, {"site": 800_600_000}, "situs ini 801 MB", {"site": NO_SITE},
     NO_SITE.why.source),
    ("logins", SOP, {}, {}, "", None, ""),
    ("accounts", SOP, {}, {"accounts": {SARI: HIDDEN, BUDI: False}}, f"tidak ada akun bernama: {BUDI}",
     {"accounts": {SARI: HIDDEN, BUDI: True}}, TOKEN),
    ("rights", SOP, {}, {"collaborators": {BUDI: "triage", AGUS: "admin", RATNA: "write"}},
     f"haknya kurang: {BUDI}, {WAYAN}", {"collaborators": HIDDEN}, TOKEN),
    ("readers", PRIVATE, private, {**private,
     "collaborators": {AGUS: "admin", BUDI: "read", RATNA: "read", DEWI: "read"}},
     f"belum diundang: {SARI}, {WAYAN}", {**private, "collaborators": HIDDEN}, TOKEN),
    ("strangers", SOP, {"collaborators": {"orang": "triage"}}, {"collaborators": {"orang": "maintain", AGUS: "admin"}},
     "tidak punya peran di sop.yml: orang", {"collaborators": HIDDEN}, TOKEN),
    ("administrators", SOP, {}, {"collaborators": {RATNA: "admin", AGUS: "admin"}}, f"juga berhak admin: {RATNA}",
     {"collaborators": HIDDEN}, TOKEN),
    ("plan-rules", PRIVATE, private, {"private": True}, "paketnya free dan repositori ini privat",
     {"private": True, "plan": HIDDEN}, TOKEN),
    ("plan-rules", PRIVATE, private, {**private, "main": Rules((), plan=False)},
     "GitHub menolak aturan cabang untuk repositori ini", None, ""),
    ("plan-pages", PRIVATE, private, {"private": True}, "paketnya free dan repositori ini privat",
     {"private": True, "plan": HIDDEN}, TOKEN),
    ("plan-minutes", PRIVATE, private, {**private, "minutes": 2251}, "jadwal memakai sekitar 2251 dari 3000 menit",
     {**private, "minutes": NO_MAIN}, NO_MAIN.why.source),
    ("plan-minutes", PRIVATE, {**private, "minutes": 2250}, {"private": True, "minutes": 1501},
     "jadwal memakai sekitar 1501 dari 2000 menit", {**private, "plan": "baru"}, "paket baru tidak dikenal"),
]  # fmt: skip


def line(key: str, sop: Sop, facts: dict[str, Any]) -> Line:
    (found,) = [each for each in doctor.judge(replace(GOOD, **facts), sop, AT) if each.key == key]
    return found


@pytest.mark.parametrize(("key", "sop", "good"), [(case[0], case[1], case[2]) for case in CASES])
def test_good(key: str, sop: Sop, good: dict[str, Any]) -> None:
    found = line(key, sop, good)
    assert (found.outcome, found.found) == (Outcome.GOOD, None)


@pytest.mark.parametrize(
    ("key", "sop", "bad", "reads"), [(case[0], case[1], case[3], case[4]) for case in CASES if case[4]]
)
def test_bad(key: str, sop: Sop, bad: dict[str, Any], reads: str) -> None:
    found = line(key, sop, bad)
    assert (found.outcome, str(found.found)) == (Outcome.BAD, reads)


@pytest.mark.parametrize(
    ("key", "sop", "unknown", "why"), [(case[0], case[1], case[5], case[6]) for case in CASES if case[5] is not None]
)
def test_unknown(key: str, sop: Sop, unknown: dict[str, Any], why: str) -> None:
    found = line(key, sop, unknown)
    assert (found.outcome, str(found.found)) == (Outcome.UNKNOWN, why)


def test_somebody_without_a_log_in() -> None:
    """sop.yml itself is always there to read, so this line is good or bad only."""
    sop = office()
    people = {**sop.people, "sari": sop.people["sari"].model_copy(update={"login": None})}
    found = line("logins", sop.model_copy(update={"people": people}), {})
    assert (found.outcome, str(found.found)) == (Outcome.BAD, "belum punya login: sari")


def test_every_line_has_its_cases() -> None:
    always_readable = {"name", "visibility", "default-branch", "logins"}
    keys = {check.key for check in doctor.CHECKS}
    assert {case[0] for case in CASES} == keys
    assert {case[0] for case in CASES if case[4]} == keys - {"logins"}  # its own test above
    assert {case[0] for case in CASES if case[5] is not None} == keys - always_readable


def test_a_good_repository_has_only_good_lines_at_both_levels() -> None:
    kept = GOOD.kept | {"secrets.TERBIT_RECORDS_TOKEN"}  # type: ignore[operator]
    for sop, level in ((SOP, 2), (LEVEL_1, 1)):
        lines = doctor.judge(replace(GOOD, kept=kept), sop, AT)
        assert [each.key for each in lines if each.outcome is not Outcome.GOOD] == []
        assert doctor.binding(lines) == doctor.Binding(level)


# -- which level binds ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(doctor.FLOOR))
def test_nothing_binds_without_the_floor(key: str) -> None:
    for sop in (SOP, LEVEL_1):
        bad = next(case for case in CASES if case[0] == key and case[4])
        lines = doctor.judge(replace(GOOD, **bad[3]), bad[1] if bad[1] is ALONE else sop, AT)
        assert doctor.binding(lines).level == 0
        assert str(doctor.binding(lines).sentence) == "Gerbang belum mengikat."


@pytest.mark.parametrize("key", sorted(doctor.LEVEL_2 - doctor.FLOOR))
def test_level_2_does_not_bind_without(key: str) -> None:
    bad = next(case for case in CASES if case[0] == key)
    assert doctor.binding(doctor.judge(replace(GOOD, **bad[3]), SOP, AT)).level != 2


@pytest.mark.parametrize("key", sorted(doctor.LEVEL_1 - doctor.FLOOR))
def test_level_1_does_not_bind_without(key: str) -> None:
    bad = next(case for case in CASES if case[0] == key)
    assert doctor.binding(doctor.judge(replace(GOOD, **bad[3]), LEVEL_1, AT)).level == 0


def test_where_something_is_unknown_no_level_is_claimed() -> None:
    lines = doctor.judge(replace(GOOD, anchor=HIDDEN), SOP, AT)
    assert doctor.binding(lines) == doctor.Binding(None)
    assert str(doctor.binding(lines).sentence) == "Tidak dapat dipastikan apakah gerbang mengikat."


def test_a_line_that_is_missing_counts_as_bad() -> None:
    lines = [each for each in doctor.judge(GOOD, SOP, AT) if each.key != "anchor"]
    assert doctor.binding(lines).level == 0


@pytest.mark.parametrize(
    ("binding", "sentence"),
    [
        (doctor.Binding(2), "Gerbang mengikat: tingkat 2."),
        (doctor.Binding(1), "Gerbang mengikat: tingkat 1."),
        (
            doctor.Binding(1, maybe=True),
            "Gerbang mengikat: tingkat 1. Apakah tingkat 2 juga mengikat tidak dapat dipastikan.",
        ),
    ],
)
def test_the_last_sentence(binding: doctor.Binding, sentence: str) -> None:
    assert str(binding.sentence) == sentence


def test_a_deputy_holds_rights_on_the_days_that_sop_yml_names() -> None:
    """Wayan is head from 12 to 23 October and receives reports always; Sari writes and needs no rights."""
    short = {"collaborators": {SARI: "read", BUDI: "write", RATNA: "write", AGUS: "admin", WAYAN: "write"}}
    lines = doctor.judge(replace(GOOD, **short), SOP, datetime(2026, 10, 15, tzinfo=UTC))
    assert [each.key for each in lines if each.group == "people" and each.outcome is not Outcome.GOOD] == []


# -- the ruleset that is handed in ----------------------------------------------------------------------------------


def test_the_ruleset_of_level_2_requires_the_apps_check() -> None:
    made = ruleset(SOP)
    by_type = {rule["type"]: rule.get("parameters") for rule in made["rules"]}
    assert set(by_type) == {"deletion", "non_fast_forward", "pull_request", "required_status_checks"}
    assert by_type["required_status_checks"]["required_status_checks"] == [{"context": CHECK, "integration_id": APP}]
    assert by_type["pull_request"]["dismiss_stale_reviews_on_push"] is False
    assert (made["bypass_actors"], made["conditions"]["ref_name"]["include"]) == ([], ["refs/heads/main"])


def test_the_ruleset_of_level_1_dismisses_approvals_and_requires_no_check() -> None:
    by_type = {rule["type"]: rule.get("parameters") for rule in ruleset(LEVEL_1)["rules"]}
    assert set(by_type) == {"deletion", "non_fast_forward", "pull_request"}
    assert by_type["pull_request"] == {
        "allowed_merge_methods": ["merge"],
        "dismiss_stale_reviews_on_push": True,
        "require_code_owner_review": True,
        "require_last_push_approval": True,
        "required_approving_review_count": 1,
        "required_review_thread_resolution": False,
    }


# -- unknown is never good --------------------------------------------------------------------------------------------

HIDEABLE = [
    field.name
    for field in fields(Facts)
    if field.name not in ("repository", "private", "default_branch", "main", "records", "accounts")
]
BARE = replace(GOOD, kept=frozenset())  # so that what is kept elsewhere is asked for


@pytest.mark.parametrize("name", HIDEABLE)
@pytest.mark.parametrize("sop", [SOP, LEVEL_1, PRIVATE, ALONE], ids=["level 2", "level 1", "private", "alone"])
def test_whatever_cannot_be_read_makes_no_line_good(name: str, sop: Sop) -> None:
    given = BARE if name in ("secrets", "variables") else GOOD
    given = replace(given, private=sop in (PRIVATE, ALONE))
    before = {each.key: each.outcome for each in doctor.judge(given, sop, AT)}
    after = {each.key: each.outcome for each in doctor.judge(replace(given, **{name: HIDDEN}), sop, AT)}
    assert [key for key in before if before[key] is not Outcome.GOOD and after[key] is Outcome.GOOD] == []
    changed = {key for key in before if before[key] is not after[key]}
    assert {after[key] for key in changed} <= {Outcome.UNKNOWN}


@pytest.mark.parametrize("name", HIDEABLE)
def test_there_is_no_fact_that_no_line_looks_at(name: str) -> None:
    given = BARE if name in ("secrets", "variables") else GOOD
    assert any(
        doctor.judge(replace(one, **{name: HIDDEN}), sop, AT) != doctor.judge(one, sop, AT)
        for one, sop in ((given, SOP), (replace(given, private=True), PRIVATE))
    )


def test_remedies_name_the_offices_own_places() -> None:
    lines = {each.key: each for each in doctor.judge(GOOD, office(records="lain/arsip"), AT)}
    assert str(lines["records-place"].remedy) == (
        "gh repo create lain/arsip --private, lalu tulis github.records: lain/arsip di sop.yml"
    )
    assert str(lines["app"].what) == "Aplikasi GitHub 123456 terpasang dengan hak yang cukup"
    assert "-f cname=balai-contoh.example;" in str(lines["pages-address"].remedy)
    lines = {each.key: each for each in doctor.judge(GOOD, office(records=None), AT)}
    assert str(lines["records-place"].remedy) == (
        "gh repo create balai-contoh/catatan --private, lalu tulis github.records: balai-contoh/catatan di sop.yml"
    )


@pytest.mark.parametrize(
    ("count", "shown"),
    [(10, "0, 1, 2, 3, 4, 5, 6, 7, 8, 9"), (11, "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … (11)")],
)
def test_long_lists_are_cut_and_counted(count: int, shown: str) -> None:
    assert listed(range(count)) == shown
