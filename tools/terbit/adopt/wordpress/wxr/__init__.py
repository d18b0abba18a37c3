"""WordPress exports (WXR) as plain values: `export` reads files, out of the items that `stream` cuts from them."""
