"""Addresses that strangers name: what is taken of them is harmless wherever it is written, and stays what it is."""

import html
import re

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from terbit.articles import markdown
from terbit.links.watch.foreign import LONGEST, accepted, site_of
from terbit.links.watch.written import parsed

PLAIN = re.compile(r"https?://(?:[a-z0-9][a-z0-9._-]*|\[[0-9a-f:.]+\])(?::\d+)?/[A-Za-z0-9/%:@!$&+,;=~._?#-]*\Z")
parts = st.text(max_size=40) | st.text("()[]'\"<>`*_|\\%#?&;:@ \t\n", max_size=12)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["https://", "http://", "", "javascript:", "https:///", "//"]), st.just("a.id/") | parts, parts)
def test_what_is_accepted_is_plain_and_stays_what_it_is(scheme: str, host: str, rest: str) -> None:
    address = accepted(f"{scheme}{host}{rest}")
    if address:
        assert PLAIN.match(address), address
        assert accepted(address) == address


@settings(max_examples=300, deadline=None)
@given(parts)
@example("x::")  # in YAML a colon at the end makes a key
def test_what_is_accepted_acts_in_no_text(rest: str) -> None:
    address = accepted(f"https://a.id/{rest}")
    if address and html.unescape(address) == address:  # else test_mending.py: it is left to people
        [link] = parsed(markdown.html(f"[a]({address})")).css("a")
        assert link.attributes == {"href": address}
        assert yaml.safe_load(f"- {address}\n- x") == [address, "x"]


@pytest.mark.parametrize(("length", "taken"), [(LONGEST, True), (LONGEST + 1, False)])
def test_it_has_an_end(length: int, taken: bool) -> None:
    assert bool(accepted("https://a.id/" + "x" * (length - 13))) is taken


def test_a_host_of_another_script_is_one_host() -> None:
    assert accepted("https://pädi.id/") == "https://xn--pdi-qla.id/"
    assert site_of("https://www.xn--pdi-qla.id/") == site_of(accepted("https://pädi.id/"))
