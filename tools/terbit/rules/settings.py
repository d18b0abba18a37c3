"""The site's own settings: of `mkdocs.yml` an office may set what readers see, and nothing that runs code.

An approved file that cannot be used would leave the site as it was; so it is refused where it is proposed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from terbit import schema
from terbit.findings import Finding, Refused, Severity
from terbit.messages import Message, msg
from terbit.rules.body.page import scheme_of
from terbit.rules.rule import WHOLE, Fault, Place, Rule

CONFIG = "mkdocs.yml"
OVERRIDES = "overrides/"

# What an office may set. Everything else in MkDocs' configuration runs code, reaches other folders or other servers.
KEYS = frozenset({"site_description", "copyright", "nav", "theme", "extra_css"})
_THEME_KEYS = frozenset({"name", "palette", "features", "icon", "logo", "favicon", "custom_dir"})

_RULE = Rule("MK001", Severity.ERROR, msg("mkdocs.yml hanya mengatur yang boleh diatur kantor"), adopted=Severity.ERROR)
RULES = (_RULE,)

_THEME_KINDS: dict[str, type | tuple[type, ...]] = {"features": list, "palette": (dict, list), "icon": dict}
_MENU_SCHEMES = ("", "http", "https", "mailto", "tel")
_KINDS: dict[str, type | tuple[type, ...]] = {
    "nav": list,
    "extra_css": list,
    "plugins": (list, dict),
    "site_description": str,
    "copyright": str,
}


class Unusable(Refused):
    """Settings that the build does not take. `place` is the line and column, (0, 0) for the whole file."""

    def __init__(self, message: Message, hint: Message | None = None, place: Place = WHOLE) -> None:
        where = msg("{path}:{line}: {fault}", path=CONFIG, line=place[0], fault=message)
        super().__init__(where if place != WHOLE else msg("{path}: {fault}", path=CONFIG, fault=message), hint)
        self.fault = Fault(message, hint, place)


def settings(read: Callable[[str], bytes]) -> Iterator[Finding]:
    """MK001: what is wrong with a tree's mkdocs.yml, where it has one. `read` raises KeyError where it has none."""
    try:
        configuration(read(CONFIG))
    except KeyError:
        return
    except Unusable as unusable:
        yield _RULE.finding(unusable.fault, CONFIG)


def configuration(content: bytes) -> dict[str, Any]:
    """What an office's mkdocs.yml sets. Raises Unusable for what is no YAML or more than an office may set."""
    try:
        data = schema.parse(content.decode("utf-8-sig")).data or {}
    except UnicodeDecodeError:
        raise Unusable(msg("berkas bukan teks UTF-8")) from None
    except schema.YAMLFault as fault:
        raise Unusable(fault.message, fault.hint, (fault.line, fault.column)) from fault
    theme = data.get("theme") if isinstance(data, dict) else None
    theme = {"name": theme} if isinstance(theme, str) else theme if theme is not None else {}
    if not isinstance(data, dict) or not isinstance(theme, dict):
        raise Unusable(msg("susunannya salah"))
    wrong = sorted(name for name, kind in _KINDS.items() if name in data and not isinstance(data[name], kind))
    if wrong:
        raise Unusable(msg("susunan {keys} salah", keys=", ".join(wrong)))
    unknown = sorted({*data} - KEYS - {"plugins", "site_name", "site_url"}) + [
        f"theme.{name}" for name in sorted({*theme} - _THEME_KEYS)
    ]
    unknown += [f"plugins.{name}" for name in data.get("plugins", []) if name not in ("search", "terbit")]
    if unknown:
        raise Unusable(
            msg("{keys} tidak dapat diatur di sini", keys=", ".join(map(str, unknown))),
            msg("yang dapat diatur: {keys}", keys=", ".join(sorted(KEYS))),
        )
    if theme.get("custom_dir") not in (None, OVERRIDES, OVERRIDES.rstrip("/")):
        raise Unusable(msg("custom_dir hanya boleh {folder}", folder=OVERRIDES))
    _check_menu(data.get("nav") or [])
    for name in ("features", "palette", "icon"):
        if name in theme and not isinstance(theme[name], _THEME_KINDS[name]):
            raise Unusable(msg("susunan {keys} salah", keys=f"theme.{name}"))
    foreign = [file for file in data.get("extra_css", []) if re.match(r"(?i)(https?:)?//", str(file))]
    if foreign:
        raise Unusable(msg("{address} bukan berkas situs ini", address=foreign[0]))
    return {**{name: data[name] for name in KEYS & {*data}}, "theme": theme}


def _check_menu(entries: list[Any]) -> None:
    """Raises Unusable for an entry of the menu that is no page, no address and no part with entries of its own, and
    for addresses that run something instead of leading somewhere."""
    for entry in entries:
        targets = list(entry.values()) if isinstance(entry, dict) and len(entry) == 1 else [entry]
        if isinstance(targets[0], list):
            _check_menu(targets[0])
        elif not isinstance(targets[0], str):
            raise Unusable(
                msg("susunan {keys} salah", keys="nav"),
                msg("tulis misalnya: - Profil: profil/index.md"),
            )
        elif scheme_of(targets[0]) not in _MENU_SCHEMES:
            raise Unusable(
                msg('alamat berawalan "{scheme}:" tidak boleh dipakai', scheme=scheme_of(targets[0])),
                msg("tulis misalnya: - Profil: profil/index.md"),
            )
