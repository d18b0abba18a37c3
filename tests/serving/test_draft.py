"""A folder that is looked at while it is written: what is shown after each save, also of what is half written."""

from __future__ import annotations

from tests.serving.conftest import FRONT, PAGE, PANEN, Folder, saved
from tests.support.edition import path, text

from terbit.serving.draft import Draft, unreadable
from terbit.serving.told import told


def shown(draft: Draft, address: str = PAGE) -> str:
    page = draft.page(address)
    assert page is not None
    return page.decode()


def rules(draft: Draft, address: str = PAGE) -> list[str]:
    return [finding["rule"] for finding in told(draft.known, address, "id")["own"]]


def test_a_save_is_seen_and_nothing_else_is(draft: Draft, folder: Folder) -> None:
    draft._next_look = 0.0
    assert not draft.look()
    saved(draft, lambda: folder.write(PANEN, text(body="Panen lebih awal.", **FRONT)))
    assert "Panen lebih awal." in shown(draft)
    folder.write("content/berita/2026/11/panen-padi/.index.md.swp", "penyunting")
    draft._next_look = 0.0
    assert not draft.look()


def test_a_new_text_and_a_removed_one(draft: Draft, folder: Folder) -> None:
    saved(draft, lambda: folder.write(path("baru"), text("Naskah baru", **FRONT)))
    assert "Naskah baru" in shown(draft, "berita/2026/11/baru/")
    assert "Naskah baru" in shown(draft, "")
    saved(draft, lambda: (folder.top / path("baru")).unlink())
    assert draft.page("berita/2026/11/baru/") is None
    assert "Naskah baru" not in shown(draft, "")


def test_findings_stand_beside_their_page_and_the_others_are_counted(draft: Draft, folder: Folder) -> None:
    saved(draft, lambda: folder.write(PANEN, text(body="![](x.jpg)", **FRONT)))
    assert {"PG001", "PG002"} <= set(rules(draft))
    assert rules(draft, "") == []
    assert told(draft.known, "", "id")["others"] == [
        {"address": PAGE, "title": "Panen padi", "errors": 2, "count": len(rules(draft))}
    ]
    assert "Panen padi" in shown(draft)
    saved(draft, lambda: folder.write(PANEN, text(body="Beres.", **FRONT)))
    assert rules(draft) == []


def test_front_matter_that_is_being_typed_stops_nothing(draft: Draft, folder: Folder) -> None:
    whole = text(**FRONT)
    for cut in range(0, len(whole), 23):
        saved(draft, lambda cut=cut: folder.write(PANEN, whole[:cut] + "\n"))  # type: ignore[misc]
        assert shown(draft)
        assert shown(draft, "")
    saved(draft, lambda: folder.write(PANEN, "---\ntitle: Panen: raya\n---\n\nIsi.\n"))
    wrong = unreadable(draft.known, PAGE)
    assert wrong is not None
    assert [finding.rule for finding in wrong] == ["FM001"]
    assert rules(draft) == ["FM001"]


def test_a_procedure_that_is_being_typed_leaves_the_last_good_one(draft: Draft, folder: Folder) -> None:
    good = (folder.top / "sop.yml").read_text("utf-8")
    saved(draft, lambda: folder.write("sop.yml", good[: len(good) // 2] + "\n  x: ["))
    assert "Balai Riset" in shown(draft, "")
    assert told(draft.known, "", "id")["general"][0]["path"] == "sop.yml"
    saved(draft, lambda: folder.write("sop.yml", good.replace("Balai Riset Tanaman", "Balai Uji Tanaman")))
    assert "Balai Uji" in shown(draft, "")
    assert told(draft.known, "", "id")["general"] == []


def test_the_site_settings_come_and_go(draft: Draft, folder: Folder) -> None:
    good = (folder.top / "mkdocs.yml").read_text("utf-8")
    saved(draft, lambda: folder.write("mkdocs.yml", "hooks: [jahat.py]\n"))
    assert shown(draft, "")
    assert [finding["rule"] for finding in told(draft.known, "", "id")["general"]] == ["MK001"]
    saved(draft, lambda: folder.write("mkdocs.yml", good + "  - Tautan: https://data.example/\n"))
    assert "https://data.example/" in shown(draft, "")


def test_only_the_text_that_was_saved_is_read_again(draft: Draft, folder: Folder) -> None:
    before = dict(draft._texts)
    saved(draft, lambda: folder.write(PANEN, text(body="Panen lebih awal.", **FRONT)))
    again = {key[0] for key, article in draft._texts.items() if before.get(key) is not article}
    assert again == {PANEN}


def test_what_is_exempt_is_not_shown_even_here(draft: Draft, folder: Folder) -> None:
    secret = text(body="Isi rahasia.", description="x", information="dikecualikan")
    saved(draft, lambda: folder.write(PANEN, secret))
    assert "Isi rahasia" not in shown(draft)
    assert "EX001" in rules(draft)
