"""Hostile input: a finding with a place, in bounded time, never a traceback."""

from __future__ import annotations

import time

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


HEAD = "---\ntitle: Panen\n"
UNREADABLE = {
    "binary": (bytes(range(256)) * 40, "berkas ini bukan teks", 0),
    "NUL": (text("a\0b\n").encode(), "berkas ini bukan teks", 0),
    "UTF-16": (text().encode("utf-16"), "berkas ini bukan teks", 0),
    "latin-1": (text("caf\xe9\n").encode("latin-1"), "berkas bukan teks UTF-8", 9),
    "no front matter": (b"# Halo\n", "tidak ada front matter", 1),
    "left open": (b"---\ntitle: a\n", "front matter tidak ditutup", 1),
    "exploding aliases": (
        HEAD + "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(40)) + "---\n",
        "jangkar dan alias YAML (& dan *) tidak boleh dipakai",
        3,
    ),
    "deep YAML": (HEAD + "tags: " + "[" * 5000 + "\n---\n", "susunan terlalu dalam, paling banyak 32 tingkat", 3),
    "python tag": (
        HEAD + "tags: !!python/object/apply:os.system [id]\n---\n",
        "tanda tipe YAML (!) tidak boleh dipakai",
        3,
    ),
    "twice": (HEAD + "title: b\n---\n", "kunci title tertulis dua kali", 3),
    "control character": (HEAD + "description: a\x07b\n---\n", "ada huruf kendali yang tidak boleh ada di sini", 3),
    "tab": (HEAD + "tags:\n\t- a\n---\n", "tab tidak boleh dipakai di sini", 4),
    "huge": (HEAD + "tags: [" + "a, " * 120_000 + "]\n---\n", None, None),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_files_are_findings_with_a_place(name: str) -> None:
    content, message, line = UNREADABLE[name]
    begun = time.monotonic()
    findings = found(content)
    assert time.monotonic() - begun < 5
    assert ids(findings)[:1] == ["FM001"]
    assert findings[0].path == PANEN
    if message is not None:
        assert (findings[0].message.text(), findings[0].line) == (message, line)


COSTLY = {
    "brackets": "[" * 20_000,
    "pictures": "![" * 10_000,
    "links in links": "[" * 4000 + "a" + "](b)" * 4000,
    "stars": "*" * 20_000,
    "half emphasis": "*a " * 6000,
    "backticks": "`a``b" * 4000,
    "open tags": "<a\n\n" * 6000,
    "open comments": "<!--\n\n" * 6000,
    "open CDATA": "<![CDATA[\n\n" * 6000,
    "quotes": "\n".join("> " * (n % 150) + "a" for n in range(900)),
    "deep quotes": ">" * 3000 + " a",
    "deep lists": "\n".join("    " * n + "- a" for n in range(90)),
    "deep boxes": "\n".join("    " * n + "!!! note" for n in range(90)),
    "definitions": "a\n: b\n" * 9000,
    "headings": "# a\n" * 15_000,
    "footnotes": "[^a]\n\n" * 6000 + "[^a]: x\n",
    "references": "[^a]: <" + "<" * 15_000,
    "attributes": "a {: " + "x='" * 6000,
    "elements": "<b>" * 6000,
    "elements in lines": "<div>\n" * 15_000,
    "a long line": "a" * 3_000_000,
    "many lines": "a\n\n" * 300_000,
    "entities": "&#x26;" * 3000,
    "digits": "1" * 190_000,
    "dashes in digits": "1234-" * 30_000,
    "at signs": "a@" * 90_000,
    "dots": "a." * 90_000 + "@" + "b." * 90_000,
    "accounts": "rekening " * 20_000,
}


@pytest.mark.parametrize("name", COSTLY)
def test_costly_bodies_are_judged_in_bounded_time(name: str) -> None:
    begun = time.process_time()
    findings = found(text(COSTLY[name] + "\n"))
    rules.sensitive(PANEN, COSTLY[name].encode(), sop())
    assert time.process_time() - begun < 20  # seconds on a busy machine; unbounded they take minutes
    assert all(f.path == PANEN for f in findings)


ACTIVE = [
    '<div><img src=x onerror=alert(1) alt="\n\n</div>',
    "<div><meta http-equiv='refresh' content='0;url=//x.example'></div>",
    "<div>\n<!-- left open\n</div>",
    "``` { .a #__search onclick=x }\na\n```",
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "![a](x.jpg){: onload=alert(1) }",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html,x)",
    "[a](vbscript:x)",
    "<a href=' javascript:alert(1)'>a</a>",
    "<svg onload=alert(1)>",
    "<math><mtext></mtext></math>",
    "<iframe src=//x.example></iframe>",
    "<object data=x></object>",
    "<embed src=x>",
    "<form action=//x.example><input></form>",
    "<base href=//x.example/>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed'>a</p>",
    "a\n{: style='position:fixed' }",
    "a\n{: data-md-component=search }",
    "a\n{: #__search }",
    "a\n{: .md-dialog }",
    "!!! md-overlay\n    a",
    "<template><img src=x></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<textarea>",
    "<plaintext>",
    "</div></article><p>a",
    "## a {: data-toc-label='&lt;img src=x onerror=alert(1)&gt;' }",
    "## &lt;img src=x onerror=alert(1)&gt;",
    "## `<img src=x onerror=alert(1)>`",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "a\n:   <script>alert(1)</script>",
]


@pytest.mark.parametrize("body", ACTIVE)
def test_active_content_is_found_however_it_is_written(body: str) -> None:
    findings = [f for f in found(text(body + "\n")) if f.rule.startswith("AC")]
    assert findings
    assert all(f.line >= 9 and f.column >= 1 for f in findings)


# what Markdown itself prints as text
HARMLESS = [
    "<img src=x onerror=alert(1) alt='",
    "<!-- left open",
    "<?php echo 1",
    "<![CDATA[ x",
    "`<script>`",
    "    <script>",
    "5 < 7 dan 9 > 3",
    "<https://situs.example/?a=1&b=2>",
    "``` { .md-overlay }\na\n```",
]


@pytest.mark.parametrize("body", HARMLESS)
def test_what_is_printed_as_text_is_fine(body: str) -> None:
    assert found(text(body + "\n")) == []


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
    begun = time.process_time()
    findings = rules.check(Files(content), sop(), AS_OF, only={PANEN})
    assert time.process_time() - begun < 15
    assert ids(findings) == ["LK001"] * 1000
    assert findings[0].hint is not None and findings[0].hint.text() == 'maksud Anda "artikel-nomor-0"?'
