"""The column at the left: the sets of tests, the packs, and what a quantization costs."""
