"""A small office in a folder of its own, and its preview over real HTTP on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.support.edition import CHECKOUT, SOP, path, text

from terbit.serving.draft import Draft
from terbit.serving.web import Server

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
PANEN = path("panen-padi")
PAGE = "berita/2026/11/panen-padi/"
FRONT = {"description": "Panen padi musim hujan.", "information": "berkala"}


class Folder:
    """An office folder and what is written into it."""

    def __init__(self, top: Path) -> None:
        self.top = top
        for name in ("sop.yml", "mkdocs.yml"):
            self.write(name, (CHECKOUT / name).read_text("utf-8"))
        for name, title in (("index.md", "Depan"), ("profil/index.md", "Profil"), ("layanan.md", "Layanan")):
            self.write(f"content/{name}", f"---\ntitle: {title}\ndescription: {title}.\n---\n\n{title}.\n")
        self.write("content/kontak.md", "---\ntitle: Kontak\ndescription: Kontak.\n---\n\nKontak.\n")
        self.write(PANEN, text(**FRONT))
        self.write(path("tanam-padi"), text("Tanam padi", **FRONT))

    def write(self, name: str, content: str) -> None:
        file = self.top / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "kantor")


@pytest.fixture
def draft(folder: Folder, tmp_path: Path) -> Iterator[Draft]:
    opened = Draft(folder.top, SOP, lambda: NOW, None, tmp_path / "room")
    yield opened
    opened.close()


@contextmanager
def running(folder: Folder, room: Path) -> Iterator[Server]:
    draft = Draft(folder.top, SOP, lambda: NOW, None, room)
    with Server(draft, 0, "id") as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def saved(draft: Draft, write: Callable[[], None]) -> None:
    """Write, and let the draft see it now instead of soon."""
    write()
    draft._next_look = 0.0
    assert draft.look()
    draft.check()
