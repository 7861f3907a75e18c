"""Guards: what keeps a phrase from counting where it stands, each reason a small function with a name."""
