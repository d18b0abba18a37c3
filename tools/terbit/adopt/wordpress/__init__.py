"""WordPress sites: `reader` reads an export (WXR) and the folder of uploads."""
