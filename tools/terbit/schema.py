"""YAML with places, held against a pydantic model: every error at once, with line, column and a suggestion.

Scalars stay strings but for `true`, `false`, null and whole numbers: YAML's own dates are a lottery (FACTS: five
spellings, four types, one exception), so whoever wants a date parses it where file and line are known. Anchors and
aliases are refused (a few lines of them can grow to gigabytes), as are tags and keys that stand twice.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from terbit.findings import Finding, Severity
from terbit.messages import Message, msg

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_FINDINGS = 200  # of one file: whoever has more has the wrong file
MAX_SHOWN = 100  # characters of a value in a message

Place = tuple[int, int]  # line and column, both from 1
Key = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


class SchemaError(ValueError):
    """A value is wrong in a way that a message explains. Validators raise it; `hint` says what to write instead."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(message.source)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Document:
    """Parsed YAML: plain data, and where each key stands."""

    data: Any
    places: Mapping[Key, Place] = field(default_factory=dict)

    def place(self, key: Key) -> Place:
        """Where a key (or the nearest key above it) stands."""
        while key and key not in self.places:
            key = key[:-1]
        return self.places.get(key, (1, 1))


class YAMLFault(Exception):
    """The text is no YAML that we take. `line` and `column` count from 1 within the text."""

    def __init__(self, message: Message, line: int, column: int, hint: Message | None = None) -> None:
        super().__init__(message.source)
        self.message, self.line, self.column, self.hint = message, line, column, hint


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,15})\Z")
# what an escape such as "\0" or "\ud800" in a quoted text can smuggle past YAML's own check
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u2028\u2029]")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


def parse(text: str) -> Document:
    """Read YAML. Raises YAMLFault with the first place that is wrong."""
    if len(text) > MAX_BYTES:
        raise YAMLFault(
            msg("terlalu besar: {size} huruf, paling banyak {limit}", size=len(text), limit=MAX_BYTES), 1, 1
        )
    places: dict[Key, Place] = {}
    try:
        loader = _Loader(text)
        try:
            data = _document(loader, places)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _fault(error, text, line, column) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow
        raise _unprintable(text, getattr(error, "position", 0)) from error
    except UnicodeEncodeError as error:  # half a character, which no file in UTF-8 can hold
        raise _unprintable(text, error.start) from error
    return Document(data, places)


def _unprintable(text: str, position: int) -> YAMLFault:
    before = text[:position]
    return _control(before.count("\n") + 1, len(before) - before.rfind("\n"))


def _control(line: int, column: int) -> YAMLFault:
    return YAMLFault(
        msg("ada huruf kendali yang tidak boleh ada di sini"),
        line,
        column,
        msg("hapus huruf yang tak terlihat itu, lalu ketik ulang barisnya"),
    )


def _fault(error: yaml.MarkedYAMLError, text: str, line: int, column: int) -> YAMLFault:
    lines = text.split("\n")
    content = lines[line - 1][:500] if line <= len(lines) else ""
    if "\t" in content:
        return YAMLFault(
            msg("tab tidak boleh dipakai di sini"), line, content.index("\t") + 1, msg("ganti tab dengan spasi")
        )
    if re.match(r"\s*[\w-]+:\s+[^'\"\[{|>].*:(\s|$)", content) or "mapping values" in str(error.problem):
        return YAMLFault(
            msg("tanda titik dua di dalam nilai membingungkan"),
            line,
            column,
            msg('tulis nilainya di antara tanda kutip, misalnya title: "Rilis: versi 1"'),
        )
    return YAMLFault(
        msg("susunan YAML salah di sini"), line, column, msg("periksa spasi di depan baris, tanda kutip, dan titik dua")
    )


def _document(loader: Any, places: dict[Key, Place]) -> Any:
    loader.get_event()  # stream start
    if loader.check_event(yaml.StreamEndEvent):
        return None
    loader.get_event()  # document start
    data = _value(loader, (), places)
    loader.get_event()  # document end
    if not loader.check_event(yaml.StreamEndEvent):
        mark = loader.peek_event().start_mark
        raise YAMLFault(msg("hanya boleh ada satu dokumen YAML"), mark.line + 1, mark.column + 1)
    return data


