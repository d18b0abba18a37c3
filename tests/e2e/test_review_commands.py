"""The verbs of review as people type them, in real working folders, with every word that they read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image
from tests.support.office import Office

SERVICE = "---\ntitle: Layanan\ndescription: Jam layanan Balai Contoh.\n---\n\n{}\n"


def write(office: Office, who: str, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        file = office.clone(who).path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def said(office: Office, who: str, *words: str, code: int = 0) -> str:
    """What a person reads, both streams, after a command that ends with a code."""
    done = office.type(who, *words)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_from_a_text_to_the_site(office: Office) -> None:
    write(office, "sari", office.article("panen-padi"))
    assert said(office, "sari", "submit") == (
        "Usulan 1 dikirim: Panen padi di kebun percobaan\nMenunggu persetujuan: Ketua Tim\n"
        "Dengan mengirim, Anda menyatakan:\n" + "".join(f"- {line}\n" for line in office.sop.ethics)
    )
    assert said(office, "budi", "status").startswith(
        "1  diajukan  Panen padi di kebun percobaan  (menunggu Ketua Tim)\n"
    )
    assert said(office, "budi", "return", "1", code=2) == 'alasan wajib ditulis\nSaran: tambahkan --reason "…"\n'
    assert said(office, "budi", "return", "1", "--reason", "Sebutkan hasilnya.") == (
        "Usulan 1 dikembalikan kepada penulisnya: Panen padi di kebun percobaan\n"
    )
    assert said(office, "sari", "status").startswith(
        "1  dikembalikan  Panen padi di kebun percobaan  (menunggu perbaikan penulis)\n"
    )
    shown = said(office, "sari", "status", "1")
    assert f"isi {office.tip(1)[:12]} dikembalikan oleh Budi Santoso: Sebutkan hasilnya.\n" in shown
    write(office, "sari", office.article("panen-padi", body="Hasilnya lima ton.\n"))
    assert said(office, "sari", "submit").startswith("Usulan 1 dikirim: Panen padi di kebun percobaan\n")
    heard = said(office, "agus", "merge", "1", code=1)
    assert "Usulan 1 belum dapat digabung:\n" in heard
    assert "perubahan/1: error[RV001] belum disetujui oleh Ketua Tim." in heard
    assert said(office, "budi", "approve", "1") == (
        f"Anda menyetujui usulan 1: Panen padi di kebun percobaan (isi {office.tip(1)[:12]})\n"
    )
    assert said(office, "agus", "merge", "1") == (
        "Usulan 1 digabung; server menayangkannya: Panen padi di kebun percobaan\n"
    )
    assert said(office, "agus", "merge", "1", code=2) == "usulan 1 sudah digabung\n"
    assert said(office, "agus", "status").startswith("Tidak ada usulan yang menunggu.\n")
    assert said(office, "agus", "status", "--all").startswith("1  sudah digabung  Panen padi di kebun percobaan\n")


def test_in_english(office: Office) -> None:
    write(office, "sari", office.article("panen-padi"))
    assert said(office, "sari", "--lang", "en", "submit", "-m", "Harvest") == (
        "Change 1 is sent: Harvest\nWaiting for approval: Ketua Tim\n"
        "By handing in, you state:\n" + "".join(f"- {line}\n" for line in office.sop.ethics)
    )


def test_nothing_to_send(office: Office) -> None:
    assert said(office, "sari", "submit", code=2) == "tidak ada yang berubah, jadi tidak ada yang dikirim\n"


def test_outside_a_working_folder(office: Office, tmp_path: Path) -> None:
    done = office.type("sari", "status", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        ".: ini bukan folder kerja kantor\n"
        "Saran: buat dengan terbit server join, atau sebutkan dengan terbit -C FOLDER\n"
    )


def test_a_number_that_is_not_there(office: Office) -> None:
    words = "usulan 9 tidak ada\nSaran: lihat daftar usulan dengan terbit status\n"
    for command in (["approve", "9"], ["merge", "9"], ["status", "9"], ["submit", "--change", "9"]):
        assert said(office, "budi", *command, code=2) == words


def test_errors_stop_a_text_before_it_is_sent(office: Office) -> None:
    write(office, "sari", office.article("panen-padi", category="kegiatn"))
    heard = said(office, "sari", "submit", code=1)
    assert 'index.md:5:14: error[FM003] kategori "kegiatn" tidak dikenal. Saran: maksud Anda "kegiatan"?\n' in heard
    assert "Belum dikirim: perbaiki dahulu yang berikut ini.\n" in heard
    assert "refs/heads/change/1" not in office.refs()
    assert office.clone("sari").text("status", "--porcelain") != "", "the text stays as the writer left it"


def test_pictures_are_made_small_and_lose_their_data(office: Office) -> None:
    picture, exif = BytesIO(), Image.Exif()
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 36.0, 0.0), 3: "E", 4: (106.0, 48.0, 0.0)})
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(picture, "JPEG", quality=95, exif=exif)
    files = office.article("panen-padi", image='{file: kebun.jpg, alt: "Sawah"}')
    files["content/berita/2026/09/panen-padi/kebun.jpg"] = picture.getvalue()
    write(office, "sari", files)
    assert said(office, "sari", "submit").startswith("Gambar dikecilkan dan datanya dibersihkan: kebun.jpg\n")
    stored = office.repo.file(office.tip(1), "content/berita/2026/09/panen-padi/kebun.jpg") or b""
    shown = Image.open(BytesIO(stored))
    assert max(shown.size) <= 1600
    assert len(stored) <= 300_000
    assert not shown.getexif()


def test_two_texts_in_one_folder_one_after_another(office: Office) -> None:
    write(office, "sari", office.article("panen-padi", title="Panen"))
    said(office, "sari", "submit")
    write(office, "sari", office.article("tanam", title="Tanam"))
    assert said(office, "sari", "submit", "--new").startswith("Usulan 2 dikirim: Tanam\n")
    assert not (office.clone("sari").path / "content/berita/2026/09/panen-padi").exists()
    assert set(office.repo.tree(office.tip(2))) - set(office.repo.tree(office.main)) == set(office.article("tanam"))
    write(office, "sari", office.article("panen-padi", title="Panen", body="Hasilnya lima ton.\n"))
    assert said(office, "sari", "submit", "--change", "1").startswith("Usulan 1 dikirim: Panen\n")
    stored = office.repo.file(office.tip(1), "content/berita/2026/09/panen-padi/index.md") or b""
    assert stored.endswith(b"Hasilnya lima ton.\n")
    assert "content/berita/2026/09/tanam/index.md" not in office.repo.tree(office.tip(1))


def test_what_follows_a_merged_change_is_a_new_one(office: Office) -> None:
    write(office, "sari", office.article("panen-padi"))
    said(office, "sari", "submit")
    office.approve("budi", 1)
    office.merge("agus", 1)
    write(office, "sari", office.article("tanam", title="Tanam"))
    assert said(office, "sari", "submit").startswith("Usulan 2 dikirim: Tanam\n")
    assert office.repo.commit(office.tip(2)).parents == (office.main,)
    assert said(office, "sari", "submit", "--change", "1", code=2) == (
        "usulan 1 sudah selesai\nSaran: kirim sebagai usulan baru dengan terbit submit --new\n"
    )


def test_a_conflict_is_mended_in_the_folder_and_sent_again(office: Office) -> None:
    page = "content/layanan.md"
    write(office, "sari", {page: SERVICE.format("Selasa saja.").encode()})
    said(office, "sari", "submit", "-m", "Jam layanan")
    office.publishable("dewi", {page: SERVICE.format("Kamis saja.").encode()})
    office.approve("budi", 1)
    assert said(office, "agus", "merge", "1", code=2) == (
        "usulan 1 bertabrakan dengan situs: content/layanan.md\n"
        "Saran: penulis usulan menjalankan terbit submit --change 1\n"
    )
    marks = "pilih isi yang benar di antara tanda <<<<<<< dan >>>>>>>"
    assert said(office, "sari", "submit", "--change", "1", code=2) == (
        f"orang lain mengubah bagian yang sama: content/layanan.md\n"
        f"Saran: buka berkas itu, {marks}, lalu terbit submit lagi\n"
    )
    file = office.clone("sari").path / page
    assert "<<<<<<<" in file.read_text()
    assert said(office, "sari", "submit", code=2) == (
        f"masih ada tanda tabrakan di content/layanan.md\nSaran: {marks}, lalu hapus tandanya\n"
    )
    file.write_text(SERVICE.format("Selasa dan Kamis."))
    assert said(office, "sari", "submit").startswith("Usulan 1 dikirim: Jam layanan\n")
    assert office.main in office.repo.commit(office.tip(1)).parents
    said(office, "budi", "approve", "1")
    said(office, "agus", "merge", "1")
    assert (office.repo.file(office.main, page) or b"").endswith(b"Selasa dan Kamis.\n")


def test_main_is_merged_in_on_request_and_the_approval_stays(office: Office) -> None:
    write(office, "sari", office.article("panen-padi"))
    said(office, "sari", "submit")
    said(office, "budi", "approve", "1")
    office.publishable("dewi", office.article("tanam", title="Tanam"))
    assert said(office, "sari", "submit") == "Usulan 1 dikirim: Panen padi di kebun percobaan\n"
    assert office.repo.commit(office.tip(1)).parents[1] == office.main
    said(office, "agus", "merge", "1")


def test_approving_what_one_read(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    first = office.tip(number)
    office.submit("sari", office.article("panen-padi", body="Isi kedua.\n"), number=number)
    assert said(office, "budi", "approve", "1", "--commit", first, code=1) == (
        "Server menolak; tidak ada yang berubah di sana:\n"
        f"  perubahan/1: error[SV008] isi usulan 1 sudah berubah sejak {first[:12]}."
        f" Saran: baca isi yang sekarang ({office.tip(number)[:12]}), lalu setujui lagi\n"
    )


def test_reject_and_abandon(office: Office) -> None:
    office.submit("sari", office.article("panen-padi"), "Panen")
    office.submit("sari", office.article("tanam"), "Tanam")
    assert said(office, "budi", "reject", "1", "--reason", "Bukan berita.") == "Usulan 1 ditolak: Panen\n"
    assert said(office, "sari", "abandon", "2") == "Usulan 2 dibatalkan: Tanam\n"
    assert said(office, "sari", "status", "--all").startswith("1  ditolak  Panen\n2  dibatalkan  Tanam\n")


def test_the_server_cannot_be_reached(office: Office) -> None:
    office.clone("sari")
    office.bare.rename(office.top / "away.git")
    heard = said(office, "sari", "status", code=3)
    assert heard.startswith("server tidak dapat dihubungi: ")
    assert heard.endswith("Saran: periksa jaringan, lalu coba lagi\n")
