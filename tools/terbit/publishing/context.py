"""What templates know and may ask: the office, the site's addresses, what goes with an article. One line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from terbit.messages import Message
from terbit.messages.dates import month_text, short_month_text
from terbit.publishing.feeds.calendar import CALENDAR
from terbit.publishing.feeds.jsonfeed import JSON_FEED
from terbit.publishing.feeds.rss import FEED
from terbit.publishing.listings.agenda import happening, happenings
from terbit.publishing.listings.categories import category_address
from terbit.publishing.listings.publications import download
from terbit.publishing.listings.topics import named, topics
from terbit.publishing.pictures.illustrations import Illustrations
from terbit.publishing.related import Related
from terbit.publishing.share import share_links
from terbit.publishing.site import Entry, Site, date_text, placeholder_words, size_text
from terbit.publishing.structured import json_ld

ARTICLE, PAGE, PLACEHOLDER = "article.html", "page.html", "placeholder.html"


def template_of(entry: Entry) -> str:
    """The template that a writer's page is shown with."""
    if not entry.shown:
        return PLACEHOLDER
    return ARTICLE if entry.kind == "article" else PAGE


def title_of(site: Site, entry: Entry) -> str:
    """A page's title; where not even that may be told, what the placeholder says."""
    return entry.title or placeholder_words(entry)[0].text(site.sop.office.language)


def values(site: Site, pictures: Illustrations) -> Mapping[str, Any]:
    """The templates' global names."""
    language = site.sop.office.language
    found = topics(site)
    return {
        "site": site,
        "office": site.sop.office,
        "categories": site.sop.categories,
        "feed": FEED,
        "json_feed": JSON_FEED,
        "calendar": CALENDAR if happenings(site) else "",
        "t": lambda source, **given: Message(source, tuple(given.items())).text(language),
        "category_address": category_address,
        "topics_of": lambda entry: named(found, entry),
        "related": Related(site),
        "share_links": lambda entry: share_links(site, entry),
        "happening": lambda entry: happening(site, entry),
        "json_ld": lambda entry: json_ld(site, entry, pictures.og_image(entry)),
        "download": lambda entry: download(site, entry),
        "placeholder_words": lambda entry: [words.text(language) for words in placeholder_words(entry)],
        "illustration": pictures.of,
        "share_image": pictures.share,
        "og_image": pictures.og_image,
    }


def filters(site: Site) -> Mapping[str, Callable[[Any], str]]:
    """Days, months and sizes in the reader's words."""
    language = site.sop.office.language
    return {
        "day": lambda moment: date_text(moment, language),
        "month": lambda month: month_text(month, language),
        "short_month": lambda moment: short_month_text(moment.date(), language),
        "size": lambda size: size_text(size, language),
    }
