"""Pictures and files of the existing site: found, normalised, and put beside the article that shows them."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from terbit import pictures
from terbit.adopt.addresses import slugged
from terbit.adopt.existing import Existing, Files
from terbit.adopt.reading.source import is_markdown
from terbit.findings import Refused
from terbit.messages import Message, msg
from terbit.pictures.workshop import Workshop
from terbit.rules.attachments import KINDS

MAX_ATTACHMENT = 20 * 1024 * 1024  # bytes


@dataclass
class Media:
    """The site's files that are no documents. `used`: source path → where it was put; `refused`: why it was not."""

    existing: Existing
    used: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, Message] = field(default_factory=dict)
    changed: dict[str, Message] = field(default_factory=dict)
    shop: Workshop = field(default_factory=Workshop)  # an old site's pictures are anybody's: decoded apart
    _by_name: Mapping[str, list[str]] = field(default_factory=dict)
    _ready: dict[str, bytes] = field(default_factory=dict)

    @property
    def source(self) -> Files:
        return self.existing.media

    def __post_init__(self) -> None:
        names: dict[str, list[str]] = defaultdict(list)
        for path in self.source.files:
            if not is_markdown(path):
                names[path.rpartition("/")[2].casefold()].append(path)
        self._by_name = names

    def find(self, address: str, document: str) -> str | None:
        """The file that an address means, seen from a document (both below SOURCE): by path, then by unique name."""
        path = unquote(re.split(r"[?#]", address.strip(), maxsplit=1)[0]).replace("\\", "/")
        if not path or "\0" in path:
            return None
        for candidate in self._candidates(path, document):
            if candidate in self.source.files and not is_markdown(candidate):
                return candidate
        named = self._by_name.get(path.rpartition("/")[2].casefold(), [])
        if len(named) > 1:  # copies of one file are one file
            sizes = {self.source.files[name] for name in named}
            contents = {self._bytes(name) for name in named} if len(sizes) == 1 and len(named) < 20 else set()
            return named[0] if len(contents) == 1 and None not in contents else None
        return named[0] if named else None

    def _candidates(self, path: str, document: str) -> list[str]:
        inner = path.lstrip("/")
        beside = [] if path.startswith("/") else [posixpath.join(posixpath.dirname(document), path)]
        below = re.sub(r"\A(?:\.\.?/)+", "", inner)
        rooted = [
            folder + below.removeprefix(prefix) for prefix, folder in self.existing.roots if below.startswith(prefix)
        ]
        found = [posixpath.normpath(each) for each in (*beside, *rooted)]
        return [each for each in found if not each.startswith(("..", "/"))]

    def _bytes(self, path: str) -> bytes | None:
        try:
            return self.source.read(path)
        except OSError:
            return None

    def picture(self, path: str) -> bytes | None:
        """A picture as it may be committed, or None (see `refused`)."""
        if path in self._ready:
            return self._ready[path]
        if path in self.refused:
            return None
        content = self._bytes(path)
        if content is None:
            self.refused[path] = msg("berkas tidak dapat dibaca")
        elif not pictures.is_picture(path):
            self.refused[path] = msg("jenis gambar ini tidak dapat dipakai")
        else:
            try:
                name = path.rpartition("/")[2]
                ready = content if pictures.is_ready(content, name) else self.shop.normalise(content, name)
            except Refused as refusal:
                self.refused[path] = refusal.message
                return None
            if ready != content:
                self.changed[path] = msg(
                    "gambar dikecilkan dan dibersihkan: {before} → {after} bita", before=len(content), after=len(ready)
                )
            self._ready[path] = ready
            return ready
        return None

    def attachment(self, path: str) -> bytes | None:
        """A file that readers may download, or None (see `refused`)."""
        if path in self.refused:
            return None
        suffix = path.rpartition(".")[2].lower()
        if suffix not in KINDS:
            self.refused[path] = msg('jenis lampiran ".{kind}" tidak diterima', kind=suffix)
        elif self.source.files[path] > MAX_ATTACHMENT:
            self.refused[path] = msg(
                "terlalu besar: {size} bita, paling banyak {limit}", size=self.source.files[path], limit=MAX_ATTACHMENT
            )
        else:
            content = self._bytes(path)
            if content is not None:
                return content
            self.refused[path] = msg("berkas tidak dapat dibaca")
        return None


def file_name(path: str, taken: Mapping[str, str]) -> str:
    """The name of a file beside its article: lower case, plain, free. `taken`: name → source path."""
    stem, dot, suffix = path.rpartition("/")[2].rpartition(".")
    plain = (slugged(stem or suffix) or "berkas")[:60].strip("-")
    end = f".{suffix.lower()}" if dot else ""
    name, number = plain + end, 2
    while taken.get(name, path) != path or name == "index.md":
        name, number = f"{plain}-{number}{end}", number + 1
    return name


def described(name: str) -> str:
    """A picture's file name as words ("panen-raya_2-300x200.jpg" → "Panen raya 2"); "" where it says nothing."""
    stem = unquote(name).rpartition("/")[2]
    stem = re.sub(r"\.\w{2,5}\Z", "", stem)
    stem = re.sub(r"[-_]?\d{2,4}x\d{2,4}\Z", "", stem)
    stem = re.sub(r"-e\d{8,}\Z|[-_][0-9a-f]{6,}\Z", "", stem)
    words = " ".join(re.sub(r"[-_+.*\[\]()|<>`]+", " ", stem).split())
    spoken = any(len(word) > 2 and word.isalpha() for word in words.split())
    if not spoken or re.fullmatch(
        r"(?:img|dsc|dscn|image|foto|photo|screenshot|untitled|wa|p)[ \d]*(?:wa ?\d+)?", words, re.I
    ):
        return ""
    return words[:1].upper() + words[1:]
