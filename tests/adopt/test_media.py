"""Pictures of an old site are anybody's."""

from __future__ import annotations

import io

from PIL import Image

from terbit.adopt.existing import Existing
from terbit.adopt.media import Media
from terbit.messages import Message
from terbit.pictures.workshop import Workshop


class Files:
    def __init__(self, contents: dict[str, bytes]) -> None:
        self.contents = contents
        self.files = {path: len(content) for path, content in contents.items()}
        self.listed: dict[str, Message] = {}

    def read(self, path: str) -> bytes:
        return self.contents[path]


def jpeg(width: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, 40), "green").save(out, "JPEG")
    return out.getvalue()


def test_a_picture_that_ends_its_decoder_is_refused_and_the_others_come_in() -> None:
    files = Files({"besar.jpg": jpeg(2000), "kecil.jpg": jpeg(60)})
    with Workshop(memory=1) as too_small:
        media = Media(Existing([], files), shop=too_small)

        assert media.picture("besar.jpg") is None
        assert media.refused["besar.jpg"].text() == "gambar tidak dapat diolah: terlalu rumit atau rusak"
        assert media.picture("kecil.jpg") == files.contents["kecil.jpg"]
