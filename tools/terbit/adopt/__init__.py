"""Adoption: bringing an existing site into an office as one change. One module a format; `hugo` is the first."""
