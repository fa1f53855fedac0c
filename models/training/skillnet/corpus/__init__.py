"""The training corpus: permissive packages, cut as the product cuts, mined for pairs, without doubles or suites."""
