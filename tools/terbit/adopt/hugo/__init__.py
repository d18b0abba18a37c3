"""Hugo sites: `reader` reads one, with its layout (`site`), old addresses and shortcodes."""
