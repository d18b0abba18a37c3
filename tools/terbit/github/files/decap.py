"""`editor/`: Decap CMS for writers, on GitHub's backend. It only ever proposes: what it saves is a pull request.

One collection a category, its fields made from the front matter (`articles.frontmatter`). `publish_mode:
editorial_workflow` puts each draft on a branch of its own, `publish: false` takes away the button that would merge
without a review. https://decapcms.org/docs/configuration-options/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from terbit.articles.frontmatter import FrontMatter
from terbit.github.files.yaml import header, written
from terbit.messages import Message, msg
from terbit.sop import GitHub, Sop

FOLDER = "editor/"
_Field = dict[str, Any]

# What is not offered: whole-site matters, and what an article gets only after it was live (see the issue forms).
LEFT_OUT = frozenset({"section", "review_by", "redirect_from", "corrections", "withdrawn"})
INFORMATION = ("berkala", "serta-merta", "setiap-saat")  # exempt information has no place here

_PAGE = """\
<!doctype html>
<!-- «header» -->
<html lang="«language»">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>«title»</title>
<link href="config.yml" type="text/yaml" rel="cms-config-url">
</head>
<body>
<div id="nc-root">«waiting»</div>
<script src="decap-cms.js"></script>
</body>
</html>
"""


def files(sop: Sop) -> Mapping[str, bytes]:
    if sop.github is None:
        return {}
    page = _PAGE.replace("«language»", sop.office.language)
    page = page.replace("«title»", _said(sop, msg("Penyunting naskah")))
    # Decap draws itself in there; without its program people would look at an empty page
    waiting = msg("Penyunting ini memerlukan berkas decap-cms.js di folder yang sama: lihat docs/github.md, bagian 12.")
    page = page.replace("«waiting»", _said(sop, waiting))
    return {
        f"{FOLDER}config.yml": written(sop, configuration(sop, sop.github)),
        f"{FOLDER}index.html": page.replace("«header»", header(sop)[2:-1]).encode(),
    }


def configuration(sop: Sop, hub: GitHub) -> _Field:
    """Decap's configuration."""
    return {
        "backend": {
            "name": "github",
            "repo": hub.repository,
            "branch": "main",
            "base_url": proxy(sop),
            "open_authoring": False,
            "commit_messages": {
                "create": "Naskah baru: {{slug}}",
                "update": "Perbaikan naskah: {{slug}}",
                "delete": "Hapus: {{slug}}",
                "uploadMedia": "Berkas: {{path}}",
                "deleteMedia": "Hapus berkas: {{path}}",
            },
        },
        "publish_mode": "editorial_workflow",
        "site_url": sop.office.address,
        "locale": sop.office.language,
        "media_folder": "content",
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": [_collection(sop, key) for key in sop.categories],
    }


def proxy(sop: Sop) -> str:
    """Where the office's log-in proxy stands: GitHub signs nobody in to a page without one, and unless told otherwise
    Decap asks a stranger's (api.netlify.com)."""
    host = (urlsplit(sop.office.address).hostname or "localhost").removeprefix("www.")
    return f"https://masuk.{host}"


def _collection(sop: Sop, key: str) -> _Field:
    category = sop.categories[key]
    return {
        "name": key,
        "label": category.name,
        "folder": "content/publikasi" if category.publication else "content/berita",
        "filter": {"field": "categories", "value": key},
        "create": True,
        "publish": False,
        "delete": False,
        "extension": "md",
        "format": "yaml-frontmatter",
        "path": "{{year}}/{{month}}/{{slug}}/index",
        "media_folder": "",  # beside the article
        "public_folder": "",
        "fields": [*_fields(sop, key), {"name": "body", "widget": "markdown", "label": _said(sop, msg("Isi artikel"))}],
    }


def _fields(sop: Sop, category: str) -> list[_Field]:
    """The fields of a category's articles, in the order of the front matter."""
    made = []
    for name in FrontMatter.model_fields:
        if name in LEFT_OUT or (name == "printed_on" and not sop.categories[category].publication):
            continue
        field = _field(sop, category, name)
        if field is not None:
            made.append({"name": name, **field})
    return made


