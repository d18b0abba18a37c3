"""The guide and the checklist for GitHub: what they tell people to type, press and expect is what there is."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from tests.support.github import published
from tests.support.office import CHECKOUT

from terbit import sop as procedure
from terbit.cli import application
from terbit.github import doctor, files, wording
from terbit.github.verdicts import Unjudged
from terbit.messages import msg
from terbit.sop import Sop

GUIDE, CHECKLIST = "docs/github.md", "docs/github-checklist.md"
DOCUMENTS = (GUIDE, CHECKLIST)
APP = 123456


def text(name: str) -> str:
    return (CHECKOUT / name).read_text("utf-8")


def office(app: int | None = APP) -> Sop:
    sop, _ = procedure.read((CHECKOUT / "sop.yml").read_bytes())
    assert sop is not None and sop.github is not None
    return sop.model_copy(update={"github": sop.github.model_copy(update={"app": app})})


def prose(name: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text(name), flags=re.DOTALL)


# -- what is typed --------------------------------------------------------------------------------------------------


def snippets(name: str) -> list[str]:
    """What a document says to a shell: lines of console blocks, and spans between back-ticks."""
    return re.findall(r"^\$ (.*)", text(name), re.MULTILINE) + re.findall(r"`([^`\n]+)`", text(name))


def typed(name: str) -> list[str]:
    """Every command line of a document that calls terbit, in a console block or between back-ticks."""
    found = [re.search(r"(?:^|[\s)])(terbit [a-z][^#|;\n]*)", line) for line in snippets(name)]
    return [match[1].strip() for match in found if match is not None]


@pytest.mark.parametrize("line", sorted({line for name in DOCUMENTS for line in typed(name)}))
def test_every_terbit_command_can_be_typed(line: str) -> None:
    verb, *words = [word.replace("$N", "12") for word in shlex.split(line)[1:]]
    command: Any = typer.main.get_command(application([verb])).commands[verb]  # type: ignore[attr-defined]
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    context = command.make_context(verb, words)  # raises where an option or argument is wrong
    assert context.info_name == verb


def github_calls(shell: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """`gh api` calls in a command line: method, path, fields (`-f` text, `-F` typed)."""
    lexer = shlex.shlex(shell, posix=True, punctuation_chars="|;<>&")
    lexer.whitespace_split = True
    lexer.commenters = ""
    words = list(lexer)
    while "api" in words:
        at = words.index("api")
        words, is_gh = words[at + 1 :], at > 0 and words[at - 1] == "gh"
        method, path, fields = "GET", "", {}
        while words and not set(words[0]) <= set("|;<>&"):
            word = words.pop(0)
            if word == "-X":
                method = words.pop(0)
            elif word in ("-f", "-F"):
                key, _, value = words.pop(0).partition("=")
                fields[key] = json.loads(value) if word == "-F" and re.fullmatch(r"true|false|\d+", value) else value
            elif word in ("-q", "--input"):
                words.pop(0)
            elif not word.startswith("-") and not path:
                path = word
        if is_gh:
            yield method, "/" + path.lstrip("/"), fields


def calls() -> list[tuple[str, str, str, dict[str, Any]]]:
    places = {
        "$R": "balai-contoh/situs",
        "$C": "balai-contoh/catatan",
        "$HEAD": "4f" * 20,
        "$N": "1",
        "$APP": "1",
        "{}": "9",
    }
    found = []
    sources = [(name, snippet) for name in DOCUMENTS for snippet in snippets(name)]
    for check in doctor.CHECKS:  # prose around the calls
        spans = re.findall(r"(gh api [^;(]*)", _remedy(check.key))
        sources += [(f"doctor: {check.key}", span) for span in spans]
    for name, shell in sources:
        if "gh api" in shell:
            for place, value in places.items():
                shell = shell.replace(place, value)
            found += [(name, *call) for call in github_calls(shell)]
    return found


def _remedy(key: str) -> str:
    (check,) = [check for check in doctor.CHECKS if check.key == key]
    values = {
        "repository": "balai-contoh/situs",
        "records": "balai-contoh/catatan",
        "app": 1,
        "host": "balai-contoh.example",
    }
    return check.remedy.source.format(**values, check="terbit / persetujuan", address="https://balai-contoh.example/")


def test_there_are_calls_of_github_to_look_at() -> None:
    names = [name for name, *_ in calls()]
    assert names.count(GUIDE) >= 1
    assert names.count(CHECKLIST) >= 20
    assert len([path for _, _, path, _ in calls() if path == "/graphql"]) == 3
    assert len([name for name in names if name.startswith("doctor:")]) >= 10


@pytest.mark.parametrize(("name", "method", "path", "fields"), calls())
def test_every_call_of_githubs_interface_is_one_that_github_documents(
    name: str, method: str, path: str, fields: dict[str, Any]
) -> None:
    if path == "/graphql":
        return  # held against the schema below
    found = published.operation(method, path.partition("?")[0])
    assert found is not None, (method, path)
    body = found[0].body()
    if fields and body is not None and method != "GET":
        assert published.fault(body, fields) is None


@pytest.mark.parametrize(
    "fields", [fields for _, _, path, fields in calls() if path == "/graphql"], ids=lambda fields: fields["query"][:40]
)
def test_every_graphql_query_of_the_checklist_is_valid(fields: dict[str, Any]) -> None:
    from graphql import parse, validate

    assert validate(published.graphql_schema(), parse(fields["query"])) == []


# -- what is written in sop.yml -------------------------------------------------------------------------------------


def test_the_part_of_sop_yml_is_accepted() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", text(GUIDE), re.DOTALL)
    whole = yaml.safe_load((CHECKOUT / "sop.yml").read_text("utf-8"))
    part = yaml.safe_load(block)
    whole["people"] |= part["people"]
    whole["github"] = part["github"]
    sop, findings = procedure.read(yaml.safe_dump(whole, allow_unicode=True).encode())
    assert sop is not None, findings
    assert sop.github is not None
    keys = set(re.findall(r"^\| `(\w+)` \|", text(GUIDE), re.MULTILINE))
    assert keys == set(type(sop.github).model_fields) == set(part["github"])


# -- what is pressed ------------------------------------------------------------------------------------------------


def settings(source: str) -> set[str]:
    """Places in GitHub's settings, as a path of menu entries."""
    return {re.sub(r"\s+", " ", place) for place in re.findall(r"\*\*(Settings →[^*]+)\*\*", source)}