def _value(loader: Any, key: Key, places: dict[Key, Place]) -> Any:
    event = loader.get_event()
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    places.setdefault(key, (line, column))
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise YAMLFault(
            msg("jangkar dan alias YAML (& dan *) tidak boleh dipakai"),
            line,
            column,
            msg("tulis nilainya langsung; bila * atau & bagian dari teks, pakai tanda kutip"),
        )
    if len(key) > MAX_DEPTH:
        raise YAMLFault(msg("susunan terlalu dalam, paling banyak {limit} tingkat", limit=MAX_DEPTH), line, column)
    if event.tag is not None:
        raise YAMLFault(msg("tanda tipe YAML (!) tidak boleh dipakai"), line, column, msg("pakai tanda kutip"))
    if isinstance(event, yaml.ScalarEvent):
        if _CONTROL.search(event.value):
            raise _control(line, column)
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not loader.check_event(yaml.SequenceEndEvent):
            items.append(_value(loader, (*key, len(items)), places))
        loader.get_event()
        return items
    mapping: dict[str, Any] = {}
    while not loader.check_event(yaml.MappingEndEvent):
        name = loader.peek_event()
        where = (name.start_mark.line + 1, name.start_mark.column + 1)
        if not isinstance(name, yaml.ScalarEvent):
            raise YAMLFault(msg("kunci harus berupa kata"), *where)
        loader.get_event()
        if name.value in mapping:
            raise YAMLFault(msg("kunci {key} tertulis dua kali", key=name.value), *where, msg("hapus salah satu"))
        places[(*key, name.value)] = where
        mapping[name.value] = _value(loader, (*key, name.value), places)
    loader.get_event()
    return mapping


def _scalar(event: Any) -> Any:
    if not event.implicit[0]:  # quoted or a block: it is text
        return event.value
    if event.value.lower() in _CONSTANTS:
        return _CONSTANTS[event.value.lower()]
    return int(event.value) if _INTEGER.match(event.value) else event.value


def suggestion(word: str, known: list[str]) -> Message | None:
    """ "Did you mean", where something known is close enough; comparing with thousands of names would take minutes."""
    close = difflib.get_close_matches(word[:MAX_SHOWN], known[:MAX_FINDINGS], n=1, cutoff=0.6)
    return msg('maksud Anda "{word}"?', word=close[0]) if close else None


def validate(
    model: type[Model],
    document: Document,
    path: str,
    *,
    rule: str,
    unknown_rule: str | None = None,
    first_line: int = 1,
    context: Mapping[str, Any] | None = None,
) -> tuple[Model | None, list[Finding]]:
    """Hold a document against a model: the model, or None and every finding.

    `first_line` is the file's line on which the document's first line stands.
    """
    if not isinstance(document.data, dict):
        where = document.place(())
        message = msg("di sini harus ada daftar `kunci: nilai`")
        return None, [Finding(rule, Severity.ERROR, path, message, None, where[0] + first_line - 1, where[1])]
    try:
        return model.model_validate(document.data, context=context), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        findings = []
        for detail in details[:MAX_FINDINGS]:
            key = detail["loc"]
            if key[-1:] == ("[key]",) and detail["type"] != "extra_forbidden":  # what pydantic calls a key itself
                key = key[:-1]
            message, hint = _explained(detail, key, model)
            line, column = document.place(key)
            named = unknown_rule if unknown_rule and detail["type"] == "extra_forbidden" else rule
            line += first_line - 1
            findings.append(Finding(named, Severity.ERROR, path, short(message), hint, line, column))
        return None, [*dict.fromkeys(findings), *more(len(details), rule, path)]


