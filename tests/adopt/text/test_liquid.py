"""Liquid tags and Kramdown's marks: what their writer typed stays, what a template computes does not."""

from __future__ import annotations

import pytest

from terbit.adopt.jekyll import kramdown
from terbit.adopt.notes import Notes
from terbit.adopt.text import liquid
from terbit.adopt.text.liquid_values import Template

TEMPLATE = Template(
    {"title": "Panen", "gallery": [{"image_path": "/a.jpg", "alt": "A"}, {"url": "/b.jpg"}, "kata"], "Nomor": 7},
    {"title": "Desa", "kantor": {"telepon": "021"}},
    {"2017-07-10-panen": "/_posts/2017-07-10-panen.md"}.get,
)
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def made(text: str) -> str:
    return " ".join(liquid.convert(text, Notes(), TEMPLATE).split())


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{ page.title }} {{ site.kantor.telepon }} {{ nomor }}", "Panen 021 7"),
        ("{{ site.baseurl }}/a{{ '/b' | relative_url }}{{ \"/c\" | prepend: '/x' | append: '/y' }}", "/a/b/x/c/y"),
        ("{{ tidak.ada | default: 'lain' }} {{ 'a|b' | upcase }}", "lain A|B"),
        ("{% assign nama = 'Sari' %}Halo {{ nama }}", "Halo Sari"),
        (
            "[x]({% post_url 2017-07-10-panen %}) [y]({% post_url tidak-ada %})",
            "[x](/_posts/2017-07-10-panen.md) [y](#)",
        ),
        ("{% link a/b.pdf %}", "/a/b.pdf"),
        ("a{% if x %}b{% else %}c{% endif %}d", "abcd"),
        ("{% for p in site.posts %}{{ p.title }}{% endfor %}akhir", "akhir"),
        ("{% include judul.html title='Rapat desa' %}", "Rapat desa"),
        (
            '{% include foto.html\n  image="/a.jpg"\n  caption="Sawah *hijau*" %}',
            "![Sawah hijau](/a.jpg) Sawah *hijau*",
        ),
        ('{% image "/a.jpg" "kelas-kotak" "Sawah hijau" %}', "![Sawah hijau](/a.jpg)"),
        ("{% include gallery %}", "![A](/a.jpg) ![](/b.jpg)"),
        ("{% youtube dQw4w9WgXcQ %}", f"[Video YouTube]({VIDEO})"),
        ('{% include v.html url="https://vimeo.com/1234567" title="Panen" %}', "[Panen](https://vimeo.com/1234567)"),
        (
            '{{ "https://youtu.be/dQw4w9WgXcQ" | embed: "Rapat" }}',
            "[Rapat](https://www.youtube.com/watch?v=dQw4w9WgXcQ)",
        ),
        ('{{ "sari" | team_photo }}{{ "sari" | team_link }}', "sari"),
        ("{% tidak_dikenal %}kata{% endtidak_dikenal %}", "kata"),
        ("{% rusak kata }} {{ lain", "{% rusak kata }} {{ lain"),
    ],
)
def test_what_a_tag_becomes(text: str, result: str) -> None:
    assert made(text) == result


def test_what_a_template_computes_is_said_to_be_lost() -> None:
    notes = Notes()
    liquid.convert("{% for p in site.posts %}{{ p.title }}{% endfor %}{% peta %}", notes, Template())
    assert [str(message) for _, message, _, _ in notes.warnings] == [
        "daftar yang dibuat oleh templat tidak dapat diambil",
        "tanda templat peta tidak dapat ditampilkan",
    ]


def test_raw_and_highlighted_code_hold_everywhere() -> None:
    text = "`{% raw %}{{ a }}{% endraw %}`{% highlight js linenos %}\n{% raw %}{{ b }}{% endraw %}\n{% endhighlight %}"
    found = liquid.verbatim(text, lambda part: f"<{part}>", lambda code, language: f"[{language}:{code}]")
    assert found == "`<{{> a <}}>`[js:{{ b }}]"


def test_readers_saw_captions_and_code_but_no_comment() -> None:
    text = "{% comment %}x{% endcomment %}{% include a.html caption='Sawah' alt='y' %}"
    assert liquid.visible(text + "{% highlight c %}int{% endhighlight %}").split() == ["Sawah", "int"]


@pytest.mark.parametrize(
    "text", ["{% " * 20_000, "{{ " * 20_000, "{% raw %}" * 10_000, "{% for %}{% endfor %}" * 5_000]
)
def test_hostile_tags_take_linear_time(text: str) -> None:
    assert isinstance(liquid.visible(text), str) and made(text) is not None


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Kata{: .besar} [x](y){:target='_blank'}\n{: #id .kelas}\n", "Kata{: .besar} [x](y)\n\n"),
        ("* isi\n{:toc}\n\nA", "\n\nA"),
        ("## Judul {: .no_toc #bagian }\n## Lain {:.no_toc}", "## Judul {#bagian}\n## Lain"),
        ("a {::comment}x{:/comment}b {::nomarkdown}c{:/}", "a b c"),
        ("*[HTML]: Hyper\n^\na\\\\\nb", "\n\na  \nb"),
    ],
)
def test_kramdowns_marks(text: str, result: str) -> None:
    assert kramdown.convert(text) == result
