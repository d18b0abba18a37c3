"""Fixtures that every test may use. No test reads the user's own git configuration or clock settings."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.office import CHECKOUT, Office, make_template

os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
os.environ["GIT_CONFIG_NOSYSTEM"] = "1"
# a shell starts what runs in the background with Ctrl-C ignored, and so would be every program that a test starts
signal.signal(signal.SIGINT, signal.default_int_handler)


PROGRAMS = {
    "browser": "/usr/bin/chromium",
    "sshd": "/usr/sbin/sshd",
    "java": "/usr/bin/java",
    "npm": str(CHECKOUT / ".venv" / "share" / "npm" / "npm.txt"),
}


# the files that take longest, measured in processor seconds
LONGEST = (
    "test_story.py",
    "test_github_opening.py",
    "test_due_on_github.py",
    "test_publish_on_github.py",
    "test_pages_killed.py",
    "test_workflows.py",
    "test_pages.py",
    "test_heads.py",
)


def _place(name: str) -> int:
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files and stories come first, so that no worker is left with one at the end.

    What needs a program that this machine lacks and could not install is skipped (see tools/setup.sh); CI skips
    nothing: there such a test fails.
    """
    items.sort(key=lambda item: (_place(item.path.name), item.path.parent.name != "e2e"))
    for marker, program in PROGRAMS.items():
        if not Path(program).exists() and not os.environ.get("CI"):
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(pytest.mark.skip(reason=f"{program} is not installed"))


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that nobody worked in yet, made once."""
    return make_template(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office(office_template: Path, tmp_path: Path) -> Iterator[Office]:
    """A fresh office; its pushes start no publisher."""
    made = Office(tmp_path / "kantor", office_template)
    yield made
    made.close()


@pytest.fixture
def publishing_office(office_template: Path, tmp_path: Path) -> Iterator[Office]:
    """A fresh office whose pushes start the real publisher."""
    made = Office(tmp_path / "kantor", office_template, publisher=True)
    yield made
    made.close()
