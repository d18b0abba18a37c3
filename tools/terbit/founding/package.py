"""The package of terbit that an office will run: where it is, its version and the hash of its file.

An adapter: reads a file, asks a web server, or runs pip. What it finds out is a `lock.Package`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from terbit.findings import Refused, Unverified
from terbit.lock import Package
from terbit.messages import msg

MAX_BYTES = 50_000_000  # of a package; ours has less than two
_TIMEOUT = 60  # seconds without an answer
# built in a copy: setuptools keeps what it once copied in `build/`, also files that are gone by now
_NOT_PACKED = shutil.ignore_patterns(".*", "build", "site", "tests", "benchmarks", "docs", "__pycache__", "*.egg-info")
_WHEEL = re.compile(r"terbit-([0-9A-Za-z.+!_]{1,40})-py3-none-any\.whl\Z")


def given(place: str) -> tuple[Package, bytes | None]:
    """The package at a path or an https address, with its bytes where it is a file of this machine.

    Raises Refused for what is no package of terbit, Unverified where the address does not answer.
    """
    if re.match(r"https?://", place):
        if not place.startswith("https://"):
            raise Refused(msg("{address}: hanya alamat https:// yang diterima", address=place))
        return Package(_version(unquote(urlsplit(place).path)), _digest(_fetched(place)), place), None
    file = Path(place)
    if not file.is_file():
        raise Refused(msg("{path}: paket terbit tidak ditemukan", path=place))
    content = file.read_bytes()
    return Package(_version(file.name), _digest(content)), content


def installed(room: Path) -> tuple[Package, bytes | None]:
    """The package that this very terbit came from; with its bytes where it cannot be had by everybody.

    A checkout is made into a package in `room`, an empty folder. Raises Unverified where pip cannot tell.
    """
    distribution = metadata.distribution("terbit")
    # https://packaging.python.org/en/latest/specifications/direct-url/
    origin = json.loads(distribution.read_text("direct_url.json") or "{}")
    address = str(origin.get("url", ""))
    if "dir_info" in origin:
        source = shutil.copytree(url2pathname(urlsplit(address).path), room / "source", ignore=_NOT_PACKED)
        return _packed([str(source), "--no-build-isolation"], room)
    if address.startswith("https://"):
        return given(address)
    if address.startswith("file://") and (file := Path(url2pathname(urlsplit(address).path))).is_file():
        return given(str(file))
    package, _ = _packed([f"terbit=={distribution.version}"], room)
    return package, None


def _packed(what: list[str], room: Path) -> tuple[Package, bytes | None]:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(room), *what]
    # a package has no time of its own: the same source gives the same hash
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "315532800"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    found = next(room.glob("terbit-*.whl"), None)
    if done.returncode != 0 or found is None:
        last = (done.stderr.strip() or done.stdout.strip() or "pip").splitlines()[-1]
        raise Unverified(
            msg("paket terbit tidak dapat dibuat: {error}", error=last), msg("sebutkan paketnya dengan --package")
        )
    return given(str(found))


def _version(name: str) -> str:
    found = _WHEEL.search(name.rpartition("/")[2])
    if found is None:
        raise Refused(
            msg("{path}: bukan paket terbit", path=name), msg("namanya seperti terbit-0.1.0-py3-none-any.whl")
        )
    return found[1]


def _fetched(address: str) -> bytes:
    import httpx

    try:
        with httpx.stream("GET", address, follow_redirects=True, timeout=_TIMEOUT) as answer:
            answer.raise_for_status()
            content = b""
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > MAX_BYTES:
                    raise Refused(msg("{path}: bukan paket terbit", path=address))
            return content
    except httpx.HTTPError as error:
        raise Unverified(
            msg("{address} tidak dapat diambil: {error}", address=address, error=str(error) or type(error).__name__)
        ) from None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
