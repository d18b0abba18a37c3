"""Which revision of which article is live: made-up histories with a made-up judge, on real repositories."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from terbit import sop as procedure
from terbit.articles.tree import FolderTree
from terbit.findings import Refused
from terbit.git import Repo
from terbit.publishing import approved
from terbit.publishing.approved import Approved, Ruling
from terbit.publishing.choice import Texts
from terbit.publishing.edition import Edition, Item, chosen_from, exempt_on, preview
from terbit.sop import Sop

CHECKOUT = Path(__file__).resolve().parents[2]
SOP = (CHECKOUT / "sop.yml").read_text("utf-8")
START = datetime(2026, 11, 1, tzinfo=UTC)
PADI = "content/berita/2026/11/padi/index.md"
JAGUNG = "content/berita/2026/11/jagung/index.md"
WHO = ("Uji", "uji@localhost")


def text(body: str = "Isi.", **front: str) -> str:
    known = {
        "title": "Panen",
        "date": "2026-11-02",
        "description": "Satu kalimat.",
        "categories": "[kegiatan]",
        "information": "berkala",
        **front,
    }
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in known.items()) + f"---\n\n{body}\n"


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(out, "PNG")
    return out.getvalue()


Content = str | bytes | None


def content_of(value: Content) -> bytes | None:
    return value.encode() if isinstance(value, str) else value


class History:
    """A main that grows by a day a merge; `approve=False`: nobody approved it."""

    def __init__(self, folder: Path, files: Mapping[str, str] | None = None) -> None:
        Repo(folder.parent).run("init", "--quiet", "--bare", str(folder))
        self.repo = Repo(folder)
        self.rulings: dict[str, Ruling] = {}
        self.days = 0
        root = {"sop.yml": SOP, "mkdocs.yml": "nav: []\n", **(files or {})}
        tree = self.repo.write_tree(None, {path: content_of(value) for path, value in root.items()})
        self.anchor = self.main = self.repo.write_commit(tree, [], "Awal\n", at=START, who=WHO)

    @property
    def now(self) -> datetime:
        return START + timedelta(days=self.days)

    def tree(self, base: str, files: Mapping[str, Content]) -> str:
        return self.repo.write_tree(base, {path: content_of(value) for path, value in files.items()})

    def merge(
        self, files: Mapping[str, Content], *, approve: bool = True, evil: Mapping[str, Content] | None = None
    ) -> str:
        """Merge a change; `evil` is what the merge holds beside or instead of what was reviewed."""
        self.days += 1
        tip = self.repo.write_commit(self.tree(self.main, files), [self.main], "Usul\n", at=self.now, who=WHO)
        tree = self.tree(tip, evil or {})
        merge = self.repo.write_commit(tree, [self.main, tip], "Gabung\n", at=self.now, who=WHO)
        self.rulings[merge] = Ruling(approve, self.now, tip)
        self.main = merge
        return merge

    def judge(self, commit: str, sop: Sop, blob: str) -> Ruling:
        return self.rulings.get(commit, Ruling(False))

    def approved(self) -> Approved:
        return approved.walk(self.repo, self.main, self.anchor, self.judge)

    def edition(self, as_of: datetime | None = None) -> Edition:
        found = self.approved()
        texts = Texts(found, self.repo.blob)
        exempt = exempt_on(self.repo, found, texts)
        return chosen_from(found, texts, self.repo.blob, as_of or self.now, exempt=exempt)

    def item(self, address: str = "berita/2026/11/padi/", as_of: datetime | None = None) -> Item | None:
        return self.edition(as_of).at_address(address)

    def shown(self, address: str = "berita/2026/11/padi/", as_of: datetime | None = None) -> str:
        """The body that is shown, or the state in angle brackets; "" where there is no page and never was."""
        item = self.item(address, as_of)
        if item is None:
            return ""
        if item.state != "shown":
            return f"<{item.state}>"
        return self.repo.blob(item.blob).decode().rpartition("---\n")[2].strip()

    def alarms(self) -> list[str]:
        return [f"{alarm.rule} {alarm.path}" for alarm in self.edition().alarms]


@pytest.fixture
def main(tmp_path: Path) -> History:
    return History(tmp_path / "main.git")


def test_the_newest_approved_revision_is_shown(main: History) -> None:
    main.merge({PADI: text("satu")})
    picture = "{file: sawah.png, alt: Sawah yang menguning}"
    second = main.merge({PADI: text("dua", image=picture), PADI.replace("index.md", "sawah.png"): png()})
    item = main.item()
    assert item is not None
    assert main.shown() == "dua"
    assert (item.commit, item.path, item.article, item.at) == (second, PADI, "berita/2026/11/padi/", main.now)
    assert list(item.files) == [PADI.replace("index.md", "sawah.png")]
    assert main.alarms() == []


def test_what_nobody_approved_is_held_back_and_the_rest_is_published(main: History) -> None:
    main.merge({PADI: text("satu")})
    bad = main.merge({PADI: text("judi"), JAGUNG: text("judi")}, approve=False)
    main.merge({"content/berita/2026/11/kedelai/index.md": text("tiga")})
    assert main.shown() == "satu"
    assert main.shown("berita/2026/11/jagung/") == ""
    assert main.shown("berita/2026/11/kedelai/") == "tiga"
    assert main.alarms() == [f"ED001 {JAGUNG}", f"ED001 {PADI}"]
    alarm = main.edition().alarms[0]
    assert alarm.commit == bad
    assert alarm.finding.text() == (
        f"{JAGUNG}: error[ED001] isi ini ada di main tanpa persetujuan, jadi tidak ditayangkan. "
        "Saran: ajukan sebagai perubahan biasa, atau kembalikan isi yang sudah disetujui"
    )
    assert alarm.finding.text("en") == (
        f"{JAGUNG}: error[ED001] this is on main without approval, so it is not shown. "
        "Hint: hand it in as an ordinary change, or restore the approved content"
    )


def test_what_is_approved_later_is_shown_and_the_alarm_ends(main: History) -> None:
    main.merge({PADI: text("satu")}, approve=False)
    main.merge({PADI: text("dua")})
    assert (main.shown(), main.alarms()) == ("dua", [])


def test_an_unapproved_removal_removes_nothing(main: History) -> None:
    main.merge({PADI: text("satu")})
    main.merge({PADI: None}, approve=False)
    assert (main.shown(), main.alarms()) == ("satu", [f"ED001 {PADI}"])


def test_an_approved_merge_carries_nothing_in_that_was_not_reviewed(main: History) -> None:
    main.merge({PADI: text("satu")}, approve=False)
    main.merge({JAGUNG: text("dua")}, evil={PADI: text("satu, diubah")})
    assert main.shown() == ""
    assert main.shown("berita/2026/11/jagung/") == "dua"


def test_a_text_that_both_sides_changed_counts_where_both_were_approved(main: History) -> None:
    main.merge({PADI: text("satu")})
    main.merge({PADI: text("satu, dua")}, evil={PADI: text("satu, dua, tiga")})
    assert main.shown() == "satu, dua, tiga"


def test_a_revision_that_breaks_a_rule_leaves_the_last_good_one(main: History) -> None:
    main.merge({PADI: text("satu")})
    bad = main.merge({PADI: text("dua", categories="[tidak-ada]")})
    assert main.shown() == "satu"
    alarm = main.edition().alarms[0]
    assert (alarm.rule, alarm.path, alarm.commit) == ("ED002", PADI, bad)
    assert alarm.finding.message.text() == "revisi terbaru melanggar aturan, jadi yang tayang tetap revisi sebelumnya"
    assert "tidak-ada" in (alarm.finding.hint or alarm.finding.message).text()


def test_a_revision_that_cannot_be_read_leaves_the_last_good_one(main: History) -> None:
    main.merge({PADI: text("satu")})
    bad = main.merge({PADI: "\x00\xff bukan teks"})
    assert main.shown() == "satu"
    assert [(alarm.rule, alarm.path, alarm.commit) for alarm in main.edition().alarms] == [("ED002", PADI, bad)]


def test_a_new_text_that_cannot_be_read_is_held_back_with_an_alarm(main: History) -> None:
    bad = main.merge({PADI: "---\ntitle: a: b\n---\nIsi.\n"})
    assert main.shown() == "<held>"
    (alarm,) = main.edition().alarms
    assert (alarm.rule, alarm.path, alarm.commit) == ("ED002", PADI, bad)
    assert alarm.finding.message.text() == "melanggar aturan, jadi di alamatnya hanya ada pemberitahuan"
    assert (alarm.finding.hint or alarm.finding.message).text() == (
        "FM001: tanda titik dua di dalam nilai membingungkan"
    )


def test_an_article_without_any_good_revision_has_a_placeholder(main: History) -> None:
    main.merge({PADI: text("dua", categories="[tidak-ada]")})
    assert main.shown() == "<held>"
    item = main.item()
    assert item is not None and (item.blob, item.files) == ("", {})


@pytest.mark.parametrize("approve", [True, False])
def test_exempt_material_becomes_a_placeholder_at_once(main: History, approve: bool) -> None:
    main.merge({PADI: text("satu")})
    main.merge({PADI: text("rahasia", information="dikecualikan")}, approve=approve)
    item = main.item()
    assert item is not None
    assert (item.state, item.blob, item.files, item.redirects) == ("exempt", "", {}, ())
    assert main.alarms() == [f"ED003 {PADI}"]


def test_exempt_material_that_cannot_be_read_is_exempt_all_the_same(main: History) -> None:
    main.merge({PADI: text("satu")})
    main.merge({PADI: "---\ninformation: dikecualikan\ntitle: [\n---\nrahasia\n"}, approve=False)
    assert main.shown() == "<exempt>"


def test_no_step_back_ever_leads_to_exempt_material(main: History) -> None:
    main.merge({PADI: text("rahasia", information="dikecualikan")})
    main.merge({PADI: text("dua", categories="[tidak-ada]")})
    assert main.shown() == "<held>"


def test_before_its_time_an_article_has_no_page_at_all(main: History) -> None:
    main.merge({PADI: text("satu", publish_at="2026-12-01")})
    assert main.shown() == "<embargoed>"
    item = main.item()
    assert item is not None and not item.page
    assert main.shown(as_of=datetime(2026, 12, 1, tzinfo=UTC)) == "satu"


def test_a_revision_for_later_leaves_the_present_one_until_then(main: History) -> None:
    main.merge({PADI: text("satu")})
    main.merge({PADI: text("dua", publish_at="2026-12-01")})
    assert main.shown() == "satu"
    assert main.shown(as_of=datetime(2026, 11, 30, 17, 0, tzinfo=UTC)) == "dua"


def test_an_expired_article_has_a_placeholder_with_its_title(main: History) -> None:
    main.merge({PADI: text("satu", expires_at="2026-11-20"), PADI.replace("index.md", "a.pdf"): "%PDF"})
    assert main.shown() != "<expired>"
    item = main.item(as_of=datetime(2026, 11, 20, tzinfo=UTC))
    assert item is not None
    assert (item.state, item.files) == ("expired", {})
    assert item.blob


def test_a_withdrawn_article_has_a_placeholder_even_where_the_text_breaks_a_rule(main: History) -> None:
    main.merge({PADI: text("satu")})
    main.merge({PADI: text("dua", categories="[tidak-ada]", withdrawn="{date: 2026-11-03, reason: keliru}")})
    assert main.shown() == "<withdrawn>"


def test_a_removed_article_keeps_its_address(main: History) -> None:
    main.merge({PADI: text("satu")})
    removal = main.merge({PADI: None})
    item = main.item()
    assert item is not None
    assert (item.state, item.blob, item.commit) == ("deleted", "", removal)


def test_an_article_that_was_removed_before_its_time_never_had_an_address(main: History) -> None:
    main.merge({PADI: text("satu", publish_at="2026-12-01")})
    main.merge({PADI: None})
    assert main.item() is None
    assert main.item(as_of=datetime(2027, 1, 1, tzinfo=UTC)) is None


def test_an_article_that_comes_back_is_shown_again(main: History) -> None:
    main.merge({PADI: text("satu")})
    main.merge({PADI: None})
    main.merge({PADI: text("dua")})
    assert main.shown() == "dua"


def test_a_moved_article_redirects_and_keeps_its_first_address(main: History) -> None:
    main.merge({PADI: text("satu", redirect_from="[lama/2011.html]")})
    new = "content/berita/2026/11/padi-unggul/index.md"
    newer = "content/berita/2026/11/padi-emas/index.md"
    main.merge({PADI: None, new: text("dua", redirect_from="[berita/2026/11/padi/]")})
    main.merge({new: None, newer: text("tiga", redirect_from="[/berita/2026/11/padi-unggul/]")})
    item = main.item("berita/2026/11/padi-emas/")
    assert item is not None
    assert item.article == "berita/2026/11/padi/"
    assert set(item.redirects) == {"berita/2026/11/padi-unggul/", "berita/2026/11/padi/", "lama/2011.html"}
    assert [item.address for item in main.edition().items] == ["berita/2026/11/padi-emas/"]


def test_nobody_takes_over_an_address_that_somebody_has(main: History) -> None:
    main.merge({PADI: text("satu")})
    main.merge({JAGUNG: text("dua", redirect_from="[berita/2026/11/padi/]")})
    item = main.item("berita/2026/11/jagung/")
    assert main.shown() == "satu"
    assert item is None or item.redirects == ()


def test_the_configuration_has_a_last_good_revision_too(main: History) -> None:
    main.merge({"mkdocs.yml": "nav: []\n# baik\n", "overrides/main.html": "a"})
    good = main.edition().config
    main.merge({"mkdocs.yml": "nav: []\n# jahat\n", "overrides/main.html": "b", "sop.yml": "{}"}, approve=False)
    assert main.edition().config == good
    assert list(good) == ["mkdocs.yml", "overrides/main.html", "sop.yml"]
    assert main.alarms() == ["ED001 mkdocs.yml", "ED001 overrides/main.html", "ED001 sop.yml"]


def test_an_approved_procedure_that_cannot_be_read_changes_nothing(main: History) -> None:
    before = main.edition()
    commit = main.merge({"sop.yml": "version: 1\noffice: [\n"})
    after = main.edition()
    assert after.sop_blob == before.sop_blob
    assert [(alarm.rule, alarm.commit) for alarm in after.alarms] == [("ED004", commit)]


def test_an_approved_site_configuration_that_cannot_be_used_changes_nothing(main: History) -> None:
    before = main.edition().config
    commit = main.merge({"mkdocs.yml": "hooks: [jahat.py]\n"})
    after = main.edition()
    assert after.config == before
    assert [(alarm.rule, alarm.commit) for alarm in after.alarms] == [("ED006", commit)]
    said = "mkdocs.yml yang disetujui tidak dapat dipakai; yang berlaku tetap yang sebelumnya"
    assert after.alarms[0].finding.message.text() == said


def test_later_merges_are_judged_by_the_last_approved_procedure(main: History) -> None:
    seen: list[str] = []

    def judge(commit: str, sop: Sop, blob: str) -> Ruling:
        seen.append(sop.office.name)
        return main.judge(commit, sop, blob)

    main.merge({"sop.yml": SOP.replace("Balai Riset Tanaman Pangan Contoh", "Palsu")}, approve=False)
    main.merge({PADI: text()})
    main.merge({"sop.yml": SOP.replace("Balai Riset Tanaman Pangan Contoh", "Baru")})
    main.merge({JAGUNG: text()})
    approved.walk(main.repo, main.main, main.anchor, judge)
    assert seen == ["Balai Riset Tanaman Pangan Contoh"] * 3 + ["Baru"]


def test_a_symlink_is_never_approved_content(main: History) -> None:
    tree = main.repo.write_tree(main.main, {})
    blob = main.repo.write_blob(b"/etc/passwd")
    lines = main.repo.run("ls-tree", "-z", tree).stdout + f"120000 blob {blob}\tcontent".encode() + b"\0"
    tree = main.repo.run("mktree", "-z", input=lines).stdout.decode().strip()
    main.main = main.repo.write_commit(tree, [main.main], "Tautan\n", at=START, who=WHO)
    main.rulings[main.main] = Ruling(True, START, main.main)
    assert "content" not in main.approved().files


def test_a_main_that_does_not_begin_at_the_anchor_is_not_published(main: History) -> None:
    main.merge({PADI: text()})
    other = main.repo.write_commit(main.tree(main.main, {}), [], "Akar lain\n", at=START, who=WHO)
    main.main = main.repo.write_commit(main.tree(other, {}), [other, main.main], "Gabung\n", at=START, who=WHO)
    with pytest.raises(Refused) as refusal:
        main.approved()
    said = f"riwayat main tidak berawal dari jangkar kepercayaan {main.anchor[:12]}"
    assert refusal.value.message.text() == said


def test_an_anchor_without_a_procedure_cannot_judge(tmp_path: Path) -> None:
    history = History(tmp_path / "main.git", {"sop.yml": "bukan prosedur"})
    with pytest.raises(Refused, match=r"sop.yml pada jangkar kepercayaan tidak ada atau tidak terbaca"):
        history.approved()


def test_the_digest_tells_editions_apart_and_nothing_else(main: History) -> None:
    main.merge({PADI: text("satu")})
    first = main.edition(START + timedelta(days=9))
    assert main.edition(START + timedelta(days=9)).digest == first.digest
    assert main.edition(START + timedelta(days=8)).digest != first.digest
    main.merge({"reports/2026-10/index.md": "laporan"})
    assert main.edition(START + timedelta(days=9)).digest == first.digest
    main.merge({PADI: text("dua")})
    assert main.edition(START + timedelta(days=9)).digest != first.digest


def test_an_urgent_merge_whose_approvals_are_overdue_stays_and_raises_an_alarm(main: History) -> None:
    commit = main.merge({PADI: text("segera")})
    due = main.now + timedelta(hours=48)
    main.rulings[commit] = Ruling(True, main.now, main.rulings[commit].tip, due)
    assert main.alarms() == []
    late = main.edition(due)
    assert [(alarm.rule, alarm.commit, alarm.at) for alarm in late.alarms] == [("ED005", commit, due)]
    assert late.alarms[0].finding.message.text() == (
        "persetujuan susulan untuk informasi serta-merta belum lengkap; tenggatnya 2026-11-04 07:00"
    )
    assert main.shown(as_of=due) == "segera"


def test_a_work_folder_is_previewed_as_if_all_of_it_were_approved(tmp_path: Path) -> None:
    sop, _ = procedure.read(SOP.encode())
    assert sop is not None
    for path, content in {PADI: text("satu"), JAGUNG: text("dua", publish_at="2027-01-01"), "sop.yml": SOP}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
    edition = preview(FolderTree(tmp_path), sop, START + timedelta(days=9))
    assert [(item.address, item.state) for item in edition.items] == [
        ("berita/2026/11/jagung/", "embargoed"),
        ("berita/2026/11/padi/", "shown"),
    ]
    assert edition.main == ""
