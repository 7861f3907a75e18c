"""From a file to what it was made from, step by step; ``rules/lineage`` reads each card on the way."""
