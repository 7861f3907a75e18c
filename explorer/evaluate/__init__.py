"""Whether a model does a person's task, how it fails, and what a quantization costs; knows no widget."""
