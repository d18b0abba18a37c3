"""The guides are done, word for word: what they tell people to type is typed, and what they tell them to write is
written. Nobody who follows one meets an error that it does not speak of."""

from __future__ import annotations

import io
import os
import re
import shlex
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from PIL import Image
from tests.guides.guide import Step, commands, steps, type_in
from tests.support.office import CHECKOUT, Office, make_keys
from typer.exceptions import TyperException

from terbit.articles.template import filled
from terbit.reporting import report
from terbit.reporting.sections.written import HEADINGS

DOCS = CHECKOUT / "docs"
GUIDES = ("penulis.md", "pemeriksa.md", "kepala.md", "administrator.md", "koordinator.md")
DOCUMENTS = ("README.md", *(f"docs/{name}" for name in GUIDES))
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FIRST = 12  # the number of the first change in every guide


@pytest.mark.parametrize("line", sorted({line for name in DOCUMENTS for line in commands(name)}))
def test_every_command_can_be_typed(line: str) -> None:
    type_in(line)


@pytest.mark.parametrize(
    "line", ["terbit chek x", "terbit approve dua belas", "terbit check --cepat", "terbit merge x"]
)
def test_what_cannot_be_typed_is_noticed(line: str) -> None:
    with pytest.raises((KeyError, TyperException)):
        type_in(line)


# -- a day with each guide -----------------------------------------------------------------------------------------


