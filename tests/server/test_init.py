"""`terbit server init|join|keys` and what a new server is made of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.support.office import CHECKOUT, Office

from terbit import sop as procedure
from terbit.findings import Refused
from terbit.git import Repo
from terbit.server import init
from terbit.server.join import join, shell_command
from terbit.server.keys import authorized_keys, owner_of, public_key, read_sop, with_admin_key, with_key


def refusal(call: object, *arguments: object, **named: object) -> str:
    with pytest.raises(Refused) as caught:
        call(*arguments, **named)  # type: ignore[operator]
    return str(caught.value.message)


def test_the_root_commit_holds_the_office_and_nothing_else(office: Office) -> None:
    files = set(office.repo.tree(office.main))
    assert {"sop.yml", "content/index.md"} <= files
    assert all(path.startswith(init.OFFICE) for path in files)
    assert office.server.facts().anchor == office.main
    assert office.repo.commit(office.main).parents == ()


def test_the_servers_settings(office: Office) -> None:
    for key, value in {
        "transfer.fsckObjects": "true",
        "core.logAllRefUpdates": "always",
        "gc.reflogExpire": "never",
        "core.hooksPath": str(office.bare / "hooks"),
    }.items():
        assert office.repo.text("config", key) == value
    office.submit("sari", office.article("panen-padi"))
    assert office.repo.text("reflog", "show", "refs/heads/change/1") != ""


def test_the_administrators_key_is_put_into_the_procedure(office: Office) -> None:
    bare = CHECKOUT / "sop.yml"
    key = public_key(office.key("agus").with_suffix(".pub"))
    content = bare.read_bytes()
    at = office.server.now()[0]
    changed = with_admin_key(content, key, at)
    assert owner_of(read_sop(changed), key) == "agus"
    assert changed.replace(f"    keys:\n      - {{key: {key}}}\n".encode(), b"") == content
    assert with_admin_key(changed, key, at) == changed
    other = public_key(office.key("sari").with_suffix(".pub"))
    twice = with_key(changed, "agus", other)
    assert [held.key for held in read_sop(twice).people["agus"].keys] == [other, key]
    assert refusal(with_admin_key, with_key(content, "sari", key), key, at) == (
        "kunci ini milik sari, yang bukan administrator"
    )


def test_keys_written_on_one_line_are_left_to_people(office: Office) -> None:
    key = public_key(office.key("agus").with_suffix(".pub"))
    content = (CHECKOUT / "sop.yml").read_bytes()
    flow = content.replace(b"    email: agus@", f'    keys: [{{key: "{key}"}}]\n    email: agus@'.encode())
    other = public_key(office.key("sari").with_suffix(".pub"))
    line = flow[: flow.index(b"keys: [{")].count(b"\n") + 1
    assert refusal(with_key, flow, "agus", other) == f"sop.yml:{line}: kunci tidak dapat ditambahkan di sini"


def test_a_private_key_is_not_taken_for_a_public_one(office: Office) -> None:
    assert refusal(public_key, office.key("agus")) == f"{office.key('agus')}: bukan kunci publik SSH"
    assert refusal(public_key, office.top / "nowhere") == f"{office.top / 'nowhere'}: kunci publik tidak dapat dibaca"


def test_a_server_is_not_made_twice_and_its_clock_only_moves_forward(office: Office) -> None:
    assert office.type("agus", "server", "init", str(office.bare), "--demo-clock", "2026-09-03T08:00").stdout == (
        "Jam peragaan: 2026-09-03T08:00:00+07:00\n"
    )
    back = office.type("agus", "server", "init", str(office.bare), "--demo-clock", "2026-09-02")
    assert (back.returncode, back.stderr) == (
        2,
        "jam peragaan hanya dapat dimajukan, sekarang 2026-09-03T01:00:00+00:00\n",
    )
    again = office.type("agus", "server", "init", str(office.bare))
    assert (again.returncode, again.stderr) == (2, f"{office.bare}: server ini sudah ada\n")
    wrong = office.type("agus", "server", "init", str(office.bare), "--demo-clock", "besok")
    assert (wrong.returncode, wrong.stderr.splitlines()[0]) == (2, '"besok" bukan tanggal')


def test_no_environment_variable_sets_the_time(office: Office) -> None:
    clone = office.clone("sari")
    commit = office.commit("sari", office.article("panen-padi"))
    environment = {"GIT_COMMITTER_DATE": "2031-01-01T00:00:00Z", "SOURCE_DATE_EPOCH": "1", "TERBIT_NOW": "2031-01-01"}
    clone.run("push", "origin", f"{commit}:refs/heads/change/1", environment=environment)
    receipt = office.receipts.of("refs/heads/change/1", commit)
    assert receipt is not None
    assert receipt.at == office.server.now()[0]


def test_init_by_hand(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "kantor-baru"
    shutil.copytree(office.top / "office", folder)
    (folder / "rahasia.txt").write_text("x")
    bare, key = tmp_path / "baru.git", office.key("agus").with_suffix(".pub")
    made = office.type("agus", "server", "init", str(bare), "--office", str(folder), "--admin-key", str(key))
    assert made.returncode == 0, made.stderr
    anchor = Repo(bare).resolve("refs/heads/main")
    assert made.stdout == (
        f"Server dibuat di {bare}\nJangkar kepercayaan: {anchor}\n"
        f"Catat angka itu di luar server. Lalu: terbit server keys {bare} >> ~/.ssh/authorized_keys\n"
    )
    assert "rahasia.txt" not in Repo(bare).tree("refs/heads/main")
    missing = office.type("agus", "server", "init", str(tmp_path / "x.git"))
    assert (missing.returncode, missing.stderr) == (2, "sebutkan --office FOLDER dan --admin-key KUNCI.pub\n")
    empty = tmp_path / "kosong"
    empty.mkdir()
    words = ["server", "init", str(tmp_path / "x.git"), "--office", str(empty), "--admin-key", str(key)]
    none = office.type("agus", *words)
    assert (none.returncode, none.stderr) == (
        2,
        f"{empty}: di sini tidak ada kantor (sop.yml tidak ditemukan)\n",
    )


def test_a_procedure_with_errors_makes_no_server(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "rusak"
    shutil.copytree(office.top / "office", folder)
    (folder / procedure.PATH).write_text("version: 1\nofice: {}\n")
    key = public_key(office.key("agus").with_suffix(".pub"))
    said = refusal(init.create, tmp_path / "x.git", folder, key, office.server.now()[0])
    assert said.startswith("sop.yml:")
    assert not (tmp_path / "x.git").exists()


def test_joining(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "kerja"
    done = office.type("sari", "server", "join", str(office.bare), str(folder), "--key", str(office.key("sari")))
    assert done.stdout == f"Folder kerja sari siap di {folder}\n"
    clone = Repo(folder)
    assert clone.text("config", "user.name") == "Sari Wulandari"
    assert clone.text("config", "user.email") == "sari@balai-contoh.example"
    assert clone.text("config", "commit.gpgsign") == "true"
    office.approve("budi", office.submit("sari", office.article("panen-padi")))
    clone.run("fetch", "--quiet")
    assert clone.resolve("refs/remotes/origin/change/1") == office.tip(1)
    assert clone.resolve("refs/approvals/1") == office.refs()["refs/approvals/1"]
    assert refusal(join, str(office.bare), folder, office.key("sari")) == f"{folder}: sudah ada isinya"


def test_joining_with_a_key_that_nobody_entered(office: Office, tmp_path: Path) -> None:
    from tests.support.office import make_keys

    make_keys(tmp_path / "keys", ("tamu",))
    said = refusal(join, str(office.bare), tmp_path / "kerja", tmp_path / "keys" / "tamu")
    assert said == "kunci ini belum terdaftar di sop.yml"


def test_authorized_keys_leave_out_what_does_not_count(office: Office) -> None:
    key = office.key("sari").with_suffix(".pub").read_text().split(" ")[1]
    office.reform((f"{{key: ssh-ed25519 {key}}}", f"{{key: ssh-ed25519 {key}, until: 2026-09-02}}"))
    bare = Path('/srv/kantor "baru".git')
    now = office.server.now()[0]
    lines = authorized_keys(office.sop, bare, "/opt/terbit/bin/python", now).splitlines()
    assert len(lines) == 6
    assert lines[0] == (
        'restrict,command="/opt/terbit/bin/python -I -m terbit server shell \'/srv/kantor \\"baru\\".git\'"'
        f" ssh-ed25519 {key} sari"
    )
    office.clock("2026-09-03")
    assert len(authorized_keys(office.sop, bare, "python", office.server.now()[0]).splitlines()) == 5


def test_what_the_shell_runs(office: Office) -> None:
    assert shell_command(f"git-upload-pack '{office.bare}'", office.bare) == ["git", "upload-pack", str(office.bare)]
    assert shell_command(f"git-receive-pack '{office.bare}'", office.bare)[1] == "receive-pack"
    for asked in ("", "git-shell", "git-receive-pack", f"git-receive-pack '{office.bare}' --x", "git receive-pack x"):
        assert refusal(shell_command, asked, office.bare) == "server ini hanya menerima git"


def test_a_proposal_that_is_checked_out_does_not_become_the_first_content(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "kantor-baru"
    shutil.copytree(office.top / "office", folder)
    Repo(folder).run("init", "--quiet", "--initial-branch=adopsi-hugo")
    assert refusal(init.office_files, folder) == (f"{folder}: yang sedang dibuka adalah cabang adopsi-hugo, bukan main")
    Repo(folder).run("symbolic-ref", "HEAD", "refs/heads/main")
    assert procedure.PATH in init.office_files(folder)
