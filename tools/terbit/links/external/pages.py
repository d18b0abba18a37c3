"""What a page that a host calls good really shows: what it said, that there is nothing, or an advert. Pure.

Everything here needs strong evidence: a false alarm about a living page costs more trust than a missed dead one.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from terbit.articles.webaddress import web

# -- reading -----------------------------------------------------------------------------------------------------


class Page(NamedTuple):
    """A page's title and its visible text, and whether scripts could make another one of it."""

    title: str
    text: str
    scripted: bool


def read(body: bytes) -> Page:
    """The page in an HTML answer's bytes, which may be cut off."""
    tree = LexborHTMLParser(body)
    title = tree.css_first("title")
    named = title.text() if title is not None else ""
    scripted = tree.css_first("script[src]") is not None
    for node in tree.css("script, style, template, noscript, title"):
        node.decompose()
    text = tree.body.text(separator=" ") if tree.body is not None else ""
    return Page(_flat(named), _flat(text), scripted)


def _flat(text: str) -> str:
    return " ".join(text.split())


# -- the same page as for an address that cannot exist -------------------------------------------------------------

_ALIKE = 0.98  # of the words
_FEW_WORDS = 40
_SAYS_MISSING = re.compile(
    r"\b404\b|not found|tidak (?:dapat )?(?:di)?temukan|does(?: not|n't) exist|tidak ada halaman|page (?:is )?missing",
    re.IGNORECASE,
)


def missing(page: Page, url: str, stray: Page, stray_url: str) -> str:
    """What a page is beside that of an address which cannot exist on its host: "soft404", "script" or "".

    "script": both are one empty frame that a script fills in the reader's browser, so nobody can tell from outside.
    """
    if not _alike(_words(page, url), _words(stray, stray_url)):
        return ""
    if page.scripted and len(page.text.split()) < _FEW_WORDS and not _SAYS_MISSING.search(f"{page.title} {page.text}"):
        return "script"
    return "soft404"


def _words(page: Page, url: str) -> Counter[str]:
    """The words of a page without those that only repeat its address, and without numbers (dates, counters)."""
    own = set(re.findall(r"\w+", unquote(urlsplit(url).path + " " + urlsplit(url).query).lower()))
    words = re.findall(r"\w+", f"{page.title} {page.text}".lower())
    return Counter(word for word in words if word not in own and not any(letter.isdigit() for letter in word))


def _alike(one: Counter[str], other: Counter[str]) -> bool:
    common, both = (one & other).total(), one.total() + other.total()
    return both == 0 or 2 * common >= _ALIKE * both


# -- a domain in other hands ---------------------------------------------------------------------------------------

_SELLERS = (
    "hugedomains.com", "dan.com", "sedo.com", "sedoparking.com", "afternic.com", "parkingcrew.net", "bodis.com",
    "above.com", "undeveloped.com", "domainmarket.com", "buydomains.com", "namesilo.com", "parklogic.com",
)  # fmt: skip
_PARKED = re.compile(
    r"\b(?:this |the )?domain (?:name )?(?:[\w.-]+ )?(?:is|may be|might be|could be) (?:now |available )?for sale\b"
    r"|\bbuy this domain\b|\bdomain (?:is|has been) parked\b|\bparked (?:free|domain|page)\b|\bdomain parking\b"
    r"|\bthis domain (?:has expired|is expired|name has expired)\b|\bmake an offer on this domain\b"
    r"|\bdomain (?:ini )?(?:sedang )?dijual\b|\bdomain (?:ini )?(?:telah|sudah) (?:kedaluwarsa|kadaluarsa|expired)\b"
    r"|\bbeli domain ini\b",
    re.IGNORECASE,
)
_LONG_TEXT = 2500  # characters: a parking page says little, an article about one much
_HINT = re.compile(
    r"s[l1i][o0]t|t[o0]g[e3][l1]|jud[i1]|[ck]as[i1]n[o0]|gac[o0]r|p[o0]ker|sb[o0]b|maxw[i1]n|b[o0]kep|viagra"
)
_CALLS = re.compile(
    r"\b(?:daftar|login|log in|deposit|depo|bonus|member|withdraw|wd|terpercaya|resmi|promo|jackpot|main sekarang)\b",
    re.IGNORECASE,
)  # fmt: skip
_MANY_CALLS = 3


def changed_hands(page: Page, url: str, final: str) -> bool:
    """Whether an address now shows its domain for sale, or a gambling site's advert, in place of what it was."""
    return _for_sale(page, url, final) or _advertises(page)


def _for_sale(page: Page, url: str, final: str) -> bool:
    asked, came = web(url, url), web(url, final)
    if came is not None and asked is not None and came.origin[0] != asked.origin[0]:
        host = "." + came.origin[0]
        if any(host.endswith("." + seller) for seller in _SELLERS):
            return True
    return len(page.text) <= _LONG_TEXT and _PARKED.search(f"{page.title}. {page.text}") is not None


def _advertises(page: Page) -> bool:
    """Whether a page advertises gambling in its very title, in many phrases, and calls its readers to play.

    Whoever writes about gambling says why (police, blocked, addiction): one such word in the title, or two in the text.
    """
    whole = f"{page.title} {page.text}"
    if _HINT.search(whole.casefold()) is None:
        return False  # most pages: the vocabulary is not even loaded for them
    from terbit.rules.signs import adverts, disguise

    against = {found[0] for found in adverts.AGAINST.finditer(disguise.plain(page.text))}
    if adverts.AGAINST.search(disguise.plain(page.title)) or len(against) > 1:
        return False
    calls = {found[0].lower() for found in _CALLS.finditer(whole)}
    many = len(adverts.phrases(whole)) >= adverts.MANY and len(calls) >= _MANY_CALLS
    return many and bool(adverts.phrases(page.title))
