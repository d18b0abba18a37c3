"""Attacks on the server, each made by real pushes: what nobody approved must reach neither main nor the site, evidence
must stay, and one hostile push must not keep the others waiting."""

from __future__ import annotations

import subprocess
from datetime import datetime

import pytest
from tests.publishing.test_edition_of_an_office import force, of, recorded, states
from tests.support.office import NOTHING, Office, make_keys

from terbit.forge import approvals, plain
from terbit.gate.trial import trial


def forged(office: Office, who: str, headers: str, message: str) -> str:
    """A commit object written byte by byte and signed by a person, also where git itself would not write it so."""
    payload = f"{headers}\n{message}".encode()
    done = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", str(office.key(who))],
        input=payload,
        capture_output=True,
        check=True,
    )
    signature = done.stdout.decode().rstrip("\n").replace("\n", "\n ")
    content = f"{headers}gpgsig {signature}\n\n{message}".encode()
    written = office.clone(who).run("hash-object", "-t", "commit", "-w", "--stdin", "--literally", input=content)
    return written.stdout.decode().strip()


WHO = "X <x@lain.example> 1788224400 +0700"


# -- commits that git and we could read differently ------------------------------------------------------------------


def test_a_parent_that_only_we_would_see_cuts_no_chain_of_approvals(office: Office) -> None:
    """Git takes parents only right after the tree; a `parent` further down is to git a header without a meaning. A
    reviewer who writes one there could otherwise leave an earlier rejection outside of the chain."""
    number = office.submit("sari", office.article("panen-padi"))
    rejected = office.decide("ratna", number, "rejected", "Tidak layak")
    office.clone("budi").run("fetch", "--quiet", "origin")
    empty = office.repo.commit(rejected).tree
    text = approvals.message(number, "approved", office.tip(number))
    head = f"tree {empty}\nauthor {WHO}\ncommitter {WHO}\nparent {rejected}\n"
    commit = forged(office, "budi", head, text)
    answer = office.push("budi", f"{commit}:refs/approvals/{number}")
    assert answer is not None
    assert "error[SV002] persetujuan yang sudah ada tidak boleh diubah, hanya ditambah" in answer
    assert office.refs()[f"refs/approvals/{number}"] == rejected


# -- a push that no git client would send ----------------------------------------------------------------------------


