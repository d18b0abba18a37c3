"""What an answer means, case by case."""

import pytest

from terbit.links.external.verdict import NOT_CHECKED, Outcome, Seen, Verdict, outcome, outcomes

URL = "https://contoh.org/berita/"


@pytest.mark.parametrize(
    ("valid", "result", "final", "expected"),
    [
        (True, "200 OK", URL, "ok 200"),
        (True, "'200' OK", URL, "unchecked "),  # words that we do not know are not taken for good
        (True, "syntax OK", URL, "unverifiable robots"),
        (True, "filtered", URL, "unchecked "),
        (True, "429 Too Many Requests", URL, "unverifiable 429"),
        (True, "200 OK", "https://contoh.org/wp-login.php?redirect=x", "unverifiable login"),
        (True, "200 OK", "https://contoh.org/masuk/", "unverifiable login"),
        (True, "200 OK", "https://contoh.org/masukan/", "ok 200"),
        (False, "404 Not Found", URL, "broken 404"),
        (False, "500 Internal Server Error", URL, "broken 500"),
        (False, "503 Service Unavailable", URL, "unverifiable 503"),
        (False, "403 Forbidden", URL, "unverifiable 403"),
        (False, "ReadTimeout: HTTPSConnectionPool(host='x', port=443): Read timed out.", URL, "broken timeout"),
        (False, "ConnectTimeout: HTTPSConnectionPool(…)", URL, "broken timeout"),
        (False, "SSLError: certificate verify failed", URL, "unverifiable tls"),
        (False, "ConnectionError: … NameResolution [Errno -2]", URL, "broken dns"),
        (False, "ConnectionError: Max retries exceeded with url: /404", URL, "broken connection"),
        (False, "TooManyRedirects: Exceeded 10 redirects.", URL, "broken redirects"),
        (False, "PrivateAddress: intranet", URL, "unverifiable private"),
        (False, "NewProblem: ?", URL, "unchecked error"),
    ],
)
def test_an_answer_has_one_verdict(valid: bool, result: str, final: str, expected: str) -> None:
    seen = outcome(Seen(URL, final, valid, result))
    assert f"{seen.verdict.value} {seen.status}" == expected


def test_a_link_to_a_log_in_page_is_no_wall() -> None:
    seen = Seen("https://contoh.org/login", "https://contoh.org/login/", True, "200 OK")
    assert outcome(seen) == Outcome(Verdict.OK, "200")


def test_what_is_missing_from_the_answers_was_not_checked() -> None:
    assert outcomes([URL], []) == {URL: NOT_CHECKED}


def test_one_answer_shows_that_the_line_is_up() -> None:
    dead = [Seen(f"http://{name}/", "", False, "ConnectionError: x") for name in "abc"]
    alive = Seen("http://d/", "http://d/", False, "404 Not Found")
    urls = [entry.url for entry in (*dead, alive)]
    assert {seen.verdict for seen in outcomes(urls, [*dead, alive]).values()} == {Verdict.BROKEN}
    assert {seen.verdict for seen in outcomes(urls[:3], dead).values()} == {Verdict.UNCHECKED}
