"""Texts of existing sites that are HTML as Markdown: `cleaning` reads one as a browser does, `markdown` writes it."""
