"""What an answer means, case by case."""

import pytest

from terbit.links.external.verdict import (
    FAULTS,
    NOT_CHECKED,
    PAGES,
    REASONS,
    Outcome,
    Seen,
    Verdict,
    once_more,
    outcome,
    outcomes,
    unless_offline,
)
from terbit.links.watch.report import _REASONS

URL = "https://contoh.org/berita/"
GOOD = Outcome(Verdict.OK, "200")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, "ok 200"),
        (206, "ok 206"),
        (300, "ok 300"),
        (100, "unchecked "),  # no final answer, and none that we know
        (0, "unchecked "),
        (304, "unchecked "),  # where nothing was asked about
        (302, "broken 302"),  # with nowhere to go
        (401, "unverifiable 401"),
        (403, "unverifiable 403"),
        (404, "broken 404"),
        (407, "unverifiable 407"),
        (410, "broken 410"),
        (429, "unverifiable 429"),
        (451, "broken 451"),
        (500, "broken 500"),
        (503, "unverifiable 503"),
        (511, "unverifiable 511"),
        (999, "unverifiable 999"),
        (1000, "unchecked "),
    ],
)
def test_a_status_has_one_verdict(status: int, expected: str) -> None:
    seen = outcome(Seen(URL, URL, status))
    assert f"{seen.verdict.value} {seen.status}" == expected


def test_every_fault_has_its_verdict_and_what_is_not_known_is_not_checked() -> None:
    assert {word: outcome(Seen(URL, URL, 0, word)) for word in FAULTS} == {
        word: Outcome(verdict, word) for word, verdict in FAULTS.items()
    }
    assert outcome(Seen(URL, URL, 200, "new: <script>")) == Outcome(Verdict.UNCHECKED, "error")


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_goes_before_its_good_status(page: str) -> None:
    assert outcome(Seen(URL, URL, 200, page=page)) == Outcome(PAGES[page], page)
    assert outcome(Seen(URL, URL, 404, page=page)) == Outcome(Verdict.BROKEN, "404")


@pytest.mark.parametrize(
    ("asked", "final", "hops", "expected"),
    [
        (URL, "https://contoh.org/kabar/", (301,), "moved 301 https://contoh.org/kabar/"),
        (URL, "https://contoh.org/kabar/#a", (308, 301), "moved 308 https://contoh.org/kabar/"),
        (URL, "https://lain.org/kabar/", (301, 301), "moved 301 https://lain.org/kabar/"),
        ("http://contoh.org/a", "https://contoh.org/a", (301,), "moved 301 https://contoh.org/a"),
        ("https://contoh.org/a", "https://contoh.org/a/", (301,), "moved 301 https://contoh.org/a/"),
        ("http://contoh.org/", "https://www.contoh.org/", (301,), "moved 301 https://www.contoh.org/"),
        (URL, "https://contoh.org/kabar/", (302,), "ok 200 "),
        (URL, "https://contoh.org/kabar/", (301, 307), "ok 200 "),
        (URL, "https://contoh.org/kabar/", (301, 303), "ok 200 "),
        (URL, URL, (301,), "ok 200 "),  # to itself, with a cookie
        (URL, "https://nama:sandi@contoh.org/x", (301,), "ok 200 "),  # no password goes into a text
        (URL, "https://contoh.org/" + "x" * 2000, (301,), "ok 200 "),
        (URL, "https://contoh.org/a b\x1b[31m", (301,), "moved 301 https://contoh.org/a%20b%1B%5B31m"),
        (URL, "https://contoh.org/wp-login.php?redirect=x", (302,), "unverifiable login "),
        (URL, "https://contoh.org/masuk/", (301,), "unverifiable login "),
        (URL, "https://contoh.org/masukan/", (301,), "moved 301 https://contoh.org/masukan/"),
        ("https://contoh.org/login", "https://contoh.org/login/", (302,), "ok 200 "),
        (URL, "https://contoh.org/", (302,), "broken home "),
        (URL, "https://www.contoh.org", (301,), "broken home "),
        (URL, "https://contoh.org/id/", (301,), "broken home "),
        (URL, "https://contoh.org/index.php", (301,), "broken home "),
        (URL, "https://lain.org/", (302,), "ok 200 "),  # a short address may lead to a front page
        (URL, "https://contoh.org/?page=7", (302,), "ok 200 "),
        ("https://contoh.org/?p=7", "https://contoh.org/", (302,), "broken home "),
        ("https://contoh.org/beranda", "https://contoh.org/", (302,), "ok 200 "),
        ("https://contoh.org/", "https://contoh.org/id/", (302,), "ok 200 "),
    ],
)
def test_where_redirects_end_decides(asked: str, final: str, hops: tuple[int, ...], expected: str) -> None:
    seen = outcome(Seen(asked, final, 200, hops=hops))
    assert f"{seen.verdict.value} {seen.status} {seen.to}" == expected


def test_what_is_missing_from_the_answers_was_not_checked_and_the_last_answer_counts() -> None:
    assert outcomes([URL], []) == {URL: NOT_CHECKED}
    assert outcomes([URL], [Seen(URL, URL, 500), Seen(URL, URL, 200)]) == {URL: Outcome(Verdict.OK, "200")}


def test_one_answer_shows_that_the_line_is_up() -> None:
    dead = {f"http://{name}/": Outcome(Verdict.BROKEN, "connection") for name in "abc"}
    own = {
        "http://10.0.0.1/": Outcome(Verdict.UNVERIFIABLE, "private"),
        "http://[": Outcome(Verdict.UNCHECKED, "error"),
    }
    assert unless_offline(dead | own) == dict.fromkeys(dead | own, NOT_CHECKED)
    for alive in (
        Outcome(Verdict.BROKEN, "404"),
        Outcome(Verdict.UNVERIFIABLE, "tls-name"),
        Outcome(Verdict.OK, "200"),
    ):
        assert unless_offline(dead | {"http://d/": alive}) == dead | {"http://d/": alive}
    two = dict(list(dead.items())[:2])
    assert unless_offline(two) == two


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Seen(URL, URL, 429, wait=7), 7.0),
        (Seen(URL, URL, 503, wait=0), 0.0),
        (Seen(URL, URL, 429, wait=61), None),
        (Seen(URL, URL, 429), 5),
        (Seen(URL, URL, 503), 5),
        (Seen(URL, URL, 500, wait=3600), 5),
        (Seen(URL, URL, 504), 5),
        (Seen(URL, URL, 511), None),
        (Seen(URL, URL, 0, "timeout"), 5),
        (Seen(URL, URL, 0, "connection"), 5),
        (Seen(URL, URL, 0, "dns"), 5),
        (Seen(URL, URL, 0, "tls-expired"), None),
        (Seen(URL, URL, 0, "redirects"), None),
        (Seen(URL, URL, 0, "robots"), None),
        (Seen(URL, URL, 0, "robots-unread"), 5),
        (Seen(URL, URL, 404), None),
        (Seen(URL, URL, 200, page="soft404"), None),
    ],
)
def test_only_what_may_be_a_bad_moment_is_asked_once_more(seen: Seen, expected: float | None) -> None:
    assert once_more(seen, pause=5, longest=60) == expected


def test_every_reason_has_words_for_people() -> None:
    assert set(_REASONS) == set(REASONS)
