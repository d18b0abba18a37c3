"""Git, through its own command. Objects are read from the object store, never from a checked-out tree.

Paths are `str` as `os.fsdecode` gives them: bytes that are no UTF-8 survive as surrogates and a rule names them.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

MINIMUM = (2, 38)  # `git merge-tree --write-tree`
NOTHING = "0" * 40
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

# What a caller's environment could use to show us another repository, index, history or clock.
_STEERING = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_AUTHOR_DATE",
    "GIT_COMMITTER_DATE",
    "GIT_REPLACE_REF_BASE",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_EXTERNAL_DIFF",
)


class GitError(Exception):
    """Git refused. `command` is what was asked, `stderr` what git said."""

    def __init__(self, command: tuple[str, ...], status: int, stderr: str) -> None:
        super().__init__(f"git {' '.join(command)}: {stderr.strip() or status}")
        self.command = command
        self.status = status
        self.stderr = stderr


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a tree: its mode ("100644", "100755", "120000" symlink, "160000" gitlink) and its object."""

    mode: str
    oid: str


@dataclass(frozen=True, slots=True)
class Delta:
    """A path that differs between two trees; `old` or `new` is None where the path is absent."""

    path: str
    old: Entry | None
    new: Entry | None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as git stores it. Its names, e-mails and times are the author's claims, nothing more."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: str
    author_email: str
    committer: str
    committer_email: str
    committed: datetime
    message: str

    @property
    def subject(self) -> str:
        return self.message.partition("\n")[0]

    def trailer(self, key: str) -> str | None:
        """The last trailer line `Key: value` of the message's last paragraph."""
        value = None
        for line in self.message.rstrip().rpartition("\n\n")[2].splitlines():
            name, colon, rest = line.partition(": ")
            if colon and name == key:
                value = rest.strip()
        return value


@dataclass(frozen=True, slots=True)
class Signature:
    """What git says of a commit's SSH signature. Good means: by a key of the list given, over this very commit."""

    good: bool
    signer: str  # the principal in the list of allowed signers, "" when not good
    key: str  # the fingerprint, "SHA256:…", "" when there is no signature


def version() -> tuple[int, ...]:
    """Git's version, for the line that asks for a newer one. Raises FileNotFoundError without git."""
    words = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout.split()
    return tuple(int(part) for part in words[2].split(".")[:2])


