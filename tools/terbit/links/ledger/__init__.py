"""The ledger (*Catatan Link*, REQUIREMENTS C3.7): every address that was ever released, from records alone.

A row never goes away: what was withdrawn, expired, deleted or moved is listed with that state.
"""
