"""The words of those who advertise on hacked sites, and of those who write about them."""

from __future__ import annotations

import re
from contextlib import suppress

from terbit.rules.signs.disguise import readings

MANY = 4  # different phrases: no text advertises so many by chance

# phrases of advertisers; words apart by anything or nothing
_GAP = r"[\W_]{0,3}"
_PHRASES = (
    "slot gacor",
    "gacor (?:slot|maxwin|hari ini terpercaya)",
    "slot ?(?:88|777?|maxwin|qris|pulsa|thailand)",
    "(?:situs|agen|bandar|judi|rtp|bocoran) slot",
    "(?:situs|link|login|daftar|akun) (?:judi|togel|gacor)",
    "judi (?:online|bola|slot) (?:terpercaya|terbaik|resmi|terlengkap|gampang)",
    "bandar (?:togel|judi|bola|qq|ceme)",
    "agen (?:judi|togel|bola|poker|casino)",
    "(?:prediksi|keluaran|bocoran) (?:togel|hk|sgp|sdy|hongkong)",
    "(?:data|hasil|live) togel",
    "togel (?:online|hari ini|singapore|singapura|hongkong|sidney|sdy|hk|sgp|macau)",
    "toto ?(?:togel|slot|macau|4d|hk|sgp)",
    "sbobet",
    "(?:bandar|domino|poker) ?qq",
    "qq ?(?:online|slot|288|101)",
    "pkv games?",
    "joker ?(?:123|388|gaming)",
    "poker online",
    "(?:casino|kasino) online",
    "(?:online|live) (?:casino|kasino)",
    "casino bonus",
    "baccarat online",
    "pragmatic ?play",
    "gates of olympus",
    "mahjong ways",
    "sweet bonanza",
    "starlight princess",
    "scatter hitam",
    "anti rungkad?",
    "link alternatif (?:slot|login|judi|togel|sbobet)",
    "bonus new member",
    "deposit (?:pulsa|10k|5k|tanpa potongan)",
    "rtp (?:live|slot|gacor)",
    "maxwin",
    "no deposit bonus",
    "free spins",
    "(?:buy|cheap|order|beli|jual) (?:viagra|cialis|levitra|xanax|tramadol|cytotec)",
    "(?:viagra|cialis|levitra) (?:online|generic|100 ?mg)",
    "jual obat (?:aborsi|penggugur)[a-z]{0,10}",
    "(?:instant|fast|online) payday loans?",
    "replica (?:rolex|watches)",
    "essay writing service",
    "(?:video|link|nonton) bokep",
    "bokep (?:indo|viral|terbaru)",
    "xxx videos?",
    "porn videos?",
    "sex videos?",
)
_ADVERT = re.compile(
    r"(?<![^\W_])(?:"
    + "|".join(phrase.replace(" ?", _GAP).replace(" ", _GAP) for phrase in _PHRASES)
    + r")(?![^\W\d_])"
)
_HOST = re.compile(
    r"(?:slot|rtp|situs|link|depo|maxwin)-?gacor|gacor-?(?:88|77|slot|maxwin|\d{2})"
    r"|slot-?(?:88|77|online|gacor|maxwin|dana|resmi|thailand|qris)|situs-?(?:slot|judi)|togel|sbobet"
    r"|judi-?(?:online|slot|bola)|(?:bandar|domino|poker)-?qq|pkv-?games?|pokeronline|joker123"
    r"|toto-?(?:macau|slot|4d|88)|(?:online|live|best|free|88|777|slot|bet)-?casino"
    r"|casino-?(?:online|bonus|88|777|slot|bet)|maxwin|viagra|cialis|bokep|xvideos|xnxx|pornhub"
)
_HOST_AGAINST = re.compile(r"anti|stop|lawan|cegah|tolak|berantas|adukan|lapor|bahaya|help|recovery|specialis|socialis")

# who writes one of these (of a plain text) tells why the phrases stand there
AGAINST = re.compile(
    r"\b(?:di|pem|mem|men|ter|per|ke)?(?:berantas|blokir|cegah|tindak|larang|razia|ungkap|retas|bongkar)(?:an|i|kan)?\b"
    r"|\b(?:pemberantasan|pemblokiran|pencegahan|penindakan|larangan|bahaya|dampak|kecanduan|korban|penipuan|hukum"
    r"|pidana|ilegal|polisi|polri|polda|polres|kominfo|komdigi|ppatk|ojk|satgas|tersangka|ditangkap|penangkapan"
    r"|menolak|tolak|melawan|lawan|memerangi|perangi|waspada|mewaspadai|edukasi|literasi|peretasan|diretas|peretas"
    r"|deface|defacement|csirt|bssn|siber|anti ?judi|hoaks|modus|illegal|arrest(?:ed)?|police|crackdown"
    r"|prevent(?:ion|ing)?|addiction|hacked|hackers?|malware|spam|scams?|fraud|banned|enforcement)\b"
)
OFFICIAL = re.compile(r"(?:^|\.)(?:go|desa|mil|ac|sch)\.id\Z|\.(?:gov|mil|edu)(?:\.[a-z]{2})?\Z")
HACKED = re.compile(
    r"\beval\s{0,5}\(\s{0,5}(?:base64_decode|gzinflate|gzuncompress|str_rot13|atob|unescape)\b"
    r"|\bgzinflate\s{0,5}\(\s{0,5}base64_decode\b|<\?php\s{1,5}(?:@?eval|system|passthru|shell_exec|assert)\b"
    r"|\b(?:passthru|shell_exec|system|assert)\s{0,5}\(\s{0,5}\$_(?:GET|POST|REQUEST|COOKIE)\b"
    r"|\bdocument\.write\s{0,5}\(\s{0,5}unescape\b|\bString\.fromCharCode\s{0,5}\((?:\s{0,5}\d{1,3},){8}",
    re.IGNORECASE,
)


def phrases(text: str) -> frozenset[str]:
    """The advertisers' phrases in a text, however they are disguised."""
    return frozenset(found[0] for reading in readings(text) for found in _ADVERT.finditer(reading))


def advertised_by(host: str) -> str | None:
    """What a host's name advertises, None for an honest one. Names in other scripts (`xn--…`) are read as they look."""
    with suppress(UnicodeError):
        host = host.encode("ascii").decode("idna")
    for reading in readings(host):
        found = _HOST.search(reading)
        if found is not None and not _HOST_AGAINST.search(reading):
            return found[0]
    return None
