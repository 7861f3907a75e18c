"""The command palette, and what is found in it."""
