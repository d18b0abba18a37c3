"""The event book in a real repository: appended by compare-and-swap, read line by line."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from terbit.findings import Refused, Unverified
from terbit.git import GitError, Repo
from terbit.records import book
from terbit.records.book import Book
from terbit.records.event import Event, identity

OCTOBER = datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 1, 0, 0, 0, tzinfo=UTC)


def event(name: str = "submitted", cause: str = "a", at: datetime = OCTOBER, **fields) -> Event:
    return Event(identity(name, "1", cause), name, at, "git", **fields)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "server.git")
    made.path.mkdir()
    made.run("init", "--quiet", "--bare")
    return made


def write(repo: Repo, files: dict[str, bytes]) -> str:
    """The records branch, written by hand."""
    commit = repo.write_commit(repo.write_tree(None, files), [], "tangan\n", at=OCTOBER, who=("x", "x@x"))
    repo.update_ref(book.REF, commit)
    return commit


def add(repo: Repo, *events: Event, **more) -> Book:
    return book.append(repo, events, at=NOVEMBER, reason="catat", **more)


def test_nothing_is_recorded_yet(repo):
    assert book.read(repo) == Book(None)
    assert book.read(repo, "refs/heads/none").last_at_address("a/") is None


def test_append_and_read(repo):
    one, two, three = event(), event("approved", at=NOVEMBER), event("returned")
    made = add(repo, one, two, three)
    assert made == book.read(repo)
    assert made.events == (one, three, two)  # by file, then by line
    assert made.findings == ()
    assert repo.tree(book.REF).keys() == {"events/2026-10.jsonl", "events/2026-11.jsonl"}
    assert repo.file(book.REF, "events/2026-10.jsonl") == one.line() + three.line()


def test_the_commit_says_what_and_when(repo):
    made = add(repo, event())
    commit = repo.commit(made.commit)
    assert (commit.subject, commit.committed, commit.author, commit.parents) == ("catat", NOVEMBER, "terbit", ())
    again = add(repo, event(cause="b"))
    assert repo.commit(again.commit).parents == (made.commit,)
    assert "catat" in repo.text("reflog", "show", book.REF)


def test_what_is_known_adds_nothing(repo):
    first = add(repo, event())
    assert add(repo, event()) == first
    assert add(repo) == first
    assert add(repo, event(), event(cause="b"), event(cause="b")).events == (event(), event(cause="b"))


def test_lines_are_only_ever_added(repo):
    add(repo, event(cause="a"))
    before = repo.file(book.REF, "events/2026-10.jsonl")
    add(repo, event(cause="b"))
    assert repo.file(book.REF, "events/2026-10.jsonl") == before + event(cause="b").line()


def test_the_same_id_with_another_body_is_refused(repo):
    first = add(repo, event())
    with pytest.raises(Refused) as refusal:
        add(repo, event(cause="b"), event(actor="sari"))
    short = event().id[:12]
    assert refusal.value.message.text() == f"catatan {short} (submitted) sudah ada dengan isi yang berbeda"
    assert refusal.value.message.text("en") == f"record {short} (submitted) is there already, with different content"
    assert refusal.value.hint.text() == "yang tercatat tidak pernah diubah; periksa dengan terbit records reconcile"
    assert refusal.value.hint.text("en") == "what is recorded is never changed; look with terbit records reconcile"
    assert book.read(repo) == first  # nothing of the batch was written


def test_two_bodies_for_one_id_in_one_batch(repo):
    with pytest.raises(Refused):
        add(repo, event(), event(actor="sari"))
    assert book.read(repo) == Book(None)


def test_other_files_of_the_branch(repo):
    add(repo, event(), files={"links/state.csv": b"a\n"})
    assert repo.file(book.REF, "links/state.csv") == b"a\n"
    same = add(repo, files={"links/state.csv": b"a\n"})
    changed = add(repo, files={"links/state.csv": b"b\n"})
    assert same.commit == repo.commit(changed.commit).parents[0]
    assert changed.events == (event(),)
    with pytest.raises(ValueError, match="events are appended, never set"):
        add(repo, files={"events/2026-10.jsonl": b""})


def test_files_that_are_no_events_are_left_alone(repo):
    write(repo, {"events/2026-10.jsonl": event().line(), "events/README": b"x", "x/events/2026-10.jsonl": b"x"})
    assert book.read(repo).events == (event(),)
    assert book.read(repo).findings == ()
    add(repo, event(cause="b"))
    assert repo.file(book.REF, "events/README") == b"x"


def test_unknown_events_are_kept(repo):
    other = event("social-posted", data={"channel": "mastodon"})
    assert add(repo, other, event()).of("social-posted") == [other]


def test_a_corrupt_line_is_named_with_its_place_and_stays(repo):
    content = event().line() + b"rusak\n" + event(cause="b").line() + b"\n" + event(cause="c").line()[:-1]
    write(repo, {"events/2026-10.jsonl": content})
    found = book.read(repo)
    assert found.events == (event(), event(cause="b"), event(cause="c"))
    assert [(f.rule, f.path, f.line, f.message.text(), f.message.text("en")) for f in found.findings] == [
        ("BK001", "events/2026-10.jsonl", 2, "baris ini bukan catatan", "this line is no record"),
        ("BK001", "events/2026-10.jsonl", 4, "baris ini bukan catatan", "this line is no record"),
    ]
    add(repo, event(cause="d"))
    assert repo.file(book.REF, "events/2026-10.jsonl") == content + b"\n" + event(cause="d").line()


def test_an_id_that_stands_twice(repo):
    write(repo, {"events/2026-10.jsonl": event().line() * 2, "events/2026-11.jsonl": event(actor="sari").line()})
    found = book.read(repo)
    short = event().id[:12]
    assert found.events == (event(), event(actor="sari"))
    assert found.by_id[event().id] == event()
    assert [(f.rule, f.path, f.line, f.message.text(), f.message.text("en")) for f in found.findings] == [
        ("BK002", "events/2026-10.jsonl", 2, f"catatan {short} berdiri dua kali", f"record {short} stands twice"),
        (
            "BK002",
            "events/2026-11.jsonl",
            1,
            f"catatan {short} berdiri dua kali dengan isi yang berbeda",
            f"record {short} stands twice, with different content",
        ),
        (
            "BK003",
            "events/2026-11.jsonl",
            1,
            "catatan bulan 2026-10 ada di berkas bulan lain",
            "a record of 2026-10 stands in another month's file",
        ),
    ]


def test_a_newer_version_is_not_read_by_halves(repo):
    newer = event(cause="b").line().replace(b'"v":1', b'"v":2')
    write(repo, {"events/2026-10.jsonl": event().line() + newer})
    for act in (lambda: book.read(repo), lambda: add(repo, event(cause="c"))):
        with pytest.raises(Unverified) as refusal:
            act()
        assert refusal.value.message.text() == "events/2026-10.jsonl:2: catatan versi 2 tidak dikenal"
        assert refusal.value.message.text("en") == "events/2026-10.jsonl:2: records of version 2 are not known"
        assert refusal.value.hint.text() == "pasang terbit yang lebih baru"
        assert refusal.value.hint.text("en") == "install a newer terbit"


def test_hostile_contents(repo):
    files = {
        "events/2026-10.jsonl": b"\x00\xff\xfe\n" + b"[" * 100_000 + b"\n\r\n",
        "events/2026-11.jsonl": b"",
        "events/2026-13.jsonl": b"",
        "events/\udcff.jsonl": b"x",
    }
    write(repo, files)
    assert [(f.path, f.line) for f in book.read(repo).findings] == [("events/2026-10.jsonl", n) for n in (1, 2, 3)]


def test_a_link_is_no_file_of_events(repo):
    blob = repo.write_blob(b"/etc/passwd")
    inner = repo.run("mktree", input=f"120000 blob {blob}\t2026-10.jsonl\n".encode()).stdout.decode().strip()
    tree = repo.run("mktree", input=f"040000 tree {inner}\tevents\n".encode()).stdout.decode().strip()
    repo.update_ref(book.REF, repo.write_commit(tree, [], "x\n", at=OCTOBER, who=("x", "x@x")))
    assert book.read(repo).events == ()


# -- asking the book ----------------------------------------------------------------------------------------------


def test_asking_the_book(repo):
    made = add(
        repo,
        event("submitted", "a", change=1),
        event("submitted", "b", change=2),
        event("merged", "c", change=1),
        event("released", "d", article="a/", data={"address": "a/"}),
        event("withdrawn", "e", article="a/", data={"address": "a/"}),
        event("released", "f", article="a/", data={"address": "b/"}),  # moved: the first address stays its name
        event("released", "g", article="c/"),
        event("alarm", "h", article="a/", data={"address": "a/"}),
    )
    causes = {made_event.id: cause for made_event, cause in zip(made.events, "abcdefgh", strict=True)}

    def shown(events) -> str:
        return "".join(causes[known.id] for known in events)

    assert shown(made.of("submitted")) == "ab"
    assert shown(made.of("merged", "submitted")) == "abc"
    assert shown(made.of("none")) == ""
    assert shown(made.of()) == ""
    assert shown(made.for_change(1)) == "ac"
    assert shown(made.for_change(3)) == ""
    assert shown([made.last_at_address("a/"), made.last_at_address("b/"), made.last_at_address("c/")]) == "efg"
    assert made.last_at_address("d/") is None


# -- several writers ----------------------------------------------------------------------------------------------


def _writer(path: Path, name: str, count: int) -> None:
    with Repo(path) as repo:
        for n in range(count):
            add(repo, event("submitted", f"{name}{n}"), event("submitted", "shared"))


def test_two_writers_lose_and_double_nothing(repo):
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_writer, args=(repo.path, name, 8)) for name in "xy"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    found = book.read(repo)
    expected = {event("submitted", f"{name}{n}").id for name in "xy" for n in range(8)}
    assert set(found.by_id) == expected | {event("submitted", "shared").id}
    assert len(found.events) == 17 and found.findings == ()


class _Beaten(Repo):
    """A repository in which somebody else always writes first."""

    others = 0

    def update_ref(self, ref, new, old="", reason="terbit"):
        self.others += 1
        with Repo(self.path) as other:
            commit = other.write_commit(other.write_tree(None, {}), [], f"{self.others}\n", who=("x", "x@x"))
            other.run("update-ref", ref, commit)
        super().update_ref(ref, new, old, reason)


def test_somebody_is_always_faster(repo):
    with pytest.raises(Unverified) as refusal, _Beaten(repo.path) as beaten:
        add(beaten, event())
    assert refusal.value.message.text() == "catatan terus diubah oleh proses lain"
    assert refusal.value.message.text("en") == "another process keeps changing the records"
    assert refusal.value.hint.text() == "coba lagi sebentar lagi"
    assert refusal.value.hint.text("en") == "try again in a moment"


class _BeatenOnce(Repo):
    """A repository in which somebody else is faster the first time."""

    beaten = False

    def update_ref(self, ref, new, old="", reason="terbit"):
        if not self.beaten:
            self.beaten = True
            with Repo(self.path) as other:
                add(other, event(cause="b"), files={"jumlah": b"1\n"})
        super().update_ref(ref, new, old, reason)


def test_what_follows_from_the_book_is_made_anew_where_somebody_was_faster(repo):
    def one_more(known: Book):
        count = int(repo.blob(known.files["jumlah"])) if "jumlah" in known.files else 0
        return [event(cause="a")], {"jumlah": f"{count + 1}\n".encode()}

    with _BeatenOnce(repo.path) as beaten:
        after = book.amend(beaten, one_more, at=OCTOBER, reason="uji")
    assert repo.file(book.REF, "jumlah") == b"2\n"
    assert after.events == (event(cause="b"), event(cause="a"))


def test_git_cannot_write(repo):
    add(repo, event())
    (repo.path / "refs" / "heads" / "records.lock").write_bytes(b"")
    with pytest.raises(GitError):
        add(repo, event(cause="b"))
    (repo.path / "refs" / "heads" / "records.lock").unlink()
    assert book.read(repo).events == (event(),)


def test_the_order_of_one_append_is_kept(repo):
    many = [event("submitted", str(n), at=OCTOBER - timedelta(hours=n)) for n in range(30)]
    assert add(repo, *many).events == tuple(many)
    assert add(repo, replace(many[0])).events == tuple(many)
