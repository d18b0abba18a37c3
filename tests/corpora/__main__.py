"""`python -m tests.corpora FOLDER [SITE …]`: prove every site in a folder; exit 1 where one falls short."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.corpora import old
from tests.corpora.office import Failed
from tests.corpora.proof import Figures, prove


def main(folder: Path, names: list[str]) -> int:
    """Prove each site below `folder`; figures are printed, shortfalls decide the exit code."""
    sites = [site for site in sorted(folder.iterdir()) if _is_site(site) and (not names or site.name in names)]
    if not sites:
        print(f"{folder}: no site with a folder content/ or an export *.xml", file=sys.stderr)
        return 2
    good = True
    for site in sites:
        with tempfile.TemporaryDirectory(prefix="terbit-corpora-") as room:
            good = _proven(site.name, old.of(site), Path(room) / "proof") and good
            jekyll = old.as_jekyll(site, Path(room) / "jekyll")
            if jekyll is not None:
                good = _proven(f"{site.name} (jekyll)", jekyll, Path(room) / "proof-jekyll") and good
    return 0 if good else 1


def _proven(name: str, was: old.Old, room: Path) -> bool:
    room.mkdir()
    try:
        figures: Figures = prove(name, was, room)
    except Failed as failure:
        print(f"{name}: FAILED: {failure}", flush=True)
        return False
    print("\n".join(figures.lines()), flush=True)
    if not figures.good:
        print(f"{name}: FELL SHORT", flush=True)
    return figures.good


def _is_site(folder: Path) -> bool:
    return (folder / "content").is_dir() or any(folder.glob("*.xml"))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
