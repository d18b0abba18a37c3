"""A bare repository as the fake's web pages and API change it: objects written directly, the rest through git.

Nothing here knows about pull requests. Commit dates are those of the caller.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

NO_SIGNATURE = ""
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
_COAUTHOR = re.compile(r"^co-authored-by:\s*(.*?)\s*<([^>]*)>\s*$", re.IGNORECASE | re.MULTILINE)
_PERSON = re.compile(r"^(.*?) ?<([^>]*)> (\d+) ([+-]\d{4})$")


@dataclass(frozen=True)
class Person:
    """Who a commit says wrote it."""

    name: str
    email: str
    date: datetime | None = None


@dataclass(frozen=True)
class Commit:
    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    message: str
    signature: str

    @property
    def authors(self) -> tuple[Person, ...]:
        """The author, then the co-authors that the message names."""
        named = [Person(name, email) for name, email in _COAUTHOR.findall(self.message)]
        seen = {self.author.email.lower()}
        others = []
        for person in named:
            if person.email.lower() not in seen:
                seen.add(person.email.lower())
                others.append(person)
        return (self.author, *others)


@dataclass(frozen=True)
class FileChange:
    status: str
    path: str
    before: str
    additions: int
    deletions: int
    oid: str
    patch: str = ""


class Store:
    """One bare repository. `git` answers are bytes; every method names commits by their 40 digits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()
        self._reader: subprocess.Popen[bytes] | None = None
        self.commit = lru_cache(maxsize=None)(self._commit)
        self.changes = lru_cache(maxsize=None)(self._changes)
        self._between = lru_cache(maxsize=None)(self._rev_list)
        self.merge_base = lru_cache(maxsize=None)(self._merge_base)
        if not path.exists():
            path.mkdir(parents=True)
            self.git("init", "-q", "--bare", "-b", "main")
            for key, value in (
                ("http.receivepack", "true"),
                ("receive.hideRefs", "refs/pull"),
                ("receive.fsckObjects", "true"),
                ("uploadpack.allowAnySHA1InWant", "true"),
                ("uploadpack.allowFilter", "true"),
                ("gc.auto", "0"),
                ("core.logAllRefUpdates", "false"),
            ):
                self.git("config", key, value)

    def close(self) -> None:
        with self.lock:
            if self._reader is not None:
                assert self._reader.stdin is not None and self._reader.stdout is not None
                self._reader.stdin.close()
                self._reader.wait(10)
                self._reader.stdout.close()
                self._reader = None

    def git(self, *arguments: str, stdin: bytes | None = None, good: tuple[int, ...] = (0,)) -> bytes:
        done = subprocess.run(
            ["git", *arguments], cwd=self.path, env=ENVIRONMENT, input=stdin, capture_output=True, check=False
        )
        if done.returncode not in good:
            raise RuntimeError(f"git {' '.join(arguments)}: {done.stderr.decode('utf-8', 'replace')}")
        return done.stdout

    # -- reading ------------------------------------------------------------------------------------------------

    def read(self, name: str) -> tuple[str, bytes, str]:
        """Kind, content and id of an object; KeyError where there is none."""
        with self.lock:
            if self._reader is None:
                self._reader = subprocess.Popen(
                    ["git", "cat-file", "--batch"],
                    cwd=self.path,
                    env=ENVIRONMENT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            assert self._reader.stdin is not None and self._reader.stdout is not None
            if "\n" in name:
                raise KeyError(name)
            self._reader.stdin.write(name.encode() + b"\n")
            self._reader.stdin.flush()
            head = self._reader.stdout.readline().split()
            if len(head) != 3:
                raise KeyError(name)
            content = self._reader.stdout.read(int(head[2]) + 1)[:-1]
            return head[1].decode(), content, head[0].decode()

    def has(self, name: str) -> bool:
        try:
            self.read(name)
        except KeyError:
            return False
        return True

    def resolve(self, name: str) -> str | None:
        """The commit that a branch, ref or id stands for."""
        for candidate in (f"refs/heads/{name}", name):
            try:
                return self.read(f"{candidate}^{{commit}}")[2]
            except KeyError:
                continue
        return None

    def refs(self) -> dict[str, str]:
        lines = self.git("for-each-ref", "--format=%(objectname) %(refname)").decode("utf-8", "surrogateescape")
        return {name: sha for sha, name in (line.split(" ", 1) for line in lines.splitlines())}

    def _commit(self, sha: str) -> Commit:
        kind, content, full = self.read(sha)
        if kind != "commit":
            raise KeyError(sha)
        head, _, message = content.decode("utf-8", "replace").partition("\n\n")
        fields: dict[str, list[str]] = {}
        key = ""
        for line in head.split("\n"):
            if line.startswith(" "):
                fields[key][-1] += "\n" + line[1:]
            else:
                key, _, value = line.partition(" ")
                fields.setdefault(key, []).append(value)
        return Commit(
            full,
            fields["tree"][0],
            tuple(fields.get("parent", [])),
            _person(fields["author"][0]),
            _person(fields["committer"][0]),
            message,
            fields.get("gpgsig", [NO_SIGNATURE])[0],
        )

    def tree(self, sha: str) -> dict[str, tuple[str, str]]:
        """Entries of one tree: name → (mode, id)."""
        content = self.read(sha)[1] if sha != EMPTY_TREE else b""
        entries = {}
        while content:
            head, _, rest = content.partition(b"\0")
            mode, _, name = head.partition(b" ")
            entries[name.decode("utf-8", "surrogateescape")] = (mode.decode(), rest[:20].hex())
            content = rest[20:]
        return entries

    def file(self, commit: str, path: str) -> bytes | None:
        try:
            kind, content, _ = self.read(f"{commit}:{path}")
        except KeyError:
            return None
        return content if kind == "blob" else None

    def between(self, base: str, head: str) -> list[str]:
        """Commits of head that base lacks, the oldest first."""
        return list(self._between(base, head))

    def _rev_list(self, base: str, head: str) -> tuple[str, ...]:
        if self.commit(head).parents == (base,):
            return (head,)
        said = self.git("rev-list", "--reverse", "--topo-order", f"{base}..{head}")
        return tuple(said.decode().split())

    def is_ancestor(self, old: str, new: str) -> bool:
        return self.merge_base(old, new) == old

    def _merge_base(self, one: str, two: str) -> str | None:
        if one == two or one in self.commit(two).parents:  # what most often is asked needs no process
            return one
        if two in self.commit(one).parents:
            return two
        return self.git("merge-base", one, two, good=(0, 1)).decode().strip() or None

    def merged_tree(self, ours: str, theirs: str) -> str | None:
        """The tree of a merge; None where it conflicts."""
        base = self.merge_base(ours, theirs)
        if base is None:
            return None
        if base in (ours, theirs):
            return str(self.commit(theirs if base == ours else ours).tree)
        done = subprocess.run(
            ["git", "merge-tree", "--write-tree", ours, theirs],
            cwd=self.path,
            env=ENVIRONMENT,
            capture_output=True,
            check=False,
        )
        return done.stdout.decode().split()[0] if done.returncode == 0 else None

    def _changes(self, base: str, head: str) -> tuple[FileChange, ...]:
        """Files that differ between two trees, renames found."""
        said = self.git("diff", "--raw", "--numstat", "-z", "-M", "--no-abbrev", base, head)
        parts = said.decode("utf-8", "surrogateescape").split("\0")
        names = {"A": "added", "M": "modified", "D": "removed", "R": "renamed", "C": "copied", "T": "changed"}
        found: dict[str, tuple[str, str, str]] = {}
        while parts and parts[0].startswith(":"):
            _, _, before_oid, oid, status = parts.pop(0).split(" ")
            path = parts.pop(0)
            before = ""
            if status[0] in "RC":
                before, path = path, parts.pop(0)
            found[path] = (names[status[0]], before, before_oid if status == "D" else oid)
        counts: dict[str, tuple[int, int]] = {}
        while parts and parts[0]:
            added, removed, path = parts.pop(0).split("\t", 2)
            if not path:
                parts.pop(0)
                path = parts.pop(0)
            counts[path] = (int(added) if added != "-" else 0, int(removed) if removed != "-" else 0)
        return tuple(
            FileChange(status, path, before, *counts.get(path, (0, 0)), oid)
            for path, (status, before, oid) in sorted(found.items())
        )

    def patch(self, base: str, head: str, change: FileChange) -> str:
        """The hunks of one file, as the API gives them."""
        paths = [change.path, *([change.before] if change.before else [])]
        text = self.git("diff", "-M", base, head, "--", *paths).decode("utf-8", "replace")
        return text[text.index("\n@@") + 1 :].rstrip("\n") if "\n@@" in text else ""

    # -- writing ------------------------------------------------------------------------------------------------

    def write(self, kind: str, content: bytes) -> str:
        data = f"{kind} {len(content)}\0".encode() + content
        sha = hashlib.sha1(data).hexdigest()
        target = self.path / "objects" / sha[:2] / sha[2:]
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            half = target.with_suffix(f".{threading.get_ident()}")
            half.write_bytes(zlib.compress(data, 1))
            half.replace(target)
        return sha

    def tree_with(self, tree: str | None, files: Mapping[str, bytes | None]) -> str:
        """A tree in which these files are changed; None deletes one."""
        entries = self.tree(tree) if tree else {}
        inner: dict[str, dict[str, bytes | None]] = {}
        for path, content in files.items():
            top, _, rest = path.partition("/")
            if rest:
                inner.setdefault(top, {})[rest] = content
            elif content is None:
                entries.pop(top, None)
            else:
                mode = entries.get(top, ("100644", ""))[0]
                entries[top] = (mode if mode.startswith("100") else "100644", self.write("blob", content))
        for top, below in inner.items():
            mode, old = entries.get(top, ("", ""))
            new = self.tree_with(old if mode == "40000" else None, below)
            if new == EMPTY_TREE:
                entries.pop(top, None)
            else:
                entries[top] = ("40000", new)
        return self.write_tree(entries)

    def write_tree(self, entries: Mapping[str, tuple[str, str]]) -> str:
        ordered = sorted(entries.items(), key=lambda e: (e[0] + ("/" if e[1][0] == "40000" else "")).encode())
        body = b"".join(
            f"{mode} ".encode() + name.encode("utf-8", "surrogateescape") + b"\0" + bytes.fromhex(oid)
            for name, (mode, oid) in ordered
        )
        return self.write("tree", body)

    def make_commit(
        self, tree: str, parents: tuple[str, ...], message: str, author: Person, committer: Person, signature: str = ""
    ) -> str:
        """A new commit. Both people carry the date that the commit shall have."""
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {_line(author)}", f"committer {_line(committer)}"]
        if signature:
            lines.append("gpgsig " + signature.replace("\n", "\n "))
        return self.write("commit", ("\n".join(lines) + "\n\n" + message).encode())

    def set_ref(self, name: str, sha: str | None) -> None:
        place = self.path / name
        if sha is None or place.is_dir():
            self.git("update-ref", *(["-d", name] if sha is None else [name, sha]))
            return
        assert self.has(sha) and ".." not in name and name.startswith("refs/"), (name, sha)
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_name(f"{place.name}.lock")
        half.write_text(f"{sha}\n")
        half.replace(place)

    def fetch(self, other: Store, sha: str) -> None:
        """Bring a commit of another repository in, with everything below it."""
        if not self.has(sha):
            self.git("fetch", "-q", "--no-tags", str(other.path), sha)


def _person(line: str) -> Person:
    found = _PERSON.match(line)
    if found is None:
        return Person(line, "")
    name, email, seconds, zone = found.groups()
    offset = datetime.strptime(zone, "%z").tzinfo
    return Person(name, email, datetime.fromtimestamp(int(seconds), offset))


def _line(person: Person) -> str:
    assert person.date is not None and person.date.tzinfo is not None
    clean = re.sub(r"[<>\n\0]", "", person.name)
    return f"{clean} <{person.email}> {int(person.date.timestamp())} {person.date.strftime('%z')}"
