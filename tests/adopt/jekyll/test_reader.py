"""A whole Jekyll site, written for these tests: what comes in, where it stood, what its tags become."""

from __future__ import annotations

import pytest
from tests.adopt.conftest import Adopt, Site, body, changes, png, reasons, text

from terbit.articles import article as articles
from terbit.findings import Refused

POST = "---\ntitle: Panen raya\n---\nPadi dipanen. Hasilnya baik.\n"
A = "content/berita/2017/07/panen/index.md"
CONFIG = "url: https://lama.example\nbaseurl: /desa\npermalink: pretty\n"


def redirects(adopt_text: str) -> list[str]:
    return [
        line.strip(' -"') for line in adopt_text.partition("redirect_from:")[2].partition("---")[0].splitlines() if line
    ]


def test_posts_drafts_pages_collections_and_what_is_neither(adopt: Adopt) -> None:
    page = "---\ntitle: Tentang\n---\nTentang kami.\n"
    adoption = adopt(
        {
            "_config.yml": CONFIG + "collections:\n  layanan:\n    output: true\n  catatan:\n    output: false\n",
            "_posts/2017-07-10-panen.md": POST,
            "_posts/2017/2017-7-9-tanam.markdown": POST,
            "olahraga/_posts/2017-07-11-lomba.md": POST,
            "_posts/tanpa-tanggal.md": POST,
            "_drafts/nanti.md": POST,
            "_layanan/ktp.md": page.replace("Tentang", "KTP"),
            "_catatan/rapat.md": page,
            "profil/sejarah.md": page,
            "tentang.html": "---\ntitle: Tentang\n---\n<p>Tentang <b>kami</b>.</p>\n",
            "index.md": page,
            "404.html": page,
            "arsip.md": "---\ntitle: Arsip\n---\n{% for post in site.posts %}\n* {{ post.title }}\n{% endfor %}\n",
            "diam.md": "---\ntitle: Diam\npublished: false\n---\nX.\n",
            "README.md": "# Cara memakai\n",
            "peta.html": "<p>x</p>",
            "_layouts/post.html": "---\nlayout: default\n---\n{{ content }}\n",
            "lama.textile": "---\n---\nh1. x\n",
        },
        kind="jekyll",
    )
    assert sorted(path.removeprefix("content/") for path in adoption.files) == [
        "berita/2017/07/panen/index.md",
        "berita/2017/07/tanam/index.md",
        "layanan/ktp/index.md",
        "olahraga/2017/07/lomba/index.md",
        "profil/sejarah/index.md",
        "tentang/index.md",
    ]
    assert reasons(adoption) == {
        "404.html": "halaman yang dibuat mesin (404, pencarian, peta situs): situs membuatnya sendiri",
        "README.md": "tanpa front matter: Jekyll tidak membuat halaman darinya",
        "_catatan/rapat.md": 'koleksi "catatan" tidak ditayangkan (output: true tidak ada)',
        "_config.yml": "pengaturan situs lama: dibaca, tidak disalin",
        "_drafts/nanti.md": "draf (_drafts): belum pernah tayang",
        "_layouts/post.html": "templat, tema dan data situs lama tidak diambil",
        "_posts/tanpa-tanggal.md": "draf (_drafts): belum pernah tayang",
        "arsip.md": "halaman tanpa teks sendiri: templat situs lama yang membuat isinya",
        "diam.md": "tidak ditayangkan (published: false)",
        "index.md": "laman depan: situs membuat laman depannya sendiri",
        "lama.textile": "jenis naskah ini belum dapat diadopsi",
        "peta.html": "berkas HTML tanpa front matter: disajikan apa adanya, tidak diambil",
    }
    assert not [finding for finding in adoption.findings if finding.severity == "error"]
    assert (adoption.kept, adoption.documents) == (adoption.total, 6)


