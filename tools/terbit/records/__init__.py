"""Records: what happened, append-only, each event with an identity of its own and a witness outside the records."""
