"""Raw HTML within Markdown, turned into Markdown. What has no Markdown form loses its tags and keeps its words.

The text between the tags is Markdown already, so this is no HTML parser but a walk over tags. Nothing that it leaves
can be taken for a tag: whatever still looks like one is escaped at the end. Every pattern is bounded and stops at the
next `<`, so the time is linear in the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from terbit.adopt.notes import Notes
from terbit.adopt.text.tables import table
from terbit.adopt.text.tags import BLOCKS, DROPPED, EMBEDS, INLINE, TAG, closes, closings, name_of, paired_blocks
from terbit.adopt.text.written import bracketed, embedded, plain, target
from terbit.messages import msg

ACTIVE = "SL004"

_ATTRIBUTE = re.compile(r"([a-zA-Z_:@.][\w:.@-]{0,80})\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_DECLARATION = re.compile(r"<(?:![a-zA-Z\[]|\?)[^<>]{0,4000}>")
_CUT_OFF = re.compile(r"</[a-zA-Z]{0,12}\s*\Z")  # a closing tag that the end of the file cut off
_AUTOLINK = re.compile(r"<(https?://[^\s<>\"'`]{1,2000}|(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})>")

_STILLS = ("poster", "data-poster", "data-thumbnail", "data-thumb", "data-image")
_EMPHASIS = {"b": "**", "strong": "**", "em": "*", "i": "*"}
_KEPT = frozenset({"sub", "sup"})


@dataclass
class _Context:
    notes: Notes
    keep: Callable[[str], str]
    depth: int = 0  # of tables within tables
    out: list[str] = field(default_factory=list)
    opened: list[tuple[str, int, str]] = field(default_factory=list)  # name, where its content begins, its address
    lists: list[str] = field(default_factory=list)
    blocks: int = 0
    paired: frozenset[int] = frozenset()


def convert(text: str, notes: Notes, keep: Callable[[str], str], depth: int = 0) -> str:
    """The text without raw HTML. `keep` hides finished parts from later steps."""
    text = _CUT_OFF.sub("", _DECLARATION.sub("", _uncommented(text, notes)))
    if "<" not in text:
        return text
    text = _AUTOLINK.sub(lambda found: keep(found[0]), text)
    text = _walk(text, _Context(notes, keep, depth))
    # a tag that appears where another was taken out of it is text, as is what never was a whole tag
    return re.sub(r"<(?=[a-zA-Z/!?])", "&lt;", text)


def _uncommented(text: str, notes: Notes) -> str:
    out: list[str] = []
    position = 0
    while True:
        start = text.find("<!--", position)
        end = text.find("-->", start + 4) if start >= 0 else -1
        if end < 0:
            return "".join([*out, text[position:]])
        out.append(text[position:start])
        if text[start + 4 : end].strip() != "more":
            notes.changed(msg("komentar HTML dihapus"))
        position = end + 3


def _walk(text: str, context: _Context) -> str:
    tags = list(TAG.finditer(text))
    ends = closings(tags)
    context.paired = paired_blocks(tags)
    position, index = 0, 0
    while index < len(tags):
        tag = tags[index]
        _words(text[position : tag.start()], context)
        position = tag.end()
        name = name_of(tag)
        if not closes(tag) and (name in DROPPED or name in ("table", "pre")) and index in ends:
            end = ends[index]
            _whole(name, text[position : tags[end].start()], context)
            position, index = tags[end].end(), end + 1
            continue
        rest = tag["rest"] if tag["name"] else tag["rest2"]
        if closes(tag):
            _close(name, context, index)
        else:
            _open(name, rest or "", context, tag[0], index)
        index += 1
    _words(text[position:], context)
    return "".join(context.out)


def _whole(name: str, inner: str, context: _Context) -> None:
    """An element that is taken with everything in it."""
    if name == "pre":
        code = html.unescape(re.sub(r"<[^<>]{0,2000}>", "", inner)).strip("\n")
        block = "\n".join("    " + line for line in code.split("\n"))
        context.out.append("\n\n" + context.keep(block) + "\n\n")
        context.notes.changed(msg("HTML mentah diubah menjadi Markdown"))
    elif name == "table":
        if context.depth >= 3:
            context.out.append(inner)
            return
        deeper = context.depth + 1
        made = table(inner, lambda cell: convert(cell, context.notes, context.keep, deeper))
        context.out.append("\n\n" + made + "\n\n")
        context.notes.changed(msg("tabel HTML diubah menjadi tabel Markdown"))
    else:
        context.notes.changed(msg("<{name}> dihapus", name=name))
        context.notes.warn(ACTIVE, msg("<{name}> tidak boleh ada di artikel dan dihapus", name=name), at=f"<{name}")


def _words(text: str, context: _Context) -> None:
    if context.blocks and "\n" in text:  # indentation within HTML is no code block
        first, *others = text.split("\n")
        text = "\n".join([first, *(line.lstrip(" \t") for line in others)])
        if context.lists:
            text = text.replace("\n\n", "\n")
    context.out.append(text)


def _attributes(rest: str, context: _Context, source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, double, single, bare in _ATTRIBUTE.findall(rest):
        key = key.casefold()
        if key.startswith("on") and (double or single or bare):
            context.notes.changed(msg("atribut {name} dihapus", name=key))
            context.notes.warn(
                ACTIVE, msg("atribut {name} tidak boleh ada di artikel dan dihapus", name=key), at=source
            )
        found.setdefault(key, html.unescape(double or single or bare).strip())
    return found


def _open(name: str, rest: str, context: _Context, source: str, index: int) -> None:  # noqa: C901 (one line a kind of tag)
    out, notes = context.out, context.notes
    attributes = _attributes(rest, context, source)
    if name == "img":
        _image(attributes, context)
    elif name in EMBEDS:
        _embed(name, attributes, context, source)
    elif name in _EMPHASIS or name in _KEPT or name in ("a", "code", "blockquote") or re.fullmatch(r"h[1-6]", name):
        if name == "blockquote" or name[0] == "h":
            context.blocks += index in context.paired
            out.append("\n\n")
        context.opened.append((name, len(out), attributes.get("href", "") if name == "a" else ""))
    elif name == "br":
        out.append("  \n")
    elif name == "hr":
        out.append("\n\n---\n\n")
    elif name in ("ul", "ol", "menu") and index in context.paired:
        context.lists.append("1." if name == "ol" else "-")
        context.blocks += 1
        out.append("\n\n" if len(context.lists) == 1 else "")
    elif name == "li":
        marker = context.lists[-1] if context.lists else "-"
        if context.lists and out and not out[-1].strip():
            out[-1] = out[-1].rstrip()
        out.append("\n" + "    " * max(0, len(context.lists) - 1) + f"{marker} ")
    elif name == "q":
        out.append('"')
    elif name in BLOCKS:
        context.blocks += index in context.paired
        out.append("\n\n")
    elif name not in INLINE and name not in DROPPED:
        # an unknown tag is what a writer wrote between angle brackets: browsers hid it, so it is not shown now either
        notes.warn(ACTIVE, msg("<{name}> bukan HTML yang dikenal dan dihapus", name=name), at=source)
    if name in DROPPED:
        notes.warn(ACTIVE, msg("<{name}> tidak boleh ada di artikel dan dihapus", name=name), at=source)
    notes.changed(msg("HTML mentah diubah menjadi Markdown"))


def _image(attributes: dict[str, str], context: _Context) -> None:
    source = attributes.get("src") or attributes.get("data-src") or attributes.get("srcset", "").split(" ")[0]
    if not source:
        return
    picture = f"![{bracketed(attributes.get('alt', ''))}]({target(source)})"
    before = "".join(context.out[-3:])
    in_link = any(name == "a" for name, _, _ in context.opened)
    alone = not in_link and not context.lists and (not before.strip() or before.endswith("\n"))
    context.out.append(f"\n\n{picture}\n\n" if alone else picture)


def _embed(name: str, attributes: dict[str, str], context: _Context, source: str) -> None:
    address = attributes.get("src") or attributes.get("data") or attributes.get("data-src") or ""
    link = embedded(address, attributes.get("title", ""))
    still = next((attributes[key] for key in _STILLS if attributes.get(key)), "")
    if link is not None and still:  # the site plays a picture that links to a video
        label, _, rest = link[1:].partition("](")
        link = f"[![{label}]({target(still)})]({rest}"
    if link is not None:
        context.out.append(f"\n\n{link}\n\n")
    if name in ("iframe", "embed", "object", "frame"):
        context.notes.changed(msg("<{name}> diganti dengan tautan biasa", name=name))
        context.notes.warn(
            ACTIVE, msg("<{name}> tidak boleh ada di artikel; isinya sekarang tautan biasa", name=name), at=source
        )


def _close(name: str, context: _Context, index: int) -> None:
    out = context.out
    if any(opened == name for opened, _, _ in context.opened):
        while True:
            last = context.opened.pop()
            if last[0] == name:
                break  # what was opened within it and never closed: its words stay as they are
        _element(*last, context)
        return
    if name in _EMPHASIS:
        # half-converted: `*kata</em>` lost the tag in front, so the one behind completes it
        paragraph = re.split(r"\n\s*\n", "".join(out[-40:]))[-1]
        if len(re.findall(r"(?<!\\)\*", paragraph)) % 2 == len(_EMPHASIS[name]) % 2 and "*" in paragraph:
            out.append(_EMPHASIS[name])
    elif name in ("ul", "ol", "menu"):
        if index in context.paired and context.lists:
            context.lists.pop()
            context.blocks = max(0, context.blocks - 1)
        out.append("\n\n" if not context.lists else "\n")
    elif name == "q":
        out.append('"')
    elif name in BLOCKS and name != "li":
        context.blocks = max(0, context.blocks - (index in context.paired))
        out.append("\n\n")
    context.notes.changed(msg("HTML mentah diubah menjadi Markdown"))


def _element(name: str, start: int, address: str, context: _Context) -> None:
    inner = "".join(context.out[start:])
    del context.out[start:]
    context.out.append(_made(name, inner, address, context))


def _made(name: str, inner: str, address: str, context: _Context) -> str:
    paragraphs = re.search(r"\n\s*\n", inner.strip()) is not None
    if name == "blockquote":
        context.blocks = max(0, context.blocks - 1)
        lines = re.sub(r"\n{3,}", "\n\n", inner.strip("\n")).split("\n")
        return "\n\n" + "\n".join(("> " + line).rstrip() for line in lines) + "\n\n"
    if name[0] == "h":
        return f"\n\n{'#' * int(name[1])} {' '.join(inner.split())}\n\n" if inner.strip() else "\n\n"
    before = inner[: len(inner) - len(inner.lstrip())]
    after = inner[len(inner.rstrip()) :] if inner.strip() else ""
    core = inner.strip()
    if not core or (paragraphs and name != "a"):
        return inner
    if name in _EMPHASIS:
        return inner if core.startswith("!") else before + _EMPHASIS[name] + core + _EMPHASIS[name] + after
    if name in _KEPT:
        return before + context.keep(f"<{name}>") + core + context.keep(f"</{name}>") + after
    if name == "code":
        return (
            before
            + context.keep("``" + " " + plain(core) + " ``" if "`" in core else f"`{html.unescape(core)}`")
            + after
        )
    return before + _anchor(core, address) + after


def _anchor(core: str, address: str) -> str:
    pictures = list(re.finditer(r"!\[[^\[\]]{0,1000}\]\([^()\s]{0,4000}\)", core))
    if pictures and re.sub(r"\s", "", core) != re.sub(r"\s", "", pictures[0][0]):
        return core  # a picture with words around it: the link goes, both stay
    if not address or re.search(r"\n\s*\n", core) or "](" in core.replace(pictures[0][0] if pictures else "\n\n", ""):
        return core
    text = pictures[0][0] if pictures else " ".join(core.replace("[", "\\[").replace("]", "\\]").split())
    return f"[{text}]({target(address)})"
