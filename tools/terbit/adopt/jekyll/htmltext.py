"""The HTML body of a document as Markdown, with the words between its tags as they are."""

from __future__ import annotations


def markdown_of(html: str) -> str:
    """Markdown of an HTML text. What Markdown has no form for stays as HTML for the step that judges raw HTML."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    for node in tree.css("script, style, template"):
        node.decompose()
    body = tree.body
    return _written(body.inner_html or "") if body is not None else ""


def _written(html: str) -> str:
    from markdownify import ATX, MarkdownConverter

    class Writer(MarkdownConverter):
        """Frames and tables stay HTML: the steps that follow know what becomes of them."""

        def convert_iframe(self, el: object, text: str, parent_tags: object) -> str:
            del text, parent_tags
            return f"\n\n{el}\n\n"

        convert_table = convert_video = convert_object = convert_embed = convert_iframe

    try:
        made: str = Writer(
            heading_style=ATX, bullets="-", escape_misc=False, sub_symbol="<sub>", sup_symbol="<sup>"
        ).convert(html)
    except RecursionError:
        return html
    return made
