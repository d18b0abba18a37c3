"""Terbit: a public office's website as a Git repository. See docs/architecture.md for the way data flows."""

__version__ = "0.1.0"
