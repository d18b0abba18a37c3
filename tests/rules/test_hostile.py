"""Hostile input: a finding with a place, in bounded time, never a traceback."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.cases import AS_OF, Files, sop
from tests.rules.test_judging import BENIH, PANEN, ids, text

from terbit import rules
from terbit.findings import Finding
from terbit.git import Entry


def found(content: bytes | str, path: str = PANEN) -> list[Finding]:
    return rules.check(Files({path: content, BENIH: text()}), sop(), AS_OF)


TITLES = [
    "<script>",
    "a <b>c</b>",
    "&lt;script&gt;",
    "&amp;lt;script&amp;gt;",
    "&#60;img src=x&#62;",
    "</title>",
    "<!--",
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("key", ["title", "description", "authors", "tags"])
def test_markup_in_the_front_matter_is_found(key: str, title: str) -> None:
    value = f'["{title}"]' if key in ("authors", "tags") else f'"{title}"'
    assert "AC004" in ids(found(text(**{key: value})))


@pytest.mark.parametrize("name", ["../../../../sop.yml", "/etc/passwd", "..\\x.pdf", ".", "..", "%2e%2e/x.pdf"])
def test_paths_out_of_the_folder_are_found(name: str) -> None:
    attachments = f"[{{file: '{name}', title: Lampiran}}]"
    assert ids(found(text(attachments=attachments))) == ["AT001"]
    image = f"{{file: '{name}', alt: Padi}}"
    assert ids(found(text(image=image))) == ["PG001"]


def test_links_out_of_the_office_are_found() -> None:
    findings = found(
        text("[a](../../../../../sop.yml) [b](../../../../../../etc/passwd) [c](/etc/passwd) [d](//x.example)\n")
    )
    assert ids(findings) == ["LK004", "LK004", "LK005", "LK005"]


SHAPES = {
    "content/a\nb.md": "SH002",
    "content/a\x1bb.md": "SH002",
    "content/a\udcff.md": "SH002",
    "content/" + "a" * 300 + ".md": "SH002",
    "content/" + "a/" * 600 + "b": "SH002",
    "content/a\\b.md": "SH002",
    "content/a .md/ b": "SH002",
    "content/aux.md": "SH002",
    "content/x:y.md": "SH002",
    "content/.GIT/config": "SH002",
    "content/a\u202eb.md": "SH002",
    "content/berita/.GitAttributes": "SH004",
    ".gitmodules": "SH004",
}


@pytest.mark.parametrize("path", SHAPES)
def test_odd_names_are_found(path: str) -> None:
    assert [f.rule for f in rules.shape({path: Entry("100644", "0" * 40)})] == [SHAPES[path]]


@pytest.mark.parametrize("mode", ["120000", "160000", "100664", "040000"])
def test_odd_modes_are_found(mode: str) -> None:
    assert [f.rule for f in rules.shape({"content/a.md": Entry(mode, "0" * 40)})] == ["SH001"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("a/B.md", "a/b.md"), ("A/b.md", "a/c.md"), ("caf\u00e9", "cafe\u0301"), ("STRASSE", "stra\u00dfe"), ("a/b", "A")],
)
def test_twins_are_found(one: str, other: str) -> None:
    entry = Entry("100644", "0" * 40)
    assert [f.rule for f in rules.shape({one: entry, other: entry})] == ["SH003"]


def test_files_of_a_strange_name_are_judged_without_a_traceback() -> None:
    for name in ("a\udcff.jpg", "a" * 300 + ".pdf", "a\nb.csv"):
        findings = found(b"x", PANEN.replace("index.md", name))
        assert {"SH002", "AT003"} <= set(ids(findings))


def test_symlinks_are_never_followed_or_read() -> None:
    files = Files({PANEN: "../../../../../etc/passwd"}, {PANEN: "120000"})
    assert ids(rules.check(files, sop(), AS_OF)) == ["SH001"]
    assert files.reads == 0


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_findings(content: bytes) -> None:
    found(content)
    found(b"---\n" + content + b"\n---\n")
    found(text().encode() + content)


ATOMS = """[ ] ( ) < > ! # * _ ` { } : | - = & ; \\ / " ' a 1 artikel: http:// <b> </b>""".split(" ")  # noqa: SIM905


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*ATOMS, "\n", "\t", " "]), max_size=60))
def test_any_markdown_gives_findings(parts: list[str]) -> None:
    body = "".join(parts)
    findings = found(text(body))
    assert all(f.line <= 8 + body.count("\n") + 1 for f in findings)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_path_has_a_shape(path: str) -> None:
    rules.shape({path: Entry("100644", "0" * 40)})


@pytest.mark.parametrize(
    ("body", "rules_found"),
    [
        ("https://situs.example/?ust=1534425797866000&x=1", []),
        ("https://situs.example/?nik=3271046504930002", ["PD001"]),
        ("https://situs.example/ NIK 3271046504930002", ["PD001"]),
        ("NIK: 3271.0465.0493.0002", ["PD001"]),
        ("3271 0465 0493 0002", ["PD001"]),
        ("32710465049300021", []),
        ("3271043204930002", []),
    ],
)
def test_identity_numbers_are_known_by_their_structure(body: str, rules_found: list[str]) -> None:
    assert ids(found(text(body + "\n"))) == rules_found


def test_many_broken_links_in_a_large_office_are_judged_in_bounded_time() -> None:
    content: dict[str, bytes | str] = {
        f"content/berita/2020/01/artikel-nomor-{n}/index.md": b"-" for n in range(10_000)
    }
    content[PANEN] = text("".join(f"[a](artikel:artikel-namor-{n})\n\n" for n in range(1000)))
    findings = rules.check(Files(content), sop(), AS_OF, only={PANEN})
    assert ids(findings) == ["LK001"] * 1000
    assert findings[0].hint is not None and findings[0].hint.text() == 'maksud Anda "artikel-nomor-0"?'
