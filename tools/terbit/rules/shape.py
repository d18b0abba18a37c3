"""The shape of a tree: what any file may be called and be, before anybody looks inside."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from terbit.findings import Finding, Severity
from terbit.git import Entry
from terbit.messages import Message, msg
from terbit.rules.rule import Fault, Rule

MAX_NAME = 255  # bytes, what the usual file systems take
MAX_PATH = 1000  # letters
_PLAIN = frozenset({"100644", "100755"})
# Windows cannot check these out; an office works on Windows
_WINDOWS = frozenset('<>:"|?*')
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)

Files = Mapping[str, Entry]
_Wrong = tuple[Message, Message]
_RENAME = msg("ganti namanya")
_TOO_LONG: _Wrong = (msg("nama berkas terlalu panjang"), msg("pendekkan namanya"))


def modes(files: Files) -> Iterator[Fault]:
    """SH001: plain files only."""
    for path, entry in files.items():
        if entry.mode == "120000":
            yield Fault(msg("tautan simbolik tidak boleh ada"), msg("simpan berkasnya sendiri"), path=path)
        elif entry.mode == "160000":
            yield Fault(
                msg("repositori di dalam repositori tidak boleh ada"), msg("hapus folder .git di dalamnya"), path=path
            )
        elif entry.mode not in _PLAIN:
            yield Fault(msg("jenis berkas {mode} tidak boleh ada", mode=entry.mode), path=path)
        elif entry.mode == "100755" and path.startswith("content/"):
            yield Fault(
                msg("berkas di content/ tidak boleh dapat dijalankan"),
                msg("hapus izin menjalankannya (chmod -x)"),
                path=path,
            )


def names(files: Files) -> Iterator[Fault]:
    """SH002: names that every machine can hold and every person can read."""
    known: dict[str, _Wrong | None] = {}  # most folders are on the way to many files
    for path in files:
        wrong = _TOO_LONG if len(path) > MAX_PATH else None
        for part in path.split("/"):
            if part not in known:
                known[part] = _wrong(part)
            wrong = wrong or known[part]
        if wrong is not None:
            yield Fault(wrong[0], wrong[1], path=path)


def _wrong(name: str) -> _Wrong | None:
    """What is wrong with the name of a file or folder."""
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        return msg("nama berkas bukan UTF-8"), _RENAME
    if not name.isprintable() or "\\" in name or name != name.strip():
        return msg("nama berkas memuat huruf yang tak terlihat"), _RENAME
    if len(name.encode()) > MAX_NAME:
        return _TOO_LONG
    if name.lower() == ".git" or name in (".", "..", ""):
        return msg("nama berkas tidak boleh dipakai"), _RENAME
    if name.split(".")[0].lower() in _DEVICES or name.endswith(".") or not _WINDOWS.isdisjoint(name):
        return msg("nama berkas tidak dapat dipakai di Windows"), _RENAME
    return None


def twins(files: Files) -> Iterator[Fault]:
    """SH003: two names that are one on another machine (Windows, macOS): by case, or by Unicode form; folders too."""
    first: dict[str, str] = {}  # the name as other machines see it → as it was met first
    met: set[str] = set()
    for path in files:
        twin = None
        name = path
        # every folder on the way too: `Berita/a.md` and `berita/b.md` share a folder on Windows
        while name and name not in met:
            met.add(name)
            other = first.setdefault(_folded(name), name)
            twin = other if other != name else twin
            name = name.rpartition("/")[0]
        if twin is not None:
            yield Fault(
                msg("nama ini sama dengan {path} di komputer lain", path=twin), msg("ganti salah satunya"), path=path
            )


def _folded(name: str) -> str:
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def steering(files: Files) -> Iterator[Fault]:
    """SH004: files that steer git itself below the root (`.gitattributes` decides how git merges)."""
    for path in files:
        name = path.rpartition("/")[2].lower()
        if (name == ".gitattributes" and path != ".gitattributes") or name == ".gitmodules":
            yield Fault(msg("{name} tidak boleh ada di sini", name=name), msg("hapus berkas ini"), path=path)


_FAMILY = (
    (Rule("SH001", Severity.ERROR, msg("hanya berkas biasa"), adopted=Severity.ERROR), modes),
    (
        Rule("SH002", Severity.ERROR, msg("nama berkas dapat dibaca dan disimpan di mana pun"), adopted=Severity.ERROR),
        names,
    ),
    (Rule("SH003", Severity.ERROR, msg("tidak ada nama kembar"), adopted=Severity.ERROR), twins),
    (Rule("SH004", Severity.ERROR, msg("tidak ada berkas yang mengatur git"), adopted=Severity.ERROR), steering),
)
RULES = tuple(rule for rule, _ in _FAMILY)


def shape(files: Files) -> list[Finding]:
    """What is wrong with a tree's names and modes."""
    return [rule.finding(fault, fault.path) for rule, find in _FAMILY for fault in find(files)]
