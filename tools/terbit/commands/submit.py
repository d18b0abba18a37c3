"""`terbit submit`: hand in what was written in the work folder, as a new change or as a further revision of one."""

from __future__ import annotations

from typing import Annotated

import typer

from terbit import rules
from terbit import sop as procedure
from terbit.articles import article
from terbit.articles.tree import GitTree
from terbit.commands import clone, edge
from terbit.commands.edge import help_text
from terbit.commands.tidy import tidy
from terbit.findings import Finding, Refused, has_errors
from terbit.forge import plain, workfolder
from terbit.forge.revisions import Refs
from terbit.git import Repo
from terbit.messages import msg
from terbit.sop import Sop

CLOSED = ("rejected", "abandoned")


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""
    app.command("submit", help=help_text("Kirim tulisan Anda untuk diperiksa."))(submit)


def submit(
    title: Annotated[str, typer.Option("-m", "--message", help=help_text("judul usulan, satu baris"))] = "",
    change: Annotated[int | None, typer.Option("--change", min=1, help=help_text("lanjutkan usulan nomor ini"))] = None,
    new: Annotated[bool, typer.Option("--new", help=help_text("mulai usulan baru"))] = False,
) -> None:
    if new and change is not None:
        raise Refused(msg("pilih salah satu: --new atau --change"))
    with clone.working_clone() as repo:
        refs = plain.fetch(repo)
        sop = clone.server_sop(repo, refs)
        number = None if new else _number(repo, refs, sop, change)
        main = plain.main_of(refs)
        parent = main if number is None else plain.tip_of(refs, number)
        base = workfolder.base_here(repo, refs)
        _normalise(repo, base)
        merging = workfolder.merging(repo)
        tree = _laid_on(repo, base, parent, number)
        commit = parent
        if tree != repo.commit(parent).tree or merging:
            held_against_rules(repo, main, tree, sop)
            message = title.strip() or _title(repo, parent, tree, sop, number)
            commit = repo.write_commit(tree, [parent, *([merging] if merging else [])], message + "\n", sign=True)
        commit = _with_main(repo, main, commit, number, new=commit == parent)
        if commit == parent:
            if change is not None:
                workfolder.show(repo, change, parent)
            raise Refused(msg("tidak ada yang berubah, jadi tidak ada yang dikirim"))
        handed_in(repo, refs, commit, number, sop, shown=True)


def handed_in(repo: Repo, refs: Refs, commit: str, number: int | None, sop: Sop, *, shown: bool = False) -> int:
    """Hand in a commit as a new change (`number` None) or a further revision, and say who is asked now. The folder then
    shows the change only where it was `shown`, for that takes the place of what is in it."""
    try:
        with clone.answers():
            number, _ = plain.hand_in(repo, commit, number, refs)
    except plain.Raced:
        raise Refused(
            msg("orang lain baru saja mengirim isi baru untuk usulan {number}", number=number),
            msg("jalankan terbit submit sekali lagi"),
        ) from None
    if shown:
        (repo.git_dir / "MERGE_HEAD").unlink(missing_ok=True)
        workfolder.show(repo, number, commit)
    refs = plain.fetch(repo)
    change = clone.looked_at(repo, refs, number, sop)
    asked = clone.asked_of(repo, refs, change, sop)
    edge.say(msg("Usulan {number} dikirim: {title}", number=number, title=change.title))
    verdict = clone.standing(change, asked, sop)
    if verdict.missing:
        edge.say(msg("Menunggu persetujuan: {roles}", roles=clone.role_names(sop, verdict.missing)))
    return number


def _number(repo: Repo, refs: Refs, sop: Sop, asked: int | None) -> int | None:
    """The change that this continues, None for a new one. What is finished is not continued."""
    number = asked if asked is not None else workfolder.number_here(repo)
    if number is None or (asked is None and f"refs/heads/change/{number}" not in refs):
        return None
    change = clone.looked_at(repo, refs, number, sop)
    closed = change.merged or any(opinion.verdict in CLOSED for opinion in change.approvals)
    if closed and asked is not None:
        raise Refused(
            msg("usulan {number} sudah selesai", number=number),
            msg("kirim sebagai usulan baru dengan terbit submit --new"),
        )
    return None if closed else number


