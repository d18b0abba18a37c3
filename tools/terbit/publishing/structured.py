"""What search engines read of an article: schema.org as JSON-LD (https://schema.org/NewsArticle), and its place in the
site as breadcrumbs."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from terbit.publishing.listings.categories import category_address
from terbit.publishing.site import Entry, Site, absolute

# In a script element nothing is decoded: `</script>` or `<!--` in a title would end or hide it
# (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements).
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def json_ld(site: Site, entry: Entry, image: str = "") -> str:
    """The content of a `script type="application/ld+json"`; "" for what is no article or not shown.

    `image` is the full address of its picture.
    """
    if entry.kind != "article" or not entry.shown or entry.meta is None:
        return ""
    graph = {"@context": "https://schema.org", "@graph": [_article(site, entry, image), _breadcrumbs(site, entry)]}
    return Markup(json.dumps(graph, ensure_ascii=False).translate(_UNSAFE))  # noqa: S704 (no sign of HTML is left)


def _article(site: Site, entry: Entry, image: str) -> dict[str, Any]:
    meta, office = entry.meta, site.sop.office
    assert meta is not None  # noqa: S101 (see json_ld)
    publisher = {"@type": "GovernmentOrganization", "name": office.name, "url": office.address}
    made: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": entry.title,
        "mainEntityOfPage": absolute(site, entry.address),
        "inLanguage": meta.lang or office.language,
        "isAccessibleForFree": True,
        "publisher": publisher,
        "author": [{"@type": "Person", "name": name} for name in meta.authors] or publisher,
    }
    if entry.when is not None:
        made["datePublished"] = entry.when.isoformat(timespec="seconds")
        made["dateModified"] = max(entry.when, entry.changed or entry.when).isoformat(timespec="seconds")
    if entry.description:
        made["description"] = entry.description
    if image:
        made["image"] = [image]
    sections = [site.sop.categories[name].name for name in entry.categories if name in site.sop.categories]
    if sections:
        made["articleSection"] = sections
    if meta.tags:
        made["keywords"] = list(meta.tags)
    return made


def _breadcrumbs(site: Site, entry: Entry) -> dict[str, Any]:
    steps = [(site.sop.office.name, "")]
    steps += [
        (site.sop.categories[name].name, category_address(name))
        for name in entry.categories[:1]
        if name in site.sop.categories
    ]
    steps.append((entry.title, entry.address))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(site, address)}
            for place, (name, address) in enumerate(steps, 1)
        ],
    }