def short(message: Message) -> Message:
    """A message whose values are cut: a whole file may stand where a word should."""
    values = ((name, str(value)) if not isinstance(value, Message) else (name, value) for name, value in message.values)
    cut = ((n, v[: MAX_SHOWN - 1] + "…") if isinstance(v, str) and len(v) > MAX_SHOWN else (n, v) for n, v in values)
    return Message(message.source, tuple(cut))


def more(count: int, rule: str, path: str) -> list[Finding]:
    """Where a file has more errors than are shown: a finding that says how many."""
    if count <= MAX_FINDINGS:
        return []
    return [Finding(rule, Severity.ERROR, path, msg("masih ada {count} kesalahan lain", count=count - MAX_FINDINGS))]


def _explained(detail: Any, key: Key, model: type[BaseModel]) -> tuple[Message, Message | None]:
    cause = (detail.get("ctx") or {}).get("error")
    name = ".".join(str(part) for part in key)
    if isinstance(cause, SchemaError):
        return cause.message, cause.hint
    kind, given, context = detail["type"], detail.get("input"), detail.get("ctx") or {}
    if kind == "extra_forbidden":
        return msg('kunci "{key}" tidak dikenal', key=key[-1]), suggestion(str(key[-1]), _fields(model, key[:-1]))
    if kind == "missing":
        return msg('"{key}" wajib diisi', key=name), None
    if kind in ("literal_error", "enum"):
        known = [word.strip("'") for word in re.findall(r"'[^']*'|\d+", str(context.get("expected", "")))]
        hint = suggestion(str(given), known) or msg("pilih salah satu: {known}", known=", ".join(known))
        return msg('"{value}" tidak dikenal untuk "{key}"', value=given, key=name), hint
    expected = {
        "string_type": msg("teks"),
        "int_type": msg("bilangan bulat"),
        "int_parsing": msg("bilangan bulat"),
        "bool_type": msg("true atau false"),
        "bool_parsing": msg("true atau false"),
        "list_type": msg("daftar (baris yang diawali tanda -)"),
        "tuple_type": msg("daftar (baris yang diawali tanda -)"),
        "dict_type": msg("pasangan `kunci: nilai`"),
        "mapping_type": msg("pasangan `kunci: nilai`"),
        "model_type": msg("pasangan `kunci: nilai`"),
        "model_attributes_type": msg("pasangan `kunci: nilai`"),
    }.get(kind)
    if expected is not None:
        return msg('isi "{key}" harus berupa {expected}', key=name, expected=expected), None
    if kind == "string_pattern_mismatch":
        return msg('"{value}" tidak berbentuk benar untuk "{key}"', value=given, key=name), msg(
            "polanya: {pattern}", pattern=context.get("pattern", "")
        )
    if kind in ("string_too_short", "too_short"):
        return msg('"{key}" tidak boleh kosong', key=name), None
    if kind in ("string_too_long", "too_long"):
        return msg(
            '"{key}" terlalu panjang, paling banyak {limit}', key=name, limit=context.get("max_length", "")
        ), None
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return msg('nilai "{key}" di luar batas: {value}', key=name, value=given), None
    return msg('isi "{key}" tidak benar', key=name), None


def _fields(model: type[BaseModel], key: Key) -> list[str]:
    """The names that a model knows at a place, for the suggestion."""
    found: list[Any] = [model]
    for part in key:
        found = [below for one in found for below in _below(one, part)]
    models = [one for one in found if isinstance(one, type) and issubclass(one, BaseModel)]
    return [info.alias or name for one in models for name, info in one.model_fields.items()]


def _below(annotation: Any, part: str | int) -> list[Any]:
    """What may stand at a key or number within a model, mapping or list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        return [one for name, info in fields if (info.alias or name) == part for one in _alternatives(info.annotation)]
    within = get_args(annotation)
    if not within:
        return []
    return _alternatives(within[0] if isinstance(part, int) else within[-1])


def _alternatives(annotation: Any) -> list[Any]:
    """The types that an annotation allows: without `Annotated`, each side of `X | None`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _alternatives(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [one for side in get_args(annotation) for one in _alternatives(side)]
    return [annotation]
