"""Liquid tags, Jekyll's and Eleventy's, as Markdown: an address, a picture, a link to a video, code, or their words.

What a tag printed was made by the old site's theme, which is gone. Text that its writer typed is kept; what only a
template computes (lists of posts, menus) is not, and a warning says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from terbit.adopt.notes import Notes
from terbit.adopt.text.liquid_values import Template, as_text, evaluated, looked_up
from terbit.adopt.text.written import RULE, bracketed, embedded, is_picture, is_prose, plain, target
from terbit.messages import msg

_TOKEN = re.compile(
    r"\{%-?\s*(?P<name>[\w-]+)(?P<rest>(?:[^%\"'{]|\{(?!%)|%(?!\})|\"[^\"]{0,2000}\"|'[^']{0,2000}'|[\"']){0,4000}?)-?%\}"
    r"|\{\{-?(?P<output>(?:[^{}\n\"']|\"[^\"\n]{0,2000}\"|'[^'\n]{0,2000}'){1,500}?)-?\}\}"
)
_ARGUMENT = re.compile(r"(?:([\w-]+)[ \t]*[=:][ \t]*)?(?:\"([^\"]*)\"|'([^']*)'|([^\s,\"']+))")
_BLOCKS = frozenset({"raw", "comment", "highlight", "for", "tablerow", "schema", "stylesheet", "javascript"})
_CONTROL = frozenset(
    """if elsif else endif unless endunless case when endcase capture endcapture assign increment decrement break
    continue cycle layout block endblock extends set endset include_cached seo feed_meta toc liquid echo
    endfigure""".split()  # noqa: SIM905
)
_INCLUDES = frozenset({"include", "include_relative", "include_cached", "render", "figure", "image", "img", "picture"})
_ADDRESSES = tuple("src image image_path img file filename path url image_url link href".split())  # noqa: SIM905
_IDS = tuple("id video_id youtube_id youtubeid vimeo_id videoid code".split())  # noqa: SIM905
_READ = tuple("title caption text content description label quote credit attribution author".split())  # noqa: SIM905
_SEEN = ("caption", "text", "content", "quote", "credit", "attribution")


def verbatim(text: str, keep: Callable[[str], str], code: Callable[[str, str], str]) -> str:
    """The text with `{% raw %}` and `{% highlight %}` done, which hold even within code.

    `keep` hides a part from all later steps; `code(lines, language)` is a block of code.
    """

    def block(name: str, rest: str, inner: str) -> str | None:
        if name == "raw":
            return re.sub(r"\{[{%]|[%}]\}", lambda found: keep(found[0]), inner)
        if name == "highlight":
            language = re.match(r"\s*([\w+-]*)", rest)
            bare = re.sub(r"\{%-?\s*(?:end)?raw\s*-?%\}", "", inner)
            return code(bare.strip("\n"), language[1] if language else "")
        return None

    return _walked(text, block, lambda token: token[0])


def convert(text: str, notes: Notes, template: Template, shown: Callable[[str], str] = str) -> str:
    """The text without tags, once `verbatim` went over it. `shown` writes Markdown as the text has to have it."""
    values = {str(key).casefold(): value for key, value in template.values.items()}
    known = Template(values, template.site, template.post)

    def block(name: str, rest: str, inner: str) -> str | None:
        del rest
        if name == "raw":
            return inner
        if name in ("for", "tablerow"):
            notes.warn(RULE, msg("daftar yang dibuat oleh templat tidak dapat diambil"), at="{%")
        notes.changed(msg("tanda templat {name} dihapus", name=name))
        return ""

    def token(found: re.Match[str]) -> str:
        if found["output"] is not None:
            return _output(found["output"], notes, known, shown)
        name, rest = found["name"].casefold(), found["rest"].strip()
        if name == "assign":
            assigned = re.match(r"([\w-]+)\s*=\s*(.+)", rest, re.DOTALL)
            if assigned:
                values[assigned[1].casefold()] = evaluated(assigned[2], known)
        return _tag(name, rest, notes, known, shown, found[0])

    return _walked(text, block, token)


def visible(text: str) -> str:
    """What readers saw of a text for certain: no tags, comments or template lists; code and captions stay."""

    def block(name: str, rest: str, inner: str) -> str | None:
        del rest
        return inner if name in ("raw", "highlight") else " "

    def token(found: re.Match[str]) -> str:
        named = _arguments(found["rest"], Template())[1] if found["name"] else {}
        said = [named[key] for key in _SEEN if key in named]
        return "\n\n".join(["", *said, ""]) if said else " "

    return _walked(text, block, token)


def _walked(text: str, block: Callable[[str, str, str], str | None], token: Callable[[re.Match[str]], str]) -> str:
    """The text with each block (name, what follows the name, inner text) and each other tag replaced.

    A block for which None comes back is walked through.
    """
    if "{%" not in text and "{{" not in text:
        return text
    tokens = list(_TOKEN.finditer(text))
    ends = _ends(tokens)
    out: list[str] = []
    position = index = 0
    while index < len(tokens):
        found = tokens[index]
        out.append(text[position : found.start()])
        position = found.end()
        end = ends.get(index)
        made = None
        if end is not None:
            made = block(found["name"].casefold(), found["rest"], text[position : tokens[end].start()])
        if end is not None and made is not None:
            out.append(made)
            position, index = tokens[end].end(), end + 1
            continue
        out.append(token(found))
        index += 1
    return "".join([*out, text[position:]])


def _ends(tokens: list[re.Match[str]]) -> dict[int, int]:
    """Index of a block's first tag → index of its last."""
    pairs: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    for index, found in enumerate(tokens):
        name = (found["name"] or "").casefold()
        if name in _BLOCKS:
            waiting.setdefault(name, []).append(index)
        elif name.startswith("end") and waiting.get(name[3:]):
            flat = name[3:] in ("raw", "comment", "highlight")  # they do not nest: the first one opened ends here
            pairs[waiting[name[3:]].pop(0 if flat else -1)] = index
            if flat:
                waiting[name[3:]].clear()
    return pairs


