"""`python -m tests.hostile.judge [--write] [CASE…]`: judge cases (all), each in a bounded child."""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.targets import AS_OF, HOME, INPUT, INPUTS, TARGETS, a_site, said
from tests.rules.cases import Files
from tests.rules.cases import sop as sample

from terbit import rules
from terbit.adopt.formats import FORMATS
from terbit.findings import Refused

CASES = Path(__file__).with_name("cases")
EXPECTED = "expected.txt"
SECONDS, BYTES = 20, 2 * 1024**3  # of processor time, of address space


def cases() -> list[str]:
    """The names of all cases: `article/deep-yaml`."""
    return sorted(f"{case.parent.name}/{case.name}" for case in CASES.glob("*/*"))


def contents(case: Path) -> dict[str, bytes]:
    """The files of a case, recipes carried out: path below the case → bytes."""
    made = {}
    for file in sorted(case.rglob("*")):
        name = file.relative_to(case).as_posix()
        if not file.is_file() or name == EXPECTED:
            continue
        if name.endswith(".recipe"):
            recipe = json.loads(file.read_text("utf-8"))
            text = recipe["before"] + recipe["unit"] * recipe["times"] + recipe["after"]
            made[name.removesuffix(".recipe")] = text.encode("utf-8", "surrogateescape")
        else:
            made[name] = file.read_bytes()
    return made


def judged(name: str) -> list[str]:
    """What terbit says of a case, a line each."""
    kind, _, _ = name.partition("/")
    try:
        return _JUDGES.get(kind, _bytes)(CASES / name)
    except Refused as refusal:
        return [f"ditolak: {refusal.message.text('id').strip()}"]


def _article(case: Path) -> list[str]:
    files = {HOME + name: content for name, content in contents(case).items()}
    found = rules.check(Files(files), sample(), AS_OF)
    for path, content in files.items():
        found += rules.sensitive(path, content, sample())
    return said(found)


def _site(case: Path) -> list[str]:
    return a_site(case.parent.name, contents(case))


def _bytes(case: Path) -> list[str]:
    """A case of one file, as a fuzzer gives it."""
    kind = case.parent.name
    return TARGETS[kind](contents(case)[INPUTS.get(kind, INPUT)])


_NEEDED = (*(f"terbit.adopt.{form.name}.reader" for form in FORMATS), "markdownify", "markdown", "PIL.Image")

_JUDGES: dict[str, Callable[[Path], list[str]]] = {
    "article": _article,
    "hugo": _site,
    "jekyll": _site,
    "wordpress": _site,
}


def bounded(name: str) -> list[str]:
    """What is said of a case by a child process; the way it ended, where it ended otherwise."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        try:
            lines = judged(name)
        except BaseException:
            lines = ["GAGAL", *traceback.format_exc().splitlines()[-12:]]
        with os.fdopen(theirs, "w", encoding="utf-8", errors="backslashreplace") as out:
            json.dump(lines, out)
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as heard:
        text = heard.read()
    _, status = os.waitpid(child, 0)
    return json.loads(text) if text else [f"GAGAL {os.waitstatus_to_exitcode(status)}"]


def main(names: list[str], *, write: bool) -> Iterator[str]:
    for name in names or cases():
        lines = bounded(name)
        if write:
            (CASES / name / EXPECTED).write_text("".join(f"{line}\n" for line in lines), "utf-8")
        yield json.dumps([name, lines])


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for line in main([name for name in wanted if name != "--write"], write="--write" in wanted):
        print(line, flush=True)
