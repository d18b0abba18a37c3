"""Lines about Actions and Pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from terbit.github.doctor.facts import ANCHOR, MAIN, Facts, Unread
from terbit.github.doctor.lines import Check, Judge, Judged, listed
from terbit.messages import Message, msg
from terbit.sop import Sop

_ON_PAGES = msg(
    "Settings → Pages → Build and deployment → Source: GitHub Actions; atau: "
    "gh api -X POST repos/{repository}/pages -f build_type=workflow (bila sudah menyala: -X PUT)"
)


# https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits says 1 GB; bytes
SITE_BUDGET = 800_000_000


def _switch(read: Callable[[Facts], bool | Unread], good: bool, message: Message) -> Judge:
    def judged(facts: Facts, sop: Sop, at: datetime) -> Judged:
        found = read(facts)
        return found if isinstance(found, Unread) else None if found is good else message

    return judged


def _actions_allowed(facts: Facts, sop: Sop, at: datetime) -> Judged:
    found = facts.actions_allowed
    if isinstance(found, Unread) or found in ("all", "selected"):
        return found if isinstance(found, Unread) else None
    return msg("actions buatan GitHub tidak diperbolehkan")


def _pages_source(facts: Facts, sop: Sop, at: datetime) -> Judged:
    found = facts.pages
    if found is None or isinstance(found, Unread):
        return msg("Pages belum dinyalakan") if found is None else found
    return None if found.build == "workflow" else msg("Pages menayangkan dari sebuah cabang")


def _pages_address(facts: Facts, sop: Sop, at: datetime) -> Judged:
    found = facts.pages
    if found is None or isinstance(found, Unread):
        return msg("Pages belum dinyalakan") if found is None else found
    there, wanted = urlsplit(found.address), urlsplit(sop.office.address)
    if (there.hostname, there.path.rstrip("/")) == (wanted.hostname, wanted.path.rstrip("/")):
        return None
    return msg("Pages menayangkan di {found}", found=found.address or "?")


def _pages_https(facts: Facts, sop: Sop, at: datetime) -> Judged:
    found = facts.pages
    if found is None or isinstance(found, Unread):
        return msg("Pages belum dinyalakan") if found is None else found
    return found.https if isinstance(found.https, Unread) else None if found.https else msg("belum diwajibkan")


def _environment(facts: Facts, sop: Sop, at: datetime) -> Judged:
    return _only_main(facts.environment)


def _guarded(facts: Facts, sop: Sop, at: datetime) -> Judged:
    return _only_main(facts.guarded)


def _only_main(found: tuple[str, ...] | Unread | None) -> Judged:
    if isinstance(found, Unread):
        return found
    if found is None:
        return msg("lingkungan itu belum ada")
    return None if set(found) == {MAIN} else msg("terbuka untuk: {found}", found=listed(found) or "-")


def _needed(facts: Facts, sop: Sop) -> frozenset[str] | Unread:
    """What the workflows on main read, as far as this office uses it: the App's only with an App, and so on."""
    assert sop.github is not None  # noqa: S101
    if isinstance(facts.needed, Unread):
        return facts.needed
    app, records = sop.github.app is not None, sop.github.records is not None
    # with an App, the token for the records is made by it
    unused = {"_APP_": not app, "_RECORDS_": app or not records}
    return frozenset(name for name in facts.needed if not any(part in name and off for part, off in unused.items()))


def _secrets(facts: Facts, sop: Sop, at: datetime) -> Judged:
    """The anchor has a line of its own."""
    needed = _needed(facts, sop)
    if isinstance(needed, Unread):
        return needed
    wanted = needed - {f"vars.{ANCHOR}"}
    for there in (facts.kept, facts.secrets, facts.variables):
        if not wanted:
            return None
        if isinstance(there, Unread):
            return there
        wanted -= there
    return msg("belum diisi: {found}", found=listed(sorted(wanted))) if wanted else None


def _secrets_place(facts: Facts, sop: Sop, at: datetime) -> Judged:
    """A secret of the repository can be read by a workflow on any branch, so by whoever may write."""
    if isinstance(facts.secrets, Unread):
        return facts.secrets
    loose = sorted(name.partition(".")[2] for name in facts.secrets if name.startswith("secrets.TERBIT_"))
    return msg("tersimpan di repositori: {found}", found=listed(loose)) if loose else None


def _site(facts: Facts, sop: Sop, at: datetime) -> Judged:
    if isinstance(facts.site, Unread):
        return facts.site
    return None if facts.site <= SITE_BUDGET else msg("situs ini {found} MB", found=round(facts.site / 1_000_000))


