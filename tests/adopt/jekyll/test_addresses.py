"""Where Jekyll served a document: its styles and placeholders."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from terbit.adopt.jekyll.addresses import Stood, of_collection, of_page, of_post

DAY = datetime(2009, 4, 29, 21, 5, 7, tzinfo=UTC)
POST = Stood("slap-chop", "", "", ("Desa Maju", "padi"), "", DAY)


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("date", "desa%20maju/padi/2009/04/29/slap-chop.html"),
        ("pretty", "desa%20maju/padi/2009/04/29/slap-chop/"),
        ("ordinal", "desa%20maju/padi/2009/119/slap-chop.html"),
        ("weekdate", "desa%20maju/padi/2009/W18/Wed/slap-chop.html"),
        ("none", "desa%20maju/padi/slap-chop.html"),
        ("/:slugified_categories/:i_month-:i_day-:short_year/:slug", "desa-maju/padi/4-29-09/slap-chop"),
        ("/blog/:short_month/:long_day/:hour:minute:second/:title/", "blog/Apr/Wednesday/210507/slap-chop/"),
        ("/:w_year/:week/:w_day/:y_day/:name:output_ext", "2009/18/3/119/slap-chop.html"),
        ("/:tidak_ada/:title_lama/index.html", ":tidak_ada/slap-chop_lama/"),
    ],
)
def test_posts(pattern: str, address: str) -> None:
    assert of_post(POST, pattern) == address


def test_a_post_without_a_date_has_no_date_in_its_address() -> None:
    assert of_post(Stood("panen"), "pretty") == "panen.html"


@pytest.mark.parametrize(
    ("stood", "pattern", "address"),
    [
        (Stood("tentang"), "date", "tentang.html"),
        (Stood("tentang"), "pretty", "tentang/"),
        (Stood("tentang", "profil"), "/:categories/:title/", "profil/tentang/"),
        (Stood("tentang", "profil"), "/:year/:title", "profil/tentang"),
        (Stood("index", "profil"), "date", "profil/"),
    ],
)
def test_pages(stood: Stood, pattern: str, address: str) -> None:
    assert of_page(stood, pattern) == address


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("date", "layanan/surat/ktp.html"),
        ("pretty", "layanan/surat/ktp/"),
        ("/:collection/:path/", "layanan/surat/ktp/"),
        ("/izin/:name", "izin/ktp"),
    ],
)
def test_collections(pattern: str, address: str) -> None:
    assert of_collection(Stood("ktp", "surat", "", (), "layanan"), pattern) == address
