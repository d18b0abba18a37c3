# ruff: noqa: E501 (one case a line)
"""Who is asked: by path, front matter of base, tip and result, and nothing that the change claims of itself."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from tests.review.office_of_reviewers import PROCEDURE, SOP, office

from terbit.articles import article
from terbit.git import EMPTY_TREE, Repo
from terbit.review.demand import DOCUMENTS, PICTURES, Demand, Touched, demand, demand_of, ordered, touched
from terbit.rules import attachments

NEWS = "content/berita/2026/10/panen/index.md"
PHOTO = "content/berita/2026/10/panen/foto.jpg"
PAGE = "content/layanan.md"
FLOOR = "kepala admin"
EVERYBODY = "ketua kepala admin"


def text(front: str = "categories: [kegiatan]", body: str = "Isi.\n") -> bytes:
    lines = "\n".join(front.split("; ")) if front else ""
    return f"---\ntitle: Panen raya\n{lines}\n---\n\n{body}".encode()


def read(path: str, front: str | bytes | None):
    if front is None:
        return None
    return article.read(path, front if isinstance(front, bytes) else text(front), SOP.zone)


def change(path=NEWS, base=None, tip=None, result=None, *, owner=None, plain=True) -> Touched:
    """A touched path whose article has this front matter in base, tip and result (None: is not there)."""
    holder = owner or path
    return Touched(path, read(holder, base), read(holder, tip), read(holder, result or tip), plain)


def shown(found: Demand) -> tuple[str, str]:
    return " ".join(found.roles), " ".join(found.kinds)


BROKEN = b"---\ntitle: a: b\n---\nIsi.\n"
EVENT, ESSAY, BOOK = "categories: [kegiatan]", "categories: [opini]", "categories: [buku]"
BOTH = "categories: [kegiatan, opini]"
POLICY = "categories: [kegiatan]; policy: true"
HASTY = "categories: [opini]; information: serta-merta"
OLD = "categories: [kegiatan]; information: belum-diklasifikasi"
GONE = "withdrawn: {date: 2026-10-20, reason: Keliru}"

# (what it shows, path, front matter in base, in tip, roles, kinds)
ARTICLES = [
    ("a new article asks its category", NEWS, None, EVENT, "ketua", "article"),
    ("of two steps, in their order", NEWS, None, ESSAY, "ketua kepala", "article"),
    ("several categories are a union", NEWS, None, BOTH, "ketua kepala", "article"),
    ("a publication", NEWS, None, BOOK, "ketua kepala", "publication"),
    ("a category that is left still asks", NEWS, ESSAY, EVENT, "ketua kepala", "article"),
    ("a category that is entered asks too", NEWS, EVENT, ESSAY, "ketua kepala", "article"),
    ("no longer a publication is one still", NEWS, BOOK, EVENT, "ketua kepala", "publication"),
    ("a removed article asks its category", NEWS, ESSAY, None, "ketua kepala", "article"),
    ("a policy matter", NEWS, None, POLICY, "ketua kepala", "article policy"),
    ("a policy flag that the change drops", NEWS, POLICY, EVENT, "ketua kepala", "article policy"),
    ("a policy flag that the change sets", NEWS, EVENT, POLICY, "ketua kepala", "article policy"),
    ("a removed policy matter", NEWS, POLICY, None, "ketua kepala", "article policy"),
    ("policy by its path", "content/profil/sejarah.md", "", "", "ketua kepala", "page policy"),
    ("policy by its path, deeper", "content/profil/a/b/index.md", None, "", "ketua kepala", "page policy"),
    ("no policy beside that path", "content/profilku/sejarah.md", None, "", "ketua", "page"),
    (
        "an article below a policy path",
        "content/profil/2026/10/x/index.md",
        None,
        EVENT,
        "ketua kepala",
        "article policy",
    ),
    ("a page asks the pages' steps", PAGE, "", "", "ketua", "page"),
    ("a page with a category asks both", PAGE, None, ESSAY, "ketua kepala", "page"),
    ("the front page", "content/index.md", "", "", "ketua", "page"),
    ("an unreadable article asks everybody", NEWS, None, BROKEN, EVERYBODY, "control"),
    ("an article that was unreadable", NEWS, BROKEN, EVENT, EVERYBODY, "control"),
    ("an article that becomes unreadable", NEWS, EVENT, BROKEN, EVERYBODY, "control"),
    ("no text at all", NEWS, None, b"\x00\xff", EVERYBODY, "control"),
    ("no category is nobody's: everybody", NEWS, None, "", EVERYBODY, "article"),
    ("an unknown category alone", NEWS, None, "categories: [ramalan]", EVERYBODY, "article"),
    ("an unknown category beside a known one", NEWS, None, "categories: [ramalan, kegiatan]", "ketua", "article"),
    ("an adopted article asks the floor alone", NEWS, None, OLD, FLOOR, "adoption"),
    ("an adopted page as well", PAGE, None, "information: belum-diklasifikasi", FLOOR, "adoption"),
    ("an adopted policy matter", NEWS, None, OLD + "; policy: true", FLOOR, "policy adoption"),
    ("an adopted article that is classified", NEWS, OLD, EVENT, "ketua", "article"),
    ("an adopted article that is mended", NEWS, OLD, OLD, "ketua", "article"),
    ("one of ours called adopted asks both", NEWS, EVENT, OLD, "ketua kepala admin", "article adoption"),
    ("an adopted article that is removed", NEWS, OLD, None, "ketua", "article"),
]


@pytest.mark.parametrize(("path", "base", "tip", "roles", "kinds"), [r[1:] for r in ARTICLES], ids=[r[0] for r in ARTICLES])  # fmt: skip
def test_articles(path, base, tip, roles, kinds):
    assert shown(demand_of([change(path, base, tip)], SOP)) == (roles, kinds)


# (path, roles, kinds)
FILES = [
    ("sop.yml", FLOOR, "control"),
    ("templates/kegiatan.md", FLOOR, "control"),
    ("mkdocs.yml", FLOOR, "layout control"),
    ("overrides/main.html", FLOOR, "layout control"),
    ("content/gaya.css", FLOOR, "layout control"),
    ("content/berita/2026/10/panen/denah.svg", FLOOR, "control"),
    ("mkdocs.yml.bak", FLOOR, "control"),
    ("tools/terbit/cli.py", FLOOR, "control"),
    (".github/workflows/ci.yml", FLOOR, "control"),
    ("requirements.lock", FLOOR, "control"),
    (".gitattributes", FLOOR, "control"),
    ("index.md", FLOOR, "control"),
    ("Content/berita/2026/10/panen/index.md", FLOOR, "control"),
    ("content", FLOOR, "control"),
    ("reports/2026-10/index.md", "koordinator", "report"),
    ("reports/2026-10/notes.md", "koordinator", "report"),
    ("reports/2026-10/figures.json", "koordinator", "report"),
    ("reports/2026-10/rilis.csv", "koordinator", "report"),
    ("reports/2026-10/page.html", FLOOR, "control"),
    ("reports/2026-10/sub/index.md", FLOOR, "control"),
    ("reports/2026-10/index.md\n", FLOOR, "control"),
    ("reports/2026-1/index.md", FLOOR, "control"),
    ("reports/index.md", FLOOR, "control"),
    ("old/reports/2026-10/index.md", FLOOR, "control"),
]


@pytest.mark.parametrize(("path", "roles", "kinds"), FILES)
def test_files_outside_content(path, roles, kinds):
    assert shown(demand_of([Touched(path)], SOP)) == (roles, kinds)


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        *[(f"berkas.{kind}", "ketua kepala") for kind in ["jpg", "jpeg", "png", "webp", "gif", "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv"]],
        *[(f"berkas.{kind}", "ketua kepala") for kind in ["txt", "mp3", "mp4", "zip", "doc", "json", "JPG", "Pdf"]],
        *[(f"berkas.{kind}", FLOOR) for kind in ["svg", "html", "htm", "js", "css", "svgz", "xml", "yml", "exe", "MD", "wasm"]],
        ("berkas", FLOOR),
        (".htaccess", FLOOR),
        (".jpg", FLOOR),
        ("foto.jpg.html", FLOOR),
        ("foto.jpg ", FLOOR),
        ("foto.\udcff", FLOOR),
    ],
)  # fmt: skip
def test_files_beside_an_article(name, roles):
    path = f"content/berita/2026/10/panen/{name}"
    assert shown(demand_of([change(path, ESSAY, ESSAY, owner=NEWS)], SOP))[0] == roles


def test_every_kind_of_attachment_that_the_rules_take_belongs_to_its_article():
    assert {f".{kind}" for kind in attachments.KINDS} <= PICTURES | DOCUMENTS


SIBLINGS = [
    ("a picture of a policy matter", POLICY, POLICY, "ketua kepala", "article policy"),
    ("a picture of an adopted article", None, OLD, FLOOR, "adoption"),
    ("a picture of an unreadable article", BROKEN, BROKEN, EVERYBODY, "control"),
    ("a picture that nobody owns", None, None, FLOOR, "control"),
]


@pytest.mark.parametrize(("base", "tip", "roles", "kinds"), [r[1:] for r in SIBLINGS], ids=[r[0] for r in SIBLINGS])
def test_siblings_take_the_roles_of_their_article(base, tip, roles, kinds):
    assert shown(demand_of([change(PHOTO, base, tip, owner=NEWS)], SOP)) == (roles, kinds)


@pytest.mark.parametrize("path", [NEWS, PHOTO, "reports/2026-10/index.md", "sop.yml"])
def test_a_link_or_an_executable_is_the_floors(path):
    assert shown(demand_of([change(path, EVENT, EVENT, owner=NEWS, plain=False)], SOP)) == (FLOOR, "control")


def test_everything_adds_up_in_any_order():
    report, control = Touched("reports/2026-10/index.md"), Touched("sop.yml")
    policy, nameless = Touched("content/profil/x.svg"), change(NEWS, None, "")
    several = [
        ([change(NEWS, None, EVENT), control, report], "ketua kepala admin koordinator", "article report control"),
        ([change(NEWS, None, EVENT), policy], "ketua kepala admin", "article layout policy control"),
        ([nameless, report], "ketua kepala admin koordinator", "article report"),
        ([change(NEWS, None, BROKEN), report], "ketua kepala admin koordinator", "report control"),
        ([change(NEWS, None, EVENT), change(PAGE, None, OLD)], "ketua kepala admin", "article adoption"),
    ]
    for paths, roles, kinds in several:
        for order in itertools.permutations(paths):
            assert shown(demand_of(order, SOP)) == (roles, kinds)


def test_nothing_touched_asks_nobody():
    assert demand_of([], SOP) == Demand((), frozenset({"pengelola"}), ())


# -- what the merge makes of it, not only what the tip says -------------------------------------------------------


def test_the_merge_result_counts_beside_the_tip():
    assert shown(demand_of([change(NEWS, EVENT, EVENT, ESSAY)], SOP))[0] == "ketua kepala"
    assert shown(demand_of([change(NEWS, EVENT, POLICY, EVENT)], SOP))[0] == "ketua kepala"


# -- policy where the procedure has no steps for it ---------------------------------------------------------------


def test_policy_without_steps_asks_the_head():
    sop = office(PROCEDURE.replace(b'policy: {steps: [setujui], paths: ["content/profil/**"]}\n', b""))
    assert demand_of([change(NEWS, None, POLICY)], sop).roles == ("ketua", "kepala")


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("content/profil/*", "content/profil/a.md", True),
        ("content/profil/*", "content/profil/a/b.md", False),
        ("content/profil/?.md", "content/profil/a.md", True),
        ("content/profil/?.md", "content/profil//.md", False),
        ("content/profil/?.md", "content/profil/ab.md", False),
        ("content/*/a.md", "content/profil/a.md", True),
        ("content/**", "content/x\ny.md", True),
        ("content/**.md", "content/a/b.md", True),
        ("content/profil.md", "content/profilxmd", False),
        ("content/profil.md", "content/profil.md.md", False),
        ("rofil.md", "content/profil.md", False),
    ],
)
def test_policy_paths(pattern, path, fits):
    sop = office(PROCEDURE.replace(b"content/profil/**", pattern.encode()))
    assert ("policy" in demand_of([Touched(path)], sop).kinds) is fits


# -- who merges ---------------------------------------------------------------------------------------------------


def test_publishers_are_those_of_the_steps():
    more = PROCEDURE.replace(b"pages: [periksa, tayang]", b"pages: [periksa, siar]").replace(
        b"categories:\n", b"  siar: {name: Menyiarkan, role: koordinator, publishes: true}\ncategories:\n"
    )
    sop = office(more)
    assert demand_of([change(NEWS, None, EVENT)], sop).publishers == {"pengelola"}
    assert demand_of([change(PAGE, None, "")], sop).publishers == {"koordinator"}
    assert demand_of([change(PAGE, None, ""), change(NEWS, None, EVENT)], sop).publishers == {
        "koordinator",
        "pengelola",
    }
    assert demand_of([Touched("sop.yml")], sop).publishers == {"koordinator", "pengelola"}


def test_without_a_publishing_step_the_administrator_merges():
    assert demand_of([change(NEWS, None, "categories: [kilat]")], SOP).publishers == {"admin"}


# -- withdrawal ---------------------------------------------------------------------------------------------------

WITHDRAWALS = [
    ("sets withdrawn, nothing else", ESSAY, f"{ESSAY}; {GONE}", True),
    ("of a policy matter", POLICY, f"{POLICY}; {GONE}", True),
    ("and changes its category", ESSAY, f"{EVENT}; {GONE}", False),
    ("and changes its text", ESSAY, text(f"{ESSAY}; {GONE}", "Lain.\n"), False),
    ("is new and withdrawn", None, f"{ESSAY}; {GONE}", False),
    ("takes a withdrawal back", f"{ESSAY}; {GONE}", ESSAY, False),
    ("rewords a withdrawal", f"{ESSAY}; {GONE}", f"{ESSAY}; withdrawn: {{date: 2026-10-20, reason: Lain}}", False),
    ("removes it altogether", ESSAY, None, False),
    ("changes nothing that counts", ESSAY, ESSAY, False),
    ("was unreadable", BROKEN, f"{ESSAY}; {GONE}", False),
]


@pytest.mark.parametrize(("base", "tip", "alone"), [r[1:] for r in WITHDRAWALS], ids=[r[0] for r in WITHDRAWALS])
def test_a_withdrawal_alone_needs_one(base, tip, alone):
    found = demand_of([change(NEWS, base, tip)], SOP)
    assert found.any_one is alone
    assert ("withdrawal" in found.kinds) is alone
    assert "ketua" in found.roles


def test_a_withdrawal_with_anything_else_is_an_ordinary_change():
    withdrawn = change(NEWS, ESSAY, f"{ESSAY}; {GONE}")
    assert demand_of([withdrawn, withdrawn], SOP).any_one
    assert not demand_of([withdrawn, change(PAGE, "", "")], SOP).any_one
    assert not demand_of([withdrawn, Touched("sop.yml")], SOP).any_one
    assert not demand_of([change(NEWS, ESSAY, f"{ESSAY}; {GONE}", plain=False)], SOP).any_one
    assert not demand_of([change(PHOTO, ESSAY, f"{ESSAY}; {GONE}", owner=NEWS)], SOP).any_one
    assert not demand_of([change(NEWS, ESSAY, BROKEN, f"{ESSAY}; {GONE}")], SOP).any_one


# -- urgent -------------------------------------------------------------------------------------------------------

URGENT = [
    ("a new urgent article", [change(NEWS, None, HASTY)], True),
    ("with its picture", [change(NEWS, None, HASTY), change(PHOTO, None, HASTY, owner=NEWS)], True),
    ("an article that becomes urgent", [change(NEWS, ESSAY, HASTY)], True),
    ("an urgent article that ceases to be", [change(NEWS, HASTY, ESSAY)], False),
    ("urgent in the tip only", [change(NEWS, None, HASTY, ESSAY)], False),
    ("urgent in the result only", [change(NEWS, None, ESSAY, HASTY)], False),
    ("a removed urgent article", [change(NEWS, HASTY, None)], False),
    ("with another article", [change(NEWS, None, HASTY), change(PAGE, "", "")], False),
    ("with the procedure", [change(NEWS, None, HASTY), Touched("sop.yml")], False),
    ("with a script", [change(NEWS, None, HASTY), change(PHOTO[:-3] + "js", None, HASTY, owner=NEWS)], False),
    ("with a report", [change(NEWS, None, HASTY), Touched("reports/2026-10/index.md")], False),
    ("an urgent text that was unreadable", [change(NEWS, BROKEN, HASTY)], False),
    ("a link", [change(NEWS, None, HASTY, plain=False)], False),
    ("nothing", [], False),
]


@pytest.mark.parametrize(("paths", "urgent"), [r[1:] for r in URGENT], ids=[r[0] for r in URGENT])
def test_the_urgent_lane(paths, urgent):
    found = demand_of(paths, SOP)
    assert found.urgent is urgent
    assert ("urgent" in found.kinds) is urgent


def test_no_urgent_lane_where_the_procedure_has_none():
    sop = office(PROCEDURE.replace(b"urgent: {hours: 48}\n", b""))
    assert not demand_of([change(NEWS, None, HASTY)], sop).urgent


def test_an_urgent_withdrawal_is_a_withdrawal():
    found = demand_of([change(NEWS, HASTY, f"{HASTY}; {GONE}")], SOP)
    assert (found.any_one, found.urgent, found.kinds) == (True, False, ("article", "urgent", "withdrawal"))


def test_the_order_of_roles():
    assert ordered({"koordinator", "kepala", "admin", "penulis", "ketua"}, SOP) == (
        "penulis", "ketua", "kepala", "admin", "koordinator",
    )  # fmt: skip


# -- from git -----------------------------------------------------------------------------------------------------


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path)
    made.run("init", "--quiet", "--bare")
    return made


def tree(repo: Repo, files: dict[str, bytes | None], base: str | None = None) -> str:
    return repo.write_tree(base, files)


def test_a_rename_asks_old_and_new(repo):
    base = tree(repo, {NEWS: text(ESSAY)})
    new = NEWS.replace("panen", "raya")
    tip = tree(repo, {NEWS: None, new: text(EVENT)}, base)
    assert demand(repo, base, tip, tip, SOP).roles == ("ketua", "kepala")


def test_a_picture_alone_asks_for_its_article(repo):
    base = tree(repo, {NEWS: text(ESSAY), PHOTO: b"lama"})
    for tip in (tree(repo, {PHOTO: b"baru"}, base), tree(repo, {PHOTO: None}, base)):
        assert demand(repo, base, tip, tip, SOP).roles == ("ketua", "kepala")


def test_a_nearer_article_does_not_take_pictures_over(repo):
    picture = "content/berita/2026/10/panen/gambar/foto.jpg"
    base = tree(repo, {NEWS: text(ESSAY), picture: b"lama"})
    tip = tree(repo, {picture: b"baru", "content/berita/2026/10/panen/gambar/index.md": text("")}, base)
    assert demand(repo, base, tip, tip, SOP).roles == ("ketua", "kepala")


def test_only_the_difference_from_the_present_main_counts(repo):
    base = tree(repo, {"sop.yml": b"baru", NEWS: text(EVENT)})
    tip = tree(repo, {"sop.yml": b"lama", NEWS: text(EVENT, "Lain.\n")})
    result = tree(repo, {"sop.yml": b"baru", NEWS: text(EVENT, "Lain.\n")})
    assert [path.path for path in touched(repo, base, result, tip, SOP)] == [NEWS]
    assert demand(repo, base, result, tip, SOP).roles == ("ketua",)
    assert demand(repo, base, base, tip, SOP) == Demand((), frozenset({"pengelola"}), ())


def test_a_flag_in_the_tip_that_the_merge_loses(repo):
    base = tree(repo, {NEWS: text(EVENT)})
    tip = tree(repo, {NEWS: text(POLICY)})
    result = tree(repo, {NEWS: text(EVENT, "Lain.\n")})
    assert demand(repo, base, result, tip, SOP).roles == ("ketua", "kepala")


def test_symbolic_links_modules_and_executables(repo):
    blob = repo.write_blob(b"/etc/passwd")
    for mode in ("120000", "100755", "160000"):
        line = (f"{mode} commit {'1' * 40}" if mode == "160000" else f"{mode} blob {blob}") + "\tindex.md\n"
        held = repo.run("mktree", "--missing", input=line.encode()).stdout.decode().strip()
        for name in ("panen", "10", "2026", "berita", "content"):
            held = repo.run("mktree", input=f"040000 tree {held}\t{name}\n".encode()).stdout.decode().strip()
        assert shown(demand(repo, EMPTY_TREE, held, held, SOP)) == (FLOOR, "control")
        assert shown(demand(repo, held, EMPTY_TREE, EMPTY_TREE, SOP)) == (FLOOR, "control")
        plain = tree(repo, {NEWS: text(EVENT)})
        assert "admin" in demand(repo, held, plain, plain, SOP).roles


def test_a_link_in_the_place_of_a_report(repo):
    blob = repo.write_blob(b"/etc/passwd")
    held = repo.run("mktree", input=f"120000 blob {blob}\tindex.md\n".encode()).stdout.decode().strip()
    for name in ("2026-10", "reports"):
        held = repo.run("mktree", input=f"040000 tree {held}\t{name}\n".encode()).stdout.decode().strip()
    assert shown(demand(repo, EMPTY_TREE, held, held, SOP)) == (FLOOR, "control")


def test_what_only_the_merge_result_says(repo):
    base, tip = tree(repo, {NEWS: text(EVENT)}), tree(repo, {NEWS: text(EVENT, "Lain.\n")})
    result = tree(repo, {NEWS: text(ESSAY, "Lain.\n")})
    assert demand(repo, base, result, tip, SOP).roles == ("ketua", "kepala")


@pytest.mark.parametrize(
    ("path", "roles"),
    [
        ("content/galeri/foto.jpg", "ketua kepala"),
        ("content/galeri/2026/foto.jpg", "ketua kepala"),
        ("content/layanan/foto.jpg", "ketua"),
        ("content/foto.jpg", "ketua"),
        ("content/galeri/INDEX.MD/foto.jpg", "ketua kepala"),
    ],
)
def test_shared_files_belong_to_the_nearest_page(repo, path, roles):
    pages = {"content/index.md": text(""), "content/galeri/index.md": text(ESSAY)}
    base = tree(repo, pages)
    tip = tree(repo, {path: b"x"}, base)
    assert shown(demand(repo, base, tip, tip, SOP)) == (roles, "page")


def test_a_shared_file_without_any_page(repo):
    tip = tree(repo, {"content/galeri/foto.jpg": b"x", "index.md": text("")})
    base = tree(repo, {"index.md": text("")})
    assert shown(demand(repo, base, tip, tip, SOP)) == (FLOOR, "control")


def test_hostile_names_and_contents(repo):
    names = [
        "content/" + "n" * 300 + ".md",
        "content/a\nb.md",
        "content/:(glob)x.md",
        "content/\udcff.md",
        "content/-x.md",
    ]
    contents = [b"\x00", b"\xff\xfe", b"---\n" + b"a: &a [" + b"*a," * 50 + b"]\n---\n", b"---\n" + b"[" * 5000, b""]
    tip = tree(repo, dict(zip(names, contents, strict=True)))
    assert shown(demand(repo, EMPTY_TREE, tip, tip, SOP)) == (EVERYBODY, "control")


def test_nothing_in_content_reads_no_tree(repo):
    base = tree(repo, {"sop.yml": b"a"})
    tip = tree(repo, {"sop.yml": b"b", "x.svg": b"<svg/>"})
    assert touched(repo, base, tip, tip, SOP) == [Touched("sop.yml"), Touched("x.svg")]


def test_a_picture_that_comes_with_a_new_article_is_no_page_update(repo):
    """The front page is above every folder, but what lies in an article's folder is the article's alone."""
    home = {"content/index.md": text("title: Beranda")}
    base = tree(repo, home)
    result = tree(repo, {**home, NEWS: text(EVENT), NEWS.replace("index.md", "foto.jpg"): b"\xff\xd8"})
    assert shown(demand(repo, base, result, result, SOP)) == ("ketua", "article")
