"""Whatever is fed to a parser: findings or a refusal. The same targets as `make fuzz`, with inputs of a structure.

Derandomised, so that a run of the tests is the same everywhere; `make fuzz` is what goes looking.
"""

from __future__ import annotations

import json

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from tests.hostile.samples import samples
from tests.hostile.targets import AS_OF, HOME, TARGETS
from tests.rules.cases import Files
from tests.rules.cases import sop as sample
from tests.support.edition import Office, path, text

from terbit import rules
from terbit.articles import article, markdown
from terbit.publishing import sanitise
from terbit.publishing.feeds.calendar import calendar

_STABLE = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
_WORDS = """\
--- | title: | title: Panen | "title: 'a" | date: 2026-11-02 | date: [ | tags: [a, b] | categories: [kegiatan] |
&a | *a | !!python/name:os | image: {file: x.png, alt: a} | event: {start: 2026-12-01} | {} | [] | # A |
## A {#a} | * a | - a | 1. a | > a | ``` | ~~~ | | | a | b | |-|-|  !!! note | [^1] | [^1]: a | : a |
{: .x onclick=a} | [a](b) | ![a](x.png "b") | [a](javascript:b) | [a]: data:b | <https://a.example> | <b> | </b> |
<p> | </p> | <div> | </div> | <table> | <td> | </table> | <script> | </script> | <svg> | <style> | <!-- | --> |
<![CDATA[ | ]]> | <a href= | <img src= | "> | '> | onerror=a | id=__config | class=md-overlay |
style=display:none | &lt; | &#x6a; | &amp;lt; | <a name=a> | [![a](x.png)](https://youtu.be/aaaaaaaaaaa) | \t |
\x0b | \x85 | \u2028 | \u202e | \u200b | \ufeff | \x00 | \ud7ff | \xa0 | kata |  | slot gacor"""
_PIECES = st.one_of(st.sampled_from(_WORDS.replace(" |\n", " | ").split(" | ")), st.text(max_size=4))
_JOINED = st.sampled_from(["", " ", "\n", "\n\n", "\n    "])
_TEXTS = st.lists(st.tuples(_PIECES, _JOINED).map("".join), max_size=30).map("".join)
_BODIES = _TEXTS.map(lambda body: text("").rstrip("\n") + "\n\n" + body)


def _mutated(whole: bytes, edits: list[tuple[int, int, int, bytes]]) -> bytes:
    """A sound input with parts cut out, doubled, moved, or replaced."""
    for kind, at, length, new in edits:
        at = at % (len(whole) + 1)
        part = whole[at : at + length]
        if kind == 0:
            whole = whole[:at] + new + whole[at + length :]
        elif kind == 1:
            whole = whole[:at] + part * 3 + whole[at:]
        elif kind == 2:
            whole = whole[:at] + bytes(byte ^ 0x80 for byte in part) + whole[at + length :]
        else:
            whole = whole[:at]
    return whole


_MARKS = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"'", b'"', b"<", b"]]>", b"\n- ", b"{{", b"%}")
_NEW = st.one_of(st.binary(max_size=6), st.sampled_from(_MARKS))
_EDIT = st.tuples(st.sampled_from([0, 0, 0, 1, 2, 3]), st.integers(0, 50_000), st.integers(0, 40), _NEW)
_EDITS = st.lists(_EDIT, min_size=1, max_size=5)
# each is tried so many times; the costly ones less
_TRIED = {name: 60 if name in ("article", "hugo", "jekyll", "wordpress") else 400 for name in TARGETS}


@pytest.mark.parametrize("name", TARGETS)
def test_sound_inputs_are_taken_as_they_are(name: str) -> None:
    for content in samples(name):
        TARGETS[name](content)


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_made_of_a_sound_input_is_no_failure(name: str) -> None:
    @settings(_STABLE, max_examples=_TRIED[name])
    @given(st.sampled_from(samples(name)), _EDITS)
    def tried(whole: bytes, edits: list[tuple[int, int, int, bytes]]) -> None:
        TARGETS[name](_mutated(whole, edits))

    tried()


@settings(_STABLE, max_examples=80)
@given(st.one_of(_TEXTS, _BODIES))
def test_any_article_is_judged_and_nothing_of_it_runs(content: str) -> None:
    TARGETS["article"](content.encode("utf-8", "surrogatepass"))


@settings(_STABLE, max_examples=300)
@given(_TEXTS)
def test_any_html_is_on_the_page_what_it_may_be(content: str) -> None:
    TARGETS["html"](content.encode("utf-8", "surrogatepass"))


@settings(_STABLE, max_examples=120)
@given(_BODIES)
def test_what_the_rules_let_through_stands_on_the_page_as_it_was_written(content: str) -> None:
    """The first wall and the second agree: what is no error loses no word on the way out."""
    source = content.encode("utf-8", "surrogatepass")
    found = rules.check(Files({HOME + "index.md": source}), sample(), AS_OF, only={HOME + "index.md"})
    if any(finding.severity == "error" for finding in found):
        return
    html = markdown.html(article.read(HOME + "index.md", source, sample().zone).parsed.body)
    before, after = (_words(each) for each in (html, sanitise.clean(html, lambda _: None)))
    assert before == after


def _words(html: str) -> list[str]:
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    return body.text(separator=" ").split() if body is not None else []


_LINES = st.text(
    st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from(";,:\\\"'\u2028\x85é😀")), max_size=90
).filter(lambda words: bool(words.strip()))


@settings(_STABLE, max_examples=40)
@given(_LINES, _LINES, _LINES)
def test_a_calendar_says_to_others_what_was_written(title: str, place: str, description: str) -> None:
    event = json.dumps({"start": "2026-12-01", "place": place})
    written = text(json.dumps(title), "Isi.", description=json.dumps(description), event=event)
    office = Office({path("panen"): written})
    made = calendar(office.site())
    if made is None:
        return  # a title or place that is no line: it was refused
    (told,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert (told["SUMMARY"], told["LOCATION"]) == (title, place)
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
