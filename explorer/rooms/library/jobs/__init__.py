"""What is done with a model in the background: checked, traced, imported, deleted."""
