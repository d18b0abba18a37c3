"""`terbit links issue`: one issue for all dead links, opened once and kept as the records are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.github.publisher import Publisher
from tests.links.hosts import host
from tests.support.github import Pull

from terbit.git import Repo
from terbit.links.external.verdict import Verdict
from terbit.links.watch import file
from terbit.links.watch.state import State
from terbit.records import book

pytestmark = pytest.mark.npm
FIRST, LAST = datetime(2026, 9, 2, 20, 0, tzinfo=UTC), datetime(2026, 9, 12, tzinfo=UTC)
URL, COPY = "https://mati.contoh.org/a", "https://arsip.contoh.org/1/a"
OTHER = "https://lain.contoh.org/"


@pytest.fixture
def here(publisher: Publisher) -> Publisher:
    """A published office one of whose articles has both links."""
    body = f"Padi dipanen: [a]({URL}) dan [b]({OTHER}).\n"
    publisher.merged(body=body)
    publisher.publish()
    return publisher


def dead(url: str = URL, copy: str | None = COPY) -> State:
    return State(url, Verdict.BROKEN, "404", FIRST, 3, FIRST, LAST, copy=copy, copied=FIRST if copy else None)


def known(publisher: Publisher, *states: State) -> None:
    files = {file.PATH: file.text({state.url: state for state in states})}
    book.append(publisher.kept, [], files=files, at=LAST, reason="uji")


def tell(publisher: Publisher) -> int:
    publisher.rights = {"contents": "read", "issues": "write"}
    return publisher.job("links", "issue", GITHUB_ACTIONS="true")


def issues(publisher: Publisher) -> list[tuple[int, str, str]]:
    found = [issue for issue in publisher.site.issues.values() if not isinstance(issue, Pull)]
    return [(issue.number, issue.state, issue.title) for issue in found]


def test_one_issue_is_opened_kept_and_closed(here: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    assert (tell(here), issues(here)) == (0, [])
    assert capsys.readouterr().out.splitlines()[-1] == "Tidak ada yang baru tentang tautan mati."
    known(here, dead())
    assert tell(here) == 0
    [(number, state, title)] = issues(here)
    assert (state, title) == ("open", "Tautan mati: 1")
    assert capsys.readouterr().out.splitlines()[-1] == f"Isu {number} dibuka: 1 tautan mati."
    assert here.site.issues[number].body.splitlines()[1:] == [
        "Tautan ini sudah lama putus. Usulan penggantinya dibuat dengan terbit links fix.",
        "",
        f"- `{URL}`, sejak `2026-09-03`",
        "  - di `content/berita/2026/09/panen-padi/index.md:9`",
        f"  - salinan arsip: `{COPY}`",
    ]
    writes = [request for request in here.fake.requests if request.kind == "rest" and request.method != "GET"]
    tell(here)
    assert capsys.readouterr().out.splitlines()[-1] == f"Isu {number} tetap: 1 tautan mati."
    assert [request for request in here.fake.requests if request.kind == "rest" and request.method != "GET"] == writes
    known(here, dead(), dead(OTHER, ""))
    tell(here)
    assert capsys.readouterr().out.splitlines()[-1] == f"Isu {number} diperbarui: 2 tautan mati."
    assert issues(here) == [(number, "open", "Tautan mati: 2")]
    known(here)
    tell(here)
    assert capsys.readouterr().out.splitlines()[-1] == f"Isu {number} ditutup: tidak ada tautan mati."
    assert issues(here)[0][1] == "closed"
    known(here, dead(OTHER, ""))
    tell(here)
    assert issues(here) == [(number, "open", "Tautan mati: 1")]


def test_people_who_closed_it_are_left_alone_until_something_is_new(here: Publisher) -> None:
    known(here, dead())
    tell(here)
    [(number, _, _)] = issues(here)
    here.fake.close_pull_request(here.people["agus"], here.site.issues[number])
    tell(here)
    assert issues(here)[0][1] == "closed"
    known(here, dead(), dead(OTHER, ""))
    tell(here)
    assert issues(here) == [(number, "open", "Tautan mati: 2")]


def test_a_person_s_issue_with_our_mark_is_not_ours(here: Publisher) -> None:
    known(here, dead())
    tell(here)
    [(number, _, _)] = issues(here)
    body = here.site.issues[number].body
    here.fake.close_pull_request(here.people["agus"], here.site.issues[number])
    copied = here.fake.open_issue(here.people["sari"], here.site, "Salinan", body)
    known(here)
    tell(here)
    assert copied.state == "open"


def test_nothing_of_an_address_acts_in_the_issue(here: Publisher) -> None:
    known(here, dead("https://x.id/`@agus`#12", None), dead("https://x.id/@agus", None))
    assert tell(here) == 0
    [(number, _, _)] = issues(here)
    lines = here.site.issues[number].body.splitlines()
    assert "- ``https://x.id/`@agus`#12``, sejak `2026-09-03`" in lines
    assert "- `https://x.id/@agus`, sejak `2026-09-03`" in lines


def test_github_that_does_not_answer_is_no_success(here: Publisher) -> None:
    known(here, dead())
    here.fake.fail("502", path="/issues", times=99)
    assert tell(here) == 3
    assert issues(here) == []
    assert Repo(here.site.store.path).resolve("refs/heads/main")


def test_an_issue_whose_answer_was_lost_is_found_again(here: Publisher) -> None:
    known(here, dead())
    here.fake.fail("502", path="/issues", method="POST", done=True)
    assert tell(here) == 3
    assert [state for _, state, _ in issues(here)] == ["open"]
    assert tell(here) == 0
    assert len(issues(here)) == 1


def test_a_repository_without_issues_is_no_fault(here: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    known(here, dead())
    here.site.has_issues = False
    assert tell(here) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Repositori ini tidak memakai isu: 1 tautan mati tidak disebut di sana."
    )


def test_a_runner_keeps_what_it_found_in_the_records(publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    with host() as there:
        publisher.merged(body=f"[a]({there('/404')}) [b]({there('/200')})\n")
        publisher.publish()
        assert publisher.job("links", "--allow-loopback", GITHUB_ACTIONS="true") == 0
        assert capsys.readouterr().out.splitlines()[-1].startswith("1 baik, 0 pindah, 1 putus, 0 tidak")
        [broken] = publisher.book.of("link-broken")
        assert (broken.source, broken.data) == ("github", {"url": there("/404"), "status": "404"})
        states = file.parse(publisher.file(file.PATH) or b"")
        assert {url: state.verdict.value for url, state in states.items()} == {
            there("/404"): "broken",
            there("/200"): "ok",
        }
        before = publisher.kept.resolve(book.REF)
        assert publisher.job("links", "--allow-loopback", GITHUB_ACTIONS="true") == 0
        assert publisher.kept.resolve(book.REF) == before
        publisher.catatan.private = False  # by mistake: then nothing is written there
        publisher.fake.clock += timedelta(days=1)
        assert publisher.job("links", "--allow-loopback", GITHUB_ACTIONS="true") == 2
        assert publisher.kept.resolve(book.REF) == before


def test_a_person_mends_the_texts_in_his_own_folder(here: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    known(here, dead(), dead(OTHER, ""))
    token = here.fake.token(here.people["wayan"])
    assert here.job("links", "fix", "--write", GITHUB_TOKEN=token, TERBIT_RECORDS_TOKEN=None) == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        f"{URL} → {COPY} (1 tempat)",
        f"{OTHER} mati dan tanpa salinan: cari penggantinya, atau hapus tautannya",
        "1 berkas diubah di folder ini: periksa dengan terbit check, lalu kirim.",
    ]
    text = (here.work / "repo/content/berita/2026/09/panen-padi/index.md").read_text("utf-8")
    assert text.endswith(f"Padi dipanen: [a]({COPY}) dan [b]({OTHER}).\n")
    assert here.job("links", "fix", "--write", GITHUB_TOKEN=None, TERBIT_RECORDS_TOKEN=None) == 2
    assert capsys.readouterr().err.splitlines()[0] == "token untuk repositori catatan balai-contoh/catatan tidak ada"
