"""`terbit gate` on the fake GitHub: what it says on a pull request, whom it asks, and that no failure makes it pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.forge.github.office import QUICK, SITE, OfficeOnGitHub
from tests.support.github import Pull, Refusal
from tests.support.github.faults import KINDS, Kind

from terbit import cli
from terbit.commands import edge
from terbit.forge import Change
from terbit.forge.github import client
from terbit.git import Repo
from terbit.github import verdicts
from terbit.github.conversation import MARK
from terbit.github.wording import CHECK

APP = 123456
NEXT_BUDI = '**Langkah berikutnya**: Ketua Tim (Budi Santoso) membaca "Files changed", lalu menekan "Review changes"'
WAITS = "menunggu persetujuan Ketua Tim"


class Gate:
    """The office on GitHub, with the verb as a workflow runs it. `level` 2 has the App."""

    def __init__(self, folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch, level: int) -> None:
        self.office = OfficeOnGitHub(folder, template)
        self.fake, self.site, self.people = self.office.fake, self.office.site, self.office.people
        self.app = self.fake.app("terbit", {"checks": "write", "contents": "read"}, install=[self.site], number=APP)
        if level == 2:
            text = (self.fake.read(self.site, "sop.yml") or b"").decode()
            changed = text.replace("  public: true\n", f"  public: true\n  app: {APP}\n")
            assert changed != text
            self.fake.edit(self.people["agus"], self.site, "main", {"sop.yml": changed})
        self.work = folder / "checkout"
        Repo(folder).run("clone", "--quiet", self.fake.git_url("", self.site), str(self.work))
        self._monkeypatch, self._level = monkeypatch, level
        self.app_token: str | None = None
        monkeypatch.setattr(client, "Limits", lambda: QUICK)
        monkeypatch.setattr(edge, "HERE", edge.Place(self.work))
        self.fake.requests.clear()

    def environment(self) -> dict[str, str]:
        """What a workflow run gives it; its tokens are good for an hour."""
        app = self.fake.app_token(self.app) if self._level == 2 else ""
        return {
            "GITHUB_REPOSITORY": SITE,
            "GITHUB_API_URL": self.fake.api_url,
            "GITHUB_SERVER_URL": self.fake.web_url,
            "GITHUB_TOKEN": self.fake.actions_token(self.site, contents="read", pull_requests="write", checks="read"),
            "TERBIT_APP_TOKEN": app if self.app_token is None else self.app_token,
        }

    def run(self, *words: str) -> int:
        for name, value in self.environment().items():
            self._monkeypatch.setenv(name, value)
        return edge.guarded(lambda: cli._run(["gate", *words], "gate"))

    def post(self, *words: str) -> int:
        return self.run("--post", *words)

    def conclusions(self, pull: Pull) -> list[str | None]:
        return [run.conclusion for run in self.fake.check_runs(self.site, pull.head_sha)]

    def comment(self, pull: Pull) -> str:
        (only,) = self.fake.comments(pull)
        return only

    def writes(self) -> list[str]:
        return [str(r) for r in self.fake.requests if r.kind == "rest" and r.method != "GET"]


@pytest.fixture
def gate(office_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(tmp_path, office_template, monkeypatch, level=2)
    yield made
    made.office.close()


@pytest.fixture
def gate_1(office_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(tmp_path, office_template, monkeypatch, level=1)
    yield made
    made.office.close()


# -- what is said ----------------------------------------------------------------------------------------------------


def test_what_is_missing_is_said_by_role(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    pull = gate.office.propose("sari", category="opini")
    assert gate.post("--number", str(pull.number)) == 1
    assert capsys.readouterr().out == f"usulan {pull.number}: {WAITS} (RV001)\n"
    (run,) = gate.fake.check_runs(gate.site, pull.head_sha)
    assert (run.name, run.suite.app, run.conclusion) == (CHECK, gate.app, "action_required")
    assert run.output["title"] == WAITS
    assert run.output["summary"] == (
        "- Ketua Tim: belum\n"
        "- Kepala Balai: belum\n"
        "\n"
        "**Yang menahan**\n"
        "\n"
        "- belum disetujui oleh Ketua Tim. Saran: yang dapat menyetujui: Budi Santoso\n"
        "- belum disetujui oleh Kepala Balai. Saran: yang dapat menyetujui: Ratna Kusuma\n"
        "\n" + NEXT_BUDI
    )
    assert gate.comment(pull) == (
        f"{MARK}\n**Persetujuan: {WAITS}**\n\n{run.output['summary']}\n\nIsi yang dinilai: `{pull.head_sha[:12]}`"
    )
    assert pull.requested == [gate.people["budi"]]


def test_the_next_role_is_asked_when_the_one_before_has_spoken(gate: Gate) -> None:
    pull = gate.office.propose("sari", category="opini")
    gate.post()
    gate.office.approve("budi", pull)
    assert gate.post() == 0, "all were judged"
    assert pull.requested == [gate.people["ratna"]]
    assert "- Ketua Tim: disetujui oleh Budi Santoso\n- Kepala Balai: belum\n" in gate.comment(pull)


def test_what_is_approved_passes(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    pull = gate.office.propose("sari")
    gate.office.approve("budi", pull)
    assert gate.post("--commit", pull.head_sha) == 0
    assert capsys.readouterr().out == f"usulan {pull.number}: disetujui: boleh digabung\n"
    assert gate.conclusions(pull) == ["success"]
    assert gate.comment(pull) == (
        f"{MARK}\n**Persetujuan: disetujui: boleh digabung**\n\n- Ketua Tim: disetujui oleh Budi Santoso\n\n"
        '**Langkah berikutnya**: Pengelola web menekan "Merge pull request", lalu "Confirm merge"; '
        f"squash dan rebase tidak berlaku\n\nIsi yang dinilai: `{pull.head_sha[:12]}`"
    )
    assert pull.requested == []


def test_a_return_takes_the_pass_away(gate: Gate) -> None:
    pull = gate.office.propose("sari")
    gate.office.approve("budi", pull)
    gate.post()
    gate.office.tick()
    gate.fake.request_changes(
        gate.people["ratna"], pull, "Mohon @semua-orang memeriksa [angka](https://jahat.example)."
    )
    gate.post()
    assert gate.conclusions(pull) == ["success", "failure"], "GitHub goes by the newest"
    assert (
        "- dikembalikan oleh Ratna Kusuma: `Mohon @semua-orang memeriksa [angka](https://jahat.example).` Saran: "
        in gate.comment(pull)
    )


def test_after_mending_whoever_returned_it_is_asked_again(gate: Gate) -> None:
    pull = gate.office.propose("sari")
    gate.post()
    gate.office.tick()
    gate.fake.request_changes(gate.people["budi"], pull)
    gate.post()
    assert pull.requested == []
    gate.office.again("sari", pull)
    gate.post()
    assert pull.requested == [gate.people["budi"]]
    assert gate.conclusions(pull) == ["action_required"]
    assert "**Persetujuan: sudah diperbaiki: menunggu Ketua Tim menilai ulang**" in gate.comment(pull)


def test_findings_are_on_their_lines(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    pull = gate.office.propose("sari", category="kegiatn")
    gate.office.approve("budi", pull)
    assert gate.post("--number", str(pull.number)) == 1
    path = "content/berita/2026/09/panen-padi/index.md"
    said = 'kategori "kegiatn" tidak dikenal'
    assert f"  {path}:5:14: error[FM003] {said}" in capsys.readouterr().out
    (run,) = gate.fake.check_runs(gate.site, pull.head_sha)
    assert (run.conclusion, run.output["title"]) == ("failure", "1 kesalahan pada isi")
    (mark,) = run.annotations
    assert (mark["path"], mark["start_line"], mark["annotation_level"], mark["title"]) == (path, 5, "failure", "FM003")
    assert mark["message"].startswith(said)
    assert f"- `{path}:5` FM003: " in gate.comment(pull)
    assert pull.requested == [], "nobody is asked to read what its writer must mend first"


def test_many_findings_come_in_batches(gate: Gate) -> None:
    files: dict[str, bytes | None] = {}
    for number in range(60):
        files |= dict(gate.office.sop and _article(f"naskah-{number}"))
    pull = gate.office.propose("sari", "banyak", files=files)
    gate.post()
    (run,) = gate.fake.check_runs(gate.site, pull.head_sha)
    assert len(run.annotations) == 60
    assert len(gate.comment(pull).splitlines()) < 60
    assert "- dan 50 lagi" in gate.comment(pull)
    gate.fake.requests.clear()
    gate.post()
    assert gate.writes() == []


def _article(slug: str) -> dict[str, bytes]:
    from tests.support.office import Office

    return Office.article(slug, title=f"Judul {slug}", date="")


def test_a_batch_that_did_not_arrive_is_made_good(gate: Gate) -> None:
    files: dict[str, bytes | None] = {}
    for number in range(60):
        files |= _article(f"naskah-{number}")
    pull = gate.office.propose("sari", "banyak", files=files)
    gate.fake.fail("502", method="PATCH", path="/check-runs/")
    assert gate.post() == 3
    assert gate.conclusions(pull) == ["failure"]
    assert gate.post() == 0
    assert [len(run.annotations) for run in gate.fake.check_runs(gate.site, pull.head_sha)] == [50, 60]


def test_a_draft_is_left_in_peace(gate: Gate) -> None:
    pull = gate.office.propose("sari", draft=True)
    assert gate.post("--number", str(pull.number)) == 1
    (run,) = gate.fake.check_runs(gate.site, pull.head_sha)
    assert (run.conclusion, run.output["title"]) == ("action_required", "masih draf: belum diajukan")
    assert (gate.fake.comments(pull), pull.requested) == ([], [])


def test_a_fork_is_found_by_its_commit_and_its_stranger_is_named(gate: Gate) -> None:
    stranger = gate.fake.user("tamu")
    fork = gate.fake.fork(stranger, gate.site)
    from tests.support.office import Office

    gate.fake.push(stranger, fork, "usul", Office.article("panen-padi"))
    pull = gate.fake.open_pull_request(stranger, gate.site, "usul", fork=fork)
    gate.office.approve("budi", pull)
    assert gate.post("--commit", pull.head_sha) == 1
    assert gate.conclusions(pull) == ["action_required"]
    (run,) = gate.fake.check_runs(gate.site, pull.head_sha)
    assert run.output["title"] == "belum boleh digabung"
    assert run.output["summary"] == (
        "- Ketua Tim: disetujui oleh Budi Santoso\n\n**Yang menahan**\n\n"
        "- 1 komit ditulis oleh akun yang tidak ada di sop.yml. Saran: administrator mencatat akunnya di sop.yml, "
        "atau penulis kantor mengajukan isinya sendiri\n\n**Langkah berikutnya**: selesaikan yang tertulis di atas"
    )
    assert pull.requested == []


def test_an_account_that_nobody_knows_is_told_that_it_is_not_heard(gate: Gate) -> None:
    guest = gate.fake.user("tamu-2026")
    gate.fake.permit(guest, gate.site, "write")
    pull = gate.office.propose("sari")
    gate.office.tick()
    gate.fake.approve(guest, pull)
    assert gate.post("--number", str(pull.number)) == 1
    line = "- penilaian akun tamu-2026 tidak dihitung: akun itu tidak ada di sop.yml"
    assert line in gate.comment(pull).splitlines()


def test_a_preview_is_linked(gate: Gate) -> None:
    pull = gate.office.propose("sari")
    gate.post("--preview-url", "https://github.com/balai-contoh/situs/actions/runs/7")
    assert "\n\nPratinjau: <https://github.com/balai-contoh/situs/actions/runs/7>\n" in gate.comment(pull)
    gate.post("--preview-url", "javascript:alert(1)")
    assert "Pratinjau" not in gate.comment(pull)


# -- said once -------------------------------------------------------------------------------------------------------


def test_running_twice_does_nothing_more(gate: Gate) -> None:
    for slug in ("satu", "dua"):
        gate.office.propose("sari", slug, title=f"Judul {slug}")
    assert gate.post() == 0
    assert len(gate.writes()) == 6  # a check, a comment and a request each
    gate.fake.requests.clear()
    assert gate.post() == 0
    assert gate.writes() == []
    assert gate.fake.count("graphql") == 2


def test_somebody_else_with_our_mark_is_not_us(gate: Gate) -> None:
    pull = gate.office.propose("sari")
    gate.fake.comment(gate.people["dewi"], pull, f"{MARK}\nSudah disetujui semua.")
    gate.post()
    assert gate.fake.comments(pull)[0] == f"{MARK}\nSudah disetujui semua."
    assert gate.fake.comments(pull)[1].startswith(f"{MARK}\n**Persetujuan: {WAITS}**")
    gate.office.approve("budi", pull)
    gate.post()
    assert len(gate.fake.comments(pull)) == 2
    assert "disetujui: boleh digabung" in gate.fake.comments(pull)[1]


def test_our_comment_is_found_behind_many_others(gate: Gate) -> None:
    pull = gate.office.propose("sari")
    for number in range(120):
        gate.fake.comment(gate.people["dewi"], pull, f"Pesan {number}")
    gate.post()
    gate.office.approve("budi", pull)
    gate.post()
    assert len(gate.fake.comments(pull)) == 121


def test_whoever_was_asked_and_taken_off_is_not_asked_again(gate: Gate) -> None:
    pull = gate.office.propose("sari")
    gate.post()
    pull.requested.clear()
    gate.fake.requests.clear()
    gate.post()
    assert (pull.requested, gate.writes()) == ([], [])


def test_whoever_has_spoken_on_this_head_is_not_asked(gate: Gate) -> None:
    pull = gate.office.propose("sari")
    gate.office.tick()
    gate.fake.review_comment(gate.people["budi"], pull, "Sedang saya baca.")
    gate.post()
    assert pull.requested == []


def test_somebody_who_cannot_be_asked_keeps_nobody_waiting(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    gate.fake.permit(gate.people["budi"], gate.site, "none")
    pull = gate.office.propose("sari")
    assert gate.post() == 2
    assert capsys.readouterr().err == (
        f"usulan {pull.number}: 1 orang tidak dapat diminta menilai\n"
        "Saran: undang mereka sebagai kolaborator repositori\n"
    )
    assert gate.conclusions(pull) == ["action_required"]


# -- whose word it is --------------------------------------------------------------------------------------------------


def test_a_check_of_the_same_name_by_another_app_is_nothing_to_us(gate: Gate) -> None:
    pull = gate.office.propose("sari")
    other = gate.fake.app("lain", {"checks": "write"}, install=[gate.site])
    gate.fake.check_run(other, gate.site, pull.head_sha, CHECK, "success")
    gate.post()
    runs = gate.fake.check_runs(gate.site, pull.head_sha)
    assert [(run.suite.app, run.conclusion) for run in runs] == [(other, "success"), (gate.app, "action_required")]


def test_the_token_of_another_app_does_not_bind(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    pull = gate.office.propose("sari")
    other = gate.fake.app("lain", {"checks": "write"}, install=[gate.site])
    gate.app_token = gate.fake.app_token(other)
    assert gate.post("--number", str(pull.number)) == 2
    assert capsys.readouterr().err == (
        f"usulan {pull.number}: token ini milik App lain daripada yang disebut sop.yml\n"
        "Saran: samakan github.app di sop.yml dengan App yang dipakai alur kerja\n"
    )


def test_without_the_apps_token_nothing_is_said(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    pull = gate.office.propose("sari")
    gate.app_token = ""
    assert gate.post() == 2
    assert capsys.readouterr().err == (
        "token App tidak ada: hasilnya tidak dapat mengikat\n"
        "Saran: atur TERBIT_APP_TOKEN, atau hapus github.app dari sop.yml\n"
    )
    assert (gate.writes(), gate.fake.comments(pull)) == ([], [])


def test_the_button_works_only_when_the_gate_says_yes(gate: Gate) -> None:
    """With the ruleset that the doctor asks for: the check is required, and of this App."""
    required = [{"context": CHECK, "integration_id": APP}]
    gate.fake.ruleset(
        gate.site, [{"type": "required_status_checks", "parameters": {"required_status_checks": required}}]
    )
    pull = gate.office.propose("sari")
    other = gate.fake.app("lain", {"checks": "write"}, install=[gate.site])
    gate.fake.check_run(other, gate.site, pull.head_sha, CHECK, "success")

    def merged() -> bool:
        try:
            gate.fake.merge(gate.people["agus"], pull)
        except Refusal:
            return False
        return True

    assert not merged(), "nobody has judged it"
    gate.post()
    assert not merged(), "nobody has approved it"
    gate.office.approve("budi", pull)
    gate.post()
    gate.office.tick()
    returned = gate.fake.request_changes(gate.people["ratna"], pull)
    gate.post()
    assert not merged(), "it was returned"
    gate.fake.dismiss(gate.people["ratna"], returned)
    gate.fake.fail("503", path="/graphql", times=99)
    gate.post("--commit", pull.head_sha)
    assert not merged(), "nobody could look"
    gate.fake.heal()
    gate.post("--commit", pull.head_sha)
    assert merged()


def test_a_look_at_many_is_cheap_and_a_second_one_writes_nothing(gate: Gate) -> None:
    for number in range(12):
        gate.office.propose("sari", f"naskah-{number}", title=f"Judul {number}")
    gate.fake.requests.clear()
    assert gate.run() == 0
    assert (gate.fake.count("graphql"), gate.fake.count("rest")) == (1, 0)


def test_without_an_app_nothing_pretends_to_bind(gate_1: Gate) -> None:
    pull = gate_1.office.propose("sari")
    gate_1.office.approve("budi", pull)
    assert gate_1.post() == 0
    assert gate_1.fake.check_runs(gate_1.site, pull.head_sha) == []
    assert "disetujui: boleh digabung" in gate_1.comment(pull)


def test_without_post_nothing_is_written(gate: Gate) -> None:
    gate.office.propose("sari")
    assert gate.run() == 0
    assert gate.writes() == []


def test_whoever_looked_later_and_found_less_is_believed(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    pull = gate.office.propose("sari")
    gate.office.approve("budi", pull)
    later = gate.fake.check_run(gate.app, gate.site, pull.head_sha, CHECK, "failure")
    later.started = edge.now().replace(year=2099)
    assert gate.post("--number", str(pull.number)) == 3
    assert capsys.readouterr().err.startswith(f"usulan {pull.number}: sudah ada hasil pemeriksaan yang lebih baru\n")
    assert gate.conclusions(pull) == ["failure"]


# -- what cannot be known --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        *(("/graphql", kind) for kind in KINDS if kind != "slow"),
        *(("/check-runs", kind) for kind in KINDS if kind != "slow" and not kind.startswith("graphql")),
        *(("info/refs", kind) for kind in ("502", "401", "404", "secondary 429", "refused", "nonsense", "empty")),
    ],
)
def test_whatever_fails_nothing_passes(gate: Gate, where: str, kind: Kind) -> None:
    """Approved by all, and GitHub fails for as long as it takes: exit 3, and no success."""
    pull = gate.office.propose("sari")
    gate.office.approve("budi", pull)
    fault = gate.fake.fail(kind, path=where, times=99)
    ended = gate.post("--number", str(pull.number))
    assert fault.met
    assert ended == 3
    assert "success" not in gate.conclusions(pull)
    gate.fake.heal()
    assert gate.post("--number", str(pull.number)) == 0
    assert gate.conclusions(pull)[-1] == "success"
    assert len(gate.fake.comments(pull)) == 1


@pytest.mark.parametrize("where", ["/graphql", "/commits/.*/pulls"])
def test_a_pass_is_taken_back_when_it_can_no_longer_be_verified(gate: Gate, where: str) -> None:
    pull = gate.office.propose("sari")
    gate.office.approve("budi", pull)
    gate.post("--commit", pull.head_sha)
    gate.office.tick()
    gate.fake.request_changes(gate.people["ratna"], pull)
    gate.fake.fail("503", path=where, times=99)
    assert gate.post("--commit", pull.head_sha) == 3
    assert gate.conclusions(pull) == ["success", "failure"]
    assert gate.fake.check_runs(gate.site, pull.head_sha)[1].output["title"] == "belum dapat diperiksa"


def test_what_could_not_be_judged_is_told(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    """A report is held against the records; where those do not answer nobody knows, and the others are judged."""
    report = gate.office.propose("wayan", "laporan", files={"reports/2026-10/index.md": b"Laporan.\n"})
    other = gate.office.propose("sari")
    assert gate.post() == 3
    why = "server tidak dapat dihubungi: "
    out = capsys.readouterr().out
    assert out.startswith(f"usulan {report.number}: belum dapat diperiksa: {why}")
    assert out.endswith(f"usulan {other.number}: {WAITS} (RV001)\n")
    (run,) = gate.fake.check_runs(gate.site, report.head_sha)
    assert (run.conclusion, run.output["title"]) == ("failure", "belum dapat diperiksa")
    assert run.output["summary"].startswith(why)
    assert run.output["summary"].endswith("\n\nIni diperiksa lagi nanti.")
    assert gate.fake.comments(report) == []
    assert gate.conclusions(other) == ["action_required"]


def test_a_fault_of_ours_keeps_no_other_from_being_judged(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = gate.office.propose("sari", "satu", title="Satu")
    gate.office.approve("budi", first)
    second = gate.office.propose("sari", "dua", title="Dua")
    judge_pull = verdicts.judge_pull

    def breaks(main: verdicts.Main, change: Change, head: str) -> verdicts.Judged:
        if change.number == first.number:
            raise TypeError
        return judge_pull(main, change, head)

    monkeypatch.setattr("terbit.commands.gate.judge_pull", breaks)
    assert gate.post() == 4
    assert capsys.readouterr().err.startswith("Kesalahan di dalam terbit: TypeError. Rinciannya di ")
    assert (gate.conclusions(first), gate.conclusions(second)) == (["failure"], ["action_required"])


def test_a_comment_whose_answer_was_lost_is_not_written_twice(gate: Gate) -> None:
    pull = gate.office.propose("sari")
    gate.fake.fail("502", method="POST", path="/comments", done=True)
    assert gate.post() == 3
    assert gate.post() == 0
    assert len(gate.fake.comments(pull)) == 1
    assert pull.requested == [gate.people["budi"]]


# -- how it is asked -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--number", "4711"], "usulan 4711 tidak ada\n"),
        (["--commit", "abc"], "commit ditulis lengkap: 40 huruf dan angka\n"),
        (["--number", "1", "--commit", "a" * 40], "sebutkan nomor usulan atau commit, tidak keduanya\n"),
    ],
)
def test_what_is_asked_wrongly(gate: Gate, capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert gate.run(*words) == 2
    assert capsys.readouterr().err == said


def test_a_commit_of_no_pull_request(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.run("--commit", gate.office.main) == 0
    assert capsys.readouterr().out == "Tidak ada usulan yang terbuka.\n"


def test_a_closed_one_and_one_that_aims_elsewhere(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    closed = gate.office.propose("sari", "satu")
    gate.fake.close_pull_request(gate.people["sari"], closed)
    assert gate.run("--number", str(closed.number)) == 2
    assert capsys.readouterr().err == f"usulan {closed.number} sudah ditutup atau digabung\n"
    gate.fake.edit(gate.people["sari"], gate.site, "lain", {"a.md": "a"})
    aside = gate.office.propose("sari", "dua", base="lain")
    assert gate.run("--number", str(aside.number)) == 2
    assert capsys.readouterr().err == (
        f"usulan {aside.number} tidak menuju cabang main\nSaran: ubah cabang tujuannya di GitHub\n"
    )


def test_json_names_nobody(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    pull = gate.office.propose("sari")
    assert gate.run("--format", "json") == 0
    out = capsys.readouterr().out
    assert json.loads(out) == {
        "changes": [
            {
                "number": pull.number,
                "head": pull.head_sha,
                "state": "submitted",
                "approved": False,
                "missing": ["ketua-tim"],
                "next": "ketua-tim",
                "reasons": ["RV001"],
            }
        ],
        "findings": [],
    }


def test_hostile_words_of_a_pull_request_are_nowhere_repeated(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    """Title, body and branch are never shown; a file's name is, and acts nowhere."""
    name = "content/berita/2026/09/panen-padi/::error::@semua `x` <b>.md"
    files: dict[str, bytes | None] = {**_good(), name: b"Halo.\n"}
    gate.fake.edit(gate.people["sari"], gate.site, "@semua-$(id)", files)
    pull = gate.fake.open_pull_request(
        gate.people["sari"], gate.site, "@semua-$(id)", title="::error::@semua <img src=x>", body=f"{MARK}\n@semua"
    )
    gate.post()
    out = capsys.readouterr().out
    assert not any(line.lstrip().startswith("::") for line in out.splitlines())
    for text in (gate.comment(pull), gate.fake.check_runs(gate.site, pull.head_sha)[0].output["summary"]):
        assert "<img" not in text
        assert "$(id)" not in text
        for line in text.splitlines():
            if "@semua" in line:
                assert f"`` {name}" in line or f"``{name}" in line


def _good() -> dict[str, bytes]:
    from tests.support.office import Office

    return Office.article("panen-padi")


def test_as_a_workflow_runs_it(gate: Gate) -> None:
    pull = gate.office.propose("sari")
    known = {name: os.environ[name] for name in ("PATH", "HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")}
    command = [sys.executable, "-I", "-m", "terbit", "gate", "--commit", pull.head_sha, "--post"]
    given = gate.environment()
    done = subprocess.run(command, cwd=gate.work, env={**known, **given}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, f"usulan {pull.number}: {WAITS} (RV001)\n", "")
    for secret in (given["GITHUB_TOKEN"], given["TERBIT_APP_TOKEN"]):
        assert secret not in gate.comment(pull)