class Repo:
    """A repository at `path` (a work tree's top or a bare one).

    `environment` replaces the caller's: the hook passes a clean one that holds git's own quarantine variables.
    """

    def __init__(self, path: Path, environment: Mapping[str, str] | None = None) -> None:
        self.path = path
        if environment is None:
            environment = {name: value for name, value in os.environ.items() if name not in _STEERING}
        self._environment = {
            **environment,
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_LITERAL_PATHSPECS": "1",  # a pushed path may begin with ":" or hold a "*"
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C.UTF-8",
        }
        self._cat: subprocess.Popen[bytes] | None = None
        self._asking = threading.Lock()  # a build reads pictures in two threads, and an answer follows its question

    def configured(self, settings: Mapping[str, str]) -> Repo:
        """The same repository with settings of git's configuration that hold for this object alone."""
        environment = {**self._environment, "GIT_CONFIG_COUNT": str(len(settings))}
        for number, (key, value) in enumerate(settings.items()):
            environment[f"GIT_CONFIG_KEY_{number}"] = key
            environment[f"GIT_CONFIG_VALUE_{number}"] = value
        return Repo(self.path, environment)

    # -- running git ---------------------------------------------------------------------------------------------

    def run(
        self,
        *arguments: str,
        input: bytes | None = None,
        check: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git here. Raises GitError when it fails and `check` is set."""
        done = subprocess.run(
            ["git", "-C", str(self.path), *arguments],
            input=input if input is not None else b"",
            capture_output=True,
            check=False,
            env={**self._environment, **(environment or {})},
        )
        if check and done.returncode != 0:
            raise GitError(arguments, done.returncode, done.stderr.decode("utf-8", "replace"))
        return done

    @contextmanager
    def lines(self, *arguments: str, input: bytes, end: bytes = b"\n") -> Iterator[Iterator[bytes]]:
        """What git prints, piece by piece without `end`, while it runs; it is ended with the block. For output that
        may be larger than memory. Raises GitError where it was read to its end and git had failed.
        """
        with tempfile.TemporaryFile() as given:
            given.write(input)
            given.seek(0)
            running = subprocess.Popen(
                ["git", "-C", str(self.path), *arguments],
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._environment,
            )
        assert running.stdout is not None  # noqa: S101 (made with a pipe)
        try:
            yield _pieces(running.stdout, end)
            if running.wait() != 0:
                raise GitError(arguments, running.returncode, "")
        finally:
            running.kill()
            running.stdout.close()
            running.wait()

    def text(self, *arguments: str, input: bytes | None = None) -> str:
        """What git prints, without the last line feed."""
        return os.fsdecode(self.run(*arguments, input=input).stdout).rstrip("\n")

    def close(self) -> None:
        """End the reading process, where one runs."""
        if self._cat is not None:
            assert self._cat.stdin is not None and self._cat.stdout is not None  # noqa: S101 (made with pipes)
            self._cat.stdin.close()
            self._cat.stdout.close()
            self._cat.wait()
            self._cat = None

    def __enter__(self) -> Repo:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- reading -------------------------------------------------------------------------------------------------

    @property
    def git_dir(self) -> Path:
        return Path(self.text("rev-parse", "--absolute-git-dir"))

    def resolve(self, revision: str) -> str | None:
        """The full id of a commit, or None. Give full ref names: a tag called `main` must not answer for a branch."""
        done = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}", check=False)
        return done.stdout.decode().strip() or None if done.returncode == 0 else None

    def refs(self, prefix: str) -> dict[str, str]:
        """Full ref name → object id, for all refs below a prefix such as `refs/heads/change/`."""
        lines = self.text("for-each-ref", "--format=%(objectname) %(refname)", prefix).splitlines()
        return {name: oid for oid, _, name in (line.partition(" ") for line in lines)}

    def object(self, oid: str) -> tuple[str, bytes]:
        """An object's type and content by its id. Raises KeyError when there is none. Threads may share it."""
        with self._asking:
            return self._object(oid)

    def _object(self, oid: str) -> tuple[str, bytes]:
        if self._cat is None:
            self._cat = subprocess.Popen(
                ["git", "-C", str(self.path), "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._environment,
            )
        if "\n" in oid:
            raise KeyError(oid)
        assert self._cat.stdin is not None and self._cat.stdout is not None  # noqa: S101 (made with pipes)
        self._cat.stdin.write(os.fsencode(oid) + b"\n")
        self._cat.stdin.flush()
        header = self._cat.stdout.readline().rstrip(b"\n").split(b" ")
        if header[-1] in (b"missing", b"ambiguous") or len(header) != 3:
            raise KeyError(oid)
        content = self._cat.stdout.read(int(header[2]))
        self._cat.stdout.read(1)
        return header[1].decode(), content

    def blob(self, oid: str) -> bytes:
        """A blob's bytes. Raises KeyError when there is no such blob."""
        kind, content = self.object(oid)
        if kind != "blob":
            raise KeyError(oid)
        return content

    def file(self, revision: str, path: str) -> bytes | None:
        """The bytes of a file in a revision, or None where it is absent or no plain file."""
        entry = self.tree(revision, path).get(path)
        return self.blob(entry.oid) if entry is not None and entry.mode.startswith("100") else None

    def tree(self, revision: str, *paths: str) -> dict[str, Entry]:
        """Every file of a revision (or those at or below `paths`): path → entry."""
        done = self.run("ls-tree", "-r", "-z", "--full-tree", revision, "--", *paths)
        entries = {}
        for line in done.stdout.split(b"\0"):
            if line:
                facts, _, path = line.partition(b"\t")
                mode, _, oid = facts.split(b" ")
                entries[os.fsdecode(path)] = Entry(mode.decode(), oid.decode())
        return entries

    def diff(self, old: str, new: str) -> list[Delta]:
        """The paths that differ between two trees or commits. Renames are a removal and an addition."""
        done = self.run("diff-tree", "-r", "-z", "--no-renames", "--raw", "--no-abbrev", old, new)
        return list(_deltas(iter(done.stdout.split(b"\0"))))

    def history(self, tip: str, anchor: str | None = None) -> Iterator[tuple[str, list[Delta]]]:
        """(commit, what it changed against its first parent) along the first parents, oldest first.

        `anchor` is left out; without one the walk begins at the root, whose deltas are all its files.
        """
        span = [tip] if anchor is None else [f"{anchor}..{tip}"]
        done = self.run(
            "log", "--first-parent", "--reverse", "--root", "--diff-merges=first-parent", "--raw", "--no-renames",
            "--no-abbrev", "-r", "-z", "--format=%x01%H", *span,
        )  # fmt: skip
        fields = iter(done.stdout.split(b"\0"))
        commit, deltas = "", list[Delta]()
        for field in fields:
            token = field.lstrip(b"\n")
            if token.startswith(b"\x01"):
                if commit:
                    yield commit, deltas
                commit, deltas = token[1:41].decode(), []
                rest = token[41:].lstrip(b"\n")
                if rest:
                    deltas.append(_delta(rest, next(fields)))
            elif token.startswith(b":"):
                deltas.append(_delta(token, next(fields)))
        if commit:
            yield commit, deltas

    def commit(self, oid: str) -> Commit:
        """A commit by its id. Raises KeyError when there is none."""
        kind, content = self.object(oid)
        if kind != "commit":
            raise KeyError(oid)
        return _commit(oid, content)

    def commits(self, *span: str) -> list[str]:
        """The ids of `git rev-list SPAN`, oldest first, parents before children."""
        return self.text("rev-list", "--topo-order", "--reverse", *span, "--").split()

    def is_ancestor(self, old: str, new: str) -> bool:
        return self.run("merge-base", "--is-ancestor", old, new, check=False).returncode == 0

    def merge_tree(self, ours: str, theirs: str) -> tuple[str, tuple[str, ...]]:
        """The tree that git makes of a merge, and the paths in conflict (none: the merge is clean).

        The settings are git's defaults, stated: a merge must not depend on whose machine makes it. Raises GitError
        where git cannot merge at all (no common history).
        """
        done = self.run(
            "-c", "merge.renames=true", "-c", "merge.directoryRenames=conflict", "-c", "merge.renormalize=false",
            "-c", "merge.renameLimit=1000",  # git compares each with each: one push must not keep the others waiting
            "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, theirs, check=False,
        )  # fmt: skip
        if done.returncode not in (0, 1):
            raise GitError(("merge-tree", ours, theirs), done.returncode, done.stderr.decode("utf-8", "replace"))
        tree, *conflicts = done.stdout.rstrip(b"\0").split(b"\0")
        if done.returncode == 1 and not conflicts:
            conflicts = [b"?"]
        return tree.decode().strip(), tuple(os.fsdecode(path) for path in conflicts)

    def signatures(self, commits: Iterable[str], allowed_signers: Path) -> dict[str, Signature]:
        """What git says of the SSH signatures of these commits, judged by a list of allowed signers.

        The list carries no dates: git would hold them against the commit's own claim of its time, so key validity is
        judged by the receipt's time instead (see review/verdict.py).
        """
        wanted = list(commits)
        if not wanted:
            return {}
        done = self.run(
            "-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={allowed_signers}",
            "-c", "gpg.ssh.revocationFile=", "-c", "gpg.ssh.program=ssh-keygen",
            "-c", "gpg.program=false", "-c", "gpg.x509.program=false",  # other kinds of signature vouch for nobody
            "log", "--no-walk=unsorted", "-z", "--format=%H%x01%G?%x01%GS%x01%GF", "--stdin",
            input="".join(f"{oid}\n" for oid in wanted).encode(),
        )  # fmt: skip
        found = {}
        for line in done.stdout.decode("utf-8", "replace").split("\0"):
            if line.strip():
                oid, status, signer, key = line.strip("\n").split("\x01")
                good = status == "G" and key.startswith("SHA256:")
                found[oid] = Signature(good, signer if good else "", key)
        return found

    # -- writing -------------------------------------------------------------------------------------------------

    def write_blob(self, content: bytes) -> str:
        return self.run("hash-object", "-w", "--stdin", input=content).stdout.decode().strip()

    def write_tree(self, base: str | None, changes: Mapping[str, bytes | None]) -> str:
        """A tree like `base` (a tree or commit; None: empty) with files set, or removed where the content is None."""
        index = self.git_dir / f"terbit-index-{os.getpid()}"
        environment = {"GIT_INDEX_FILE": str(index)}
        try:
            self.run("read-tree", *([base] if base else ["--empty"]), environment=environment)
            lines = b""
            for path, content in changes.items():
                mode, oid = ("0", NOTHING) if content is None else ("100644", self.write_blob(content))
                lines += f"{mode} {oid}\t".encode() + os.fsencode(path) + b"\0"
            self.run("update-index", "-z", "--index-info", input=lines, environment=environment)
            return self.run("write-tree", environment=environment).stdout.decode().strip()
        finally:
            index.unlink(missing_ok=True)

    def write_commit(
        self,
        tree: str,
        parents: Iterable[str],
        message: str,
        *,
        at: datetime | None = None,
        who: tuple[str, str] | None = None,
        sign: bool = False,
    ) -> str:
        """A commit object. `who` is (name, e-mail); `at` fixes both its times; `sign` uses git's configured SSH key."""
        environment: dict[str, str] = {}
        if at is not None:
            stamp = f"{int(at.timestamp())} +0000"
            environment.update(GIT_AUTHOR_DATE=stamp, GIT_COMMITTER_DATE=stamp)
        if who is not None:
            name, email = who
            environment.update(
                GIT_AUTHOR_NAME=name, GIT_AUTHOR_EMAIL=email, GIT_COMMITTER_NAME=name, GIT_COMMITTER_EMAIL=email
            )
        options = [option for parent in parents for option in ("-p", parent)]
        signing = ["-S"] if sign else ["--no-gpg-sign"]
        done = self.run(
            "commit-tree", *signing, *options, tree, "-F", "-",
            input=message.encode("utf-8", "surrogateescape"), environment=environment,
        )  # fmt: skip
        return done.stdout.decode().strip()

    def update_ref(self, ref: str, new: str, old: str = "", reason: str = "terbit") -> None:
        """Set a ref, only while it still is `old` (compare-and-swap; 40 zeros: must not exist; "": whatever it is).

        Raises GitError when somebody else was faster.
        """
        self.run("update-ref", "--create-reflog", "-m", reason, ref, new, *([old] if old else []))


def _pieces(stream: IO[bytes], end: bytes) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(65_536):
        *whole, rest = (rest + chunk).split(end)
        yield from whole
    if rest:
        yield rest


def _deltas(fields: Iterator[bytes]) -> Iterator[Delta]:
    for facts in fields:
        if facts:
            yield _delta(facts, next(fields))


def _delta(facts: bytes, path: bytes) -> Delta:
    old_mode, new_mode, old, new, _ = facts.lstrip(b":").decode().split(" ")
    return Delta(
        os.fsdecode(path),
        None if old_mode == "000000" else Entry(old_mode, old),
        None if new_mode == "000000" else Entry(new_mode, new),
    )


def _commit(oid: str, content: bytes) -> Commit:
    head, _, message = content.partition(b"\n\n")
    # In git's own order: a `parent` after the author is to git a header without a meaning, so it must be none to us.
    tree, *lines = head.decode("utf-8", "replace").split("\n")
    parents = list(itertools.takewhile(lambda line: line.startswith("parent "), lines))
    rest = [line.partition(" ") for line in lines[len(parents) :]]
    author, author_email, _ = _person(next(value for key, _, value in rest if key == "author"))
    committer, committer_email, committed = _person(next(value for key, _, value in rest if key == "committer"))
    return Commit(
        oid,
        tree.removeprefix("tree "),
        tuple(parent.removeprefix("parent ") for parent in parents),
        author,
        author_email,
        committer,
        committer_email,
        committed,
        message.decode("utf-8", "replace"),
    )


def _person(line: str) -> tuple[str, str, datetime]:
    name, _, rest = line.partition(" <")
    email, _, stamp = rest.rpartition("> ")
    try:
        when = datetime.fromtimestamp(int(stamp.split(" ")[0]), UTC)
    except (ValueError, OverflowError, OSError):
        when = datetime.fromtimestamp(0, UTC)
    return name, email, when
