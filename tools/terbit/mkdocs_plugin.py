"""The MkDocs adapter: hands the edition's pages to MkDocs and the theme, and gathers the pages of the other rooms.

MkDocs reads none of the office's files by itself: front matter, titles and links come from `publishing.site`, so a
`template:` or `hide:` in an article means nothing, and what MkDocs would print unescaped is escaped beforehand.
"""

from __future__ import annotations

import functools
import html
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from markupsafe import Markup
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, InclusionLevel

from terbit.articles import article
from terbit.articles.frontmatter import FrontMatter
from terbit.articles.markdown import EXTENSION_CONFIGS, EXTENSIONS
from terbit.articles.page import Generated
from terbit.links import extract
from terbit.links.ledger import pages as ledger
from terbit.links.ledger.row import headings
from terbit.publishing import context, embeds, feeds, listings, redirects, robust, sanitise, search
from terbit.publishing.feeds.sitemap import SITEMAP
from terbit.publishing.listings import months, publications
from terbit.publishing.pictures import card
from terbit.publishing.pictures.illustrations import Illustrations
from terbit.publishing.pictures.markup import illustrate
from terbit.publishing.pictures.renditions import Renditions
from terbit.publishing.resolving import Resolving, resolved
from terbit.publishing.site import Entry, Site
from terbit.reporting import page as reports

THEME = Path(__file__).with_name("theme")


def _ledger(site: Site) -> Iterable[Generated]:
    shown = {entry.item.blob: entry.meta for entry in site.entries if entry.meta is not None}  # these are read already
    others = headings(article.by_blob(site.read, site.zone))

    def heading_of(path: str, blob: str) -> FrontMatter | None:
        return shown[blob] if blob in shown else others(path, blob)

    return ledger.pages(site.events, site.sop, heading_of, site.by_address)


def _reports(site: Site) -> Iterable[Generated]:
    return reports.pages(site.events, site.sop, article.by_blob(site.read, site.zone), site.as_of)


# The rooms that make pages. A room is a function from the site to its pages; its templates lie in theme/.
ROOMS: tuple[Callable[[Site], Iterable[Generated]], ...] = (listings.pages, search.pages, _ledger, _reports)


class TerbitPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """What MkDocs calls. `site` is set by `publishing.build.render` before the build begins; `store` is an empty
    folder for the files that pages turn out to show. `on_demand`: pages are rendered one by one, when they are asked
    for, so nobody knows yet which files they show and all of them stay (`publishing.renderer`). After a build `bodies`
    holds the texts."""

    site: Site
    store: Path
    machine_files: Callable[[], Mapping[str, bytes]]  # feeds, sitemap, redirects: path → bytes
    on_demand: bool = False
    renditions: Renditions | None = None  # None: pictures are shown as they are
    copies: robust.Copies = MappingProxyType({})  # of dead links

    def __init__(self) -> None:
        super().__init__()
        self._lists: dict[str, Generated] = {}
        self.bodies: dict[str, str] = {}  # of what is shown, by address, for the search

    def on_config(self, config: Any) -> Any:
        # before Material's, after the office's own overrides/
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
        config.theme.static_templates = {"404.html"}
        config.markdown_extensions = [*EXTENSIONS, Resolving(self._resolve)]
        config.mdx_configs = deepcopy(EXTENSION_CONFIGS)
        return config

    # -- which files there are -----------------------------------------------------------------------------------

    def on_files(self, files: Any, *, config: Any) -> Any:
        self._config = config
        self._pages: dict[str, Entry | Generated] = {}
        self._used: set[str] = set()
        for theme_file in [file for file in files if _superfluous(file.src_uri)]:
            files.remove(theme_file)
        theme = {file.src_uri for file in files}
        self._offered = {
            path: oid for path, oid in self._offers() if path not in theme and not path.endswith((".md", ".markdown"))
        }
        self.pictures = self._illustrations(config)
        for path in self._offered:
            files.append(self._file(path, abs_src_path=str(self.store / self._offered[path])))
        for entry in self.site.entries:
            self._add_page(files, entry.src_uri, entry.address, entry)
        generated = [page for room in ROOMS for page in room(self.site)]
        listed = {months.ADDRESS, publications.ADDRESS, search.PAGE}  # they have their place in the frame
        self._foot = [page for page in generated if page.address.count("/") == 1 and page.address not in listed]
        for page in generated:
            self._add_generated(files, page)
        self._add_machine_files(files, generated)
        config.nav = _pruned(config.nav, files) or None
        self._dress(config, files)
        return files

    def _dress(self, config: Any, files: Any) -> None:
        """What every page wears: the office's logo, icon and styles. One that is not there is left off, like an entry
        of the navigation: the rest is published all the same."""
        for name, instead in (("logo", None), ("favicon", "assets/images/favicon.png")):  # as Material has it
            if config.theme.get(name) and files.get_file_from_path(str(config.theme[name])) is None:
                config.theme[name] = instead
        config.extra_css = [file for file in config.extra_css if files.get_file_from_path(str(file)) is not None]
        for worn in (config.theme.get("logo"), config.theme.get("favicon"), *config.extra_css):
            if worn:
                self._show("", quote(str(worn)))

    def _illustrations(self, config: Any) -> Illustrations:
        renditions = self.renditions or Renditions(self.site.read, make=False)
        palette = config.theme.get("palette")
        office, logo = self.site.sop.office, self._offered.get(str(config.theme.get("logo")))
        first = palette[0] if isinstance(palette, list) and palette else palette
        primary = str(first.get("primary")) if isinstance(first, Mapping) else ""
        look = card.Look(
            office.name,
            urlsplit(office.address).netloc,
            card.ACCENTS.get(primary, card.ACCENT),
            self.site.read(logo) if logo is not None else b"",
        )
        found = Illustrations(self.site, renditions, self._offered, look)
        if not self.on_demand:
            found.prepare()
        return found

    def _offers(self) -> Iterator[tuple[str, str]]:
        yield from ((path.removeprefix("content/"), oid) for path, oid in self.site.edition.shared.items())
        for entry in self.site.entries:
            yield from self.site.files_of(entry).items()

    def offered(self, path: str) -> bytes | None:
        """One of the office's own files by its path on the site, None where there is none that may be shown."""
        return self.site.read(self._offered[path]) if path in self._offered else None

    def _file(self, path: str, **content: Any) -> Any:
        return File.generated(self._config, path, inclusion=InclusionLevel.NOT_IN_NAV, **content)

    def _add_page(self, files: Any, src_uri: str, address: str, page: Entry | Generated) -> None:
        file = self._file(src_uri, content="")
        file.dest_uri = address + "index.html"  # the path is the address, also where MkDocs sees a README.md
        files.append(file)
        self._pages[src_uri] = page

    def _add_generated(self, files: Any, page: Generated) -> None:
        """A page of a room. Where an office page stands at its address, that page's text opens it."""
        standing = self.site.by_address.get(page.address)
        if standing is None:
            self._add_page(files, page.address + "index.md", page.address, page)
        elif standing.shown:
            self._lists[standing.src_uri] = page

    def _add_machine_files(self, files: Any, generated: Iterable[Generated]) -> None:
        pages = {file.dest_uri for file in files}

        @functools.cache
        def made() -> Mapping[str, bytes]:
            # no picture is made for a feed while somebody waits for one page
            shared = self.pictures.og_image if not self.on_demand else lambda entry: ""
            offered = {path: content for page in generated for path, content in page.files.items()}
            feeding = {**offered, **feeds.files(self.site, generated, shared)}
            return {**feeding, **redirects.files(self.site, pages | set(feeding) | {"404.html"})}

        self.machine_files = made
        if not self.on_demand:
            for path, content in made().items():
                files.append(self._file(path, content=content))

    # -- a page's text -------------------------------------------------------------------------------------------

    def on_page_read_source(self, *, page: Any, config: Any) -> str:
        made = self._pages[page.file.src_uri]
        # the empty line first: MkDocs would take `Key: value` lines or a second `---` for front matter of its own
        return "\n" + made.body if isinstance(made, Entry) else "\n"

    def on_page_markdown(self, markdown: str, *, page: Any, config: Any, files: Any) -> str:
        made = self._pages[page.file.src_uri]
        listed = self._lists.get(page.file.src_uri)
        template = listed or made
        page.meta = {
            "title": context.title_of(self.site, made) if isinstance(made, Entry) else made.title,
            "description": made.description or (listed.description if listed else ""),
            "template": template.template if isinstance(template, Generated) else context.template_of(template),
        }
        self._page, self._files = page, files
        return markdown

    def on_page_content(self, content: str, *, page: Any, config: Any, files: Any) -> str:
        made = self._pages[page.file.src_uri]
        if not isinstance(made, Entry):
            return ""
        for item in _flat(page.toc):
            item.title = html.unescape(item.title)
        folder = posixpath.dirname(page.file.dest_uri)
        for attachment in made.meta.attachments if made.meta is not None and made.shown else ():
            self._used.add(made.folder + attachment.file)
        if made.meta is not None and made.meta.image is not None and made.shown:
            self._used.add(made.folder + made.meta.image.file)
            self.pictures.of(made)
            self.pictures.share(made)
        cleaned = sanitise.clean(content, lambda url: self._show(folder, url), self.site.sop.office.language)
        if made.shown:
            self.bodies[made.address] = cleaned
        office = self.site.sop.office
        cleaned = robust.dressed(cleaned, self.copies, office.address, office.language)
        first = made.meta is None or made.meta.image is None  # else the main picture stands above the text
        return illustrate(cleaned, folder, self.pictures.find, eager=first)

    def _show(self, folder: str, url: str) -> None:
        """Remember that one of the office's files is referred to, and whatever a style sheet refers to in its turn."""
        try:
            scheme, netloc, path, _, _ = urlsplit(url)
        except ValueError:
            return
        if scheme or netloc:
            return
        path = unquote(path)
        path = path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(folder, path))
        if path in self._offered and path not in self._used:
            self._used.add(path)
            if path.endswith(".css"):
                for reference in extract.css(self.site.read(self._offered[path]).decode("utf-8", "replace")):
                    self._show(posixpath.dirname(path), reference.address)

    # -- templates -----------------------------------------------------------------------------------------------

    def on_env(self, env: Any, *, config: Any, files: Any) -> Any:
        # MkDocs leaves escaping off and so trusts every title; nothing was rendered yet, so it can be put on here
        env.autoescape = True
        env.globals.update(context.values(self.site, self.pictures))
        env.globals.update(foot=self._foot, searchable=search.PAGE + "index.md" in self._pages)
        env.filters.update(context.filters(self.site))
        self._keep_used(files)
        return env

    def _keep_used(self, files: Any) -> None:
        """Only what a page shows is copied: MkDocs would copy everything (FACTS), an embargoed PDF included."""
        if self.on_demand:
            return
        for path, oid in self._offered.items():
            if path not in self._used:
                files.remove(files.get_file_from_path(path))
            elif not (self.store / oid).exists():
                (self.store / oid).write_bytes(self.site.read(oid))
        for path, content in self.pictures.files():
            (self.store / path.rpartition("/")[2]).write_bytes(content)
            files.append(self._file(path, abs_src_path=str(self.store / path.rpartition("/")[2])))

    @event_priority(100)
    def on_page_context(self, context: Any, *, page: Any, config: Any, nav: Any) -> Any:
        made = self._pages[page.file.src_uri]
        listed = self._lists.get(page.file.src_uri)
        sop = self.site.sop
        body = embeds.stills(sanitise.framed(page.content), sop.embeds, sop.office.language)
        # of a closed list of elements and attributes (sanitise), and what we put around them
        context["body"] = Markup(body)  # noqa: S704
        if isinstance(made, Entry):
            context["entry"] = made
            context["attachments"] = self.site.attachments(made)
        else:
            listed = made
        if listed is not None:
            context.update({name: value for name, value in listed.context.items() if name not in context})
        return context

    # -- links ---------------------------------------------------------------------------------------------------

    def _resolve(self, url: str) -> str:
        return resolved(url, self._page.file.src_uri, self.site, self._written)

    def _written(self, path: str) -> Entry | None:
        made = self._pages.get(path)
        return made if isinstance(made, Entry) else None


_MATERIALS = re.compile(r"assets/(?:javascripts/(?:bundle\.|lunr/|workers/)|stylesheets/(?:main|palette)\.)")


def _superfluous(path: str) -> bool:
    """Files of Material that no page asks for, since frame, styles and program are ours; and MkDocs' own sitemap."""
    return path == SITEMAP or bool(_MATERIALS.match(path))


def _pruned(nav: Any, files: Any) -> Any:
    """The navigation without what is not there now (a page before its time): the rest is published all the same."""
    if isinstance(nav, list):
        return [kept for part in nav if (kept := _pruned(part, files)) not in (None, [], {})]
    if isinstance(nav, Mapping):
        kept = {title: _pruned(part, files) for title, part in nav.items()}
        return {title: part for title, part in kept.items() if part not in (None, [])}
    outside = bool(re.match(r"https?://", str(nav)))
    return nav if outside or files.get_file_from_path(str(nav)) is not None else None


def _flat(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _flat(item.children)
