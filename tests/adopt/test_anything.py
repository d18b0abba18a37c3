"""Whatever lies in a site: no failure, every file accounted for, and no error left in what came in."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.adopt.conftest import NOW, Empty

from terbit import skeleton
from terbit import sop as procedure
from terbit.adopt.adoption import adopt
from terbit.adopt.existing import Given
from terbit.adopt.hugo import reader as hugo
from terbit.adopt.jekyll import reader as jekyll

_PIECES = st.sampled_from(
    [
        b"---\n",
        b"+++\n",
        b"title: A\n",
        b"date: 2017-07-10\n",
        b"tags: [a\n",
        b"&a [*a]",
        b"{",
        b'{"title": 1}\n',
        b"\n\n",
        b"<table><tr><td>",
        b"</table>",
        b"<script>",
        b"<pre>",
        b"<!--",
        b"[a](",
        b"![b](x.png)",
        b"](http://[",
        b'">',
        b"[^1]: x\n",
        b"[c]: javascript:x\n",
        b"[c]",
        b"{{< x ",
        b">}}",
        b"```\n",
        b"`",
        b"- a\n    - b\n",
        b"# J <b>\n",
        b"===\n",
        b"{: onclick=x}",
        b"\t",
        b"\xff",
        b"\xe2\x80\xae",
        b"\x07",
        b"<a@b.id>",
        b"//x",
        b"kata ",
        b"artikel:tidak-ada",
        b"{% raw %}",
        b"{% endraw %}",
        b"{% include a.html b='c",
        b"{% highlight x %}",
        b"{% post_url 2017-07-10-0 %}",
        b"{{ page.title | ",
        b" %}",
        b"}}",
        b"{::comment}",
        b"3273014101900001 ",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_PIECES, max_size=14).map(b"".join), min_size=1, max_size=3), st.binary(max_size=40))
def test_no_site_makes_the_adopter_fail(texts: list[bytes], picture: bytes) -> None:
    sop, _ = procedure.read(skeleton.files()["sop.yml"])
    assert sop is not None
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        (top / "content" / "berita").mkdir(parents=True)
        (top / "static").mkdir()
        (top / "static" / "x.png").write_bytes(picture)
        for number, content in enumerate(texts):
            (top / "content" / "berita" / f"{number}.md").write_bytes(content)
        adoption = adopt(hugo.read(Given(top, sop.zone)), Empty(), sop, NOW)
    said = sorted(file.path for file in (*adoption.adopted, *adoption.listed))
    assert said == sorted(["static/x.png", *(f"content/berita/{number}.md" for number in range(len(texts)))])
    assert not [finding for finding in adoption.findings if finding.severity == "error"]


_JEKYLLS = st.sampled_from(
    ["_posts/2017-07-10-%d.md", "_posts/2017-07-10-%d.html", "laman%d.html", "_x/%d.md", "%d.md"]
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(_JEKYLLS, st.lists(_PIECES, max_size=14).map(b"".join)), min_size=1, max_size=3),
    st.lists(_PIECES, max_size=6).map(b"".join),
)
def test_no_jekyll_site_makes_the_adopter_fail(texts: list[tuple[str, bytes]], config: bytes) -> None:
    sop, _ = procedure.read(skeleton.files()["sop.yml"])
    assert sop is not None
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        names = [name % number for number, (name, _) in enumerate(texts)]
        for name, (_, content) in zip(names, texts, strict=True):
            (top / name).parent.mkdir(exist_ok=True)
            (top / name).write_bytes(b"---\n" + content)
        (top / "_config.yml").write_bytes(b"collections: {x: {output: true}}\n" + config)
        adoption = adopt(jekyll.read(Given(top, sop.zone)), Empty(), sop, NOW)
    said = sorted(file.path for file in (*adoption.adopted, *adoption.listed))
    assert said == sorted(["_config.yml", *names])
    assert not [finding for finding in adoption.findings if finding.severity == "error"]
