"""Every file that an office on GitHub needs and nobody should write by hand, out of its procedure alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from terbit.findings import Finding, Severity
from terbit.github.files import codeowners, decap, forms, pull_request, workflows
from terbit.messages import msg
from terbit.sop import Sop

DIFFERS = "GF001"

# A kind of file is one function from the procedure to its files (path → bytes). The order is that of the screen.
KINDS: tuple[Callable[[Sop], Mapping[str, bytes]], ...] = (
    codeowners.files,
    pull_request.files,
    forms.files,
    workflows.files,
    decap.files,
)


def files(sop: Sop) -> dict[str, bytes]:
    """Path in the office folder → content. The same procedure gives the same bytes, on any day and machine."""
    return {path: content for kind in KINDS for path, content in kind(sop).items()}


def notices(sop: Sop) -> list[Finding]:
    """What the files cannot do for lack of something in the procedure: warnings on sop.yml."""
    return codeowners.notices(sop)


def differing(sop: Sop, present: Callable[[str], bytes | None]) -> list[Finding]:
    """A finding for each file that is not as the procedure makes it. `present`: a file's bytes, or None."""
    found = []
    for path, content in files(sop).items():
        there = present(path)
        if there != content:
            message = (
                msg("berkas ini belum ada") if there is None else msg("isi berkas ini tidak sesuai dengan sop.yml")
            )
            hint = msg("jalankan terbit github files, lalu ajukan hasilnya sebagai perubahan")
            found.append(Finding(DIFFERS, Severity.ERROR, path, message, hint))
    return found
