"""`python -m tests.corpora FOLDER [SITE …]`: prove every site in a folder; exit 1 where one falls short."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

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
            try:
                figures: Figures = prove(site, Path(room))
            except Failed as failure:
                print(f"{site.name}: FAILED: {failure}")
                good = False
                continue
        print("\n".join(figures.lines()), flush=True)
        if not figures.good:
            print(f"{site.name}: FELL SHORT")
            good = False
    return 0 if good else 1


def _is_site(folder: Path) -> bool:
    return (folder / "content").is_dir() or any(folder.glob("*.xml"))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
