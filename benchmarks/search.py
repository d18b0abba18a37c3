"""The search's indexes: made for a whole site, and again after one new article (only its year). It has no peer.

Texts as long as those of `office`, spread over eight years. Seconds of the clock and of the processor (Pagefind's
included), files and bytes as they are served.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import tempfile
import time
from pathlib import Path

import office

from terbit.articles import markdown
from terbit.publishing.search import bundles
from terbit.publishing.search.documents import Document

YEARS = [str(year) for year in range(2026, 2018, -1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000, 10_000])
    for articles in parser.parse_args().articles:
        with tempfile.TemporaryDirectory(prefix="terbit-bench-") as room:
            measure(Path(room), articles)


def measure(room: Path, articles: int) -> None:
    """Print one line for each way to make the indexes of a site with so many articles."""
    whole = documents(articles)
    print(f"{articles} articles, {len(YEARS)} years, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    timed("cold", whole, room)
    timed("nothing new", whole, room)
    timed("one new", {**whole, YEARS[0]: [*whole[YEARS[0]], *documents(1, "baru")[YEARS[0]]]}, room)


def documents(articles: int, name: str = "artikel") -> dict[str, list[Document]]:
    chance = random.Random(articles)
    made: dict[str, list[Document]] = {year: [] for year in YEARS}
    for number in range(articles):
        year = YEARS[number * len(YEARS) // articles]
        text = office._article(chance, number, office.END, [], pictured=False).split("---\n", 2)[2]
        body = f"<h1>Judul {number}</h1>{markdown.html(text)}"
        html = f'<!doctype html><html lang="id"><body data-pagefind-body>{body}</body></html>'
        made[year].append(Document(f"berita/{year}/01/{name}-{number:05}/", html))
    return made


def timed(label: str, whole: dict[str, list[Document]], room: Path) -> None:
    out = room / "out"
    shutil.rmtree(out, ignore_errors=True)
    begin, used = time.perf_counter(), _processor()
    bundles.write(whole, out, "id", room / "cache")
    clock, processor = time.perf_counter() - begin, _processor() - used
    files = [file for file in out.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"  {label}: {clock:.1f} s ({processor:.1f} s of processor), {len(files)} files, {size:.1f} MB", flush=True)


def _processor() -> float:
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in spent)


if __name__ == "__main__":
    main()
