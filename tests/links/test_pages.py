"""What a page that is called good really shows, on both sides of each line."""

import pytest

from terbit.links.external import pages

URL = "https://contoh.org/berita/panen-raya"
STRAY = "https://contoh.org/0123456789abcdef"


def page(title: str, text: str, head: str = "") -> pages.Page:
    return pages.read(f"<!doctype html><title>{title}</title>{head}<body><nav>Beranda</nav>{text}".encode())


# -- an address that cannot exist ----------------------------------------------------------------------------------

LOST = "<p>Maaf, halaman {address} tidak ditemukan. Kembali ke beranda atau cari di arsip kami. Kode {number}."


def test_the_page_for_what_does_not_exist_is_known_again() -> None:
    mine = page("Tidak ada", LOST.format(address="/berita/panen-raya", number="83x1"))
    other = page("Tidak ada", LOST.format(address="/0123456789abcdef", number="99x7"))
    assert pages.missing(mine, URL, other, STRAY) == "soft404"


def test_a_page_of_its_own_is_not_missing_though_its_frame_is_the_same() -> None:
    frame = "<p>" + "Profil Layanan Berita Pengumuman Kontak Jalan Merdeka Telepon Surel Hak cipta. " * 3
    mine = page("Panen raya", frame + "<p>Petani di desa ini memanen padi bersama bupati pada hari Rabu.")
    other = page("Situs kantor", frame + "<p>Halaman tidak ada.")
    assert pages.missing(mine, URL, other, STRAY) == ""


def test_an_empty_frame_for_a_script_can_be_told_by_nobody() -> None:
    shell = '<script src="/app.js"></script><div id="root"></div>'
    assert pages.missing(page("Portal", shell), URL, page("Portal", shell), STRAY) == "script"
    lost = page("404", shell + "<p>Not found")
    assert pages.missing(lost, URL, lost, STRAY) == "soft404"
    still = page("Portal", "<p>Selamat datang di portal")
    assert pages.missing(still, URL, still, STRAY) == "soft404"


# -- a domain in other hands ---------------------------------------------------------------------------------------

GAMBLING = page(
    "SLOT GACOR 88 : Situs Slot Terpercaya",
    "<p>Daftar situs slot gacor hari ini, bonus new member 100, deposit pulsa tanpa potongan. Slot88, pragmatic play, "
    "gates of olympus dan mahjong ways. Login sekarang di link alternatif resmi kami dan raih maxwin.",
)
DISGUISED = page(
    "SL0T GAC0R 88 : S1tus Sl0t Terpercaya",
    "<p>Daftar s1tus sl0t gac0r hari ini, bonus new member, deposit pulsa. Slot88, pragmatic play, gates of olympus. "
    "Login di link alternatif slot resmi.",
)


@pytest.mark.parametrize("shown", [GAMBLING, DISGUISED])
def test_a_gambling_site_in_place_of_what_was_linked(shown: pages.Page) -> None:
    assert pages.changed_hands(shown, URL, URL)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Polisi tangkap bandar judi online",
            "Tersangka mengelola situs slot gacor dengan bonus new member dan deposit pulsa; login dan daftar lewat "
            "link alternatif slot. Slot88, pragmatic play dan gates of olympus disita polisi. Situs resmi diblokir.",
        ),
        (
            "Slot gacor dan maxwin: apa artinya?",
            "Istilah slot gacor, maxwin, rtp live, scatter hitam dan situs slot ramai dipakai. Psikolog mengingatkan "
            "bahaya kecanduan bagi korban yang daftar, deposit, login dan tergiur bonus.",
        ),
        (
            "Pragmatic Play",
            "Pragmatic Play is a developer of games such as Gates of Olympus, Sweet Bonanza, Starlight Princess and "
            "Mahjong Ways. The company was founded in 2015 and has offices in several countries.",
        ),
        (
            "Berita hari ini",
            "Bupati meresmikan pasar. Iklan: slot gacor, bonus new member, slot88, maxwin, daftar, login, deposit.",
        ),
        ("Slot waktu kunjungan", "Daftar di sini untuk slot kunjungan, login dengan akun resmi, bonus suvenir."),
    ],
)
def test_who_writes_about_gambling_or_only_has_its_adverts_has_not_changed_hands(title: str, text: str) -> None:
    assert not pages.changed_hands(page(title, f"<p>{text}"), URL, URL)


@pytest.mark.parametrize(
    ("text", "final"),
    [
        ("<h1>This domain is for sale</h1>", URL),
        ("The domain contoh.org may be for sale. Buy this domain.", URL),
        ("<p>contoh.org is parked free, courtesy of our registrar", URL),
        ("Domain ini telah kedaluwarsa. Hubungi penyedia Anda.", URL),
        ("Domain ini dijual", URL),
        ("Make your offer today", "https://www.hugedomains.com/domain_profile.cfm?d=contoh.org"),
    ],
)
def test_a_domain_that_is_for_sale(text: str, final: str) -> None:
    assert pages.changed_hands(page("contoh.org", text), URL, final)


@pytest.mark.parametrize(
    ("asked", "final", "text"),
    [
        (URL, URL, "Domain ini dijual. " + "Kisah panjang tentang perdagangan nama domain di Indonesia. " * 60),
        (URL, URL, "Tanah di domain wisata dijual oleh desa"),
        ("https://sedo.com/a", "https://sedo.com/b", "Domain marketplace"),
        (URL, "https://notsedo.com/b", "Toko buku"),
    ],
)
def test_who_writes_about_domains_has_not_changed_hands(asked: str, final: str, text: str) -> None:
    assert not pages.changed_hands(page("Berita", f"<p>{text}"), asked, final)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<", b"<title>", b"<frameset><frame src=x>", b"\x00" * 1000])
def test_what_is_hardly_a_page_is_read_all_the_same(body: bytes) -> None:
    assert not pages.changed_hands(pages.read(body), URL, URL)
