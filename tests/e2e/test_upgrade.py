"""An office made by the previous commit's terbit is taken to this one's: one line changes, and nothing is lost."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import sysconfig
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.office import CHECKOUT, make_keys

from terbit.forge.bare import Bare
from terbit.git import Repo
from terbit.server.init import read_sop
from terbit.server.keys import public_key, with_key

NEW = "99.0"
PEOPLE = {"administrator": "agus", "kepala": "ratna", "ketua-tim": "budi", "penulis": "sari"}


class Machine:
    """A computer of the office with a Python environment of its own, in which terbit is a package like any other."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.environment = top / "venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(self.environment)], check=True)
        # what terbit needs is there already: the tests reach no registry
        packages = next((self.environment / "lib").glob("python*")) / "site-packages"
        (packages / "terbit-needs.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")

    def install(self, office: Path, wheels: Path) -> None:
        """The README's first pip command, with nothing to look in but a folder."""
        command = [
            sys.executable, "-m", "pip", "--python", str(self.environment / "bin" / "python"), "install", "--quiet",
            "--no-index", "--no-warn-script-location", "--require-hashes", "--no-deps",
            "--find-links", str(wheels), "-r", str(office / "requirements.lock"),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def terbit(self, *words: str | Path, expect: int = 0) -> str:
        command = [str(self.environment / "bin" / "terbit"), *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.top)
        assert done.returncode == expect, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr


def wheel_of(source: Path, wheels: Path) -> Path:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run(
        [*command, "--wheel-dir", str(wheels), str(source)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return max(wheels.glob("terbit-*.whl"), key=lambda file: file.stat().st_mtime_ns)


def unpacked(revision: str, folder: Path) -> Path:
    """The source of a commit, as a package needs it."""
    paths = ("pyproject.toml", "README.md", "requirements.lock", "tools/terbit")
    command = ["git", "-C", str(CHECKOUT), "archive", revision, "--", *paths]
    archive = subprocess.run(command, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        opened.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The folder with both packages: the previous commit's (this one's, in a clone without history), and this one's
    under a later version."""
    room = tmp_path_factory.mktemp("paket")
    repo = Repo(CHECKOUT)
    previous = "HEAD~1" if repo.resolve("HEAD~1") else "HEAD"
    old = wheel_of(unpacked(previous, room / "old"), room)
    source = unpacked("HEAD", room / "new")
    version = source / "tools" / "terbit" / "__init__.py"
    text, count = re.subn(r'__version__ = ".*"', f'__version__ = "{NEW}"', version.read_text("utf-8"))
    assert count == 1
    version.write_text(text, "utf-8")
    return room, old, wheel_of(source, room)


def test_an_office_is_upgraded(tmp_path: Path, wheels: tuple[Path, Path, Path]) -> None:
    folder, old, new = wheels
    machine, office, bare = Machine(tmp_path), tmp_path / "kantor", tmp_path / "server.git"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(machine.environment / "bin" / "python"), "install", "--quiet",
         "--no-index", "--no-deps", "--no-warn-script-location", str(old)], check=True,
    )  # fmt: skip
    before = old.name.split("-")[1]

    # -- the previous terbit makes the office, and it works ----------------------------------------------------
    people = [word for role, who in PEOPLE.items() for word in (f"--{role}", f"{who.capitalize()} <{who}@uji.go.id>")]
    machine.terbit("init", office, "--name", "Balai Uji", "--address", "https://uji.go.id/", *people, "--package", old)
    make_keys(tmp_path / "keys", tuple(PEOPLE.values()))
    sop = (office / "sop.yml").read_bytes()
    for who in PEOPLE.values():
        sop = with_key(sop, who, public_key(tmp_path / "keys" / f"{who}.pub"))
    (office / "sop.yml").write_bytes(sop)
    assert read_sop(sop).people.keys() == set(PEOPLE.values())
    key, live = tmp_path / "keys" / "agus.pub", tmp_path / "live"
    machine.terbit("server", "init", bare, "--office", office, "--admin-key", key, "--live", live)
    _without_worker(bare)
    desks = {who: tmp_path / "meja" / who for who in PEOPLE.values()}
    for who, desk in desks.items():
        machine.terbit("server", "join", bare, desk, "--key", tmp_path / "keys" / who)
    made = machine.terbit(
        "-C", desks["sari"], "new", "Panen padi", "--category", "berita", "--description", "Panen naik."
    )  # fmt: skip
    found = re.search(r"content/\S+index\.md", made)
    assert found is not None
    article = desks["sari"] / found[0]
    article.write_text(article.read_text("utf-8").rpartition("---\n")[0] + "---\n\nPanen padi naik.\n", "utf-8")
    machine.terbit("-C", desks["sari"], "submit", "-m", "Panen padi")
    machine.terbit("-C", desks["budi"], "approve", "1")
    machine.terbit("-C", desks["agus"], "merge", "1")
    machine.terbit("publish", bare)
    page = live / found[0].removeprefix("content/").replace("index.md", "index.html")
    assert "Panen padi naik." in page.read_text("utf-8")
    events = _events(bare)

    # -- one line changes, and is approved like any change of what controls the site ------------------------------
    said = machine.terbit("-C", desks["sari"], "upgrade", new)
    assert f"terbit {before} menjadi {NEW} di requirements.lock" in said
    assert Repo(desks["sari"]).text("diff", "--numstat") == "1\t1\trequirements.lock"
    machine.terbit("-C", desks["sari"], "submit", "-m", f"Terbit {NEW}")
    machine.terbit("-C", desks["ratna"], "approve", "2")
    machine.terbit("-C", desks["agus"], "merge", "2", expect=1)  # the administrator's approval is still missing
    machine.terbit("-C", desks["agus"], "approve", "2")
    machine.terbit("-C", desks["agus"], "merge", "2")

    # -- the old program publishes nothing more; what is live stays -----------------------------------------------
    said = machine.terbit("publish", bare, expect=2)
    assert f"terpasang terbit {before}, kantor ini memakai {NEW}" in said
    assert "Panen padi naik." in page.read_text("utf-8")

    # -- the new one goes on where the old one stopped ------------------------------------------------------------
    desk = desks["agus"]
    Repo(desk).run("fetch", "--quiet", "origin")
    Repo(desk).run("checkout", "--quiet", "origin/main", "--", "requirements.lock")
    machine.install(desk, folder)
    inner = machine.environment / "share" / "terbit" / "requirements.lock"
    assert inner.read_bytes() == (CHECKOUT / "requirements.lock").read_bytes()
    machine.terbit("server", "hooks", bare)
    _without_worker(bare)
    machine.terbit("publish", bare)
    assert "Panen padi naik." in page.read_text("utf-8")
    after = _events(bare)
    assert after[: len(events)] == events
    assert len({event["id"] for event in after}) == len(after)
    assert [event["event"] for event in after].count("released") == [e["event"] for e in events].count("released")
    built = json.loads(live.resolve().with_name("build.json").read_bytes())
    assert built["terbit"] == NEW
    machine.terbit("-C", desks["sari"], "check")


def _without_worker(bare: Path) -> None:
    """No publisher starts by itself: the test says when."""
    server = Bare(bare)
    server.write_facts(replace(server.facts(), python="/usr/bin/true"))


def _events(bare: Path) -> list[dict[str, str]]:
    repo = Repo(bare)
    tree = repo.tree("refs/heads/records")
    lines = [
        line for path in sorted(tree) if path.startswith("events/") for line in repo.blob(tree[path].oid).splitlines()
    ]
    return [json.loads(line) for line in lines]
