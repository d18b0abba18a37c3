"""The ledger: every address that was ever released, whatever became of it."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta

import pytest
from tests.links.events import ADDRESS, SOP, about, day, event, heading_of, said

from terbit.links.ledger import row as ledger
from terbit.links.ledger.row import Approval, Capture, LiveCheck, Post, Row
from terbit.links.ledger.sheet import sheet
from terbit.records.event import Event

APPROVED = (
    about("approved", 1, 7, "ratna", "tip", roles=["kepala"]),
    about("approved", 1, 7, "budi", "tip", roles=["ketua-tim"]),
    about("merged", 2, 7, "agus", "1" * 40, tip="tip"),
)


def rows(*events: Event) -> list[Row]:
    return ledger.rows(events, SOP, heading_of)


def test_a_row_tells_everything_that_is_known_of_an_address() -> None:
    package = {"package": "2026-11.wacz", "sha256": "c" * 64}
    [row] = rows(
        *APPROVED,
        event("released", 3),
        said("verified", 4, outcome="good", deployment="d", good=9, bad=0, unknown=0),
        said("captured", 5, ADDRESS, **package),
        said("posted", 6, ADDRESS, channel="instagram", url="https://media.example/p/1"),
    )
    assert row == Row(
        address=ADDRESS,
        title="Panen padi",
        categories=("kegiatan",),
        first=date(2026, 11, 4),
        changed=day(3),
        commit="1" * 40,
        roles=("ketua-tim", "kepala"),
        approvals=(Approval("budi", ("ketua-tim",)), Approval("ratna", ("kepala",))),
        state="live",
        live=LiveCheck("good", day(4)),
        capture=Capture("2026-11.wacz", "c" * 64, day(5)),
        posts=(Post("instagram", "https://media.example/p/1"),),
    )
    assert row.plain(SOP) == {
        "url": f"https://balai-contoh.example/{ADDRESS}",
        "title": "Panen padi",
        "categories": ["kegiatan"],
        "first": "2026-11-04",
        "changed": "2026-11-03T20:00:00Z",
        "commit": "1" * 40,
        "roles": ["ketua-tim", "kepala"],
        "approvals": [{"person": "budi", "roles": ["ketua-tim"]}, {"person": "ratna", "roles": ["kepala"]}],
        "state": "live",
        "adopted": False,
        "to": "",
        "live": {"outcome": "good", "at": "2026-11-04T20:00:00Z"},
        "capture": {**package, "at": "2026-11-05T20:00:00Z"},
        "posts": [{"channel": "instagram", "url": "https://media.example/p/1"}],
    }


def test_what_records_do_not_tell_is_no_data() -> None:
    [row] = rows(event("released", 3), said("masa-depan", 4, ADDRESS, package="x", url="https://x.example"))
    plain = row.plain(SOP)
    assert (plain["live"], plain["capture"], plain["posts"]) == (None, None, None)


def test_the_last_text_gives_title_categories_and_approvals_and_the_first_its_day() -> None:
    [row] = rows(
        *APPROVED,
        event("released", 3),
        about("approved", 4, 8, "budi", "tip2", roles=["ketua-tim"]),
        about("merged", 4, 8, "agus", "2" * 40, tip="tip2"),
        event("released", 5, blob="2"),
    )
    assert (row.title, row.categories) == ("Panen padi (ralat)", ("teknologi", "kegiatan"))
    assert (row.first, row.approvals) == (date(2026, 11, 4), (Approval("budi", ("ketua-tim",)),))


def test_an_opinion_that_was_taken_back_is_no_approval() -> None:
    [row] = rows(
        about("approved", 1, 7, "budi", "a", roles=["ketua-tim"]),
        about("returned", 2, 7, "budi", "b", roles=["ketua-tim"]),
        about("approved", 2, 7, "sari", "b", roles=[]),
        about("approved", 2, 7, "dewi", "b", roles="kepala"),
        about("merged", 3, 7, "agus", "1" * 40, tip="b"),
        event("released", 3),
    )
    assert (row.roles, row.approvals) == ((), ())


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("withdrawn", "withdrawn"),
        ("expired", "expired"),
        ("deleted", "deleted"),
        ("held-back", "held"),
        ("moved", "moved"),
    ],
)
def test_an_address_stays_whatever_becomes_of_it(name: str, state: str) -> None:
    [row] = rows(event("released", 3), event(name, 9, blob="", to="berita/lain/"))
    assert (row.state, row.title, row.changed) == (state, "Panen padi", day(9))
    assert row.to == ("berita/lain/" if name == "moved" else "")


def test_what_is_released_again_after_a_withdrawal_is_live_again() -> None:
    [row] = rows(event("released", 3), event("withdrawn", 5, blob=""), event("released", 8, blob="2"))
    assert (row.state, row.title, row.first, row.changed) == ("live", "Panen padi (ralat)", date(2026, 11, 4), day(8))


def test_what_never_was_live_is_not_listed() -> None:
    assert rows(event("exempted", 3), event("deleted", 4)) == []


def test_an_adopted_article_has_its_own_date() -> None:
    [row] = rows(event("adopted", 3, date="2017-05-02"))
    assert (row.first, row.adopted, row.state) == (date(2017, 5, 2), True, "live")


@pytest.mark.parametrize("blob", ["9", "4"])
def test_a_text_that_can_no_longer_be_read_leaves_its_title_empty(blob: str) -> None:
    [row] = rows(event("released", 3, blob=blob))
    assert (row.title, row.categories) == ("", ())


# -- what must not be known --------------------------------------------------------------------------------------


def test_what_turned_out_to_be_exempt_has_no_title_for_anybody() -> None:
    [row] = rows(event("released", 3), event("exempted", 5, blob=""))
    assert (row.state, row.title, row.categories) == ("exempt", "", ())
    [row] = rows(event("released", 3), event("exempted", 5, blob=""), event("deleted", 6, blob=""))
    assert (row.state, row.title) == ("deleted", "")


def test_nor_has_it_where_it_stood_before_it_moved() -> None:
    new = "berita/2026/11/baru/"
    moved = (
        event("released", 3),
        event("moved", 4, blob="", to=new),
        event("released", 4, new, "1", article=ADDRESS),
        event("exempted", 5, new, "", article=ADDRESS),
    )
    assert [(row.state, row.title) for row in rows(*moved)] == [("moved", ""), ("exempt", "")]


def test_a_text_that_replaces_it_is_told() -> None:
    [row] = rows(event("released", 3), event("exempted", 5, blob=""), event("released", 6, blob="2"))
    assert (row.state, row.title) == ("live", "Panen padi (ralat)")


# -- the live check ----------------------------------------------------------------------------------------------


def test_only_a_check_since_the_last_change_says_something() -> None:
    old, new = said("verified", 4, outcome="good"), said("verified", 8, outcome="good")
    assert rows(event("released", 5), old)[0].live is None
    assert rows(event("released", 5), old, new)[0].live == LiveCheck("good", day(8))
    assert rows(event("released", 4), old)[0].live == LiveCheck("good", day(4))  # a deployment's own first check


@pytest.mark.parametrize(
    ("outcome", "told"), [("bad", "bad"), ("unknown", "unknown"), ("bagus", "unknown"), (7, "unknown")]
)
def test_the_newest_check_counts_and_unknown_is_never_good(outcome: object, told: str) -> None:
    [row] = rows(event("released", 3), said("verified", 4, outcome="good"), said("verified", 5, outcome=outcome))
    assert row.live == LiveCheck(told, day(5))


def test_of_what_is_held_back_nobody_knows_whether_it_has_a_page() -> None:
    [row] = rows(event("released", 3), event("held-back", 4, blob=""), said("verified", 5, outcome="good"))
    assert row.live is None


# -- packages and posts ------------------------------------------------------------------------------------------


def test_a_capture_names_an_address_or_an_article_and_the_newest_counts() -> None:
    release = event("released", 3)
    one = said("captured", 4, package="a", sha256="1", address=ADDRESS)
    two = said("captured", 5, ADDRESS, package="b", sha256="2")
    assert rows(release, two, one)[0].capture == Capture("b", "2", day(5))
    assert rows(release, one)[0].capture == Capture("a", "1", day(4))
    assert (
        rows(release, said("captured", 4, "lain/", package="a"), said("captured", 5, ADDRESS, package=7))[0].capture
        is None
    )


def test_posts_follow_the_article_to_its_new_address_each_once() -> None:
    new = "berita/2026/11/baru/"
    url = "https://media.example/p/1"
    found = rows(
        event("released", 3),
        said("posted", 3, ADDRESS, channel="instagram", url=url),
        said("posted", 4, ADDRESS, channel="instagram", url=url),
        said("posted", 4, ADDRESS, channel="x", url="javascript:alert(1)"),
        event("released", 5, new, "1", article=ADDRESS),
    )
    assert [row.posts for row in found] == [(Post("instagram", url),), (Post("instagram", url),)]


# -- the same for everybody --------------------------------------------------------------------------------------


def test_the_order_in_which_events_come_changes_nothing() -> None:
    first = event("released", 3, after="")
    second = event("withdrawn", 3, blob="", after=first.id)  # in the same second: the ids say which came first
    third = event("released", 3, blob="2", after=second.id)
    more = [said("verified", n, outcome="good", n=n) for n in range(2, 9)]
    events = [
        first,
        second,
        third,
        *APPROVED,
        *more,
        event("released", 6, "lain/"),
        said("posted", 4, "lain/", url="https://a.b/"),
    ]
    expected = rows(*events)
    assert (expected[0].title, expected[0].state) == ("Panen padi (ralat)", "live")
    for seed in range(20):
        mixed = list(events)
        random.Random(seed).shuffle(mixed)
        assert rows(*mixed) == expected
    assert timedelta() == first.at - third.at


# -- as a sheet --------------------------------------------------------------------------------------------------


def table(*events: Event, language: str = "id", public: bool = False) -> list[list[str]]:
    content = sheet(rows(*events), SOP, "en" if language == "en" else "id", public=public)
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


def test_the_office_s_sheet_has_the_readers_words_and_keys_of_persons() -> None:
    head, row = table(
        *APPROVED,
        event("released", 3),
        said("verified", 4, outcome="bad"),
        said("captured", 5, ADDRESS, package="2026-11.wacz", sha256="c" * 64),
        said("posted", 6, ADDRESS, channel="instagram", url="https://media.example/p/1"),
    )
    assert dict(zip(head, row, strict=True)) == {
        "Alamat": f"https://balai-contoh.example/{ADDRESS}",
        "Judul": "Panen padi",
        "Kategori": "Kegiatan kantor",
        "Pertama tayang": "2026-11-04",
        "Terakhir berubah": "2026-11-04",
        "Commit": "1" * 40,
        "Disetujui oleh": "Ketua Tim, Kepala Balai",
        "Penyetuju": "budi, ratna",
        "Keadaan": "tayang",
        "Pindah ke": "",
        "Pemeriksaan situs": "ada yang buruk",
        "Tanggal pemeriksaan": "2026-11-05",
        "Diarsipkan": "2026-11-06",
        "Paket arsip": "2026-11.wacz",
        "SHA-256 paket": "c" * 64,
        "Media sosial": "https://media.example/p/1",
    }


def test_the_sheet_says_no_data_and_never_nothing() -> None:
    head, row = table(event("released", 3))
    told = dict(zip(head, row, strict=True))
    assert {name for name, cell in told.items() if cell == "tidak ada data"} == {
        "Disetujui oleh", "Penyetuju", "Pemeriksaan situs", "Tanggal pemeriksaan", "Diarsipkan", "Paket arsip",
        "SHA-256 paket", "Media sosial",
    }  # fmt: skip


def test_the_sheet_in_english() -> None:
    head, row = table(
        event("withdrawn", 4), event("released", 3), said("verified", 5, outcome="unknown"), language="en"
    )
    assert head == [
        "Address", "Title", "Categories", "First published", "Last changed", "Commit", "Approved by",
        "Approved by (persons)", "State", "Moved to", "Site check", "Checked on", "Archived", "Archive package",
        "SHA-256 of the package", "Social media",
    ]  # fmt: skip
    assert (row[8], row[10], row[12]) == ("withdrawn", "unknown", "no data")


def test_the_public_s_sheet_knows_no_person_and_no_package() -> None:
    head, row = table(
        *APPROVED, event("released", 3), said("captured", 5, ADDRESS, package="rahasia.wacz"), public=True
    )
    assert head == [
        "Alamat", "Judul", "Kategori", "Pertama tayang", "Terakhir berubah", "Commit", "Disetujui oleh", "Keadaan",
        "Pindah ke", "Pemeriksaan situs", "Diarsipkan", "Media sosial",
    ]  # fmt: skip
    assert row[6] == "Ketua Tim, Kepala Balai"
    assert not {"budi", "ratna", "rahasia.wacz"} & {word for cell in row for word in cell.replace(",", " ").split()}


def test_no_cell_is_a_formula() -> None:
    assert table(event("released", 3, blob="3"))[1][1] == '\'=HYPERLINK("http://jahat.id")'
