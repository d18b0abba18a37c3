"""What is remembered of answers, and when it no longer counts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from terbit.links.external import memory
from terbit.links.external.memory import Remembered
from terbit.links.external.verdict import NOT_CHECKED, Outcome, Seen, Verdict

AT = datetime(2026, 9, 2, 10, 0, tzinfo=UTC)
OK, GONE = Outcome(Verdict.OK, "200"), Outcome(Verdict.BROKEN, "404")
MOVED = Outcome(Verdict.MOVED, "301", "https://contoh.org/baru")
A, B, C = "https://a.org/", "https://b.org/", "https://c.org/"


@pytest.mark.parametrize(
    ("outcome", "hours", "age", "stands"),
    [
        (OK, 0, 1, True),
        (OK, 22, 1, True),
        (OK, 23, 1, False),  # a daily check may begin a little early
        (OK, 60, 3, True),
        (OK, 0, 0, False),
        (OK, -1, 1, False),  # a clock that was set back
        (MOVED, 22, 1, True),
        (GONE, 13, 1, True),
        (GONE, 15, 1, False),  # the next day
    ],
)
def test_an_answer_counts_for_its_days_and_a_broken_one_for_its_day(
    outcome: Outcome, hours: int, age: int, stands: bool
) -> None:
    known = {A: Remembered(AT, outcome)}
    found = memory.standing(known, [A, B], AT + timedelta(hours=hours), age)
    assert found == ({A: outcome} if stands else {})


def test_only_good_pages_are_asked_for_with_their_validators() -> None:
    known = {A: Remembered(AT, OK, '"x"'), B: Remembered(AT, GONE, '"y"'), C: Remembered(AT, OK)}
    assert memory.validators(known, [A, B, C, "https://d.org/"]) == {A: ('"x"', "")}


def test_after_a_check_only_what_was_found_out_is_new_and_what_is_gone_is_forgotten() -> None:
    later = AT + timedelta(days=1)
    known = {A: Remembered(AT, OK, '"x"', "date"), B: Remembered(AT, OK, '"y"'), "https://old.org/": Remembered(AT, OK)}
    found = {A: OK, B: NOT_CHECKED, C: GONE}
    seen = [Seen(A, A, 200), Seen(C, C, 404, etag='"z"')]
    assert memory.after(known, [A, B, C], found, seen, later) == {
        A: Remembered(later, OK, '"x"', "date"),  # unchanged: its validators were not said again
        B: Remembered(AT, OK, '"y"'),
        C: Remembered(later, GONE),
    }


def test_probes_are_good_addresses_of_different_hosts() -> None:
    urls = [f"https://{name}.org/{number}" for name in "abcde" for number in (1, 2)]
    known = {url: Remembered(AT, GONE if "a.org" in url else OK) for url in urls}
    assert memory.probes(known, urls) == ("https://b.org/2", "https://c.org/2", "https://d.org/2")


def test_the_file_holds_what_was_remembered_and_nothing_else(tmp_path: Path) -> None:
    known = {A: Remembered(AT, OK, '"x"', "Tue"), B: Remembered(AT, MOVED), C: Remembered(AT, GONE)}
    file = tmp_path / "deep/links.json"
    memory.write(file, known)
    assert memory.read(file) == known
    assert [entry.name for entry in file.parent.iterdir()] == ["links.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"v":2,"answers":{}}',
        b'{"v":1,"answers":[]}',
        b'{"v":1,"answers":{"https://a.org/":{"asked":"yesterday","outcome":{"verdict":"ok","status":"200"}}}}',
        b'{"v":1,"answers":{"a":{"asked":"2026-09-02T10:00:00Z","outcome":{"verdict":"ok","status":"fine"}}}}',
        b'{"v":1,"answers":{"a":{"asked":"2026-09-02T10:00:00Z","outcome":{"verdict":"ok","status":"200"},'
        b'"etag":"x\\r\\nHost: y"}}}',
    ],
)
def test_a_file_that_is_none_is_an_empty_memory(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "links.json").write_bytes(content)
    assert memory.read(tmp_path / "links.json") == {}
    assert memory.read(tmp_path / "missing.json") == {}
