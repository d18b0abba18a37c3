"""A document's text from the old site's Markdown to ours, with its links and pictures led to where they are now."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from terbit import pictures
from terbit.adopt.document import Document
from terbit.adopt.existing import Lead
from terbit.adopt.media import Media, described, file_name
from terbit.adopt.text import halflinks, lines, markup, references
from terbit.adopt.text.plaintext import line
from terbit.adopt.text.shielded import Shield
from terbit.adopt.text.written import bracketed, plain
from terbit.messages import Language, msg
from terbit.rules.body.page import scheme_of

PICTURE = "SL002"
LINK = "SL006"
_HOST = re.compile(
    r"(?!.*\.(?:md|html?|php|pdf|jpe?g|png|gif|docx?|xlsx?|pptx?|zip)\Z)(?:[a-z0-9-]+\.)+[a-z]{2,20}(?:[/?#]|\Z)", re.I
)
_CAPTION = 500  # letters of a caption
_LONG = 4_000  # letters of a line; longer ones are wrapped between words


@dataclass
class Beside:
    """The files that go beside a document: name → source path, their bytes, and the titles of attachments."""

    names: dict[str, str] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)

    def put(self, path: str, content: bytes) -> str:
        name = file_name(path, self.names)
        self.names[name] = path
        self.contents[name] = content
        return name


@dataclass
class Converter:
    """Turns the text of one document. `by_source`, `by_address` and `by_name` find the documents that links lead to."""

    document: Document
    media: Media
    by_source: Mapping[str, Document]
    by_address: Mapping[str, Document]
    by_name: Mapping[str, Document]
    language: Language
    beside: Beside = field(default_factory=Beside)
    _shield: Shield = field(default_factory=Shield)
    _names: dict[str, list[Document]] = field(default_factory=dict)
    _pictures: list[str] = field(default_factory=list)  # the marks that stand for pictures

    def text(self) -> str:
        """The whole text. What was changed and what is wrong goes to the document's notes."""
        notes, keep = self.document.notes, self._shield.keep
        body = self._shield.clean(self.document.draft.head.body)
        body = self.media.existing.verbatim(body, keep)
        body = self._shield.code(body)
        body = self.media.existing.translate(self.document.draft, body, keep)
        finished = self.document.draft.finished
        if not finished:
            body = halflinks.repair(body, notes)
            body = markup.convert(body, notes, keep)
            body = references.inlined(body)
        body = self._apart(references.pictures(body, self._picture))
        body = references.links(body, self._link)
        body = references.autolinked(references.bare(body, self._bare))
        body = re.sub(r"\n{3,}", "\n\n", body) if finished else lines.lowered(lines.normalised(body, notes))
        body = self._shield.restore(body)
        if self.document.plain:
            body = _words_only(body)
        return "\n".join(_safe(part) for part in body.split("\n"))

    # -- pictures ------------------------------------------------------------------------------------------------

    def lead(self, picture: Lead) -> tuple[dict[str, str] | None, str]:
        """(the front matter's picture, a note for the text where there is none)."""
        name = self._placed(picture.address)
        if name is None:
            return None, self._missing(picture.alternative, picture.address) + "\n"
        found = {"file": name, "alt": self._alternative(picture.alternative, picture.address)}
        return (found | {"caption": picture.caption} if picture.caption else found), ""

    def attach(self, address: str, title: str) -> None:
        """Put a file that belongs to the document among its attachments; a warning where it is not to be had."""
        if pictures.is_picture(address):  # one that the text does not show is nothing that readers saw
            return
        if self._target(self._local(address), title) is None:
            self.document.notes.warn(
                LINK, msg('lampiran "{name}" tidak ditemukan di situs lama', name=_last(address)), at=address
            )

    def _picture(self, alternative: str, address: str, title: str) -> str:
        alternative = self._shield.restore(alternative)
        caption = line(title, _CAPTION) if self.document.draft.finished else ""
        scheme = scheme_of(address)
        if scheme in ("http", "https", "//") and not self._own(address):
            where = "https:" + address if scheme == "//" else address
            words = caption or line(alternative) or line(title) or (urlsplit(where).hostname or "")
            label = msg("Gambar: {words}", words=words).text(self.language)
            self.document.notes.changed(msg("gambar dari situs lain menjadi tautan"))
            return self._shown(f"[{bracketed(label)}]({_written(where)})")
        if scheme not in ("", "http", "https", "//"):
            return self._shown(self._missing(caption or alternative, address if scheme != "data" else ""))
        name = self._placed(address)
        if name is None:
            return self._shown(self._missing(caption or alternative, address))
        words = self._alternative(alternative or title, address)
        ending = f' "{caption}"' if caption else ""
        return self._shown(f"![{bracketed(words)}]({quote(name)}{ending})")

    def _apart(self, text: str) -> str:
        """A picture with text right behind it: a paragraph of its own at a line's start, else a space between."""
        if not self._pictures:
            return text
        mark = "(?:" + "|".join(map(re.escape, sorted(self._pictures))) + ")"
        text = re.sub(rf"^({mark})[ \t]*(?=[^\s])(?!{mark})", r"\1\n\n", text, flags=re.MULTILINE)
        return re.sub(
            rf"(?<=[\w.,;:!?)])({mark})|({mark})(?=[\w*])", lambda m: f" {m[1]}" if m[1] else f"{m[2]} ", text
        )

    def _shown(self, part: str) -> str:
        mark = self._shield.keep(part)
        self._pictures.append(mark)
        return mark

    def _placed(self, address: str) -> str | None:
        """The name beside the document of the picture that an address means."""
        found = self.media.find(self._local(address), self.document.source)
        content = self.media.picture(found) if found else None
        if found is None or content is None:
            return None
        self.document.notes.changed(msg("gambar dipindahkan ke samping artikel"))
        return self.beside.put(found, content)

    def _alternative(self, given: str, address: str) -> str:
        words = line(plain(given))
        if words and not re.search(r"\.(jpe?g|png|gif|webp)\b", words, re.IGNORECASE):
            return words
        made = described(unquote(address)) or msg("Gambar: {words}", words=self.document.title).text(self.language)
        self.document.notes.changed(msg("teks alternatif gambar dibuat dari nama berkas"))
        self.document.notes.warn(
            PICTURE,
            msg('gambar "{name}" belum punya teks alternatif yang baik', name=_last(address)),
            msg("tulis apa yang terlihat, misalnya ![Petani memanen padi](panen.jpg)"),
            at=_last(address),
        )
        return line(made)

    def _missing(self, alternative: str, address: str) -> str:
        words = line(plain(alternative), _CAPTION)
        if not words or re.search(r"\.(jpe?g|png|gif|webp|svg)\b", words, re.IGNORECASE):
            words = described(unquote(address)) or line(_last(address))
        self.document.notes.changed(msg("gambar yang tidak ditemukan diganti dengan keterangan"))
        self.document.notes.warn(
            PICTURE,
            msg('gambar "{name}" tidak ditemukan di situs lama', name=_last(address)),
            msg("cari gambarnya, lalu simpan di samping artikel"),
            at=_last(address),
        )
        note = msg("gambar tidak tersedia: {name}", name=words) if words else msg("gambar tidak tersedia")
        text = note.text(self.language).replace("*", "").replace("[", "(").replace("]", ")")
        return f"*({text})*"

    # -- links ---------------------------------------------------------------------------------------------------

    def _link(self, text: str, address: str) -> str:
        keep = self._shield.keep
        inner = self._shield.restore(text)
        scheme = scheme_of(address)
        if re.search(r"(?<!!)\[[^\]]*\]\(", inner) or (not inner.strip() and not address):
            return text  # a link within a link
        if scheme in ("mailto", "tel", "artikel") or address.startswith("#"):
            return self._joined(text, _written(address))
        if scheme in ("http", "https", "//") and not self._own(address):
            where = "https:" + address if scheme == "//" else address
            if not _has_host(where):
                self._lost(address)
                return text
            return self._joined(text, _written(where)) if inner.strip() else keep(f"<{_written(where)}>")
        if scheme not in ("", "http", "https", "//"):
            self._lost(address)
            return text
        if _HOST.match(address) and not self.media.find(address, self.document.source):
            self.document.notes.changed(msg("alamat tanpa http:// dilengkapi"))
            return self._joined(text, _written("http://" + address))
        target = self._target(self._local(address), inner)
        if target is None:
            self._lost(address)
            return text
        return self._joined(text, target)

    def _bare(self, address: str) -> str | None:
        """An address of the existing site that stands in the text as such: a link with the name of what it leads to."""
        if not self._own(address):
            return None
        target = self._target(self._local(address), _last(address))
        if target is None:
            return self._shield.keep(address)  # readers may have it written down
        slug = target.partition("artikel:")[2]
        words = next((one.title for one in self.by_source.values() if slug and one.slug == slug), _last(address))
        return f"[{bracketed(line(words))}]" + self._shield.keep(f"({target})")

    def _joined(self, text: str, address: str) -> str:
        """A link whose address no later step reads; its text stays readable for them."""
        return f"[{text}]" + self._shield.keep(f"({address})") if address else text

    def _lost(self, address: str) -> None:
        self.document.notes.changed(msg("tautan yang tidak dapat diikuti menjadi teks biasa"))
        self.document.notes.warn(
            LINK, msg('tautan ke "{address}" tidak ditemukan dan menjadi teks biasa', address=address[:200]), at=address
        )

    def _target(self, local: str, text: str) -> str | None:
        """What a link to this site leads to now: a document, or a file beside this one."""
        path, _, fragment = local.partition("#")
        path = unquote(path.partition("?")[0])
        found = self.by_name.get(local.partition("#")[0]) or self._document(path)
        if found is not None:
            same = found is self.document
            return f"#{fragment}" if same and fragment else f"artikel:{found.slug}"
        file = self.media.find(path, self.document.source) if path.rpartition("/")[2].count(".") else None
        if file is None or file.endswith((".html", ".htm")):
            return None
        picture = pictures.is_picture(file)
        content = self.media.picture(file) if picture else self.media.attachment(file)
        if content is None:
            return None
        name = self.beside.put(file, content)
        if not picture:
            self.beside.attachments[name] = line(plain(text)) or name
            self.document.notes.changed(msg("lampiran dipindahkan ke samping artikel"))
        return quote(name)

    def _document(self, path: str) -> Document | None:
        content = self.media.existing.content
        here = posixpath.dirname(self.document.source)
        starts = [content] if path.startswith("/") else [here + "/", content]
        for start in starts:
            joined = posixpath.normpath(
                start + path.lstrip("/") if path.startswith("/") else posixpath.join(start, path)
            )
            for name in (joined, f"{joined}.md", f"{joined}/index.md", f"{joined}/_index.md"):
                if name in self.by_source:
                    return self.by_source[name]
        bases = ["", *(old if old.endswith("/") else posixpath.dirname(old) + "/" for old in self.document.old[:1])]
        for base in bases[:1] if path.startswith("/") else bases[::-1]:
            joined = posixpath.normpath(
                "/" + base + path.lstrip("/") if path.startswith("/") else f"/{base}{path}"
            ).lstrip("/")
            index = joined.removesuffix("/index.html") + "/"
            for name in (joined + "/", joined, joined.lower() + "/", index, joined + ".html"):
                if name in self.by_address:
                    return self.by_address[name]
        return self._by_name(path)

    def _by_name(self, path: str) -> Document | None:
        """Hugo's `ref` also finds a document by its file name alone, where only one has it."""
        if "/" in path.strip("/") and not path.endswith(".md"):
            return None
        wanted = path.rpartition("/")[2].removesuffix(".md")
        if not self._names:
            for document in self.by_source.values():
                self._names.setdefault(document.draft.place.name, []).append(document)
        found = self._names.get(wanted, []) if wanted else []
        return found[0] if len(found) == 1 else None

    def _own(self, address: str) -> bool:
        """Whether an address with a host is one of the existing site itself."""
        try:
            return (urlsplit(address).hostname or "") in self.media.existing.hosts
        except ValueError:
            return False

    def _local(self, address: str) -> str:
        """An address of the existing site as one below its root."""
        if scheme_of(address) in ("http", "https", "//"):
            if not self._own(address):
                return address
            parts = urlsplit(address)
            query = f"?{parts.query}" if parts.query else ""
            address = (parts.path or "/") + query + (f"#{parts.fragment}" if parts.fragment else "")
        prefix = self.media.existing.prefix
        return "/" + address[len(prefix) :] if prefix != "/" and address.startswith(prefix) else address


