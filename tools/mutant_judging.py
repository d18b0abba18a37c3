"""Whether the tests of the rules die of a mutant: each is judged in a child of one process.

That process imports all that is not mutated once (and so compiles every pattern), then forgets the rules and their
tests. A child puts the mutant in its module's place, imports the rules afresh and runs what calls the mutated function,
the quickest first: the rules' cases, then the tests in memory. Which test calls what is seen in a child without a
mutant, where all of them must pass.
"""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import importlib.util
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from condition_mutants import Mutant

TESTS = Path(__file__).resolve().parents[1] / "tests" / "rules"
# these start programs or read the guide; the cases are run without pytest
_LEFT_OUT = ("test_cases.py", "test_commands.py", "test_guide.py", "test_new_asks.py")
_PLAIN = ("-x", "--noconftest", "-o", "addopts=--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:terminal")
LONGEST = 40  # seconds of processor time of one mutant's tests, five times what all of them need
MEMORY = 4 * 2**30  # bytes
TOO_LONG = 1  # seconds: tests that take longer hold durations, not conditions
CHILDREN = 2


class Outcome(IntEnum):
    """How a child ended: its exit code, but for ENDLESS, which the system's limit ends."""

    SURVIVED = 0
    KILLED = 1
    KILLED_BY_CASES = 2
    ENDLESS = 3
    FAILED = 4


Called = set[tuple[str, int]]  # (file, first line) of each function


class Test:
    """A case or a pytest item: how long it takes (seconds of processor time), and what it calls."""

    def __init__(self, name: str, seconds: float, called: Iterable[Sequence[Any]]) -> None:
        self.name, self.seconds = name, seconds
        self.called: Called = {(file, line) for file, line in called}


class Judging:
    """The tests of one package, and what they call."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._folder = ""
        self._tests: list[Test] = []
        self._at_import: Called = set()

    def prepare(self) -> None:
        """Import what is not mutated, and see all tests pass. Raises RuntimeError where one does not."""
        package = importlib.import_module(self._package)
        self._folder = str(Path(package.__file__ or "").parent)
        for file in sorted(TESTS.glob("*.py")):
            if file.name not in _LEFT_OUT:
                importlib.import_module("tests.rules" if file.stem == "__init__" else f"tests.rules.{file.stem}")
        self._forget()
        gc.freeze()
        receive, send = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(receive)
            with os.fdopen(send, "w") as answer:
                json.dump(self._unmutated(), answer)
            os._exit(0)
        os.close(send)
        with os.fdopen(receive) as answer:
            seen = json.loads(answer.read() or '{"failed": "no answer"}')
        os.waitpid(child, 0)
        if seen["failed"]:
            raise RuntimeError(f"without a mutant: {seen['failed']}")
        tests = (Test(*test) for test in seen["tests"])
        self._tests = sorted((test for test in tests if test.seconds < TOO_LONG), key=lambda test: test.seconds)
        self._at_import = {(file, line) for file, line in seen["at_import"]}

    def judged(self, mutants: Sequence[Mutant]) -> dict[Mutant, Outcome]:
        """How each ended; two children at a time."""
        found: dict[Mutant, Outcome] = {}
        running: dict[int, Mutant] = {}
        waiting = list(reversed(mutants))
        while waiting or running:
            if waiting and len(running) < CHILDREN:
                mutant = waiting.pop()
                tests = self._that_see(mutant)
                child = os.fork()
                if child == 0:
                    self._in_child(mutant, tests)
                running[child] = mutant
                continue
            child, status = os.wait()
            if child in running:
                mutant = running.pop(child)
                found[mutant] = _outcome(status)
                if found[mutant] in (Outcome.SURVIVED, Outcome.FAILED):
                    print(f"{found[mutant].name.lower()}: {mutant.name}", flush=True)
        return found

    def _that_see(self, mutant: Mutant) -> list[Test]:
        """The tests that call what is mutated. Constants, and what runs at import, may be seen by any of them."""

        def inside(called: Called) -> bool:
            return mutant.lines is not None and any(
                file == mutant.file and mutant.lines[0] <= line <= mutant.lines[1] for file, line in called
            )

        if mutant.lines is None or inside(self._at_import):
            near = {test.name for test in self._tests if any(file == mutant.file for file, _ in test.called)}
            return sorted(self._tests, key=lambda test: (test.name not in near, test.seconds))
        return [test for test in self._tests if inside(test.called)]

    def _in_child(self, mutant: Mutant, tests: list[Test]) -> None:
        """Judge a mutant and end with its outcome."""
        outcome = Outcome.FAILED
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST + 5))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            signal.alarm(LONGEST * 20)
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            loader = Loader(mutant.module, mutant.file, compile(mutant.tree(), mutant.file, "exec"))
            sys.meta_path.insert(0, loader)
            outcome = self._of(loader, tests)
        finally:
            os._exit(outcome)

    def _of(self, loader: Loader, tests: list[Test]) -> Outcome:
        try:
            importlib.import_module(self._package)
            importlib.import_module(loader.module)
        except Exception:  # a mutant that cannot even be imported is dead, if it was the mutant
            return Outcome.KILLED if loader.begun else Outcome.FAILED
        if not loader.begun:
            return Outcome.FAILED
        try:
            if any(not _passes(test.name) for test in tests if _is_case(test.name)):
                return Outcome.KILLED_BY_CASES
        except Exception:
            return Outcome.KILLED_BY_CASES
        items = [test.name for test in tests if not _is_case(test.name)]
        if not items:
            return Outcome.SURVIVED
        code = _pytest(Selected(items))
        if code in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED):
            return Outcome.FAILED
        return Outcome.KILLED if code else Outcome.SURVIVED

    def _unmutated(self) -> dict[str, object]:
        """What runs at import; every test's name, duration and what it calls; the first that fails."""
        at_import: Called = set()
        with self._traced(at_import):
            importlib.import_module(self._package)
        found: list[tuple[str, float, list[tuple[str, int]]]] = []
        failed = []
        for name in _cases():
            called: Called = set()
            begun = time.process_time()
            with self._traced(called):
                passed = _passes(name)
            found.append((name, time.process_time() - begun, sorted(called)))
            failed += [] if passed else [name]
        seen = Seen(self._traced)
        if _pytest(seen) != pytest.ExitCode.OK:
            failed.append(seen.failed or "pytest")
        return {"at_import": sorted(at_import), "tests": found + seen.found, "failed": ", ".join(failed)}

    @contextmanager
    def _traced(self, called: Called) -> Iterator[None]:
        codes: set[CodeType] = set()

        def trace(frame: FrameType, event: str, argument: object) -> None:
            codes.add(frame.f_code)

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            yield
        finally:
            sys.settrace(before)
            called.update(
                (code.co_filename, code.co_firstlineno)
                for code in codes
                if code.co_filename.startswith(self._folder) and code.co_name != "<module>"
            )

    def _forget(self) -> None:
        """Forget the package, its tests, and every module that holds something of them."""
        names = {name for name in sys.modules if _within(name, self._package) or _within(name, "tests.rules")}
        grown = True
        while grown:
            more = {
                name
                for name, module in list(sys.modules.items())
                if name.startswith(("terbit.", "tests.")) and name not in names and _holds(module, names)
            }
            grown = bool(more)
            names |= more
        for name in names:
            del sys.modules[name]
            above, _, last = name.rpartition(".")
            if above in sys.modules and above not in names:
                vars(sys.modules[above]).pop(last, None)


class Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module the code of the mutant."""

    def __init__(self, module: str, file: str, code: CodeType) -> None:
        self.module, self._file, self._code = module, file, code
        self.begun = False

    def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
        if fullname != self.module:
            return None
        inside = [str(Path(self._file).parent)] if Path(self._file).name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self._file, loader=self, submodule_search_locations=inside
        )

    def exec_module(self, module: ModuleType) -> None:
        self.begun = True
        exec(self._code, vars(module))  # noqa: S102 (what a loader is for)


class Selected:
    """pytest runs these items, in this order."""

    def __init__(self, names: list[str]) -> None:
        self._place = {name: place for place, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._place), key=lambda item: self._place[item.nodeid]
        )


class Seen:
    """pytest runs every item but those of random inputs, and it is seen what they call."""

    def __init__(self, traced: Callable[[Called], Any]) -> None:
        self._traced = traced
        self.found: list[tuple[str, float, list[tuple[str, int]]]] = []
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed += f"{report.nodeid}\n{report.longreprtext}\n" if report.failed else ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.get_closest_marker("hypothesis") is None]

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        called: Called = set()
        begun = time.process_time()
        with self._traced(called):
            yield
        self.found.append((item.nodeid, time.process_time() - begun, sorted(called)))


def _pytest(plugin: object) -> int:
    files = [str(file) for file in sorted(TESTS.glob("test_*.py")) if file.name not in _LEFT_OUT]
    return int(pytest.main([*_PLAIN, *files], plugins=[plugin]))


def _cases() -> list[str]:
    from tests.rules import cases

    return [f"{kind}/{case.name}" for kind in ("invalid", "valid") for case in sorted((cases.CASES / kind).iterdir())]


def _is_case(name: str) -> bool:
    return "::" not in name


def _passes(name: str) -> bool:
    """Whether a case gives what is written down for it, nothing where it is valid."""
    from tests.rules import cases

    case = cases.CASES / name
    expected = (case / cases.EXPECTED).read_text("utf-8") if name.startswith("invalid/") else ""
    return cases.text(cases.findings(case)) == expected


def _outcome(status: int) -> Outcome:
    if os.WIFSIGNALED(status):
        return Outcome.ENDLESS if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM) else Outcome.FAILED
    return Outcome(os.WEXITSTATUS(status))


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def _holds(module: ModuleType, names: set[str]) -> bool:
    """Whether a module holds one of these modules, or something that is defined there."""
    return any(
        (value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)) in names
        for value in list(vars(module).values())
    )
