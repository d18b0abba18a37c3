"""No address in a text that the rules let through stops the build of the site: a finding blocks its own change only."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.rules.cases import Files
from tests.support.edition import SOP

from terbit import rules
from terbit.findings import has_errors
from terbit.links import internal
from terbit.publishing.build import render
from terbit.publishing.edition import preview

AS_OF = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
HOME = "https://balai-contoh.example"
assert SOP is not None

BODIES = (
    f"[x]({HOME}/tidak/)",
    f"[x]({HOME})",
    f"[x]({HOME}/profil/#tidak)",
    f"[x]({HOME.upper()}/tidak)",
    f"[x]({HOME}:443/tidak)",
    f"<{HOME}/tidak>",
    f"![x]({HOME}/x.png)",
    "[x](//balai-contoh.example/tidak/)",
    "![x](//balai-contoh.example/x.png)",
    "[x](https:\\\\balai-contoh.example/tidak)",
    "[x](https:/profil/)",
    "[x](http://[x/)",
    "[x](https://a b/)",
    "[x](http://x:99999/)",
    "[x](http://)",
    "[x](///tidak)",
    "[x](\\tidak)",
    "[x](/tidak/)",
    "[x]( /profil )",
    "[x](../tidak/)",
    "[x](tidak.pdf)",
    "[x](../panen/index.md#tidak)",
    "[x](../panen/)",
    "[x](artikel:tidak)",
    "[x](artikel:panen)",
    "[x](artikel:panen#tidak)",
    "[x](artikel:besok)",
    "[x](#tidak)",
    "[x](#fn:1)",
    "[x]()",
    "[x](#)",
    "[x](?q=1)",
    "[x](mailto:a b)",
    "[x](javascript:alert(1))",
    "## a\n\n## a\n\n[x](#a_1)",
    "catatan[^1]\n\n[^1]: kaki",
    "![x]()",
    "![x](tidak.png)",
    "![x](/tidak.png)",
    "![x](../panen/tidak.png)",
    "![x](artikel:panen)",
    "![x](#a)",
    "<a href='/tidak/'>x</a>",
    "<a href='tidak/'>x</a>",
    "<a href='#tidak'>x</a>",
    "<img src='/tidak.png' alt='x'>",
    "<img src='tidak.png' alt='x'>",
    "<blockquote cite='/tidak/'>x</blockquote>",
    "p\n{: style='background:url(tidak.png)' }",
    "p\n{: #a }\n\np\n{: #a }",
    "<p id='__search'>x</p>",
    "[x][y]\n\n[y]: /tidak/",
    "![x](tidak.png){: srcset='b.png 2x' }",
)


@pytest.mark.parametrize("information", ["berkala", "belum-diklasifikasi"])
@pytest.mark.parametrize("body", BODIES)
def test_what_the_rules_let_through_builds_and_has_no_broken_link(body: str, information: str, tmp_path: Path) -> None:
    def text(body: str, **more: str) -> str:
        keys = {
            "title": "Panen padi",
            "date": "2026-11-03",
            "description": "Satu kalimat.",
            "categories": "[kegiatan]",
            "information": "berkala",
            **more,
        }
        return "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + f"---\n\n{body}\n"

    asked = "content/berita/2026/11/asked/index.md"
    tree = Files(
        {
            "mkdocs.yml": "nav: []\n",
            "content/index.md": "---\ntitle: Balai\ndescription: Situs.\n---\n\nSelamat datang.\n",
            "content/profil/index.md": "---\ntitle: Profil\ndescription: Tentang.\n---\n\nTentang.\n",
            "content/berita/2026/11/panen/index.md": text("Isi."),
            "content/berita/2026/11/besok/index.md": text("Isi.", publish_at="2026-12-24"),
            asked: text(body, information=information),
        }
    )
    if has_errors(rules.check(tree, SOP, AS_OF)):
        return  # refused at submit, with its place
    edition = preview(tree, SOP, AS_OF)
    paths = {entry.oid: path for path, entry in tree.files.items()}
    made = render(edition, lambda oid: tree.read(paths[oid]), SOP, (), tmp_path / "site", tmp_path / "room")
    assert asked in made.sources.values()
    found = internal.check(tmp_path / "site", SOP.office.address, str)
    assert [finding.text() for finding in found if has_errors([finding])] == []
