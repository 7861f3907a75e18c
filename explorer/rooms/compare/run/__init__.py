"""A run: planned, started, followed and stored, column by column."""