def test_front_matter_in_jekylls_words(adopt: Adopt) -> None:
    adoption = adopt(
        {
            "_config.yml": CONFIG + "timezone: Asia/Tokyo\ndefaults:\n  - scope: {path: '', type: posts}\n"
            "    values: {author: sari, lang: en}\n"
            "  - scope: {path: _posts/x}\n    values: {author: budi}\n",
            "_data/authors.yml": "sari:\n  name: Sari Wulandari\n",
            "desa/_posts/2017-07-10-panen.md": (
                "---\ntitle: Panen\ndate: 2017-07-10 10:00\ncategories: pengumuman padi\ntags: air tanah\n"
                "redirect_from: /lama/panen.html\nexcerpt: Ringkasan kami.\n---\nPadi dipanen.\n"
            ),
        },
        kind="jekyll",
    )
    assert text(adoption, "content/desa/2017/07/panen/index.md") == (
        '---\ntitle: "Panen"\ndate: 2017-07-10 08:00\ndescription: "Ringkasan kami."\ncategories:\n  - "pengumuman"\n'
        'tags:\n  - "desa"\n  - "padi"\n  - "air"\n  - "tanah"\nauthors:\n  - "Sari Wulandari"\n'
        "information: belum-diklasifikasi\nlang: en\nredirect_from:\n"
        '  - "/desa/pengumuman/padi/2017/07/10/panen/"\n  - "/lama/panen.html"\n---\n\nPadi dipanen.\n'
    )


@pytest.mark.parametrize(
    ("config", "front", "old"),
    [
        ("", "", ["/2017/07/10/panen.html"]),
        ("permalink: pretty\n", "", ["/2017/07/10/panen/"]),
        ("permalink: /:year/:title\n", "", ["/2017/panen/"]),
        ("permalink: pretty\n", "permalink: /khusus/:title.html\n", ["/khusus/panen.html"]),
        ("permalink: pretty\n", "slug: Panen-Raya\n", ["/2017/07/10/Panen-Raya/"]),
        ("permalink: [a\n", "", ["/2017/07/10/panen.html"]),
    ],
)
def test_the_old_address_answers(adopt: Adopt, config: str, front: str, old: list[str]) -> None:
    adoption = adopt(
        {"_config.yml": config, "_posts/2017-07-10-panen.md": POST.replace("title:", front + "title:")}, kind="jekyll"
    )
    (found,) = [redirects(text(adoption, path)) for path in adoption.files]
    assert found == old
    unread = "pengaturan situs lama tidak dapat dibaca; alamat lama ditebak"
    assert (reasons(adoption).get("_config.yml") == unread) is ("[a" in config)


def test_the_caller_names_the_pattern_where_there_is_no_configuration(adopt: Adopt) -> None:
    adoption = adopt({"_posts/2017-07-10-panen.md": POST}, kind="jekyll", permalinks="/:categories/:title/")
    assert redirects(text(adoption, A)) == ["/panen/"]


def test_links_pictures_and_tags(adopt: Adopt) -> None:
    first = (
        "---\ntitle: Panen raya\nimage:\n  path: /assets/sawah.png\n---\n"
        "Lihat [kedua]({% post_url 2017-07-11-kedua %}), [tentang]({{ '/tentang/' | relative_url }}),\n"
        "[laporan]({{ site.baseurl }}{% link assets/laporan.pdf %}) dan [luar]({{ site.baseurl }}/tak/ada/).\n"
        "{: .lead}\n\n* isi\n{:toc}\n\n## Bagian {#bagian}\n\n"
        '{% include figure.html src="/assets/padi.png" alt="Padi" caption="Padi di sawah" %}\n\n'
        '{% include video id="dQw4w9WgXcQ" provider="youtube" %}\n\n'
        "{% highlight python %}\nprint('{{ x }}')\n{% endhighlight %}\n\n"
        "Pakai `{% raw %}{{ page.title }}{% endraw %}`. {% comment %}rahasia{% endcomment %}Tamat[^1].\n\n"
        "[^1]: Catatan kaki.\n"
    )
    adoption = adopt(
        {
            "_config.yml": CONFIG,
            "_posts/2017-07-10-panen.md": first,
            "_posts/2017-07-11-kedua.md": POST.replace("Panen raya", "Kedua"),
            "tentang.md": "---\ntitle: Tentang\n---\nTentang kami.\n",
            "assets/sawah.png": png(6),
            "assets/padi.png": png(7),
            "assets/laporan.pdf": b"%PDF-1.4\n%%EOF\n",
        },
        kind="jekyll",
    )
    assert body(adoption, A).split("\n") == [
        "Lihat [kedua](artikel:kedua), [tentang](artikel:tentang),",
        "[laporan](laporan.pdf) dan luar.",
        "",
        "## Bagian {#bagian}",
        "",
        "![Padi](padi.png)",
        "",
        "Padi di sawah",
        "",
        "[Video YouTube](https://www.youtube.com/watch?v=dQw4w9WgXcQ)",
        "",
        "```python",
        "print('{{ x }}')",
        "```",
        "",
        "Pakai `{{ page.title }}`. Tamat[^1].",
        "",
        "[^1]: Catatan kaki.",
    ]
    assert 'image:\n  file: "sawah.png"\n  alt: "Sawah"\n' in text(adoption, A)
    assert "tanda templat include dihapus" in changes(adoption, "_posts/2017-07-10-panen.md")
    assert not [finding for finding in adoption.findings if finding.severity == "error"]
    assert adoption.kept == adoption.total


