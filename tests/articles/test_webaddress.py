"""Web addresses as browsers read them, and as they go over the wire."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terbit.articles import webaddress

STARTS = ["https://a.id/", "http://a.id", "//", "https://", "https://a.id?", "https://[::1]/", "https://u:p@a.id/"]


@settings(deadline=None)
@given(st.sampled_from(STARTS), st.text(max_size=12))
def test_an_address_on_the_wire_is_plain_and_its_own(start: str, rest: str) -> None:
    try:
        seen = webaddress.web("https://kantor.go.id/", start + rest)
    except webaddress.Malformed:
        return
    assert seen is not None
    assert seen.text.isascii() and seen.text.isprintable() and " " not in seen.text
    again = webaddress.web("", seen.text)
    assert again is not None and again.text == seen.text


@pytest.mark.parametrize("address", ["http://a.id\x1b[31m/", "http://a\x7f.id/", "//./", "https://。/", "http://../"])
def test_a_host_that_no_browser_asks_is_none(address: str) -> None:
    with pytest.raises(webaddress.Malformed):
        webaddress.web("https://kantor.go.id/", address)
