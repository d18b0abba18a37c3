"""Writing ethics (REQUIREMENTS B3), as far as a program can judge: who says so, who wrote it, how loud, whom it harms.

All are warnings: the reviewer decides, with the office's own checklist (`ethics` in sop.yml) beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from terbit.findings import Severity
from terbit.messages import msg
from terbit.rules.headings import shouted
from terbit.rules.rule import Fault, Rule, Subject

# what is told of others' numbers or words; the office's own doings need no source
_CLAIM = re.compile(
    r"\b(?:berdasarkan data|menurut (?:data|laporan|survei|penelitian|riset|kajian)"
    r"|data (?:bps|kementerian|badan pusat)"
    r"|hasil (?:survei|penelitian|riset|kajian) (?:menunjukkan|menyebut|mengungkap)"
    r"|(?:penelitian|studi|riset) menunjukkan"
    r"|according to (?:data|a study|the report|research))\b",
    re.IGNORECASE,
)
_BAIT = re.compile(
    r"!{2,}|\?{2,}|!\?|\b(?:viral|heboh|gempar|geger|terbongkar|mengejutkan"
    r"|bikin (?:heboh|kaget|merinding|melongo|nangis|syok)"
    r"|wow|astaga|waduh|ternyata begini|begini (?:penampakan|nasib)nya|nomor \d+ (?:bikin|paling)|no\. ?\d+ bikin"
    r"|(?:tak|tidak) akan (?:percaya|menyangka)|wajib (?:tahu|baca)|jangan sampai (?:ketinggalan|menyesal)"
    r"|you won'?t believe|shocking|must[- ]read)\b",
    re.IGNORECASE,
)
_CRIME = re.compile(
    r"\b(?:tersangka|terdakwa|terpidana|pelaku (?:pencurian|pembunuhan|penganiayaan|kejahatan|tindak pidana|tawuran"
    r"|pencabulan|pemerkosaan|perundungan)|pencabulan|pemerkosaan|diperkosa|dicabuli|pelecehan seksual"
    r"|kekerasan seksual"
    r"|persetubuhan|penganiayaan|dianiaya|pembunuhan|pencurian|perdagangan orang|narkoba|tawuran|dilaporkan ke polisi"
    r"|berhadapan dengan hukum)\b",
    re.IGNORECASE,
)
# a name and an age, as news writes it: `Budi Santoso (15)`, `Siti, 14 tahun`
_NAMED_AGE = re.compile(
    r"\b((?:[A-Z][a-z'’]{1,30} ){0,3}[A-Z][a-z'’]{1,30}) ?(?:\(|, ?)(\d{1,2})(?: tahun| thn| th)?(?:\)|,| )"
)
_AGE_NAMED = re.compile(
    r"\b(?:anak|siswa|siswi|pelajar|santri|remaja|bocah|balita)\b[^.\n]{0,40}\b(?:bernama|berinisial nama|atas nama) "
    r"([A-Z][a-z'’]{1,30})"
)
_OPINION = re.compile(r"opini|kolom|esai|editorial|resensi|ulasan|tajuk|opinion|essay|column")
_ADULT = 18  # years (UU 11/2012, article 1)
_WINDOW = 300  # letters on each side in which a crime is told of


def sourced(subject: Subject) -> Iterator[Fault]:
    """ET001: what is taken from others names its source."""
    meta = subject.meta
    if meta is None or not subject.is_article or subject.adopted or meta.sources:
        return
    if any(link.tag == "a" and link.scheme in ("http", "https") for link in subject.page.links):
        return
    found = _CLAIM.search(subject.prose.text)
    if found is not None:
        yield Fault(
            msg('naskah menyebut "{text}" tanpa sumber', text=found[0]),
            msg("isi sources, atau tautkan sumbernya"),
            subject.page.find(found[0]),
        )


def signed(subject: Subject) -> Iterator[Fault]:
    """ET002: an opinion is somebody's; news are the office's own."""
    meta = subject.meta
    if meta is None or not subject.is_article or subject.adopted or meta.authors:
        return
    if any(_OPINION.search(name) for name in meta.categories):
        yield Fault(msg("penulis belum disebut"), msg("isi authors"), subject.place("authors"))


def calm(subject: Subject) -> Iterator[Fault]:
    """ET003: a title informs; it neither shouts nor baits."""
    if subject.meta is None:
        return
    title = subject.meta.title
    bait = _BAIT.search(title)
    if shouted(title):
        yield Fault(
            msg("judul seluruhnya huruf besar"),
            msg("tulis huruf besar hanya di awal dan pada nama"),
            subject.place("title"),
        )
    elif bait is not None:
        yield Fault(
            msg('judul memancing: "{text}"', text=bait[0]),
            msg("katakan apa yang terjadi; pembaca memilih sendiri"),
            subject.place("title"),
        )


def protected(subject: Subject) -> Iterator[Fault]:
    """ET004: no child is named beside a crime (UU 11/2012, article 19: nor its parents, school or address)."""
    text = subject.prose.text
    for pattern in (_NAMED_AGE, _AGE_NAMED):
        for found in pattern.finditer(text):
            young = pattern is _AGE_NAMED or 0 < int(found[2]) < _ADULT
            near = text[max(0, found.start() - _WINDOW) : found.end() + _WINDOW]
            if young and _CRIME.search(near):
                yield Fault(
                    msg("tampaknya ada nama anak dalam perkara pidana: {name}", name=found[1][0] + "…"),
                    msg("hapus nama, nama orang tua, sekolah, dan alamatnya (UU 11/2012 pasal 19)"),
                    subject.page.find(found[1]),
                )
                return


RULES = (
    Rule("ET001", Severity.WARNING, msg("data dan pendapat orang lain menyebut sumbernya"), sourced),
    Rule("ET002", Severity.WARNING, msg("tulisan yang berpendapat menyebut penulisnya"), signed),
    Rule("ET003", Severity.WARNING, msg("judul tidak berteriak dan tidak memancing"), calm),
    Rule("ET004", Severity.WARNING, msg("anak dalam perkara pidana tidak disebut namanya"), protected),
)
