"""docs/github.md as somebody who follows it: what it says to type is typed, in an administrator's terminal and on
runners that run the steps of the workflows as they stand in the repository. GitHub is the fake.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from tests.github.doctor_office import KEPT
from tests.support import warm
from tests.support.github import App, FakeGitHub, Pull, Repository, User, published
from tests.support.office import CHECKOUT

GUIDE = CHECKOUT / "docs" / "github.md"
ENVIRONMENT = "terbit"


def commands(part: int | str) -> list[str]:
    """What the guide says to type in one of its parts, by its number or its title."""
    return re.findall(r"^\$ (.*)", _part(part), re.MULTILINE)


def promised(part: int) -> list[str]:
    """The lines that the doctor shows after one of its parts."""
    return re.findall(r"^- ✓ baik: (.+)$", _part(part), re.MULTILINE)


def said(pattern: str) -> str:
    """The one text between back-ticks or quotes of the guide that has this shape."""
    (found,) = set(re.findall(pattern, GUIDE.read_text("utf-8")))
    return str(found)


def _part(part: int | str) -> str:
    heading = f"{part}. " if isinstance(part, int) else f"{part}\n"
    found = GUIDE.read_text("utf-8").partition(f"\n## {heading}")[2].partition("\n## ")[0]
    assert found, part
    return found


def template() -> dict[str, bytes]:
    """What "Use this template" copies: the files of this checkout that an office uses."""
    listed = subprocess.run(["git", "-C", str(CHECKOUT), "ls-files", "-z"], capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0") if listed.returncode == 0 else _walked()
    wanted = re.compile(r"(content|editor|reports|\.github|tools)/|[^/]+\Z")
    return {name: (CHECKOUT / name).read_bytes() for name in names if name and wanted.match(name)}


def _walked() -> list[str]:
    tops = [*(CHECKOUT / name for name in ("content", "editor", "reports", ".github", "tools"))]
    files = [path for top in tops for path in top.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    files += [path for path in CHECKOUT.iterdir() if path.is_file()]
    return [path.relative_to(CHECKOUT).as_posix() for path in files]


def _plain() -> dict[str, str]:
    """The environment of somebody who has neither GitHub's nor our variables."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "TERBIT_", "GH_"))}


