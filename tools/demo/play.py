"""Plays the story: a throw-away office with a real server, real keys and real hooks, and every act typed for real.

    python tools/demo/play.py [-v] [--programs FOLDER] build/office

`-v` prints the transcript. `--programs`: where the people's `terbit` is, if not beside this Python. Nothing outside the
folder of the office is written; an older throw-away office there is replaced.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from story import AGUS, FOUNDING, Act, Edits, Write, story

from terbit.commands.status import publisher_status
from terbit.forge.bare import Bare
from terbit.server.init import move_clock
from terbit.server.keys import public_key, read_sop, with_key

CHECKOUT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
ZONE = ZoneInfo("Asia/Jakarta")
CURTAIN = "2026-11-20 09:00"
MARK = ".throw-away-office"


class Stage:
    """The folder of the play: `server.git`, `live`, `people/<key>` with their clones and keys."""

    def __init__(self, top: Path, verbose: bool, programs: Path = BIN) -> None:
        self.top, self.verbose, self.programs = top, verbose, programs
        self.server, self.live = top / "server.git", top / "live"

    def clone(self, who: str) -> Path:
        return self.top / "people" / who / "kantor"

    def key(self, who: str) -> Path:
        return self.top / "people" / who / "kunci"

    def type(self, who: str, line: str, folder: Path | None = None, at: str = "") -> None:
        """A person types a line; the play ends where it fails."""
        words = shlex.split(line)
        folder = folder or self.clone(who)
        home = self.top / "people" / who
        home.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            words,
            cwd=folder,
            env={"HOME": str(home), "PATH": f"{self.programs}:{os.environ['PATH']}", "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        heard = (done.stdout + done.stderr).rstrip()
        if self.verbose:
            print(f"\n[{at or '-'}] {who}$ {line}")
            print("\n".join("    " + text for text in heard.splitlines()))
        if done.returncode != 0:
            sys.exit(f"[{at}] {who}$ {line}\n{heard}\n(exit {done.returncode})")


def main() -> None:
    """Make the office and play its three months."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--programs", type=Path, default=BIN)
    arguments = parser.parse_args()
    started = time.monotonic()
    stage = Stage(arguments.folder.resolve(), arguments.verbose, arguments.programs)
    clear(stage.top)
    acts = list(story())
    found(stage, acts)
    for number, act in enumerate(acts, 1):
        progress(f"{act.at}  {act.who:6} {act.types}", number, len(acts), arguments.verbose)
        play(stage, act)
    strike(stage, CURTAIN)
    stage.type(AGUS, f"terbit publish {stage.server}", at=CURTAIN)
    stage.type(AGUS, f"terbit verify {stage.server}", at=CURTAIN)
    progress("", len(acts), len(acts), arguments.verbose)
    summary(stage, time.monotonic() - started)


def clear(top: Path) -> None:
    """Remove an older throw-away office, and nothing else."""
    if top.exists() and any(top.iterdir()):
        if not (top / MARK).exists():
            sys.exit(f"{top}: this folder is not empty and no throw-away office; name another one")
        shutil.rmtree(top)
    top.mkdir(parents=True, exist_ok=True)
    (top / MARK).touch()


def found(stage: Stage, acts: list[Act]) -> None:
    """The founding: keys, the office folder, the server, everybody's working clone."""
    procedure = (CHECKOUT / "sop.yml").read_bytes()
    people = list(read_sop(procedure).people)
    for who in people:
        stage.key(who).parent.mkdir(parents=True)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", stage.key(who)], check=True)
        procedure = with_key(procedure, who, public_key(Path(f"{stage.key(who)}.pub")))
    office = stage.top / "office"
    shutil.copytree(CHECKOUT / "content", office / "content", ignore=shutil.ignore_patterns("berita", "publikasi"))
    for name in ("mkdocs.yml", "reports"):
        source = CHECKOUT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, office / name)
    for path, edits in FOUNDING.items():
        rewrite(office / "content" / path, edits)
    (office / "sop.yml").write_bytes(procedure)
    opening = clock(acts[0].at)
    stage.type(
        AGUS,
        f"terbit server init {stage.server} --office {office} --admin-key {stage.key(AGUS)}.pub"
        f" --live {stage.live} --demo-clock {opening}",
        folder=stage.top,
        at=acts[0].at,
    )
    for who in people:
        stage.type(who, f"terbit server join {stage.server} {stage.clone(who)} --key {stage.key(who)}", stage.top)


def play(stage: Stage, act: Act) -> None:
    """One act: the clock, the texts, the command, and the publisher that a merge wakes."""
    strike(stage, act.at)
    if act.types.startswith("terbit submit") and "--change" not in act.types:
        stage.type(act.who, "git switch --quiet main", at=act.at)
        stage.type(act.who, "git pull --quiet --ff-only", at=act.at)
    for text in act.writes:
        write(stage.clone(act.who), text)
    stage.type(act.who, act.types, at=act.at)
    wait(stage)  # every push wakes the publisher: what it records bears this hour, not the next act's


def strike(stage: Stage, at: str) -> None:
    """Move the sample server's clock, as `terbit server init SERVER --demo-clock …` does."""
    move_clock(stage.server, clock(at))


def clock(at: str) -> str:
    return datetime.strptime(at, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).isoformat()


def write(clone: Path, text: Write) -> None:
    """Put a page, or an article with everything beside it, into the clone."""
    source, target = CHECKOUT / text.source / text.path, clone / "content" / text.path
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
        target = target / "index.md"
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    rewrite(target, text.edits)


def rewrite(file: Path, edits: Edits) -> None:
    text = file.read_text()
    for now, then in edits:
        assert text.count(now) == 1, (file, now)
        text = text.replace(now, then)
    file.write_text(text)


def wait(stage: Stage) -> None:
    """Until the publisher that the push woke is done."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        known = publisher_status(Bare(stage.server)) or {"state": "queued"}
        if known["state"] == "published":
            return
        if known["state"] not in ("queued", "running"):
            sys.exit(f"the publisher ended badly: {known['state']}: {known.get('message')}")
        time.sleep(0.05)
    sys.exit(f"the publisher did not end within two minutes; see {stage.server}/terbit/")


def progress(line: str, number: int, total: int, verbose: bool) -> None:
    if not verbose and sys.stdout.isatty():
        print(f"\r\033[K[{number}/{total}] {line[:90]}", end="\n" if number == total and not line else "", flush=True)


def summary(stage: Stage, seconds: float) -> None:
    """Where to look."""
    shown = os.path.relpath(stage.top)
    articles = len(list(stage.live.glob("berita/20*/*/*/index.html")))
    print(
        f"Three months of an office were played in {seconds:.0f} s; what is live was checked over HTTP.\n"
        f"  the site        {shown}/live/            {articles} news addresses; see it with: make serve\n"
        f"  the reports     {shown}/people/agus/kantor/reports/2026-10/index.md\n"
        f"  the records     git -C {shown}/server.git show records:events/2026-10.jsonl\n"
        f"  the links       .venv/bin/terbit -C {shown}/people/agus/kantor links ledger\n"
        f"  a writer's desk {shown}/people/sari/kantor/   (try: terbit status)\n"
        f"  every command   make publish V=1"
    )


if __name__ == "__main__":
    main()
