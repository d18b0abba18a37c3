"""`terbit links fix`: one change that replaces what moved or died, continued while open, silent once it was settled."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.support.office import ADDRESS, Office

from terbit.commands.links.fix import told
from terbit.forge.approvals import trailers
from terbit.links.external.verdict import Verdict
from terbit.links.watch import file
from terbit.links.watch.proposal import MOST, TRAILER, chosen, message, proposal, proposed
from terbit.links.watch.replacement import Replacement
from terbit.links.watch.state import State
from terbit.records import book
from terbit.sop import Links

AT = datetime(2026, 9, 2, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 9, 12, 3, 0, tzinfo=UTC)
HOME = "https://balai-contoh.example/"
OLD, NEW = "https://data.contoh.org/panen", "https://data.contoh.org/2026/panen"
DEAD, COPY = "https://mati.contoh.org/a", "https://arsip.contoh.org/web/20260901/https://mati.contoh.org/a"
LOST = "https://hilang.contoh.org/"
OTHER = "https://lama.contoh.net/"


def moved(url: str = OLD, to: str = NEW) -> State:
    return State(url, Verdict.MOVED, "301", AT, to=to)


def dead(url: str = DEAD, copy: str = COPY) -> State:
    return State(url, Verdict.BROKEN, "404", AT, 3, AT, LATER, copy=copy, copied=AT if copy else None)


def known(office: Office, *states: State) -> None:
    """The records say so of outside links."""
    files = {file.PATH: file.text({state.url: state for state in states})}
    book.append(office.repo, [], files=files, at=LATER, reason="links: checked")


def path(slug: str) -> str:
    return f"{ADDRESS}/{slug}/index.md"


def text(office: Office, slug: str, revision: str = "refs/heads/main") -> str:
    return (office.repo.file(revision, path(slug)) or b"").decode()


def fix(office: Office, *words: str) -> tuple[int, list[str], str]:
    done = office.type("sari", "links", "fix", *words)
    return done.returncode, done.stdout.splitlines(), done.stderr


def changes(office: Office) -> list[str]:
    return sorted(office.repo.refs("refs/heads/change/"))


def test_what_moved_or_died_is_proposed_once(office: Office) -> None:
    office.publishable("sari", office.article("panen", body=f"[a]({OLD}#x) `{OLD}`\n\n[b]({DEAD}) [c]({LOST})\n"))
    office.publishable("dewi", office.article("tanam", title="Musim tanam", body=f"<{OLD}>\n"))
    known(office, moved(), dead(), dead(LOST, ""), State("https://x.id/", Verdict.OK, "200", AT))
    work = office.clone("sari").path / "content" / "layanan.md"
    work.write_text("Belum selesai.\n", "utf-8")  # what is being written stays as it is

    code, said, err = fix(office, "--dry-run")
    assert (code, err) == (0, "")
    assert said[:3] == [
        f"{OLD} → {NEW} (2 tempat)",
        f"{DEAD} → {COPY} (1 tempat)",
        f"{LOST} mati dan tanpa salinan: cari penggantinya, atau hapus tautannya",
    ]
    assert f"-[b]({DEAD}) [c]({LOST})" in said
    assert f"+[b]({COPY}) [c]({LOST})" in said
    assert said[-1] == "Belum dikirim (--dry-run)."
    before = changes(office)

    code, said, err = fix(office)
    assert code == 0, err
    [made] = [ref for ref in changes(office) if ref not in before]
    number = int(made.rpartition("/")[2])
    assert said[-2:] == [
        f"Usulan {number} dikirim: Ganti 2 tautan yang pindah atau mati",
        "Menunggu persetujuan: Ketua Tim",
    ]
    assert text(office, "panen", made) == text(office, "panen").replace(f"({OLD}#x)", f"({NEW}#x)").replace(DEAD, COPY)
    assert text(office, "tanam", made) == text(office, "tanam").replace(OLD, NEW)
    assert len(office.repo.diff(office.main, made)) == 2
    assert work.read_text("utf-8") == "Belum selesai.\n"

    tip = office.tip(number)
    assert fix(office)[1][-1] == f"Usulan {number} sudah memuat semua yang dapat diganti."
    assert (office.tip(number), len(changes(office))) == (tip, len(before) + 1)

    office.approve("budi", number)
    office.merge("agus", number)
    assert fix(office)[1][-1] == "Tidak ada tautan yang dapat diganti."


def test_an_open_proposal_is_continued_also_after_people_edited_it(office: Office) -> None:
    office.publishable("sari", office.article("panen", body=f"[a]({OLD}) [b]({DEAD})\n"))
    known(office, moved())
    fix(office)
    [made] = changes(office)[-1:]
    number = int(made.rpartition("/")[2])
    mine = text(office, "panen", made).replace(NEW, OLD).replace("[a]", "[tetap]").encode()
    office.submit("dewi", {path("panen"): mine}, number=number)  # somebody wants that link as it was
    office.decide("budi", number, "returned", "tambahkan yang lain")
    office.publishable("dewi", office.article("tanam", title="Musim tanam", body=f"[c]({DEAD})\n"))
    known(office, moved(), dead())

    code, said, err = fix(office)
    assert code == 0, err
    assert f"{DEAD} → {COPY} (2 tempat)" in said
    assert changes(office)[-1] in (made, f"refs/heads/change/{number + 1}")  # the other one is the article's
    assert text(office, "panen", made).endswith(f"[tetap]({OLD}) [b]({COPY})\n")
    assert text(office, "tanam", made).endswith(f"[c]({COPY})\n")
    assert office.repo.is_ancestor(office.main, made)


def test_what_was_rejected_is_not_proposed_again(office: Office) -> None:
    office.publishable("sari", office.article("panen", body=f"[a]({OLD}) [b]({DEAD})\n"))
    known(office, moved())
    fix(office)
    number = int(changes(office)[-1].rpartition("/")[2])
    office.decide("budi", number, "rejected", "biarkan")
    assert fix(office)[1][-1] == "Tidak ada tautan yang dapat diganti."
    known(office, moved(), dead())
    assert fix(office)[0] == 0
    last = changes(office)[-1]
    assert last == f"refs/heads/change/{number + 1}"
    assert text(office, "panen", last).endswith(f"[a]({OLD}) [b]({COPY})\n")


def test_whoever_proposes_by_other_means_gets_the_texts_changed_in_his_folder(office: Office) -> None:
    office.publishable("sari", office.article("panen", body=f"[a]({OLD})\n"))
    known(office, moved())
    folder = office.clone("sari")
    folder.run("pull", "--quiet", "origin", "main")
    mine = folder.path / path("panen")
    mine.write_bytes(mine.read_bytes().replace(b"[a]", b"[sedang ditulis]"))
    assert fix(office, "--write", "--dry-run")[1][-1] == "Belum dikirim (--dry-run)."
    before = mine.read_bytes()
    assert fix(office, "--write") == (
        0,
        [
            f"{OLD} → {NEW} (1 tempat)",
            "1 berkas diubah di folder ini: periksa dengan terbit check, lalu kirim.",
        ],
        "",
    )
    assert mine.read_bytes() == before.replace(OLD.encode(), NEW.encode())
    assert fix(office, "--write")[1] == ["Tidak ada tautan yang dapat diganti."]


def test_without_records_there_is_nothing_to_go_by(office: Office) -> None:
    assert fix(office) == (
        2,
        [],
        "tautan ke luar belum pernah diperiksa, atau catatannya tidak ada di sini\n"
        "Saran: di server: terbit links; hasilnya dipakai di sini\n",
    )


# -- what is proposed ------------------------------------------------------------------------------------------------

LINKS = Links()


def test_only_what_is_settled_or_indecent_is_not_chosen() -> None:
    states = {state.url: state for state in (moved(), dead(), dead(LOST, ""), moved(OTHER, "https://baru.contoh.net/"))}
    assert chosen(states, LINKS, HOME, {OTHER}) == {
        OLD: Replacement(NEW, archived=False),
        DEAD: Replacement(COPY, archived=True),
    }


@pytest.mark.parametrize(
    "to",
    [
        "https://slot-gacor88.example/",
        "https://contoh.org/situs-slot-gacor",
        f"{HOME}berita/",
        "http://balai-contoh.example/",
    ],
)
def test_what_the_office_s_own_rules_refuse_is_not_proposed(to: str) -> None:
    assert chosen({OLD: moved(to=to)}, LINKS, HOME) == {}


def test_another_site_s_address_is_proposed_and_marked() -> None:
    [new] = chosen({OLD: moved(to="https://lain.example/")}, LINKS, HOME).values()
    assert new.doubtful


def test_what_cannot_be_replaced_by_itself_is_named() -> None:
    front = "---\ntitle: A\n---\n\n"
    texts = [("content/a.md", f"{front}## <{OLD}>\n\n[a]({OLD})\n"), ("content/b.txt", f"[a]({OLD})")]
    made = proposal(texts, {OLD: Replacement(NEW, archived=False)}, HOME)
    assert list(made.files) == ["content/a.md"]
    assert [str(place) for place in made.places[OLD]] == ["content/a.md:7"]
    assert [str(place) for place in made.left[OLD]] == ["content/a.md:5"]


def test_a_proposal_is_no_longer_than_people_can_look_at_it() -> None:
    urls = [f"https://a.id/{number}" for number in range(MOST + 20)]
    instead = {url: Replacement(f"{url}/baru", archived=False) for url in urls}
    texts = [
        ("content/a/index.md", "".join(f"[x]({url})\n" for url in urls[: MOST - 10])),
        ("content/b/index.md", "".join(f"[x]({url})\n" for url in urls[MOST - 20 :])),
        ("content/c/index.md", f"[x]({urls[0]}) [y]({urls[-1]})\n"),
    ]
    made = proposal(texts, instead, HOME)
    assert set(made.instead) == set(urls[:MOST])
    assert made.files["content/b/index.md"].count("/baru") == 20
    assert made.files["content/c/index.md"] == f"[x]({urls[0]}/baru) [y]({urls[-1]})\n"  # the same link everywhere


def test_whoever_runs_it_is_told_what_to_look_at(office: Office) -> None:
    front = "---\ntitle: A\n---\n\n"
    instead = chosen({OLD: moved(to="https://lain.example/")}, LINKS, HOME)
    made = proposal([("content/a.md", f"{front}## <{OLD}>\n\n[a]({OLD})\n")], instead, HOME)
    said = list(told(made, {LOST: dead(LOST, "")}, office.sop))
    assert [line.text() for line in said] == [
        f"{OLD} → https://lain.example/ (1 tempat): PERIKSA, situs lain",
        f"{OLD} tidak dapat diganti sendiri di content/a.md:5: ganti dengan tangan",
        f"{LOST} mati dan tanpa salinan: cari penggantinya, atau hapus tautannya",
    ]
    assert [line.text("en") for line in said] == [
        f"{OLD} → https://lain.example/ (1 places): LOOK, another site",
        f"{OLD} cannot be replaced by itself in content/a.md:5: replace it by hand",
        f"{LOST} is dead and has no copy: look for another, or remove the link",
    ]


def test_a_proposal_remembers_what_it_replaces() -> None:
    made = proposal(
        [("content/a.md", f"---\ntitle: A\n---\n\n[a]({OLD}) [b]({DEAD})\n")],
        {OLD: Replacement(NEW, archived=False), DEAD: Replacement(COPY, archived=True), LOST: Replacement("x", True)},
        HOME,
    )
    assert message("Ganti 2 tautan", made) == (
        f"Ganti 2 tautan\n\nTerbit-Link: {OLD} {NEW}\nTerbit-Link: {DEAD} {COPY}\n"
    )
    assert proposed([f"{OLD} {NEW}", "kacau", "a b c"]) == {OLD: NEW}


def test_reviewers_are_told_what_another_site_s_address_is() -> None:
    other = "https://lain.example/"
    made = proposal(
        [("content/a.md", f"---\ntitle: A\n---\n\n[a]({OLD})\n")], {OLD: Replacement(other, False, doubtful=True)}, HOME
    )
    text = message("Ganti 1 tautan", made)
    assert text == (
        f"Ganti 1 tautan\n\nPeriksa dahulu, milik situs lain:\n- {OLD} → {other}\n\nTerbit-Link: {OLD} {other}\n"
    )
    assert proposed(trailers(text)[TRAILER]) == {OLD: other}