class Day:
    """What people do in one office while they follow a guide. Its change 12 is the office's first."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.article: Path | None = None

    def does(self, who: str, line: str) -> None:
        words = [self._number(word) for word in shlex.split(line)[1:]]
        if words[0] == "serve":
            self._looks(who, [word for word in words if word != "--open"])
            return
        done = self.office.type(who, *words)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        made = re.search(r"content/\S+index\.md", done.stdout) if words[0] == "new" else None
        if made is not None:
            self.article = self.office.clone(who).path / made[0]

    def _number(self, word: str) -> str:
        return str(int(word) - FIRST + 1) if word.isdecimal() and FIRST <= int(word) < FIRST + 9 else word

    def _looks(self, who: str, words: list[str]) -> None:
        command = [sys.executable, "-u", "-I", "-m", "terbit", *words, "--port", "0"]
        with subprocess.Popen(command, cwd=self.office.clone(who).path, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Pratinjau ada di http://127.0.0.1:")
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        assert process.returncode == 0

    def writes(self, step: Step) -> None:
        """What a block says, into the article in hand; today for its dates, so that any day will do."""
        assert self.article is not None
        today = datetime.now(self.office.sop.zone).strftime("%Y-%m-%d")
        block = re.sub(r"\b20\d\d-\d\d-\d\d\b", today, step.text)
        text = self.article.read_text("utf-8")
        if step.kind == "yaml":
            keys = yaml.safe_load(block)
            text = filled(text, dict.fromkeys(keys, "x"))
            for key in keys:
                text = re.sub(rf"^{key}: x\n", "", text, flags=re.MULTILINE)
            text = text.replace("---\n", f"---\n{block}", 1)
        else:
            text += f"\n{block}"
        self.article.write_text(text, "utf-8")
        for name in re.findall(r"[\w-]+\.(?:jpg|pdf)\b", block):
            file = self.article.with_name(name)
            if not file.exists():
                file.write_bytes(PDF if name.endswith(".pdf") else _picture(name))

    def hidden(self, text: str) -> None:
        """What others do meanwhile; their own guides type it."""
        who, rest = text.split(" ", 1)
        words = [self._number(word) for word in shlex.split(rest)]
        match words:
            case ["terbit", "approve", number]:
                self.office.approve(who, int(number))
                return
            case ["terbit", "return", number, "--reason", reason]:
                self.office.decide(who, int(number), "returned", reason)
                return
            case ["terbit", "merge", number]:
                self.office.merge(who, int(number))
                return
            case ["terbit", *_]:
                self.does(who, rest)
                return
        kind, number = re.fullmatch(r"mengirim (naskah|kebijakan) (\d+)", rest).groups()  # type: ignore[union-attr]
        files = self.office.article(f"naskah-{number}", policy="true" if kind == "kebijakan" else "")
        assert self.office.submit(who, files, f"Naskah {number}") == int(number) - FIRST + 1


def _picture(name: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 400), (hash(name) % 255, 120, 60)).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "who", "inline"),
    [("penulis.md", "sari", False), ("pemeriksa.md", "budi", False), ("kepala.md", "ratna", True)],
)
def test_a_guide_is_followed_from_its_first_line_to_its_last(office: Office, name: str, who: str, inline: bool) -> None:
    day = Day(office)
    done = []
    for step in steps(f"docs/{name}"):
        if step.kind == "typed" or (inline and step.kind == "named" and len(step.text.split()) > 2):
            day.does(who, step.text)
            done.append(step.text.split()[1])
        elif step.kind in ("yaml", "markdown"):
            day.writes(step)
        elif step.kind == "hidden":
            day.hidden(step.text)
    assert len(done) >= 5, done


def test_the_administrators_guide_is_followed_from_the_server_on(tmp_path: Path) -> None:
    """As it stands, but for the places: the server's folders lie here, and nothing goes through SSH. What comes before,
    an office's beginning and its upgrades, has a story of its own."""
    top = tmp_path / "srv"
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    top.mkdir()
    office = tmp_path / "kantor"
    (office / "content").mkdir(parents=True)
    (office / "content" / "index.md").write_text("---\ntitle: Depan\ndescription: Depan.\n---\n\nHalo.\n", "utf-8")
    (office / "sop.yml").write_bytes((CHECKOUT / "sop.yml").read_bytes())
    (office / "mkdocs.yml").write_text("nav:\n  - Beranda: index.md\n", "utf-8")
    places = {"ssh://kantor@server.example": "", "/srv/": f"{top}/", "~/": f"{home}/", " kantor --key": " meja --key"}
    environment = {**os.environ, "HOME": str(home), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = []
    for step in steps("docs/administrator.md", "## Membuat server"):
        if step.kind == "typed" or (step.kind == "named" and "/srv/" in step.text):
            line = step.text
            for place, here in places.items():
                line = line.replace(place, here)
            if line.startswith("ssh-keygen"):
                if not (home / ".ssh" / "kantor").exists():
                    make_keys(home / ".ssh", ("kantor",))
                continue
            ran = subprocess.run(
                ["bash", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
            )
            assert ran.returncode == 0, (line, ran.stdout, ran.stderr)
            done.append(" ".join(step.text.split()[1:3]))
    assert (top / "www" / "kantor").exists()
    assert done[:3] == ["server init", "server keys", "server join"], done


# -- what they are -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_pictures_are_small_and_say_what_they_show(name: str) -> None:
    for words, target in re.findall(r"!\[([^\]]*)\]\((images/[^)]+)\)", (CHECKOUT / name).read_text("utf-8")):
        assert (CHECKOUT / name).parent.joinpath(target).stat().st_size < 150_000, target
        assert len(words) > 40, target


def test_each_guide_of_a_person_has_its_place_in_the_readme() -> None:
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    assert [name for name in GUIDES if f"(docs/{name})" not in readme] == []


def test_the_heads_guide_is_read_in_two_minutes() -> None:
    words = re.sub(r"<!--.*?-->", "", (DOCS / "kepala.md").read_text("utf-8"))
    assert len(words.split()) < 320


def test_the_heads_and_coordinators_guides_tell_of_every_decision_of_the_report_and_the_ledger() -> None:
    lines = {line.split()[1] for name in ("kepala.md", "koordinator.md") for line in commands(f"docs/{name}")}
    assert lines == {"status", "serve", "approve", "return", "reject", "report", "merge", "links"}


def test_the_coordinators_guide_names_the_files_and_headings_that_there_are() -> None:
    text = (DOCS / "koordinator.md").read_text("utf-8")
    for name in (report.RELEASES, report.FIGURES, report.NOTES, report.CHECKSUMS):
        assert f"{name}`" in text
    assert set(re.findall(r"`## (\w+)`", text)) == {word.capitalize() for word in HEADINGS.values()}
