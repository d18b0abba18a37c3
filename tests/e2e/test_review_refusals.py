"""What the server refuses, each made by a real push and read from git's own output."""

from __future__ import annotations

import time

import pytest
from tests.support.office import Office

from terbit.forge import approvals, plain

NO_WAY_IN = (
    "refs/heads/main: error[SV006] situs hanya berubah lewat usulan yang disetujui."
    " Saran: kirim usulan dengan terbit submit"
)
OLD_MAIN = (
    "refs/heads/main: error[SV006] penggabungan ini tidak bertolak dari situs yang sekarang."
    " Saran: gabungkan lagi dengan terbit merge"
)
OTHER_TREE = (
    "refs/heads/main: error[SV006] isi penggabungan bukan gabungan dari situs dan usulan."
    " Saran: gabungkan lagi dengan terbit merge"
)
NOT_YET_BUDI = "perubahan/{n}: error[RV001] belum disetujui oleh Ketua Tim. Saran: yang dapat menyetujui: Budi Santoso"
NOT_YET_RATNA = (
    "perubahan/{n}: error[RV001] belum disetujui oleh Kepala Balai. Saran: yang dapat menyetujui: Ratna Kusuma"
)
NOT_YET_AGUS = (
    "perubahan/{n}: error[RV001] belum disetujui oleh Administrator. Saran: yang dapat menyetujui: Agus Pratama"
)
NAME = (
    "{ref}: error[SV001] nama ini tidak dikenal di server."
    " Saran: server ini hanya menerima usulan, persetujuan, penggabungan dan draft/<nama>"
)


def refused(office: Office, who: str, number: int) -> str:
    """The server's words to a merge that it refuses; nothing may have moved."""
    before = office.refs()
    with pytest.raises(plain.Declined) as declined:
        office.merge(who, number)
    assert office.refs() == before
    return declined.value.answer


def merge_by_hand(office: Office, number: int, tree: str | None = None, first: str | None = None) -> str:
    """A merge commit of Agus with any tree and any first parent."""
    main, tip = first or office.main, office.tip(number)
    if tree is None:
        office.clone("agus").run("fetch", "--quiet", "origin")
        tree, _ = office.clone("agus").merge_tree(main, tip)
    return office.commit("agus", {}, [main, tip], f"Gabung\n\nTerbit-Change: {number}\n", tree=tree)


def approved(office: Office, slug: str = "panen-padi", **front: str) -> int:
    number = office.submit("sari", office.article(slug, **front))
    office.approve("budi", number)
    return number


# -- main --------------------------------------------------------------------------------------------------------


def test_a_commit_straight_onto_main(office: Office) -> None:
    commit = office.commit("agus", office.article("panen-padi"))
    assert office.push("agus", f"{commit}:refs/heads/main") == NO_WAY_IN


def test_main_deleted(office: Office) -> None:
    assert office.push("agus", ":refs/heads/main") == "refs/heads/main: error[SV002] tidak boleh dihapus: ini bukti"


def test_main_set_back_to_an_older_commit(office: Office) -> None:
    old = office.main
    office.publishable("sari", office.article("panen-padi"))
    assert office.push("agus", f"{old}:refs/heads/main") == NO_WAY_IN


def test_a_merge_whose_first_parent_is_an_older_main(office: Office) -> None:
    old = office.main
    number = approved(office, "tanam-jagung", title="Tanam jagung")
    office.publishable("sari", office.article("panen-padi"))
    commit = merge_by_hand(office, number, first=old)
    assert office.push("agus", f"{commit}:refs/heads/main") == OLD_MAIN


def test_two_merges_in_one_push(office: Office) -> None:
    first, second = approved(office), approved(office, "tanam-jagung", title="Tanam jagung")
    one = merge_by_hand(office, first)
    two = merge_by_hand(office, second, first=one)
    assert office.push("agus", f"{two}:refs/heads/main") == OLD_MAIN


def test_a_merge_with_something_of_its_own_in_it(office: Office) -> None:
    number = approved(office)
    clone = office.clone("agus")
    clone.run("fetch", "--quiet", "origin")
    tree = clone.write_tree(office.tip(number), {"content/layanan.md": b"---\ntitle: Lain\n---\n\nLain.\n"})
    commit = merge_by_hand(office, number, tree)
    assert office.push("agus", f"{commit}:refs/heads/main") == OTHER_TREE


def test_a_merge_that_leaves_out_what_main_has(office: Office) -> None:
    number = approved(office, "tanam-jagung", title="Tanam jagung")
    office.publishable("sari", office.article("panen-padi"))
    commit = merge_by_hand(office, number, office.repo.commit(office.tip(number)).tree)
    assert office.push("agus", f"{commit}:refs/heads/main") == OTHER_TREE


def conflict(office: Office) -> int:
    """A change that touches the same line as what was merged meanwhile."""
    text = "---\ntitle: Layanan\ndescription: Jam layanan Balai Contoh.\n---\n\n{}\n"
    number = office.submit("dewi", {"content/layanan.md": text.format("Selasa saja.").encode()})
    office.approve("budi", number)
    office.publishable("sari", {"content/layanan.md": text.format("Kamis saja.").encode()})
    return number


