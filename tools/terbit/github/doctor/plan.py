"""Lines about what the plan can do."""

from __future__ import annotations

from datetime import datetime

from terbit.github.doctor.facts import Facts, Unread
from terbit.github.doctor.lines import Check, Judged
from terbit.messages import msg
from terbit.sop import Sop

# Minutes a month: https://docs.github.com/en/billing/concepts/product-billing/github-actions
MINUTES = {"free": 2_000, "pro": 3_000, "team": 3_000, "business": 50_000, "enterprise": 50_000}


def _free_and_private(facts: Facts, sop: Sop, at: datetime) -> Judged:
    """https://docs.github.com/en/get-started/learning-about-github/githubs-plans"""
    if not facts.private:
        return None
    if isinstance(facts.plan, Unread):
        return facts.plan
    return msg("paketnya {found} dan repositori ini privat", found=facts.plan) if facts.plan == "free" else None


def _plan_rules(facts: Facts, sop: Sop, at: datetime) -> Judged:
    if facts.private and not (facts.main.plan and facts.records.plan):
        return msg("GitHub menolak aturan cabang untuk repositori ini")
    return _free_and_private(facts, sop, at)


def _minutes(facts: Facts, sop: Sop, at: datetime) -> Judged:
    if not facts.private:
        return None  # standard runners are free for public repositories
    if isinstance(facts.minutes, Unread):
        return facts.minutes
    if isinstance(facts.plan, Unread):
        return facts.plan
    included = MINUTES.get(facts.plan)
    if included is None:
        return Unread(msg("paket {found} tidak dikenal", found=facts.plan))
    if facts.minutes <= included * 3 // 4:
        return None
    return msg("jadwal memakai sekitar {found} dari {included} menit", found=facts.minutes, included=included)


CHECKS = (
    Check(
        "plan-rules", "plan",
        msg("paket ini memuat aturan cabang untuk repositori ini"),
        msg("gerbang tidak dapat mengikat di repositori privat dengan paket Free"),
        msg(
            "jadikan repositori publik (catatan tetap privat, di repositori kedua), "
            "atau pakai paket Pro atau Team, atau git biasa (terbit server init)"
        ),
        _plan_rules,
    ),
    Check(
        "plan-pages", "plan",
        msg("paket ini memuat Pages untuk repositori ini"),
        msg("Pages tidak dapat menayangkan dari repositori privat dengan paket Free"),
        msg("jadikan repositori publik, atau pakai paket Pro atau Team, atau tayangkan di server lain"),
        _free_and_private,
    ),
    Check(
        "plan-minutes", "plan",
        msg("menit GitHub Actions dalam paket ini cukup untuk jadwalnya"),
        msg("penayangan berhenti sampai bulan berikutnya"),
        msg("jadikan repositori publik (menitnya tidak dihitung), atau pakai paket lebih besar atau runner sendiri"),
        _minutes,
    ),
)  # fmt: skip
