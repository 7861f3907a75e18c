"""The part Facts: what is disclosed of each model, side by side."""
