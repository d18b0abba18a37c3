"""Golden files: `pytest tests/reporting --regenerate` writes them anew; the difference is then read like any other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden" / "report"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Hold bytes against tests/golden/report/NAME."""

    def same(name: str, content: bytes) -> None:
        file = GOLDEN / name
        if request.config.getoption("--regenerate", default=False):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        assert content.decode() == file.read_bytes().decode()

    return same
