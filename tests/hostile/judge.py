"""`python -m tests.hostile.judge [--write]`: judge every case, each in a child that may take so much and no more."""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.rules.cases import Files
from tests.rules.cases import sop as sample

from terbit import rules, skeleton
from terbit import sop as procedure
from terbit.adopt.adoption import adopt
from terbit.adopt.existing import Given
from terbit.adopt.formats import FORMATS
from terbit.findings import Finding, Refused
from terbit.sop import Sop

CASES = Path(__file__).with_name("cases")
EXPECTED = "expected.txt"
HOME = "content/berita/2026/11/panen-padi/"
AS_OF = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
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
        return _JUDGES.get(kind, _adopted)(CASES / name)
    except Refused as refusal:
        return [f"ditolak: {refusal.message.text('id').strip()}"]


def _article(case: Path) -> list[str]:
    files = {HOME + name: content for name, content in contents(case).items()}
    found = rules.check(Files(files), sample(), AS_OF)
    for path, content in files.items():
        found += rules.sensitive(path, content, sample())
    return _said(found)


def _procedure(case: Path) -> list[str]:
    sop, findings = procedure.read(contents(case)[procedure.PATH])
    return _said(findings) if sop is None else ["terbaca", *_said(findings)]


def _settings(case: Path) -> list[str]:
    return _said(list(rules.settings.settings(contents(case).__getitem__)))


def _adopted(case: Path) -> list[str]:
    sop = _sop()
    form = next(form for form in FORMATS if form.name == case.parent.name)
    with tempfile.TemporaryDirectory(prefix="terbit-hostile-") as room:
        for name, content in contents(case).items():
            (Path(room) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(room) / name).write_bytes(content)
        source = Path(room) / ("export.xml" if form.name == "wordpress" else "site")
        try:
            adoption = adopt(form.read(Given(source, sop.zone)), Files({}), sop, AS_OF)
        except Refused as refusal:
            return [f"ditolak: {refusal.message.text('id').replace(str(source), source.name)}"]
    return [
        *(f"diadopsi {target}" for file in adoption.adopted for target in file.targets),
        *(f"tidak {file.path}: {file.reason.text('id')}" for file in adoption.listed),
        *_said(list(adoption.findings)),
    ]


_JUDGES: dict[str, Callable[[Path], list[str]]] = {
    "article": _article,
    "procedure": _procedure,
    "settings": _settings,
}


def _sop() -> Sop:
    sop, findings = procedure.read(skeleton.files()[procedure.PATH])
    assert sop is not None, findings
    return sop


def _said(findings: list[Finding]) -> list[str]:
    """Each once, the first twelve: what comes after is the same again."""
    lines = list(dict.fromkeys(f"{f.rule} {f.line}:{f.column} {f.message.text('id')}"[:300] for f in findings))
    return lines[:12] + ([f"… {len(lines) - 12}"] if len(lines) > 12 else [])


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


def main(*, write: bool) -> Iterator[str]:
    for name in cases():
        lines = bounded(name)
        if write:
            (CASES / name / EXPECTED).write_text("".join(f"{line}\n" for line in lines), "utf-8")
        yield json.dumps([name, lines])


if __name__ == "__main__":
    for line in main(write="--write" in sys.argv):
        print(line, flush=True)
