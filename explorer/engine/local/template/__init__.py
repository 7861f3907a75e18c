"""Chat templates: rendered in a sandbox, tried, and guarded against texts that pose as their marks."""
