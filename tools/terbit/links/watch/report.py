"""What a check of outside links says to people: findings where the links stand, counts, one line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from terbit.findings import Finding, Severity, sorted_findings
from terbit.links.external.verdict import Outcome, Verdict
from terbit.links.watch.places import Place
from terbit.links.watch.replacement import replacement
from terbit.links.watch.state import State
from terbit.messages import Message, msg
from terbit.sop import Sop

DEAD, BROKEN, UNVERIFIABLE, UNCHECKED, MOVED = "LX001", "LX002", "LX003", "LX004", "LX005"
_SHOWN = 3  # further places that a line names

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
    "robots-unread": msg("robots.txt tidak dapat dibaca"),
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
            "{ok} baik, {moved} pindah, {broken} putus, {unverifiable} tidak dapat dipastikan, "
            "{unchecked} belum diperiksa.",
            **{verdict.value: count for verdict, count in self.counts.items()},
        )

    def dead(self, url: str) -> bool:
        return url in self.after and self.after[url].dead(self.sop.links)

    @property
    def wanting(self) -> Mapping[str, tuple[str, ...]]:
        """The addresses that somebody must look at, with their pages; a dead one also while nobody can tell."""
        return {
            url: self.pages[url]
            for url, outcome in self.found.items()
            if outcome.verdict is not Verdict.OK or self.dead(url)
        }

    def findings(self, places: Mapping[str, Collection[Place]]) -> list[Finding]:
        """One finding for each address of `wanting`, at the first of its places. Only a dead one is an error."""
        found = []
        for url in self.wanting:
            rule, message = self._said(url, self.found[url])
            first, *others = places[url]
            severity = Severity.ERROR if rule == DEAD else Severity.WARNING
            hint = self._hint(url, rule, others)
            elsewhere = tuple((place.path, place.line) for place in others)
            found.append(Finding(rule, severity, first.path, message, hint, first.line, first.column, elsewhere))
        return sorted_findings(found)

    def _said(self, url: str, outcome: Outcome) -> tuple[str, Message]:
        state = self.after.get(url)
        if state is not None and state.first_failed is not None and state.dead(self.sop.links):
            day = state.first_failed.astimezone(self.sop.zone).date().isoformat()
            return DEAD, msg("tautan {url} mati sejak {day} ({reason})", url=url, day=day, reason=_reason(state.status))
        if outcome.verdict is Verdict.UNCHECKED:
            return UNCHECKED, msg("tautan {url} belum diperiksa", url=url)
        reason = _reason(outcome.status)
        if outcome.verdict is Verdict.UNVERIFIABLE:
            return UNVERIFIABLE, msg("tautan {url} tidak dapat dipastikan ({reason})", url=url, reason=reason)
        if outcome.verdict is Verdict.MOVED:
            return MOVED, msg("tautan {url} pindah alamat", url=url)
        return BROKEN, msg("tautan {url} putus ({reason})", url=url, reason=reason)

    def _hint(self, url: str, rule: str, others: Collection[Place]) -> Message | None:
        state = self.after.get(url)
        known = replacement(state, self.sop.links) if state is not None and rule in (DEAD, MOVED) else None
        advice = known.advice if known is not None else None
        if advice is None and rule == DEAD:
            advice = msg("cari penggantinya, atau hapus tautannya")
        also = _also(list(others))
        if advice is None or also is None:
            return advice or also
        return msg("{advice}; {also}", advice=advice, also=also)

    def plain(self, places: Mapping[str, Collection[Place]]) -> dict[str, Any]:
        """The check as JSON."""
        links = []
        for url, outcome in self.found.items():
            state = self.after.get(url)
            links.append(
                {
                    "url": url,
                    "verdict": outcome.verdict.value,
                    "status": outcome.status,
                    "dead": self.dead(url),
                    "to": state.to if state is not None else "",
                    "copy": (state.copy or "") if state is not None else "",
                    "pages": list(self.pages[url]),
                    "places": [str(place) for place in places.get(url, ())],
                }
            )
        return {"counts": {verdict.value: count for verdict, count in self.counts.items()}, "links": links}


def _reason(status: str) -> Message | str:
    return _REASONS.get(status, status)


def _also(others: list[Place]) -> Message | None:
    if not others:
        return None
    named = ", ".join(map(str, others[:_SHOWN]))
    if len(others) > _SHOWN:
        return msg("ada juga di {places} dan {count} tempat lain", places=named, count=len(others) - _SHOWN)
    return msg("ada juga di {places}", places=named)
