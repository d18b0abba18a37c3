"""Building a whole site: Terbit beside vanilla MkDocs, on the same Markdown, alternating, median of the rounds.

Vanilla: the same theme and Markdown extensions, search on, articles out of the navigation. Both are processes, start-up
included. Terbit's also judges which texts are sound and makes lists, months, feed and redirects; `render` is
`publishing.build.render` alone, within it. Seconds of the clock and of the processor: on a busy machine only the latter
say something.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

import office
import yaml

from terbit.articles.markdown import EXTENSION_CONFIGS, EXTENSIONS


class Spent(NamedTuple):
    """Seconds."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:.1f} s ({self.processor:.1f} s of processor)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--render", type=Path, nargs=2, metavar=("OFFICE", "OUT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.render:
        render(*asked.render)
        return
    with tempfile.TemporaryDirectory(prefix="terbit-bench-") as room:
        compare(Path(room), asked.articles, asked.rounds)


def compare(room: Path, articles: int, rounds: int) -> None:
    """Alternate the two builds and print seconds and ratio."""
    top = room / "office"
    office.make(top, articles)
    (room / "vanilla.yml").write_text(yaml.safe_dump(_vanilla(top, room / "vanilla")), "utf-8")
    ours, rendering, theirs = list[Spent](), list[Spent](), list[Spent]()
    for turn in range(rounds):
        spent, printed = _timed([sys.executable, __file__, "--render", str(top), str(room / "ours")])
        ours.append(spent)
        rendering.append(Spent(*json.loads(printed)))
        shutil.rmtree(room / "ours")
        theirs.append(_timed([sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(room / "vanilla.yml")])[0])
        shutil.rmtree(room / "vanilla")
        print(f"{turn + 1}: terbit {ours[-1]}, render {rendering[-1]}, mkdocs {theirs[-1]}", flush=True)
    print(f"{articles} articles, median of {rounds}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, spent_by in (("terbit build", ours), ("render alone", rendering)):
        clock, processor = (
            median(one[part] for one in spent_by) / median(one[part] for one in theirs) for part in (0, 1)
        )
        print(f"{name} / mkdocs build: {clock:.2f} by the clock, {processor:.2f} by the processor")


def render(top: Path, out: Path) -> None:
    """One build of the office folder; prints what its rendering took as JSON."""
    from terbit import sop as procedure
    from terbit.articles.tree import FolderTree
    from terbit.publishing.build import render as build
    from terbit.publishing.edition import preview

    sop, findings = procedure.read((top / procedure.PATH).read_bytes())
    if sop is None:
        raise SystemExit("\n".join(finding.text() for finding in findings))
    tree = FolderTree(top)
    edition = preview(tree, sop, office.END)
    alarms = [alarm.finding.text() for alarm in edition.alarms]
    if alarms:
        raise SystemExit("\n".join(alarms[:10]))
    paths = {entry.oid: path for path, entry in tree.files.items()}
    begin, used = time.perf_counter(), time.process_time()
    build(edition, lambda oid: tree.read(paths[oid]), sop, (), out / "site", out / "room")
    print(json.dumps([time.perf_counter() - begin, time.process_time() - used]))


def _vanilla(top: Path, out: Path) -> dict[str, object]:
    features = ["navigation.tabs", "navigation.top"]
    return {
        "site_name": "Balai Contoh",
        "site_url": "https://balai-contoh.example/",
        "docs_dir": str(top / "content"),
        "site_dir": str(out),
        "theme": {"name": "material", "language": "id", "font": False, "features": features},
        "plugins": ["search"],
        "markdown_extensions": [{name: EXTENSION_CONFIGS.get(name, {})} for name in EXTENSIONS],
        "nav": [{"Beranda": "index.md"}, {"Profil": "profil/index.md"}, {"Layanan": "layanan.md"}],
    }


def _timed(command: list[str]) -> tuple[Spent, str]:
    begin, used = time.perf_counter(), _children()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    spent = Spent(time.perf_counter() - begin, _children() - used)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return spent, done.stdout


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
