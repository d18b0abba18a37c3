"""Pages on demand: a site is prepared once, then each page is rendered when it is asked for.

The steps are MkDocs' own (`mkdocs.commands.build`) in its own order, with the same adapter, so that a page's bytes are
those that a build writes. What a build does for all pages is done here for the few of the navigation, whose titles
every page shows, and for the one that is asked for.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2

from terbit.publishing.build import BUILT, Unbuildable, configured, epoch, warned
from terbit.publishing.edition import Edition
from terbit.publishing.pictures.renditions import Renditions
from terbit.publishing.site import Site
from terbit.sop import Sop

INDEX, MISSING = "index.html", "404.html"


class Renderer:
    """One edition, ready to be rendered. Not for two threads at a time: MkDocs knows only one page at once."""

    def __init__(
        self,
        edition: Edition,
        read: Callable[[str], bytes],
        sop: Sop,
        site: Site,
        room: Path,
        kept: Path | None = None,
        pictures: Path | None = None,
    ) -> None:
        """`site` is the edition's; `room` a folder that is made fresh, and is the renderer's until it is closed.
        `kept`: a folder where compiled templates stay for the next renderer; `pictures` as in `Renditions`.

        Raises Unbuildable where MkDocs, the theme or an office's template refuses.
        """
        self._room = room.absolute()
        self._as_of = edition.as_of
        self._compiled = kept
        shutil.rmtree(self._room, ignore_errors=True)
        self._room.mkdir(parents=True)
        with warned() as warnings, epoch(self._as_of):
            try:
                self._config = configured(edition, read, sop, self._room)
                self._config.plugins["terbit"].renditions = Renditions(read, pictures)
                self._prepare(site)
            except (Exception, SystemExit) as error:  # a template of the office's can raise anything
                self.close()
                raise _unbuildable(warnings, error) from error

    def _prepare(self, site: Site) -> None:
        from mkdocs.commands import build
        from mkdocs.structure.files import get_files, set_exclusions
        from mkdocs.structure.nav import get_navigation

        config = self._config
        self._plugin: Any = config.plugins["terbit"]
        self._plugin.site, self._plugin.on_demand = site, True
        config.plugins.on_startup(command="serve", dirty=False)
        config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        files = get_files(config)
        env = config.theme.get_env()
        if self._compiled is not None:
            self._compiled.mkdir(exist_ok=True)
            env.bytecode_cache = jinja2.FileSystemBytecodeCache(str(self._compiled))
        files.add_files_from_theme(env, config)
        self._files = config.plugins.on_files(files, config=config)
        set_exclusions(self._files, config)
        self._nav = config.plugins.on_nav(get_navigation(self._files, config), config=config, files=self._files)
        for page in self._nav.pages:
            build._populate_page(page, config, self._files)
        self._in_nav = {page.file.src_uri for page in self._nav.pages}
        self._env = config.plugins.on_env(env, config=config, files=self._files)
        self._texts = self._files.documentation_pages()
        self._by_place = {file.dest_uri: file for file in self._files}

    def page(self, address: str) -> bytes | None:
        """The page at an address, None where there is none. Raises Unbuildable."""
        from mkdocs.commands import build
        from mkdocs.structure.pages import Page

        file = self._by_place.get(address + INDEX)
        if file is None or not file.is_documentation_page():
            return None
        with warned() as warnings, epoch(self._as_of):
            try:
                page = file.page if file.src_uri in self._in_nav else Page(None, file, self._config)
                build._populate_page(page, self._config, self._files)
                build._build_page(page, self._config, self._texts, self._nav, self._env)
            except Exception as error:
                raise _unbuildable(warnings, error) from error
            finally:
                if file.src_uri not in self._in_nav:
                    file.page = None  # ten thousand pages are looked at one by one
        written = self._room / BUILT / str(file.dest_uri)
        return written.read_bytes()

    def missing(self) -> bytes:
        """The page that says that there is none. Raises Unbuildable."""
        from mkdocs.commands import build

        with warned() as warnings, epoch(self._as_of):
            try:
                template = self._env.get_template(MISSING)
                return build._build_template(MISSING, template, self._files, self._config, self._nav).encode()
            except Exception as error:
                raise _unbuildable(warnings, error) from error

    def file(self, path: str) -> bytes | None:
        """A file that is no page by its path on the site: the theme's, a feed, an article's picture; of what is made of
        pictures only what a page shows that was rendered."""
        made: bytes | None = self._plugin.pictures.content(path)
        if made is not None:
            return made
        file = self._by_place.get(path)
        if file is None:
            feeds: Mapping[str, bytes] = self._plugin.machine_files()
            return feeds.get(path)
        if file.is_documentation_page():
            return None
        own: bytes | None = self._plugin.offered(path)
        content: bytes = file.content_bytes if own is None else own
        return content

    def offers(self, path: str) -> bool:
        """Whether a path is one of the office's own files, and not the theme's or a generated one."""
        return self._plugin.offered(path) is not None

    def close(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._room, ignore_errors=True)


def _unbuildable(warnings: list[str], error: BaseException) -> Unbuildable:
    if isinstance(error, Unbuildable):
        return error
    return Unbuildable([*warnings, f"{type(error).__name__}: {error}"])
