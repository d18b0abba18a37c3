"""Checks npm archives against tools/lock/npm.txt and unpacks them: python npm.py ARCHIVES TARGET.

Ends with exit status 1 and one line where an archive is missing or is not the one that was locked.
"""

import base64
import hashlib
import shutil
import sys
import tarfile
from pathlib import Path

LOCK = Path(__file__).with_name("npm.txt")


def unpack(archives: Path, target: Path) -> None:
    """Fill `target` with `node_modules/`, and with a copy of the lock as the sign that it is whole."""
    half = target.with_name(target.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    for line in LOCK.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, version, digest, *wanted = line.split()
        archive = archives / f"{name.removeprefix('@').replace('/', '-')}-{version}.tgz"
        if not archive.exists():
            sys.exit(f"{name} {version} could not be fetched")
        if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != digest:
            sys.exit(f"{name} {version} is not the archive that tools/lock/npm.txt names")
        folder = half / "node_modules" / name
        with tarfile.open(archive) as packed:
            for member in packed.getmembers():
                inner = Path(*Path(member.name).parts[1:])
                if not member.isfile() or ".." in inner.parts or (wanted and str(inner) not in wanted):
                    continue
                content = packed.extractfile(member)
                assert content is not None
                (folder / inner).parent.mkdir(parents=True, exist_ok=True)
                (folder / inner).write_bytes(content.read())
    shutil.copy(LOCK, half / LOCK.name)
    shutil.rmtree(target, ignore_errors=True)
    half.rename(target)


unpack(Path(sys.argv[1]), Path(sys.argv[2]))