class Terminal:
    """The administrator's. `answers` holds what was printed last; `typed` all that was typed."""

    def __init__(self, fake: FakeGitHub, who: User, folder: Path) -> None:
        self.fake, self.who, self.folder = fake, who, folder
        self.token = fake.token(who)
        self.office = folder / "situs"
        self.typed: list[str] = []
        self._environment = _plain()

    def type(self, line: str, *, ends: int = 0) -> str:
        """One line of a console block; its standard output."""
        self.typed.append(line)
        first, _, second = line.partition(" | ")
        done = self._run(shlex.split(first.partition(" < ")[0].partition("  #")[0]))
        if second:
            assert done.returncode == 0, done.stderr
            return self._gh(shlex.split(second)[1:], done.stdout)
        assert done.returncode == ends, (line, done.returncode, done.stdout[-3000:], done.stderr[-3000:])
        return done.stdout

    def part(self, number: int, **ends: int) -> dict[str, str]:
        """All that a part says to type; what each printed."""
        return {line: self.type(line, ends=ends.get(line.split()[0], 0)) for line in commands(number)}

    def _run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        if words[0] == "terbit":
            return self.terbit(*words[1:])
        if words[0] == "git":
            return self._process(words)
        if words[0] == "gh":
            return subprocess.CompletedProcess(words, 0, self._gh(words[1:], ""), "")
        if words[0] == "cd":
            assert (self.folder / words[1]) == self.office and self.office.is_dir()
        elif words[0] == "export":
            for name, value in (word.split("=", 1) for word in words[1:]):
                self._environment[name] = self.token if value == "$(gh auth token)" else value
        else:  # sets up what this checkout has been set up with
            assert (self.office / words[0]).is_file() and os.access(CHECKOUT / words[0], os.X_OK), words
        return subprocess.CompletedProcess(words, 0, "", "")

    def terbit(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self._process([warm.python(), "-I", warm.AT, self.fake.clock.isoformat(), *words])

    def _process(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        where = {"GITHUB_API_URL": self.fake.api_url, "GITHUB_SERVER_URL": self.fake.web_url}
        environment = {**self._environment, **where, "PATH": os.environ["PATH"]}
        at = {f"GIT_{who}_DATE": self.fake.clock.isoformat() for who in ("AUTHOR", "COMMITTER")}
        return subprocess.run(
            words, cwd=self.office, env={**environment, **at}, capture_output=True, text=True, check=False, timeout=120
        )

    # -- gh: what it asks of GitHub, done on the fake ---------------------------------------------------------------

    def _gh(self, words: list[str], given: str) -> str:
        match words:
            case ["auth", "login", "--scopes", "workflow"]:  # without it GitHub takes no push of a workflow
                return ""
            case ["repo", "clone", name]:
                self.folder.mkdir(parents=True)
                url = self.fake.git_url(self.token, name)
                subprocess.run(["git", "clone", "-q", url, str(self.office)], check=True)
                return ""
            case ["repo", "create", name, "--private", "--add-readme"]:
                self.fake.repository(name, private=True, files={"README.md": "# catatan\n"}, roles={self.who: "admin"})
                return ""
            case ["secret", "set", name, "-R", home, "--env", environment]:
                self._keep(home, environment, name, None)
                return ""
            case ["variable", "set", name, "-R", home, "--env", environment, "--body", value]:
                self._keep(home, environment, name, value)
                return ""
            case ["api", "-X", "POST", path, "--input", "-"]:
                return self._ruleset(path, json.loads(given))
            case ["pr", "create", "--fill"]:
                self._propose()
                return ""
            case ["workflow", "run", file, "-R", home]:
                assert self.fake.read(home, f".github/workflows/{file}") is not None
                return ""
        raise AssertionError(f"gh {shlex.join(words)}")

    def _propose(self) -> None:
        branch = self._process(["git", "branch", "--show-current"]).stdout.strip()
        title = self._process(["git", "log", "-1", "--format=%s"]).stdout.strip()
        self.fake.open_pull_request(self.who, "balai-contoh/situs", branch, title=title)

    def _keep(self, home: str, environment: str, name: str, value: str | None) -> None:
        """GitHub makes an environment that does not exist by itself, open to all branches: so it must be there."""
        made = self.fake.find(home).environments[environment]
        assert [branch["name"] for branch in made["branches"]] == ["main"]
        KEPT.setdefault(self.fake.hub, {}).setdefault(home, {}).setdefault(environment, {})[name] = value

    def _ruleset(self, path: str, made: dict[str, Any]) -> str:
        known = published.operation("POST", f"/{path}")
        assert known is not None and (shape := known[0].body()) is not None
        assert published.fault(shape, made) is None
        home = "/".join(path.split("/")[1:3])
        named = made["conditions"]["ref_name"]["include"]
        self.fake.ruleset(home, made["rules"], name=made["name"], enforcement=made["enforcement"], include=named)
        return ""


class Runner:
    """A machine without a memory for each job: it runs what the workflow in the repository says, as it says it."""

    def __init__(self, fake: FakeGitHub, site: Repository, app: App, folder: Path) -> None:
        self.fake, self.site, self.app, self.folder = fake, site, app, folder
        self.runs = 0
        self.ended: dict[str, int] = {}
        self.printed = ""
        self.outputs: dict[str, str] = {}
        self.summary = ""

    def job(self, workflow: str, job: str, *, only: str = "", **event: str) -> int:
        """The steps of a job that call terbit (`only`: those whose name begins so). The exit code of the first that
        fails, 0 where none does; `ended` has each step's, `outputs` what they handed on, `printed` what they said."""
        text = (self.fake.read(self.site, f".github/workflows/{workflow}.yml") or b"").decode()
        described = yaml.safe_load(text)["jobs"][job]
        self.ended, self.printed, self.outputs, self.summary = {}, "", {}, ""
        top = self.work
        rights = {name: level for name, level in described["permissions"].items() if level != "none"}
        values = {
            "github.token": self.fake.actions_token(self.site, **rights),
            **(self._kept() if described.get("environment") == ENVIRONMENT else {}),
            **{name.replace("__", "."): value for name, value in event.items()},
        }
        for step in described["steps"]:
            if "create-github-app-token" in step.get("uses", ""):
                values[f"steps.{step['id']}.outputs.token"] = self._app_token(step["with"], values)
            elif "bin/terbit" in step.get("run", "") and step["name"].startswith(only):
                self.ended[step["name"]] = self._step(step, values, top)
        return next((code for code in self.ended.values() if code), 0)

    @property
    def work(self) -> Path:
        self.runs += 1
        top = self.folder / f"{self.runs:03}"
        top.mkdir(parents=True)
        return top

    def _kept(self) -> dict[str, str]:
        inside = KEPT.get(self.fake.hub, {}).get(self.site.full_name, {}).get(ENVIRONMENT, {})
        return {f"vars.{name}": value for name, value in inside.items() if value is not None}

    def _app_token(self, given: Mapping[str, str], values: Mapping[str, str]) -> str:
        assert self._filled(given["client-id"], values)
        named = given.get("repositories", self.site.name).split()
        homes = [f"{given.get('owner', self.site.owner.login)}/{name}" for name in named]
        rights = {
            key.removeprefix("permission-").replace("-", "_"): level
            for key, level in given.items()
            if key.startswith("permission-")
        }
        assert all(self.app.permissions.get(name) == "write" for name in rights), (rights, self.app.permissions)
        return self.fake.app_token(self.app, *homes, permissions=rights)

    @staticmethod
    def _filled(text: str, values: Mapping[str, str]) -> str:
        """`a || b` is the first that has a value; what is not there is empty, as on GitHub."""

        def value(match: re.Match[str]) -> str:
            return next((found for name in match[1].split(" || ") if (found := values.get(name.strip(), ""))), "")

        return re.sub(r"\$\{\{ (.+?) \}\}", value, text)

    def _step(self, step: Mapping[str, Any], values: Mapping[str, str], top: Path) -> int:
        if not (top / "checked-out").exists():
            self._checkout(top, values)
        output, summary = top / "output", top / "summary"
        output.write_bytes(b"")
        summary.write_bytes(b"")
        environment = {
            **_plain(),
            **{name: self._filled(str(value), values) for name, value in step.get("env", {}).items()},
            "GITHUB_REPOSITORY": self.site.full_name,
            "GITHUB_API_URL": self.fake.api_url,
            "GITHUB_SERVER_URL": self.fake.web_url,
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(self.folder / "temp"),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", self._filled(step["run"], values)],
            cwd=top / "checked-out", env=environment, capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip
        self.printed += done.stdout + done.stderr
        self.outputs |= dict(line.split("=", 1) for line in output.read_text().splitlines())
        self.summary += summary.read_text()
        return done.returncode

    def _checkout(self, top: Path, values: Mapping[str, str]) -> None:
        """Main with its history; for a pull request main beside what it would be after the merge."""
        work = top / "checked-out"
        trial = values.get("trial", "")
        main = work / "tool" if trial else work
        url = str(self.site.store.path)
        subprocess.run(["git", "clone", "-q", url, str(main)], check=True)
        if trial:
            office = work / "office"
            subprocess.run(["git", "init", "-q", str(office)], check=True)
            for command in (["fetch", "-q", "--depth", "2", f"file://{url}", trial], ["checkout", "-q", "FETCH_HEAD"]):
                subprocess.run(["git", "-C", str(office), *command], check=True)
        program = main / ".venv" / "bin" / "terbit"
        program.parent.mkdir(parents=True)
        words = [warm.python(), "-I", warm.AT, self.fake.clock.isoformat()]
        program.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
        program.chmod(0o755)

    # -- whole workflows -----------------------------------------------------------------------------------------------

    def check(self, pull: Pull) -> int:
        """The workflow of every proposal, then the one that reports back. The first one's exit code."""
        with self.fake.hub.lock:
            assert self.fake.hub.trial(pull) is not None
        ended = self.job("check", "check", trial=f"refs/pull/{pull.number}/merge")
        kept = self.ended, self.printed, self.summary
        self.report_back(pull)
        self.ended, self.printed, self.summary = kept
        return ended

    def report_back(self, pull: Pull) -> None:
        event = {"github__event__workflow_run__name": "check", "steps__preview__outputs__url": PREVIEW}
        event["github__event__workflow_run__head_sha"] = pull.head_sha
        assert self.job("report-back", "gate", **event) == 0, self.printed

    def publish(self) -> int:
        """Prepare, deploy (the action) and finish."""
        ended = self.job("publish", "prepare")
        if self.outputs.get("deploy") != "true":
            return ended
        address = self.fake.deploy_pages(self.site, self.folder / "temp" / "terbit" / "site")
        return self.job("publish", "finish", needs__deploy__outputs__page_url=address) or ended


PREVIEW = "https://github.com/balai-contoh/situs/actions/runs/1/artifacts/2"
