"""WordPress sites: `reader` reads an export (`wxr`) and the folder of uploads (`library`), `post` makes the drafts."""
