"""GitHub as a forge: pull requests, reviews and merges, read through its API as data."""

from terbit.forge.github.desk import GitHubDesk
from terbit.forge.github.forge import GitHub

__all__ = ["GitHub", "GitHubDesk"]