def raw_push(office: Office, who: str, *commands: tuple[str, str, str]) -> str:
    """Speak git's protocol by hand; returns everything that the server says. Each command: (old, new, ref)."""
    clone = office.clone(who)
    tips = "".join(f"{new}\n" for _, new, _ in commands) + "".join(f"^{oid}\n" for oid in office.refs().values())
    pack = clone.run("pack-objects", "--revs", "--stdout", "--thin", input=tips.encode()).stdout
    lines = [f"{old} {new} {ref}".encode() for old, new, ref in commands]
    lines[0] += b"\0report-status"
    sent = b"".join(f"{len(line) + 4:04x}".encode() + line for line in lines) + b"0000" + pack
    done = subprocess.run(["git", "receive-pack", str(office.bare)], input=sent, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def test_one_ref_twice_in_a_push(office: Office) -> None:
    """Git moves a ref by the first command that fits and drops the other; we must not judge by the other one."""
    number = office.submit("sari", office.article("panen-padi"))
    ref = f"refs/approvals/{number}"
    empty = office.repo.commit(office.approve("budi", office.submit("dewi", office.article("jagung")))).tree
    office.clone("dewi").run("fetch", "--quiet", "origin")
    nobody = approvals.message(number, "rejected", office.tip(number), "Saya tidak suka")
    good = approvals.message(number, "approved", office.tip(number))
    stored = office.commit("dewi", {}, [], nobody, tree=empty)
    shown = office.commit("budi", {}, [], good, tree=empty)
    office.clone("dewi").run("fetch", "--quiet", str(office.clone("budi").path), shown, check=False)
    office.clone("budi").run("update-ref", "refs/heads/x", shown)
    office.clone("dewi").run("fetch", "--quiet", str(office.clone("budi").path), "x")
    before = office.refs()
    answer = raw_push(office, "dewi", (NOTHING, stored, ref), (NOTHING, shown, ref))
    assert office.refs() == before
    assert "satu cabang disebut dua kali dalam satu kiriman" in answer


def test_an_old_value_that_a_push_makes_up_dates_nothing_anew(office: Office) -> None:
    """A client says what a ref was before; git looks only when it moves the ref, after our receipt is written."""
    number = office.submit("sari", office.article("padi"))
    office.submit("sari", office.article("padi", body="Lain.\n"), number=number)
    said = office.approve("budi", number)
    before = office.server.receipts.read_bytes()
    for ref, new in ((f"refs/heads/change/{number}", office.tip(number)), (f"refs/approvals/{number}", said)):
        answer = raw_push(office, "dewi", (NOTHING, new, ref))
        assert "error[SV011] sudah berubah sementara itu" in answer
    assert office.server.receipts.read_bytes() == before


# -- what a commit brings ----------------------------------------------------------------------------------------


def test_personal_data_that_a_merge_moves_into_an_article(office: Office) -> None:
    """Its text is on the server already, under a name where nobody looks; the merge that gives it a public name is
    looked at like any commit."""
    text = office.article("panen", body="NIK 3201011509890001 milik petani.\n")
    content = next(iter(text.values()))
    hidden = office.commit("sari", {"catatan.bin": content})
    assert office.push("sari", f"{hidden}:refs/heads/draft/satu") is None
    other = office.commit("sari", office.article("lain"))
    tree = office.clone("sari").write_tree(office.main, text)
    evil = office.commit("sari", {}, [hidden, other], "Gabung\n", tree=tree)
    clean = office.commit("sari", office.article("lain"), [evil])
    answer = office.push("sari", f"{clean}:refs/heads/draft/dua")
    assert answer is not None
    assert "content/berita/2026/09/panen/index.md" in answer
    assert "error[PD" in answer


def test_what_a_merge_takes_over_from_main_is_not_judged_again(office: Office) -> None:
    """What main has held for long, from before a rule, must not stop those who bring their text up to date."""
    old = office.commit("agus", office.article("lama", body="NIK 3201011509890001 milik petani.\n"))
    office.clone("agus").run("push", "--quiet", str(office.bare), f"{old}:refs/heads/draft/x", check=False)
    office.repo.run("fetch", "--quiet", str(office.clone("agus").path), f"{old}:refs/heads/main")
    first = office.repo.commit(old).parents[0]
    text = office.commit("sari", office.article("panen"), [first])
    none = office.commit("sari", {}, [text], tree=office.repo.commit(first).tree)
    taken = office.commit("sari", {}, [none, old], tree=office.repo.commit(old).tree)
    assert office.push("sari", f"{taken}:refs/heads/draft/satu") is None


def test_commits_that_put_in_and_take_out_a_huge_tree_over_and_over(office: Office) -> None:
    """Few objects and few commits, and yet more changed paths than a server can hold in memory."""
    clone = office.clone("sari")
    blob = clone.write_blob(b"x")
    lines = "".join(f"100644 blob {blob}\t{n}.txt\n" for n in range(1_000))
    inner = clone.run("mktree", input=lines.encode()).stdout.decode().strip()
    many = clone.run("mktree", input="".join(f"040000 tree {inner}\t{n}\n" for n in range(60)).encode()).stdout
    full, tip = many.decode().strip(), office.main
    for n in range(9):
        tree = full if n % 2 == 0 else office.repo.commit(office.main).tree
        tip = office.commit("sari", {}, [tip], "x\n", tree=tree)
    assert office.push("sari", f"{tip}:refs/heads/draft/besar") == (
        "refs: error[SV004] terlalu banyak berkas berubah dalam satu kiriman. Saran: paling banyak 500000"
    )


# -- what counts, and when -----------------------------------------------------------------------------------------


def test_keys_and_roles_that_are_struck_out_before_the_publisher_has_looked(office: Office) -> None:
    """Approved and merged by keys that counted; the procedure that strikes them out is merged before records are
    written. What was right when it was merged stays right."""
    from terbit.server.keys import public_key

    number = office.submit("sari", office.article("padi"))
    office.approve("budi", number)
    office.merge("agus", number)
    make_keys(office.top / "keys", ("budi-baru", "agus-baru"))
    old = {who: public_key(office.key(who).with_suffix(".pub")) for who in ("budi", "agus")}
    new = {who: public_key(office.key(f"{who}-baru").with_suffix(".pub")) for who in ("budi", "agus")}
    struck = ("roles: [{role: ketua-tim}]", "roles: [{role: penulis}]")
    office.reform((old["budi"], new["budi"]), (old["agus"], new["agus"]), struck)
    found = of(office, recorded(office))
    assert states(found) == {"berita/2026/09/padi/": "shown"}
    assert [alarm.rule for alarm in found.alarms] == []


def test_a_role_that_is_taken_away_between_approval_and_merge(office: Office) -> None:
    number = office.submit("sari", office.article("padi"))
    office.approve("budi", number)
    office.reform(("roles: [{role: ketua-tim}]", "roles: [{role: penulis}]"))
    with pytest.raises(plain.Declined) as declined:
        office.merge("agus", number)
    assert "error[RV001] belum disetujui oleh Ketua Tim" in declined.value.answer


def test_an_approval_whose_receipt_is_lost_is_not_dated_by_its_own_claim(office: Office) -> None:
    number = office.submit("sari", office.article("padi"))
    office.approve("budi", number)
    lines = office.server.receipts.read_bytes().splitlines(keepends=True)
    office.server.receipts.write_bytes(b"".join(line for line in lines if b"refs/approvals/" not in line))
    with pytest.raises(plain.Declined) as declined:
        office.merge("agus", number)
    assert declined.value.answer == f"usulan {number}: catatan penerimaannya tidak ada"


# -- the site never freezes ----------------------------------------------------------------------------------------

THEME = "theme: {name: material, custom_dir: overrides}\nnav: []\n"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"mkdocs.yml": THEME.encode(), "overrides/main.html": b"{% block"}, "TemplateSyntaxError"),
        ({"mkdocs.yml": b"nav:\n- X: https://balai-contoh.example/tidak/\n"}, "menuju halaman yang tidak ada"),
    ],
)
def test_a_frame_that_cannot_be_built_stays_outside(office: Office, files: dict[str, bytes], words: str) -> None:
    """Approved by both, and refused all the same: every later text would wait for its repair."""
    number = office.submit("dewi", files)
    office.approve("agus", number)
    office.approve("ratna", number)
    with pytest.raises(plain.Declined) as declined:
        office.merge("agus", number)
    assert "mkdocs.yml: error[SV010]" in declined.value.answer
    assert words in declined.value.answer


