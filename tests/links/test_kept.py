"""What was read is kept between checks, and content decides: whatever is lost or damaged, the findings are the same."""

import os
from pathlib import Path

import pytest
from tests.links import planted

from terbit.findings import Finding
from terbit.links import extract, internal
from terbit.links.internal import reading
from terbit.links.internal.resolving import Resolver

URL = "https://kantor.go.id/"


class Office:
    """A built site of two pages with a folder in which is kept what was read."""

    def __init__(self, top: Path) -> None:
        self.site, self.kept = top / "site", internal.Kept(top / "kept")
        self.write("index.html", '<title>x</title><a href="a/#x">x</a>')
        self.write("a/index.html", "<title>x</title><p id=x>")

    def write(self, name: str, text: str, *, old: bool = True) -> None:
        file = self.site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        if old:
            os.utime(file, (1_000_000_000, 1_000_000_000))

    def found(self) -> list[str]:
        return [finding.text() for finding in self.findings(self.kept)]

    def findings(self, kept: internal.Kept | None) -> list[Finding]:
        return internal.check(self.site, URL, str, None, kept)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


NO_PART = ': error[LB002] bagian "#x" tidak ada di halaman "/a/"'


def test_a_part_that_goes_is_missed_on_a_page_that_was_not_read_again(office: Office) -> None:
    assert office.found() == []
    office.write("a/index.html", "<title>x</title><p id=y>")
    assert office.found() == [NO_PART]
    office.write("a/index.html", "<title>x</title><p id=x>")
    assert office.found() == []


def test_the_same_size_and_time_do_not_hide_another_content(office: Office) -> None:
    assert office.found() == []
    before = (office.site / "a/index.html").stat()
    (office.site / "a/index.html").write_text("<title>x</title><p id=z>", "utf-8")
    os.utime(office.site / "a/index.html", ns=(before.st_atime_ns, before.st_mtime_ns))
    after = (office.site / "a/index.html").stat()
    assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    assert office.found() == [NO_PART]


def test_a_file_that_comes_or_goes_is_seen_from_pages_that_were_not_read_again(office: Office) -> None:
    office.write("index.html", '<title>x</title><a href="a">x</a><a href="b">x</a>')
    assert office.found() == [': error[LB001] tautan "b" menuju halaman yang tidak ada']
    office.write("b/index.html", "<title>x</title>")
    assert office.found() == []
    (office.site / "a/index.html").rename(office.site / "a/lain.html")
    assert [line.split('"')[1] for line in office.found() if "LB001" in line] == ["a"]


def test_a_site_that_was_built_anew_elsewhere_is_not_read_again(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = internal.Kept(tmp_path / "kept", "terbitan")
    assert office.findings(kept) == []
    office.site.rename(tmp_path / "next")
    read = []
    monkeypatch.setattr(extract, "of", lambda name, content: read.append(name))
    assert internal.check(tmp_path / "next", URL, str, None, kept) == []
    assert read == []


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 200])
def test_a_damaged_file_is_as_good_as_none(office: Office, damage: bytes) -> None:
    office.write("index.html", '<title>x</title><a href="t/">x</a>')
    first = office.found()
    [kept] = office.kept.folder.iterdir()
    whole = kept.read_bytes()
    for content in (damage, whole[: len(whole) // 2], whole[:40] + damage + whole[40:], whole + damage):
        kept.write_bytes(content)
        assert office.found() == first
    kept.unlink()
    kept.mkdir()
    assert office.found() == first
    assert [line.split("]")[0] for line in first] == [": error[LB001", "a/: warning[LB011"]


def test_a_folder_that_cannot_be_written_keeps_nothing(office: Office, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file", "utf-8")
    assert office.found() == []


def test_only_the_newest_sites_are_kept(tmp_path: Path) -> None:
    for number in range(23):
        office = Office(tmp_path / str(number))
        office.kept = internal.Kept(tmp_path / "kept")
        assert office.found() == []
    assert len(list((tmp_path / "kept").iterdir())) == 20


def test_two_processes_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted.make(tmp_path)
    alone = reading.known(tmp_path, Resolver(URL)).known
    monkeypatch.setattr(reading, "_MANY", 2)
    both = reading.known(tmp_path, Resolver(URL)).known
    assert (both.files, both.unreadable) == (alone.files, alone.unreadable)
    for name, read in alone.reads.items():
        other = both.reads[name]
        assert other._replace(asks=b"", moved=0) == read._replace(asks=b"", moved=0)
        assert {both.table.asked[n] for n in other.numbers} == {alone.table.asked[n] for n in read.numbers}
        assert (other.moved < 0) == (read.moved < 0)
        assert read.moved < 0 or both.table.asked[other.moved] == alone.table.asked[read.moved]


def test_a_file_that_cannot_be_read_is_told_by_its_name(office: Office) -> None:
    (office.site / "b.html").symlink_to("/proc/self/mem")  # it opens, and cannot be read
    with pytest.raises(OSError):
        office.found()
