"""What a push brings, commit by commit: signatures, and all that `gate.history` asks of every new commit."""

from __future__ import annotations

from datetime import datetime

from terbit.findings import Finding
from terbit.forge.revisions import signers_file
from terbit.gate.history import judge_contents, too_much
from terbit.messages import Message, msg
from terbit.server.push import SIGNATURE, TOO_MUCH, Push, refusal

_KNOWN = ("--not", "--all")  # what the server holds already


def judge_objects(push: Push) -> list[Finding]:
    """What is wrong with the new commits of a push, whatever ref they are for."""
    repo = push.repo
    tips = list(dict.fromkeys(update.new for update in push.updates if not update.deleted))
    if not tips:
        return []
    for update in push.updates:
        if not update.deleted and repo.object(update.new)[0] != "commit":
            return [refusal(TOO_MUCH, update.ref, msg("bukan sebuah commit"))]
    commits = repo.commits(*tips, *_KNOWN)
    findings = too_much(repo, tips, _KNOWN, commits, "refs") or judge_signatures(push, commits, push.at)
    if findings:
        return findings
    texts = {update.new for update in push.updates if update.kind != "approvals" and not update.deleted}
    return judge_contents(repo, commits, sorted(texts), push.main, push.sop, "refs")


def judge_signatures(push: Push, commits: list[str], at: datetime) -> list[Finding]:
    """Commits that no key vouches for: of nobody in the office, or one that did not count at a moment (aware)."""
    findings = []
    with signers_file(push.sop) as signers:
        signatures = push.repo.signatures(commits, signers)
    for oid in commits:
        signature = signatures[oid]
        problem = None
        if not signature.key:
            problem = msg("commit ini tidak ditandatangani"), msg("buat salinan kerja dengan terbit server join")
        elif not signature.good:
            problem = msg("ditandatangani dengan kunci yang tidak dikenal: {key}", key=signature.key), _ask()
        else:
            answer = push.sop.key_counts(signature.signer, signature.key, at)
            if answer == "expired":
                problem = msg("kunci {person} tidak berlaku pada hari penerimaan", person=signature.signer), _ask()
            elif answer == "revoked":
                problem = msg("kunci {person} sudah dicabut", person=signature.signer), _ask()
            elif answer == "unknown":
                problem = msg("ditandatangani dengan kunci yang tidak dikenal: {key}", key=signature.key), _ask()
        if problem:
            findings.append(refusal(SIGNATURE, oid[:12], *problem))
    return findings


def _ask() -> Message:
    return msg("minta administrator mendaftarkan kunci Anda di sop.yml")
