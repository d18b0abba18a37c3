"""`terbit links fix`: new addresses for links that moved or died, as a change that is reviewed like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from terbit.articles import article
from terbit.articles.tree import FolderTree
from terbit.commands import clone, edge
from terbit.commands.clone import REMOTE_RECORDS
from terbit.commands.edge import help_text
from terbit.findings import Refused
from terbit.forge import approvals, plain
from terbit.forge.revisions import CHANGES, Refs
from terbit.git import Repo
from terbit.links.watch import file
from terbit.links.watch.proposal import TRAILER, Proposal, chosen, message, proposal, proposed
from terbit.links.watch.state import State
from terbit.messages import Message, msg
from terbit.sop import Sop


@dataclass(frozen=True)
class Earlier:
    """What earlier proposals say: the one that is still open (its number, None where none is) and the addresses that
    are settled, for they are in it or were rejected."""

    number: int | None
    settled: frozenset[str]


def fix(
    dry_run: Annotated[bool, typer.Option("--dry-run", help=help_text("tunjukkan saja, jangan kirim"))] = False,
    write: Annotated[
        bool, typer.Option("--write", help=help_text("hanya ubah berkas di folder ini; Anda sendiri yang mengirimnya"))
    ] = False,
) -> None:
    from terbit.commands import submit  # the rules are heavy, and most verbs about links need none

    if write:
        _written_here(dry_run=dry_run)
        return
    with clone.working_clone() as repo:
        refs = plain.fetch(repo)
        sop = clone.server_sop(repo, refs)
        states = _states(repo)
        earlier = _earlier(repo, refs, sop)
        home = sop.office.address
        base, tree = _base(repo, refs, earlier.number)
        instead = chosen(states, sop.links, home, earlier.settled)
        made = proposal(_texts(repo, tree), instead, home)
        for line in told(made, states, sop):
            edge.say(line)
        if not made.files:
            _nothing(earlier)
            return
        files = {path: text.encode("utf-8", "surrogateescape") for path, text in made.files.items()}
        new = repo.write_tree(tree, files)
        typer.echo(_diff(repo, tree, new))
        if dry_run:
            edge.say(msg("Belum dikirim (--dry-run)."))
            return
        submit.held_against_rules(repo, plain.main_of(refs), new, sop)
        title = f"Ganti {len(made.instead)} tautan yang pindah atau mati"
        commit = repo.write_commit(new, base, message(title, made), sign=True)
        submit.handed_in(repo, refs, commit, earlier.number, sop)


def _diff(repo: Repo, old: str, new: str) -> str:
    """What changes, with nothing in it that a terminal would obey."""
    text = repo.run("diff", "--no-color", "--no-ext-diff", old, new).stdout.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text.rstrip("\n"))


def _written_here(*, dry_run: bool) -> None:
    """Mend the texts of the office folder as they stand there: for whoever proposes changes by other means."""
    sop = edge.office_sop()
    tree = FolderTree(edge.HERE.office)
    with Repo(edge.HERE.office) as repo:
        clone.refreshed(repo)
        states = _states(repo, REMOTE_RECORDS if repo.resolve(REMOTE_RECORDS) else _from_github(repo, sop))
    texts = (
        (path, tree.read(path).decode("utf-8", "surrogateescape"))
        for path, entry in tree.files.items()
        if article.is_markdown(path) and entry.mode.startswith("100")
    )
    made = proposal(texts, chosen(states, sop.links, sop.office.address), sop.office.address)
    for line in told(made, states, sop):
        edge.say(line)
    for path, text in made.files.items():
        if not dry_run:
            (edge.HERE.office / path).write_bytes(text.encode("utf-8", "surrogateescape"))
    if dry_run or not made.files:
        edge.say(msg("Belum dikirim (--dry-run).") if made.files else msg("Tidak ada tautan yang dapat diganti."))
    else:
        count = len(made.files)
        edge.say(msg("{count} berkas diubah di folder ini: periksa dengan terbit check, lalu kirim.", count=count))


def _from_github(repo: Repo, sop: Sop) -> str | None:
    """The records' commit of an office on GitHub, by the tokens of whoever asks; None of an office elsewhere."""
    from terbit.commands import github_edge, pages
    from terbit.records.book import REF

    if sop.github is None:
        return None
    here = github_edge.surroundings(sop)
    here = replace(here, records_token=here.records_token or here.token)
    return pages.records(sop, here).fetch(repo, REF, "refs/terbit/read")


