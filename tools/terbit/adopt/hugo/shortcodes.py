"""Hugo's shortcodes as Markdown: a link, a picture, or their inner text. Liquid tags of an earlier life go with them.

What a shortcode printed was made by the old site's theme, which is gone. Text that its writer typed is kept: the inner
text, and parameters that are meant to be read (`title`, `caption`, `text`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from terbit.adopt.notes import Notes
from terbit.adopt.text import liquid
from terbit.adopt.text.liquid_values import Template
from terbit.adopt.text.written import RULE, bracketed, fenced, is_picture, is_prose, plain, target
from terbit.messages import msg

_TAG = re.compile(
    r"\{\{(?P<kind>[<%])[ \t\n]*(?P<close>/?)[ \t\n]*(?P<name>[A-Za-z_][\w./-]{0,80})"
    r"(?P<rest>(?:[^\"`{}>%]|\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`|%(?!\}\})|>(?!\}\}))*?)"
    r"(?P<self>/?)[ \t\n]*[%>]\}\}"
)
_LITERAL = re.compile(r"\{\{([<%])[ \t]*/\*(.{0,4000}?)\*/[ \t]*([%>])\}\}", re.DOTALL)
_PARAMETER = re.compile(r"(?:([\w-]+)[ \t\n]*=[ \t\n]*)?(?:\"((?:[^\"\\\n]|\\.)*)\"|`([^`]*)`|([^\s\"`=]+))")
_ADDRESSES = ("src", "image", "href", "link", "url", "file", "path", "to")
_READ = ("title", "judul", "caption", "kapsi", "keterangan", "text", "teks", "content", "label", "attr")


@dataclass
class _Open:
    name: str
    arguments: list[str]
    named: dict[str, str]
    inner: list[str] = field(default_factory=list)


def verbatim(text: str, keep: Callable[[str], str]) -> str:
    """The text with what shows a shortcode instead of calling it done, which holds even within code."""
    text = _LITERAL.sub(lambda found: keep("{{" + found[1] + found[2] + found[3] + "}}"), text)
    return liquid.verbatim(text, keep, lambda code, language: "\n\n" + keep(fenced(code, language)) + "\n\n")


def convert(text: str, notes: Notes, keep: Callable[[str], str], values: Mapping[str, object] | None = None) -> str:
    """The text without shortcodes. `keep` hides a finished part (code) from the steps that follow.

    `values` is the front matter: what `{{ name }}` stands for.
    """
    tags = list(_TAG.finditer(text))
    paired = _paired(tags)
    stack: list[_Open] = [_Open("", [], {})]
    position = 0
    for index, tag in enumerate(tags):
        stack[-1].inner.append(text[position : tag.start()])
        position = tag.end()
        if tag["close"]:
            if index in paired and len(stack) > 1:
                done = stack.pop()
                stack[-1].inner.append(_rendered(done, notes, keep, tag[0]))
            continue
        arguments, named = _parameters(tag["rest"])
        opened = _Open(tag["name"].casefold(), arguments, named)
        if index in paired:
            stack.append(opened)
        else:
            stack[-1].inner.append(_rendered(opened, notes, keep, tag[0]))
    stack[-1].inner.append(text[position:])
    return liquid.convert("".join(stack[0].inner), notes, Template(values or {}))


def visible(text: str) -> str:
    """What readers saw of a text for certain: no tags, no parameters; the inner text stays."""
    return liquid.visible(_TAG.sub(" ", _LITERAL.sub(" ", text)))


def _paired(tags: list[re.Match[str]]) -> set[int]:
    """The indices of tags that open or close a pair, properly nested."""
    pairs: set[int] = set()
    waiting: list[int] = []
    by_name: dict[str, int] = {}
    for index, tag in enumerate(tags):
        name = tag["name"].casefold()
        if not tag["close"]:
            if not tag["self"]:
                waiting.append(index)
                by_name[name] = by_name.get(name, 0) + 1
            continue
        if not by_name.get(name):
            continue
        while waiting:  # what was opened inside and never closed stands alone
            opener = waiting.pop()
            opened = tags[opener]["name"].casefold()
            by_name[opened] -= 1
            if opened == name:
                pairs |= {opener, index}
                break
    return pairs


def _parameters(rest: str) -> tuple[list[str], dict[str, str]]:
    arguments, named = [], {}
    for name, double, raw, bare in _PARAMETER.findall(rest):
        value = double.replace('\\"', '"').replace("\\\\", "\\") if double else raw or bare
        if name:
            named[name.casefold()] = value
        else:
            arguments.append(value)
    return arguments, named


def _rendered(tag: _Open, notes: Notes, keep: Callable[[str], str], source: str) -> str:
    inner = "".join(tag.inner)
    first = tag.arguments[0] if tag.arguments else ""
    video = _video(tag, first)
    if video is not None:
        label, address = video
        notes.changed(msg("shortcode {name} diganti dengan tautan", name=tag.name))
        return f"[{label}]({target(address)})" + (f" {inner.strip()} " if inner.strip() else "")
    if tag.name in ("ref", "relref"):
        return target(first or tag.named.get("path", ""))
    if tag.name == "highlight":
        return "\n\n" + keep("\n".join("    " + line for line in inner.strip("\n").split("\n"))) + "\n\n"
    address = next((tag.named[key] for key in _ADDRESSES if tag.named.get(key)), first)
    if tag.name in ("figure", "img", "image", "gambar", "picture", "foto") or is_picture(address):
        return _picture(tag, address, inner, notes)
    notes.changed(msg("shortcode {name} dihapus, teks di dalamnya dipertahankan", name=tag.name))
    read = [tag.named[key] for key in _READ if tag.named.get(key)]
    read += [value for key, value in tag.named.items() if key not in _READ and is_prose(value)]
    read += [value for value in tag.arguments if is_prose(value)]
    if not inner.strip() and not read:
        notes.warn(RULE, msg("shortcode {name} tidak dapat ditampilkan", name=tag.name), at=source)
    whole = "https:" + address if address.startswith("//") else address
    if re.match(r"https?://\S+\Z|\.{0,2}/\S+\Z", whole) or re.search(
        r"\S\.(?:pdf|docx?|xlsx?|pptx?|zip|mp[34])\Z", whole
    ):
        words = " ".join(inner.split())
        if words and len(words) < 200 and not re.search(r"[\[\]<{]", words):
            return f"[{words}]({target(whole)})"
        read.append(
            f"[{bracketed(read.pop(0) if read else unquote(whole.rstrip('/')).rpartition('/')[2])}]({target(whole)})"
        )
    before = "".join(f"\n\n{text}\n\n" for text in read)
    return before + inner


def _video(tag: _Open, first: str) -> tuple[str, str] | None:
    identity = tag.named.get("id") or first
    if not identity or not re.fullmatch(r"[\w./-]{1,120}", identity):
        return None
    if tag.name in ("youtube", "yt"):
        return tag.named.get("title") or "Video YouTube", f"https://www.youtube.com/watch?v={identity}"
    if tag.name == "vimeo":
        return tag.named.get("title") or "Video Vimeo", f"https://vimeo.com/{identity}"
    if tag.name == "instagram":
        return "Instagram", f"https://www.instagram.com/p/{identity}/"
    if tag.name in ("tweet", "twitter", "x"):
        return "Twitter", f"https://twitter.com/{tag.named.get('user') or 'i'}/status/{identity}"
    if tag.name == "gist" and len(tag.arguments) > 1:
        return "Gist", f"https://gist.github.com/{identity}/{tag.arguments[1]}"
    return None


def _picture(tag: _Open, address: str, inner: str, notes: Notes) -> str:
    caption = inner.strip() or tag.named.get("caption") or tag.named.get("kapsi") or ""
    title = tag.named.get("title") or ""
    alternative = tag.named.get("alt") or plain(caption) or title
    notes.changed(msg("shortcode {name} diganti dengan gambar Markdown", name=tag.name))
    picture = f"![{bracketed(alternative)}]({target(address)})" if address else ""
    linked = tag.named.get("link") if tag.named.get("src") else None
    if linked and picture:
        picture = f"[{picture}]({target(linked)})"
    credit = tag.named.get("attr") or ""
    if credit and tag.named.get("attrlink"):
        credit = f"[{credit}]({target(tag.named['attrlink'])})"
    return "".join(f"\n\n{part}\n\n" for part in (picture, title and f"**{title}**", caption, credit) if part)
