"""The room Compare: models side by side, on paper and in action."""