def test_a_merge_of_what_is_in_conflict(office: Office) -> None:
    number = conflict(office)
    commit = merge_by_hand(office, number)  # the tree that git prints, with its marks in it
    assert office.push("agus", f"{commit}:refs/heads/main") == (
        "refs/heads/main: error[SV006] usulan bertabrakan dengan situs: content/layanan.md."
        " Saran: penulis usulan menjalankan terbit submit"
    )


def test_attributes_in_the_tree_do_not_settle_a_conflict(office: Office) -> None:
    office.publishable("sari", {".gitattributes": b"*.md merge=union\n"}, "agus", "ratna")
    number = conflict(office)
    clone = office.clone("agus")
    clone.run("fetch", "--quiet", "origin")
    clone.run("checkout", "--quiet", "--force", "--detach", "origin/main")
    tree, conflicts = clone.merge_tree(office.main, office.tip(number))
    assert not conflicts, "in a work folder the attribute does steer git; otherwise this test proves nothing"
    commit = merge_by_hand(office, number, tree)
    assert office.push("agus", f"{commit}:refs/heads/main") == (
        "refs/heads/main: error[SV006] usulan bertabrakan dengan situs: content/layanan.md."
        " Saran: penulis usulan menjalankan terbit submit"
    )


def test_a_criss_cross_merge_shows_what_it_really_changes(office: Office) -> None:
    """`git diff main...tip` may look from either merge base; what counts is main against the merge result."""
    number = approved(office)
    tip = office.tip(number)
    office.publishable("dewi", office.article("kebijakan", title="Kebijakan", policy="true"), "budi", "ratna")
    side = office.main
    office.merge("agus", number)
    merged = office.repo.commit(office.main).tree
    clone = office.clone("dewi")
    clone.run("fetch", "--quiet", "origin")
    tree = clone.write_tree(merged, office.article("kebijakan", title="Kebijakan", body="Sama sekali lain.\n"))
    crossed = office.commit("dewi", {}, [tip, side], "Silang\n", tree=tree)
    assert office.push("dewi", f"{crossed}:refs/heads/change/3") is None
    assert len(office.repo.text("merge-base", "--all", office.main, crossed).split()) == 2
    office.approve("budi", 3)
    assert refused(office, "agus", 3) == NOT_YET_RATNA.format(n=3)


def test_a_merge_that_names_no_change(office: Office) -> None:
    number = approved(office)
    tree, _ = office.repo.merge_tree(office.main, office.tip(number))
    for trailer in ("", "\n\nTerbit-Change: 9", "\n\nTerbit-Change: 1\nTerbit-Change: 1"):
        commit = office.commit("agus", {}, [office.main, office.tip(number)], f"Gabung{trailer}\n", tree=tree)
        assert office.push("agus", f"{commit}:refs/heads/main") == (
            "refs/heads/main: error[SV006] penggabungan ini tidak menyebut usulan yang ada."
            " Saran: gabungkan dengan terbit merge"
        )


def test_a_merge_of_an_earlier_revision(office: Office) -> None:
    number = approved(office)
    tip = office.tip(number)
    office.submit("sari", office.article("panen-padi", body="Isi kedua.\n"), number=number)
    tree, _ = office.repo.merge_tree(office.main, tip)
    commit = office.commit("agus", {}, [office.main, tip], f"Gabung\n\nTerbit-Change: {number}\n", tree=tree)
    assert office.push("agus", f"{commit}:refs/heads/main") == (
        f"refs/heads/main: error[SV006] yang digabung bukan isi terakhir usulan {number}."
        f" Saran: gabungkan dengan terbit merge {number}"
    )


def test_a_merge_under_another_changes_number(office: Office) -> None:
    good = approved(office)
    bad = office.submit("dewi", office.article("tanam-jagung", title="Tanam jagung"))
    tree, _ = office.repo.merge_tree(office.main, office.tip(bad))
    message = f"Gabung\n\nTerbit-Change: {good}\n"
    commit = office.commit("agus", {}, [office.main, office.tip(bad)], message, tree=tree)
    assert office.push("agus", f"{commit}:refs/heads/main") == (
        f"refs/heads/main: error[SV006] yang digabung bukan isi terakhir usulan {good}."
        f" Saran: gabungkan dengan terbit merge {good}"
    )


def test_a_merge_by_somebody_who_may_not_publish(office: Office) -> None:
    assert refused(office, "sari", approved(office)) == (
        "perubahan/1: error[RV008] Sari Wulandari tidak berwenang menayangkan. Saran: yang berwenang: Pengelola web"
    )


# -- what was said of a change -----------------------------------------------------------------------------------