def test_a_post_in_html_becomes_markdown(adopt: Adopt) -> None:
    html = (
        "---\ntitle: Panen raya\n---\n"
        '<p>Padi * dipanen di <a href="{{ "/tentang/" | relative_url }}">desa</a>.</p>\n'
        '<ul><li>satu</li><li>dua</li></ul>\n<img src="{{ site.baseurl }}/padi.png" alt="Padi">\n'
        '<iframe src="https://www.google.com/maps/embed?pb=!1m18!2d110.37!3d-7.78!5e0"></iframe>'
        "<script>jahat()</script><table><tr><td>a</td><td>b</td></tr></table>\n"
        f'<img src="data:image/png;base64,{"A" * 400}" alt="Peta desa"><iframe src="/renja.pdf"></iframe>\n'
    )
    adoption = adopt(
        {
            "_config.yml": CONFIG,
            "_posts/2017-07-10-panen.html": html,
            "tentang.md": "---\ntitle: Tentang\n---\nTentang kami.\n",
            "padi.png": png(7),
            "renja.pdf": b"%PDF-1.4\n%%EOF\n",
        },
        kind="jekyll",
    )
    made = body(adoption, A)
    assert "*(gambar tidak tersedia: Peta desa)*" in made and "[renja.pdf](renja.pdf)" in made
    assert "Padi \\* dipanen di [desa](artikel:tentang)." in made
    assert "- satu\n- dua" in made
    assert "![Padi](padi.png)" in made
    assert "[Google Maps](https://www.google.com/maps/search/?api=1&query=-7.78%2C110.37)" in made
    assert "| a | b |" in made and "jahat" not in made
    assert adoption.kept == adoption.total


def test_broken_and_missing_front_matter(adopt: Adopt) -> None:
    adoption = adopt(
        {
            "_posts/2017-07-10-panen.md": "Padi dipanen. Hasilnya baik.\n",
            "_posts/2017-07-11-mend.md": "---\ntitle: Rilis: satu\n---\nIsi.\n",
            "_posts/2017-07-12-rusak.md": "---\ntitle: [a\nb: c\n---\nIsi.\n",
            "_posts/2017-13-40-tanggal.md": POST,
        },
        kind="jekyll",
    )
    assert 'title: "Panen"' in text(adoption, A)
    assert 'title: "Rilis: satu"' in text(adoption, "content/berita/2017/07/mend/index.md")
    assert reasons(adoption) == {"_posts/2017-07-12-rusak.md": "3: susunan YAML salah di sini"}
    assert [path for path in adoption.files if "tanggal" in path] == ["content/tanggal/index.md"]


def test_a_site_may_lie_in_a_folder_of_its_repository(adopt: Adopt) -> None:
    below = adopt(
        {"docs/_config.yml": CONFIG, "docs/_posts/2017-07-10-panen.md": POST, "README.md": "x"}, kind="jekyll"
    )
    assert list(below.files) == [A]
    assert redirects(text(below, A)) == ["/2017/07/10/panen/"]


def test_eleventys_posts_have_their_date_in_the_name_alone(adopt: Adopt) -> None:
    made = adopt({"content/posts/2017-07-10-panen.md": POST, "content/tim/index.md": POST}, kind="jekyll")
    assert sorted(made.files) == ["content/posts/2017/07/panen/index.md", "content/tim/index.md"]
    assert redirects(text(made, "content/posts/2017/07/panen/index.md")) == ["/posts/panen/"]


def test_a_folder_that_is_not_there_is_refused(adopt: Adopt, site: Site) -> None:
    with pytest.raises(Refused) as refused:
        adopt(site({}) / "tidak-ada", kind="jekyll")
    assert str(refused.value.hint) == "sebutkan folder situs Jekyll yang berisi _posts/ atau _config.yml"


def test_what_is_adopted_is_unclassified(adopt: Adopt) -> None:
    adoption = adopt({"_posts/2017-07-10-panen.md": POST}, kind="jekyll")
    assert f"information: {articles.UNCLASSIFIED}\n" in text(adoption, A)
