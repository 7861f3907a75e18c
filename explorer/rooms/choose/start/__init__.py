"""The first page: the decisions made so far, and how to begin."""
