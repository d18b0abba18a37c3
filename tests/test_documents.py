"""README and the guides: their links lead somewhere, and README's day at the office happens (guides: tests/guides)."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from tests.support.office import CHECKOUT, Office

GUIDES = ("penulis", "pemeriksa", "kepala", "administrator", "koordinator")
DOCUMENTS = ("README.md", *(f"docs/{name}.md" for name in GUIDES))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name: str) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", (CHECKOUT / name).read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target and not target.startswith("artikel:"):
            assert ((CHECKOUT / name).parent / target).exists(), target


def test_the_day_at_the_office(office: Office) -> None:
    """README's commands in README's order: each person types theirs, and the article is handed in again after the
    return. Change 9 of the text is the first one here."""
    section = (CHECKOUT / "README.md").read_text("utf-8").partition("## A day at the office")[2].partition("\n## ")[0]
    lines = [shlex.split(line)[1:] for line in re.findall(r"^\$ (terbit [^#\n]*)", section, re.MULTILINE)]
    assert [words[0] for words in lines] == [
        "new", "check", "submit", "approve", "return", "merge", "status", "report", "links",
    ]  # fmt: skip
    new, check, submit, approve, back, merge, status, report, ledger = (
        [word.replace("9", "1") if word == "9" else word for word in words] for words in lines
    )

    def does(who: str, *words: str) -> str:
        done = office.type(who, *words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    made = re.search(r"content/\S+index\.md", does("sari", *new))
    assert made is not None
    article = office.clone("sari").path / made[0]
    template = article.read_text("utf-8")
    article.write_text(filled(template), "utf-8")
    does("sari", *check)
    does("sari", *submit)
    does("budi", *back)
    article.write_text(filled(template) + "\nLuasnya 12 hektare.\n", "utf-8")
    does("sari", *submit, "--change", "1")
    does("budi", *approve)
    does("agus", *merge)
    done = office.type("agus", "publish", str(office.bare))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tidak ada usulan yang menunggu." in does("sari", *status)
    assert "panen-kedelai-di-lahan-tadah-hujan" in does("agus", *ledger)
    month = article.relative_to(office.clone("sari").path).parts[2:4]
    assert "Laporan bulanan" in does("agus", report[0], "-".join(month))


def filled(template: str) -> str:
    """A writer's text in the template: description and body, and nothing left to fill in."""
    text = re.sub(r"^description:.*$", "description: Panen kedelai naik.", template, flags=re.MULTILINE)
    head, _, _ = text.rpartition("---\n")
    return head + "---\n\nKelompok tani memanen kedelai.\n"


def test_images_of_readme_exist() -> None:
    for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (CHECKOUT / "README.md").read_text("utf-8")):
        assert Path(CHECKOUT / name).stat().st_size < 300_000


def test_the_map_names_every_room() -> None:
    package = CHECKOUT / "tools" / "terbit"
    rooms = {path.name for path in package.iterdir() if (path / "__init__.py").is_file()}
    modules = {path.stem for path in package.glob("*.py") if not path.stem.startswith("__")}
    rows = re.findall(r"^\| (`[^|]+) \|", (CHECKOUT / "docs" / "architecture.md").read_text("utf-8"), re.MULTILINE)
    named = {name.rstrip("/") for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert named == rooms | modules | {"theme"}


def test_decisions_have_one_form_and_stand_in_the_index() -> None:
    folder = CHECKOUT / "docs" / "decisions"
    decisions = sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")
    for name in decisions:
        parts = re.findall(r"^\*\*(\w+)\.\*\*", (folder / name).read_text("utf-8"), re.MULTILINE)
        assert [part for part in parts if part in ("Context", "Decision", "Consequences")] == [
            "Context",
            "Decision",
            "Consequences",
        ], name
    assert (
        re.findall(r"^\| \[[\w-]+\]\(([^)]+)\) \|", (folder / "README.md").read_text("utf-8"), re.MULTILINE)
        == decisions
    )
