"""E-mail addresses of posts, not of people: what an office publishes so that anybody can write to it."""

from __future__ import annotations

import re

_ROLES = re.compile(
    r"info|humas|ppid|kontak|contact|admin|help|bantu|layan|adu|lapor|sekretariat|sekjen|redaksi|support|inquir|enquir"
    r"|press|media|perpus|librar|join|notify|request|subscri|team|\btim\b|hotline|office|kantor|balai|dinas|badan|bagian"
    r"|web(?:master|manager)|editor|marketing|sales|\bcs\b|reply|panitia|lomba|daftar|seleksi|recruit|kari[re]|career"
    r"|event|privacy|security|secure|jou?rnal|bulet|news|project|proyek|pengadaan|\bulp\b|\blpse\b|csirt|service|tanya|ask"
    r"|feedback|mail|general|umum|pusat|posko|account|billing|abuse|participat|initiative|design|research",
    re.IGNORECASE,
)
_GROUPS = re.compile(
    r"(?:^|\.)(?:googlegroups\.com|groups\.io|lists?\..+|listserv\..+|yahoogroups\.com)\Z", re.IGNORECASE
)
_OFFICIAL = re.compile(r"\.(?:go|desa|mil|ac|sch)\.id\Z|\.(?:gov|mil|edu)(?:\.[a-z]{2})?\Z", re.IGNORECASE)
_FULL_NAME = re.compile(r"[a-z]+[._][a-z]+(?:[._]?[a-z0-9]+)?\Z", re.IGNORECASE)


def is_post(name: str, host: str) -> bool:
    """Whether an address (`name@host`) is a post's or a list's. An office's own host gives people their full names;
    elsewhere a name without a word of office is taken for a person's."""
    if _ROLES.search(name) or _GROUPS.search(host) or host.partition(".")[0].casefold() in name.casefold():
        return True
    return bool(_OFFICIAL.search(host)) and not _FULL_NAME.match(name)
