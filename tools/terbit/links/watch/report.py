"""What a check of outside links says to people: findings at the page that holds the link, counts, one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from terbit.findings import Finding, Severity, sorted_findings
from terbit.links.external.verdict import Outcome, Verdict
from terbit.links.watch.state import State
from terbit.messages import Message, msg
from terbit.sop import Sop

DEAD, BROKEN, UNVERIFIABLE, UNCHECKED = "LX001", "LX002", "LX003", "LX004"

# verdict.REASONS in words; an HTTP status stands for itself
_REASONS: Mapping[str, Message] = {
    "timeout": msg("tidak menjawab"),
    "dns": msg("nama server tidak dikenal"),
    "connection": msg("tidak dapat dihubungi"),
    "redirects": msg("dialihkan tanpa akhir"),
    "location": msg("dialihkan ke alamat yang rusak"),
    "scheme": msg("dialihkan ke aplikasi"),
    "soft404": msg("halamannya tidak ada, walau dijawab 200"),
    "home": msg("dialihkan ke beranda situsnya"),
    "changed-hands": msg("kini milik pihak lain: iklan judi atau domain yang dijual"),
    "script": msg("isinya baru dibuat oleh skrip di peramban"),
    "tls": msg("sertifikat bermasalah"),
    "tls-expired": msg("sertifikat kedaluwarsa"),
    "tls-name": msg("sertifikat milik nama lain"),
    "tls-untrusted": msg("sertifikat dari penerbit yang tidak dikenal"),
    "error": msg("jawaban yang tidak dikenal"),
    "private": msg("alamat jaringan pribadi"),
    "robots": msg("robots.txt melarang"),
    "login": msg("minta masuk"),
}


@dataclass(frozen=True)
class Checked:
    """A check: the pages of each address, what each answered, and the states after it."""

    pages: Mapping[str, tuple[str, ...]]
    found: Mapping[str, Outcome]
    after: Mapping[str, State]
    sop: Sop

    @cached_property
    def counts(self) -> dict[Verdict, int]:
        return {verdict: sum(seen.verdict is verdict for seen in self.found.values()) for verdict in Verdict}

    @property
    def summary(self) -> Message:
        return msg(
            "{ok} baik, {broken} putus, {unverifiable} tidak dapat dipastikan, {unchecked} belum diperiksa.",
            ok=self.counts[Verdict.OK],
            broken=self.counts[Verdict.BROKEN],
            unverifiable=self.counts[Verdict.UNVERIFIABLE],
            unchecked=self.counts[Verdict.UNCHECKED],
        )

    def findings(self, source_of: Callable[[str], str]) -> list[Finding]:
        """One finding for each address that is not good, at the first page that has it. Only a dead one is an error."""
        found = []
        for url, outcome in self.found.items():
            if outcome.verdict is not Verdict.OK:
                rule, message = self._said(url, outcome)
                others = len(self.pages[url]) - 1
                hint = msg("ada juga di {count} halaman lain", count=others) if others else None
                severity = Severity.ERROR if rule == DEAD else Severity.WARNING
                found.append(Finding(rule, severity, source_of(self.pages[url][0]), message, hint))
        return sorted_findings(found)

    def _said(self, url: str, outcome: Outcome) -> tuple[str, Message]:
        reason: Message | str = _REASONS.get(outcome.status, outcome.status)
        if outcome.verdict is Verdict.UNCHECKED:
            return UNCHECKED, msg("tautan {url} belum diperiksa", url=url)
        if outcome.verdict is Verdict.UNVERIFIABLE:
            return UNVERIFIABLE, msg("tautan {url} tidak dapat dipastikan ({reason})", url=url, reason=reason)
        state = self.after[url]
        if state.dead(self.sop.links) and state.first_failed is not None:
            day = state.first_failed.astimezone(self.sop.zone).date().isoformat()
            return DEAD, msg("tautan {url} mati sejak {day} ({reason})", url=url, day=day, reason=reason)
        return BROKEN, msg("tautan {url} putus ({reason})", url=url, reason=reason)

    def plain(self) -> dict[str, Any]:
        """The check as JSON."""
        links = [
            {
                "url": url,
                "verdict": outcome.verdict.value,
                "status": outcome.status,
                "dead": self.after[url].dead(self.sop.links),
                "pages": list(self.pages[url]),
            }
            for url, outcome in self.found.items()
        ]
        return {"counts": {verdict.value: count for verdict, count in self.counts.items()}, "links": links}