def _has_host(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return bool(re.search(r"[\w\]]", host))


def _written(address: str) -> str:
    clean = "".join(c for c in address if c.isprintable() and c not in '<>"`\\ {}|^')
    return clean.replace("(", "%28").replace(")", "%29").replace("[", "%5B").replace("]", "%5D")


def _last(address: str) -> str:
    return unquote(re.split(r"[?#]", address, maxsplit=1)[0]).rpartition("/")[2]


def _words_only(text: str) -> str:
    """The text with every mark that could make a link, a picture or a tag written as the character that it is."""
    text = re.sub(r"<(?!/?su[bp]>)|&lt;|&#0*60;?|&#x0*3c;?", "‹", text, flags=re.IGNORECASE)
    return re.sub(r"(?<!\\)([\[\]`{])", r"\\\1", text)


def _safe(text: str) -> str:
    """A heading without what could be read as a tag, and a long line wrapped between words."""
    if re.match(r" {0,3}#{1,6} ", text) and re.search(r"&lt;|&amp;lt;|`[^`]*<|&#0*60|&#x0*3c", text, re.IGNORECASE):
        text = re.sub(r"&(?:amp;)?lt;|<|&#0*60;?|&#x0*3c;?", "‹", text, flags=re.IGNORECASE)
    if len(text) <= _LONG or text.lstrip().startswith(("|", "#", ">")) or text.startswith("    "):
        return text
    out, current = [], ""
    for word in text.split(" "):
        if len(current) + len(word) > _LONG and current:
            out.append(current)
            current = word
        else:
            current = f"{current} {word}" if current else word
    return "\n".join([*out, current])
