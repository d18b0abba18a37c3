"""Adoption: bringing an existing site into an office as one change.

`adoption` runs the steps over what a format's `reader` found (`existing` is the form in which it says so). A format is
a package with one line in `formats`; the formats do not know of each other.
"""
