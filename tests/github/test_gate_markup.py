"""What comes from outside is shown on GitHub and never acts there, whatever is written in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from terbit.github.markup import code, inline, link, shown, within
from terbit.messages import Message, msg

HOSTILE = [
    "@budi-santoso-contoh",
    "lihat #12 dan GH-12",
    "balai-contoh/situs#1",
    "0123456789abcdef0123456789abcdef01234567",
    "[klik](https://jahat.example/)",
    "![x](https://jahat.example/x.png)",
    "https://jahat.example/",
    "www.jahat.example",
    "surel budi@balai-contoh.example",
    "<img src=x onerror=alert(1)>",
    "<!-- terbit: persetujuan -->",
    "--> <b>tebal</b>",
    "`` ` ``` kode",
    "`",
    "a` @budi `b",
    "| a | b |\n|---|---|",
    "baris\n\n# Judul\n- butir",
    "\u202eterbalik\u2066",
    "*tebal* _miring_ ~~coret~~",
    "&#64;budi &lt;b&gt;",
    "\\@budi",
    "::error file=x::y",
    "⟦0⟧ ⟦1⟧",
    "{name} {0}",
]


def parsed(text: str) -> list[Token]:
    blocks = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    return [token for block in blocks for token in (block.children or [block])]


def harmless(text: str) -> bool:
    """Whether nothing in a text acts, by CommonMark and by what GitHub makes of plain text afterwards."""
    tokens = parsed(text)
    kinds = {token.type for token in tokens}
    if kinds - {"paragraph_open", "paragraph_close", "text", "text_special", "code_inline"}:
        return False
    plain = " ".join(token.content for token in tokens if token.type in ("text", "text_special"))
    return not re.search(r"@|#\d|\bgh-\d|www\.|://|\b[0-9a-f]{7,40}\b", plain, re.IGNORECASE)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_value_only_shows_itself(text: str) -> None:
    line = inline(msg("ditolak oleh {name}: {reason}", name=text, reason=text), "id")
    assert "\n" not in line
    assert harmless(line), line


@given(st.text(), st.text())
def test_no_value_acts(one: str, other: str) -> None:
    line = inline(msg("ditolak oleh {name}: {reason}", name=one, reason=other), "id")
    assert "\n" not in line
    assert harmless(line), line


@given(st.text(alphabet="`a \n").filter(str.strip))
def test_a_code_span_holds_whatever_backticks(text: str) -> None:
    written = Message("{value}", (("value", text),)).text()
    (token,) = (token for token in parsed(f"x {code(written)} y") if token.type == "code_inline")
    assert token.content.strip() == written.strip()


def test_names_are_plain_words() -> None:
    assert inline(msg("disetujui oleh {name}", name="Dr. Budi Santoso, M.Si."), "id") == (
        "disetujui oleh Dr. Budi Santoso, M.Si."
    )
    assert inline(msg("disetujui oleh {name}", name="budi@contoh.example"), "en") == "approved by `budi@contoh.example`"


def test_a_message_within_a_message_is_shown_the_same_way() -> None:
    inner = msg("maksud Anda {near}?", near="@sari")
    assert inline(Message("Saran: {hint}", (("hint", inner),)), "id") == "Saran: maksud Anda `@sari`?"


def test_our_own_words_are_no_markup() -> None:
    assert inline(Message("tulis publish_at <nanti> #1"), "id") == r"tulis publish\_at \<nanti\> \#1"


def test_a_long_value_is_cut() -> None:
    assert shown("x" * 1000) == "`" + "x" * 300 + "…`"
    assert len(shown("`" * 1000)) < 1000


@pytest.mark.parametrize(
    "address",
    ["http://x.example/", "https://x.example/>", "https://x.example/ a", "javascript:alert(1)", "https:///x", ""],
)
def test_only_a_plain_https_address_becomes_a_link(address: str) -> None:
    assert link(address) is None


def test_a_link_shows_where_it_leads() -> None:
    address = "https://github.com/balai-contoh/situs/actions/runs/1?check=1#step:2"
    assert link(address) is None, "a colon is no sign that we need"
    assert link("https://github.com/balai-contoh/situs/actions/runs/1") == (
        "<https://github.com/balai-contoh/situs/actions/runs/1>"
    )


def test_what_does_not_fit_is_left_out_line_by_line() -> None:
    lines = [f"- baris {number}" for number in range(100)]
    text = within(lines, 100, "…")
    assert len(text) <= 100
    assert text.splitlines()[-1] == "…"
    assert text.splitlines()[:-1] == lines[: len(text.splitlines()) - 1]
    assert within(lines[:3], 100, "…") == "\n".join(lines[:3])