def test_a_template_without_end_keeps_nobody_waiting(office: Office) -> None:
    endless = {"mkdocs.yml": THEME.encode(), "overrides/main.html": b"{% for i in range(10**12) %}{% endfor %}"}
    clone = office.clone("sari")
    found = trial(clone, office.commit("sari", endless), office.sop, office.server.now()[0], seconds=1)
    assert [finding.message.text() for finding in found] == ["situs tidak selesai dibangun dalam 1 detik"]


def test_a_frame_that_can_be_built_comes_in(office: Office) -> None:
    office.publishable("sari", office.article("padi"))
    files = {
        "mkdocs.yml": b"theme: {name: material, custom_dir: overrides, logo: logo.png}\n"
        b"nav:\n- index.md\n- X: https://balai-contoh.example/berita/2026/09/padi/\n- besok.md\n"
        b"extra_css: [gaya.css]\n",
        "content/gaya.css": b"a { color: #123456 }\n",
        "overrides/main.html": b'{% extends "base.html" %}{% block announce %}<a href="/layanan/">x</a>{% endblock %}',
    }
    office.publishable("dewi", files, "agus", "ratna")


# -- what the server's owner slips past the hook -------------------------------------------------------------------


def test_a_key_that_the_owner_enters_as_somebody_elses_makes_nothing_live(office: Office) -> None:
    """An unapproved procedure on main, in which the owner's key is Budi's and another one Agus's: the hook goes by it,
    for it knows no other; the site does not."""
    from terbit.server.keys import public_key

    make_keys(office.top / "keys", ("palsu", "palsu-dua"))
    text = (office.repo.file(office.main, "sop.yml") or b"").decode()
    for who, key in (("budi", "palsu"), ("agus", "palsu-dua")):
        text = text.replace(
            public_key(office.key(who).with_suffix(".pub")), public_key(office.top / "keys" / f"{key}.pub")
        )
    force(office, office.commit("agus", {"sop.yml": text.encode()}))
    number = office.submit("sari", office.article("padi"))
    for who, key in (("budi", "palsu"), ("agus", "palsu-dua")):
        office.key(key).replace(office.key(who))
        office.key(f"{key}.pub").replace(office.key(f"{who}.pub"))
    office.approve("budi", number)
    office.merge("agus", number)
    found = of(office, recorded(office))
    assert states(found) == {}
    assert {(alarm.rule, alarm.path) for alarm in found.alarms} == {
        ("ED001", "sop.yml"),
        ("ED001", "content/berita/2026/09/padi/index.md"),
    }


def test_a_withdrawal_is_not_held_up_by_those_who_link_to_the_article(office: Office) -> None:
    office.publishable("sari", office.article("padi", body="## Hasil\n\nPadi.\n"))
    office.publishable("sari", office.article("jagung", title="Jagung", body="[padi](artikel:padi#hasil)\n"))
    files = office.article(
        "padi", body="## Hasil\n\nPadi.\n", withdrawn="{date: 2026-09-01 10:00, reason: Data keliru}"
    )
    office.publishable("sari", files)
    found = of(office, recorded(office))
    assert states(found) == {"berita/2026/09/jagung/": "shown", "berita/2026/09/padi/": "withdrawn"}
    assert found.alarms == ()


