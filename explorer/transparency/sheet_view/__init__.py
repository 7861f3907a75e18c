"""The fact sheet on the screen, on paper and as text."""