def _states(repo: Repo, records: str | None = REMOTE_RECORDS) -> dict[str, State]:
    content = repo.file(records, file.PATH) if records is not None and repo.resolve(records) else None
    if content is None:
        raise Refused(
            msg("tautan ke luar belum pernah diperiksa, atau catatannya tidak ada di sini"),
            msg("di server: terbit links; hasilnya dipakai di sini"),
        )
    return file.parse(content)


def _earlier(repo: Repo, refs: Refs, sop: Sop) -> Earlier:
    """What proposals that are not in main yet say of themselves, found by the trailers of their commits."""
    number: int | None = None
    settled: set[str] = set()
    for change, addresses in _proposals(repo, refs).items():
        known = clone.looked_at(repo, refs, change, sop)
        verdicts = {opinion.verdict for opinion in known.approvals}
        if "rejected" in verdicts:
            settled |= addresses
        elif not known.merged and "abandoned" not in verdicts:
            number = change
            settled |= addresses
    return Earlier(number, frozenset(settled))


def _proposals(repo: Repo, refs: Refs) -> dict[int, set[str]]:
    """Change → the addresses that commits of its own propose to replace, ascending."""
    arguments = ["--format=%H", f"--grep=^{TRAILER}: ", "--remotes=origin/change/*", "--not", plain.main_of(refs)]
    found: dict[int, set[str]] = {}
    for oid in repo.text("log", *arguments, "--").split():
        addresses = proposed(approvals.trailers(repo.commit(oid).message).get(TRAILER, ()))
        holding = repo.text("for-each-ref", "--format=%(refname)", f"--contains={oid}", "refs/remotes/origin/change/")
        for ref in holding.split():
            number = int(ref.rpartition("/")[2])
            if f"{CHANGES}{number}" in refs:
                found.setdefault(number, set()).update(addresses)
    return dict(sorted(found.items()))


def _base(repo: Repo, refs: Refs, number: int | None) -> tuple[list[str], str]:
    """The parents of the proposal's next commit, and the tree that it begins from: main's, or that of the open
    proposal with main merged in."""
    main = plain.main_of(refs)
    if number is None:
        return [main], repo.commit(main).tree
    tip = plain.tip_of(refs, number)
    if repo.is_ancestor(main, tip):
        return [tip], repo.commit(tip).tree
    return [tip, main], plain.merged_tree(repo, main, tip, number)


def _texts(repo: Repo, tree: str) -> Iterator[tuple[str, str]]:
    """Every article and page of a tree. Bytes that are no UTF-8 come back as they were."""
    for path, entry in repo.tree(tree, article.ROOT.rstrip("/")).items():
        if article.is_markdown(path) and entry.mode.startswith("100"):
            yield path, repo.blob(entry.oid).decode("utf-8", "surrogateescape")


def told(made: Proposal, states: Mapping[str, State], sop: Sop) -> Iterator[Message]:
    """What a proposal does, and what is left to people."""
    for url, new in made.instead.items():
        count = len(made.places[url])
        line = msg("{url} → {address} ({count} tempat)", url=url, address=new.address, count=count)
        yield msg("{line}: PERIKSA, situs lain", line=line) if new.doubtful else line
    for url, places in sorted(made.left.items()):
        where = ", ".join(map(str, places))
        yield msg("{url} tidak dapat diganti sendiri di {places}: ganti dengan tangan", url=url, places=where)
    for url, state in states.items():
        if state.dead(sop.links) and not state.copy:
            yield msg("{url} mati dan tanpa salinan: cari penggantinya, atau hapus tautannya", url=url)


def _nothing(earlier: Earlier) -> None:
    if earlier.number is not None:
        edge.say(msg("Usulan {number} sudah memuat semua yang dapat diganti.", number=earlier.number))
    else:
        edge.say(msg("Tidak ada tautan yang dapat diganti."))