# -- a clock that goes back ------------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_hides_no_revision_and_no_rejection(office: Office) -> None:
    """A server's clock is corrected by minutes now and then; what came in before must not become the future."""
    number, other = office.submit("sari", office.article("padi")), office.submit("sari", office.article("jagung"))
    for known in (number, other):
        office.approve("budi", known)
    office.clock("2026-09-01T08:10")
    office.submit("sari", office.article("padi", body="Belum disetujui.\n"), number=number)
    office.decide("ratna", other, "rejected", "Tidak layak")
    office.server.set_demo_clock(datetime.fromisoformat("2026-09-01T08:05:00+07:00"))
    for known, words in ((number, "RV001"), (other, "RV003")):
        with pytest.raises(plain.Declined) as declined:
            office.merge("agus", known)
        assert words in declined.value.answer
    office.approve("budi", number)
    office.merge("agus", number)
    assert office.receipts.newest == datetime.fromisoformat("2026-09-01T08:10:00+07:00")


def test_a_clock_that_is_far_behind_stops_review_until_somebody_looks(office: Office) -> None:
    office.submit("sari", office.article("padi"))
    office.server.set_demo_clock(datetime.fromisoformat("2026-08-31T08:00:00+07:00"))
    with pytest.raises(plain.Declined) as declined:
        office.approve("budi", 1)
    assert declined.value.answer == (
        "jam server mundur: sekarang 2026-08-31 08:00, penerimaan terakhir 2026-09-01 08:00\n"
        "hubungi administrator untuk membetulkan jamnya"
    )


# -- attacks that never worked ---------------------------------------------------------------------------------------


def test_the_same_approval_under_a_second_id_or_for_another_change(office: Office) -> None:
    number = office.submit("sari", office.article("padi"))
    said = office.approve("budi", number)
    other = office.submit("sari", office.article("jagung", title="Jagung"))
    content = office.repo.object(said)[1]
    changed = content.replace(b"-----END SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----\n sampah", 1)
    assert changed != content
    written = office.clone("sari").run("hash-object", "-t", "commit", "-w", "--stdin", "--literally", input=changed)
    twin = written.stdout.decode().strip()
    assert "error[SV002]" in str(office.push("sari", f"{twin}:refs/approvals/{number}"))
    assert "error[SV008]" in str(office.push("sari", f"{twin}:refs/approvals/{other}"))
    office.clone("sari").run("fetch", "--quiet", "origin")
    assert "error[SV008]" in str(office.push("sari", f"{said}:refs/approvals/{other}"))


def test_a_role_that_an_approval_claims(office: Office) -> None:
    number = office.submit("sari", office.article("padi", policy="true"))
    with pytest.raises(plain.Declined) as declined:
        plain.decide(office.clone("budi"), office.identity("budi"), number, "approved", roles=["kepala"])
    assert "error[RV006]" in declined.value.answer


def test_a_page_beside_a_policy_page_takes_neither_its_address_nor_its_approval(office: Office) -> None:
    page = b"---\ntitle: Profil\ndescription: Palsu.\n---\n\nPalsu.\n"
    number = office.submit("sari", {"content/profil.md": page})
    office.approve("budi", number)
    with pytest.raises(plain.Declined) as declined:
        office.merge("agus", number)
    assert "content/profil.md: error[AD002]" in declined.value.answer


def test_what_others_wrote_cannot_steer_a_terminal(office: Office) -> None:
    number = office.submit("sari", office.article("padi"), "Judul \x1b[2J\u202eterbalik\x07")
    office.decide("budi", number, "returned", "alasan \x1b[2J\rrefs/heads/main: baik")
    with pytest.raises(plain.Declined) as declined:
        office.merge("agus", number)
    heard = declined.value.answer + office.type("agus", "status").stdout
    assert not {"\x1b", "\u202e", "\x07", "\r"} & set(heard)


def test_a_merge_with_a_third_parent(office: Office) -> None:
    number = office.submit("sari", office.article("padi"))
    office.approve("budi", number)
    third = office.commit("agus", office.article("jagung"))
    tree, _ = office.clone("agus").merge_tree(office.main, office.tip(number))
    parents = [office.main, office.tip(number), third]
    commit = office.commit("agus", {}, parents, f"Gabung\n\nTerbit-Change: {number}\n", tree=tree)
    assert "error[SV006]" in str(office.push("agus", f"{commit}:refs/heads/main"))


def test_what_is_in_main_already_is_no_new_change(office: Office) -> None:
    """Nobody would be its writer, so anybody could approve it."""
    office.publishable("sari", office.article("padi"))
    tip = office.tip(1)
    office.clone("dewi").run("fetch", "--quiet", "origin")
    answer = office.push("dewi", f"{tip}:refs/heads/change/2")
    assert answer == "refs/heads/change/2: error[SV007] usulan 2 tidak mengubah apa pun"