def _field(sop: Sop, category: str, name: str) -> _Field | None:
    """A field's widget; None where the office has nothing to choose from."""
    day = {"widget": "datetime", "format": "YYYY-MM-DD", "date_format": "YYYY-MM-DD", "time_format": False}
    moment = {"widget": "datetime", "format": "YYYY-MM-DD HH:mm", "date_format": "YYYY-MM-DD", "time_format": "HH:mm"}
    line = {"widget": "string"}
    words = {"widget": "list", "required": False}
    label = {name: _said(sop, message) for name, message in _LABELS.items()}
    known: dict[str, _Field] = {
        "title": line,
        "date": {**day, "default": "{{now}}"},
        "description": {"widget": "text", "pattern": ["^.{1,400}$", label["description"]]},
        "categories": {
            "widget": "select",
            "multiple": True,
            "default": [category],
            "options": _options({key: entry.name for key, entry in sop.categories.items()}),
        },
        "tags": words,
        "authors": words,
        "image": {
            "widget": "object",
            "required": False,
            "collapsed": True,
            "fields": [
                {"name": "file", "label": label["file"], "widget": "image", "required": False, "allow_multiple": False},
                {"name": "alt", "label": label["alt"], "widget": "string", "required": False},
                {"name": "caption", "label": label["caption"], "widget": "string", "required": False},
            ],
        },
        "policy": {"widget": "boolean", "required": False, "default": False},
        "information": {"widget": "select", "default": "berkala", "options": _information()},
        "sources": words,
        "attachments": {
            "widget": "list",
            "required": False,
            "fields": [
                {"name": "file", "label": label["file"], "widget": "file", "allow_multiple": False},
                {"name": "title", "label": label["title"], "widget": "string"},
            ],
        },
        "printed_on": day,
        "publish_at": {**moment, "required": False},
        "expires_at": {**moment, "required": False},
        "event": {
            "widget": "object",
            "required": False,
            "collapsed": True,
            "fields": [
                {"name": "start", "label": label["start"], **moment, "required": False},
                {"name": "end", "label": label["end"], **moment, "required": False},
                {"name": "place", "label": label["place"], "widget": "string", "required": False},
            ],
        },
        "channels": {
            "widget": "select",
            "multiple": True,
            "required": False,
            "options": _options({key: channel.name for key, channel in sop.channels.items()}),
        },
        "lang": {"widget": "select", "required": False, "options": ["id", "en"]},
    }
    if name == "channels" and not sop.channels:
        return None
    return {"label": label[name], **known[name]}


def _information() -> list[str]:
    annotation = FrontMatter.model_fields["information"].annotation
    known = {word for part in get_args(annotation) if part is not type(None) for word in get_args(part)}
    return [word for word in INFORMATION if word in known]


def _options(named: Mapping[str, str]) -> list[dict[Literal["label", "value"], str]]:
    return [{"label": name, "value": key} for key, name in named.items()]


def _said(sop: Sop, message: Message) -> str:
    return message.text(sop.office.language)


_LABELS: Mapping[str, Message] = {
    "title": msg("Judul"),
    "date": msg("Tanggal artikel"),
    "description": msg("Satu kalimat ringkasan, paling panjang 400 huruf"),
    "categories": msg("Kategori"),
    "tags": msg("Kata kunci"),
    "authors": msg("Penulis"),
    "image": msg("Gambar utama"),
    "file": msg("Berkas"),
    "alt": msg("Apa yang terlihat di gambar"),
    "caption": msg("Keterangan gambar"),
    "policy": msg("Menyangkut kebijakan"),
    "information": msg("Klasifikasi informasi (UU 14/2008)"),
    "sources": msg("Sumber bahan"),
    "attachments": msg("Lampiran"),
    "printed_on": msg("Tanggal cetak"),
    "publish_at": msg("Tayang mulai"),
    "expires_at": msg("Tayang sampai"),
    "event": msg("Acara"),
    "start": msg("Mulai"),
    "end": msg("Selesai"),
    "place": msg("Tempat"),
    "channels": msg("Saluran"),
    "lang": msg("Bahasa"),
}
