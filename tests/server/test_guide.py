"""The administrator's guide says what is so: its commands exist, its table of refusals is complete."""

from __future__ import annotations

import re

from tests.support.office import CHECKOUT, Office

from terbit.server import push

GUIDE = (CHECKOUT / "docs" / "administrator.md").read_text("utf-8")


def test_every_refusal_of_the_server_has_its_row() -> None:
    rules = {value for name, value in vars(push).items() if name.isupper() and str(value).startswith("SV")}
    assert set(re.findall(r"^\| `(SV\d+)` \|", GUIDE, re.MULTILINE)) == rules


def test_every_command_and_option_exists(office: Office) -> None:
    for line in re.findall(r"^\$ terbit (.*)$", GUIDE, re.MULTILINE):
        words = re.sub(r"^-C \S+ ", "", line).split()
        verb = words[:2] if words[0] == "server" else words[:1]
        shown = office.type("agus", *verb, "--help")
        assert shown.returncode == 0, line
        for option in re.findall(r"--[a-z-]+", line):
            assert option in shown.stdout, line


def test_the_files_that_it_names_are_there(office: Office) -> None:
    office.submit("sari", office.article("panen-padi"))
    for name in ("server.json", "receipts.jsonl"):
        assert f"`{name}`" in GUIDE
        assert (office.server.folder / name).is_file()
