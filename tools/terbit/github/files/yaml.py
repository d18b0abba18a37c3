"""YAML as we write it into generated files: the order of the keys stays, one value a line, no surprises."""

from __future__ import annotations

from typing import Any

import yaml

from terbit.messages import msg
from terbit.sop import Sop


def header(sop: Sop) -> str:
    """The comment on top of every generated file."""
    made = msg("Dibuat oleh `terbit github files` dari sop.yml. Ubah sop.yml, lalu jalankan perintah itu lagi.")
    return f"# {made.text(sop.office.language)}\n"


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)  # list items stand under their key, indented

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def written(sop: Sop, body: Any) -> bytes:
    """A generated YAML file: the comment, then the document."""
    text = yaml.dump(body, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000, default_flow_style=False)
    return (header(sop) + text).encode()
