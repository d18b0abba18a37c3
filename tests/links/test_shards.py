"""A check in parts, and the parts as one check."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terbit.links.external import shards
from terbit.links.external.shards import Answers, Shard
from terbit.links.external.verdict import NOT_CHECKED, Outcome, Verdict

AT = datetime(2026, 9, 2, 10, 0, tzinfo=UTC)
OK = Outcome(Verdict.OK, "200")
FOUND = {
    f"https://host-{number % 40}.org/{number}": (
        Outcome(Verdict.MOVED, "301", f"https://baru.org/{number}") if number % 7 == 0 else OK
    )
    for number in range(200)
}


def parts(of: int, at: datetime = AT) -> list[Answers]:
    numbered = [Shard(number, of) for number in range(1, of + 1)]
    return [Answers(shard, at, {url: FOUND[url] for url in shards.within(FOUND, shard)}) for shard in numbered]


@given(st.sets(st.integers(0, 10_000)), st.integers(1, 9))
def test_every_address_is_in_one_shard_with_all_of_its_host(numbers: set[int], of: int) -> None:
    urls = [f"https://h{number % 50}.org/{number}" for number in sorted(numbers)]
    each = [shards.within(urls, Shard(number, of)) for number in range(1, of + 1)]
    assert sorted(url for part in each for url in part) == sorted(urls)
    hosts = [{url.split("/")[2] for url in part} for part in each]
    assert sum(map(len, hosts)) == len(set().union(*hosts))


def test_shards_are_about_as_large_as_one_another() -> None:
    urls = [f"https://kantor-{number}.go.id/" for number in range(2000)]
    sizes = [len(shards.within(urls, Shard(number, 4))) for number in range(1, 5)]
    assert max(sizes) < 1.2 * min(sizes)


@pytest.mark.parametrize("of", [1, 2, 5])
def test_parts_that_were_written_and_read_are_the_whole_check(of: int) -> None:
    read = [shards.read(shards.text(part)) for part in reversed(parts(of))]
    assert shards.merged(FOUND, read, AT) == (FOUND, [])


def test_what_is_missing_was_not_checked() -> None:
    first, second, third = parts(3)
    found, missing = shards.merged([*FOUND, "https://host-1.org/new"], [first, third], AT)
    assert missing == [Shard(2, 3)]
    assert found["https://host-1.org/new"] == NOT_CHECKED
    assert {url for url in FOUND if found[url] == NOT_CHECKED} == set(second.found)


def test_an_old_part_is_no_part_and_of_two_the_later_counts() -> None:
    first, second = parts(2)
    old = Answers(first.shard, AT - timedelta(days=2), first.found)
    assert shards.merged(FOUND, [old, second], AT)[1] == [Shard(1, 2)]
    early = Answers(first.shard, AT - timedelta(hours=1), {})
    assert shards.merged(FOUND, [first, early, second], AT) == (FOUND, [])


def test_parts_of_two_checks_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\[2, 3\]"):
        shards.merged(FOUND, [*parts(2), *parts(3)], AT)


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "1/0", "-1/2", "1/257", "1/2/3", "a/b", "٣/٤", "1/2\n"])
def test_what_names_no_shard(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        shards.parse(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"v":1', '"v":2'),
        ('"shard":1', '"shard":9'),
        ('"shard":1', '"shard":null'),
        ('"status":"200"', '"status":"\\u001b[31m"'),
        ('"verdict":"ok"', '"verdict":"good"'),
        ('"verdict":"ok"', '"verdict":"moved"'),
        ('"status":"200"', '"status":"200","to":"https://x.org/"'),
        ('"to":"https://', '"to":"javascript://'),
        ('"at":"2026', '"at":"never'),
        (',"v":1}\n', ',"v":1'),
    ],
)
def test_a_file_that_no_shard_wrote_is_not_read(old: str, new: str) -> None:
    content = shards.text(parts(2)[0]).decode()
    assert old in content
    with pytest.raises(ValueError, match=r".*"):
        shards.read(content.replace(old, new).encode())
