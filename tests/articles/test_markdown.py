"""What our Markdown makes, and that MkDocs would make the same of it."""

from __future__ import annotations

from terbit.articles import markdown


def test_links_are_those_that_markdown_made() -> None:
    body = '[a](artikel:benih) ![b](b.jpg) <https://c.example/> <a href="raw">d</a>\n\n[e][1]\n\n[1]: x.pdf\n'
    rendered = markdown.render(body)
    assert rendered.links == (("a", "artikel:benih"), ("img", "b.jpg"), ("a", "https://c.example/"), ("a", "x.pdf"))
    assert '<a href="raw">d</a>' in rendered.html


def test_labels_are_the_headings_as_the_table_of_contents_has_them() -> None:
    rendered = markdown.render("# Satu *dua*\n\n### Tiga {: data-toc-label='Lain' }\n\n## Empat\n")
    assert rendered.labels == ("Satu dua", "Lain", "Empat")


def test_every_extension_does_its_part() -> None:
    cases = {
        "| a |\n|---|\n| b |\n": "<table>",
        "```\na\n```\n": "<pre><code>",
        "a[^1]\n\n[^1]: b\n": 'class="footnote"',
        "a\n:   b\n": "<dd>b</dd>",
        "!!! note\n    a\n": 'class="admonition note"',
        "a\n{: .b }\n": '<p class="b">',
        "1. a\n\n- b\n": "<ul>",
        "## A b\n": '<h2 id="a-b">',
    }
    for body, expected in cases.items():
        assert expected in markdown.html(body)
    assert len(cases) == len(markdown.EXTENSIONS)


def test_no_extension_reads_files() -> None:
    body = '--8<-- "/etc/passwd"\n\n{!/etc/passwd!}\n\n{% include "/etc/passwd" %}\n\n[TOC]\n'
    assert "root:" not in markdown.html(body)
