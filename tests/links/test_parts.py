"""`terbit links` remembers answers, and is asked for in parts: typed, on a server."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.links.hosts import Request, host
from tests.links.test_command import PATH, on_server, release
from tests.support.office import Office

from terbit.git import Repo
from terbit.links.watch import file
from terbit.records import book


def tagged(request: Request) -> None:
    if request.headers.get("If-None-Match") == '"1"':
        request.send(304)
    else:
        request.send(200, {"ETag": '"1"'}, b"x")


def test_a_second_check_asks_nothing_and_the_next_day_asks_for_changes_only(office: Office) -> None:
    statuses: list[int] = []

    def page(request: Request) -> None:
        statuses.append(304 if request.headers.get("If-None-Match") == '"1"' else 200)
        tagged(request)

    with host(answers={"/page": page}) as known:
        release(office, f"[a]({known('/page')}) [b]({known('/404')})\n")
        first = on_server(office, "links", "--allow-loopback")
        asked = dict(known.asked)
        assert asked == {"/robots.txt": 1, "/page": 1, "/404": 1}
        code, out, err = on_server(office, "links", "--allow-loopback")
        assert (code, out) == first[:2]
        assert err == "Memeriksa 0 alamat luar…\n2 alamat baru saja diperiksa dan tidak ditanyakan lagi.\n"
        assert known.asked == asked
        office.clock("2026-09-03T12:00")
        assert on_server(office, "links", "--allow-loopback")[1] == first[1]
        assert (known.asked["/page"], known.asked["/404"], statuses) == (2, 2, [200, 304])


def kept(bare: Path) -> tuple[list[object], bytes]:
    """The events and the states that a server's records hold."""
    with Repo(bare) as repo:
        known = book.read(repo)
        return list(known.events), repo.blob(known.files[file.PATH])


def test_parts_are_one_check_and_a_missing_part_is_not_good(office: Office, tmp_path: Path) -> None:
    with host() as one, host("127.0.0.2") as two, host("127.0.0.5") as three:
        urls = [site(path) for site in (one, two, three) for path in ("/200", "/404", "/403")]
        release(office, " ".join(f"[x]({url})" for url in urls) + "\n")
        copy = tmp_path / "copy.git"
        shutil.copytree(office.bare, copy)
        whole = on_server(office, "links", "--allow-loopback")

        def typed(*words: str) -> tuple[int, str, str]:
            done = office.type("agus", "-C", str(copy), "links", *words, folder=office.top)
            return done.returncode, done.stdout, done.stderr

        files = [str(tmp_path / f"{number}.json") for number in (1, 2)]
        for number, part in enumerate(files, 1):
            memory = str(tmp_path / "memory" / f"{number}.json")
            said = typed("--shard", f"{number}/2", "--out", part, "--memory", memory, "--allow-loopback")
            assert said[:2] == (0, "")
            assert json.loads(Path(memory).read_bytes())["v"] == 1
        assert one.asked == two.asked == three.asked == {"/robots.txt": 2, "/200": 2, "/404": 2, "/403": 2}
        assert typed("merge", *files)[:2] == whole[:2]
        assert kept(copy) == kept(office.bare)

        (tmp_path / "cut.json").write_bytes(Path(files[1]).read_bytes()[:-9])
        code, out, err = typed("merge", files[0], str(tmp_path / "cut.json"))
        answered = len(json.loads(Path(files[0]).read_bytes())["answers"])
        assert 0 < answered < len(urls)
        assert code == 3
        assert out.splitlines()[-1].endswith(f"{len(urls) - answered} belum diperiksa.")
        assert err.splitlines() == [
            f"{tmp_path}/cut.json: bukan jawaban dari terbit links --shard",
            "bagian 2/2 tidak ada atau lewat sehari: alamatnya belum diperiksa",
            "pemeriksaan ini tidak lengkap",
            "Saran: jalankan lagi bagian yang hilang",
        ]
        before, after = (file.parse(kept(bare)[1]) for bare in (office.bare, copy))
        answered_by = json.loads(Path(files[0]).read_bytes())["answers"]
        assert [after[url] for url in urls if url not in answered_by] == [
            before[url] for url in urls if url not in answered_by
        ]  # what was known of them stays


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--shard", "3/2", "--out", "x"], ['"3/2" bukan bagian', "Saran: tulis misalnya --shard 2/4"]),
        (
            ["--shard", "1/2"],
            ["--shard dan --out hanya bersama-sama", "Saran: tulis misalnya --shard 2/4 --out bagian-2.json"],
        ),
        (["--engine", "wget"], ['mesin "wget" tidak dikenal', "Saran: pilih linkchecker atau lychee"]),
    ],
)
def test_what_cannot_be_asked_for_is_refused(office: Office, words: list[str], said: list[str]) -> None:
    code, out, err = on_server(office, "links", *words)
    assert (code, out, err.splitlines()) == (2, "", said)


def test_what_cannot_be_written_is_told(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with host() as known:
        release(office, f"[a]({known('/404')})\n")
        out = str(tmp_path / "file" / "1.json")
        code, _, err = on_server(office, "links", "--shard", "1/1", "--out", out, "--allow-loopback")
        assert (code, err.splitlines()[1:]) == (
            2,
            [f"{out}: tidak dapat ditulis (Not a directory)", "Saran: pilih tempat lain dengan --out"],
        )
        code, shown, err = on_server(office, "links", "--memory", out, "--allow-loopback")
        assert (code, shown.splitlines()[0]) == (0, f"{PATH}:9:5: warning[LX002] tautan {known('/404')} putus (404)")
        assert err.splitlines()[1:] == [f"{out}: ingatan tidak tersimpan (File exists); semua ditanyakan lagi nanti"]


def test_parts_of_two_checks_are_refused(office: Office, tmp_path: Path) -> None:
    for number, of in ((1, 2), (1, 3)):
        content = f'{{"answers":{{}},"at":"2026-09-02T03:00:00Z","of":{of},"shard":{number},"v":1}}\n'
        (tmp_path / f"{of}.json").write_text(content)
    code, out, err = on_server(office, "links", "merge", str(tmp_path / "2.json"), str(tmp_path / "3.json"))
    assert (code, out, err.splitlines()) == (
        2,
        "",
        [
            "berkas-berkas ini bukan bagian dari satu pemeriksaan",
            "Saran: beri semua bagian jumlah yang sama: --shard 1/4, 2/4, 3/4, 4/4",
        ],
    )
