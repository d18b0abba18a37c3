"""The detached worker, started by real pushes through the real hooks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.office import Office

from terbit.pipeline import worker
from terbit.publishing import deploy
from terbit.records import book

LATE = 8  # seconds that a publisher sleeps before it begins


def settled(office: Office, seconds: float = 90) -> None:
    """Wait until the publisher has served everything."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = worker.status(office.server)
        known = bool(found) and found["state"] == "published" and found["main"] == office.main
        if known and not worker.pending(office.server):
            return
        time.sleep(0.1)
    raise AssertionError(worker.status(office.server))


def test_a_push_does_not_wait_for_its_publisher(office: Office, tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text(f'#!/bin/sh\nsleep {LATE}\nexec {sys.executable} "$@"\n')
    slow.chmod(0o755)
    office.server.write_facts(replace(office.server.facts(), python=str(slow)))
    for slug in ("panen-padi", "panen-jagung"):
        number = office.submit("sari", office.article(slug, title=slug))
        office.approve("budi", number)
        office.clone("agus").run("fetch", "--quiet", "origin")
        base, tip = office.main, office.tip(number)
        tree, _ = office.clone("agus").merge_tree(base, tip)
        commit = office.commit("agus", {}, [base, tip], f"Gabung\n\nTerbit-Change: {number}\n", tree=tree)
        started, used = time.monotonic(), os.times()
        assert office.push("agus", f"{commit}:refs/heads/main") is None
        # what it computes stays below two seconds, however busy the machine is that runs the tests
        spent = os.times()
        assert spent.children_user + spent.children_system - used.children_user - used.children_system < 2
        assert time.monotonic() - started < LATE
    settled(office)
    assert (office.live / "berita/2026/09/panen-jagung/index.html").is_file()


def test_five_pushes_during_a_build_end_with_the_last_state_and_an_event_for_each(publishing_office: Office) -> None:
    office = publishing_office
    slugs = [f"panen-{n}" for n in range(5)]
    numbers = []
    with worker.lock(office.server, wait=True):  # as if a build were under way
        for slug in slugs:
            number = office.submit("sari", office.article(slug, title=f"Panen {slug}"), title=slug)
            office.approve("budi", number)
            numbers.append(number)
    for number in numbers:
        office.merge("agus", number)
    settled(office)
    merged = [event.change for event in book.read(office.repo).of("merged")]
    assert sorted(merged) == numbers
    for slug in slugs:
        assert (office.live / f"berita/2026/09/{slug}/index.html").is_file()
    live = deploy.current(office.live)
    assert live is not None and live.deployed.main == office.main


@pytest.mark.parametrize("how", ["push", "publish", "run-due"])
def test_a_worker_that_is_killed_at_work_loses_nothing(publishing_office: Office, how: str) -> None:
    office = publishing_office
    number = office.submit("sari", office.article("panen-padi"))
    office.approve("budi", number)
    settled(office)
    office.merge("agus", number)
    until = time.monotonic() + 60
    while (found := worker.status(office.server)) is None or found["stage"] != "build":
        assert time.monotonic() < until
        time.sleep(0.005)
    os.kill(found["process"], signal.SIGKILL)
    while (found := worker.status(office.server)) is None or found["state"] != "interrupted":
        assert time.monotonic() < until
        time.sleep(0.01)
    assert worker.pending(office.server)
    assert not (office.live / "berita").exists()
    if how == "push":
        office.submit("dewi", office.article("lain", title="Lain"))
    else:
        command = [sys.executable, "-m", "terbit", how, str(office.bare)]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    settled(office)
    assert (office.live / "berita/2026/09/panen-padi/index.html").is_file()
    assert [event.change for event in book.read(office.repo).of("merged")] == [number]


def test_a_worker_leaves_at_once_while_another_is_at_work(office: Office) -> None:
    office.server.queue.write_text("refs/heads/main\n")
    with worker.lock(office.server, wait=True):
        started = time.monotonic()
        worker.work(office.server)
        assert time.monotonic() - started < 1
        assert worker.pending(office.server)
    worker.work(office.server)
    assert not worker.pending(office.server)
    assert deploy.current(office.live) is not None


def test_what_is_queued_while_a_publisher_works_is_served_by_it(office: Office) -> None:
    office.server.queue.write_text("refs/heads/main\n")
    queued = []

    def seam(boundary: str) -> None:
        if boundary == "records:before" and not queued:
            office.server.queue.write_text("refs/heads/main\n")
            queued.append(boundary)
            other = threading.Thread(target=worker.work, args=(office.server,))
            other.start()
            other.join()  # it found us at work

    worker.work(office.server, seam)
    assert queued
    assert not worker.pending(office.server)


def test_a_publish_that_fails_is_said_in_the_status_and_on_the_records_branch(office: Office) -> None:
    office.live.mkdir()
    (office.live / "index.html").write_text("punya orang")
    office.server.queue.write_text("refs/heads/main\n")
    worker.work(office.server)
    found = worker.status(office.server)
    assert found is not None
    assert (found["state"], found["stage"], found["code"]) == ("failed", "reconcile", 2)
    assert found["message"] == f"{office.live} sudah ada dan bukan buatan terbit"
    said = office.repo.file("refs/heads/records", "publish.json") or b""
    assert b'"state":"failed"' in said
    assert (office.live / "index.html").read_text() == "punya orang"


def test_a_fault_of_ours_is_logged_and_said(office: Office, tmp_path: Path) -> None:
    office.server.queue.write_text("refs/heads/main\n")

    def seam(boundary: str) -> None:
        if boundary == "build:before":
            raise ZeroDivisionError

    worker.work(office.server, seam)
    found = worker.status(office.server)
    assert found is not None
    assert (found["state"], found["code"]) == ("failed", 4)
    assert found["message"].startswith("Kesalahan di dalam terbit: ZeroDivisionError. Rinciannya di ")
    assert "ZeroDivisionError" in (office.server.folder / "publish.log").read_text()
    assert not worker.pending(office.server)
