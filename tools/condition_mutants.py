"""Mutation tests of the rules' conditions: `python tools/condition_mutants.py [MODULE …]`, part of `make mutants`.

The rules hold some thousand texts and patterns, which a mutator of everything would change one by one. What decides is
fewer: this one negates each condition, turns each comparison into its neighbour, swaps `and` and `or`, and moves each
named limit by one. Each mutant is judged in a process of its own, by the rules' cases first and then by the families'
tests. Survivors that may be stand in docs/mutants.md with their reason (by module, function and change).
"""

from __future__ import annotations

import ast
import copy
import os
import re
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import DEVNULL, TimeoutExpired, run

CHECKOUT = Path(__file__).resolve().parents[1]
RULES = CHECKOUT / "tools" / "terbit" / "rules"
EXPLAINED = CHECKOUT / "docs" / "mutants.md"
LONGEST = 300  # seconds of one mutant's tests: an endless loop is found
_NEXT: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_HOSTILE = ("active", "bounds", "links", "page", "shape")  # what hostile inputs are there for
_LIMIT = re.compile(r"_?[A-Z][A-Z_]*\Z")


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """(what is changed, the changed module) for each change; the name tells function, line's text and change."""
    count = len(list(ast.walk(ast.parse(source))))
    for number in range(count):
        for way in range(8):
            tree = ast.parse(source)
            node = list(ast.walk(tree))[number]
            before = copy.deepcopy(node)
            if not _change(node, way):
                break
            name = f"{_function(tree, node)}: {_short(before)} → {_short(node)}"
            yield name, ast.unparse(ast.fix_missing_locations(tree))


def _change(node: ast.AST, way: int) -> bool:
    """Change a node in its nth way; False where it has no such way."""
    if isinstance(node, ast.If | ast.While | ast.IfExp) and way == 0:
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.comprehension) and way < len(node.ifs):
        node.ifs[way] = ast.UnaryOp(ast.Not(), node.ifs[way])
    elif isinstance(node, ast.Compare) and way < len(node.ops):
        node.ops[way] = _NEXT[type(node.ops[way])]()
    elif isinstance(node, ast.BoolOp) and way == 0:
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.Assign) and way < 2 and _is_limit(node):
        node.value = ast.BinOp(node.value, ast.Add() if way else ast.Sub(), ast.Constant(1))
    else:
        return False
    return True


def _is_limit(node: ast.Assign) -> bool:
    named = len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) and _LIMIT.match(node.targets[0].id)
    value = node.value
    plain = isinstance(value, ast.Constant) and isinstance(value.value, int) and not isinstance(value.value, bool)
    return bool(named) and (plain or isinstance(value, ast.BinOp))


def _function(tree: ast.Module, wanted: ast.AST) -> str:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(inner is wanted for inner in ast.walk(node)):
            return node.name
    return "module"


def _short(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        return ast.unparse(node.test)[:90]
    if isinstance(node, ast.comprehension):
        return " ".join(ast.unparse(test) for test in node.ifs)[:90]
    return ast.unparse(node)[:90]


def judged(module: str, source: str) -> bool:
    """Whether the tests die of a mutant, in a process of its own."""
    environment = {**os.environ, "TERBIT_MUTANT": module, "TERBIT_MUTANT_SOURCE": source}
    command = [sys.executable, str(Path(__file__)), "--judge"]
    try:
        done = run(command, env=environment, cwd=CHECKOUT, stdout=DEVNULL, stderr=DEVNULL, timeout=LONGEST, check=False)
    except TimeoutExpired:
        return True
    return done.returncode != 0


def judge() -> int:
    """In that process: put the mutant in the module's place, then run what must die of it, the quick part first."""
    import importlib.abc
    import importlib.util

    name, source = os.environ["TERBIT_MUTANT"], os.environ["TERBIT_MUTANT_SOURCE"]

    class Mutant(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
        def find_spec(self, fullname: str, path: object = None, target: object = None) -> object:
            if fullname == name:
                return importlib.util.spec_from_loader(fullname, self)
            return None

        def get_filename(self, fullname: str) -> str:
            return str(RULES.joinpath(*fullname.split(".")[2:]).with_suffix(".py"))

        def get_data(self, path: str) -> bytes:
            return source.encode()

    sys.meta_path.insert(0, Mutant())
    sys.path.insert(0, str(CHECKOUT))
    signal.alarm(LONGEST)
    from tests.rules import cases

    from terbit import rules

    for rule in rules.RULES:
        expected = (cases.CASES / "invalid" / rule.id / cases.EXPECTED).read_text("utf-8")
        if cases.text(cases.findings(cases.CASES / "invalid" / rule.id)) != expected:
            return 1
        if cases.findings(cases.CASES / "valid" / rule.id):
            return 1
    import pytest

    known = ["tests/rules/test_families.py", "tests/rules/test_judging.py"]
    if name.rpartition(".")[2] in _HOSTILE:
        known.append("tests/rules/test_hostile.py")
    return int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *known]))


def main(wanted: list[str]) -> int:
    """Try the mutants of these modules (all of them without a name); 0 when every survivor is explained."""
    explained = EXPLAINED.read_text("utf-8")
    tried: list[tuple[str, str, str]] = []
    for file in sorted(RULES.rglob("*.py")):
        if file.stem != "__init__" and (not wanted or file.stem in wanted):
            module = ".".join(file.relative_to(CHECKOUT / "tools").with_suffix("").parts)
            tried += ((module, name, source) for name, source in mutants(file.read_text("utf-8")))
    with ThreadPoolExecutor(2) as pool:
        dead = list(pool.map(lambda mutant: judged(mutant[0], mutant[2]), tried))
    survivors = [
        f"{module.rpartition('.')[2]}.{name}" for (module, name, _), died in zip(tried, dead, strict=True) if not died
    ]
    unexplained = [mutant for mutant in survivors if f"`{mutant}`" not in explained]
    for mutant in unexplained:
        print(mutant, flush=True)
    print(f"{len(tried)} mutants of conditions, {len(survivors)} survive, {len(unexplained)} of them unexplained")
    return 1 if unexplained or not tried else 0


if __name__ == "__main__":
    sys.exit(judge() if sys.argv[1:] == ["--judge"] else main(sys.argv[1:]))