def test_a_merge_without_approval(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    assert refused(office, "agus", number) == NOT_YET_BUDI.format(n=number)


def test_a_merge_over_an_open_return(office: Office) -> None:
    number = approved(office)
    office.decide("budi", number, "returned", "Sebutkan hasilnya.")
    assert refused(office, "agus", number) == (
        "perubahan/1: error[RV002] dikembalikan oleh Budi Santoso: Sebutkan hasilnya."
        " Saran: perbaiki lalu ajukan lagi; sesudah itu Ketua Tim menilai ulang\n"
        "perubahan/1: error[RV001] belum disetujui oleh Ketua Tim. Saran: yang dapat menyetujui: Budi Santoso"
    )


def test_a_policy_matter_without_the_head(office: Office) -> None:
    assert refused(office, "agus", approved(office, policy="true")) == NOT_YET_RATNA.format(n=1)


def test_a_policy_path_without_the_head(office: Office) -> None:
    page = b"---\ntitle: Profil\ndescription: Tentang Balai Contoh.\n---\n\nLain.\n"
    number = office.submit("sari", {"content/profil/index.md": page})
    office.approve("budi", number)
    assert refused(office, "agus", number) == NOT_YET_RATNA.format(n=1)


def test_a_change_that_drops_the_policy_flag(office: Office) -> None:
    office.publishable("sari", office.article("kebijakan", policy="true"), "budi", "ratna")
    assert refused(office, "agus", approved(office, "kebijakan")) == NOT_YET_RATNA.format(n=2)


def test_a_change_that_leaves_the_category_that_asks_more(office: Office) -> None:
    office.publishable("sari", office.article("pendapat", category="opini"), "budi", "ratna")
    assert refused(office, "agus", approved(office, "pendapat")) == NOT_YET_RATNA.format(n=2)


def test_approving_ones_own_work(office: Office) -> None:
    number = office.submit("budi", office.article("panen-padi"))
    with pytest.raises(plain.Declined) as declined:
        office.approve("budi", number)
    assert declined.value.answer == (
        "perubahan/1: error[RV004] persetujuan Budi Santoso tidak dihitung: ia ikut menulis usulan ini."
        " Saran: minta persetujuan orang lain"
    )
    assert "refs/approvals/1" not in office.refs()


def test_approving_work_that_names_one_as_its_author(office: Office) -> None:
    """The e-mail is a claim; it can only add to who wrote something."""
    clone = office.clone("sari")
    tree = clone.write_tree(office.main, office.article("panen-padi"))
    environment = {"GIT_AUTHOR_NAME": "Budi Santoso", "GIT_AUTHOR_EMAIL": "BUDI@balai-contoh.example"}
    made = clone.run("commit-tree", "-S", "-p", office.main, "-m", "x", tree, environment=environment)
    assert office.push("sari", f"{made.stdout.decode().strip()}:refs/heads/change/1") is None
    with pytest.raises(plain.Declined) as declined:
        office.approve("budi", 1)
    assert "persetujuan Budi Santoso tidak dihitung" in declined.value.answer


def test_approving_without_the_role(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    with pytest.raises(plain.Declined) as declined:
        office.approve("dewi", number)
    assert declined.value.answer == (
        "perubahan/1: error[RV006] Dewi Lestari tidak memegang peran yang diminta pada 2026-09-01."
        " Saran: yang diminta: Ketua Tim"
    )


def test_approving_what_is_no_longer_proposed(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    first = office.tip(number)
    office.submit("sari", office.article("panen-padi", body="Isi kedua.\n"), number=number)
    with pytest.raises(plain.Declined) as declined:
        office.decide("budi", number, "approved", commit=first)
    assert declined.value.answer == (
        f"perubahan/1: error[SV008] isi usulan 1 sudah berubah sejak {first[:12]}."
        f" Saran: baca isi yang sekarang ({office.tip(number)[:12]}), lalu setujui lagi"
    )


def test_an_approval_does_not_count_for_what_was_written_after_it(office: Office) -> None:
    number = approved(office)
    first = office.tip(number)
    office.submit("sari", office.article("panen-padi", body="Isi kedua.\n"), number=number)
    tip = office.tip(number)[:12]
    assert refused(office, "agus", number) == (
        f"{NOT_YET_BUDI.format(n=1)}\n"
        f"perubahan/1: error[RV005] persetujuan Budi Santoso berlaku untuk isi {first[:12]}."
        f" Saran: isi usulan sudah berubah: minta Budi Santoso menyetujui isi {tip}"
    )


def test_approving_what_was_never_handed_in(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    with pytest.raises(plain.Declined) as declined:
        office.decide("budi", number, "approved", commit=office.main)
    assert declined.value.answer == (f"perubahan/1: error[RV012] {office.main[:12]} bukan isi yang pernah diajukan")


def test_times_that_the_pusher_claims(office: Office) -> None:
    """Wayan is deputy head from 12 October; a commit that says it was then is received on 1 September."""
    number = office.submit("sari", office.article("panen-padi", policy="true"))
    clone = office.clone("wayan")
    clone.run("fetch", "--quiet", "origin")
    clone.run("hash-object", "-w", "-t", "tree", "--stdin")
    text = approvals.message(number, "approved", office.tip(number))
    when = {"GIT_COMMITTER_DATE": "2026-10-15T09:00:00+07:00", "GIT_AUTHOR_DATE": "2026-10-15T09:00:00+07:00"}
    made = clone.run("commit-tree", "-S", approvals.EMPTY_TREE, "-F", "-", input=text.encode(), environment=when)
    said = made.stdout.decode().strip()
    assert office.push("wayan", f"{said}:refs/approvals/{number}") == (
        "perubahan/1: error[RV006] Wayan Sudarma tidak memegang peran yang diminta pada 2026-09-01."
        " Saran: yang diminta: Ketua Tim, Kepala Balai"
    )


def test_a_deputy_after_the_term(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi", policy="true"))
    office.clock("2026-10-24T00:00")
    with pytest.raises(plain.Declined) as declined:
        office.approve("wayan", number)
    assert "Wayan Sudarma tidak memegang peran yang diminta pada 2026-10-24" in declined.value.answer


def test_a_return_without_a_reason(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    with pytest.raises(plain.Declined) as declined:
        office.decide("budi", number, "returned")
    assert declined.value.answer == (
        'refs/approvals/1: error[SV008] alasan wajib ditulis. Saran: tambahkan --reason "…"'
    )


def test_abandoning_what_others_wrote(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    with pytest.raises(plain.Declined) as declined:
        office.decide("dewi", number, "abandoned")
    assert declined.value.answer == "perubahan/1: error[RV014] hanya penulis usulan yang dapat membatalkannya"


@pytest.mark.parametrize("verdict", ["rejected", "abandoned"])
def test_what_is_finished_stays_finished(office: Office, verdict: str) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    if verdict == "rejected":
        office.decide("budi", number, "rejected", "Bukan berita.")
    else:
        office.decide("sari", number, "abandoned")
    state = "ditolak" if verdict == "rejected" else "dibatalkan"
    with pytest.raises(plain.Declined) as declined:
        office.approve("budi", number)
    assert declined.value.answer == f"perubahan/1: error[RV015] usulan ini sudah selesai: {state}"
    with pytest.raises(plain.Declined) as declined:
        office.submit("sari", office.article("panen-padi", body="Isi kedua.\n"), number=number)
    assert declined.value.answer == (
        f"refs/heads/change/1: error[SV007] usulan 1 sudah selesai: {state}."
        " Saran: kirim sebagai usulan baru dengan terbit submit --new"
    )
    assert "error[RV00" in refused(office, "agus", number) or "error[RV013]" in refused(office, "agus", number)


def test_a_merged_change_takes_nothing_more(office: Office) -> None:
    number = approved(office)
    office.merge("agus", number)
    with pytest.raises(plain.Declined) as declined:
        office.submit("sari", office.article("panen-padi", body="Isi kedua.\n"), number=number)
    assert declined.value.answer == (
        "refs/heads/change/1: error[SV007] usulan 1 sudah selesai: sudah digabung."
        " Saran: kirim sebagai usulan baru dengan terbit submit --new"
    )
    with pytest.raises(plain.Declined) as declined:
        office.approve("budi", number)
    assert declined.value.answer == "perubahan/1: error[RV015] usulan ini sudah selesai: sudah digabung"


# -- what steers the site is judged by what it is now ---------------------------------------------------------------


def test_a_procedure_that_would_approve_itself(office: Office) -> None:
    """Sari's change makes her team head and head of office; who approves it is still said by the present one."""
    text = (office.repo.file(office.main, "sop.yml") or b"").decode()
    mine = "    roles: [{role: penulis}]\n  dewi:"
    assert text.count(mine) == 1
    text = text.replace(mine, "    roles: [{role: ketua-tim}, {role: kepala}, {role: administrator}]\n  dewi:")
    number = office.submit("sari", {"sop.yml": text.encode()})
    with pytest.raises(plain.Declined) as declined:
        office.approve("sari", number)
    assert "persetujuan Sari Wulandari tidak dihitung" in declined.value.answer
    with pytest.raises(plain.Declined) as declined:
        office.approve("budi", number)
    assert "Saran: yang diminta: Kepala Balai, Administrator" in declined.value.answer
    assert refused(office, "agus", number) == f"{NOT_YET_RATNA.format(n=1)}\n{NOT_YET_AGUS.format(n=1)}"


def test_a_key_that_a_change_brings_signs_nothing_yet(office: Office, tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.support.office import make_keys

    from terbit.server.keys import public_key, with_key

    stranger = tmp_path_factory.mktemp("keys")
    make_keys(stranger, ("tamu",))
    sop = with_key(office.repo.file(office.main, "sop.yml") or b"", "sari", public_key(stranger / "tamu.pub"))
    clone = office.clone("sari").configured({"user.signingkey": str(stranger / "tamu")})
    tree = clone.write_tree(office.main, {"sop.yml": sop})
    commit = clone.write_commit(tree, [office.main], "Kunci\n", sign=True)
    key = clone.signatures([commit], stranger / "tamu.pub")[commit].key
    assert office.push("sari", f"{commit}:refs/heads/change/1") == (
        f"{commit[:12]}: error[SV005] ditandatangani dengan kunci yang tidak dikenal: {key}."
        " Saran: minta administrator mendaftarkan kunci Anda di sop.yml"
    )


@pytest.mark.parametrize(
    "path",
    ["mkdocs.yml", "overrides/main.html", ".github/workflows/ci.yml", "tools/terbit/cli.py", "requirements.lock",
     "content/gaya.css"],
)  # fmt: skip
def test_what_steers_the_site_needs_administrator_and_head(office: Office, path: str) -> None:
    number = office.submit("sari", {path: b"site_name: Lain\n"})
    with pytest.raises(plain.Declined) as declined:
        office.approve("budi", number)
    assert declined.value.answer.endswith("Saran: yang diminta: Kepala Balai, Administrator")
    answer = refused(office, "agus", number)
    assert answer.startswith(f"{NOT_YET_RATNA.format(n=1)}\n{NOT_YET_AGUS.format(n=1)}")


def test_a_procedure_that_locks_everybody_out(office: Office) -> None:
    text = (office.repo.file(office.main, "sop.yml") or b"").decode()
    role = "roles: [{role: administrator}, {role: pengelola}]"
    assert text.count(role) == 1
    number = office.submit("sari", {"sop.yml": text.replace(role, "roles: [{role: pengelola}]").encode()})
    office.approve("ratna", number)
    office.approve("agus", number)
    assert refused(office, "agus", number) == (
        "sop.yml: error[SV009] sesudah ini tidak ada lagi Administrator dengan kunci yang berlaku"
    )


def test_a_procedure_that_cannot_be_read(office: Office) -> None:
    number = office.submit("sari", {"sop.yml": b"version: 1\noffice: *x\n"})
    office.approve("ratna", number)
    office.approve("agus", number)
    assert refused(office, "agus", number).startswith("sop.yml:2:")


# -- the merge result --------------------------------------------------------------------------------------------


def test_two_good_changes_that_make_a_bad_tree(office: Office) -> None:
    """Each is fine alone; together they give one address part to two articles."""
    first = approved(office, folder="content/berita/2026/08")
    second = approved(office)
    office.merge("agus", first)
    answer = refused(office, "agus", second)
    assert "content/berita/2026/09/panen-padi/index.md" in answer
    assert "error[" in answer


def test_deleting_what_another_article_links_to(office: Office) -> None:
    office.publishable("sari", office.article("panen-padi"))
    number = office.submit("dewi", {"content/berita/2026/09/panen-padi/index.md": None})
    office.approve("budi", number)
    link = office.article("tanam", title="Tanam", body="Lihat [panen](artikel:panen-padi).\n")
    office.publishable("sari", link)
    assert refused(office, "agus", number) == (
        'content/berita/2026/09/tanam/index.md:9:15: error[LK001] artikel "panen-padi" tidak ada.'
        " Saran: periksa slugnya: nama folder artikel itu"
    )


# -- evidence is only added to -----------------------------------------------------------------------------------


def test_approvals_rewritten(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    office.decide("budi", number, "returned", "Sebutkan hasilnya.")
    clone = office.clone("budi")
    said = office.commit("budi", {}, [], approvals.message(number, "approved", office.tip(number)),
                         tree=plain._empty_tree(clone))  # fmt: skip
    assert office.push("budi", f"{said}:refs/approvals/{number}") == (
        "refs/approvals/1: error[SV002] persetujuan yang sudah ada tidak boleh diubah, hanya ditambah."
        " Saran: kirim dengan terbit approve, terbit return atau terbit reject"
    )


def test_approvals_that_are_joined_by_a_merge(office: Office) -> None:
    number = approved(office)
    clone, last = office.clone("budi"), office.refs()["refs/approvals/1"]
    empty = plain._empty_tree(clone)
    text = approvals.message(number, "approved", office.tip(number))
    # other words than the approval's that is there: within one second the same words would be the same commit
    other = office.commit("budi", {}, [], "Lain lagi.\n\n" + text, tree=empty)
    joined = office.commit("budi", {}, [last, other], text, tree=empty)
    answer = office.push("budi", f"{joined}:refs/approvals/{number}")
    assert answer is not None
    assert answer.startswith("refs/approvals/1: error[SV002] persetujuan yang sudah ada tidak boleh diubah")


@pytest.mark.parametrize("ref", ["refs/approvals/1", "refs/heads/change/1"])
def test_evidence_deleted(office: Office, ref: str) -> None:
    approved(office)
    assert office.push("budi", f":{ref}") == f"{ref}: error[SV002] tidak boleh dihapus: ini bukti"


def test_a_change_rewritten_or_its_number_taken(office: Office) -> None:
    office.submit("sari", office.article("panen-padi"))
    commit = office.commit("dewi", office.article("tanam-jagung"))
    assert office.push("dewi", f"{commit}:refs/heads/change/1") == (
        "refs/heads/change/1: error[SV002] nomor 1 sudah dipakai dan riwayatnya hanya boleh bertambah."
        " Saran: kirim dengan terbit submit"
    )


def test_a_number_that_is_not_the_next(office: Office) -> None:
    commit = office.commit("sari", office.article("panen-padi"))
    assert office.push("sari", f"{commit}:refs/heads/change/7") == (
        "refs/heads/change/7: error[SV007] nomor 7 bukan nomor berikutnya. Saran: nomor berikutnya: 1"
    )


def test_records_are_the_pipelines_own(office: Office) -> None:
    commit = office.commit("agus", {"events/2026-09.jsonl": b"{}\n"}, [])
    words = "refs/heads/records: error[SV003] catatan kejadian hanya ditulis oleh server"
    assert office.push("agus", f"{commit}:refs/heads/records") == words
    assert office.push("agus", ":refs/heads/records") in (words, None) or "refs/heads/records" not in office.refs()


def test_an_approval_of_a_change_that_is_not_there(office: Office) -> None:
    text = approvals.message(4, "approved", office.main)
    said = office.commit("budi", {}, [], text, tree=plain._empty_tree(office.clone("budi")))
    assert office.push("budi", f"{said}:refs/approvals/4") == "refs/approvals/4: error[SV008] usulan 4 tidak ada"


def test_an_approval_that_is_none(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    clone = office.clone("budi")
    empty, good = plain._empty_tree(clone), approvals.message(number, "approved", office.tip(number))
    filled = clone.write_tree(None, {"x": b"x"})
    for text, tree in (
        ("Setujui\n", empty),
        (good, filled),
        (good.replace("Terbit-Change: 1", "Terbit-Change: 2"), empty),
        (good + "Terbit-Verdict: approved\n", empty),
        (good.replace("approved", "setuju"), empty),
    ):
        said = office.commit("budi", {}, [], text, tree=tree)
        assert office.push("budi", f"{said}:refs/approvals/{number}") == (
            f"refs/approvals/1: error[SV008] {said[:12]} bukan persetujuan untuk usulan 1."
            " Saran: kirim dengan terbit approve"
        )


# -- names of refs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ref",
    [
        "refs/tags/main",
        "refs/replace/0123456789012345678901234567890123456789",
        "refs/notes/commits",
        "refs/heads/lain",
        "refs/heads/change/01",
        "refs/heads/change/0",
        "refs/heads/change/1/2",
        "refs/heads/change/satu",
        "refs/approvals/x",
        "refs/heads/draft/Huruf-Besar",
        "refs/heads/draft/a/b",
        "refs/heads/main/x",
        "refs/terbit/anchor",
    ],
)
def test_a_ref_that_does_not_exist_here(office: Office, ref: str) -> None:
    answer = office.push("sari", f"{office.main}:{ref}")
    assert answer == NAME.format(ref=ref) or (ref == "refs/heads/main/x" and answer)
    assert ref not in office.refs()


def test_eleven_thousand_refs_are_refused_in_bounded_time(office: Office) -> None:
    clone = office.clone("sari")
    clone.run("update-ref", "--stdin", input="".join(f"create refs/many/{n} HEAD\n" for n in range(11_000)).encode())
    started = time.monotonic()
    answer = office.push("sari", "refs/many/*:refs/heads/draft/*")
    assert time.monotonic() - started < 20
    assert answer == ("refs: error[SV004] terlalu banyak cabang dalam satu kiriman: 11000. Saran: paling banyak 50")


# -- what a commit brings ----------------------------------------------------------------------------------------


def test_a_commit_that_nobody_signed(office: Office) -> None:
    commit = office.commit("sari", office.article("panen-padi"), sign=False)
    words = (
        f"{commit[:12]}: error[SV005] commit ini tidak ditandatangani."
        " Saran: buat salinan kerja dengan terbit server join"
    )
    assert office.push("sari", f"{commit}:refs/heads/change/1") == words
    assert office.push("sari", f"{commit}:refs/heads/draft/naskah") == words


def test_an_unsigned_commit_below_a_signed_one(office: Office) -> None:
    below = office.commit("sari", office.article("panen-padi"), sign=False)
    above = office.commit("sari", office.article("tanam"), [below])
    answer = office.push("sari", f"{above}:refs/heads/change/1")
    assert answer is not None
    assert answer.startswith(f"{below[:12]}: error[SV005] commit ini tidak ditandatangani")


def test_a_key_that_has_expired(office: Office) -> None:
    key = (office.key("sari").with_suffix(".pub")).read_text().split(" ")[1]
    office.reform((f"{{key: ssh-ed25519 {key}}}", f"{{key: ssh-ed25519 {key}, until: 2026-09-02}}"))
    office.submit("sari", office.article("panen-padi"))
    office.clock("2026-09-03T00:00")
    with pytest.raises(plain.Declined) as declined:
        office.submit("sari", office.article("tanam"))
    assert declined.value.answer.partition(": ")[2] == (
        "error[SV005] kunci sari tidak berlaku pada hari penerimaan."
        " Saran: minta administrator mendaftarkan kunci Anda di sop.yml"
    )


def test_a_key_that_was_revoked(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    office.approve("budi", number)
    office.clock("2026-09-05T09:00")
    late = office.submit("sari", office.article("tanam", title="Tanam"))
    office.approve("budi", late)
    key = (office.key("sari").with_suffix(".pub")).read_text().split(" ")[1]
    text = (office.repo.file(office.main, "sop.yml") or b"").decode()
    text = text.replace(f"{{key: ssh-ed25519 {key}}}", f"{{key: ssh-ed25519 {key}, revoked: 2026-09-04}}")
    office.publishable("dewi", {"sop.yml": text.encode()}, "agus", "ratna")
    with pytest.raises(plain.Declined) as declined:
        office.submit("sari", office.article("lain", title="Lain"))
    assert declined.value.answer.partition(": ")[2] == (
        "error[SV005] kunci sari sudah dicabut. Saran: minta administrator mendaftarkan kunci Anda di sop.yml"
    )
    assert "error[SV005] kunci sari sudah dicabut" in refused(office, "agus", late)
    office.merge("agus", number)  # it came in before


def test_a_key_that_was_struck_out_hides_nobodys_work(office: Office) -> None:
    """Budi's change, under an e-mail of his own choice; then his key is replaced, and he approves with the new one."""
    clone = office.clone("budi").configured(
        {"user.email": "orang@lain.example", "user.signingkey": str(office.key("budi"))}
    )
    tree = clone.write_tree(office.main, office.article("panen-padi"))
    commit = clone.write_commit(tree, [office.main], "Naskah\n", sign=True)
    assert office.push("budi", f"{commit}:refs/heads/change/1") is None
    from tests.support.office import make_keys

    from terbit.server.keys import public_key

    make_keys(office.top / "keys", ("budi-baru",))
    old = public_key(office.key("budi").with_suffix(".pub"))
    office.reform((old, public_key(office.top / "keys" / "budi-baru.pub")))
    for end in ("", ".pub"):
        (office.top / "keys" / f"budi-baru{end}").replace(office.top / "keys" / f"budi{end}")
    office.approve("budi", 1)
    assert "error[SV005] ditandatangani dengan kunci yang tidak dikenal" in refused(office, "agus", 1)


def raw_tree(office: Office, entry: str, oid: str) -> str:
    """A tree with one entry, written past git's own checks."""
    content = entry.encode() + b"\0" + bytes.fromhex(oid)
    done = office.clone("sari").run("hash-object", "-t", "tree", "-w", "--stdin", "--literally", input=content)
    return done.stdout.decode().strip()


@pytest.mark.parametrize(
    ("mode", "kind"), [("120000", "symlink"), ("160000", "gitlink"), ("100755", "executable"), ("100664", "odd")]
)
def test_modes_that_are_no_plain_file(office: Office, mode: str, kind: str) -> None:
    clone = office.clone("sari")
    oid = office.main if kind == "gitlink" else clone.write_blob(b"/etc/passwd")
    inner = raw_tree(office, f"{mode} x.md", oid)
    commit = office.commit("sari", {}, [office.main], "x\n", tree=raw_tree(office, "40000 content", inner))
    answer = office.push("sari", f"{commit}:refs/heads/change/1")
    if kind == "executable":
        assert answer is None or "error[" in answer
    else:
        assert answer is not None
        assert "refs/heads/change/1" not in office.refs()


def test_a_name_with_a_line_feed_or_without_utf8(office: Office) -> None:
    clone = office.clone("sari")
    blob = clone.write_blob(b"x")
    for name in (b"a\nb.md", b"a\xff.md", b"a" * 300 + b".md"):
        inner = clone.run("mktree", "-z", input=b"100644 blob " + blob.encode() + b"\t" + name + b"\0")
        outer = b"040000 tree " + inner.stdout.strip() + b"\tcontent\n"
        tree = clone.run("mktree", input=outer).stdout.decode().strip()
        commit = office.commit("sari", {}, [office.main], "x\n", tree=tree)
        answer = office.push("sari", f"{commit}:refs/heads/change/1")
        assert answer is not None
        assert "error[" in answer
        assert "Traceback" not in answer


def test_exempt_material_in_a_commit_that_is_not_the_last(office: Office) -> None:
    secret = office.commit("sari", office.article("rahasia", information="dikecualikan"))
    path = next(iter(office.article("rahasia")))
    above = office.commit("sari", {path: None, **office.article("panen-padi")}, [secret])
    answer = office.push("sari", f"{above}:refs/heads/change/1")
    assert answer is not None
    assert "content/berita/2026/09/rahasia/index.md" in answer
    assert "error[EX001]" in answer
    assert office.repo.run("cat-file", "-e", secret, check=False).returncode != 0, "nothing of it may stay"


def test_personal_data_in_a_draft(office: Office) -> None:
    below = office.commit("sari", office.article("panen", body="NIK 3201011509890001 milik petani.\n"))
    above = office.commit("sari", office.article("panen"), [below])
    answer = office.push("sari", f"{above}:refs/heads/draft/naskah")
    assert answer is not None
    assert "error[PD" in answer


def test_where_a_picture_was_taken(office: Office) -> None:
    from io import BytesIO

    from PIL import Image

    picture, exif = BytesIO(), Image.Exif()
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 36.0, 0.0), 3: "E", 4: (106.0, 48.0, 0.0)})
    Image.new("RGB", (40, 30)).save(picture, "JPEG", exif=exif)
    files = {**office.article("panen"), "content/berita/2026/09/panen/kebun.jpg": picture.getvalue()}
    below = office.commit("sari", files)
    above = office.commit("sari", {"content/berita/2026/09/panen/kebun.jpg": None}, [below])
    answer = office.push("sari", f"{above}:refs/heads/change/1")
    assert answer is not None
    assert "content/berita/2026/09/panen/kebun.jpg: error[PG005]" in answer


def test_a_file_that_is_too_large(office: Office) -> None:
    files = {"content/publikasi/2026/09/buku/buku.pdf": b"\0" * (50 * 2**20 + 1)}
    commit = office.commit("sari", files)
    assert office.push("sari", f"{commit}:refs/heads/change/1") == (
        "content/publikasi/2026/09/buku/buku.pdf: error[SV004] berkas terlalu besar: 51 MB. Saran: paling besar 50 MB"
    )


def test_a_few_objects_that_unfold_into_countless_paths(office: Office) -> None:
    clone = office.clone("sari")
    entry = f"100644 blob {clone.write_blob(b'x')}\t"
    lines = "".join(f"{entry}{n}\n" for n in range(10))
    for _ in range(10):
        tree = clone.run("mktree", input=lines.encode()).stdout.decode().strip()
        lines = "".join(f"040000 tree {tree}\t{n}\n" for n in range(10))
    commit = office.commit("sari", {}, [office.main], "x\n", tree=tree)
    started = time.monotonic()
    assert office.push("sari", f"{commit}:refs/heads/change/1") == (
        f"{commit[:12]}: error[SV004] terlalu banyak berkas atau folder yang terlalu dalam. Saran: paling banyak 300000"
    )
    assert time.monotonic() - started < 20


def test_folders_within_folders_without_end(office: Office) -> None:
    clone = office.clone("sari")
    line = f"100644 blob {clone.write_blob(b'x')}\tx\n"
    for _ in range(200):
        tree = clone.run("mktree", input=line.encode()).stdout.decode().strip()
        line = f"040000 tree {tree}\tx\n"
    commit = office.commit("sari", {}, [office.main], "x\n", tree=tree)
    answer = office.push("sari", f"{commit}:refs/heads/draft/dalam")
    assert answer == (
        f"{commit[:12]}: error[SV004] terlalu banyak berkas atau folder yang terlalu dalam. Saran: paling banyak 300000"
    )


def test_a_history_of_another_site(office: Office) -> None:
    commit = office.commit("sari", office.article("panen-padi"), [])
    assert office.push("sari", f"{commit}:refs/heads/change/1") == (
        "refs/heads/change/1: error[SV007] usulan 1 tidak berasal dari situs ini"
    )


def test_a_change_that_changes_nothing(office: Office) -> None:
    assert office.push("sari", f"{office.main}:refs/heads/change/1") == (
        "refs/heads/change/1: error[SV007] usulan 1 tidak mengubah apa pun"
    )


def test_what_is_no_commit(office: Office) -> None:
    blob = office.clone("sari").write_blob(b"x")
    answer = office.push("sari", f"{blob}:refs/approvals/1")
    assert answer == "refs/approvals/1: error[SV004] bukan sebuah commit"


def test_one_bad_ref_refuses_the_whole_push(office: Office) -> None:
    before, receipts = office.refs(), office.server.receipts.exists()
    commit = office.commit("sari", office.article("panen-padi"))
    answer = office.push("sari", f"{commit}:refs/heads/change/1", f"{commit}:refs/tags/x")
    assert answer == NAME.format(ref="refs/tags/x")
    assert office.refs() == before
    assert office.server.receipts.exists() == receipts
    assert office.repo.run("cat-file", "-e", commit, check=False).returncode != 0


def test_the_words_in_english(office: Office) -> None:
    office.reform(("language: id", "language: en"))
    from dataclasses import replace

    office.server.write_facts(replace(office.server.facts(), language="en"))
    number = office.submit("sari", office.article("panen-padi"))
    assert refused(office, "agus", number).startswith(f"perubahan/{number}: error[RV001] ")
    assert office.push("sari", f"{office.main}:refs/tags/x") == (
        "refs/tags/x: error[SV001] the server knows no such name."
        " Hint: this server takes changes, approvals, merges and draft/<name> only"
    )
