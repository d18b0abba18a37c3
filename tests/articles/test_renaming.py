"""References in a text follow a file that gets another name, and nothing else changes."""

from __future__ import annotations

import unicodedata

import pytest

from terbit.articles.renaming import renamed

OLD, NEW = "IMG 0412.HEIC", "img-0412.jpg"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("![Sawah](IMG 0412.HEIC)", "![Sawah](img-0412.jpg)"),
        ("![Sawah](<IMG 0412.HEIC>)", "![Sawah](img-0412.jpg)"),
        ('![Sawah](./IMG%200412.HEIC "Panen")', '![Sawah](img-0412.jpg "Panen")'),
        ("[![a](img%200412.heic)](IMG%200412.HEIC)", "[![a](img-0412.jpg)](img-0412.jpg)"),
        ("[foto]: IMG%200412.HEIC\n", "[foto]: img-0412.jpg\n"),
        ("[foto](IMG%200412.HEIC#a)", "[foto](img-0412.jpg#a)"),
        ('<img alt="x" src="IMG 0412.HEIC">', '<img alt="x" src="img-0412.jpg">'),
        ("<a href='IMG%200412.HEIC'>x</a>", '<a href="img-0412.jpg">x</a>'),
        ("Berkas IMG 0412.HEIC hilang.", "Berkas IMG 0412.HEIC hilang."),
        ("![a](lain/IMG 0412.HEIC) ![b](XIMG 0412.HEIC)", "![a](lain/IMG 0412.HEIC) ![b](XIMG 0412.HEIC)"),
        ("---\nimage:\n  file: IMG 0412.HEIC\n  alt: a\n---\nx", "---\nimage:\n  file: img-0412.jpg\n  alt: a\n---\nx"),
        (
            '---\nimage: {file: "IMG 0412.HEIC", alt: IMG 0412.HEIC}\n---\n',
            "---\nimage: {file: img-0412.jpg, alt: IMG 0412.HEIC}\n---\n",
        ),
        ("---\nfile: 'IMG 0412.HEIC'  # foto\n---\n![](a.jpg)", "---\nfile: img-0412.jpg  # foto\n---\n![](a.jpg)"),
        ("---\r\nimage:\r\n  file: IMG 0412.HEIC\r\n---\r\n", "---\r\nimage:\r\n  file: img-0412.jpg\r\n---\r\n"),
    ],
)
def test_what_names_the_file_follows(before: str, after: str) -> None:
    assert renamed(before, OLD, NEW) == after
    assert renamed(after, OLD, NEW) == after


def test_letters_that_macos_takes_apart_are_found() -> None:
    apart = unicodedata.normalize("NFD", "Café.HEIC")
    assert renamed("![a](Café.HEIC) ![b](" + apart + ")", apart, "cafe.jpg") == "![a](cafe.jpg) ![b](cafe.jpg)"


def test_a_name_in_a_folder_below() -> None:
    assert renamed("![a](foto/A 1.png)", "foto/A 1.png", "foto/a-1.png") == "![a](foto/a-1.png)"
