"""Seeing what one writes while one writes it: the office folder as a site on this machine, with its findings."""
