"""Review: who must approve what, and whether they did. Judgement is pure; evidence comes in as values."""
