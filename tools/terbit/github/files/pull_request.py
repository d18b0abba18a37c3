"""`.github/pull_request_template.md`: the writers' checklist (REQUIREMENTS B3), there before a reviewer reads."""

from __future__ import annotations

from collections.abc import Mapping

from terbit.messages import Message, msg
from terbit.sop import Sop

PATH = ".github/pull_request_template.md"


def files(sop: Sop) -> Mapping[str, bytes]:
    def text(message: Message) -> str:
        return message.text(sop.office.language)

    made = msg("Dibuat oleh `terbit github files` dari sop.yml. Centang yang sudah dikerjakan: [x].")
    lines = [f"<!-- {text(made)} -->", "", *(f"- [ ] {text(point)}" for point in _points(sop))]
    return {PATH: ("\n".join(lines) + "\n").encode()}


def _ethics(sop: Sop) -> list[Message]:
    if sop.ethics:
        return [msg("{statement}", statement=" ".join(statement.split())) for statement in sop.ethics]
    return [
        msg("Isi benar, dapat dibuktikan, dan sumbernya disebut (`sources`)."),
        msg("Berimbang: yang diberitakan atau dikutip tahu dan setuju; kutipan tidak diubah artinya."),
    ]


def _points(sop: Sop) -> list[Message]:
    points = [
        *_ethics(sop),
        msg("Tidak ada data pribadi: NIK, NIP, nomor telepon, surel, nomor rekening."),
        msg("Setiap gambar punya teks alternatif, boleh dipakai, dan orang di dalamnya setuju."),
        msg("Lampiran dapat dibuka, benar versinya, dan terdaftar di `attachments`."),
        msg("Bukan informasi yang dikecualikan (UU 14/2008); klasifikasinya diisi di `information`."),
        msg("Bila menyangkut kebijakan: `policy: true`, agar pimpinan ikut memeriksa."),
    ]
    if any(category.publication for category in sop.categories.values()):
        points.append(msg("Bila publikasi: sudah dicetak, dan tanggalnya diisi di `printed_on`."))
    if sop.github is not None and sop.github.public:
        points.append(msg("Saya tahu bahwa repositori ini dapat dibaca semua orang, juga sebelum artikelnya tayang."))
    return points
