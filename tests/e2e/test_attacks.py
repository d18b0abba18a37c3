"""Attacks on the server, each made by real pushes: what nobody approved must reach neither main nor the site, evidence
must stay, and one hostile push must not keep the others waiting."""

from __future__ import annotations

import subprocess

import pytest
from tests.support.office import NOTHING, Office

from terbit.forge import approvals, plain


def forged(office: Office, who: str, headers: str, message: str) -> str:
    """A commit object written byte by byte and signed by a person, also where git itself would not write it so."""
    payload = f"{headers}\n{message}".encode()
    done = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", str(office.key(who))],
        input=payload,
        capture_output=True,
        check=True,
    )
    signature = done.stdout.decode().rstrip("\n").replace("\n", "\n ")
    content = f"{headers}gpgsig {signature}\n\n{message}".encode()
    written = office.clone(who).run("hash-object", "-t", "commit", "-w", "--stdin", "--literally", input=content)
    return written.stdout.decode().strip()


WHO = "X <x@lain.example> 1788224400 +0700"


# -- commits that git and we could read differently ------------------------------------------------------------------


def test_a_parent_that_only_we_would_see_cuts_no_chain_of_approvals(office: Office) -> None:
    """Git takes parents only right after the tree; a `parent` further down is to git a header without a meaning. A
    reviewer who writes one there could otherwise leave an earlier rejection outside of the chain."""
    number = office.submit("sari", office.article("panen-padi"))
    rejected = office.decide("ratna", number, "rejected", "Tidak layak")
    office.clone("budi").run("fetch", "--quiet", "origin")
    empty = office.repo.commit(rejected).tree
    text = approvals.message(number, "approved", office.tip(number))
    head = f"tree {empty}\nauthor {WHO}\ncommitter {WHO}\nparent {rejected}\n"
    commit = forged(office, "budi", head, text)
    answer = office.push("budi", f"{commit}:refs/approvals/{number}")
    assert answer is not None
    assert "error[SV002] persetujuan yang sudah ada tidak boleh diubah, hanya ditambah" in answer
    assert office.refs()[f"refs/approvals/{number}"] == rejected
