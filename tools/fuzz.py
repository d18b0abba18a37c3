"""`make fuzz SECONDS=60 [TARGETS="article html"]`: coverage-guided fuzzing of everything that parses, by atheris.

Each target (tests/hostile/targets.py) runs in a process of its own, begun from the corpus, for so many seconds. What
fails, takes more than TIMEOUT seconds or more than MEGABYTES becomes a new case folder in tests/hostile/cases, which
the tests then judge. What was reached stays in build/fuzz, so the next run begins where this one ended.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
KEPT = TOP / "build" / "fuzz"
TIMEOUT, MEGABYTES, LONGEST = 10, 2048, 20_000  # seconds and memory of one input, and its bytes
_RATE = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


def main(arguments: list[str]) -> int:
    """Run targets one after another. Exit status 1: something was found."""
    from tests.hostile.targets import TARGETS

    if arguments[:1] == ["--target"]:
        return _drive(arguments[1], arguments[2:])
    seconds, *names = arguments or ["60"]
    unknown = [name for name in names if name not in TARGETS]
    if unknown or not seconds.isdigit():
        print(f"usage: fuzz.py SECONDS [{' | '.join(TARGETS)}]…", file=sys.stderr)
        return 2
    found = 0
    for name in names or TARGETS:
        found += _run(name, int(seconds))
    return 1 if found else 0


def _run(name: str, seconds: int) -> int:
    """Fuzz one target; says how many new cases it gave."""
    corpus, crashes = KEPT / name, KEPT / "found" / name
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    for content in seeds(name):
        (corpus / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content[:LONGEST])
    before = set(crashes.iterdir())
    command = [
        sys.executable, __file__, "--target", name, str(corpus), f"-artifact_prefix={crashes}/",
        f"-max_total_time={seconds}", f"-timeout={TIMEOUT}", f"-rss_limit_mb={MEGABYTES}", f"-max_len={LONGEST}",
        "-print_final_stats=1", "-verbosity=0",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, errors="replace", check=False)
    new = sorted(set(crashes.iterdir()) - before)
    cases = [keep(name, file.read_bytes()) for file in new if not file.name.startswith("slow-unit")]
    rate = _RATE.search(done.stderr)
    executed = int(rate[1]) if rate else 0
    print(f"{name}: {executed} inputs, {executed // max(seconds, 1)} a second, {len(cases)} new cases", flush=True)
    for case in cases:
        print(f"  {case.relative_to(TOP)}\n" + _end_of(done.stderr), flush=True)
    if done.returncode and not cases:
        print(_end_of(done.stderr), flush=True)
        return 1
    return len(cases)


def seeds(name: str) -> Iterator[bytes]:
    """What a target begins with: its cases in the corpus, and sound inputs."""
    from tests.hostile.judge import CASES, contents
    from tests.hostile.samples import samples
    from tests.hostile.targets import INPUT, INPUTS

    wanted = INPUTS.get(name, INPUT).rpartition("/")[2]
    suffix = "." + wanted.rpartition(".")[2]
    for case in sorted((CASES / name).glob("*")):
        yield from (content for path, content in contents(case).items() if path.endswith((wanted, suffix)))
    yield from samples(name)


def keep(name: str, content: bytes) -> Path:
    """The case folder of what was found."""
    from tests.hostile.judge import CASES
    from tests.hostile.targets import INPUT, INPUTS

    case = CASES / name / f"found-{hashlib.sha256(content).hexdigest()[:10]}"
    file = case / INPUTS.get(name, INPUT)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return case


def _end_of(text: str) -> str:
    """The last lines of a child's words, without libFuzzer's own."""
    lines = [
        line for line in text.splitlines() if not re.match(r"==|SUMMARY|stat::|MS: |0x|Base64|artifact_prefix", line)
    ]
    return "\n".join(f"    {line}" for line in lines[-14:])


def _drive(name: str, arguments: list[str]) -> int:
    import atheris  # type: ignore[import-not-found,unused-ignore]

    with atheris.instrument_imports(include=["terbit", "markdown", "yaml", "zipfile", "html"]):
        from tests.hostile import targets
    target = targets.TARGETS[name]

    def one(content: bytes) -> None:
        target(content)

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(TOP))
    os.chdir(TOP)
    sys.exit(main(sys.argv[1:]))
