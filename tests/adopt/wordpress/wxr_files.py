"""WordPress exports for tests, written as WordPress writes them."""

from __future__ import annotations

from html import escape

HOME = "https://dinas.contoh.go.id"


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def item(number: int, title: str = "", content: str = "", **given: str | dict[str, str] | list[tuple[str, str]]) -> str:
    """One `<item>`: a published post of 2017-07-10 unless `given` says otherwise; `meta` and `terms` are its own."""
    fields = {
        "post_type": "post", "status": "publish", "post_date": "2017-07-10 09:00:00", "post_parent": "0",
        "post_date_gmt": "2017-07-10 02:00:00", "post_name": f"tulisan-{number}", "post_password": "", "is_sticky": "0",
        "link": f"{HOME}/2017/07/10/tulisan-{number}/", "creator": "sari", "excerpt": "", "attachment_url": "",
    } | {key: value for key, value in given.items() if isinstance(value, str)}  # fmt: skip
    meta, terms = given.get("meta", {}), given.get("terms", [])
    assert isinstance(meta, dict) and isinstance(terms, list)
    metas = "".join(
        f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:"
        f"postmeta>"
        for key, value in meta.items()
    )
    named = "".join(
        f'<category domain="{kind}" nicename="{escape(name.lower())}">{cdata(name)}</category>' for kind, name in terms
    )
    inner = "".join(
        f"<wp:{key}>{cdata(fields[key])}</wp:{key}>"
        for key in (
            "post_date", "post_date_gmt", "post_name", "status", "post_parent", "post_type", "post_password",
            "is_sticky",
        )
    )  # fmt: skip
    if fields["attachment_url"]:
        inner += f"<wp:attachment_url>{cdata(fields['attachment_url'])}</wp:attachment_url>"
    return (
        f"<item><title>{cdata(title)}</title><link>{escape(fields['link'])}</link>"
        f"<dc:creator>{cdata(fields['creator'])}</dc:creator>"
        f'<guid isPermaLink="false">{HOME}/?p={number}</guid><description></description>'
        f"<content:encoded>{cdata(content)}</content:encoded><excerpt:encoded>{cdata(fields['excerpt'])}</excerp"
        f"t:encoded>"
        f"<wp:post_id>{number}</wp:post_id>{inner}{named}{metas}{given.get('more', '')}</item>\n"
    )


def attachment(number: int, path: str, *, mother: int = 0, title: str = "", alt: str = "", caption: str = "") -> str:
    """An upload at a path below `wp-content/uploads/`."""
    return item(
        number, title or path.rpartition("/")[2], post_type="attachment", status="inherit", post_parent=str(mother),
        attachment_url=f"{HOME}/wp-content/uploads/{path}",
        link=f"{HOME}/2017/07/10/tulisan-{mother}/lampiran-{number}/",
        excerpt=caption, meta={"_wp_attached_file": path, "_wp_attachment_image_alt": alt},
    )  # fmt: skip


def export(*items: str, encoding: str = "UTF-8", home: str = HOME, before: str = "") -> bytes:
    """A whole export file."""
    text = f"""{before}<?xml version="1.0" encoding="{encoding}" ?>
<!-- generator="WordPress/5.2" created="2019-01-01 00:00" with an <item> in a comment -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Dinas Contoh</title><link>{home}</link><language>id</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>{home}</wp:base_site_url><wp:base_blog_url>{home}</wp:base_blog_url>
<wp:author><wp:author_login>{cdata("sari")}</wp:author_login><wp:author_email>{cdata("sari@contoh.example")}</wp:author_email>
<wp:author_display_name>{cdata("Sari Wulandari")}</wp:author_display_name></wp:author>
{"".join(items)}</channel>
</rss>
"""
    return text.encode(encoding, "xmlcharrefreplace")
