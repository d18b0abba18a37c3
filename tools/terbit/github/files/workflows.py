"""`.github/workflows/`: the four workflows. What they may do is written in docs/security.md, and why.

The texts are in `templates/`; what differs between offices is filled in at `«name»`: words in the office's language,
the hours of the office's zone as cron wants them (UTC), and the second repository where records are kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from importlib import resources

from terbit.github.files.yaml import header
from terbit.messages import msg
from terbit.sop import Sop

FOLDER = ".github/workflows/"
NAMES = ("check", "report-back", "publish", "due")

# The office's hours at which is looked whether something is due, and whether a review was missed. Minutes past the
# hour, because the full hour is when GitHub's schedules are latest.
DUE = (7, (0, 6, 8, 10, 12, 14, 16, 20))
REPORT_BACK = (37, (7, 9, 11, 13, 15, 17))

_MARK = re.compile(r"^(?P<indent> *)«(?P<block>[a-z-]+)»\n|«(?P<word>[a-z-]+)»", re.MULTILINE)


def files(sop: Sop) -> Mapping[str, bytes]:
    return {f"{FOLDER}{name}.yml": workflow(sop, name) for name in NAMES}


def workflow(sop: Sop, name: str) -> bytes:
    """One workflow's text. Raises KeyError where its template asks for something that is not known here."""
    known = {**_words(sop), **_blocks(sop)}

    def filled(found: re.Match[str]) -> str:
        if found["word"] is not None:
            return known[found["word"]]
        block = known[found["block"]]
        return "".join(found["indent"] + line + "\n" if line else "\n" for line in block.splitlines())

    return (header(sop) + _MARK.sub(filled, _template(name))).encode()


def cron(sop: Sop, minute: int, hours: tuple[int, ...]) -> str:
    """A daily schedule in UTC for hours of the office's zone. GitHub knows no zones; where clocks change in summer, the
    hours are those of January."""
    moments = [datetime(2026, 1, 15, hour, minute, tzinfo=sop.zone).utctimetuple() for hour in hours]
    minutes = sorted({moment.tm_min for moment in moments})
    return f"{','.join(map(str, minutes))} {','.join(map(str, sorted(moment.tm_hour for moment in moments)))} * * *"


def _words(sop: Sop) -> dict[str, str]:
    def say(text: str) -> str:
        return '"' + text + '"'

    language = sop.office.language
    return {
        "name-check": say(msg("Pemeriksaan naskah").text(language)),
        "name-note": say(msg("Catat adanya ulasan").text(language)),
        "name-gate": say(msg("Laporkan yang masih kurang").text(language)),
        "name-prepare": say(msg("Nilai dan bangun situs").text(language)),
        "name-deploy": say(msg("Tayangkan").text(language)),
        "name-finish": say(msg("Periksa yang tayang dan catat").text(language)),
        "name-due": say(msg("Apakah ada yang jatuh tempo?").text(language)),
        "name-start": say(msg("Mulai penayangan").text(language)),
        "name-wait": say(msg("Tunggu jam tayang berikutnya").text(language)),
        "name-report": say(msg("Ajukan laporan bulanan").text(language)),
        "name-links": say(msg("Periksa tautan ke luar").text(language)),
        "name-links-told": say(msg("Catat dan laporkan tautan").text(language)),
        "shards": ", ".join(str(number) for number in range(1, sop.links.shards + 1)),
        "shard-count": str(sop.links.shards),
        "findings": msg("Temuan").text(language),
        "no-findings": msg("Tidak ada temuan.").text(language),
        "cron-due": cron(sop, *DUE),
        "cron-report-back": cron(sop, *REPORT_BACK),
        # records of an office with one repository are a branch of it
        "contents": "read" if _apart(sop) else "write",
        "records": "" if _apart(sop) else ", and the branch of the records",
    }


def _blocks(sop: Sop) -> dict[str, str]:
    """Whole steps. Where records are in a repository of their own, a token for that one alone is made. Where the
    office's is public, the report goes there too, and the job that proposes it may write nothing here; and minutes cost
    nothing there, so that a runner may wait for an article's hour."""
    hub = sop.github
    names = ("records-token", "records-token-read", "records-env", "wait")
    blocks = {"set-up": _template("set-up"), **dict.fromkeys(names, "")}
    if hub is not None and hub.public:
        blocks["wait"] = _template("wait").replace("«name-wait»", _words(sop)["name-wait"])
    if hub is not None and hub.records is not None:
        owner, _, name = hub.records.partition("/")
        step = _template("records-token").replace("«owner»", owner).replace("«repository»", name)
        blocks["records-token"] = step
        blocks["records-token-read"] = step.replace("permission-contents: write", "permission-contents: read")
        blocks["records-env"] = _template("records-env")
    if hub is not None and hub.records is not None and hub.public:
        blocks["report-token"] = blocks["records-token"] + "    permission-pull-requests: write\n"
        blocks["report-env"] = "github.token"
        blocks["report-rights"] = _rights("read # to check out", "read # the reviews")
    else:
        blocks["report-token"] = _template("report-token") + blocks["records-token"]
        blocks["report-env"] = "steps.app.outputs.token || github.token"
        blocks["report-rights"] = _rights("write # the report's branch", "write # its pull request, and whom to ask")
    return blocks


def _rights(contents: str, pulls: str) -> str:
    return f"contents: {contents}\nchecks: read # when a head was pushed\npull-requests: {pulls}\n"


def _apart(sop: Sop) -> bool:
    return sop.github is not None and sop.github.records is not None


def _template(name: str) -> str:
    return resources.files(__package__).joinpath("templates", f"{name}.yml").read_text("utf-8")
