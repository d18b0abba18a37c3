"""Pictures in a work folder as they may be committed: made so before git stores them, the text following."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from terbit import pictures
from terbit.articles.article import ROOT, is_markdown
from terbit.articles.renaming import renamed
from terbit.findings import Refused
from terbit.messages import Message, msg
from terbit.pictures.workshop import Workshop


def tidy(top: Path, paths: Iterable[str], known: Collection[str]) -> list[Message]:
    """Normalise the pictures among `paths` (from `top`, "/" between folders) and say what was done.

    A file that is not among `known` (what is committed already: its address may be public) also gets a fitting name
    and kind, and the texts that refer to it follow. Raises Refused, with the file's name, for what is no picture.
    """
    said: list[Message] = []
    with Workshop() as shop:
        for path in sorted(paths):
            file = top / path
            if not (pictures.is_picture(path) or pictures.is_convertible(path)) or _odd(top, file):
                continue
            said += _one(shop, top, file, keep_name=path in known)
    return said


def _odd(top: Path, file: Path) -> bool:
    """What is no file of this folder: a link, gone, or larger than any picture."""
    return file.is_symlink() or not file.is_file() or not file.resolve().is_relative_to(top.resolve())


def _one(shop: Workshop, top: Path, file: Path, *, keep_name: bool) -> list[Message]:
    content = file.read_bytes()
    try:
        if keep_name and pictures.is_picture(file.name):
            name, made = file.name, shop.normalise(content, file.name)
        else:
            name, made = shop.ready(content, file.name)
    except Refused as refusal:
        if refusal.message.text().startswith(file.name):  # it names the file already
            raise
        raise Refused(msg("{name}: {reason}", name=file.name, reason=refusal.message), refusal.hint) from None
    said = []
    if made != content:
        file.write_bytes(made)
        said.append(msg("Gambar dikecilkan dan datanya dibersihkan: {name}", name=file.name))
    if name != file.name:
        target = _free(file, name)
        file.rename(target)
        texts = _follow(top, file, target)
        said.append(msg("Nama gambar: {old} menjadi {new}", old=file.name, new=target.name))
        said += [msg("Tautannya ikut berubah di {path}", path=text) for text in texts]
    return said


def _free(file: Path, name: str) -> Path:
    stem, _, suffix = name.rpartition(".")
    target, number = file.with_name(name), 2
    while target.exists() and not target.samefile(file):
        target, number = file.with_name(f"{stem}-{number}.{suffix}"), number + 1
    return target


def _follow(top: Path, old: Path, new: Path) -> list[str]:
    """Let the texts beside a file and above it refer to its new name; say which were changed."""
    changed = []
    folder = old.parent
    while folder != top and folder.is_relative_to(top / ROOT.rstrip("/")):
        for text in sorted(folder.iterdir()):
            if text.is_symlink() or not text.is_file() or not is_markdown(text.relative_to(top).as_posix()):
                continue
            before = text.read_bytes().decode("utf-8", "surrogateescape")
            names = (each.relative_to(folder).as_posix() for each in (old, new))
            after = renamed(before, *names)
            if after != before:
                text.write_bytes(after.encode("utf-8", "surrogateescape"))
                changed.append(text.relative_to(top).as_posix())
        folder = folder.parent
    return changed