def test_every_place_that_the_doctor_names_is_in_the_guide_and_the_other_way_round() -> None:
    guide = settings(text(GUIDE)) - {"Settings → Pages", "Settings → Environments"}  # named to explain what is meant
    remedies = " ".join(check.remedy.source for check in doctor.CHECKS)
    asked = {place.strip() for place in re.findall(r"(Settings → .+?)(?=[;:,]| Settings|$)", remedies)}
    asked = {place.partition(" jalankan ")[0].partition(" gh ")[0] for place in asked}
    assert {place for place in asked if place not in guide} == set()
    assert {place for place in guide if place not in asked} == set()


def test_every_line_of_the_doctor_is_promised_by_the_guide_and_the_other_way_round() -> None:
    promised = re.findall(r"^- ✓ baik: (.+)$", text(GUIDE), re.MULTILINE)
    values = {"app": APP, "check": "terbit / persetujuan", "address": "https://balai-contoh.example/"}
    assert sorted(promised) == sorted(check.what.source.format(**values) for check in doctor.CHECKS)


def test_the_last_sentences_are_the_doctors() -> None:
    for level in (1, 2):
        assert f'"{doctor.Binding(level).sentence}"' in text(GUIDE)
    marks = re.findall(r"^\| ([✓✗?] [\w ]+) \|", text(GUIDE), re.MULTILINE)
    assert marks == ["✓ baik", "✗ belum", "? tidak diketahui"]


def test_what_the_guide_quotes_of_the_gate_is_what_it_says() -> None:
    unknown = wording.title(Unjudged(1, "4f" * 20, msg("")), office()).text()
    assert f'| "{unknown}" |' in text(GUIDE)
    assert text(GUIDE).count(f'"{wording.CHECK}"') >= 3


