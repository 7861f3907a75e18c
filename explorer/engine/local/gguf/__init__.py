"""The header of a GGUF file, and what memory and speed follow from it."""
