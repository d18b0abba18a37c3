"""Mutation tests of the rules' conditions: `python tools/condition_mutants.py [MODULE …]`, `make mutants-rules`.

The rules hold some thousand texts and patterns, which a mutator of everything would change one by one. What decides is
fewer: this one negates each condition, turns each comparison into its neighbour, swaps `and` and `or`, and moves each
named limit by one. `mutant_judging.py` says of each whether the tests die of it. Survivors that may be stand in
docs/mutants.md with their reason (by module, function and change).
"""

from __future__ import annotations

import ast
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = "terbit.rules"
EXPLAINED = CHECKOUT / "docs" / "mutants.md"
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
_LIMIT = re.compile(r"_?[A-Z][A-Z_]*\Z")
_WAYS = 8  # no node has more operands than that


@dataclass(frozen=True)
class Mutant:
    """One change of one module: the nth way of changing the node with a number.

    `lines` are those of the outermost function around it, None where it changes what the module itself says.
    """

    module: str
    file: str
    name: str
    node: int
    way: int
    lines: tuple[int, int] | None

    def tree(self) -> ast.Module:
        """The module with this change."""
        tree = ast.parse(Path(self.file).read_text("utf-8"))
        _change(list(ast.walk(tree))[self.node], self.way)
        return ast.fix_missing_locations(tree)


def modules() -> Iterator[tuple[str, str]]:
    """(name, file) of every module of the rules, wherever it lies."""
    folder = CHECKOUT / "tools"
    for file in sorted((folder / PACKAGE.replace(".", "/")).rglob("*.py")):
        parts = file.relative_to(folder).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), str(file)


def mutants(module: str, file: str) -> Iterator[Mutant]:
    """Every change of one module. The name tells the module's last name, the function, its text and the change."""
    tree = ast.parse(Path(file).read_text("utf-8"))
    around = _functions(tree)
    for number, node in enumerate(list(ast.walk(tree))):
        for way in range(_WAYS):
            before = _short(node)
            undo = _change(node, way)
            if undo is None:
                break
            outer, inner = around.get(node, (None, "module"))
            name = f"{module.rpartition('.')[2]}.{inner}: {before} → {_short(node)}"
            undo()
            yield Mutant(module, file, name, number, way, outer)


def _change(node: ast.AST, way: int) -> Callable[[], None] | None:
    """Change a node in its nth way; what undoes it, None where it has no such way."""
    before = {field: list(value) if isinstance(value, list) else value for field, value in ast.iter_fields(node)}
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
        return None

    def undo() -> None:
        for field, value in before.items():
            setattr(node, field, value)

    return undo


def _is_limit(node: ast.Assign) -> bool:
    named = len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) and _LIMIT.match(node.targets[0].id)
    value = node.value
    plain = isinstance(value, ast.Constant) and isinstance(value.value, int) and not isinstance(value.value, bool)
    return bool(named) and (plain or isinstance(value, ast.BinOp))


def _functions(tree: ast.Module) -> dict[ast.AST, tuple[tuple[int, int], str]]:
    """Node → the lines of the outermost function around it, and the name of the innermost."""
    found: dict[ast.AST, tuple[tuple[int, int], str]] = {}

    def walk(node: ast.AST, outer: tuple[int, int] | None, name: str) -> None:
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            outer, name = outer or (first, node.end_lineno or node.lineno), node.name
        if outer is not None:
            found[node] = (outer, name)
        for child in ast.iter_child_nodes(node):
            walk(child, outer, name)

    walk(tree, None, "module")
    return found


def _short(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        return ast.unparse(node.test)[:90]
    if isinstance(node, ast.comprehension):
        return " ".join(ast.unparse(test) for test in node.ifs)[:90]
    if isinstance(node, ast.Compare | ast.BoolOp | ast.Assign):
        return ast.unparse(node)[:90]
    return ""


def main(wanted: list[str]) -> int:
    """Try the mutants of these modules (all of them without a name); 0 when every survivor is explained."""
    from mutant_judging import Judging, Outcome

    sys.path.insert(0, str(CHECKOUT))
    begun = time.monotonic()
    judging = Judging(PACKAGE)
    tried = [
        mutant
        for module, file in modules()
        if not wanted or module.rpartition(".")[2] in wanted
        for mutant in mutants(module, file)
    ]
    judging.prepare()
    outcomes = judging.judged(tried)
    count = Counter(outcomes.values())
    survivors = sorted({mutant.name for mutant, outcome in outcomes.items() if outcome is Outcome.SURVIVED})
    explained = EXPLAINED.read_text("utf-8")
    unexplained = [name for name in survivors if f"`{name}`" not in explained]
    failed = sorted(mutant.name for mutant, outcome in outcomes.items() if outcome is Outcome.FAILED)
    for name in unexplained:
        print(f"survives: {name}")
    for name in failed:
        print(f"could not be tried: {name}")
    print(
        f"{len(tried)} mutants of conditions, {count[Outcome.SURVIVED]} survive, {len(unexplained)} of them unexplained"
        f" (docs/mutants.md), {len(failed)} not tried; {count[Outcome.KILLED_BY_CASES]} died of the cases,"
        f" {count[Outcome.KILLED]} of the tests, {count[Outcome.ENDLESS]} had no end;"
        f" {time.monotonic() - begun:.0f} seconds"
    )
    return 1 if unexplained or failed or len(outcomes) != len(tried) or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
