"""Which linked pictures become stills of videos and maps, and what frame a click opens."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.edition import CHECKOUT

from terbit.publishing.embeds import embed_of, stills
from terbit.sop.procedure import EMBED_SERVICES

ID = "dQw4w9WgXcQ"
TUBE = f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1"
OSM = "https://www.openstreetmap.org/export/embed.html?bbox="
MAPS = "https://www.google.com/maps"


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        (f"https://www.youtube.com/watch?v={ID}", TUBE),
        (f"http://youtube.com/watch?v={ID}&feature=share", TUBE),
        (f"https://m.youtube.com/watch?list=PL1&v={ID}&t=90", f"{TUBE}&start=90"),
        (f"https://youtu.be/{ID}?t=1m30s&si=abc", f"{TUBE}&start=90"),
        (f"https://youtu.be/{ID}?t=1h2m3s", f"{TUBE}&start=3723"),
        (f"https://youtu.be/{ID}?t=%22onload", TUBE),
        (f"https://YouTube.com/shorts/{ID}", TUBE),
        (f"https://www.youtube.com/live/{ID}?feature=share", TUBE),
        (f"https://www.youtube-nocookie.com/embed/{ID}?start=5", f"{TUBE}&start=5"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"),
        (
            "https://vimeo.com/76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1&h=8272103f6e",
        ),
        (
            "https://player.vimeo.com/video/76979871?h=8272103f6e&title=0",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1&h=8272103f6e",
        ),
        (
            "https://www.openstreetmap.org/?mlat=-6.5&mlon=106.8#map=15/-6.5/106.8",
            f"{OSM}106.78627%2C-6.50853%2C106.81373%2C-6.49147&layer=mapnik&marker=-6.5%2C106.8",
        ),
        (
            "https://www.openstreetmap.org/#map=0/0/0",
            f"{OSM}-450.00000%2C-281.25000%2C450.00000%2C281.25000&layer=mapnik",
        ),
        (
            "https://www.openstreetmap.org/export/embed.html?bbox=106.7%2C-6.6%2C106.9%2C-6.4&layer=mapnik&marker=-6.5%2C106.8",
            f"{OSM}106.7%2C-6.6%2C106.9%2C-6.4&layer=mapnik&marker=-6.5%2C106.8",
        ),
        (f"{MAPS}/embed?pb=!1m18!1m12!1d3963.4!2sid", f"{MAPS}/embed?pb=!1m18!1m12!1d3963.4!2sid"),
        (f"{MAPS}/@-6.5,106.8,17z", f"{MAPS}?q=-6.5,106.8&z=17&output=embed"),
        (f"{MAPS}/place/Kebun+Raya/@-6.5,106.8,17.5z/data=!3m1", f"{MAPS}?q=-6.5,106.8&z=17&output=embed"),
        ("https://maps.google.com/maps?q=-6.5,106.8&output=embed", f"{MAPS}?q=-6.5,106.8&z=15&output=embed"),
    ],
)
def test_known_addresses_have_a_frame(address: str, frame: str) -> None:
    found = embed_of(address, EMBED_SERVICES)
    assert found is not None
    assert found.address == frame


HOSTILE = [
    f"https://youtube.com.jahat.example/watch?v={ID}",
    f"https://jahat.example/https://youtube.com/watch?v={ID}",
    f"https://jahatyoutube.com/watch?v={ID}",
    f"https://youtube.com@jahat.example/watch?v={ID}",
    f"https://youtube.com:pw@jahat.example/watch?v={ID}",
    f"https://jahat@youtube.com/watch?v={ID}",
    f"https://youtube.com:8443/watch?v={ID}",
    f"https://youtube.com./watch?v={ID}",
    f"https://youtube%2Ecom/watch?v={ID}",
    f"https://youtube.com%2F@jahat.example/watch?v={ID}",
    f"https://youtube。com/watch?v={ID}",
    f"https://уoutube.com/watch?v={ID}",
    f"https:\\\\youtube.com\\watch?v={ID}",
    f"https:/\\jahat.example/youtube.com/watch?v={ID}",
    f"https:youtube.com/watch?v={ID}",
    f"//youtube.com/watch?v={ID}",
    f" https://youtube.com/watch?v={ID}",
    f"https://you\ntube.com/watch?v={ID}",
    f"https://youtube.com/watch?v={ID}\n",
    f"javascript:alert(1)//youtube.com/watch?v={ID}",
    f"data:text/html,<script>alert(1)</script>https://youtube.com/watch?v={ID}",
    f"ftp://youtube.com/watch?v={ID}",
    f"https://youtube.com/watch?v={ID}&v=jahatjahatx",
    f"https://youtube.com/watch?v={ID}%22%20onload=alert(1)",
    "https://youtube.com/watch?v=../../jahat",
    "https://youtube.com/watch?v=",
    f"https://youtube.com/redirect?q=https://jahat.example&v={ID}",
    f"https://youtube.com/embed/{ID}/../../redirect",
    f"https://youtube.com/watch/../redirect?v={ID}",
    "https://youtube.com/@kantor",
    "https://youtu.be/",
    "https://vimeo.com/channels/staffpicks",
    "https://vimeo.com/76979871/onload=1",
    "https://vimeo.com/٧٦٩٧٩٨٧١",
    "https://www.openstreetmap.org/?mlat=1#map=15/-6.5/106.8",
    "https://www.openstreetmap.org/#map=99/-6.5/106.8",
    "https://www.openstreetmap.org/#map=15/-6.5/999",
    "https://www.openstreetmap.org/way/1#map=15/-6.5/106.8",
    "https://www.openstreetmap.org/export/embed.html?bbox=1,2,3",
    "https://www.openstreetmap.org/export/embed.html?bbox=1,2,3,4&marker=<b>,1",
    "https://www.google.com/url?q=https://jahat.example",
    "https://www.google.com/maps?q=https://jahat.example",
    f"{MAPS}/embed?pb=javascript:alert(1)",
    f"{MAPS}/embed?pb=!1m1%22%3E",
    f"{MAPS}/@-6.5,106.8,99z",
    f"{MAPS}/@-6.5,206.8,9z",
    "https://maps.app.goo.gl/abcdefg",
    "http://[::1",
    "https://youtube.com/watch?" + "&".join(f"a{n}=1" for n in range(50)) + f"&v={ID}",
    "",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_any_other_address_stays_a_link(address: str) -> None:
    assert embed_of(address, EMBED_SERVICES) is None


@given(st.text(), st.sampled_from(["https://www.youtube.com/", "https://vimeo.com/", OSM, MAPS, "https://"]))
def test_a_frame_is_always_of_a_known_form(text: str, start: str) -> None:
    found = embed_of(start + text, EMBED_SERVICES)
    hosts = ("www.youtube-nocookie.com/embed/", "player.vimeo.com/video/", "www.openstreetmap.org/export/embed.html?")
    known = tuple(f"https://{host}" for host in (*hosts, "www.google.com/maps"))
    assert found is None or (found.address.startswith(known) and not set(found.address) & set(" \"'<>\\\n"))


def test_what_the_office_does_not_allow_stays_a_link() -> None:
    address = f"https://youtu.be/{ID}"
    assert embed_of(address, ("vimeo", "openstreetmap")) is None
    assert embed_of(address, ()) is None
    html = f'<p><a href="{address}"><img src="a.jpg" alt=""></a></p>'
    assert stills(html, ("vimeo",), "id") == html
    assert stills(html, (), "id") == html


def test_a_linked_picture_becomes_a_still() -> None:
    picture = '<img src="a.jpg" alt="Panen &quot;raya&quot;">'
    link = f'id="x" href="https://www.youtube.com/watch?v={ID}&amp;t=5" title="x"'
    assert stills(f"<p>Lihat <a {link}>{picture}</a></p>", EMBED_SERVICES, "id") == (
        f'<p>Lihat <a class="tb-embed" {link} data-embed="{TUBE}&amp;start=5" '
        f'data-title="Panen &quot;raya&quot; – Putar video dari YouTube">{picture}'
        '<span class="tb-embed__words">Putar video dari YouTube</span></a></p>'
    )


@pytest.mark.parametrize(
    ("address", "words", "english"),
    [
        (f"https://youtu.be/{ID}", "Putar video dari YouTube", "Play the video from YouTube"),
        ("https://vimeo.com/76979871", "Putar video dari Vimeo", "Play the video from Vimeo"),
        (f"{MAPS}/@-6.5,106.8,17z", "Buka peta dari Google Maps", "Open the map from Google Maps"),
        (
            "https://www.openstreetmap.org/#map=9/-6.5/106.8",
            "Buka peta dari OpenStreetMap",
            "Open the map from OpenStreetMap",
        ),
    ],
)
def test_a_still_says_what_it_is_and_whose(address: str, words: str, english: str) -> None:
    html = f'<a href="{address}"><img src="a.jpg" alt=" "></a>'
    assert f'data-title="{words}"' in stills(html, EMBED_SERVICES, "id")
    assert f'<span class="tb-embed__words">{english}</span>' in stills(html, EMBED_SERVICES, "en")


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="https://youtu.be/{ID}">Video</a>',
        f'<a href="https://youtu.be/{ID}"><img src="a.jpg" alt=""> Video</a>',
        f'<a href="https://youtu.be/{ID}"><img src="a.jpg" alt=""><img src="b.jpg" alt=""></a>',
        '<a href="https://contoh.example/"><img src="a.jpg" alt=""></a>',
        '<a id="x"><img src="a.jpg" alt=""></a>',
        f'<abbr title="x"><img src="a.jpg" alt="href=&quot;https://youtu.be/{ID}&quot;"></abbr>',
    ],
)
def test_other_links_and_pictures_stay_as_they_are(html: str) -> None:
    assert stills(html, EMBED_SERVICES, "id") == html


def test_the_guides_policy_lets_in_exactly_these_frames() -> None:
    guide = (CHECKOUT / "docs/administrator.md").read_text()
    (allowed,) = re.findall(r"frame-src ([^;]+);", guide)
    addresses = (f"https://youtu.be/{ID}", "https://vimeo.com/1", f"{MAPS}?q=1,1", OSM + "1,2,3,4")
    frames = [found.address for address in addresses if (found := embed_of(address, EMBED_SERVICES))]
    assert set(allowed.split()) == {"/".join(frame.split("/")[:3]) for frame in frames}
