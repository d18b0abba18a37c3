"""The ledger: every address that was ever released, whatever became of it."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from tests.support.edition import SOP

from terbit.articles import article
from terbit.articles.article import Article
from terbit.links import ledger
from terbit.records.event import Event, identity

assert SOP is not None
TITLES = {"1": "Panen padi", "2": "Panen padi (ralat)", "3": '=HYPERLINK("http://jahat.id")'}


def article_of(path: str, blob: str) -> Article | None:
    if blob not in TITLES:
        return None
    title = TITLES[blob].replace('"', '\\"')
    return article.read(path, f'---\ntitle: "{title}"\n---\nIsi\n'.encode(), SOP.zone)


def event(name: str, day: int, address: str = "berita/2026/11/panen/", blob: str = "1", **more: object) -> Event:
    data = {"blob": blob, "path": f"content/{address}index.md", "address": address, **more}
    at = datetime(2026, 11, day, 20, 0, tzinfo=UTC)  # already the next day in the office
    return Event(identity(name, address, str(day)), name, at, "git", commit=blob * 40, article=address, data=data)


def about(name: str, day: int, change: int, actor: str = "", commit: str = "", **data: object) -> Event:
    at = datetime(2026, 11, day, tzinfo=UTC)
    made = identity(name, str(change), f"{day}{actor}{commit}")
    return Event(made, name, at, "git", actor=actor, change=change, commit=commit, data=data)


def rows(*events: Event) -> list[ledger.Row]:
    return ledger.rows(events, SOP, article_of)


def test_a_row_tells_title_dates_commit_roles_and_state() -> None:
    [row] = rows(
        about("approved", 1, 7, "budi", "tip", roles=["ketua-tim"]),
        about("approved", 1, 7, "ratna", "tip", roles=["kepala"]),
        about("merged", 2, 7, "agus", "1" * 40, tip="tip"),
        event("released", 3),
    )
    assert row == ledger.Row(
        "berita/2026/11/panen/",
        "Panen padi",
        date(2026, 11, 4),
        datetime(2026, 11, 3, 20, 0, tzinfo=UTC),
        "1" * 40,
        ("ketua-tim", "kepala"),
        "live",
        "released",
        False,
    )


def test_the_last_text_gives_title_and_roles_and_the_first_its_day() -> None:
    [row] = rows(
        about("approved", 1, 7, "ratna", "tip", roles=["kepala"]),
        about("merged", 2, 7, "agus", "1" * 40, tip="tip"),
        event("released", 3),
        about("approved", 4, 8, "budi", "tip2", roles=["ketua-tim"]),
        about("merged", 4, 8, "agus", "2" * 40, tip="tip2"),
        event("released", 5, blob="2"),
    )
    assert (row.title, row.first, row.roles) == ("Panen padi (ralat)", date(2026, 11, 4), ("ketua-tim",))


def test_an_opinion_that_was_taken_back_is_no_approval() -> None:
    [row] = rows(
        about("approved", 1, 7, "budi", "a", roles=["ketua-tim"]),
        about("returned", 2, 7, "budi", "b", roles=["ketua-tim"]),
        about("approved", 2, 7, "sari", "b", roles=[]),
        about("merged", 3, 7, "agus", "1" * 40, tip="b"),
        event("released", 3),
    )
    assert row.roles == ()


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("withdrawn", "withdrawn"),
        ("expired", "expired"),
        ("deleted", "deleted"),
        ("exempted", "exempt"),
        ("held-back", "held"),
        ("moved", "moved"),
    ],
)
def test_an_address_stays_whatever_becomes_of_it(name: str, state: str) -> None:
    [row] = rows(event("released", 3), event(name, 9, blob="", to="berita/lain/"))
    assert (row.state, row.title, row.changed.day) == (state, "Panen padi", 9)
    assert row.to == ("berita/lain/" if name == "moved" else "")


def test_what_never_was_live_is_not_listed() -> None:
    assert rows(event("exempted", 3)) == []


def test_an_adopted_article_has_its_own_date() -> None:
    [row] = rows(event("adopted", 3, date="2017-05-02"))
    assert (row.first, row.adopted, row.state) == (date(2017, 5, 2), True, "live")


def test_a_text_that_can_no_longer_be_read_leaves_its_title_empty() -> None:
    [row] = rows(event("released", 3, blob="9"))
    assert row.title == ""


def sheet(*events: Event, language: str = "id") -> list[list[str]]:
    content = ledger.sheet(rows(*events), SOP, "en" if language == "en" else "id")
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


def test_the_sheet_has_the_readers_words() -> None:
    head, row = sheet(
        about("approved", 1, 7, "budi", "tip", roles=["ketua-tim"]),
        about("merged", 2, 7, "agus", "1" * 40, tip="tip"),
        event("released", 3),
    )
    assert head == [
        "Alamat",
        "Judul",
        "Pertama tayang",
        "Terakhir berubah",
        "Commit",
        "Disetujui oleh",
        "Keadaan",
        "Pindah ke",
    ]
    url = "https://balai-contoh.example/berita/2026/11/panen/"
    assert row == [url, "Panen padi", "2026-11-04", "2026-11-04", "1" * 40, "Ketua Tim", "tayang", ""]
    assert sheet(event("withdrawn", 4), event("released", 3), language="en")[0][0] == "Address"


def test_no_cell_is_a_formula() -> None:
    assert sheet(event("released", 3, blob="3"))[1][1] == '\'=HYPERLINK("http://jahat.id")'


def test_pages_list_years_and_hide_what_must_not_be_known() -> None:
    events = [
        event("released", 3),
        event("released", 3, "berita/2026/11/rahasia/", "2"),
        event("exempted", 5, "berita/2026/11/rahasia/", ""),
        event("adopted", 3, "lama/", "1", date="2017-05-02"),
    ]
    front, *years = ledger.pages(events, SOP, article_of, {"berita/2026/11/panen/"})
    assert (front.address, front.title, front.template) == ("catatan-link/", "Catatan Link", "ledger.html")
    assert front.context["years"] == [("2026", "catatan-link/2026/", 2), ("2017", "catatan-link/2017/", 1)]
    assert front.context["states"] == [("tayang", 2), ("dikecualikan", 1)]
    assert [page.address for page in years] == ["catatan-link/2017/", "catatan-link/2026/"]
    shown = {row["address"]: row for row in years[1].context["rows"]}
    assert shown["berita/2026/11/rahasia/"]["title"] == ""
    assert [row["present"] for row in shown.values()] == [False, True]
    assert years[1].lastmod == "2026-11-06"


def test_an_office_that_released_nothing_has_an_empty_ledger() -> None:
    [front] = ledger.pages([], SOP, article_of, ())
    assert front.context == {"years": [], "states": [], "total": 0}
