"""The register of public information (*Daftar Informasi Publik*, UU 14/2008, articles 9 to 11): what is published, by
its class. As a page and as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator

from terbit import sheets
from terbit.articles.article import UNCLASSIFIED
from terbit.articles.page import Generated
from terbit.messages import Message, msg
from terbit.publishing.listings.shape import NEWEST, lastmod, year_of, years_of
from terbit.publishing.site import Entry, Site, absolute

ADDRESS, TEMPLATE, CSV = "daftar-informasi/", "register.html", "daftar-informasi.csv"
CLASSES: tuple[tuple[str, Message, Message], ...] = (
    ("berkala", msg("Informasi berkala"), msg("Diumumkan secara berkala (UU 14/2008 pasal 9).")),
    ("serta-merta", msg("Informasi serta merta"), msg("Diumumkan tanpa penundaan (UU 14/2008 pasal 10).")),
    ("setiap-saat", msg("Informasi setiap saat"), msg("Wajib tersedia setiap saat (UU 14/2008 pasal 11).")),
)


def classified(site: Site) -> dict[str, list[Entry]]:
    """Class → its articles, newest first. What nobody classified is in none of them."""
    found: dict[str, list[Entry]] = {name: [] for name, _, _ in CLASSES}
    for entry in site.articles:
        if entry.meta is not None and entry.meta.information in found:
            found[entry.meta.information].append(entry)
    return found


def pages(site: Site) -> Iterator[Generated]:
    """The page: `classes` of (key, name, what it means, the newest entries, how many, (year, address, count)),
    `unclassified` how many nobody classified, `csv` the table's address. A page for each class and year with many."""
    language = site.sop.office.language
    found = classified(site)
    classes, more = [], []
    for name, title, about in CLASSES:
        entries = found[name]
        years = years_of(entries, year_of, f"{ADDRESS}{name}/")
        places = [year.link for year in years]
        classes.append((name, title.text(language), about.text(language), entries[:NEWEST], len(entries), places))
        more += [(title, about, year) for year in years]
    unknown = sum(1 for entry in site.articles if entry.meta is None or entry.meta.information in (None, UNCLASSIFIED))
    yield Generated(
        ADDRESS,
        msg("Daftar Informasi Publik").text(language),
        TEMPLATE,
        {"classes": classes, "unclassified": unknown, "csv": CSV},
        lastmod=lastmod(site.articles[:1]),
    )
    for title, about, year in more:
        name = title.text(language)
        yield Generated(
            year.address,
            msg("{category}, tahun {year}", category=name, year=year.name).text(language),
            TEMPLATE,
            {
                "classes": [("tahun", name, about.text(language), year.found, len(year.found), [])],
                "unclassified": 0,
                "back": ADDRESS,
                "back_text": msg("Daftar Informasi Publik").text(language),
            },
            lastmod=lastmod(year.found),
        )


def table(site: Site) -> bytes:
    """The register as CSV, by class and then newest first; no cell is a formula."""
    language = site.sop.office.language
    head = (msg("Klasifikasi"), msg("Judul"), msg("Ringkasan"), msg("Tanggal"), msg("Kategori"), msg("Alamat"))
    rows = [[word.text(language) for word in head]]
    for name, entries in classified(site).items():
        for entry in entries:
            known = [site.sop.categories[key].name for key in entry.categories if key in site.sop.categories]
            day = entry.when.date().isoformat() if entry.when is not None else ""
            rows.append([name, entry.title, entry.description, day, "; ".join(known), absolute(site, entry.address)])
    return sheets.csv_of(rows)
