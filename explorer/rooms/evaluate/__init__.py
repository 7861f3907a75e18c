"""The room Evaluate: tests of a person's own, packs, and what a quantization costs."""
