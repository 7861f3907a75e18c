"""Results of a set or pack: items by models."""
