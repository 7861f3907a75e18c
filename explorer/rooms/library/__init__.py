"""The room Library: the models on this disk."""
