"""What can be done on the fake, and who may do it. REST, GraphQL, pushes and the helper methods all come through here.

Each public method takes the token of whoever acts and raises `Refusal` where GitHub says no. Nothing here speaks HTTP.
"""

from __future__ import annotations

from tests.support.github.hub.checks import Checks


class Hub(Checks):
    """The whole of it; each room adds its deeds to those of the room before."""