# -- tags --------------------------------------------------------------------------------------------------------


def _tag(name: str, rest: str, notes: Notes, template: Template, shown: Callable[[str], str], source: str) -> str:
    if name == "post_url":
        found = template.post(rest.strip("\"' "))
        if found is None:
            notes.warn(
                "SL006", msg('tautan ke "{address}" tidak ditemukan dan menjadi teks biasa', address=rest), at=source
            )
        return found or "#"
    if name == "link":
        return "/" + rest.strip("\"' ").lstrip("/")
    notes.changed(msg("tanda templat {name} dihapus", name=name))
    arguments, named = _arguments(rest, template)
    made = _shown(name, arguments, named, template)
    if made is not None:
        return f"\n\n{shown(made)}\n\n" if name not in ("image", "img") or "\n" in made else shown(made)
    if name not in _CONTROL and not name.startswith("end"):
        notes.warn(RULE, msg("tanda templat {name} tidak dapat ditampilkan", name=name), at=source)
    return ""


def _arguments(rest: str, template: Template) -> tuple[list[str], dict[str, str]]:
    arguments: list[str] = []
    named: dict[str, str] = {}
    for key, double, single, bare in _ARGUMENT.findall(rest):
        value = double or single or (as_text(looked_up(bare, template)) if key else "") or bare
        if key:
            named[key.casefold()] = value
        else:
            arguments.append(value)
    return arguments, named


def _shown(name: str, arguments: list[str], named: Mapping[str, str], template: Template) -> str | None:
    """A tag as Markdown, or None where nothing that its writer typed is in it."""
    include = arguments[0] if arguments and name in _INCLUDES and not is_picture(arguments[0]) else ""
    kind = re.sub(r"\.\w+\Z", "", include.rpartition("/")[2]).casefold() or name
    video = _video(kind, arguments[1:] if include else arguments, named)
    if video is not None:
        return video
    if kind == "gallery" or "gallery" in kind:
        pictures = template.values.get(named.get("id", "gallery").casefold())
        if isinstance(pictures, list):
            return " ".join(filter(None, map(_one_of_gallery, pictures))) or None
    given = [named[key] for key in _ADDRESSES if named.get(key)]
    places = [value for value in (*arguments, *given) if is_picture(value)]
    caption = named.get("caption") or ""
    if places:
        others = [value for value in arguments if value not in (include, places[0]) and not is_picture(value)]
        spoken = max(others, key=lambda value: (" " in value, len(value)), default="")
        words = named.get("alt") or spoken or plain(caption) or named.get("title") or ""
        picture = f"![{bracketed(words)}]({target(places[0])})"
        link = named.get("link") or named.get("href") or ""
        if link and link != places[0]:
            picture = f"[{picture}]({target(link)})"
        return "\n\n".join(part for part in (picture, caption) if part)
    read = [named[key] for key in _READ if named.get(key)]
    read += [value for key, value in named.items() if key not in _READ and is_prose(value)]
    read += [value for value in arguments if is_prose(value)]
    address = next((value for value in given if re.match(r"https?://|/", value)), "")
    if address and read:
        read[0] = f"[{bracketed(read[0])}]({target(address)})"
    return "\n\n".join(read) or None


def _one_of_gallery(value: object) -> str:
    given = {str(k).casefold(): str(v) for k, v in value.items()} if isinstance(value, dict) else {"url": str(value)}
    address = given.get("image_path") or given.get("url") or given.get("src") or ""
    words = given.get("alt") or given.get("title") or ""
    return f"![{bracketed(words)}]({target(address)})" if is_picture(address) else ""


def _video(kind: str, arguments: list[str], named: Mapping[str, str]) -> str | None:
    title = named.get("title") or named.get("caption") or ""
    for value in (*arguments, *named.values()):
        if re.match(r"(?:https?:)?//[^/]*\b(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com)/", value):
            return embedded(value, title)
    where = f"{kind} {named.get('provider', '')}".casefold()
    identity = next((named[key] for key in _IDS if named.get(key)), arguments[0] if arguments else "")
    if not re.fullmatch(r"[\w-]{5,20}", identity):
        return None
    if "youtube" in where or "youtubeid" in named or "youtube_id" in named:
        return embedded(f"https://www.youtube.com/embed/{identity}", title)
    if "vimeo" in where:
        return embedded(f"https://player.vimeo.com/video/{identity}", title)
    if kind == "gist":
        return f"[Gist](https://gist.github.com/{identity})"
    return None


# -- outputs -----------------------------------------------------------------------------------------------------


def _output(expression: str, notes: Notes, template: Template, shown: Callable[[str], str]) -> str:
    embed = re.match(r"\s*[\"'](https?://[^\"']+)[\"']\s*\|\s*embed(?:\s*:\s*[\"']([^\"']*)[\"'])?", expression)
    if embed is not None:
        link = embedded(embed[1], embed[2] or "")
        return f"\n\n{shown(link)}\n\n" if link else ""
    value = evaluated(expression, template)
    if not value and not re.match(r"\s*(?:site\.(?:baseurl|url)\b|[\"'])", expression):
        notes.changed(msg("tanda templat {name} dihapus", name=expression.split("|")[0].strip()[:40]))
    return value
