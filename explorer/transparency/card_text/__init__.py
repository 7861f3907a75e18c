"""The text of a model card, cut into what the rules read."""
