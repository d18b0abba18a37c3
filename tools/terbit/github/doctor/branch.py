"""Lines about the rules on main: what level 1 rests on, and what level 2 adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from terbit.github.doctor.facts import CHECK, HIDDEN, Actor, Facts, Rule, Rules, Unread
from terbit.github.doctor.lines import Check, Judge, Judged, listed
from terbit.messages import Message, msg
from terbit.sop import Sop

_RULESET = msg(
    "Settings → Rules → Rulesets → terbit-main; atau: "
    "terbit doctor github --ruleset main | gh api -X POST repos/{repository}/rulesets --input -"
)


def missing(rules: Rules, message: Message) -> Judged:
    """What no rule that was read asks for: missing, or perhaps in one that could not be read."""
    return message if rules.whole else HIDDEN


def _asked(wanted: Callable[[Rule], bool], message: Message) -> Judge:
    def judged(facts: Facts, sop: Sop, at: datetime) -> Judged:
        return None if any(wanted(rule) for rule in facts.main.sources) else missing(facts.main, message)

    return judged


def _bypass(facts: Facts, sop: Sop, at: datetime) -> Judged:
    """Each rule that protects main binds everybody. Where one is not read it cannot loosen those that are."""
    if not facts.main.sources:
        return missing(facts.main, msg("belum ada aturan untuk main"))
    through = [rule.bypass for rule in facts.main.sources]
    known = [actors for actors in through if not isinstance(actors, Unread) and actors]
    if known:
        return msg("dapat dilewati oleh: {found}", found=named(known))
    return next((actors for actors in through if isinstance(actors, Unread)), None)


def named(found: Iterable[tuple[Actor, ...]]) -> str:
    return listed(dict.fromkeys(str(actor) for actors in found for actor in actors))


def _anchor(facts: Facts, sop: Sop, at: datetime) -> Judged:
    found = facts.anchor
    if isinstance(found, Unread):
        return found
    if found is None:
        return msg("variabel itu belum diisi")
    if not found.kept:
        return msg("tersimpan di repositori; di situ siapa pun yang boleh menulis dapat mengubahnya")
    if isinstance(found.on_main, Unread):
        return found.on_main
    return None if found.on_main else msg("{found} bukan commit di main", found=found.commit)


# Contents are written for records and for the report's branch; the rules on main bind the App as everybody.
APP_RIGHTS = ("checks", "contents", "pull_requests")


def _app(facts: Facts, sop: Sop, at: datetime) -> Judged:
    found = facts.app
    if isinstance(found, Unread):
        return found
    if found is None:
        return msg("belum terpasang")
    short = [right for right in APP_RIGHTS if found.get(right) != "write"]
    return msg("haknya kurang: {found}", found=listed(short)) if short else None


def _check_required(facts: Facts, sop: Sop, at: datetime) -> Judged:
    asked = any(name == CHECK for rule in facts.main.sources for name, _ in rule.checks)
    return None if asked else missing(facts.main, msg("belum diwajibkan"))


def _check_source(facts: Facts, sop: Sop, at: datetime) -> Judged:
    assert sop.github is not None  # noqa: S101
    sources = {app for rule in facts.main.sources for name, app in rule.checks if name == CHECK}
    if sop.github.app in sources:
        return None
    if not sources:
        return missing(facts.main, msg("belum diwajibkan"))
    named = sorted(str(app) for app in sources if app is not None)
    message = msg("diterima dari aplikasi {found}", found=listed(named)) if named else msg("diterima dari siapa saja")
    return missing(facts.main, message)


def _with_app(sop: Sop) -> bool:
    return sop.github is not None and sop.github.app is not None


def _without_app(sop: Sop) -> bool:
    return not _with_app(sop)


CHECKS = (
    Check(
        "pull-request", "level 1",
        msg("main hanya berubah lewat pull request"),
        msg("yang boleh menulis dapat mengubah main, juga alur kerjanya; tanpa ini persetujuan tidak mengikat"),
        _RULESET,
        _asked(lambda rule: rule.pull_request, msg("belum diwajibkan")),
    ),
    Check(
        "approvals", "level 1",
        msg("paling sedikit satu persetujuan diminta"),
        msg("di tingkat 1 usulan tanpa persetujuan dapat digabung; artikelnya ditahan, tetapi alur kerja tidak"),
        _RULESET,
        _asked(lambda rule: rule.approvals >= 1, msg("belum diwajibkan")),
    ),
    Check(
        "code-owners", "level 1",
        msg("persetujuan pemilik berkas (CODEOWNERS) diminta"),
        msg("di tingkat 1 persetujuan siapa saja cukup bagi GitHub, juga untuk sop.yml dan alur kerja"),
        _RULESET,
        _asked(lambda rule: rule.code_owners, msg("belum diwajibkan")),
    ),
    Check(
        "dismiss-stale", "level 1",
        msg("persetujuan gugur bila isinya berubah"),
        msg("di tingkat 1 isi dapat ditukar sesudah disetujui; artikelnya ditahan, tetapi alur kerja tidak"),
        _RULESET,
        _asked(lambda rule: rule.dismiss_stale, msg("belum diatur")),
        _without_app,  # the check judges each commit anew; an editor's approval must outlive the editor's mending
    ),
    Check(
        "last-push", "level 1",
        msg("kiriman terakhir disetujui orang lain daripada pengirimnya"),
        msg("seorang pemeriksa dapat mengirim isi dengan nama penulis, lalu menyetujuinya sendiri"),
        _RULESET,
        _asked(lambda rule: rule.last_push, msg("belum diatur")),
    ),
    Check(
        "force-pushes", "level 1",
        msg("main tidak dapat ditulis ulang"),
        msg("riwayat yang menjadi bukti dapat dihilangkan"),
        _RULESET,
        _asked(lambda rule: rule.no_force, msg("belum dilarang")),
    ),
    Check(
        "deletions", "level 1",
        msg("main tidak dapat dihapus"),
        msg("riwayat yang menjadi bukti dapat dihilangkan"),
        _RULESET,
        _asked(lambda rule: rule.no_deletion, msg("belum dilarang")),
    ),
    Check(
        "bypass", "level 1",
        msg("tidak seorang pun dapat melewati aturan main"),
        msg("yang boleh lewat dapat menayangkan tanpa persetujuan"),
        msg(
            "Settings → Rules → Rulesets → terbit-main → Bypass list: kosongkan; "
            "pada Branch protection rules: centang Do not allow bypassing the above settings"
        ),
        _bypass,
    ),
    Check(
        "anchor", "level 1",
        msg("variabel TERBIT_ANCHOR di lingkungan terbit berisi commit di main"),
        msg("tidak diketahui sejak kapan persetujuan dihitung, dan tidak ada yang ditayangkan"),
        msg(
            "Settings → Environments → terbit → Environment variables; atau: "
            "gh variable set TERBIT_ANCHOR -R {repository} --env terbit --body SIDIK"
        ),
        _anchor,
    ),
    Check(
        "app", "level 2",
        msg("Aplikasi GitHub {app} terpasang dengan hak yang cukup"),
        msg("pemeriksaan {check} tidak dapat ditulis, dan tidak satu usulan pun dapat digabung"),
        msg(
            "Settings → Developer settings → GitHub Apps → Permissions: Checks read and write, Pull requests "
            "read and write, Contents read and write; lalu Install App untuk {repository}"
        ),
        _app,
        _with_app,
    ),
    Check(
        "check-required", "level 2",
        msg("pemeriksaan {check} diwajibkan untuk main"),
        msg("usulan dapat digabung sebelum semua peran menyetujui"),
        _RULESET,
        _check_required,
        _with_app,
    ),
    Check(
        "check-source", "level 2",
        msg("pemeriksaan itu hanya diterima dari Aplikasi GitHub {app}"),
        msg("siapa pun yang boleh menulis dapat menyatakan usulan disetujui; tanpa ini persetujuan tidak mengikat"),
        _RULESET,
        _check_source,
        _with_app,
    ),
)  # fmt: skip
