"""The tags in a text that is Markdown otherwise: where they stand, what kind they are, which of them are pairs."""

from __future__ import annotations

import re

_INSIDE = r"(?:\s(?:[^<>\"'\n]|\n(?!\s*\n)|\"(?:[^\"<\n]|\n(?!\s*\n)){0,4000}\"|'(?:[^'<\n]|\n(?!\s*\n)){0,4000}')*)?/?"
TAG = re.compile(
    rf"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]{{0,30}})(?P<rest>{_INSIDE})>"
    r"|<(?P<close2>/?)(?P<name2>[a-zA-Z][a-zA-Z0-9:-]{0,30})(?P<rest2>(?:\s[^<>\n]{0,4000})?/?)>"
)

DROPPED = frozenset("script style svg math template canvas noembed applet".split())  # noqa: SIM905 (with what they hold)
EMBEDS = frozenset("iframe embed object video audio source track frame".split())  # noqa: SIM905
BLOCKS = frozenset(
    """p div section article main header footer aside nav center address figure figcaption details summary form fieldset
    legend dl dt dd ul ol li blockquote hgroup picture body html head caption button dialog menu""".split()  # noqa: SIM905
)
INLINE = frozenset(
    """span font u small big tt abbr acronym cite dfn var samp q label time data bdi bdo wbr nobr ins mark kbd tbody
    thead tfoot tr td th colgroup col table noscript meta link base title input select option optgroup textarea param
    map area output progress meter ruby rt rp slot object strike s del o:p st1:place st1:city marquee blink
    frameset""".split()  # noqa: SIM905
)


def name_of(tag: re.Match[str]) -> str:
    return (tag["name"] or tag["name2"]).casefold()


def closes(tag: re.Match[str]) -> bool:
    return bool(tag["close"] or tag["close2"])


def closings(tags: list[re.Match[str]]) -> dict[int, int]:
    """Index of a script's, table's or pre's opening tag → index of its own closing tag."""
    pairs: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    for index, tag in enumerate(tags):
        name = name_of(tag)
        if name not in DROPPED and name not in ("table", "pre"):
            continue
        if not closes(tag):
            waiting.setdefault(name, []).append(index)
        elif waiting.get(name):
            # scripts do not nest: the first one opened is the one that ends
            pairs[waiting[name].pop(0 if name in ("script", "style") else -1)] = index
            if name in ("script", "style"):
                waiting[name].clear()
    return pairs


def paired_blocks(tags: list[re.Match[str]]) -> frozenset[int]:
    """The indices of block tags that are closed, and of those that close them: one left open means nothing here."""
    pairs: set[int] = set()
    waiting: dict[str, list[int]] = {}
    for index, tag in enumerate(tags):
        name = name_of(tag)
        if name not in BLOCKS:
            continue
        if not closes(tag):
            waiting.setdefault(name, []).append(index)
        elif waiting.get(name):
            pairs |= {waiting[name].pop(), index}
    return frozenset(pairs)
