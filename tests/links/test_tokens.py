"""The tags of a page are those that lexbor, a browser's parser, makes elements of."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from terbit.links.extract import html, tokens

VOID = ("img", "link", "meta", "br", "input", "source")
NESTING = ("div", "section", "a", "span", "ul", "li", "noscript", "em", "svg", "template", "video", "picture")
RAW = ("script", "style", "textarea", "iframe", "xmp", "noembed")
VALUES = st.text("aé/#?=&;.-< >'`\n\tz%", max_size=8) | st.sampled_from(
    [
        "&amp;",
        "&copy=1",
        "&copy;",
        "&notit;",
        "&#x41;",
        "&#128;",
        "a&lt",
        "a&ltb",
        "&",
        "&#;",
        "é\u0301",
        "</div>",
        "<a href=x>",
    ]
)
names = st.sampled_from(["href", "src", "id", "class", "HREF", "title", "data-x", "xlink:href", "a:b"])


@st.composite
def attributes(draw: st.DrawFn) -> str:
    written = []
    for name in draw(st.lists(names, max_size=3)):
        value = draw(VALUES)
        form = draw(st.sampled_from(["", "=", '"', '"', "'", " "]))
        if form == '"':
            written.append(f'{name}="{value.replace(chr(34), "")}"')
        elif form == "'":
            written.append(f"{name} = '{value.replace(chr(39), '')}'")
        elif form == "=":
            bare = "".join(c for c in value if c not in " \n\t>\"'`=<")
            written.append(f"{name}={bare or 'x'}")
        else:
            written.append(name)
    return draw(st.sampled_from([" ", "\n", "  "])).join(["", *written]) + draw(st.sampled_from(["", " "]))


texts = st.sampled_from(
    ["", "x", "1 < 2", "a & b", "<!-- <a href=x> -->", "<!-->", "<!--->", "<!-- a --!>", "<?x y>", "</ x>", "<!x>"]
)


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, given, held: f"<{name}{given}>{''.join(held)}</{name}>",
        st.sampled_from(NESTING), attributes(), st.lists(inner, max_size=4),
    )  # fmt: skip


markup = st.recursive(
    texts
    | st.builds(lambda name, given: f"<{name}{given}>", st.sampled_from(VOID), attributes())
    | st.builds(
        lambda name, given, held: f"<{name}{given}>{held}</{name} >",
        st.sampled_from(RAW),
        attributes(),
        st.sampled_from(["", "x", "<a href=x>", "a<b", "<!-- </a>", "if (a</b/) {}"]),
    )
    | st.builds(lambda given: f"<svg{given}><title/><style/><path d='x'/><use{given}/><script/></svg>", attributes()),
    element,
    max_leaves=12,
)


def seen_by_lexbor(content: bytes) -> Counter[tuple[str, tuple[tuple[str, str], ...]]]:
    tree = LexborHTMLParser(content)
    assert tree.root is not None
    found: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
    for node in tree.root.traverse(include_text=False):
        held = {name: value or "" for name, value in node.attributes.items()}
        if held and not (node.tag or "-").startswith("-"):
            found[node.tag or "", tuple(sorted(held.items()))] += 1
    return found


def seen_by_us(content: bytes) -> Counter[tuple[str, tuple[tuple[str, str], ...]]]:
    found: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
    for token in tokens.tokens(content):
        name, held, _ = tokens.read(token)
        if held:
            found[name, tuple(sorted(held.items()))] += 1
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(markup, max_size=5).map("".join))
def test_a_page_has_the_tags_that_a_browser_sees(body: str) -> None:
    content = f"<!doctype html><html><head><title>x</title></head><body><div>{body}</div></body></html>".encode()
    ours, theirs = seen_by_us(content), seen_by_lexbor(content)
    # its tree may hold an element twice that was closed in the wrong order, and drops what may not stand there
    if "<a" not in body and "<em" not in body and "<li" not in body and "svg" not in body:
        assert ours == theirs
    else:
        assert {tag for tag in theirs if tag[0] not in RAW} <= set(ours)


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        ("<svg><title><p id=a></p></title></svg><p id=b>", {"a", "b"}),
        ("<svg><style><a id=a></a></style></svg><p id=b>", {"a", "b"}),
        ("<svg><style/><p id=a></svg>", {"a"}),
        ("<svg><script/><circle id=a /></svg><p id=b>", {"a", "b"}),
        ("<svg><![CDATA[<p id=a>]]><g id=b></g></svg>", {"b"}),
        ("<![CDATA[<p id=a>]]><p id=b>", {"b"}),
        ("<svg><foreignObject><style><p id=a></style><p id=b></p></foreignObject></svg>", {"b"}),
        ("<math><mi><p id=a></mi></math>", {"a"}),
        ("<template><p id=a></template><p id=b>", {"b"}),
        ("<template><template></template><p id=a></template><p id=b>", {"b"}),
        ("<TEMPLATE><p id=a></TeMPLATE><p id=b>", {"b"}),
        ("<template><p id=a>", set()),
        ("<script><!-- <script> </script> <p id=a> --></script><p id=b>", {"b"}),
        ("<script><!-- </script><p id=a>", {"a"}),
        ("<plaintext><p id=a>", set()),
        ("<p title='<p id=a>' id=b>", {"b"}),
        ("<p id=a id=b>", {"a"}),
        ("<my-part id=a></my-part><o:p id=b></o:p><b< id=c>", {"a", "b", "c"}),
        ("<p title=\"x", set()),
        ("<p id=a title=\"x><p id=b>", set()),
        ("<p =id=a id=b>", {"b"}),
        ("<p id=\"a\"id=b class='x'id=c>", {"a"}),
        ("<p id=a/><p/id=b>", {"a/", "b"}),
        ("<!doctype html PUBLIC \"x>y\"><p id=a>", {"a"}),
        ("</p id=a><p id=b>", {"b"}),
        ("<noscript><p id=a></noscript>", {"a"}),
        ("<textarea><p id=a></textareax></textarea><p id=b>", {"b"}),
        ("<title><p id=a></title><p id=b>", {"b"}),
        ("<iframe><p id=a></iframe ><p id=b>", {"b"}),
        ("<p\x0cid=a>", {"a"}),
        ("<p id='é&eacute;&#233;'>", {"ééé"}),
    ],
)  # fmt: skip
def test_the_dark_corners_of_html(content: str, ids: set[str]) -> None:
    assert html(content.encode()).anchors == ids
    seen = LexborHTMLParser(content.encode())
    assert {node.attributes["id"] for node in seen.css("[id]")} == ids


def test_a_page_in_another_encoding() -> None:
    assert html("<meta charset=windows-1252><p id=é>".encode("cp1252")).anchors == {"é"}
    assert html("<p id=é>".encode("utf-16")).anchors == {"é"}
    assert html("<meta charset=tidak-ada><p id=é>".encode()).anchors == {"é"}


PIECES = (
    "<|<a |<a b=|<a b='|<!--|<!-- <script |<svg>|<svg><style>|<template>|<script>|</a |<a/|&|<![CDATA[|<svg><![CDATA["
)


@pytest.mark.parametrize("piece", PIECES.split("|"))
def test_hostile_pages_take_no_longer_than_their_length(piece: str) -> None:
    html((piece * (40_000 // len(piece))).encode())  # what is quadratic does not end
    html(("<svg>" + piece * (40_000 // len(piece))).encode())
