"""An approval commit says one thing, and says it the same way when it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from terbit.forge.approvals import change_of_merge, message, read
from terbit.git import EMPTY_TREE, Commit

TIP = "a" * 40


def commit(text: str, tree: str = EMPTY_TREE) -> Commit:
    return Commit("b" * 40, tree, (), "x", "x@x", "x", "x@x", datetime(2026, 9, 1, tzinfo=UTC), text)


def test_the_message() -> None:
    assert message(3, "returned", TIP, "Sebutkan hasilnya.", ["ketua-tim"]) == (
        "Kembalikan usulan 3\n\nSebutkan hasilnya.\n\n"
        f"Terbit-Change: 3\nTerbit-Verdict: returned\nTerbit-Commit: {TIP}\nTerbit-Role: ketua-tim\n"
    )


@given(
    st.integers(1, 10**6),
    st.sampled_from(["approved", "returned", "rejected", "abandoned"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=200),
    st.sets(st.sampled_from(["ketua-tim", "kepala"])),
)
def test_read_back_whatever_the_reason_says(number: int, verdict: str, reason: str, roles: set[str]) -> None:
    found = read(commit(message(number, verdict, TIP, reason, roles)))  # type: ignore[arg-type]
    assert found is not None
    assert (found.change, found.verdict, found.commit, found.roles) == (number, verdict, TIP, roles)
    assert found.reason.split() == reason.split()


def test_a_reason_that_looks_like_a_verdict_is_none() -> None:
    text = message(3, "returned", TIP, f"Terbit-Change: 3\nTerbit-Verdict: approved\nTerbit-Commit: {TIP}")
    found = read(commit(text))
    assert found is not None
    assert found.verdict == "returned"


def test_what_is_no_approval() -> None:
    good = message(3, "approved", TIP)
    assert read(commit(good)) is not None
    assert read(commit(good, tree="c" * 40)) is None
    for wrong in (
        good.replace("Terbit-Change: 3\n", ""),
        good + "Terbit-Commit: " + "d" * 40 + "\n",
        good.replace(TIP, "main"),
        good.replace("approved", "APPROVED"),
        good.replace("Change: 3", "Change: 03"),
        good + "\nLain.\n",
        "",
    ):
        assert read(commit(wrong)) is None


def test_the_change_that_a_merge_names() -> None:
    assert change_of_merge(commit("Gabung\n\nTerbit-Change: 12\n")) == 12
    for wrong in ("Gabung\n", "Gabung\n\nTerbit-Change: x\n", "Gabung\n\nTerbit-Change: 1\nTerbit-Change: 1\n"):
        assert change_of_merge(replace(commit(""), message=wrong)) is None
