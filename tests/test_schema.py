"""YAML with places, and a model held against it: every message with its full text, and nothing that can raise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from terbit import schema
from terbit.findings import Finding
from terbit.schema import YAMLFault


class Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    since: str | None = Field(None, alias="from")
    amount: Annotated[int, Field(ge=1, le=9)] = 1


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Annotated[str, Field(min_length=1, max_length=5)] = "x"
    kind: Literal["daun", "akar"] = "daun"
    version: Literal[1] = 1
    flag: bool = False
    word: Annotated[str, Field(pattern=r"^[a-z]+$")] = "a"
    one: Leaf | None = None
    many: tuple[Leaf, ...] = ()
    named: Mapping[str, Annotated[Leaf, Field()]] = {}


def check(text: str) -> list[str]:
    document = schema.parse(text)
    _, findings = schema.validate(Tree, document, "t.yml", rule="T1", unknown_rule="T2")
    return [finding.text() for finding in findings]


def fault(text: str) -> str:
    with pytest.raises(YAMLFault) as raised:
        schema.parse(text)
    it = raised.value
    hint = f" | {it.hint.text()}" if it.hint else ""
    return f"{it.line}:{it.column} {it.message.text()}{hint}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: halo\n", []),
        ("- satu\n", ["t.yml:1:1: error[T1] di sini harus ada daftar `kunci: nilai`"]),
        ("", ["t.yml:1:1: error[T1] di sini harus ada daftar `kunci: nilai`"]),
        (
            "titel: halo\n",
            ['t.yml:1:1: error[T2] kunci "titel" tidak dikenal. Saran: maksud Anda "title"?'],
        ),
        ("zzz: 1\n", ['t.yml:1:1: error[T2] kunci "zzz" tidak dikenal']),
        ('"[key]": 1\n', ['t.yml:1:1: error[T2] kunci "[key]" tidak dikenal']),
        (
            "one:\n  name: a\n  form: b\n",
            ['t.yml:3:3: error[T2] kunci "form" tidak dikenal. Saran: maksud Anda "from"?'],
        ),
        (
            "many:\n  - name: a\n  - name: b\n    amont: 3\n",
            ['t.yml:4:5: error[T2] kunci "amont" tidak dikenal. Saran: maksud Anda "amount"?'],
        ),
        (
            "named:\n  satu:\n    nama: a\n    name: b\n",
            ['t.yml:3:5: error[T2] kunci "nama" tidak dikenal. Saran: maksud Anda "name"?'],
        ),
        ("one: {}\n", ['t.yml:1:1: error[T1] "one.name" wajib diisi']),
        (
            "kind: dahun\n",
            ['t.yml:1:1: error[T1] "dahun" tidak dikenal untuk "kind". Saran: maksud Anda "daun"?'],
        ),
        (
            "kind: [1]\n",
            ['t.yml:1:1: error[T1] "[1]" tidak dikenal untuk "kind". Saran: pilih salah satu: daun, akar'],
        ),
        ("version: 7\n", ['t.yml:1:1: error[T1] "7" tidak dikenal untuk "version". Saran: pilih salah satu: 1']),
        ("title: [a]\n", ['t.yml:1:1: error[T1] isi "title" harus berupa teks']),
        ("title:\n", ['t.yml:1:1: error[T1] isi "title" harus berupa teks']),
        ("flag: mungkin\n", ['t.yml:1:1: error[T1] isi "flag" harus berupa true atau false']),
        ("flag: {}\n", ['t.yml:1:1: error[T1] isi "flag" harus berupa true atau false']),
        ("one: {name: a, amount: x}\n", ['t.yml:1:16: error[T1] isi "one.amount" harus berupa bilangan bulat']),
        ("one: {name: a, amount: {}}\n", ['t.yml:1:16: error[T1] isi "one.amount" harus berupa bilangan bulat']),
        ("one: {name: a, amount: 12}\n", ['t.yml:1:16: error[T1] nilai "one.amount" di luar batas: 12']),
        ("many: a\n", ['t.yml:1:1: error[T1] isi "many" harus berupa daftar (baris yang diawali tanda -)']),
        ("named: a\n", ['t.yml:1:1: error[T1] isi "named" harus berupa pasangan `kunci: nilai`']),
        ("one: a\n", ['t.yml:1:1: error[T1] isi "one" harus berupa pasangan `kunci: nilai`']),
        (
            "word: A\n",
            ['t.yml:1:1: error[T1] "A" tidak berbentuk benar untuk "word". Saran: polanya: ^[a-z]+$'],
        ),
        ('title: ""\n', ['t.yml:1:1: error[T1] "title" tidak boleh kosong']),
        ("title: panjang\n", ['t.yml:1:1: error[T1] "title" terlalu panjang, paling banyak 5']),
        (
            "titel: a\nkind: x\nmany:\n  - {nam: b}\n",
            [
                't.yml:2:1: error[T1] "x" tidak dikenal untuk "kind". Saran: pilih salah satu: daun, akar',
                't.yml:4:5: error[T1] "many.0.name" wajib diisi',
                't.yml:4:6: error[T2] kunci "nam" tidak dikenal. Saran: maksud Anda "name"?',
                't.yml:1:1: error[T2] kunci "titel" tidak dikenal. Saran: maksud Anda "title"?',
            ],
        ),
    ],
)
def test_every_error_of_a_model_with_its_place_and_words(text: str, expected: list[str]) -> None:
    assert check(text) == expected


def test_the_same_in_english() -> None:
    _, findings = schema.validate(Tree, schema.parse("titel: a\n"), "t.yml", rule="T1", unknown_rule="T2")
    assert [f.text("en") for f in findings] == ['t.yml:1:1: error[T2] unknown key "titel". Hint: did you mean "title"?']


CONTROL = (
    "ada huruf kendali yang tidak boleh ada di sini | hapus huruf yang tak terlihat itu, lalu ketik ulang barisnya"
)
BROKEN = "susunan YAML salah di sini | periksa spasi di depan baris, tanda kutip, dan titik dua"
TAG = "tanda tipe YAML (!) tidak boleh dipakai | pakai tanda kutip"
ALIAS = (
    "jangkar dan alias YAML (& dan *) tidak boleh dipakai"
    " | tulis nilainya langsung; bila * atau & bagian dari teks, pakai tanda kutip"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", "2:1 kunci a tertulis dua kali | hapus salah satu"),
        ("a: {b: 1, b: 2}\n", "1:11 kunci b tertulis dua kali | hapus salah satu"),
        ("a: &x 1\nb: *x\n", f"1:4 {ALIAS}"),
        ("a: *x\n", f"1:4 {ALIAS}"),
        ("<<: *x\n", f"1:5 {ALIAS}"),
        ("a: !!python/object/apply:os.system [ls]\n", f"1:4 {TAG}"),
        ("a: !!str 1\n", f"1:4 {TAG}"),
        ("a: b\n---\nc: d\n", "2:1 hanya boleh ada satu dokumen YAML"),
        ("? [a]\n: b\n", "1:3 kunci harus berupa kata"),
        ("a:\n\tb: 1\n", "2:1 tab tidak boleh dipakai di sini | ganti tab dengan spasi"),
        (
            "title: Rilis: versi 1\n",
            '1:13 tanda titik dua di dalam nilai membingungkan'
            ' | tulis nilainya di antara tanda kutip, misalnya title: "Rilis: versi 1"',
        ),
        ('a: "b\n', f"2:1 {BROKEN}"),
        ("a: [1\n", f"2:1 {BROKEN}"),
        ("a: b\0c\n", f"1:5 {CONTROL}"),
        ("a: 1\nb: \x07\n", f"2:4 {CONTROL}"),
        ('a: "\\0"\n', f"1:4 {CONTROL}"),
        ('a: "\\uD800"\n', f"1:7 {BROKEN}"),
        ("a: 1\nb: \ud800\n", f"2:4 {CONTROL}"),
        ("a: " + "[" * 40 + "]" * 40, "1:36 susunan terlalu dalam, paling banyak 32 tingkat"),
        ("#" * 300_000, "1:1 terlalu besar: 300000 huruf, paling banyak 262144"),
    ],
)  # fmt: skip
def test_what_is_no_yaml_for_us_is_named_with_its_place(text: str, expected: str) -> None:
    assert fault(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 2026-11-20", "2026-11-20"),
        ("a: 2014-05-01 10:00:21 -0400", "2014-05-01 10:00:21 -0400"),
        ("a: 2023-13-10", "2023-13-10"),
        ("a: 12:30", "12:30"),
        ("a: 010", "010"),
        ("a: 0x10", "0x10"),
        ("a: 1e3", "1e3"),
        ("a: 3.14", "3.14"),
        ("a: -7", -7),
        ('a: "7"', "7"),
        ("a: yes", "yes"),
        ("a: True", True),
        ("a: false", False),
        ("a: ~", None),
        ("a:", None),
        ("a: NULL", None),
        ("a: |\n  dua\n  baris\n", "dua\nbaris\n"),
        ("a: 99999999999999999999", "99999999999999999999"),
    ],
)
def test_scalars_stay_text_but_for_the_plainest(text: str, value: object) -> None:
    assert schema.parse(text).data == {"a": value}


def test_a_long_value_is_cut_in_its_message() -> None:
    (line,) = check(f"kind: {'x' * 5000}\n")
    assert line == f't.yml:1:1: error[T1] "{"x" * 99}…" tidak dikenal untuk "kind". Saran: pilih salah satu: daun, akar'


def test_a_key_can_carry_nothing_onto_the_terminal() -> None:
    (line,) = check('"merah\\nbaris": 1\n')
    assert line == 't.yml:1:1: error[T2] kunci "merah\\nbaris" tidak dikenal'


def test_places_fall_back_to_the_nearest_key_above() -> None:
    document = schema.parse("a:\n  b:\n    - c: 1\n")
    assert document.place(("a", "b", 0, "c")) == (3, 7)
    assert document.place(("a", "b", 5, "z")) == (2, 3)
    assert document.place(("z",)) == (1, 1)


yamlish = st.lists(
    st.sampled_from(["a", "b", ":", ": ", "\n", "  ", "- ", "{", "}", "[", "]", "'", '"', "&x", "*x", "!t", "|", ">",
                     "#", "?", ",", "\t", "---", "...", "%YAML 1.1", "\\", "\x85", "\ufeff", "é", "\ud800", "1", "~"]),
    max_size=40,
).map("".join)  # fmt: skip


@given(st.one_of(yamlish, st.text(max_size=80)))
@example("a: " + " " * 2000 + '"')
@example("\ufeffa: 1")
@example("%TAG ! tag:x,2000:\n---\na: 1")
def test_no_text_at_all_raises_anything_but_a_fault_with_a_place(text: str) -> None:
    try:
        document = schema.parse(text)
    except YAMLFault as found:
        assert found.line >= 1
        assert found.column >= 1
        assert found.message.text("id")
        assert found.message.text("en")
        return
    _, findings = schema.validate(Tree, document, "t.yml", rule="T1")
    assert all(isinstance(finding, Finding) and finding.text().encode() for finding in findings)


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=12)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=12,
)
KEYS = ["title", "kind", "version", "flag", "word", "one", "many", "named", "name", "from", "amount"]


@given(st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=6)), values, max_size=6))
def test_no_shape_of_data_raises(data: dict[str, object]) -> None:
    model, findings = schema.validate(Tree, schema.Document(data), "t.yml", rule="T1")
    assert (model is None) == bool(findings)
    assert all(finding.text("en") for finding in findings)
