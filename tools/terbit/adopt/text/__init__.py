"""A text's way from the old site's Markdown to ours: `body` runs the steps, each a module."""
