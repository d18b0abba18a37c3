"""The front page, announcements, topics, and what goes with an article: values, without MkDocs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.edition import Office, path, text

from terbit.articles.page import Generated
from terbit.publishing import listings
from terbit.publishing.listings.topics import key_of, named, topic_address, topics
from terbit.publishing.related import Related
from terbit.publishing.share import share_links
from terbit.publishing.site import Entry
from terbit.publishing.structured import json_ld

PICTURE = "{file: a.jpg, alt: Petani di sawah}"


def pages(office: Office) -> dict[str, Generated]:
    return {page.address: page for page in listings.pages(office.site())}


def names(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.address.split("/")[-2] for entry in entries]


def days(count: int, **keys: str) -> dict[str, str]:
    return {path(f"n{n}"): text(f"N{n}", date=f"2026-11-{n + 1:02}", **keys) for n in range(count)}


# -- the front page ----------------------------------------------------------------------------------------------


def test_the_newest_article_with_a_picture_leads() -> None:
    office = Office({**days(9), path("n5"): text("N5", date="2026-11-06", image=PICTURE)})

    front = pages(office)[""].context

    assert front["lead"].title == "N5"
    assert names(front["newest"]) == ["n8", "n7", "n6", "n4", "n3", "n2"]


def test_without_pictures_the_newest_leads_and_an_old_picture_does_not() -> None:
    office = Office({**days(12), path("n0"): text("N0", date="2026-11-01", image=PICTURE)})
    assert pages(office)[""].context["lead"].title == "N11"


def test_the_front_page_of_an_office_without_articles() -> None:
    front = pages(Office({"content/profil.md": text("Profil")}))[""].context

    assert front["lead"] is None
    assert (front["newest"], front["announcements"], front["events"], front["publications"]) == ((), (), (), ())
    assert front["category_counts"]["kegiatan"] == 0


def test_announcements_stand_apart_from_news() -> None:
    told = {path(f"p{n}"): text(f"P{n}", date=f"2026-11-{n + 1:02}", categories="[pengumuman]") for n in range(5)}
    front = pages(Office({**told, path("berita"): text()}))[""].context

    assert names(front["announcements"]) == ["p4", "p3", "p2", "p1"]
    assert front["lead"].address == "berita/2026/11/berita/"
    assert names(front["newest"]) == ["p0"]
    assert front["category_counts"]["pengumuman"] == 5


def test_an_expired_announcement_leaves_its_list() -> None:
    announced = text(categories="[pengumuman]")
    office = Office({path("lama"): announced, path("baru"): announced}, {path("lama"): "expired"})
    assert names(pages(office)["pengumuman/"].context["listed"]) == ["baru"]


# -- topics ------------------------------------------------------------------------------------------------------


def test_a_topic_has_a_page_once_two_articles_share_it() -> None:
    office = Office(
        {
            path("a"): text("A", tags="[padi, Padi Gogo, benih]", date="2026-11-02"),
            path("b"): text("B", tags="[padi-gogo, PADI]", date="2026-11-03"),
            path("c"): text("C", tags="[Padi Gogo]", date="2026-11-04"),
        }
    )

    made = pages(office)

    assert names(made["topik/padi/"].context["listed"]) == ["b", "a"]
    assert names(made["topik/padi-gogo/"].context["listed"]) == ["c", "b", "a"]
    assert made["topik/padi-gogo/"].title == "Topik: Padi Gogo"
    assert "topik/benih/" not in made
    assert made["topik/"].context["letters"] == [
        ("P", [("PADI", "topik/padi/", 2), ("Padi Gogo", "topik/padi-gogo/", 3)])
    ]
    site = office.site()
    assert named(topics(site), site.by_address["berita/2026/11/a/"]) == [
        ("padi", "topik/padi/"),
        ("Padi Gogo", "topik/padi-gogo/"),
        ("benih", ""),
    ]


def test_a_large_topic_has_a_page_for_each_year() -> None:
    office = Office(
        {path(f"n{n}"): text(f"N{n}", date=f"{2025 + n % 2}-{1 + n % 12:02}-05", tags="[padi]") for n in range(25)}
    )

    made = pages(office)

    assert len(made["topik/padi/"].context["listed"]) == 20
    assert made["topik/padi/"].context["years"] == [
        ("2026", "topik/padi/2026/", 12),
        ("2025", "topik/padi/2025/", 13),
    ]
    assert made["topik/padi/2025/"].title == "Topik: padi, tahun 2025"


def test_a_topics_page_stays_when_its_articles_expire() -> None:
    office = Office(
        {path("a"): text(tags="[libur]"), path("b"): text(tags="[libur]")},
        {path("a"): "expired", path("b"): "expired"},
    )
    made = pages(office)
    assert made["topik/libur/"].context["listed"] == ()
    assert made["topik/"].context["letters"] == []


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ("Padi  Gogo", "topik/padi-gogo/"),
        ("PADI-GOGO", "topik/padi-gogo/"),
        ("2026", "topik/2026/"),
        ("C", "topik/c/"),
        ("C++", "topik/c-cedb1bac/"),
        ("café", "topik/cafe-850f7dc4/"),
        ("農業", "topik/72ab3fb7/"),
        ("../../etc", "topik/etc-74ccf3c5/"),
        ("c cedb1bac", "topik/c-cedb1bac-a12d2292/"),
    ],
)
def test_a_topics_address(tag: str, address: str) -> None:
    assert topic_address(tag) == address


@given(st.text(max_size=90), st.text(max_size=90))
def test_addresses_are_safe_and_tell_topics_apart(one: str, other: str) -> None:
    assert key_of(key_of(one)) == key_of(one)
    for tag in (one, other):
        slug = topic_address(tag).removeprefix("topik/").removesuffix("/")
        assert slug and len(slug) <= 80 and set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert (topic_address(one) == topic_address(other)) == (key_of(one) == key_of(other))


# -- what goes together ------------------------------------------------------------------------------------------


def related(office: Office, slug: str) -> list[str]:
    site = office.site()
    return names(Related(site)(site.by_address[f"berita/2026/11/{slug}/"]))


def test_shared_topics_count_before_categories_and_categories_before_nearness() -> None:
    office = Office(
        {
            path("ini"): text(date="2026-11-20", tags="[padi, benih]", categories="[kegiatan, opini]"),
            path("dua-topik"): text(date="2025-01-01", tags="[Benih, PADI]", categories="[feature]"),
            path("satu-topik"): text(date="2026-11-19", tags="[padi]", categories="[feature]"),
            path("dua-kategori"): text(date="2026-01-01", categories="[opini, kegiatan]"),
            path("dekat"): text(date="2026-11-18", categories="[kegiatan]"),
            path("lain"): text(date="2026-11-20", categories="[feature]"),
        }
    )
    assert related(office, "ini") == ["dua-topik", "satu-topik", "dua-kategori"]


def test_the_nearest_in_time_come_first_and_none_of_a_later_month() -> None:
    office = Office(
        {
            path("ini"): text(date="2026-11-10"),
            path("a"): text(date="2026-11-12"),
            path("b"): text(date="2026-11-09"),
            path("c"): text(date="2026-10-01"),
            path("d"): text(date="2026-12-01"),
        }
    )
    assert related(office, "ini") == ["b", "a", "c"]


def test_nothing_goes_with_what_shares_nothing_or_is_not_shown() -> None:
    office = Office(
        {path("ini"): text(), path("lain"): text(categories="[opini]"), path("hilang"): text()},
        {path("hilang"): "withdrawn"},
    )
    assert related(office, "ini") == []
    assert related(office, "hilang") == []


# -- what machines and other sites are told ----------------------------------------------------------------------


def test_what_search_engines_read_of_an_article() -> None:
    office = Office(
        {
            path("panen"): text(
                "'Panen </script><script>alert(1)</script> & <!-- padi'",
                date="2026-11-03 09:30",
                authors="[Sari]",
                tags="[padi]",
            )
        }
    )
    site = office.site()
    meta = site.entries[0].meta
    assert meta is not None
    entry = replace(site.entries[0], meta=meta.model_copy(update={"description": "Ringkas \u2028 saja"}))

    told = json_ld(site, entry, "https://balai-contoh.example/a.jpg")

    assert not set("<>&\u2028\u2029") & set(told)
    address = "https://balai-contoh.example/berita/2026/11/panen/"
    office_name = "Balai Riset Tanaman Pangan Contoh"
    assert json.loads(told) == {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": "Panen </script><script>alert(1)</script> & <!-- padi",
                "mainEntityOfPage": address,
                "inLanguage": "id",
                "isAccessibleForFree": True,
                "publisher": {
                    "@type": "GovernmentOrganization",
                    "name": office_name,
                    "url": "https://balai-contoh.example/",
                },
                "author": [{"@type": "Person", "name": "Sari"}],
                "datePublished": "2026-11-03T09:30:00+07:00",
                "dateModified": "2026-11-04T09:00:00+07:00",
                "description": "Ringkas \u2028 saja",
                "image": ["https://balai-contoh.example/a.jpg"],
                "articleSection": ["Kegiatan kantor"],
                "keywords": ["padi"],
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "position": 1,
                        "name": office_name,
                        "item": "https://balai-contoh.example/",
                    },
                    {
                        "@type": "ListItem",
                        "position": 2,
                        "name": "Kegiatan kantor",
                        "item": "https://balai-contoh.example/kategori/kegiatan/",
                    },
                    {
                        "@type": "ListItem",
                        "position": 3,
                        "name": "Panen </script><script>alert(1)</script> & <!-- padi",
                        "item": address,
                    },
                ],
            },
        ],
    }


def test_pages_and_placeholders_tell_search_engines_nothing_of_their_own() -> None:
    site = Office({"content/profil.md": text("Profil"), path("a"): text()}, {path("a"): "withdrawn"}).site()
    assert [json_ld(site, entry) for entry in site.entries] == ["", ""]


def test_an_article_is_passed_on_by_plain_links() -> None:
    site = Office({path("panen"): text("'Panen & padi: 100% \"asli\"?'")}).site()
    page = "https%3A%2F%2Fbalai-contoh.example%2Fberita%2F2026%2F11%2Fpanen%2F"
    title = "Panen%20%26%20padi%3A%20100%25%20%22asli%22%3F"
    assert share_links(site, site.entries[0]) == [
        ("WhatsApp", f"https://wa.me/?text={title}%20{page}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={page}"),
        ("X", f"https://x.com/intent/post?text={title}&url={page}"),
        ("Telegram", f"https://t.me/share/url?url={page}&text={title}"),
    ]
