"""The moment that a build stands for: a boundary that was due, never the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from terbit import sop as procedure
from terbit.articles.tree import blob_id
from terbit.pipeline.as_of import as_of, following
from terbit.publishing.approved import Approved, Revision
from terbit.publishing.choice import Texts
from terbit.sop import Sop

SOP = (Path(__file__).resolve().parents[2] / "sop.yml").read_bytes()
MERGED = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)
PATH = "content/berita/2026/11/padi/index.md"


def sop(public: str) -> Sop:
    found, findings = procedure.read(SOP.replace(b"public: summary", f"public: {public}".encode()))
    assert found is not None, findings
    return found


def case(public: str = "none", overdue: tuple[tuple[str, datetime], ...] = (), **front: str) -> tuple[Approved, Texts]:
    head = "".join(f"{key}: {value}\n" for key, value in {"title": "Padi", **front}.items())
    content = f"---\n{head}---\n\nIsi.\n".encode()
    blobs: Mapping[str, bytes] = {blob_id(content): content}
    revisions = {PATH: (Revision("c", MERGED, blob_id(content), {}),)}
    approved = Approved("m", {}, revisions, {}, sop(public), "", MERGED, overdue=overdue)
    return approved, Texts(approved, blobs.__getitem__)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_without_any_boundary_it_is_the_newest_merge() -> None:
    assert as_of(*case(), at("2026-11-20T12:34:56+00:00")) == MERGED


def test_the_midnight_of_the_office_counts_while_the_running_month_is_public() -> None:
    assert as_of(*case("summary"), at("2026-11-20T12:34:56+00:00")) == at("2026-11-20T00:00+07:00")


@pytest.mark.parametrize(
    "front",
    [
        {"publish_at": "2026-11-10 09:00"},
        {"expires_at": "2026-11-10 09:00"},
        {"event": "{start: 2026-11-10 07:00, end: 2026-11-10 09:00}"},
    ],
)
def test_a_boundary_of_an_article_counts_once_it_is_due(front: dict[str, str]) -> None:
    found = case("none", **front)
    boundary = at("2026-11-10T09:00+07:00")
    assert as_of(*found, at("2026-11-10T08:59:59+07:00")) == MERGED
    assert as_of(*found, boundary) == boundary
    assert as_of(*found, at("2026-11-20T00:00+07:00")) == boundary


def test_an_urgent_deadline_is_a_boundary() -> None:
    deadline = at("2026-11-05T09:00+07:00")
    assert as_of(*case(overdue=(("c", deadline),)), at("2026-11-20T00:00+07:00")) == deadline


def test_a_merge_after_the_last_boundary_counts() -> None:
    assert as_of(*case(publish_at="2026-11-01"), at("2026-11-20T00:00+07:00")) == MERGED


def test_it_is_the_same_all_day_long() -> None:
    found = case("summary", publish_at="2026-11-20 09:00")
    morning, evening = at("2026-11-20T09:00+07:00"), at("2026-11-20T23:59:59+07:00")
    assert as_of(*found, morning) == as_of(*found, evening)
    assert as_of(*found, morning).tzinfo is UTC


def test_what_comes_next_is_the_first_boundary_that_is_not_past() -> None:
    approved, texts = case(publish_at="2026-11-05T09:00:00+07:00", expires_at="2026-11-09T00:00:00+07:00")
    assert following(approved, texts, at("2026-11-04T10:00+07:00")) == "2026-11-05T02:00:00Z"
    assert following(approved, texts, at("2026-11-05T09:00+07:00")) == "2026-11-08T17:00:00Z"  # that one is now
    assert following(approved, texts, at("2026-11-09T00:00+07:00")) == ""


def test_what_comes_next_is_an_urgent_deadline() -> None:
    approved, texts = case(overdue=(("c", at("2026-11-06T12:00+07:00")),))
    assert following(approved, texts, at("2026-11-05T12:00+07:00")) == "2026-11-06T05:00:00Z"


@pytest.mark.parametrize("now", ["2026-11-05T00:00:00+07:00", "2026-11-05T12:00+07:00", "2026-11-05T23:59:59+07:00"])
def test_what_comes_next_is_midnight_while_the_running_month_is_public(now: str) -> None:
    approved, texts = case(public="summary")
    assert following(approved, texts, at(now)) == "2026-11-05T17:00:00Z"
