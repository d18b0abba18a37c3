"""Asking the hosts of outside links, and remembering their answers for the days that the procedure says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terbit.commands import edge
from terbit.commands.links.office import Office
from terbit.findings import Refused
from terbit.links.external import lychee, memory, shards
from terbit.links.external.engines import Engine, Limits, Order
from terbit.links.external.linkchecker import ask as linkchecker
from terbit.links.external.shards import Answers, Shard
from terbit.links.external.verdict import NOT_CHECKED, Outcome, offline, outcomes
from terbit.messages import msg


@dataclass(frozen=True)
class How:
    """How hosts are asked: by which engine, how long (seconds), what of the past counts. `loopback` is for tests."""

    engine: Engine
    limits: Limits
    memory: Path | None = None
    loopback: bool = False


def engine(name: str) -> Engine:
    """The engine of a name. Raises Refused."""
    if name == "linkchecker":
        return linkchecker
    if name != "lychee":
        raise Refused(msg('mesin "{name}" tidak dikenal', name=name), msg("pilih linkchecker atau lychee"))
    return lychee.engine()


def now(office: Office) -> datetime:
    """The clock that an office's checks go by: that of whoever keeps its records, or this machine's."""
    return office.keeper.now()[0] if office.keeper is not None else edge.now()


def asked(office: Office, wanted: Iterable[str], how: How) -> dict[str, Outcome]:
    """What the hosts of these addresses answer, or answered so lately that they are not asked again.

    As it was seen: whether our own line was down is for whoever sees all of a check (`verdict.unless_offline`).
    """
    at = now(office)
    urls = tuple(wanted)
    file = how.memory or _beside(office)
    known = memory.read(file) if file is not None else {}
    standing = memory.standing(known, urls, at, office.sop.links.age)
    due = tuple(url for url in urls if url not in standing)
    edge.say(msg("Memeriksa {count} alamat luar…", count=len(due)), err=True)
    if standing:
        edge.say(msg("{count} alamat baru saja diperiksa dan tidak ditanyakan lagi.", count=len(standing)), err=True)
    if not due:
        return standing
    seen = list(how.engine(Order(due, how.limits, memory.validators(known, due), how.loopback)))
    found = outcomes(due, seen)
    if offline(found) and not _reaches(memory.probes(known, standing), how):
        found = dict.fromkeys(due, NOT_CHECKED) if standing else found
    elif file is not None:
        _remember(file, memory.after(known, urls, found, seen, at))
    return {url: standing[url] if url in standing else found[url] for url in urls}


def _reaches(probes: tuple[str, ...], how: How) -> bool:
    """Whether hosts that answered lately still do, when none of those that were asked now did."""
    found = outcomes(probes, how.engine(Order(probes, how.limits, loopback=how.loopback))) if probes else {}
    return any(outcome.status[:1].isdigit() for outcome in found.values())


def _beside(office: Office) -> Path | None:
    folder = edge.cache_of(office.repo)
    return folder / memory.FILE if folder is not None else None


def _remember(file: Path, known: memory.Memory) -> None:
    try:
        memory.write(file, known)
    except OSError as error:
        edge.say(
            msg("{path}: ingatan tidak tersimpan ({reason}); semua ditanyakan lagi nanti",
                path=file, reason=error.strerror or str(error)),
            err=True,
        )  # fmt: skip


def in_shard(office: Office, wanted: Iterable[str], shard: Shard, out: Path, how: How) -> dict[str, Outcome]:
    """Ask the hosts of one shard, and write what they answered for `terbit links merge`. Raises Refused."""
    found = asked(office, shards.within(wanted, shard), how)
    try:
        out.write_bytes(shards.text(Answers(shard, now(office), found)))
    except OSError as error:
        raise Refused(
            msg("{path}: tidak dapat ditulis ({reason})", path=out, reason=error.strerror or str(error)),
            msg("pilih tempat lain dengan --out"),
        ) from None
    return found


def merged(office: Office, wanted: Iterable[str], files: Iterable[Path]) -> tuple[dict[str, Outcome], bool]:
    """The check whose parts these files are, and whether it is whole; what is missing is told. Raises Refused."""
    parts = []
    whole = True
    for file in files:
        try:
            parts.append(shards.read(file.read_bytes()))
        except (OSError, ValueError):
            whole = False
            edge.say(msg("{path}: bukan jawaban dari terbit links --shard", path=file), err=True)
    urls = list(wanted)
    if not parts:
        return outcomes(urls, ()), False
    try:
        found, missing = shards.merged(urls, parts, now(office))
    except ValueError:
        raise Refused(
            msg("berkas-berkas ini bukan bagian dari satu pemeriksaan"),
            msg("beri semua bagian jumlah yang sama: --shard 1/4, 2/4, 3/4, 4/4"),
        ) from None
    for shard in missing:
        edge.say(msg("bagian {shard} tidak ada atau lewat sehari: alamatnya belum diperiksa", shard=shard), err=True)
    return found, whole and not missing
