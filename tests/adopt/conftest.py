"""Small Hugo sites, written for these tests, and the adopter run on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from terbit import skeleton
from terbit import sop as procedure
from terbit.adopt import formats
from terbit.adopt.adoption import adopt as into_office
from terbit.adopt.existing import Given
from terbit.adopt.reporting import Adoption
from terbit.git import Entry

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
Site = Callable[[Mapping[str, str | bytes]], Path]
Adopt = Callable[..., Adoption]


class Empty:
    """An office without any content."""

    files: Mapping[str, Entry] = {}

    def read(self, path: str) -> bytes:
        raise KeyError(path)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Writes files (path → content) as a site and returns its folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        top = tmp_path / "situs-lama"
        for path, content in files.items():
            file = top / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return top

    return write


@pytest.fixture
def adopt(site: Site) -> Adopt:
    """Adopts a site (a folder, or files) into the skeleton's office."""

    def run(
        files: Mapping[str, str | bytes] | Path,
        *,
        kind: str = "hugo",
        permalinks: str | None = None,
        category: str | None = None,
    ) -> Adoption:
        read = next(one for one in formats.FORMATS if one.name == kind).read
        top = files if isinstance(files, Path) else site(files)
        sop, _ = procedure.read(skeleton.files()["sop.yml"])
        assert sop is not None
        return into_office(read(Given(top, sop.zone, permalinks)), Empty(), sop, NOW, category=category)

    return run


def text(adoption: Adoption, path: str) -> str:
    """A file of an adoption as text."""
    return adoption.files[path].decode()


def body(adoption: Adoption, path: str) -> str:
    """An adopted text without its front matter."""
    return text(adoption, path).partition("\n---\n")[2].strip("\n")


def reasons(adoption: Adoption) -> dict[str, str]:
    return {file.path: f"{file.line}: {file.reason}" if file.line else str(file.reason) for file in adoption.listed}


def changes(adoption: Adoption, path: str) -> list[str]:
    return [str(change) for file in adoption.adopted if file.path == path for change in file.changes]


def png(width: int = 4, height: int = 3, colour: str = "green") -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def jpeg_with_gps(width: int = 2000, height: int = 1000) -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "S"
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()
