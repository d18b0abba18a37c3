"""The report's files: golden, the same on every day, and safe to open. The public page: never a person's name."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import random
import re
from collections.abc import Callable

import pytest
from tests.reporting.an_office import Office, moment, october, sample_sop

from terbit.articles import markdown
from terbit.records.event import canonical
from terbit.reporting import page, report
from terbit.reporting.figures import Figures, figures
from terbit.reporting.report import Origin
from terbit.sop import Sop

ORIGIN = Origin("a" * 40, "b" * 40)
END = moment("2026-12-01 00:00")
HERE = "reports/2026-10/"
NOTES = (
    b"# Catatan\n\n## Kendala\n\nListrik padam *dua* hari.\n\n### Rincian\n\nTanggal 5.\n\n## Rekomendasi\n\nGenset.\n"
)


def made(office: Office, sop: Sop | None = None) -> Figures:
    return figures(office.events, sop or sample_sop(), "2026-10", office.article_of, END)


def public(office: Office, audience: str, as_of: str = "2026-10-31 12:00") -> list[page.Generated]:
    sop = sample_sop()
    sop = sop.model_copy(update={"report": sop.report.model_copy(update={"public": audience})})
    return list(page.pages(office.events, sop, office.article_of, moment(as_of)))


@pytest.mark.parametrize("name", ["index.md", "figures.json", "releases.csv"])
def test_the_files_are_the_golden_ones(name: str, golden: Callable[[str, bytes], None]) -> None:
    files = report.files(made(october()), sample_sop(), ORIGIN)
    assert sorted(files) == [HERE + one for one in sorted(report.GENERATED)]
    golden(name, files[HERE + name])


def test_the_report_in_english_is_the_golden_one(golden: Callable[[str, bytes], None]) -> None:
    sop = sample_sop()
    english = sop.model_copy(update={"office": sop.office.model_copy(update={"language": "en"})})
    golden("index.en.md", report.files(made(october(), english), english, ORIGIN)[HERE + "index.md"])


def test_the_public_page_is_the_golden_one(golden: Callable[[str, bytes], None]) -> None:
    first = public(october(), "summary")[0]
    text = json.dumps([first.address, first.title, first.context], ensure_ascii=False, indent=1)
    golden("public.json", text.encode())


def test_the_same_records_give_the_same_bytes_in_any_order_of_lines() -> None:
    office, again = october(), october()
    at_once = {event.at for event in office.events if sum(e.at == event.at for e in office.events) > 1}
    office.events = [event for event in office.events if event.at not in at_once]
    again.events = list(office.events)
    random.Random(3).shuffle(again.events)
    assert report.files(made(office), sample_sop(), ORIGIN) == report.files(made(again), sample_sop(), ORIGIN)


def test_figures_json_is_canonical_and_names_what_it_was_made_from() -> None:
    content = report.files(made(october()), sample_sop(), ORIGIN)[HERE + "figures.json"]
    body = json.loads(content)
    assert canonical(body) + b"\n" == content
    assert body["made_from"] == {"records": "a" * 40, "main": "b" * 40, "previous": ""}
    assert body["period"] == {
        "start": "2026-09-30T17:00:00Z",
        "end": "2026-10-31T17:00:00Z",
        "as_of": "2026-10-31T17:00:00Z",
    }
    assert body["complete"] is True


def test_checksums_cover_every_file_and_what_people_wrote() -> None:
    files = report.files(made(october()), sample_sop(), ORIGIN, NOTES)
    sums = dict(reversed(line.split("  ")) for line in files[HERE + "SHA256SUMS"].decode().splitlines())
    expected = {
        **{name: files[HERE + name] for name in ("index.md", "figures.json", "releases.csv")},
        "notes.md": NOTES,
    }
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in expected.items()}


# -- what people wrote -------------------------------------------------------------------------------------------


def test_obstacles_and_recommendations_are_people_s_words() -> None:
    text = report.files(made(october()), sample_sop(), ORIGIN, NOTES)[HERE + "index.md"].decode()
    assert "## Kendala\n\nListrik padam *dua* hari.\n\n#### Rincian\n\nTanggal 5.\n\n## Rekomendasi" in text
    assert "## Rekomendasi dan tindak lanjut\n\nGenset.\n" in text


@pytest.mark.parametrize("notes", [None, b"", b"## Kendala\n\n\n", b"bebas\n", b"\xff\xfe\0"])
def test_without_their_words_there_is_no_data(notes: bytes | None) -> None:
    text = report.files(made(october()), sample_sop(), ORIGIN, notes)[HERE + "index.md"].decode()
    assert "## Kendala\n\nTidak ada data.\n" in text
    assert "## Rekomendasi dan tindak lanjut\n\nTidak ada data.\n" in text


# -- hostile titles ----------------------------------------------------------------------------------------------

TITLES = [
    "<script>alert(1)</script>",
    "a | b",
    "[klik](javascript:alert(1))",
    "![x](http://jahat.example/x.png)",
    "`kode` **tebal** _miring_ ~~coret~~",
    "</table><h1>besar</h1>",
    "&lt;b&gt; &#60;",
    "a\\|b",
    "1. satu",
    "- satu",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_printed_and_never_run(title: str) -> None:
    office = Office()
    office.news("2026-10-05", 1, "a", title)
    text = report.page(made(office), sample_sop(), "internal", ORIGIN)
    page_html = markdown.html(text)
    cells = re.findall(r"<td><a href=\"([^\"]*)\">(.*?)</a></td>", page_html)
    assert ("https://balai-contoh.example/berita/2026/10/a/") in [url for url, _ in cells]
    assert not re.search(r"<(script|h1>besar|img|strong|em>|code|del)", page_html)
    shown = next(shown for url, shown in cells if url.endswith("/a/"))
    assert html.unescape(shown) == title


@pytest.mark.parametrize("title", ["=1+1", "+62", "-2", "@SUM(A1)", " =1", '=HYPERLINK("http://x";"y")'])
def test_no_cell_of_the_csv_is_a_formula(title: str) -> None:
    office = Office()
    office.news("2026-10-05", 1, "a", title)
    content = report.files(made(office), sample_sop(), ORIGIN)[HERE + "releases.csv"].decode()
    head, row = csv.reader(io.StringIO(content))
    cell = dict(zip(head, row, strict=True))["title"]
    assert cell.startswith("'")
    assert cell[1:] == title.strip()


# -- who may see what --------------------------------------------------------------------------------------------

PEOPLE = ("Sari", "Dewi", "Budi", "Ratna", "Agus", "Wayan", "sari", "dewi", "budi", "ratna", "agus", "wayan")


@pytest.mark.parametrize("audience", ["summary", "full"])
def test_no_person_is_ever_on_a_public_page(audience: str) -> None:
    text = json.dumps([one.context for one in public(october(), audience)], ensure_ascii=False)
    for name in PEOPLE:
        assert not re.search(rf"\b{name}\b", text), name


def test_the_summary_leaves_out_what_is_not_for_everybody() -> None:
    keys = [section["key"] for section in public(october(), "summary")[0].context["sections"]]
    assert keys == [
        "identity", "targets", "news", "page_updates", "publications", "channels", "steps", "decisions", "links",
        "adopted",
    ]  # fmt: skip
    assert "lama.example" not in json.dumps(public(october(), "summary")[0].context)


def test_none_means_that_there_is_no_page() -> None:
    assert public(october(), "none") == []


def test_asking_for_a_name_where_the_public_reads_is_a_fault() -> None:
    from terbit.reporting.section import View

    with pytest.raises(PermissionError):
        View(sample_sop(), "summary").person("sari")


def test_the_running_month_leads_to_those_before_it() -> None:
    found = public(october(), "summary")
    assert [(one.address, one.title) for one in found] == [
        ("laporan/", "Laporan bulanan Oktober 2026"),
        ("laporan/2026-09/", "Laporan bulanan September 2026"),
    ]
    assert found[0].context["months"] == [("September 2026", "laporan/2026-09/")]
    assert (found[0].context["complete"], found[1].context["complete"]) == (False, True)
    assert (found[0].lastmod, found[1].lastmod) == ("2026-10-31", "2026-09-30")


def test_an_office_without_records_has_a_page_that_says_so() -> None:
    (only,) = public(Office(), "summary")
    news = next(section for section in only.context["sections"] if section["key"] == "news")
    assert news["blocks"] == [{"kind": "text", "text": "Tidak ada data."}]
