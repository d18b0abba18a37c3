"""A whole Hugo site: what becomes of its front matter, texts, pictures, links and addresses."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from tests.adopt.conftest import NOW, Adopt, Site, body, changes, jpeg_with_gps, png, reasons, text

from terbit import pictures, skeleton
from terbit import sop as procedure
from terbit.adopt.adoption import adopt as into_office
from terbit.adopt.existing import Given
from terbit.adopt.hugo import reader as hugo
from terbit.adopt.reporting import Adoption
from terbit.articles import article as articles
from terbit.findings import Refused
from terbit.git import Entry

A = "content/berita/2017/07/panen/index.md"
POST = "---\ntitle: Panen raya\ndate: 2017-07-10\n---\nPadi dipanen. Hasilnya baik.\n"


def test_an_article_gets_its_address_front_matter_and_redirect(adopt: Adopt) -> None:
    front = (
        '---\ntitle: "Panen raya"\ndate: 2017-07-10T01:23:49+07:00\nauthor:\n  name: Sari\n  photo: x.png\n'
        "tags: [padi, Jagung]\ncategories: [Pengumuman, Kabar Desa]\naliases: [/2017/07/panen-lama/, kabar.html]\n"
        "draft: false\n---\nPadi dipanen hari ini. Hasilnya baik.\n"
    )
    adoption = adopt({"content/berita/panen.md": front})
    assert text(adoption, A) == (
        "---\n"
        'title: "Panen raya"\n'
        "date: 2017-07-10 01:23:49\n"
        'description: "Padi dipanen hari ini."\n'
        "categories:\n"
        '  - "pengumuman"\n'
        "tags:\n"
        '  - "Kabar Desa"\n'
        '  - "padi"\n'
        '  - "Jagung"\n'
        "authors:\n"
        '  - "Sari"\n'
        "information: belum-diklasifikasi\n"
        "redirect_from:\n"
        '  - "/berita/panen/"\n'
        '  - "/2017/07/panen-lama/"\n'
        '  - "/berita/kabar.html"\n'
        "---\n\nPadi dipanen hari ini. Hasilnya baik.\n"
    )
    assert changes(adoption, "content/berita/panen.md") == [
        'kategori "Kabar Desa" menjadi tag',
        "ringkasan diambil dari kalimat pertama",
    ]


def test_toml_and_json_say_the_same_as_yaml(adopt: Adopt) -> None:
    toml = '+++\ntitle = "Panen raya"\ndate = 2017-07-10\n+++\nPadi dipanen. Hasilnya baik.\n'
    json = '{"title": "Panen raya", "date": "2017-07-10"}\nPadi dipanen. Hasilnya baik.\n'
    adoption = adopt({"content/a/x.md": POST, "content/b/y.md": toml, "content/c/z.md": json})
    heads = [
        text(adoption, f"content/{folder}/2017/07/{name}/index.md").replace(f"/{folder}/{name}/", "")
        for folder, name in ("ax", "by", "cz")
    ]
    assert heads[0] == heads[1] == heads[2]


def test_pages_articles_sections_and_what_never_was_on_the_site(adopt: Adopt) -> None:
    page = "---\ntitle: Tentang\n---\nTentang kami.\n"
    adoption = adopt(
        {
            "content/tentang.md": page,
            "content/profil/sejarah.md": page,
            "content/tentang-kami.md": "---\ntitle: Lama\ndate: 2012-01-02\n---\nIsi lama.\n",
            "content/posts/2014-03-19-salam.md": "---\ntitle: Salam\n---\nSalam.\n",
            "content/berita/2017/07/panen.md": POST,
            "content/berita/_index.md": "---\ntitle: Berita\n---\n",
            "content/faq/_index.md": "---\ntitle: Tanya\n---\nJawaban umum.\n",
            "content/_index.md": "---\ntitle: Depan\n---\nSelamat datang.\n",
            "content/berita/draf.md": "---\ntitle: Draf\ndraft: true\n---\nBelum.\n",
            "content/berita/potong.md": "---\ntitle: Potong\nheadless: true\n---\nX.\n",
            "content/berita/diam.md": "---\ntitle: Diam\nbuild:\n  render: never\n---\nX.\n",
            "content/kategori/x.md": page,
            "README.md": "# Cara memakai\n",
            "layouts/index.html": "<html>",
            "hugo.toml": 'baseURL = "https://lama.example/"\n',
            "content/berita/lama.html": "<p>x</p>",
        }
    )
    made = sorted(path.removeprefix("content/") for path in adoption.files)
    assert made == [
        "berita/2017/07/panen/index.md",
        "faq/index.md",
        "kategori-lama/x/index.md",
        "posts/2014/03/salam/index.md",
        "profil/sejarah/index.md",
        "tentang-kami/index.md",
        "tentang/index.md",
    ]
    assert reasons(adoption) == {
        "README.md": "di luar folder content/",
        "content/_index.md": "laman depan (_index.md): situs membuat laman depannya sendiri",
        "content/berita/_index.md": "daftar bagian (_index.md) tanpa teks: situs membuat daftarnya sendiri",
        "content/berita/diam.md": "tidak pernah ditayangkan (render: never)",
        "content/berita/draf.md": "draf (draft: true): belum pernah tayang",
        "content/berita/lama.html": "jenis naskah ini belum dapat diadopsi",
        "content/berita/potong.md": "bagian halaman lain (headless: true)",
        "hugo.toml": "pengaturan situs lama: dibaca, tidak disalin",
        "layouts/index.html": "templat, tema dan data situs lama tidak diambil",
    }
    assert "date: 2014-03-19\n" in text(adoption, "content/posts/2014/03/salam/index.md")


def test_the_content_folder_alone_is_a_site_too(adopt: Adopt) -> None:
    assert set(adopt({"berita/panen.md": POST, "tentang.md": "Tentang kami di sini.\n"}).files) == {
        A,
        "content/tentang/index.md",
    }


def test_pictures_go_beside_the_article_by_path_then_by_unique_name(adopt: Adopt) -> None:
    adoption = adopt(
        {
            "content/berita/panen.md": (
                "---\ntitle: Panen\ndate: 2017-07-10\nfeatured_image: /img/Sawah Hijau.png\n---\n"
                "![Padi](/img/padi.png)\n\n![Jagung](../../uploads/jagung.png)\n\n![](/img/padi.png)\n\n"
                "![x](/img/kembar.png)\n\n![Hilang](/img/tak-ada.png)Teks.\n\n![Luar](https://b.example/c.png)\n"
            ),
            "content/berita/ikat/index.md": "---\ntitle: Ikat\ndate: 2017-07-11\n---\nIsi. ![Benang](benang.png)\n",
            "content/berita/ikat/benang.png": png(5),
            "static/img/Sawah Hijau.png": png(6),
            "static/img/padi.png": png(7),
            "static/lama/jagung.png": png(8),
            "static/a/kembar.png": png(9),
            "static/b/kembar.png": png(10),
            "static/img/sisa.png": png(11),
        }
    )
    assert body(adoption, A) == (
        "![Padi](padi.png)\n\n![Jagung](jagung.png)\n\n![Padi](padi.png)\n\n*(gambar tidak tersedia: X)*\n\n".replace(
            "X", "x"
        )
        + "*(gambar tidak tersedia: Hilang)*\n\nTeks.\n\n[Gambar: Luar](https://b.example/c.png)"
    )
    assert 'image:\n  file: "sawah-hijau.png"\n  alt: "Sawah Hijau"\n' in text(adoption, A)
    folder = A.removesuffix("index.md")
    assert {path for path in adoption.files if path.startswith(folder)} == {
        A,
        folder + "padi.png",
        folder + "jagung.png",
        folder + "sawah-hijau.png",
    }
    assert "content/berita/2017/07/ikat/benang.png" in adoption.files
    used = {file.path: file.targets for file in adoption.adopted}
    assert used["static/img/padi.png"] == (folder + "padi.png",)
    assert reasons(adoption) == {
        "static/a/kembar.png": "tidak dipakai oleh artikel mana pun",
        "static/b/kembar.png": "tidak dipakai oleh artikel mana pun",
        "static/img/sisa.png": "tidak dipakai oleh artikel mana pun",
    }
    said = {(f.rule, f.message.text(), f.line) for f in adoption.findings if f.rule == "SL002"}
    assert ("SL002", 'gambar "tak-ada.png" tidak ditemukan di situs lama', 14) in said
    assert ("SL002", 'gambar "padi.png" belum punya teks alternatif yang baik', 6) in said


def test_a_lead_picture_that_is_missing_leaves_a_note(adopt: Adopt) -> None:
    adoption = adopt({"content/berita/panen.md": POST.replace("date:", "image: /img/langit.png\ndate:")})
    assert body(adoption, A).endswith("\n\n*(gambar tidak tersedia: Langit)*")
    assert "image:" not in text(adoption, A)
    assert 'description: "Padi dipanen."' in text(adoption, A)


def test_pictures_are_normalised_and_their_metadata_goes(adopt: Adopt) -> None:
    raw = jpeg_with_gps()
    assert pictures.inspect(raw).has_gps
    adoption = adopt({"content/berita/panen.md": POST + "\n![Padi](/p.jpg)\n", "static/p.jpg": raw})
    facts = pictures.inspect(adoption.files[A.replace("index.md", "p.jpg")])
    assert facts.fine and not facts.has_gps
    assert changes(adoption, "static/p.jpg")[0].startswith("gambar dikecilkan dan dibersihkan: ")


def test_what_only_looks_like_a_picture_is_not_available(adopt: Adopt) -> None:
    adoption = adopt({"content/berita/panen.md": POST + "\n![Padi](/p.jpg)\n", "static/p.jpg": b"bukan gambar"})
    assert body(adoption, A).endswith("*(gambar tidak tersedia: Padi)*")
    assert reasons(adoption) == {"static/p.jpg": "gambar tidak dapat dibaca"}


def test_links_lead_to_where_things_are_now(adopt: Adopt) -> None:
    docx = BytesIO()
    with zipfile.ZipFile(docx, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    adoption = adopt(
        {
            "hugo.toml": 'baseURL = "https://lama.example/"\n[permalinks]\nberita = "/:year/:month/:slug/"\n',
            "content/berita/panen.md": POST + (
                "\n[a](/2017/07/kedua/) [b](kedua.md) [c](https://www.lama.example/2017/07/kedua/#x) [d](../tentang)\n"
                "[e](/berkas/Laporan%20Akhir.docx) [f](/tidak/ada/) [g](javascript:alert(1)) [h](#tidak-ada)\n"
                "[i](contoh.example.com) [j](mailto:a@b.id) [k](#bagian) [l](/berkas/program.exe)\n\n## Bagian\n"
            ),
            "content/berita/kedua.md": POST.replace("Panen raya", "Kedua"),
            "content/tentang.md": "---\ntitle: Tentang\n---\nTentang kami.\n",
            "static/berkas/Laporan Akhir.docx": docx.getvalue(),
            "static/berkas/program.exe": b"MZ",
        }
    )  # fmt: skip
    lines = body(adoption, A).split("\n")
    assert lines[2] == "[a](artikel:kedua) [b](artikel:kedua) [c](artikel:kedua) [d](artikel:tentang)"
    assert lines[3] == "[e](laporan-akhir.docx) f g h"
    assert lines[4] == "[i](http://contoh.example.com) [j](mailto:a@b.id) [k](#bagian) l"
    assert 'attachments:\n  - file: "laporan-akhir.docx"\n    title: "e"\n' in text(adoption, A)
    assert '  - "/2017/07/panen/"\n' in text(adoption, A)
    assert reasons(adoption)["static/berkas/program.exe"] == 'jenis lampiran ".exe" tidak diterima'
    said = [f.message.text() for f in adoption.findings if f.rule == "SL006"]
    assert 'tautan ke "/tidak/ada/" tidak ditemukan dan menjadi teks biasa' in said
    assert not [f for f in adoption.findings if f.rule.startswith("LK")]


@pytest.mark.parametrize("subdir", [False, True])
def test_each_language_keeps_its_old_addresses(adopt: Adopt, subdir: bool) -> None:
    config = (
        'defaultContentLanguage = "id"\n[languages.id]\ncontentDir = "content/id"\n'
        '[languages.en]\ncontentDir = "content/en"\n'
    )
    adoption = adopt(
        {
            "hugo.toml": ("defaultContentLanguageInSubdir = true\n" if subdir else "") + config,
            "content/id/berita/panen.md": POST,
            "content/en/berita/harvest.md": POST.replace("Panen raya", "Harvest") + "\n[x](../panen.md)\n",
        }
    )
    below = "id/" if subdir else ""
    assert f'  - "/{below}berita/panen/"' in text(adoption, A)
    english = text(adoption, "content/berita/2017/07/harvest/index.md")
    assert '  - "/en/berita/harvest/"' in english and "\nlang: en\n" in english


def test_a_language_in_the_files_name(adopt: Adopt) -> None:
    config = "defaultContentLanguage: id\nlanguages:\n  id: {weight: 1}\n  en: {weight: 2}\n"
    files = {"hugo.yaml": config, "content/berita/panen.md": POST, "content/berita/panen.en.md": POST}
    adoption = adopt(files)
    assert '  - "/berita/panen/"' in text(adoption, "content/berita/2017/07/panen-2/index.md")
    assert '  - "/en/berita/panen/"' in text(adoption, A)


def test_a_language_that_nobody_named_is_told_from_the_words(adopt: Adopt) -> None:
    english = "The farmers of the village have brought in the harvest, and it was more than they had hoped for. " * 4
    head = "---\ntitle: Panen\ndate: 2017-07-10\n"
    adoption = adopt(
        {
            "content/berita/asing.md": f"{head}---\n{english}",
            "content/berita/disebut.md": f"{head}lang: id\n---\n{english}",
            "content/berita/sendiri.md": f"{head}---\n" + "Para petani di desa itu sudah memanen padi dan jagung. " * 8,
            "content/berita/pendek.md": f"{head}---\nThe harvest.\n",
        }
    )
    assert {path.split("/")[-2]: "\nlang: en\n" in text.decode() for path, text in adoption.files.items()} == {
        "asing": True,
        "disebut": False,
        "sendiri": False,
        "pendek": False,
    }
    changes = {file.path: [change.text("id") for change in file.changes] for file in adoption.adopted}
    assert "bahasa dikenali dari kata-katanya: en" in changes["content/berita/asing.md"]


def test_headings_stay_below_the_pages_title(adopt: Adopt) -> None:
    headings = "\n# Satu\n\nIsi.\n\nDua\n===\n\nTiga\n----\n\n```sh\n# catatan\n```\n"
    adoption = adopt({"content/berita/panen.md": POST + headings, "content/b/x.md": POST + "\n## Satu\n\nIsi.\n"})
    assert body(adoption, A).partition("baik.\n\n")[2] == (
        "## Satu\n\nIsi.\n\n## Dua\n\n### Tiga\n\n```sh\n# catatan\n```"
    )
    assert "\n## Satu\n" in text(adoption, "content/b/2017/07/x/index.md")


def test_a_query_is_no_old_address_but_for_a_short_one(adopt: Adopt) -> None:
    adoption = adopt({"content/berita/panen.md": POST.replace("date:", "aliases: ['?a=1&b=2', '/?p=12']\ndate:")})
    assert '"/berita/"' not in text(adoption, A)
    said = [finding.message.text() for finding in adoption.findings]
    assert 'alamat lama "?a=1&b=2" tidak dapat dialihkan' in said
    assert '  - "/?p=12"' in text(adoption, A)  # a short address: the front page leads on


def test_twins_are_numbered_and_each_keeps_its_old_address(adopt: Adopt) -> None:
    adoption = adopt(
        {
            "content/berita/panen.md": POST,
            "content/kabar/panen.md": POST,
            "content/kabar/sama.md": POST.replace("date:", "aliases: [/berita/panen/]\ndate:"),
        }
    )
    assert '  - "/berita/panen/"' in text(adoption, A)
    assert '  - "/kabar/panen/"' in text(adoption, "content/kabar/2017/07/panen-2/index.md")
    assert "/berita/panen/" not in text(adoption, "content/kabar/2017/07/sama/index.md")
    assert 'slug "panen" sudah dipakai; menjadi "panen-2"' in changes(adoption, "content/kabar/panen.md")
    assert 'alamat lama "berita/panen/" sudah dipakai halaman lain' in [f.message.text() for f in adoption.findings]


def test_one_category_for_all_and_one_that_nobody_knows(adopt: Adopt, site: Site) -> None:
    adoption = adopt({"content/berita/panen.md": POST}, category="berita", permalinks="/:year/:slug/")
    assert 'categories:\n  - "berita"\n' in text(adoption, A)
    assert '  - "/2017/panen/"\n' in text(adoption, A)
    with pytest.raises(Refused) as refused:
        adopt(site({}), category="brita")
    assert str(refused.value.message) == 'kategori "brita" tidak ada di sop.yml'
    assert str(refused.value.hint) == 'maksud Anda "berita"?'


def test_what_the_rules_refuse_is_listed_with_their_words(adopt: Adopt) -> None:
    adoption = adopt(
        {
            "content/berita/panen.md": POST + "\n[b](/berita/nik/)\n",
            "content/berita/nik.md": POST + "\nNIK 3273014101900001 milik warga.\n",
            "content/berita/panjang.md": POST + "kata " * 60_000,
        }
    )
    assert set(adoption.files) == {A}
    assert reasons(adoption)["content/berita/nik.md"].startswith("tampaknya ada NIK atau nomor KK: ")
    assert reasons(adoption)["content/berita/panjang.md"].startswith("naskah terlalu panjang: ")
    assert body(adoption, A).endswith("\n\nb")


def test_a_text_that_cannot_be_mended_comes_in_as_plain_words(adopt: Adopt) -> None:
    adoption = adopt({"content/berita/panen.md": POST + "\nKata [tengah](ht tp://a.id\n/x) dan [y](//) akhir[^1].\n"})
    assert set(adoption.files) == {A}
    words = body(adoption, A)
    assert all(word in words for word in ("Kata", "tengah", "dan", "akhir"))
    assert not [finding for finding in adoption.findings if finding.severity == "error"]


def test_broken_files_are_listed_with_their_line(adopt: Adopt) -> None:
    adoption = adopt(
        {
            "content/berita/biner.md": b"\x89PNG\0\0",
            "content/berita/rusak.md": "---\ntitle: [a\nb: c\n---\n",
            "content/berita/terbuka.md": "---\ntitle: A\nIsi\n",
            "content/berita/panen.md": POST,
        }
    )
    assert set(adoption.files) == {A}
    assert reasons(adoption) == {
        "content/berita/biner.md": "berkas ini bukan teks",
        "content/berita/rusak.md": "3: susunan YAML salah di sini",
        "content/berita/terbuka.md": "1: front matter tidak ditutup",
    }


def test_a_hostile_site_is_listed_and_nothing_outside_is_read(adopt: Adopt, site: Site, tmp_path: Path) -> None:
    (tmp_path / "rahasia.png").write_bytes(png(50))
    (tmp_path / "rahasia.md").write_text(POST)
    top = site(
        {
            "content/berita/panen.md": POST
            + "\n![](../../../rahasia.png) [r](../../../rahasia.md) ![s](/etc/passwd)\n",
            "content/berita/" + "n" * 240 + ".md": POST,
            "content/berita/tajuk.md": POST.replace("Panen raya", '"<script>x</script>Judul <b>tebal</b>"'),
            "content/berita/\u202egm.md": POST,
        }
    )
    (top / "content" / "berita" / "luar.md").symlink_to(tmp_path / "rahasia.md")
    (top / "content" / "putar").symlink_to(top)
    adoption = adopt(top)
    assert body(adoption, A).endswith("*(gambar tidak tersedia: Rahasia)*\n\nr *(gambar tidak tersedia: s)*")
    assert 'title: "xJudul tebal"' in text(adoption, "content/berita/2017/07/tajuk/index.md")
    assert all(len(path.split("/")[-2]) <= 80 for path in adoption.files)
    assert reasons(adoption) == {
        "content/berita/luar.md": "tautan simbolis tidak diikuti",
        "content/putar": "tautan simbolis tidak diikuti",
    }


def test_every_file_is_in_exactly_one_of_the_two_lists(adopt: Adopt, site: Site) -> None:
    top = site(
        {
            "content/berita/panen.md": POST,
            "content/berita/rusak.md": b"\0",
            "static/a.png": png(),
            "hugo.toml": "",
            "data/x.json": "{}",
            "content/berita/x/index.md": POST,
            "content/berita/x/y.pdf": b"%PDF-",
        }
    )
    adoption = adopt(top)
    said = [file.path for file in (*adoption.adopted, *adoption.listed)]
    files = [str((Path(folder) / name).relative_to(top)) for folder, _, names in os.walk(top) for name in names]
    assert sorted(said) == sorted(files)


class Holds:
    """An office that holds what was adopted into it."""

    def __init__(self, adoption: Adoption) -> None:
        self._files = adoption.files
        self.files = {path: Entry("100644", str(n).rjust(40, "0")) for n, path in enumerate(adoption.files)}

    def read(self, path: str) -> bytes:
        return self._files[path]


def test_a_second_run_adopts_nothing_twice(adopt: Adopt, site: Site) -> None:
    files = {"content/berita/panen.md": POST, "content/kabar/panen.md": POST, "content/tentang.md": "Tentang kami.\n"}
    first = adopt(files)
    sop, _ = procedure.read(skeleton.files()["sop.yml"])
    assert sop is not None
    for permalinks in (None, "/:year/:slug/"):
        again = into_office(hugo.read(Given(site({}), sop.zone, permalinks)), Holds(first), sop, NOW)
        assert again.files == {}
        assert set(reasons(again).values()) == {f"sudah diadopsi: {path}" for path in first.files}
    top = site({"content/berita/baru.md": POST.replace("raya", "baru")})
    more = into_office(hugo.read(Given(top, sop.zone)), Holds(first), sop, NOW)
    assert list(more.files) == ["content/berita/2017/07/baru/index.md"]


def test_what_is_adopted_is_an_article_of_ours_without_any_error(adopt: Adopt) -> None:
    adoption = adopt({"content/berita/panen.md": POST, "content/tentang.md": "# Tentang\n\nKami.\n"})
    sop, _ = procedure.read(skeleton.files()["sop.yml"])
    assert sop is not None
    for path, content in adoption.files.items():
        article = articles.read(path, content, sop.zone)
        assert article.meta is not None and article.meta.information == "belum-diklasifikasi", article.findings
    assert not [finding for finding in adoption.findings if finding.severity == "error"]
