"""Jekyll and Eleventy sites: `reader` reads one, with its layout (`site`), old addresses, Kramdown, posts in HTML."""
