"""The shape of a tree: what any file may be called and be, before anybody looks inside."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from terbit.findings import Finding, Severity
from terbit.git import Entry
from terbit.messages import msg
from terbit.rules.rule import Fault, Rule

MAX_NAME = 255  # bytes, what the usual file systems take
MAX_PATH = 1000
_PLAIN = frozenset({"100644", "100755"})
# Windows cannot check these out; an office works on Windows
_WINDOWS = frozenset('<>:"|?*')
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)

Files = Mapping[str, Entry]


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
            yield Fault(msg("berkas di content/ tidak boleh dapat dijalankan"), msg("hapus izin menjalankannya (chmod -x)"), path=path)


def names(files: Files) -> Iterator[Fault]:
    """SH002: names that every machine can hold and every person can read."""
    for path in files:
        raw = path.encode("utf-8", "surrogateescape")
        parts = path.split("/")
        if any("\ud800" <= c <= "\udfff" for c in path):
            yield Fault(msg("nama berkas bukan UTF-8"), msg("ganti namanya"), path=path)
        elif not path.isprintable() or "\\" in path or any(part != part.strip() for part in parts):
            yield Fault(msg("nama berkas memuat huruf yang tak terlihat"), msg("ganti namanya"), path=path)
        elif any(len(part.encode("utf-8", "surrogateescape")) > MAX_NAME for part in parts) or len(raw) > MAX_PATH:
            yield Fault(msg("nama berkas terlalu panjang"), msg("pendekkan namanya"), path=path)
        elif any(part.lower() == ".git" or part in (".", "..", "") for part in parts):
            yield Fault(msg("nama berkas tidak boleh dipakai"), msg("ganti namanya"), path=path)
        elif any(part.split(".")[0].lower() in _DEVICES or part.endswith(".") for part in parts) or _WINDOWS & set(
            path
        ):
            yield Fault(msg("nama berkas tidak dapat dipakai di Windows"), msg("ganti namanya"), path=path)


def twins(files: Files) -> Iterator[Fault]:
    """SH003: two names that are one on another machine (Windows, macOS): by case, or by Unicode form; folders too."""
    seen: dict[str, str] = {}
    told: set[str] = set()
    for path in files:
        if path.isascii() and path.islower():
            folded = path
        else:
            folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
        # every folder on the way too: `Berita/a.md` and `berita/b.md` share a folder on Windows
        parts, own = folded.split("/"), path.split("/")
        for depth in range(1, len(parts) + 1):
            key, name = "/".join(parts[:depth]), "/".join(own[:depth])
            first = seen.setdefault(key, name)
            if first != name and path not in told:
                told.add(path)
                yield Fault(
                    msg("nama ini sama dengan {path} di komputer lain", path=first),
                    msg("ganti salah satunya"),
                    path=path,
                )


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
