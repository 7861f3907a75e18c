"""Starting pages: what to look at before a model is chosen for a field, and tests to begin with."""
