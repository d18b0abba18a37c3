"""Where links stand in a Markdown file, and other addresses put there: nothing else of the file changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terbit.articles import markdown
from terbit.links.watch.mending import mended
from terbit.links.watch.written import Source, parsed, written

HOME = "https://balai-contoh.example/"
OLD, NEW = "https://a.id/x", "https://b.id/z?q=1&copy=2"
FRONT = "---\ntitle: Panen\n---\n\n"


def places(text: str, *wanted: str) -> list[tuple[int, int, str]]:
    source = Source(text)
    return [(w.line, w.column, text[w.start : w.end]) for w in written(source, wanted or [OLD], HOME)]


def replaced(text: str, **new: str) -> str:
    return mended(text, new or {OLD: NEW}, HOME).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"[a]({OLD})", f"[a]({NEW})"),
        (f"[a]({OLD}#bab-2)", f"[a]({NEW}#bab-2)"),
        (f'[a](<{OLD}> "judul")', f'[a](<{NEW}> "judul")'),
        (f"<{OLD}>", f"<{NEW}>"),
        (f"[a][1]\n\n[1]: {OLD}\n", f"[a][1]\n\n[1]: {NEW}\n"),
        (f'<a href="{OLD}">a</a>', f'<a href="{NEW}">a</a>'),
        (f"<p><a\n  href='{OLD}'>a</a></p>", f"<p><a\n  href='{NEW}'>a</a></p>"),
        (f"[{OLD}]({OLD})", f"[{OLD}]({NEW})"),
        ("[a](HTTPS://A.id/x)", f"[a]({NEW})"),
        (f"- [a]({OLD})\r\n- [b]({OLD})\r\n", f"- [a]({NEW})\r\n- [b]({NEW})\r\n"),
        (f"| a |\n|---|\n| [a]({OLD}) |\n", f"| a |\n|---|\n| [a]({NEW}) |\n"),
        (f"Kata.[^1]\n\n[^1]: [a]({OLD})\n", f"Kata.[^1]\n\n[^1]: [a]({NEW})\n"),
        (f"## [a]({OLD})", f"## [a]({NEW})"),
    ],
)
def test_a_link_is_replaced_however_it_is_written(before: str, after: str) -> None:
    assert replaced(FRONT + before) == FRONT + after


@pytest.mark.parametrize(
    "text",
    [
        f"`[a]({OLD})`",
        f"```\n[a]({OLD})\n```\n",
        f"Kata.\n\n    [a]({OLD})\n",
        f"<!-- [a]({OLD}) -->",
        f"<code>{OLD}</code>",
        f"polos {OLD} saja",
        f"[a]({OLD}y)",
        f"[a]({OLD}/y)",
        f"[a](https://lain.id/?ke={OLD})",
        f"[a][2]\n\n[1]: {OLD}\n[2]: https://lain.id/\n",  # a definition that nothing refers to
        "",
    ],
)
def test_what_is_no_link_to_it_stays(text: str) -> None:
    assert places(FRONT + text) == []
    assert replaced(FRONT + text) == FRONT + text


def test_every_link_has_its_place() -> None:
    text = f"{FRONT}[a]({OLD}) dan [b]({OLD}#x)\n`{OLD}`\n<{OLD}>\n"
    assert places(text) == [(5, 5, OLD), (5, 29, f"{OLD}#x"), (7, 2, OLD)]


def test_sources_are_replaced_and_nothing_else_of_the_front_matter() -> None:
    front = f'---\ntitle: "{OLD}"\nsources:\n  - "Data: {{0}}."\n  - {OLD}y\n  - {{0}}\n---\n\nIsi.\n'
    assert replaced(front.format(OLD)) == front.format(NEW)
    assert places(front.format(OLD)) == [(4, 12, OLD), (6, 5, OLD)]


@pytest.mark.parametrize(
    ("before", "url"),
    [
        ("[a](https://a.id/p_(q)?a=1&b=2)", "https://a.id/p_(q)?a=1&b=2"),
        (r"[a](https://a.id/p\_\(q\)?a=1&amp;b=2)", "https://a.id/p_(q)?a=1&b=2"),
        ('<a href="https://a.id/?a=1&#38;b=2">a</a>', "https://a.id/?a=1&b=2"),
        ("[a](https://a.id/padi%20gogo)", "https://a.id/padi%20gogo"),
        ("[a](https://pädi.id/ü)", "https://xn--pdi-qla.id/%C3%BC"),
    ],
)
def test_an_address_is_found_in_other_spellings(before: str, url: str) -> None:
    link = parsed(markdown.html(replaced(before, **{url: NEW}))).css_first("a")
    assert link is not None
    assert link.attributes["href"] == NEW


def test_what_would_change_more_than_the_link_is_left_to_people() -> None:
    text = f"{FRONT}[a]({OLD})\n\n## <{OLD}>\n"  # the heading's own address is made of its words
    found = mended(text, {OLD: NEW}, HOME)
    assert found.text == f"{FRONT}[a]({NEW})\n\n## <{OLD}>\n"
    assert [place.line for place in found.replaced] == [5]
    assert [place.line for place in found.left] == [7]


@pytest.mark.parametrize("new", ["https://b.id/?a&lt;b", "https://b.id/&#0"])
def test_an_address_that_would_be_read_as_another_is_not_put_there(new: str) -> None:
    text = f"{FRONT}[a]({OLD})\n"
    found = mended(text, {OLD: new}, HOME)
    assert (found.text, len(found.left)) == (text, 1)


def test_what_nobody_should_render_has_no_places() -> None:
    assert places(FRONT + ">" * 60 + f"[a]({OLD})\n") == []


LINKS = [f"[a]({OLD})", f"<{OLD}>", f'<a href="{OLD}">b</a>', "[c][r] ", f"\n\n[r]: {OLD}\n\n", f"[d]({OLD}/y)"]
OTHERS = [OLD, f"`{OLD}`", " kata ", "&amp;", "\\", "**", "_", "|", "[", "](", ")", "`", "```\n", "<!-- ", " -->"]
BLOCKS = ["\n\n", "\n", "    ", "# ", "- ", "> "]
pieces = st.sampled_from([*LINKS, *OTHERS, *BLOCKS])


@settings(deadline=None)
@given(st.lists(pieces, max_size=12).map("".join))
def test_the_page_shows_what_it_showed_but_for_the_links(body: str) -> None:
    text = FRONT + body
    found = mended(text, {OLD: NEW}, HOME)
    before, after = (parsed(markdown.html(part[len(FRONT) :])) for part in (text, found.text))
    links = [node.attributes.get("href") for node in before.css("a")]
    now = [node.attributes.get("href") for node in after.css("a")]
    assert len(now) == len(links)
    assert all(new == old or (old, new) == (OLD, NEW) for old, new in zip(links, now, strict=True))
    code = [[node.text() for node in tree.css("code, pre")] for tree in (before, after)]
    assert code[0] == code[1]
    assert len(found.text) - len(text) == len(found.replaced) * (len(NEW) - len(OLD))
