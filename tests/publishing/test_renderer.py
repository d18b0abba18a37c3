"""Pages on demand are those of the build, byte for byte: the sample office, built once and asked for page by page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.support.edition import CHECKOUT, SOP, files_below

from terbit.articles.tree import FolderTree
from terbit.publishing import edition as editions
from terbit.publishing.build import Unbuildable, render
from terbit.publishing.pictures.renditions import FOLDER
from terbit.publishing.renderer import Renderer
from terbit.publishing.site import site

AS_OF = datetime(2027, 3, 1, 5, 0, tzinfo=UTC)  # after everything in the sample office is due
WHOLE = ("cari/indeks/", "feed.json")  # made of the whole site and of all its pictures, so only by a build


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office in a folder of its own, and its built site beside it."""
    top = tmp_path_factory.mktemp("renderer")
    for name in ("content", "overrides"):
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, top / "office" / name)
    for name in ("sop.yml", "mkdocs.yml"):
        shutil.copy(CHECKOUT / name, top / "office" / name)
    tree = FolderTree(top / "office")
    made = editions.preview(tree, SOP, AS_OF)
    assert made.alarms == ()
    render(made, editions.by_id(tree), SOP, (), top / "site", top / "room", cache=top / "cache")
    return top


@pytest.fixture(scope="module")
def renderer(built: Path) -> Iterator[Renderer]:
    opened = rendering(built / "office", built / "demand", built / "cache" / "gambar")
    yield opened
    opened.close()
    assert not (built / "demand").exists()


def rendering(office: Path, room: Path, pictures: Path | None = None) -> Renderer:
    tree = FolderTree(office)
    made, read = editions.draft(tree, SOP, AS_OF), editions.by_id(tree)
    return Renderer(made, read, SOP, site(made, read, SOP, ()), room, pictures=pictures)


def test_every_page_and_file_is_what_a_build_writes(built: Path, renderer: Renderer) -> None:
    files = files_below(built / "site")
    pages = {path: renderer.page(path.removesuffix("index.html")) for path in files if path.endswith("index.html")}
    different = []
    for path, content in files.items():  # what is made of pictures is there once a page shows it
        asked = renderer.missing() if path == "404.html" else pages.get(path) or renderer.file(path)
        if asked != content and not path.startswith(WHOLE):
            different.append(path)
    assert different == []
    assert len(files) > 40
    assert any(path.startswith(FOLDER) for path in files)


def test_a_page_is_the_same_when_it_is_asked_for_again(renderer: Renderer) -> None:
    for address in ("", "profil/", "berita/2026/11/pelatihan-pembuatan-kompos/"):
        assert renderer.page(address) == renderer.page(address) != None, address  # noqa: E711


@pytest.mark.parametrize("path", ["../office/sop.yml", "sop.yml", "berita/2026/11/tidak-ada/", "//etc/passwd", "\0"])
def test_what_is_not_on_the_site_is_not_there(renderer: Renderer, path: str) -> None:
    assert renderer.page(path) is None
    assert renderer.file(path) is None


def test_a_draft_shows_what_is_not_due_and_what_breaks_a_rule(built: Path, tmp_path: Path) -> None:
    office = tmp_path / "office"
    shutil.copytree(built / "office", office)
    late = office / "content/berita/2026/11/nanti/index.md"
    late.parent.mkdir()
    late.write_text("---\ntitle: Nanti\npublish_at: 2090-01-01\ncategories: [tidak-ada]\n---\n\n![](x.jpg)\n", "utf-8")
    opened = rendering(office, tmp_path / "room")
    page = opened.page("berita/2026/11/nanti/")
    opened.close()
    assert page is not None
    assert "Nanti" in page.decode()


def test_a_template_that_cannot_be_read_is_said(built: Path, tmp_path: Path) -> None:
    office = tmp_path / "office"
    shutil.copytree(built / "office", office)
    (office / "overrides").mkdir(exist_ok=True)
    (office / "overrides/article.html").write_text("{% block", "utf-8")
    config = office / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("name: material", "name: material\n  custom_dir: overrides"))
    opened = rendering(office, tmp_path / "room")
    with pytest.raises(Unbuildable, match="TemplateSyntaxError"):
        opened.page("berita/2026/11/pelatihan-pembuatan-kompos/")
    opened.close()
