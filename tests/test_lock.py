"""The lock file's one line: read, written, replaced."""

from __future__ import annotations

import pytest

from terbit import lock
from terbit.lock import Package

SHA = "ab" * 32
URL = "https://kantor.example/terbit-0.2.0-py3-none-any.whl"


def test_the_line_names_version_and_hash() -> None:
    assert Package("0.2.0", SHA).line == f"terbit==0.2.0 --hash=sha256:{SHA}"
    assert Package("0.2.0", SHA, URL).line == f"terbit @ {URL} --hash=sha256:{SHA}"


@pytest.mark.parametrize(
    ("content", "version"),
    [
        (Package("0.2.0", SHA).line, "0.2.0"),
        (Package("0.2.0", SHA, URL).line, "0.2.0"),
        (f"# kantor\npydantic==2.14\nterbit==1.0rc1 \\\n    --hash=sha256:{SHA}\n", "1.0rc1"),
        ("pydantic==2.14\n", None),
        ("terbit-demo==1\nlain @ https://x.example/terbit-1.0-py3-none-any.whl\n", None),
        ("terbit @ https://x.example/lain-1.0-py3-none-any.whl\n", None),
        ("", None),
    ],
)
def test_the_version_that_a_file_names(content: str, version: str | None) -> None:
    assert lock.version(content.encode()) == version


def test_an_upgrade_changes_one_line() -> None:
    before = f"# catatan\nterbit==0.1.0 --hash=sha256:{SHA}\n# akhir\n".encode()
    assert lock.upgraded(before, Package("0.2.0", SHA, URL)) == (
        f"# catatan\nterbit @ {URL} --hash=sha256:{SHA}\n# akhir\n".encode()
    )


def test_an_upgrade_takes_a_continued_line_whole() -> None:
    before = f"terbit==0.1.0 \\\n    --hash=sha256:{SHA} \\\n    --hash=sha256:{SHA}\nlain==1\n".encode()
    assert lock.upgraded(before, Package("0.2.0", SHA)) == f"terbit==0.2.0 --hash=sha256:{SHA}\nlain==1\n".encode()


def test_an_upgrade_ends_where_the_file_ends_in_the_middle_of_a_line() -> None:
    assert lock.upgraded(b"terbit==0.1.0 \\", Package("0.2.0", SHA)) == f"terbit==0.2.0 --hash=sha256:{SHA}".encode()


def test_there_is_nothing_to_upgrade_where_no_terbit_is_named() -> None:
    with pytest.raises(ValueError, match=lock.PATH):
        lock.upgraded(b"pydantic==2.14\n", Package("0.2.0", SHA))
