"""House rules: what a merchant forbids, demands or hides, set without code."""
