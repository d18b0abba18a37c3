"""`terbit records` as people run it, on a real office."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.support import warm
from tests.support.office import Office

from terbit.records import book


def terbit(*arguments: str | Path) -> tuple[int, list[str]]:
    done = subprocess.run(
        [warm.python(), "-m", "terbit", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_reconcile_and_show(office: Office):
    office.clock("2026-09-30 23:00")
    number = office.submit("sari", office.article("panen"))
    office.clock("2026-10-01 08:00")
    office.approve("budi", number)
    office.merge("agus", number)

    assert terbit("-C", office.bare, "records", "show") == (0, ["Belum ada catatan."])
    assert terbit("records", "reconcile", office.bare) == (0, ["Ditambahkan: 3 catatan"])
    assert terbit("-C", office.bare, "records", "reconcile") == (0, ["Catatan sudah lengkap."])
    assert terbit("--lang", "en", "records", "reconcile", office.bare) == (0, ["The records are complete."])

    clone = office.clone("sari")
    clone.run("fetch", "--quiet", "origin")
    september = "2026-09-30 23:00  diajukan  usulan 1  sari"
    october = [
        "2026-10-01 08:00  disetujui  usulan 1  budi (Ketua Tim)",
        "2026-10-01 08:00  digabung  usulan 1  agus",
    ]
    for folder in (clone.path, office.bare):
        assert terbit("-C", folder, "records", "show") == (0, [september, *october])
        # the office's month, not the UTC one: 1 October 08:00 in Jakarta is 1 October, 30 September 23:00 is September
        assert terbit("-C", folder, "records", "show", "--month", "2026-09") == (0, [september])
        assert terbit("-C", folder, "records", "show", "--month", "2026-10") == (0, october)
    assert terbit("-C", office.bare, "records", "show", "--month", "2026-11") == (0, ["Belum ada catatan."])
    code, lines = terbit("-C", office.bare, "records", "show", "--format", "json")
    body = json.loads("\n".join(lines))
    assert (code, [event["event"] for event in body["events"]], body["findings"]) == (
        0,
        ["submitted", "approved", "merged"],
        [],
    )

    # damage: named with its place, and everything else is still shown
    damaged = (office.repo.file(book.REF, "events/2026-10.jsonl") or b"") + b"rusak\n"
    tree = office.repo.write_tree(book.REF, {"events/2026-10.jsonl": damaged})
    commit = office.repo.write_commit(tree, [], "rusak\n", who=("x", "x@x"))
    office.repo.update_ref(book.REF, commit)
    code, lines = terbit("-C", office.bare, "records", "show")
    assert code == 1
    assert lines[:3] == [september, *october]
    assert lines[3].startswith("events/2026-10.jsonl:3: error[BK001] baris ini bukan catatan")
    code, lines = terbit("-C", office.bare, "records", "reconcile", "--format", "json")
    body = json.loads("\n".join(lines))
    assert (code, body["added"], [finding["rule"] for finding in body["findings"]]) == (1, [], ["BK001"])


def test_what_cannot_be_asked(office: Office, tmp_path: Path):
    assert terbit("-C", office.bare, "records", "show", "--month", "Oktober") == (
        2,
        ['"Oktober" bukan bulan', "Saran: tulis tahun-bulan, misalnya 2026-10"],
    )
    code, lines = terbit("-C", tmp_path, "records", "show")
    assert (code, lines[0]) == (2, f"{tmp_path}: di sini tidak ada kantor (sop.yml tidak ditemukan)")


def test_records_of_a_newer_terbit(office: Office):
    tree = office.repo.write_tree(None, {"events/2026-10.jsonl": b'{"v":2}\n'})
    office.repo.update_ref(book.REF, office.repo.write_commit(tree, [], "x\n", who=("x", "x@x")))
    for verb in ("show", "reconcile"):
        assert terbit("-C", office.bare, "records", verb) == (
            3,
            ["events/2026-10.jsonl:1: catatan versi 2 tidak dikenal", "Saran: pasang terbit yang lebih baru"],
        )
