"""Links: alive, broken, unverifiable or not checked; never one for another. And the ledger of all addresses."""
