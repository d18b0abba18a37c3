"""Pictures that the rules refuse: another kind than the name says, HEIC in the history, words that nobody wrote."""

from __future__ import annotations

import pytest
from tests.rules.cases import AS_OF, Files, sop
from tests.test_pictures import exif
from tests.test_pictures_converted import halves, heic

from terbit import rules

PATH = "content/berita/2026/11/panen/index.md"
TEXT = """\
---
title: Panen raya padi gogo
date: 2026-11-02
description: Petani memanen padi gogo.
categories: [kegiatan]
information: berkala
---

Petani di lereng timur memanen padi gogo.

![{alt}]({name})
"""


def found(name: str, content: bytes, alt: str = "Petani memanen padi") -> list[str]:
    files = Files({PATH: TEXT.format(alt=alt, name=name), PATH.replace("index.md", name): content})
    return [finding.text() for finding in rules.check(files, sop(), AS_OF)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b'<?xml version="1.0"?>\n<svg onload="alert(1)"/>', "SVG"), (b"%PDF-1.7", "PDF"), (heic(halves(16, 16)), "HEIF")],
)
def test_what_is_called_png_and_is_something_else_is_named(content: bytes, kind: str) -> None:
    assert found("a.png", content) == [
        f"{PATH.replace('index.md', 'a.png')}: error[PG003] isi berkas ini {kind}, bukan PNG. "
        "Saran: ganti akhiran nama berkasnya, atau simpan ulang"
    ]


def test_words_that_nobody_wrote_are_no_alternative_text() -> None:
    content = heic(halves(16, 16))
    assert any("[PG002]" in line for line in found("a.heic", content, "TULIS DI SINI: apa yang terlihat"))
    assert not any("[PG002]" in line for line in found("a.heic", content))


def test_a_location_in_a_heic_does_not_enter_the_history() -> None:
    located = heic(halves(16, 16), exif=exif(gps=True))
    assert [finding.rule for finding in rules.sensitive("content/x/IMG.HEIC", located, sop())] == ["PG005"]
    assert rules.sensitive("content/x/IMG.HEIC", heic(halves(16, 16), exif=exif(camera="Sari")), sop()) == []