def test_workflows_forms_names_and_files_are_those_that_are_generated() -> None:
    made = {path: content.decode() for path, content in files.files(office()).items()}
    guide = text(GUIDE)
    workflows = {Path(path).stem for path in made if "/workflows/" in path}
    assert set(re.findall(r"\*([a-z-]+)\*(?= (?:→|merah|menyebut|akan|berjalan|:))", guide)) <= workflows
    used = {name for path, content in made.items() for name in re.findall(r"(?:vars|secrets)\.(TERBIT_\w+)", content)}
    assert set(re.findall(r"TERBIT_[A-Z_]+", guide)) == used
    assert "Tulis artikel: Kegiatan kantor" in guide
    assert "name: 'Tulis artikel: Kegiatan kantor'" in made[".github/ISSUE_TEMPLATE/config.yml"]
    for path in re.findall(r"`((?:\.github|editor)/[\w./-]+)`", guide):
        assert path in made
    assert "*check / Pemeriksaan naskah*" in guide
    assert 'name: "Pemeriksaan naskah"' in made[".github/workflows/check.yml"]
    assert "base_url" in made["editor/config.yml"]
    for name in re.findall(r"([\w-]+\.yml) -R", guide + text(CHECKLIST)):
        assert name in {"faked-check.yml", "print-environment.yml", "deploy-mine.yml"} | {f"{n}.yml" for n in workflows}
    for name in re.findall(r"gh run list -R \$R -w (\S+)", text(CHECKLIST)):
        assert name in workflows


def test_the_new_files_name_of_the_guide_is_an_address_that_the_rules_take() -> None:
    from terbit.articles.article import ROOT

    (path,) = re.findall(r"`(content/\S+/index\.md)`", text(GUIDE))
    assert path.startswith(ROOT)
    assert re.fullmatch(r"content/[a-z-]+/\d{4}/\d\d/[a-z0-9-]{1,80}/index\.md", path)


# -- form -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", re.sub(r"```.*?```", "", text(name), flags=re.DOTALL)):
        assert "://" in target or ((CHECKOUT / name).parent / target).exists(), target


def test_the_parts_are_numbered_in_order_and_every_reference_has_its_part() -> None:
    parts = [int(number) for number in re.findall(r"^## (\d+)\. ", text(GUIDE), re.MULTILINE)]
    assert parts == list(range(1, 16))
    assert {int(number) for number in re.findall(r"[Bb]agian (\d+)", prose(GUIDE))} <= set(parts)


def items() -> list[str]:
    return re.findall(r"^- (\*\*.+)$", text(CHECKLIST), re.MULTILINE)


@pytest.mark.parametrize("item", items(), ids=lambda item: item.split("**")[1])
def test_each_line_of_the_checklist_has_a_command_and_an_expectation(item: str) -> None:
    """`**What.** `command` … Expect: answer.`"""
    what, rest = item.removeprefix("**").split("** ", 1)
    command, expectation = re.split(r"\.? Expect: ", rest, maxsplit=1)
    assert what.endswith(".")
    assert re.match(r"`(gh|curl|git|terbit|for|GITHUB_TOKEN=|GIT_COMMITTER_DATE=)\S* ", command), command
    assert expectation.endswith(".") and len(expectation) > 10


def test_the_checklist_is_long_and_says_nothing_twice() -> None:
    whats = [item.split("**")[1] for item in items()]
    assert len(whats) == len(set(whats)) >= 35


def test_at_level_1_the_doctor_has_no_line_about_the_app() -> None:
    """As the guide says at its parts 9 and 11."""
    keys = {check.key for check in doctor.CHECKS if check.when(office(app=None))}
    assert {check.key for check in doctor.CHECKS} - keys == {"app", "check-required", "check-source"}
    assert {check.key for check in doctor.CHECKS} - {c.key for c in doctor.CHECKS if c.when(office())} == {
        "dismiss-stale"
    }
