"""A real office for tests: the repository's own procedure, generated keys, a bare server with its real hooks, and a
working clone for everybody who acts. Made once per session and copied for each test.

    def test_something(office):
        number = office.submit("sari", office.article("panen-padi"))
        office.approve("budi", number)
        office.merge("agus", number)
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tests.support import warm

from terbit import sop as procedure
from terbit.forge import Opinion, plain
from terbit.forge.bare import Bare
from terbit.forge.plain import Identity
from terbit.forge.receipts import Receipts
from terbit.forge.receipts import read as read_receipts
from terbit.git import NOTHING, Repo
from terbit.server import init
from terbit.server.join import join
from terbit.server.keys import public_key, with_key
from terbit.sop import Sop

_QUIET = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")

CHECKOUT = Path(__file__).resolve().parents[2]
PEOPLE = ("sari", "dewi", "budi", "ratna", "agus", "wayan")
OPENING = "2026-09-01T08:00:00+07:00"
ADDRESS = "content/berita/2026/09"

FRONT_PAGE = "---\ntitle: Balai Contoh\ndescription: Situs Balai Riset Tanaman Pangan Contoh.\n---\n\nSelamat datang.\n"
PROFILE = "---\ntitle: Profil\ndescription: Tentang Balai Contoh.\n---\n\nBalai Contoh meneliti tanaman pangan.\n"
SERVICE = "---\ntitle: Layanan\ndescription: Jam layanan Balai Contoh.\n---\n\nSenin sampai Jumat.\n"


def make_keys(folder: Path, people: tuple[str, ...] = PEOPLE) -> None:
    """An ed25519 key for everybody: `<folder>/<person>` and `<folder>/<person>.pub`."""
    folder.mkdir(parents=True, exist_ok=True)
    for who in people:
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", str(folder / who)]
        subprocess.run(command, check=True)


def make_template(top: Path, content: bytes | None = None, *, demo: bool = True) -> Path:
    """An office that nobody worked in yet: `keys/`, `office/` and `server.git`. `content`: another `sop.yml`."""
    sop = content if content is not None else (CHECKOUT / "sop.yml").read_bytes()
    people = tuple(init.read_sop(sop).people)
    make_keys(top / "keys", people)
    for who in people:
        sop = with_key(sop, who, public_key(top / "keys" / f"{who}.pub"))
    office = top / "office"
    (office / "content" / "profil").mkdir(parents=True)
    (office / "sop.yml").write_bytes(sop)
    if (CHECKOUT / "mkdocs.yml").exists():
        shutil.copy2(CHECKOUT / "mkdocs.yml", office / "mkdocs.yml")
    (office / "content" / "index.md").write_text(FRONT_PAGE, "utf-8")
    (office / "content" / "profil" / "index.md").write_text(PROFILE, "utf-8")
    (office / "content" / "layanan.md").write_text(SERVICE, "utf-8")
    administrator = init.read_sop(sop).holders(init.read_sop(sop).floor.administrator, datetime.fromisoformat(OPENING))
    init.create(
        top / "server.git",
        office,
        public_key(top / "keys" / f"{administrator[0]}.pub"),
        datetime.fromisoformat(OPENING),
        live=top / "live",
        demo=demo,
    )
    return top


class Office:
    """The office of one test. People are named as in `sop.yml`."""

    def __init__(self, top: Path, template: Path, *, publisher: bool = False, cold: bool = False) -> None:
        """`cold`: each hook and command starts a Python of its own, as it does outside tests (see `warm`)."""
        shutil.copytree(template, top, symlinks=True, dirs_exist_ok=True)
        self.top = top
        self.bare = top / "server.git"
        self.live = top / "live"
        self.server = Bare(self.bare)
        self.python = sys.executable if cold else warm.python()
        self._settle()
        self.repo = Repo(self.bare)
        # /usr/bin/true in the worker's place: most tests are about what the server accepts, not about the site
        python = sys.executable if publisher else "/usr/bin/true"
        self.server.write_facts(replace(self.server.facts(), live=str(self.live), python=python))
        self._clones: dict[str, Repo] = {}
        self._template = template
        for git in top.glob("people/*/.git"):
            self._mend(git.parent)

    def _mend(self, clone: Path) -> None:
        """What came from the template still names its places."""
        config = clone / ".git" / "config"
        config.write_text(config.read_text("utf-8").replace(f"{self._template}/", f"{self.top}/"), "utf-8")

    def _settle(self) -> None:
        init.settle(self.bare)
        for hook in (self.bare / "hooks").iterdir():
            text = hook.read_text("utf-8")
            assert f" {shlex.quote(sys.executable)} -I" in text, text
            hook.write_text(text.replace(shlex.quote(sys.executable), shlex.quote(self.python)), "utf-8")

    # -- looking -----------------------------------------------------------------------------------------------

    @property
    def main(self) -> str:
        found = self.repo.resolve("refs/heads/main")
        assert found is not None
        return found

    @property
    def sop(self) -> Sop:
        return init.read_sop(self.repo.file(self.main, procedure.PATH) or b"")

    @property
    def receipts(self) -> Receipts:
        return read_receipts(self.server.receipts)

    def tip(self, number: int) -> str:
        found = self.repo.resolve(f"refs/heads/change/{number}")
        assert found is not None
        return found

    def refs(self) -> dict[str, str]:
        return self.repo.refs("refs/")

    # -- people ------------------------------------------------------------------------------------------------

    def key(self, who: str) -> Path:
        return self.top / "keys" / who

    def clone(self, who: str) -> Repo:
        """A person's working clone, made when it is first asked for."""
        if who not in self._clones:
            folder = self.top / "people" / who
            if not folder.exists() and self.refs() == Repo(self._template / "server.git").refs("refs/"):
                self._copy_clone(who, folder)
            if not folder.exists():
                join(str(self.bare), folder, self.key(who))
            self._mend(folder)
            self._clones[who] = Repo(folder)
        return self._clones[who]

    def _copy_clone(self, who: str, folder: Path) -> None:
        """What joining gives while nobody has done anything yet: the same for every test, so made once."""
        made = self._template.with_name(f"{self._template.name}-people") / who
        if not made.exists():
            join(str(self._template / "server.git"), made, self._template / "keys" / who)
        shutil.copytree(made, folder, symlinks=True)

    def identity(self, who: str) -> Identity:
        person = self.sop.people[who]
        return Identity(person.name, person.email or f"{who}@localhost", self.key(who))

    # -- acting ------------------------------------------------------------------------------------------------

    def clock(self, moment: str) -> None:
        """Move the demo clock to an ISO time; without an offset it is the office's."""
        init.move_clock(self.bare, moment)

    @staticmethod
    def article(
        slug: str,
        *,
        title: str = "Panen padi di kebun percobaan",
        category: str = "kegiatan",
        body: str = "Padi dipanen pada hari Selasa.\n",
        folder: str = ADDRESS,
        **front: str,
    ) -> dict[str, bytes]:
        """An article as files. Further front matter as YAML text: `policy="true"`, `publish_at="2026-10-01"`."""
        known = {
            "title": f'"{title}"',
            "date": "2026-09-01 09:00",
            "description": "Satu kalimat ringkas.",
            "categories": f"[{category}]",
            "information": "berkala",
            **front,
        }
        head = "".join(f"{key}: {value}\n" for key, value in known.items() if value)
        return {f"{folder}/{slug}/index.md": f"---\n{head}---\n\n{body}".encode()}

    def submit(
        self, who: str, files: Mapping[str, bytes | None], title: str = "Naskah baru", number: int | None = None
    ) -> int:
        """Propose files; a further revision of a change with `number`. Raises plain.Declined when refused."""
        return plain.submit(self.clone(who), self.identity(who), files, title, number)

    def decide(self, who: str, number: int, verdict: Opinion, reason: str = "", commit: str | None = None) -> str:
        return plain.decide(self.clone(who), self.identity(who), number, verdict, reason, commit=commit)

    def approve(self, who: str, number: int) -> str:
        return self.decide(who, number, "approved")

    def merge(self, who: str, number: int, title: str = "Naskah baru") -> str:
        """Merge a change; returns the merge commit. Raises plain.Declined when the server refuses."""
        return plain.merge(self.clone(who), self.identity(who), number, title)

    def publishable(self, who: str, files: Mapping[str, bytes | None], *approvers: str, merger: str = "agus") -> str:
        """Propose, approve and merge in one go; returns the merge commit."""
        number = self.submit(who, files)
        for approver in approvers or ("budi",):
            self.approve(approver, number)
        return self.merge(merger, number)

    def reform(self, *edits: tuple[str, str]) -> str:
        """Change `sop.yml` by exact replacements, proposed by Sari, approved by administrator and head."""
        text = (self.repo.file(self.main, procedure.PATH) or b"").decode()
        for now, then in edits:
            assert text.count(now) == 1, now
            text = text.replace(now, then)
        return self.publishable("sari", {procedure.PATH: text.encode()}, "agus", "ratna")

    # -- acting by hand, as an attacker would ------------------------------------------------------------------

    def commit(
        self,
        who: str,
        files: Mapping[str, bytes | None],
        parents: list[str] | None = None,
        message: str = "Perubahan\n",
        *,
        sign: bool = True,
        tree: str | None = None,
    ) -> str:
        """A commit in a person's clone, not pushed. `parents` default to the present main."""
        clone = self.clone(who)
        clone.run("fetch", "--quiet", "origin")
        parents = [self.main] if parents is None else parents
        tree = tree or clone.write_tree(parents[0] if parents else None, files)
        return plain.acting(clone, self.identity(who)).write_commit(tree, parents, message, sign=sign)

    def push(self, who: str, *refspecs: str) -> str | None:
        """Push by hand, with force: None when accepted, else what the person reads from the server, lines stripped."""
        done = self.clone(who).run("push", "--force", "origin", *refspecs, check=False)
        if done.returncode == 0:
            return None
        lines = done.stderr.decode("utf-8", "replace").splitlines()
        heard = [line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")]
        return "\n".join(line for line in heard if line) or done.stderr.decode("utf-8", "replace")

    def type(self, who: str, *words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """A person types `terbit …` in the working clone."""
        folder = folder or self.clone(who).path
        environment = {name: os.environ[name] for name in ("PATH", "HOME", *_QUIET) if name in os.environ}
        command = [self.python, "-I", "-m", "terbit", *words]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    def close(self) -> None:
        for repo in (self.repo, *self._clones.values()):
            repo.close()


__all__ = ["CHECKOUT", "NOTHING", "PEOPLE", "Office", "make_keys", "make_template"]
