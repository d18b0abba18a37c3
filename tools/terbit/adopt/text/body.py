"""A document's text from the old site's Markdown to ours, with its links and pictures led to where they are now."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from terbit import pictures
from terbit.adopt.document import Document
from terbit.adopt.existing import Lead
from terbit.adopt.media import Media, described, file_name
from terbit.adopt.text import halflinks, lines, markup, references
from terbit.adopt.text.index import Index
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
    """Turns the text of one document. `index` finds the documents that links lead to."""

    document: Document
    media: Media
    index: Index
    language: Language
    beside: Beside = field(default_factory=Beside)
    _shield: Shield = field(default_factory=Shield)
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
        if self._target(self.index.local(address), title) is None:
            self.document.notes.warn(
                LINK, msg('lampiran "{name}" tidak ditemukan di situs lama', name=_last(address)), at=address
            )

    def _picture(self, alternative: str, address: str, title: str) -> str:
        alternative = self._shield.restore(alternative)
        caption = line(title, _CAPTION) if self.document.draft.finished else ""
        scheme = scheme_of(address)
        if scheme in ("http", "https", "//") and not self.index.is_own(address):
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
        found = self.media.find(self.index.local(address), self.document.source)
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
        if scheme in ("http", "https", "//") and not self.index.is_own(address):
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
        target = self._target(self.index.local(address), inner)
        if target is None:
            self._lost(address)
            return text
        return self._joined(text, target)

    def _bare(self, address: str) -> str | None:
        """An address of the existing site that stands in the text as such: a link with the name of what it leads to."""
        if not self.index.is_own(address):
            return None
        target = self._target(self.index.local(address), _last(address))
        if target is None:
            return self._shield.keep(address)  # readers may have it written down
        led = self.index.of_slug(target.partition("artikel:")[2])
        return f"[{bracketed(line(led.title if led is not None else _last(address)))}]" + self._shield.keep(
            f"({target})"
        )

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
        found = self.index.found(local, self.document)
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
