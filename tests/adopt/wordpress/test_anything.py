"""Whatever a post holds: its reading ends, runs nothing, and loses no word that readers saw."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from terbit.adopt.html.cleaning import Page
from terbit.adopt.html.hidden import seen
from terbit.adopt.html.markdown import markdown
from terbit.adopt.measuring import words
from terbit.adopt.notes import Notes
from terbit.adopt.wordpress.blocks import as_html
from terbit.adopt.wordpress.shortcodes import Shortcodes, Uploads, unmarked
from terbit.adopt.wordpress.wxr.item import Item
from terbit.rules.body import page as rendered

_MARKS = """<p> </p> <b> </b> <strong> </strong> <em> </em> </a> <ul> </ul> <li> </li> <ol>
<table> <tr> <td> <th> </td> </tr> </table> <h2> </h2> <h5> </h5> <blockquote> </blockquote> <pre> </pre> <code> </code>
<br> <hr/> <div> </div> <span> </span> <figure> <figcaption> </figure> <dl> <dt> <dd> </dl> <script> </script> <!-- -->
<!--more--> [vc_row] [/vc_row] [caption] [/caption] [gallery] [x_y] </ <![CDATA[ ]]> &lt; &amp; &#35; &nbsp; *a* _b_ # -
1. > | ` ``` ~~~ : {.x} [y](z) ![y](z) [^1] === --- !!! padi jagung sawah :::"""
_LONGER = (
    '<img src="https://a.example/a.jpg" alt="x">', '<td colspan="2">', '<div class="wp-block-gallery">', "\n", "\n\n",
    "<!-- wp:paragraph -->", "<!-- /wp:paragraph -->", '<!-- wp:x {"a":1} /-->', '<a href="javascript:x">', " ", "\t",
    '<div style="display:none">', '<a href="https://a.example/x">',
)  # fmt: skip
_PARTS = st.sampled_from([*_MARKS.split(), *_LONGER])
_TEXTS = st.lists(st.one_of(_PARTS, st.text(max_size=8)), max_size=40).map("".join)


def converted(text: str) -> str:
    notes = Notes()
    html = as_html(Shortcodes(Item("x", 1), Uploads(), notes).html(text), {}, notes)
    return markdown(Page("https://b.example/x/", notes, keep=lambda _, __: "").clean(html))


@given(_TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_post_becomes_a_text_that_runs_nothing(text: str) -> None:
    page = rendered.Page.of(converted(text), 1)
    assert page.balanced
    tags = {element.tag for element in page.elements}
    assert not tags & {"script", "style", "iframe", "object", "embed", "form", "svg", "math", "input", "base", "link"}
    for element in page.elements:
        assert not any(name.startswith("on") for name, _ in element.attributes)
    assert not any(link.scheme in ("javascript", "data") for link in page.links)


@given(
    st.lists(st.one_of(_PARTS.filter(lambda part: part.isalpha() or part.startswith("<")), st.just(" ")), max_size=40)
)
@settings(max_examples=100, deadline=None)
def test_no_word_that_readers_saw_is_lost(parts: list[str]) -> None:
    text = " ".join(part for part in parts if "script" not in part and "<!" not in part and "</ " not in part + " ")
    wanted = Counter(word for word in words(seen(unmarked(text))) if word in ("padi", "jagung", "sawah"))
    assert wanted <= words(converted(text))
