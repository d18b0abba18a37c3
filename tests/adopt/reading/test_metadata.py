"""Front matter of existing sites: three languages, mended where one reading is possible."""

from __future__ import annotations

import pytest

from terbit.adopt.reading.metadata import Unreadable, parse


def said(content: str | bytes) -> tuple[dict[str, object], list[str]]:
    head = parse(content.encode() if isinstance(content, str) else content)
    return dict(head.data), [str(change) for change in head.mended]


@pytest.mark.parametrize(
    "content",
    [
        "---\ntitle: Panen\ntags: [padi, jagung]\n---\nIsi\n",
        '+++\ntitle = "Panen"\ntags = ["padi", "jagung"]\n+++\nIsi\n',
        '{"title": "Panen", "tags": ["padi", "jagung"]}\nIsi\n',
        "\ufeff---\r\ntitle: Panen\r\ntags:\r\n- padi\r\n- jagung\r\n---\r\nIsi\r\n",
    ],
)
def test_the_three_languages_say_the_same(content: str) -> None:
    head = parse(content.encode())
    assert head.data == {"title": "Panen", "tags": ["padi", "jagung"]}
    assert head.body.strip() == "Isi"


def test_the_body_knows_its_first_line() -> None:
    assert parse(b"---\ntitle: A\n---\n\nIsi\n").body_line == 4
    assert parse(b'+++\ntitle = "A"\n+++\nIsi\n').body_line == 4


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("title: Rilis: versi 1", "title", "Rilis: versi 1"),
        ('title: "Rilis "besar" hari ini"', "title", 'Rilis "besar" hari ini'),
        ("title: @panen", "title", "@panen"),
        ("title: *penting* sekali", "title", "*penting* sekali"),
        ("title: 'Jum'at bersih'", "title", "Jum'at bersih"),
        ("title: 50% lebih: hemat", "title", "50% lebih: hemat"),
    ],
)
def test_what_can_be_read_in_one_way_is_mended(line: str, key: str, value: str) -> None:
    data, mended = said(f"---\ndate: 2017-07-10\n{line}\n---\nIsi\n")
    assert data[key] == value
    assert data["date"] == "2017-07-10"
    assert mended == ["YAML pada baris 3 diperbaiki"]


def test_a_tab_after_a_list_item_is_mended() -> None:
    data, mended = said("---\ntags:\n\t- padi\n\t- jagung\ntitle: A\n---\n")
    assert data == {"tags": ["padi", "jagung"], "title": "A"}
    assert mended == ["YAML pada baris 3 diperbaiki", "YAML pada baris 4 diperbaiki"]


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        (b"---\ntitle: A\n", "front matter tidak ditutup", 1),
        (b"---\ntitle: A\ntitle: B\n---\n", "kunci title tertulis dua kali", 3),
        (b"---\na: [1, 2\nb: 3\n---\n", "susunan YAML salah di sini", 3),
        (b"---\n- a\n- b\n---\n", "di sini harus ada daftar `kunci: nilai`", 2),
        (b'+++\ntitle = "A\n+++\n', "susunan TOML salah di sini", 2),
        (b'{"title": \n', "susunan JSON salah di sini", 2),
        (b"\x89PNG\r\n\x1a\n\0\0", "berkas ini bukan teks", 0),
        (b"---\ntitle: \xff\x01\n---\n", "berkas ini bukan teks", 2),
    ],
)
def test_what_cannot_be_read_has_a_reason_and_a_line(content: bytes, reason: str, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(content)
    assert (str(refused.value.reason), refused.value.line) == (reason, line)


def test_exploding_aliases_are_no_text_to_wait_for() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True)
    )
    with pytest.raises(Unreadable) as refused:
        parse(f"---\n{bomb}---\n".encode())
    assert str(refused.value.reason) == "jangkar dan alias YAML (& dan *) tidak boleh dipakai"


def test_other_encodings_become_utf8() -> None:
    assert said("---\ntitle: Kafé\n---\n".encode("cp1252")) == (
        {"title": "Kafé"},
        ["pengodean cp1252 diubah menjadi UTF-8"],
    )
    assert said("---\ntitle: A\n---\n".encode("utf-16"))[1] == ["pengodean utf-16 diubah menjadi UTF-8"]


def test_a_few_foreign_bytes_do_not_spoil_the_rest() -> None:
    head = parse("---\ntitle: “Padi” — ‘jagung’\n---\n".encode() + b"Kaf\xe9 \x81baru\n")
    assert head.data == {"title": "“Padi” — ‘jagung’"}
    assert head.body == "Kafé baru\n"


def test_a_file_without_front_matter_is_all_text() -> None:
    head = parse(b"# Panen\n\nIsi\n")
    assert (head.data, head.body, [str(m) for m in head.mended]) == ({}, "# Panen\n\nIsi\n", ["tanpa front matter"])


def test_invisible_characters_are_taken_out() -> None:
    head = parse("---\ntitle: A\n---\nPan\u202een\x07\n".encode())
    assert head.body == "Panen\n"