def _laid_on(repo: Repo, base: str, parent: str, number: int | None) -> str:
    work = workfolder.tree_here(repo)
    marked = workfolder.unmended(repo, work, (delta.path for delta in repo.diff(base, work)))
    if marked:
        raise Refused(
            msg("masih ada tanda tabrakan di {paths}", paths=", ".join(marked)),
            msg("pilih isi yang benar di antara tanda <<<<<<< dan >>>>>>>, lalu hapus tandanya"),
        )
    tree, conflicts = workfolder.carry(repo, base, parent, work)
    if conflicts:
        workfolder.leave_conflict(repo, parent, number, tree, None)
        raise _collision(conflicts)
    return tree


def _with_main(repo: Repo, main: str, commit: str, number: int | None, *, new: bool) -> str:
    """The commit with main merged in, where both changed the same text, or where nothing else is to be sent."""
    if number is None or repo.is_ancestor(main, commit):
        return commit
    tree, conflicts = repo.merge_tree(commit, main)
    if conflicts:
        workfolder.leave_conflict(repo, commit, number, tree, main)
        raise _collision(conflicts)
    if not new:
        return commit
    return repo.write_commit(tree, [commit, main], f"Gabungkan situs ke usulan {number}\n", sign=True)


def _collision(paths: tuple[str, ...]) -> Refused:
    return Refused(
        msg("orang lain mengubah bagian yang sama: {paths}", paths=", ".join(paths)),
        msg("buka berkas itu, pilih isi yang benar di antara tanda <<<<<<< dan >>>>>>>, lalu terbit submit lagi"),
    )


def _normalise(repo: Repo, base: str) -> None:
    """Make new pictures small and free of metadata, on disk, before git ever stores them."""
    changed = repo.run("diff", "--name-only", "-z", "--diff-filter=d", base, "--", "content").stdout
    others = repo.run("ls-files", "--others", "--exclude-standard", "-z", "--", "content").stdout
    paths = {raw.decode("utf-8", "surrogateescape") for raw in {*changed.split(b"\0"), *others.split(b"\0")} if raw}
    for said in tidy(repo.path, paths, repo.tree(base)):
        edge.say(said)


def held_against_rules(repo: Repo, main: str, tree: str, sop: Sop) -> None:
    """Hold what is handed in against the rules; errors that it brings in end here."""
    known = repo.tree(tree)
    if procedure.PATH in known:
        own, findings = procedure.read(repo.blob(known[procedure.PATH].oid))
        if own is None:
            edge.finish(findings)
        sop = own
    at, cache = edge.now(), edge.cache_of(repo)
    ours, theirs = GitTree(repo, main), GitTree(repo, tree)
    before = rules.check(ours, sop, at, cache=cache)
    after = rules.check(theirs, sop, at, cache=cache)
    findings = rules.introduced(before, after) + rules.changed(ours, theirs, sop, at, cache=cache)
    findings += [finding for finding in _sensitive(repo, main, tree, sop) if finding not in findings]
    if has_errors(findings):
        edge.say(msg("Belum dikirim: perbaiki dahulu yang berikut ini."), err=True)
        edge.finish(findings)
    for finding in findings:
        edge.say(finding.text(edge.HERE.language), err=True)
    if sop.ethics:
        edge.say(msg("Dengan mengirim, Anda menyatakan:"), err=True)
        for statement in sop.ethics:
            edge.say(msg("- {statement}", statement=statement), err=True)


def _sensitive(repo: Repo, main: str, tree: str, sop: Sop) -> list[Finding]:
    return [
        finding
        for delta in repo.diff(main, tree)
        if delta.new is not None and delta.new.mode.startswith("100")
        for finding in rules.sensitive(delta.path, repo.blob(delta.new.oid), sop)
    ]


def _title(repo: Repo, parent: str, tree: str, sop: Sop, number: int | None) -> str:
    """A title for who gave none: the article's own."""
    if number is not None:
        return f"Perbaikan usulan {number}"
    for delta in repo.diff(parent, tree):
        if delta.new is not None and article.is_markdown(delta.path):
            meta = article.read(delta.path, repo.blob(delta.new.oid), sop.zone).meta
            if meta is not None:
                return meta.title
    raise Refused(msg("usulan ini belum berjudul"), msg('tambahkan -m "judul"'))