CHECKS = (
    Check(
        "actions", "publishing",
        msg("GitHub Actions menyala"),
        msg("tidak ada yang diperiksa dan tidak ada yang ditayangkan"),
        msg(
            "Settings → Actions → General → Actions permissions; atau: "
            "gh api -X PUT repos/{repository}/actions/permissions -F enabled=true -f allowed_actions=all"
        ),
        _switch(lambda facts: facts.actions, True, msg("masih mati")),
    ),
    Check(
        "actions-allowed", "publishing",
        msg("actions buatan GitHub boleh dipakai"),
        msg("alur kerja berhenti pada langkah pertama"),
        msg("Settings → Actions → General → Actions permissions: Allow actions created by GitHub"),
        _actions_allowed,
    ),
    Check(
        "token-default", "publishing",
        msg("token alur kerja hanya membaca, kecuali diminta lebih"),
        msg("alur kerja yang tidak menyebut haknya boleh menulis ke mana saja"),
        msg(
            "Settings → Actions → General → Workflow permissions: Read repository contents and packages permissions; "
            "atau: gh api -X PUT repos/{repository}/actions/permissions/workflow -f default_workflow_permissions=read "
            "-F can_approve_pull_request_reviews=true"
        ),
        _switch(lambda facts: facts.token_writes, False, msg("token itu boleh menulis")),
    ),
    Check(
        "actions-propose", "publishing",
        msg("alur kerja boleh membuat pull request (persetujuan dari alur kerja tidak pernah dihitung gerbang)"),
        msg("laporan bulanan tidak dapat diusulkan dengan sendirinya"),
        msg(
            "Settings → Actions → General → Workflow permissions: Allow GitHub Actions to create and approve pull "
            "requests; atau: gh api -X PUT repos/{repository}/actions/permissions/workflow "
            "-f default_workflow_permissions=read -F can_approve_pull_request_reviews=true"
        ),
        _switch(lambda facts: facts.actions_propose, True, msg("belum diperbolehkan")),
    ),
    Check(
        "guarded", "publishing",
        msg("lingkungan terbit hanya terbuka untuk main"),
        msg("rahasia dan jangkar terbaca dari cabang mana pun; tanpa ini persetujuan tidak mengikat"),
        msg(
            "Settings → Environments → terbit → Deployment branches and tags: Selected branches and tags, hanya main"
        ),
        _guarded,
    ),
    Check(
        "secrets", "publishing",
        msg("rahasia dan variabel yang dipakai alur kerja sudah diisi"),
        msg("alur kerja berhenti di tengah jalan"),
        msg(
            "Settings → Environments → terbit; atau: gh secret set NAMA -R {repository} --env terbit "
            "dan gh variable set NAMA -R {repository} --env terbit"
        ),
        _secrets,
    ),
    Check(
        "secrets-place", "publishing",
        msg("rahasia disimpan di lingkungan terbit, bukan di repositori"),
        msg("siapa pun yang boleh menulis dapat membacanya dan menyatakan usulan disetujui"),
        msg("pindahkan ke Settings → Environments → terbit, lalu: gh secret delete NAMA -R {repository}"),
        _secrets_place,
    ),
    Check(
        "pages-source", "publishing",
        msg("Pages menayangkan hanya lewat GitHub Actions"),
        msg("situs tidak tayang, atau yang tayang bukan yang disetujui; tanpa ini persetujuan tidak mengikat"),
        _ON_PAGES,
        _pages_source,
    ),
    Check(
        "pages-address", "publishing",
        msg("Pages menayangkan di alamat kantor, {address}"),
        msg("pemeriksaan sesudah tayang melihat alamat yang lain"),
        msg(
            "Settings → Pages → Custom domain; atau: gh api -X PUT repos/{repository}/pages -f cname={host}; "
            "atau perbaiki office.address di sop.yml"
        ),
        _pages_address,
    ),
    Check(
        "pages-https", "publishing",
        msg("Pages mewajibkan HTTPS"),
        msg("isi situs dapat diubah di perjalanan"),
        msg("Settings → Pages → Enforce HTTPS; atau: gh api -X PUT repos/{repository}/pages -F https_enforced=true"),
        _pages_https,
    ),
    Check(
        "environment", "publishing",
        msg("lingkungan github-pages hanya menayangkan dari main"),
        msg("yang boleh menulis dapat menayangkan dari cabangnya sendiri; tanpa ini persetujuan tidak mengikat"),
        msg(
            "Settings → Environments → github-pages → Deployment branches and tags: Selected branches and tags, "
            "hanya main"
        ),
        _environment,
    ),
    Check(
        "site-size", "publishing",
        msg("situs cukup kecil untuk Pages (batasnya 1 GB dan 10 menit)"),
        msg("Pages menolak menayangkan"),
        msg("kecilkan lampiran, atau tayangkan di server lain: berkasnya sama"),
        _site,
    ),
)  # fmt: skip
